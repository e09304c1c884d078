package forecast

import "math"

// trusts are the numbers of origins that a series may need to be believed as much as all others of its panel together.
var trusts = []float64{0, 2, 4, 8, 16, 32}

// trustIn finds how far the series of a panel differ in what is good for them: the trust with which weights learned at older origins
// would have forecast the newest origin best. The older ones are those whose values were all known by then.
func trustIn(runs []rolled, panel [][]float64, plan Plan) float64 {
	older := plan.overlapping()
	usual := usualErrors(runs, panel, plan, older)
	best, lowest := 0.0, math.Inf(1)
	tried := false
	given := make([][]float64, len(runs))
	for _, trust := range trusts {
		var sum float64
		for i, y := range panel {
			origins := plan.origins(len(y)) - older
			if origins <= 0 || len(panel) == 1 {
				continue
			}
			mae := errorsOf(runs, y, i, plan, older)
			scale := changeSize(y) // Makes series comparable.
			weights := weigh(lean(mae, usual, origins, trust))
			for j := range runs {
				given[j] = runs[j][0][i]
			}
			point := mix(given, weights, plan.Horizon)
			if point == nil || !(scale > 0) {
				continue
			}
			_, came := plan.cut(y, 0)
			off, _ := distance(came, point)
			sum, tried = sum+off/scale, true
		}
		if sum < lowest {
			best, lowest = trust, sum
		}
	}
	if !tried && len(panel) > 1 { // Where nothing tells, the panel is worth as much as all origins of a series.
		return 8
	}
	return best
}

// lean draws the errors of a series toward what is usual in its panel, as far as its own origins are few. A member that was never tried
// there is taken for as good as usual.
func lean(own, usual []float64, origins int, trust float64) []float64 {
	var scale, n float64
	for j, e := range own {
		if ratio := math.Log(e / usual[j]); !math.IsNaN(ratio) && !math.IsInf(ratio, 0) {
			scale, n = scale+ratio, n+1
		}
	}
	scale = math.Exp(scale / n)
	out := make([]float64, len(own))
	for j, e := range own {
		switch {
		case n == 0 || math.IsNaN(usual[j]):
			out[j] = usual[j]
		case math.IsNaN(e):
			out[j] = usual[j] * scale
		default:
			out[j] = (float64(origins)*e + trust*usual[j]*scale) / (float64(origins) + trust)
		}
	}
	return out
}

// usualErrors gives each method's error relative to the yardstick's, over all series that could be tried from the given origin back.
func usualErrors(runs []rolled, panel [][]float64, plan Plan, from int) []float64 {
	sum, n := make([]float64, len(runs)), make([]float64, len(runs))
	for i, y := range panel {
		mae := errorsOf(runs, y, i, plan, from)
		for j, e := range mae {
			if ratio := math.Log(e / mae[0]); !math.IsNaN(ratio) && !math.IsInf(ratio, 0) {
				sum[j] += ratio
				n[j]++
			}
		}
	}
	for j := range sum {
		sum[j] = math.Exp(sum[j] / n[j])
	}
	if len(sum) > 0 && math.IsNaN(sum[0]) {
		sum[0] = 1
	}
	return sum
}
