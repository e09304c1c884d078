package forecast

import "math"

// contest is what the members gave for the series of a panel, and by what they are judged.
type contest struct {
	members      []Method
	runs, judged []rolled      // judged are those that absolute errors are taken of: of members that tell a distribution the medians
	now          [][][]float64 // [member][series][step]
	plan         Plan
	usual        []float64
	trust        float64
	few          bool // too few series to tell what is usual
}

// aPanel is how many series tell what is usual.
const aPanel = 40

// plenty is the count from which on the distribution of counts says little that their errors do not.
const plenty = 100

// choose mixes what the members give for one series, and tells the errors that the mixture would have had at the origins.
func (c contest) choose(i int, past Past, y []float64) (Forecast, [][]float64) {
	plan := c.plan
	origins := plan.origins(len(y))
	f := Forecast{MAE: math.NaN()}
	for o := range origins {
		if _, came := plan.cut(y, o); len(knownOf(came)) > 0 {
			f.Origins++
		}
	}
	own := errorsOf(c.judged, y, i, plan, 0)
	judged := lean(own, c.usual, f.Origins, c.trust)
	for j := range c.members {
		if c.now[j][i] == nil {
			judged[j] = math.NaN()
		}
	}
	weights, naive := c.weigh(i, past, y, own, judged)
	missed := missedBy(c.runs, weights, i, y, plan, origins)
	f.Naive = naive
	given := make([][]float64, len(c.members))
	for j, m := range c.members {
		given[j] = c.now[j][i]
		f.Members = append(f.Members, Member{Name: m.Name(), MAE: own[j], Weight: weights[j]})
	}
	f.Point = mix(given, weights, plan.Horizon)
	f.given, f.missed = given, missed
	if len(missed) > 0 {
		f.MAE = meanOf(missed)
	}
	scale := Scale(y, plan.Period)
	f.Backtest = Backtest{MAE: f.MAE, MASE: f.MAE / scale, NaiveMAE: own[0], NaiveMASE: own[0] / scale, Covered80: math.NaN()}
	return f, missed
}

// weigh gives the members' weights for one series by what they are judged by there, and whether nothing beat the seasonal naive forecast.
func (c contest) weigh(i int, past Past, y, own, judged []float64) (weights []float64, naive bool) {
	only := func(j int) []float64 {
		weights := make([]float64, len(c.members))
		weights[j] = 1
		return weights
	}
	// Invariant 13: a forecast is published only where it beats the seasonal naive one: a member by what is known of it, here and in the
	// panel, and, where the series is to be believed alone, the mixture too; where it does not, its best member is given.
	if !beaten(judged) {
		return only(0), true
	}
	best := lowest(judged)
	// A member's distribution is worth more than what others could add to its mean, where counts are few or causes are known.
	if _, ok := c.members[best].(teller); ok && !(c.few && len(past.Known) == 0 && median(knownOf(y)) > plenty) {
		return only(best), false
	}
	weights = weigh(judged)
	if c.trust == 0 {
		// By what the members are judged by: the mean of rare counts is further off than a zero, which says nothing.
		mixed := meanOf(missedBy(c.judged, weights, i, y, c.plan, c.plan.origins(len(y))))
		if !(mixed < own[0]) {
			return only(best), false
		}
	}
	return weights, false
}

// lowest gives the place of the least error, −1 where none is known.
func lowest(errors []float64) int {
	best := -1
	for j, e := range errors {
		if !math.IsNaN(e) && (best < 0 || e < errors[best]) {
			best = j
		}
	}
	return best
}

// beaten tells whether a member's error is below the yardstick's, the first.
func beaten(judged []float64) bool {
	for _, e := range judged[1:] {
		if e < judged[0] {
			return true
		}
	}
	return false
}

// missedBy gives what came less what members of such weights would have said, at each origin, NaN where nobody knows what came.
func missedBy(runs []rolled, weights []float64, i int, y []float64, plan Plan, origins int) [][]float64 {
	given := make([][]float64, len(runs))
	missed := make([][]float64, 0, origins)
	for o := range origins {
		for j := range runs {
			given[j] = runs[j][o][i]
		}
		point := mix(given, weights, plan.Horizon)
		if point == nil { // None of the weighed members had enough of a past by then.
			point = given[0]
		}
		_, came := plan.cut(y, o)
		errors := make([]float64, plan.Horizon)
		for k := range errors {
			errors[k] = came[k] - point[k]
		}
		missed = append(missed, errors)
	}
	return missed
}

// meanOf is the mean absolute error of all that came after the origins.
func meanOf(missed [][]float64) float64 {
	var sum, n float64
	for _, errors := range missed {
		if known := knownOf(errors); len(known) > 0 {
			sum, n = sum+meanAbs(known)*float64(len(known)), n+float64(len(known))
		}
	}
	return sum / n
}
