package entity

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two groups of pairs whose shares follow the weight by a curve that is not the weight's own: the curve is found from the third weights alone.
func TestThirdRecordsTellWhatAWeightIsWorth(t *testing.T) {
	for _, want := range []calibration{{0, 1}, {2, 0.7}, {-2, 0.5}, {3, 0.9}} {
		rng := rand.New(rand.NewPCG(1, 2))
		var seen []witnessed
		for range 9000 {
			w := witnessed{bits: lightest + rng.Float64()*(heaviest-lightest)}
			w.third = -6 + 0.8*w.bits + 3*rng.NormFloat64()
			if rng.Float64() < Probability(want.of(w.bits)) {
				w.third += 12 + 2*rng.NormFloat64()
			}
			seen = append(seen, w)
		}
		got := fitCalibration(seen)
		for _, p := range []float64{0.05, 0.2, 0.5, 0.8, 0.95} {
			if said := Probability(got.of(want.from(bitsOf(p)))); math.Abs(said-p) > 0.05 {
				t.Errorf("%+v was found for %+v: %.3f where it is %.2f", got, want, said, p)
			}
		}
	}
}

// Where third records say the same of all pairs, there is nothing to learn from them.
func TestThirdRecordsThatTellNothingChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var seen []witnessed
	for range 2000 {
		seen = append(seen, witnessed{lightest + rng.Float64()*(heaviest-lightest), 3})
	}
	if got := fitCalibration(seen); got.slope < 0 || math.IsNaN(got.slope) || math.IsNaN(got.shift) {
		t.Errorf("%+v", got)
	}
	c := &collection{table: make([]int16, 10)}
	if got := c.calibrate(nil, &weighed{pairs: []uint64{1, 2}, bits: []float64{8, 3}}, []bool{false}); got != (calibration{}) {
		t.Errorf("%+v from two pairs", got)
	}
}

func TestCalibrationAndItsInverse(t *testing.T) {
	for _, k := range []calibration{{}, {2, 0.5}} {
		for _, bits := range []float64{-40, -7, 0, 3.5, 60} {
			if got := k.from(k.of(bits)); math.Abs(got-bits) > 1e-12 {
				t.Errorf("%+v: %v came back as %v", k, bits, got)
			}
		}
	}
	if got := (calibration{}).of(3); got != 3 {
		t.Errorf("no calibration made %v of 3", got)
	}
}

// A step towards the curve never leads away from it, however surely the pairs are told apart.
func TestClimbingNeverOvershoots(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		edge, width := 30*rng.Float64()-15, 20*rng.Float64()
		var seen []witnessed
		var same []float64
		for range 50 {
			bits := lightest + rng.Float64()*(heaviest-lightest)
			seen, same = append(seen, witnessed{bits: bits}), append(same, Probability((bits-edge)*width))
		}
		at := calibration{rng.NormFloat64() * 3, 1 + rng.NormFloat64()/3}
		for range 20 {
			before := at.likelihood(seen, same)
			at = at.climb(seen, same)
			if after := at.likelihood(seen, same); !(after >= before) {
				t.Fatalf("from %v to %v: %+v", before, after, at)
			}
		}
		if !(at.slope > 0) {
			t.Fatalf("%+v where the heavier pairs are the same", at)
		}
	}
}
