package forecast

// Plan says where the past is cut for a backtest: at so many origins, so many steps apart, the last one h steps before the end.
type Plan struct {
	Horizon, Origins, Step int
	Least                  int // values that must be left before an origin
	Period                 int // steps that the scale of the errors looks back
}

// PlanFor gives the backtest of a panel: eight origins half a horizon apart, so that a short past has several and they still differ.
func PlanFor(h, period int) Plan {
	return Plan{Horizon: h, Origins: 8, Step: max(1, h/2), Least: max(2*period+2, 10), Period: period}
}

// origins tells how many of the plan's origins a series of n values has.
func (p Plan) origins(n int) int {
	count := 0
	for count < p.Origins && n-p.Horizon-count*p.Step >= p.Least {
		count++
	}
	return count
}

// overlapping is how many origins back the first is after which all had come by an origin.
func (p Plan) overlapping() int { return (p.Horizon + p.Step - 1) / p.Step }

// cut gives what was known at an origin, nil where the series has no such origin. Origin 0 is the newest.
func (p Plan) cut(y []float64, origin int) (known, came []float64) {
	at := len(y) - p.Horizon - origin*p.Step
	if at < p.Least {
		return nil, nil
	}
	return y[:at:at], y[at : at+p.Horizon]
}

// rolled is what a method gave at each origin for each series: [origin][series][step], nil where it had nothing to give.
type rolled [][][]float64

// some tells whether there is anything.
func (r rolled) some() bool {
	for _, origin := range r {
		for _, given := range origin {
			if given != nil {
				return true
			}
		}
	}
	return false
}

// roll lets a method that looks at each series by itself forecast from all of its origins, whose ends ascend, at once.
func (p Plan) roll(panel []Past, origins int, from func(p Past, ends []int, h int) [][]float64) rolled {
	out := make(rolled, origins)
	for o := range out {
		out[o] = make([][]float64, len(panel))
	}
	for i, past := range panel {
		ends := make([]int, p.origins(len(past.Values)))
		for e := range ends {
			ends[e] = len(past.Values) - p.Horizon - (len(ends)-1-e)*p.Step
		}
		for e, given := range from(past, ends, p.Horizon) {
			out[len(ends)-1-e][i] = given
		}
	}
	return out
}

// roller is a method that can share work between the origins of a past.
type roller interface {
	// roll gives what Forecast gives at each of so many origins, the newest first.
	roll(panel []Past, plan Plan, origins int) rolled
}

// backtest lets the method forecast at every origin from what was known then. A method that learns from all series learns, at each origin,
// only from what all of them were then.
func backtest(m Method, panel []Past, plan Plan) rolled {
	origins := 0
	for _, p := range panel {
		origins = max(origins, plan.origins(len(p.Values)))
	}
	known := make([][]Past, origins)
	for o := range known {
		known[o] = make([]Past, len(panel))
		for i, p := range panel {
			if y, _ := plan.cut(p.Values, o); y != nil {
				known[o][i] = p.until(len(y), plan.Horizon)
			}
		}
	}
	out := make(rolled, origins)
	if r, ok := m.(roller); ok {
		out = r.roll(panel, plan, origins)
	}
	for o := range out {
		if out[o] == nil {
			out[o] = m.Forecast(known[o], plan.Horizon)
		}
		out[o] = within(valuesOf(known[o]), out[o])
	}
	return out
}
