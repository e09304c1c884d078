package forecast

import (
	"context"
	"math"
	"testing"
)

// plantedPanel is a panel of days and what came after.
func plantedPanel(t *testing.T, series, n, h int) (subjects []Subject, came [][]float64) {
	t.Helper()
	for i := range series {
		y := planted(n+h, uint64(900+i))
		for d := range y { // A level that moves, so that errors of neighbouring steps are alike.
			y[d] *= 1 + 0.1*math.Sin(float64(d)/40+float64(i))
		}
		subjects, came = append(subjects, Subject{Series: seriesOf(t, y[:n])}), append(came, y[n:])
	}
	return subjects, came
}

// bothWays forecasts the subjects as a panel and one by one.
func bothWays(t *testing.T, subjects []Subject, h int) (together, alone []Forecast) {
	t.Helper()
	together, err := Ask{Horizon: h}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		f, err := Ask{Horizon: h}.Forecast(context.Background(), []Subject{s})
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, f[0])
	}
	return together, alone
}

// Totals hold their share, of a panel and of series that are alone, at every number of steps.
func TestTotalsHoldTheirShare(t *testing.T) {
	const series, h = 120, 14
	subjects, came := plantedPanel(t, series, 200, h)
	together, alone := bothWays(t, subjects, h)
	for _, c := range []struct {
		name   string
		given  []Forecast
		within [len(Levels)][2]float64
	}{
		{"together", together, [...][2]float64{{0.36, 0.64}, {0.65, 0.95}, {0.85, 1}}},
		{"alone", alone, [...][2]float64{{0.33, 0.68}, {0.65, 0.95}, {0.85, 1}}},
	} {
		for _, steps := range []int{1, 7, h} {
			var inside [len(Levels)]float64
			var chance, reached float64
			for i, f := range c.given {
				total, truth := f.Totals[steps-1], sum(came[i][:steps])
				if math.Abs(total.Value-sum(f.Point[:steps])) > 1e-9*truth {
					t.Fatalf("%s: %d steps come to %g, and one by one to %g", c.name, steps, total.Value, sum(f.Point[:steps]))
				}
				for l, in := range total.Intervals {
					if truth >= in.Low && truth <= in.High {
						inside[l] += 1.0 / series
					}
				}
				target := total.Value * 1.02
				p, ok := f.Chance(steps, target)
				if !ok || p <= 0 || p >= 1 {
					t.Fatalf("%s: the chance of %g is %g, %v", c.name, target, p, ok)
				}
				chance += p / series
				if truth >= target {
					reached += 1.0 / series
				}
			}
			for l, share := range inside {
				if share < c.within[l][0] || share > c.within[l][1] {
					t.Errorf("%s: %.2f of the sums of %d steps are inside %.0f %%", c.name, share, steps, 100*Levels[l])
				}
			}
			if math.Abs(chance-reached) > 0.2 {
				t.Errorf("%s: a target at %d steps was given a chance of %.2f and reached by %.2f", c.name, steps, chance, reached)
			}
		}
	}
}

// The chance falls as the target rises, is a half at about what is expected, and never sure beyond what was seen.
func TestChanceFallsWithTheTarget(t *testing.T) {
	subjects, _ := plantedPanel(t, 12, 200, 14)
	got, err := Ask{Horizon: 14}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	f := got[0]
	whole := f.Totals[13].Value
	last := 2.0
	for share := 0.5; share < 1.5; share += 0.01 {
		p, ok := f.Chance(14, whole*share)
		if !ok || p > last || p < 0 || p > 1 {
			t.Fatalf("%.0f %% of what is expected has the chance %g after %g", 100*share, p, last)
		}
		last = p
	}
	for _, c := range []struct{ target, low, high float64 }{{whole, 0.25, 0.75}, {whole * 3, 0.0001, 0.05}, {whole / 3, 0.95, 0.9999}, {0, 1, 1}, {-5, 1, 1}} {
		if p, _ := f.Chance(14, c.target); p < c.low || p > c.high {
			t.Errorf("%.0f of an expected %.0f has the chance %g", c.target, whole, p)
		}
	}
	for _, steps := range []int{0, -1, 15} {
		if _, ok := f.Chance(steps, whole); ok {
			t.Errorf("there is a chance for %d steps of 14", steps)
		}
	}
	if _, ok := f.Chance(14, math.NaN()); ok {
		t.Error("there is a chance of nothing known")
	}
}

// Steps that are not believed are no part of a total, and a past that carries no interval carries no chance.
func TestTotalsBeginWhereTheForecastDoes(t *testing.T) {
	s := seriesOf(t, planted(203, 1))
	got, err := Ask{Horizon: 7, CutOff: 3}.Forecast(context.Background(), []Subject{{Series: s}})
	if err != nil {
		t.Fatal(err)
	}
	if f := got[0]; len(f.Totals) != 7 || math.Abs(f.Totals[6].Value-sum(f.Point)) > 1e-9 {
		t.Errorf("%d totals, the last is %v of points that add up to %g", len(f.Totals), f.Totals[6].Value, sum(f.Point))
	}
	short, err := Ask{Horizon: 4}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, planted(9, 1))}})
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := short[0].Chance(4, 100); ok {
		t.Errorf("9 values give a chance of %g", p)
	}
}
