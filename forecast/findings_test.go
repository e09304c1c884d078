package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// usualPasts are series with nothing unusual in them, by a seed.
var usualPasts = map[string]func(seed uint64) []float64{
	"a week, a trend and noise": func(seed uint64) []float64 { return planted(400, seed) },
	"counts of a week": func(seed uint64) []float64 {
		r := rand.New(rand.NewPCG(seed, 3))
		y := make([]float64, 400)
		for t := range y {
			y[t] = float64(poisson(r, 20*[]float64{1.2, 1.1, 1, 1, 1.1, 0.8, 0.5}[t%7]*math.Exp(0.15*r.NormFloat64())))
		}
		return y
	},
	"few counts": func(seed uint64) []float64 { return rare(seed, 400, 1.5, 1.5) },
	"a year": func(seed uint64) []float64 {
		r := rand.New(rand.NewPCG(seed, 5))
		y := make([]float64, 800)
		for t := range y {
			y[t] = 100 * (1 + 0.3*math.Sin(2*math.Pi*float64(t)/365)) * (1 + 0.1*r.NormFloat64())
		}
		return y
	},
	"a level that wanders": func(seed uint64) []float64 {
		r := rand.New(rand.NewPCG(seed, 6))
		y, level := make([]float64, 400), 100.0
		for t := range y {
			level *= math.Exp(0.02 * r.NormFloat64())
			y[t] = level * (1 + 0.05*r.NormFloat64())
		}
		return y
	},
	"growth": func(seed uint64) []float64 {
		r := rand.New(rand.NewPCG(seed, 7))
		y := make([]float64, 400)
		for t := range y {
			y[t] = 20 * math.Exp(float64(t)/150) * (1 + 0.1*r.NormFloat64())
		}
		return y
	},
}

// Where nothing was planted hardly anything is found.
func TestFewFalseFindings(t *testing.T) {
	for name, draw := range usualPasts {
		found := map[string]float64{}
		const seeds = 60
		for seed := range uint64(seeds) {
			for _, f := range findings(seriesOf(t, draw(seed)), 7, nil) {
				found[f.Kind] += 1.0 / seeds
			}
		}
		t.Log(name, found)
		for kind, n := range found {
			if n > 0.1 {
				t.Errorf("%s: %.2f findings of the kind %s in a series without any", name, n, kind)
			}
		}
	}
}

func TestPlantedFindingsAreFound(t *testing.T) {
	for _, c := range []struct {
		name  string
		plant func(y []float64)
		kind  string
		at    int
		near  int
		size  [2]float64
		text  string
	}{
		{"a shift up", func(y []float64) { times(y[200:], 1.5) }, levelShift, 200, 3, [2]float64{30, 80}, "the level shifts from about"},
		{"a shift down", func(y []float64) { times(y[300:], 0.7) }, levelShift, 300, 3, [2]float64{-60, -20}, "(-"},
		{"a late shift", func(y []float64) { times(y[385:], 1.6) }, levelShift, 385, 3, [2]float64{30, 120}, "the level shifts"},
		{"an outlier", func(y []float64) { y[150] *= 3 }, outlier, 150, 0, [2]float64{150, 320}, "is usual there"},
		{"a low outlier", func(y []float64) { y[151] *= 0.1 }, outlier, 151, 0, [2]float64{-200, -60}, "is usual there"},
		{"a gap", func(y []float64) { fillWith(y[100:140], math.NaN()) }, gap, 100, 0, [2]float64{40, 40}, "40 days have no value from "},
		{"an outage", func(y []float64) { fillWith(y[250:253], 0) }, gap, 250, 0, [2]float64{3, 3}, "3 days are zero, which is not usual,"},
		{"closed on a weekday", func(y []float64) { every(y, 3, 0) }, closed, 395, 0, [2]float64{26, 26}, "nothing comes on"},
		{"without rows on a weekday", func(y []float64) { every(y, 3, math.NaN()) }, closed, 395, 0, [2]float64{26, 26}, "nothing comes on"},
	} {
		const seeds = 20
		hits, others := 0, 0
		for seed := range uint64(seeds) {
			y := planted(400, 50+seed)
			c.plant(y)
			s := &Series{Start: day(0), Frequency: Daily, Values: y}
			hit := false
			for _, f := range findings(s, 7, nil) {
				step, _ := s.StepOf(f.Time)
				if f.Kind == c.kind && step >= c.at-c.near && step <= c.at+c.near && f.Size >= c.size[0] && f.Size <= c.size[1] && strings.Contains(f.Text, c.text) {
					hit = true
				} else {
					others++
					if others == 1 {
						t.Logf("%s: also %s %q, %g at %d", c.name, f.Kind, f.Text, f.Size, step)
					}
				}
			}
			if hit {
				hits++
			}
		}
		if hits < seeds*9/10 || others > seeds/5 {
			t.Errorf("%s: found in %d of %d, with %d other findings", c.name, hits, seeds, others)
		}
	}
}

