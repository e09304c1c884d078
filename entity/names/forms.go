package names

// The bits of legal forms. One law knows a company under one form, so that two forms of different nature are two companies, though a
// company changes its form now and then and clerks translate forms loosely; a form that one name leaves out says nothing.
const (
	sameForm      = 0.6
	likeForm      = 0.3
	oneForm       = -0.2
	otherCountry  = -2.0
	otherNature   = -3.5
	companyOrFirm = -0.4 // a form that says only "company" against one that says more
)

func (p *pair) compareForms() {
	if p.left.formed == 0 && p.right.formed == 0 {
		return
	}
	f := finding{kind: legal, weight: oneForm}
	if p.left.formed > 0 && p.right.formed > 0 {
		f.weight = otherNature
		for _, a := range p.left.forms[:p.left.formed] {
			for _, b := range p.right.forms[:p.right.formed] {
				f.weight = max(f.weight, compareForm(a, b))
			}
		}
	}
	p.add(f)
}

func compareForm(a, b int32) float64 {
	x, y := &forms[a], &forms[b]
	switch {
	case a == b:
		return sameForm
	case x.nature == y.nature && (x.where == y.where || x.where == "*" || y.where == "*"):
		return likeForm
	case x.nature == y.nature:
		return otherCountry
	case (x.nature == anyNature && y.nature != partnership) || (y.nature == anyNature && x.nature != partnership):
		return companyOrFirm
	}
	return otherNature
}
