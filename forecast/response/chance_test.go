package response

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Drawn results have the mean and the variance that the noise says.
func TestNoiseIsDrawnAsItSays(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, n := range []noise{{linear: 1, square: 1e-4, counts: true}, {linear: 2, square: 0.2, counts: true}, {linear: 30, square: 0.5}} {
		for _, mean := range []float64{0.2, 3, 29, 500} {
			const many = 40_000
			sum, squares := 0.0, 0.0
			for range many {
				v := n.draw(mean, r)
				if v < 0 || n.counts && v != math.Trunc(v) {
					t.Fatalf("%v is drawn", v)
				}
				sum += v
				squares += (v - mean) * (v - mean)
			}
			variance := mean * (n.linear + n.square*mean)
			if got := sum / many; math.Abs(got-mean) > 5*math.Sqrt(variance/many) {
				t.Errorf("%+v around %v has the mean %v", n, mean, got)
			}
			if got := squares / many; math.Abs(got/variance-1) > 0.2 {
				t.Errorf("%+v around %v has the variance %v, want %v", n, mean, got, variance)
			}
		}
	}
}

// Bounds from the table of χ²: 3.84 for one direction and 95 %, 27.59 for seventeen. The formula is a fortieth off for one, and exact soon after.
func TestFarthestIsThatOfTheTable(t *testing.T) {
	for directions, want := range map[int]float64{1: 3.84, 17: 27.59} {
		if got := farthest(directions); math.Abs(got*got/want-1) > 0.03 {
			t.Errorf("%d directions: %v, want %v", directions, got*got, want)
		}
	}
}
