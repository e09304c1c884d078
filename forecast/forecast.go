package forecast

import "math"

// Forecast is what is said of one series.
type Forecast struct {
	Point     []float64
	Intervals [][len(Levels)]Interval
	Refused   [len(Levels)]string // why the interval of a level is not given, empty where it is
	Members   []Member
	Origins   int  // how many origins of the past the members were tried at
	Naive     bool // nothing beat the seasonal naive forecast, so that one is given
}

// Panel forecasts series of one step together. Values must be known throughout (Series.Filled).
func Panel(panel [][]float64, periods []int, h int) []Forecast {
	members := MembersFor(periods, panel)
	period := 1
	if len(periods) > 0 {
		period = periods[0]
	}
	if period > 26 {
		period = 1
	}
	return PanelOf(members, panel, PlanFor(h, period))
}

// PanelOf forecasts with stated members, the first of which is the yardstick, and a stated backtest.
func PanelOf(members []Method, panel [][]float64, plan Plan) []Forecast {
	h := plan.Horizon
	runs, now := make([]rolled, len(members)), make([][][]float64, len(members))
	for j, m := range members {
		runs[j] = backtest(m, panel, plan)
		now[j] = within(panel, m.Forecast(panel, h))
	}
	out := make([]Forecast, len(panel))
	past := make([][][]float64, len(panel)) // [series][origin][step]: the mixture's errors
	usual := usualErrors(runs, panel, plan, 0)
	trust := trustIn(runs, panel, plan)
	for i, y := range panel {
		if len(y) == 0 {
			continue
		}
		f := &out[i]
		f.Origins = plan.origins(len(y))
		mae := errorsOf(runs, y, i, plan, 0)
		judged := lean(mae, usual, f.Origins, trust)
		for j := range judged {
			if now[j][i] == nil {
				judged[j] = math.NaN()
			}
		}
		weights := weigh(judged)
		given := make([][]float64, len(members))
		for j := range members {
			given[j] = now[j][i]
			f.Members = append(f.Members, Member{Name: members[j].Name(), MAE: mae[j], Weight: weights[j]})
		}
		if f.Point = mix(given, weights, h); f.Point == nil {
			f.Point, f.Naive = given[0], true
		}
		for o := range f.Origins {
			for j := range members {
				given[j] = runs[j][o][i]
			}
			_, came := plan.cut(y, o)
			mixed := mix(given, weights, h)
			if mixed == nil {
				mixed = given[0]
			}
			missed := make([]float64, h)
			for k := range missed {
				missed[k] = came[k] - mixed[k]
			}
			past[i] = append(past[i], missed)
		}
	}
	conform(out, past, panel, plan)
	return out
}

// within holds what a method gave inside the reach of its series, and drops what is not a number.
func within(panel, given [][]float64) [][]float64 {
	for i, f := range given {
		if f == nil {
			continue
		}
		low, high := reach(panel[i])
		for k, v := range f {
			if math.IsNaN(v) {
				given[i] = nil
				break
			}
			f[k] = math.Min(math.Max(v, low), high)
		}
	}
	return given
}