func times(y []float64, factor float64) {
	for i := range y {
		y[i] *= factor
	}
}

func fillWith(y []float64, v float64) {
	for i := range y {
		y[i] = v
	}
}

func every(y []float64, position int, v float64) {
	for i := range y {
		if i%7 == position {
			y[i] = v
		}
	}
}

// A holiday is no outlier where its country is named.
func TestHolidaysAreNoFindings(t *testing.T) {
	y := planted(400, 3)
	christmas, _ := (&Series{Start: day(0), Frequency: Daily}).StepOf(day(0).AddDate(0, 11, 24))
	y[christmas] *= 0.2
	pt, err := Country("PT")
	if err != nil {
		t.Fatal(err)
	}
	s := &Series{Start: day(0), Frequency: Daily, Values: y}
	with, without := findings(s, 7, pt), findings(s, 7, nil)
	if len(without) != 1 || len(with) != 0 {
		t.Errorf("%v with a calendar, %v without", with, without)
	}
}

func TestOddSeriesHaveNoMadeUpFindings(t *testing.T) {
	spike := make([]float64, 200)
	spike[100] = 1e6
	for name, y := range map[string][]float64{"zeros": make([]float64, 200), "equal": {5, 5, 5, 5}, "two": {1, 2}, "spike": spike, "unknown": {math.NaN(), math.NaN()}, "huge": {1e100, -1e100, 1e100}} {
		for _, f := range findings(&Series{Start: day(0), Frequency: Daily, Values: y}, 7, nil) {
			if math.IsNaN(f.Size) || f.Text == "" {
				t.Errorf("%s: %v", name, f)
			}
		}
	}
	for _, f := range findings(&Series{Frequency: Frequency{Step: 1}, Values: rare(1, 300, 30, 30)}, 1, nil) {
		t.Errorf("steps without dates: %v", f)
	}
}

// What was found is told with the forecast, and so is what is not complete.
func TestFindingsAreToldWithTheForecast(t *testing.T) {
	y := planted(300, 3)
	times(y[200:], 2)
	w := plantLate(3, 1, 200, 1, func(int, int) float64 { return 40 }, exponential(0.4, 3), func(int, int) bool { return true })
	got, err := Ask{Horizon: 7}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, y)}, {Series: w.series[0], Snapshots: w.snapshots[0]}})
	if err != nil {
		t.Fatal(err)
	}
	if f := got[0].Findings; len(f) != 1 || f[0].Kind != levelShift {
		t.Errorf("a doubled level gives %v", f)
	}
	if f := got[1].Findings; len(f) != 1 || f[0].Kind != incomplete || f[0].Size <= 0 || !strings.Contains(f[0].Text, "% is known") {
		t.Errorf("late days give %v", f)
	}
}

func BenchmarkFindings(b *testing.B) {
	s := &Series{Start: day(0), Frequency: Daily, Values: planted(730, 1)}
	for b.Loop() {
		findings(s, 7, nil)
	}
}
