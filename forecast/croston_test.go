package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// rare draws counts with such a mean, which falls to the other one from the half on.
func rare(seed uint64, n int, before, after float64) []float64 {
	r := rand.New(rand.NewPCG(seed, 4))
	y := make([]float64, n)
	for i := range y {
		mean := before
		if i >= n/2 {
			mean = after
		}
		y[i] = float64(poisson(r, mean))
	}
	return y
}

// On the mean over many series both methods give the mean that was planted.
func TestIntermittentSeriesGetTheirMean(t *testing.T) {
	for _, m := range []Method{Croston(), TSB()} {
		for _, mean := range []float64{0.1, 0.4, 0.9} {
			var said, n float64
			for seed := range uint64(200) {
				f := m.Forecast(PastOf(rare(seed, 300, mean, mean)), 7)[0]
				if f == nil {
					continue // Drawn with too few zeros, or nothing else.
				}
				said, n = said+f[3], n+1
			}
			if n < 150 || math.Abs(said/n/mean-1) > 0.06 {
				t.Errorf("%s gives %.3f on the mean of %.0f series around %.1f", m.Name(), said/n, n, mean)
			}
		}
	}
}

// TSB sees that nothing comes any more, since a step without anything tells it something too.
func TestTSBSeesWhatHasRunOut(t *testing.T) {
	var tsb, croston float64
	for seed := range uint64(50) {
		y := rare(seed, 200, 0.8, 0)
		tsb += TSB().Forecast(PastOf(y), 1)[0][0] / 50
		croston += Croston().Forecast(PastOf(y), 1)[0][0] / 50
	}
	if tsb > 0.1 || croston < 0.4 {
		t.Errorf("a hundred steps after the last of 0.8 a step TSB gives %.2f, and Croston, which cannot know, %.2f", tsb, croston)
	}
}

func TestWhatIsNotIntermittentIsLeftToOthers(t *testing.T) {
	for name, y := range map[string][]float64{"full": planted(50, 1), "nothing": make([]float64, 50), "negative": append(make([]float64, 50), -1), "short": {0, 1, 0}} {
		for _, m := range []Method{Croston(), TSB()} {
			if f := m.Forecast(PastOf(y), 3)[0]; f != nil {
				t.Errorf("%s gives %v for a series that is %s", m.Name(), f, name)
			}
		}
	}
}
