package forecast

import (
	"math/rand/v2"
	"testing"
)

// Where every origin has a scale of its own, as bad years have, intervals are wider than the pooled errors say; where series err each by itself, they are not.
func TestBadYearsWidenIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	errors := func(scale []float64) [][][]float64 {
		out := make([][][]float64, len(scale))
		for o := range out {
			out[o] = make([][]float64, 6)
			for k := range out[o] {
				for range 200 {
					out[o][k] = append(out[o][k], scale[o]*r.NormFloat64())
				}
			}
		}
		return out
	}
	for l, w := range widerBy(errors([]float64{1, 1, 1, 1, 1, 1, 1, 1}), 2) {
		if w > 1.06 {
			t.Errorf("of independent errors the interval of %g is widened by %.2f", Levels[l], w)
		}
	}
	for l, w := range widerBy(errors([]float64{1.8, 1.2, 1.8, 0.7, 1, 0.5, 1, 0.6}), 2) {
		if w < 1.15 || w > widest {
			t.Errorf("of origins that differ the interval of %g is widened by %.2f", Levels[l], w)
		}
	}
	for _, w := range widerBy(errors([]float64{1}), 2) {
		if w != 1 {
			t.Errorf("one origin widens by %.2f", w)
		}
	}
}
