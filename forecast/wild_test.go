package forecast

import (
	"context"
	"math"
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
		for name, at := range map[string]int{"the last day but one": n - 2, "three days before the end": n - 4} {
			if got := sum(func(y []float64) { y[at] *= 6 }); math.Abs(got/usual-1) > 0.03 {
				t.Errorf("counts %v: six times as much on %s makes %.0f of %.0f", whole, name, got, usual)
			}
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
