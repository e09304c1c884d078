package entity

import (
	"math"
	"slices"
)

// rivals knows what pairs weigh after others have taken their part: where a source holds no duplicates, a record is the same as one of another
// source at most. It divides as the batch does, with the share of records without a partner that was learned.
type rivals struct {
	r *Resolver

	// Sums over a form's pairs with a source, where they are many: of their odds, and of what is left of them at the other side.
	odds, wanted map[uint64]float64
}

func newRivals(r *Resolver) *rivals {
	return &rivals{r: r, odds: map[uint64]float64{}, wanted: map[uint64]float64{}}
}

// bits is the weight of a pair after rivals have taken their part.
func (w *rivals) bits(f int32, l link) float64 {
	// In a source that holds duplicates a record may have many partners, which take nothing from each other.
	if c := w.r.c; !w.r.unique(c.table[f]) && !w.r.unique(c.table[l.to]) {
		return float64(l.bits)
	}
	return bitsOf((w.chosen(f, l) + w.chosen(l.to, link{f, l.bits})) / 2)
}

// chosen is the probability that a form's partner in the source of a link is that one.
func (w *rivals) chosen(f int32, l link) float64 {
	s, t := w.r.c.table[f], w.r.c.table[l.to]
	o := w.left(f, l)
	if !w.r.unique(t) {
		return o / (1 + o)
	}
	return o / (w.alone(s, t) + w.sum(w.wanted, f, t, w.left))
}

// left are the odds of a link in the eyes of its first form: after the rivals at the other side have taken their part.
func (w *rivals) left(f int32, l link) float64 {
	s, t := w.r.c.table[f], w.r.c.table[l.to]
	o := plain(f, l)
	if !w.r.unique(s) {
		return o
	}
	return o / (w.alone(t, s) + math.Max(w.sum(w.odds, l.to, s, plain)-o, 0))
}

// plain are the odds with which a link competes.
func plain(_ int32, l link) float64 { return rivalOdds(Probability(float64(l.bits))) }

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

// sum adds what odds gives for all pairs of a form with a source.
func (w *rivals) sum(known map[uint64]float64, f int32, source int16, odds func(int32, link) float64) float64 {
	links := w.r.links[f]
	if len(links) > few {
		if s, ok := known[uint64(f)<<16|uint64(source)]; ok {
			return s
		}
	}
	var store [few]float64
	each := store[:0]
	for _, l := range links {
		if w.r.c.table[l.to] == source {
			each = append(each, odds(f, l))
		}
	}
	// The order of a sum is that of the odds themselves, not the one in which the forms came.
	slices.Sort(each)
	var s float64
	for _, o := range each {
		s += o
	}
	if len(links) > few {
		known[uint64(f)<<16|uint64(source)] = s
	}
	return s
}
