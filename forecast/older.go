package forecast

import "slices"

// olderOrigins is how many they are: twice and three times as many were no better, and take the time that a first forecast may take.
const olderOrigins = 5

// addOlder adds errors of older origins to those that the intervals of a few series are made of. The members keep their weights: of what they were
// good for long ago little is left to learn, of how wrong one can be much. One that tells a distribution takes too long for it: where it has most of the
// weight nothing is added, where it has less the others stand for it.
func addOlder(out []Forecast, past [][][]float64, members []Method, pasts []Past, plan Plan) {
	older := plan
	older.Origins = olderOrigins
	told := func(f Forecast) bool {
		for j, m := range members {
			if _, ok := m.(teller); ok && f.Members[j].Weight > 0.5 {
				return true
			}
		}
		return false
	}
	earlier := make([]Past, len(pasts))
	origins := 0
	for i, p := range pasts {
		if n := len(p.Values) - plan.Origins*plan.Step; out[i].Point != nil && !told(out[i]) && older.origins(n) > 0 {
			earlier[i] = p.until(n, plan.Horizon)
			origins = max(origins, older.origins(n))
		}
	}
	if origins == 0 {
		return
	}
	runs := make([]rolled, len(members))
	for j, m := range members {
		needed := slices.ContainsFunc(out, func(f Forecast) bool { return f.Point != nil && f.Members[j].Weight > 0 && !told(f) })
		if _, ok := m.(teller); needed && !ok || j == 0 {
			runs[j] = backtest(m, earlier, older)
			continue
		}
		runs[j] = make(rolled, origins)
		for o := range runs[j] {
			runs[j][o] = make([][]float64, len(pasts))
		}
	}
	came := cameOf(earlier)
	for i := range out {
		if earlier[i].Values == nil {
			continue
		}
		weights := make([]float64, len(members))
		for j, m := range out[i].Members {
			weights[j] = m.Weight
		}
		past[i] = append(past[i], missedBy(runs, weights, i, came[i], older, older.origins(len(came[i])))...)
		out[i].missed = past[i]
	}
}
