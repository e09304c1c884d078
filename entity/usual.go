package entity

// usual is how often matches show each level before anything is learned: the share of slips that hand-labelled sets of people, firms,
// papers and products have. It keeps the model from taking neighbours for matches where matches are few.
var usual = [...][]float64{
	KindName:     {0.33, 0.32, 0.03, 0.12, 0.06, 0.05, 0.03, 0.06},
	KindText:     {0.10, 0.10, 0.11, 0.12, 0.13, 0.12, 0.11, 0.08, 0.06, 0.04, 0.03},
	KindDate:     {0.35, 0.35, 0.03, 0.10, 0.06, 0.05, 0.06},
	KindNumber:   {0.20, 0.20, 0.10, 0.12, 0.13, 0.10, 0.07, 0.08},
	KindCode:     {0.33, 0.32, 0.12, 0.05, 0.04, 0.04, 0.10},
	KindCategory: {0.35, 0.35, 0.08, 0.05, 0.17},

	KindIdentifier: {0.45, 0.25, 0.10, 0.05, 0.05, 0.10},
	KindPhone:      {0.33, 0.32, 0.12, 0.05, 0.04, 0.04, 0.10},
	KindWeb:        {0.40, 0.30, 0.08, 0.07, 0.05, 0.10},
}

var usualCodeSets = []float64{0.17, 0.18, 0.15, 0.15, 0.10, 0.25}

func (f *field) usual() []float64 {
	if f.derived {
		return usualCodeSets
	}
	return usual[f.kind]
}
