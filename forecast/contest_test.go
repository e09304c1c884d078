package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Of a series alone the intervals are made of more origins than the members are judged by, and go as far up as down.
func TestIntervalsOfASeriesAlone(t *testing.T) {
	y := planted(400, 3)
	for i := range y {
		y[i] -= 1000 // Below zero, so that no interval is cut.
	}
	f := Panel([]Past{{Values: y, Start: day(0), Step: Daily}}, []int{7}, 14)[0]
	if f.Origins != 8 || len(f.missed) != 8+olderOrigins {
		t.Errorf("%d origins, and errors of %d", f.Origins, len(f.missed))
	}
	for k, in := range f.Intervals {
		up, down := in[1].High-f.Point[k], f.Point[k]-in[1].Low
		if math.Abs(up-down) > 0.01*up {
			t.Fatalf("step %d: %g up and %g down", k, up, down)
		}
	}
	short := Panel([]Past{{Values: y[:60], Start: day(0), Step: Daily}}, []int{7}, 14)[0]
	if short.Origins < 1 || len(short.missed) != short.Origins {
		t.Errorf("of a short past %d origins, and errors of %d", short.Origins, len(short.missed))
	}
}

// Large counts of a series alone are forecast by what else did well too; small ones by their regression where it is best.
func TestLargeCountsAreNotLeftToTheirRegression(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	alone := func(mean float64) bool {
		y := make([]float64, 200)
		for i := range y {
			y[i] = math.Round(mean * (1 + 0.3*math.Sin(2*math.Pi*float64(i)/7)) * math.Exp(0.05*r.NormFloat64()))
			if mean < 10 {
				y[i] = float64(poisson(r, mean*(1+0.5*math.Sin(2*math.Pi*float64(i)/7))))
			}
		}
		for _, m := range Panel([]Past{{Values: y, Start: day(0), Step: Daily}}, []int{7}, 14)[0].Members {
			if m.Name == (Counts{}).Name() {
				return m.Weight == 1
			}
		}
		t.Fatal("counts were not regressed")
		return false
	}
	if !alone(4) {
		t.Error("small counts are not left to their regression")
	}
	if alone(5000) {
		t.Error("large counts are left to their regression")
	}
}

// A series of exactly as many cycles as are needed has its cycle, whatever the number of its changes.
func TestCycleOfExactlyEnoughYears(t *testing.T) {
	y := make([]float64, 12*cycles)
	for i := range y {
		y[i] = 100 + 30*math.Sin(2*math.Pi*float64(i)/12) + 20*math.Cos(2*math.Pi*float64(i)/4)
	}
	if got := detect(y, []int{12}); len(got) != 1 || got[0] != 12 {
		t.Errorf("periods %v", got)
	}
}

// How often a forecast was right is told by bands that the errors of that origin had no part in.
func TestShareInsideIsNotOfItsOwnErrors(t *testing.T) {
	byOrigin := make([][][]float64, 8)
	scaled := make([][]float64, 8)
	for o := range byOrigin {
		byOrigin[o] = make([][]float64, 14)
		for k := range byOrigin[o] {
			e := []float64{-1, 1}[k%2] * (0.5 + 0.05*float64(k))
			if o == 0 {
				e *= 5
			}
			byOrigin[o][k], scaled[o] = []float64{e}, append(scaled[o], e)
		}
	}
	near, widen := neighbours(byOrigin[1], true)
	if share := insideOf(scaled[:1], bandsOf(byOrigin, near, widen, 2, false), 1); share > 0.05 {
		t.Errorf("%.0f %% of errors five times as large are inside", 100*share)
	}
	if share := insideOf(scaled[3:], bandsOf(byOrigin[3:], near, widen, 2, false), 1); share < 0.6 || share > 0.95 {
		t.Errorf("%.0f %% of errors like the others are inside", 100*share)
	}
}
