package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
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
	y[len(y)-1] += 1000
	p := Past{Values: y, Start: day(0), Step: Daily}
	p.calm(&Series{Start: day(0), Frequency: Daily, Values: y}, 7)
	if got := p.Values[len(y)-1]; math.Abs(got-y[len(y)-1]) > 250 {
		t.Errorf("the last step %.0f of a walk is taken for %.0f", y[len(y)-1], got)
	}
}
