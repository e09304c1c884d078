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

// Where the mixture does not beat the naive forecast of a series alone but a member does, that member is given.
func TestBestMemberWhereTheMixtureIsWorse(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = float64(10 * (i % 2))
	}
	off := func(by float64) Method {
		return alone{"off", func(y []float64, h int) []float64 { return []float64{by, 10 + by} }}
	}
	plan := Plan{Horizon: 2, Origins: 4, Step: 2, Least: 10, Period: 1}
	members := []Method{off(1), off(0.95)}
	for range 6 {
		members = append(members, off(1.4)) // All in the same direction, so that together they are further off than the first.
	}
	f := PanelOf(members, PastOf(y), plan)[0]
	if f.Naive || f.Members[1].Weight != 1 || math.Abs(f.MAE-0.95) > 1e-9 {
		t.Errorf("given naive %v with an error of %g and %v", f.Naive, f.MAE, f.Members)
	}
}

// What all series of a panel miss together widens its intervals.
func TestPanelsAreWiderWhereAllErrAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	const series, n = 60, 120
	shock := make([]float64, n)
	for t := 1; t < n; t++ {
		shock[t] = shock[t-1]
		if t%13 == 0 {
			shock[t] += 30 * float64(1-2*(t/13%2)) * r.Float64()
		}
	}
	missed := func(shared float64) float64 {
		var all [][]float64
		for range series {
			y := make([]float64, n)
			for t := range y {
				y[t] = 100 + shared*shock[t] + 3*r.NormFloat64()
			}
			all = append(all, y)
		}
		plan := PlanFor(6, 1)
		pasts := PastOf(all...)
		naive := SeasonalNaive(1)
		given := PanelOf([]Method{naive}, pasts, plan)
		past := make([][][]float64, series)
		for i, f := range given {
			past[i] = f.missed
		}
		return widerBy(inSizes(past, all, plan, plan.overlapping()).byOrigin, plan.overlapping())[1]
	}
	if by, alone := missed(1), missed(0); by < alone+0.03 {
		t.Errorf("widened by %.2f where all err at once, and by %.2f where each errs by itself", by, alone)
	}
}
