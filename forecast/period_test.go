package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPeriodsAreDetected(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		at   func(i int) float64
		want []int
	}{
		{"five working days", 200, func(i int) float64 { return []float64{5, 3, 3, 4, 8}[i%5] }, []int{5}},
		{"a fortnight", 400, func(i int) float64 { return 3 * math.Sin(2*math.Pi*float64(i)/14) }, []int{14}},
		{"a day of hours that is another at weekends", 900, func(i int) float64 {
			v := 4 * math.Sin(2*math.Pi*float64(i)/24)
			if i/24%7 > 4 {
				v *= 0.3
			}
			return v
		}, []int{24}},
		{"one day in ten", 300, func(i int) float64 {
			if i%10 == 3 {
				return 6
			}
			return 0
		}, []int{10}},
	} {
		hits := 0
		for seed := range 20 {
			r := rand.New(rand.NewPCG(uint64(seed), 3))
			y := make([]float64, c.n)
			level := 0.0
			for i := range y {
				level += 0.2 * r.NormFloat64()
				y[i] = 20 + level + c.at(i) + 0.7*r.NormFloat64()
			}
			got := detect(y, Hourly.Periods())
			if len(got) > 1 && got[1] == 168 { // The week is seen in some.
				got = got[:1]
			}
			if slices.Equal(got, c.want) {
				hits++
			} else {
				t.Logf("%s, seed %d: %v", c.name, seed, got)
			}
		}
		if hits < 18 {
			t.Errorf("%s: found in %d of 20", c.name, hits)
		}
	}
}

// What has no cycle shows none: noise, walks, and autoregressions whose waves fade.
func TestNoPeriodIsDetectedByChance(t *testing.T) {
	for name, next := range map[string]func(y []float64, e float64) float64{
		"noise":          func(_ []float64, e float64) float64 { return e },
		"a walk":         func(y []float64, e float64) float64 { return y[len(y)-1] + e },
		"half a walk":    func(y []float64, e float64) float64 { return 0.5*y[len(y)-1] + e },
		"turning back":   func(y []float64, e float64) float64 { return -0.6*y[len(y)-1] + e },
		"waves that end": func(y []float64, e float64) float64 { return 1.5*y[len(y)-1] - 0.75*y[len(y)-2] + e },
	} {
		for _, n := range []int{60, 300, 1000} {
			if name == "waves that end" && n == 60 { // Five waves of it are not told from a cycle.
				continue
			}
			wrong := 0
			for seed := range 100 {
				r := rand.New(rand.NewPCG(uint64(seed), 5))
				y := []float64{0, 0}
				for len(y) < n {
					y = append(y, next(y, r.NormFloat64()))
				}
				if got := detect(y, Daily.Periods()); len(got) > 0 {
					wrong++
				}
			}
			if wrong > 3 {
				t.Errorf("%s of %d values: %d of 100 show a period", name, n, wrong)
			}
		}
	}
}

// A panel's cycle is that which most series show, and the calendar's where they show no other.
func TestPeriodsOfAPanel(t *testing.T) {
	var panel []Past
	for seed := range 12 {
		r := rand.New(rand.NewPCG(uint64(seed), 8))
		y := make([]float64, 240)
		for i := range y {
			y[i] = 10 + r.NormFloat64()
			if seed > 2 && i%10 == seed%10 {
				y[i] += 8
			}
		}
		panel = append(panel, Past{Values: y, Step: Daily})
	}
	if got := periodsIn(panel); !slices.Equal(got, []int{10, 365}) {
		t.Errorf("%v, want ten days, and the year that is too long to be shown or not", got)
	}
	if got := periodsIn(panel[:3]); !slices.Equal(got, Daily.Periods()) {
		t.Errorf("%v where nothing shows, want the calendar's", got)
	}
	for i := range panel {
		for d := range panel[i].Values {
			panel[i].Values[d] += 5 * []float64{0, 0, 0, 0, 0, 1, 2}[d%7]
		}
	}
	if got := periodsIn(panel); !slices.Equal(got, []int{7, 10, 365}) {
		t.Errorf("%v, want the week too", got)
	}
	for name, y := range map[string][]float64{"nothing": nil, "one": {1}, "equal": make([]float64, 500), "a spike": append(make([]float64, 300), 1e100, 0, 0)} {
		if got := periodsIn([]Past{{Values: y, Step: Daily}}); !slices.Equal(got, Daily.Periods()) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A cycle that no calendar has is forecast where nobody names it.
func TestDetectedPeriodIsForecast(t *testing.T) {
	const n, h = 300, 20
	r := rand.New(rand.NewPCG(11, 11))
	y := make([]float64, n+h)
	for i := range y {
		y[i] = 40 + []float64{0, 9, 3, 14, 2, 8, 20, 1, 5, 11}[i%10] + r.NormFloat64()
	}
	f, err := Ask{Horizon: h}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, y[:n])}})
	if err != nil {
		t.Fatal(err)
	}
	if score := Measure(y[:n], y[n:], f[0].Point, nil, 10); score.MASE > 1 {
		t.Errorf("MASE %.2f: noise alone leaves about .8", score.MASE)
	}
}

// Two runs through a period show it where they are alike; a walk has none, and what is stated holds from one run on.
func TestTwoRunsShowAPeriod(t *testing.T) {
	year := []float64{10, 12, 15, 20, 30, 40, 45, 44, 30, 20, 14, 11}
	r := rand.New(rand.NewPCG(4, 4))
	given := func(n, h int, stated []int, of func(i int) float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = of(i)
		}
		f, err := Ask{Horizon: h, Periods: stated}.Forecast(context.Background(), []Subject{{Series: &Series{Start: day(0), Frequency: Monthly, Values: y}}})
		if err != nil {
			t.Fatal(err)
		}
		return f[0].Point
	}
	likeYear := func(i int) float64 { return year[i%12] * (1 + 0.02*r.NormFloat64()) }
	for _, c := range []struct {
		n      int
		stated []int
	}{{24, nil}, {30, nil}, {14, []int{12}}} {
		for k, v := range given(c.n, 12, c.stated, likeYear) {
			if want := year[(c.n+k)%12]; math.Abs(v/want-1) > 0.15 {
				t.Errorf("of %d months the forecast of month %d is %.1f, want about %g", c.n, k+1, v, want)
			}
		}
	}
	ramp := given(24, 12, nil, func(i int) float64 { return 50 + float64(i%12) })
	if math.Abs(ramp[0]-50) > 2 || math.Abs(ramp[11]-61) > 2 {
		t.Errorf("a ramp of a year is %v", ramp)
	}
	level := 100.0
	walk := given(24, 6, nil, func(int) float64 { level += r.NormFloat64(); return level })
	for _, v := range walk {
		if math.Abs(v-level) > 4 {
			t.Errorf("a walk at %.1f is forecast as %v", level, walk)
		}
	}
}
