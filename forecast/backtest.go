package forecast

// Plan says where the past is cut for a backtest: at so many origins, so many steps apart, the last one h steps before the end.
type Plan struct {
	Horizon, Origins, Step int
	Least                  int // values that must be left before an origin
	Period                 int // steps that the scale of the errors looks back
}

// PlanFor gives the backtest of a panel: eight origins half a horizon apart, so that a short past has several and they still differ. Of a
// horizon over a day of hours one origin has as many errors as two of a short one, so that four, a horizon apart, are enough.
func PlanFor(h, period int) Plan {
	p := Plan{Horizon: h, Origins: 8, Step: max(1, h/2), Least: max(2*period+2, 10), Period: period}
	if h > 24 {
		p.Origins, p.Step = 4, h
	}
	return p
}

// origins tells how many of the plan's origins a series of n values has.
func (p Plan) origins(n int) int {
	count := 0
	for count < p.Origins && n-p.Horizon-count*p.Step >= p.Least {
		count++
	}
	return count
}

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

// backtest lets the method forecast at every origin from what was known then. A method that learns from all series learns, at each origin,
// only from what all of them were then.
func backtest(m Method, panel []Past, plan Plan) rolled {
	out := make(rolled, plan.Origins)
	for o := range out {
		known := make([]Past, len(panel))
		some := false
		for i, p := range panel {
			if y, _ := plan.cut(p.Values, o); y != nil {
				known[i] = p.until(len(y), plan.Horizon)
				some = true
			}
		}
		if !some {
			return out[:o]
		}
		out[o] = within(valuesOf(known), m.Forecast(known, plan.Horizon))
	}
	return out
}
