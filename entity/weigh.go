package entity

import (
	"context"
	"slices"
)

// weighed is the pairs that may be the same, with their weights after rivals have taken their part.
type weighed struct {
	pairs []uint64
	bits  []float64
}

// of is the weight of two records: as weighed among their rivals, or for itself where they are no candidates.
func (w *weighed) of(c *collection, md *model, a, b int32) float64 {
	if k, found := slices.BinarySearch(w.pairs, uint64(a)<<32|uint64(b)); found {
		return w.bits[k]
	}
	return c.weightOf(md, a, b)
}

// weigh compares the candidates field by field, the cheapest first, and leaves a pair as soon as the fields that are left cannot bring it to
// the least probability.
func (c *collection) weigh(ctx context.Context, md *model, pairs []uint64, unique []bool) (*weighed, error) {
	s := newScorer(c, md, lightest)
	all := make([]float32, len(pairs))
	parallel(len(pairs), func(from, to int) {
		if ctx.Err() != nil {
			return
		}
		for k := from; k < to; k++ {
			all[k] = float32(s.weigh(int32(pairs[k]>>32), int32(uint32(pairs[k]))))
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &weighed{}
	for k, b := range all {
		if b >= lightest {
			w.pairs = append(w.pairs, pairs[k])
			w.bits = append(w.bits, float64(b))
		}
	}
	c.settle(md, w, unique)
	if slices.Contains(unique, true) {
		p := make([]float64, len(w.bits))
		for k, b := range w.bits {
			p[k] = Probability(b)
		}
		md.alone = c.newContest(w.pairs, unique).settle(p, 1)
		for k, pair := range w.pairs {
			if unique[c.table[pair>>32]] || unique[c.table[uint32(pair)]] {
				w.bits[k] = bitsOf(p[k])
			}
		}
	}
	return w, nil
}

// weightOf compares two records and weighs them.
func (c *collection) weightOf(md *model, a, b int32) float64 {
	var levels [maxFields]level
	l := levels[:len(c.fields)]
	c.compare(a, b, l)
	return c.pairWeight(md, a, b, l)
}
