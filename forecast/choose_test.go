package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// mixedPanel is series of many kinds, as a panel of figures has them: lines with a season, walks, levels that shift, and waves that fade.
func mixedPanel(count, n int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 12))
	panel := make([][]float64, count)
	for i := range panel {
		y := make([]float64, n)
		level, slope, last := 50+50*r.Float64(), 0.3*r.NormFloat64(), 0.0
		season, walk, noise, stays := 40*r.Float64(), 3*r.Float64(), 1+4*r.Float64(), 0.9*r.Float64()
		phase := 2 * math.Pi * r.Float64()
		for t := range y {
			level += slope + walk*r.NormFloat64()
			if r.Float64() < 0.01 {
				level += 20 * r.NormFloat64()
			}
			last = stays*last + noise*r.NormFloat64()
			y[t] = level + season*math.Sin(2*math.Pi*float64(t)/12+phase) + last
		}
		panel[i] = y
	}
	return panel
}

// Both rules of the choice against alternatives, on series that had no part in their choice: the rule is hardly worse than the best of them,
// and better than the extremes, which are the best member alone and the mean of all.
func TestRulesOfChoiceAgainstAlternatives(t *testing.T) {
	const n, h = 132, 12
	panel := mixedPanel(60, n+h, 1)
	known := make([][]float64, len(panel))
	for i, y := range panel {
		known[i] = y[:n:n]
	}
	pasts := PastOf(known...)
	plan := PlanFor(h, 12)
	members := append(MembersFor([]int{12}, pasts), alone{"hopeless", func(y []float64, h int) []float64 {
		return slices.Repeat([]float64{1.5 * y[len(y)-1]}, h) // As a method is on series that are not its kind.
	}})
	runs, now := make([]rolled, len(members)), make([][][]float64, len(members))
	for j, m := range members {
		runs[j], now[j] = backtest(m, pasts, plan), m.Forecast(pasts, h)
	}
	missed := func(weigh func(mae []float64) []float64) (mase float64) {
		given := make([][]float64, len(members))
		for i, y := range known {
			mae := errorsOf(runs, y, i, plan, 0)
			for j := range members {
				if given[j] = now[j][i]; given[j] == nil {
					mae[j] = math.NaN()
				}
			}
			point := mix(given, weigh(mae), h)
			mase += Measure(y, panel[i][n:], point, nil, 12).MASE / float64(len(panel))
		}
		return mase
	}
	by := func(worst, power float64) float64 {
		return missed(func(mae []float64) []float64 { return weighBy(mae, worst, power) })
	}
	chosen := missed(weigh)
	for name, other := range map[string]float64{
		"1.1, 1/MAE²": by(1.1, 2), "1.25, 1/MAE²": by(1.25, 2), "1.25, 1/MAE⁴": by(1.25, 4), "1.5, 1/MAE": by(1.5, 1), "1.5, 1/MAE²": by(1.5, 2), "1.5, 1/MAE⁸": by(1.5, 8),
		"2, 1/MAE⁴": by(2, 4), "none dropped, 1/MAE²": by(math.Inf(1), 2), "none dropped, 1/MAE⁴": by(math.Inf(1), 4),
	} {
		t.Logf("MASE %.4f by %s, %.4f as it is", other, name, chosen)
		if chosen > 1.015*other {
			t.Errorf("MASE %.4f, and %.4f by %s", chosen, other, name)
		}
	}
	for name, other := range map[string]float64{"the best alone": by(1, 1), "the mean of all": by(math.Inf(1), 0)} {
		if t.Logf("MASE %.4f by %s", other, name); chosen >= other {
			t.Errorf("MASE %.4f, and %.4f by %s", chosen, other, name)
		}
	}
}
