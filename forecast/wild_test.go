package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// One wild day near the end moves what comes by next to nothing; further days like it are the new level.
func TestOneWildDayDoesNotMoveTheForecast(t *testing.T) {
	const n, h = 300, 28
	for _, whole := range []bool{true, false} {
		sum := func(change func(y []float64)) float64 {
			y := planted(n, 17)
			if whole {
				for i := range y {
					y[i] = math.Round(y[i] / 5)
				}
			}
			change(y)
			var points []Point
			for i, v := range y {
				points = append(points, Point{day(i), v})
			}
			s, err := New(points)
			if err != nil {
				t.Fatal(err)
			}
			given, err := Ask{Horizon: h}.Forecast(context.Background(), []Subject{{ID: "one", Series: s}})
			if err != nil {
				t.Fatal(err)
			}
			return given[0].Totals[h-1].Value
		}
		usual := sum(func([]float64) {})
		for name, at := range map[string]int{"the last day but one": n - 2, "three days before the end": n - 4, "the last day": n - 1} {
			if got := sum(func(y []float64) { y[at] *= 6 }); math.Abs(got/usual-1) > 0.05 {
				t.Errorf("counts %v: six times as much on %s makes %.0f of %.0f", whole, name, got, usual)
			}
		}
		if got := sum(func(y []float64) { y[n-1], y[n-2] = 0, 0 }); math.Abs(got/usual-1) > 0.15 {
			t.Errorf("counts %v: two zeros at the end make %.0f of %.0f", whole, got, usual)
		}
		if got := sum(func(y []float64) {
			for i := n - 14; i < n; i++ {
				y[i] *= 3
			}
		}); got < 2*usual {
			t.Errorf("counts %v: two weeks of three times as much make %.0f of %.0f", whole, got, usual)
		}
	}
}

// Where the level walks, a step that is far away is where the next begins.
func TestLastStepOfAWalkIsBelieved(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	y := make([]float64, 300)
	y[0] = 10_000
	for i := 1; i < len(y); i++ {
		y[i] = y[i-1] + 10*r.NormFloat64()
	}
	y[len(y)-1] += 120
	p := Past{Values: y, Start: day(0), Step: Daily}
	p.calm(&Series{Start: day(0), Frequency: Daily, Values: y}, 7)
	if got := p.Values[len(y)-1]; math.Abs(got-y[len(y)-1]) > 30 {
		t.Errorf("the last step %.0f of a walk is taken for %.0f", y[len(y)-1], got)
	}
}

// A holiday at the end is usual for one.
func TestHolidayAtTheEndStaysOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	cal, _ := Country("PT")
	var y []float64
	for d := start; !d.After(time.Date(2024, 12, 25, 0, 0, 0, 0, time.UTC)); d = d.AddDate(0, 0, 1) {
		v := 1000 + 30*r.NormFloat64()
		if cal.Holiday(d) != "" {
			v = 150 + 10*r.NormFloat64()
		}
		y = append(y, math.Round(v))
	}
	p := Past{Values: y, Start: start, Step: Daily, Calendar: cal}
	p.calm(&Series{Start: start, Frequency: Daily, Values: y}, 7)
	if got := p.Values[len(y)-1]; got != y[len(y)-1] {
		t.Errorf("Christmas %g is taken for %g", y[len(y)-1], got)
	}
}

// What was never below zero does not go there for what is usual around it.
func TestNothingBelowZero(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		y := make([]float64, 196)
		for i := range y {
			level, c := 60.0, 30.0
			if i > 200-12-int(seed%20) {
				level = 30
			}
			if i%7 >= 5 {
				c = -55
			}
			y[i] = math.Max(0, math.Round(level+c+4*r.NormFloat64()))
		}
		y[195] = 150
		p := Past{Values: y, Start: day(0), Step: Daily}
		p.calm(&Series{Start: day(0), Frequency: Daily, Values: y}, 7)
		if m := slices.Min(p.Values); m < 0 {
			t.Fatalf("seed %d: %g", seed, m)
		}
	}
}

// What stands in the place of a wild step is not what came: nothing is judged by it.
func TestNothingIsJudgedByWhatWasCalmed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	y := make([]float64, 300)
	for i := range y {
		y[i] = 100 + 10*r.NormFloat64()
	}
	y[294] = 3000
	p := Past{Values: y, Start: day(0), Step: Daily}
	p.calm(&Series{Start: day(0), Frequency: Daily, Values: y}, 7)
	if came := cameOf([]Past{p})[0]; !math.IsNaN(came[294]) || math.IsNaN(came[293]) || p.Values[294] > 200 || y[294] != 3000 {
		t.Errorf("3000 came, %g stands there and %g is judged by", p.Values[294], came[294])
	}
}

// Wild ends pass over whatever the step, the trend and the length of the series.
func TestWildEndsOfManyKinds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for name, c := range map[string]struct {
		n    int
		step Frequency
		of   func(i int) float64
	}{
		"weeks":         {100, Weekly, func(int) float64 { return 1000 + 50*r.NormFloat64() }},
		"weeks upward":  {100, Weekly, func(i int) float64 { return 1000 + 5*float64(i) + 50*r.NormFloat64() }},
		"days upward":   {150, Daily, func(i int) float64 { return 100 + float64(i)/2 + 3*r.NormFloat64() }},
		"a month":       {30, Daily, func(int) float64 { return 200 + 10*r.NormFloat64() }},
		"a constant":    {60, Daily, func(int) float64 { return 42 }},
		"nothing ever":  {60, Daily, func(int) float64 { return 0 }},
		"three years":   {36, Monthly, func(i int) float64 { return 1000 + 300*math.Sin(float64(i)*math.Pi/6) + 50*r.NormFloat64() }},
		"hours of days": {400, Hourly, func(i int) float64 { return 100 + 30*math.Sin(float64(i)*math.Pi/12) + 5*r.NormFloat64() }},
	} {
		y := make([]float64, c.n)
		for i := range y {
			y[i] = c.of(i)
		}
		sum := func(change func(y []float64)) float64 {
			y := slices.Clone(y)
			change(y)
			f, err := Ask{Horizon: 7, Unexplained: true}.Forecast(context.Background(), []Subject{{Series: &Series{Start: day(0), Frequency: c.step, Values: y}}})
			if err != nil {
				t.Fatal(err)
			}
			return f[0].Totals[6].Value
		}
		usual := sum(func([]float64) {})
		for end, change := range map[string]func(y []float64){
			"ten times as much":     func(y []float64) { y[c.n-1] = 10*y[c.n-1] + 1 },
			"zero":                  func(y []float64) { y[c.n-1] = 0 },
			"three zeros":           func(y []float64) { clear(y[c.n-3:]) },
			"ten times as much, -2": func(y []float64) { y[c.n-2] *= 10 },
		} {
			if name == "a constant" && (end == "three zeros") { // Nothing has ever scattered there: three are a level.
				continue
			}
			if got := sum(change); math.Abs(got-usual) > 0.08*math.Abs(usual) {
				t.Errorf("%s that end with %s come to %.0f, %.0f without", name, end, got, usual)
			}
		}
	}
}
