package entity

import (
	"math"
	"slices"
)

// rivals knows what pairs weigh after others have taken their part: where a source holds no duplicates, a record is the same as one of another
// source at most. It divides as the batch does, with the share of records without a partner that was learned.
type rivals struct {
	r    *Resolver
	odds map[uint64]float64 // summed odds of a form's pairs with a source, where they are many
}

func newRivals(r *Resolver) *rivals { return &rivals{r: r, odds: map[uint64]float64{}} }

// bits is the weight of a pair after rivals have taken their part.
func (w *rivals) bits(f int32, l link) float64 {
	if !w.r.compete {
		return float64(l.bits)
	}
	s, t := w.r.c.table[f], w.r.c.table[l.to]
	o := rivalOdds(float64(l.bits))
	// In a source that holds duplicates a record may have many partners, which take nothing from each other.
	left := math.Inf(1)
	if w.r.unique(t) {
		left = o / (w.alone(s, t) + w.sum(f, t))
	}
	if w.r.unique(s) {
		left = math.Min(left, o/(w.alone(t, s)+w.sum(l.to, s)))
	}
	if math.IsInf(left, 1) {
		return float64(l.bits)
	}
	return bitsOf(left)
}

// rivalOdds are the odds with which a pair competes.
func rivalOdds(bits float64) float64 {
	p := probability(bits)
	return math.Min(p/(1-p+1e-12), 1e12)
}

// alone is the share of a source's records that have no partner in another; all of a source that was not there when the model was learned.
func (w *rivals) alone(source, other int16) float64 {
	n, learned := len(w.r.learned.sources), w.r.md.alone
	if int(source) >= n || int(other) >= n || learned == nil {
		return 1
	}
	return learned[int(source)*n+int(other)]
}

// few is how many pairs of a form are summed each time anew.
const few = 8

// sum is the odds of all pairs of a form with a source.
func (w *rivals) sum(f int32, source int16) float64 {
	links := w.r.links[f]
	if len(links) > few {
		if s, ok := w.odds[uint64(f)<<16|uint64(source)]; ok {
			return s
		}
	}
	var store [few]float64
	odds := store[:0]
	for _, l := range links {
		if w.r.c.table[l.to] == source {
			odds = append(odds, rivalOdds(float64(l.bits)))
		}
	}
	// The order of a sum is that of the odds themselves, not the one in which the forms came.
	slices.Sort(odds)
	var s float64
	for _, o := range odds {
		s += o
	}
	if len(links) > few {
		w.odds[uint64(f)<<16|uint64(source)] = s
	}
	return s
}
