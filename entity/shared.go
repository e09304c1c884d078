package entity

import (
	"math"
	"math/rand/v2"
)

// sharing is a way in which records that are not the same come to agree: neighbours share an address, namesakes a name, the shops of a chain
// a telephone. Agreement in some fields is as likely among those as among records that are the same, and all other fields are as chance has
// them. Without them, whoever shares an address would have to be explained by chance alone, which is far less likely than a match in which
// everything else went wrong. Source: the class of pairs of one household in M. Larsen and D. Rubin, "Iterative Automated Record Linkage Using
// Mixture Models", 2001; here there is one class for each field with what is tied to it.
type sharing struct {
	fields []int
	share  float64 // of all pairs, those that agree in this way and no other
	bits   float64 // log2 of that
}

// odds are how much likelier a pair is to agree in this way than by chance, the way's own share included.
func (s *sharing) odds(parts []float64) float64 {
	bits := s.bits
	for _, f := range s.fields {
		bits += parts[f]
	}
	if bits < hardly {
		return 0
	}
	return math.Exp2(math.Min(bits, enormous))
}

// hardly is so little that it is none: a hundredth of a bit in the weight. Most pairs are far below it. enormous keeps the power of two within
// what a float holds; no evidence is as strong.
const hardly, enormous = -7, 500

// setShare states how common the way is.
func (s *sharing) setShare(share float64) { s.share, s.bits = share, math.Log2(share) }

// shared is what the ways of sharing take from the weight of a pair, in bits, zero or less. However much one way may say by itself, with it a
// pair comes no further than to the odds between matches and those who share.
func (md *model) shared(parts []float64) float64 {
	if len(md.sharing) == 0 {
		return 0
	}
	odds := 1.0
	for i := range md.sharing {
		odds += md.sharing[i].odds(parts)
	}
	if odds == 1 {
		return 0
	}
	return -math.Log2(odds)
}

const (
	// sharingTries and sharingPairs bound how many pairs with one value of a field are looked at to find what is tied to it.
	sharingTries, sharingPairs = 20_000, 1_000

	// tied is the share of pairs with one value of a field, and not the same, that agree in another by more than a bit: those fields share
	// together. Fields are mostly far from it: below a fifth, or above four fifths.
	tied = 0.5
)

// findSharing finds the fields that agree together where one of them does, among records that are not the same by what the model knows so far.
func (c *collection) findSharing(md *model, share float64) {
	n := len(c.fields)
	rng := rand.New(rand.NewPCG(1, 2))
	levels := make([]level, n)
	seen := map[uint64]bool{}
	for f, fd := range c.fields {
		if fd.derived {
			continue // It goes with the field that it was taken from.
		}
		holders := make([][]int32, len(fd.values))
		for r, v := range fd.of {
			if v >= 0 {
				holders[v] = append(holders[v], int32(r))
			}
		}
		agree, known := make([]int, n), make([]int, n)
		others := 0
		for try := 0; try < sharingTries && others < sharingPairs; try++ {
			v := fd.of[rng.IntN(len(fd.of))]
			if v < 0 || len(holders[v]) < 2 {
				continue
			}
			a, b := holders[v][rng.IntN(len(holders[v]))], holders[v][rng.IntN(len(holders[v]))]
			if a == b {
				continue
			}
			a, b = min(a, b), max(a, b)
			c.compare(a, b, levels)
			if c.pairWeight(md, a, b, levels) > 0 {
				continue
			}
			others++
			for g, l := range levels {
				if l != noLevel {
					known[g]++
					if c.part(md, g, a, b, levels) > 1 {
						agree[g]++
					}
				}
			}
		}
		if others == 0 {
			continue
		}
		s, mask := sharing{}, uint64(0)
		s.setShare(share)
		for g, gd := range c.fields {
			together := known[g] >= leastWitnesses && float64(agree[g]) > tied*float64(known[g])
			if g == f || together || gd.derived && gd.parent == fd {
				s.fields = append(s.fields, g)
				mask |= 1 << g
			}
		}
		if !seen[mask] {
			seen[mask] = true
			md.sharing = append(md.sharing, s)
		}
	}
}

// estimateSharing counts how often each way of sharing is met, by what the model knows so far. Pairs that most fields speak for are left out,
// lest matches with a slip become a way of sharing.
func (c *collection) estimateSharing(md *model, cand *sample, totalPairs float64) {
	if len(md.sharing) == 0 {
		return
	}
	met := make([]float64, len(md.sharing))
	odds := make([]float64, len(md.sharing))
	var store [maxFields]float64
	parts := store[:len(c.fields)]
	for k, pair := range cand.pairs {
		if cand.sure != nil && cand.sure[k] {
			continue
		}
		levels := cand.at(k)
		for f := range parts {
			parts[f] = c.part(md, f, int32(pair>>32), int32(uint32(pair)), levels)
		}
		all := 1.0
		for i := range md.sharing {
			odds[i] = md.sharing[i].odds(parts)
			all += odds[i]
		}
		for i := range odds {
			met[i] += (1 - cand.p[k]) * odds[i] / all
		}
	}
	for i := range met {
		md.sharing[i].setShare((met[i]*cand.each + 1) / totalPairs)
	}
}
