package entity

import (
	"math"
	"slices"
)

// rivals knows what pairs weigh after others have taken their part: where a source holds no duplicates, a record is the same as one of another
// source at most.
type rivals struct {
	r    *Resolver
	odds map[int32][2]float64
}

func newRivals(r *Resolver) *rivals { return &rivals{r: r, odds: map[int32][2]float64{}} }

// bits is the weight of a pair after rivals have taken their part.
func (w *rivals) bits(f int32, l link) float64 {
	bits := float64(l.bits)
	if !w.r.compete {
		return bits
	}
	a, b := f, l.to
	if w.r.after(a, b) {
		a, b = b, a
	}
	o := rivalOdds(bits)
	return math.Min(bits, bitsOf(math.Min(o/(1+w.sums(a)[0]), o/(1+w.sums(b)[1]))))
}

// rivalOdds are the odds with which a pair competes.
func rivalOdds(bits float64) float64 {
	p := probability(bits)
	return math.Min(p/(1-p+1e-12), 1e12)
}

// sums are the odds of all pairs in which a form comes first, and of those in which it comes second.
func (w *rivals) sums(f int32) [2]float64 {
	if s, ok := w.odds[f]; ok {
		return s
	}
	// Sums are made in an order that does not depend on when the forms came: of the odds themselves.
	var first, second []float64
	for _, l := range w.r.links[f] {
		if o := rivalOdds(float64(l.bits)); w.r.after(f, l.to) {
			second = append(second, o)
		} else {
			first = append(first, o)
		}
	}
	var s [2]float64
	for i, odds := range [2][]float64{first, second} {
		slices.Sort(odds)
		for _, o := range odds {
			s[i] += o
		}
	}
	w.odds[f] = s
	return s
}
