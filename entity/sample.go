package entity

import (
	"math"
	"math/rand/v2"
	"slices"
)

// sample is pairs that stand for a population: each for so many.
type sample struct {
	*vectors
	each float64
	p    []float64 // probability that a pair is the same, as the model has it
	skip []bool    // pairs that say nothing of records that are not the same
	sure []bool    // pairs that most of their fields speak for
}

// vectors is compared pairs: levels of pair k at k*fields.
type vectors struct {
	pairs  []uint64
	levels []level
	fields int
}

func (v *vectors) at(k int) []level { return v.levels[k*v.fields : (k+1)*v.fields] }

func (c *collection) vectorsOf(pairs []uint64) *vectors {
	v := &vectors{pairs: pairs, fields: len(c.fields), levels: make([]level, len(pairs)*len(c.fields))}
	parallel(len(pairs), func(from, to int) {
		for k := from; k < to; k++ {
			c.compare(int32(pairs[k]>>32), int32(uint32(pairs[k])), v.at(k))
		}
	})
	return v
}

// randomPairs draws pairs that may be compared.
func (c *collection) randomPairs(n int, allowed func(a, b int32) bool) []uint64 {
	total := c.records()
	out := make([]uint64, 0, n)
	if total*(total-1)/2 <= n {
		for a := int32(0); a < int32(total); a++ {
			for b := a + 1; b < int32(total); b++ {
				if allowed == nil || allowed(a, b) {
					out = append(out, uint64(a)<<32|uint64(b))
				}
			}
		}
		return out
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for tries := 0; len(out) < n && tries < 4*n; tries++ {
		a, b := int32(rng.IntN(total)), int32(rng.IntN(total))
		if a == b {
			continue
		}
		if a > b {
			a, b = b, a
		}
		if allowed == nil || allowed(a, b) {
			out = append(out, uint64(a)<<32|uint64(b))
		}
	}
	return out
}

// newSample takes about n of the pairs, and compares them; where records compete, all pairs of a left record together.
func (c *collection) newSample(pairs []uint64, n int, together bool) *sample {
	s := &sample{each: 1}
	if len(pairs) > n {
		part := uint64(float64(n) / float64(len(pairs)) * (1 << 20))
		s.each = float64(uint64(1)<<20) / float64(part)
		var kept []uint64
		for _, p := range pairs {
			h := p
			if together {
				h = p >> 32
			}
			if mix(h+1)&(1<<20-1) < part {
				kept = append(kept, p)
			}
		}
		pairs = kept
	}
	s.vectors = c.vectorsOf(pairs)
	s.p = make([]float64, len(pairs))
	return s
}

// others draws random pairs that are no candidates, to stand for all of those.
func (c *collection) others(candidates []uint64, n int, totalPairs float64, allowed func(a, b int32) bool) *sample {
	var pairs []uint64
	for _, p := range c.randomPairs(n, allowed) {
		if _, found := slices.BinarySearch(candidates, p); !found {
			pairs = append(pairs, p)
		}
	}
	s := &sample{vectors: c.vectorsOf(pairs), p: make([]float64, len(pairs))}
	s.each = math.Max(totalPairs-float64(len(candidates)), 0) / math.Max(1, float64(len(pairs)))
	return s
}
