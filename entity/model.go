package entity

import "math"

// model is what was learned: for each field and level, how often matches and others show it.
type model struct {
	c      *collection
	m, u   [][]float64
	parent []int         // the field that each depends on among records that are not the same, -1 for none
	given  [][][]float64 // u given the parent's level
	weight [][][]float64 // log2(m/u) by the parent's level, the last row without one; more agreement never weighs less
	agree  [][]float64   // log2 of how often matches agree on a value, by level: alone for a rare and a common one together
	lift   [][][]float64 // log2 of how much oftener chance agrees where the parent does, by the parent's level
	prior  float64       // log2 odds that two records which may be compared are the same
	voting bool          // the first rounds of learning

	sharing []sharing // how records that are not the same come to agree

	matches float64   // expected number of pairs that are the same
	alone   []float64 // share of each table's records that have no partner in another, by table and other table; nil where nothing competes

	calibration calibration
	statements
}

func (c *collection) newModel() *model {
	md := &model{c: c, statements: c.statements}
	for _, f := range c.fields {
		md.m = append(md.m, append([]float64(nil), f.usual()...))
		md.u = append(md.u, make([]float64, f.levels()))
		md.parent = append(md.parent, -1)
		md.weight = append(md.weight, nil)
		md.given = append(md.given, nil)
		md.agree = append(md.agree, nil)
		md.lift = append(md.lift, nil)
	}
	return md
}

func (md *model) setPrior(matches, totalPairs float64) {
	share := math.Min(matches/totalPairs, 0.5)
	md.prior = math.Log2(share / (1 - share))
	if md.began != nil {
		md.prior = *md.began
	}
}

// setWeights makes the weights from m and u. More agreement never weighs less: neighbouring levels that say otherwise are taken together.
func (md *model) setWeights() {
	for f, m := range md.m {
		u := md.u[f]
		md.agree[f] = make([]float64, len(m))
		for l := range m {
			both := l ^ 1
			if l > 1 && (!md.c.fields[f].derived || l > 3) {
				both = -1
			}
			md.agree[f][l] = math.Log2(m[l])
			if both >= 0 {
				md.agree[f][l] = math.Log2(m[l] + m[both])
			}
		}
		alone := monotone(m, u)
		md.weight[f], md.lift[f] = nil, nil
		for _, given := range md.given[f] {
			row := monotone(m, given)
			lift := make([]float64, len(m))
			for l := range row {
				if alone[l] < 0 {
					row[l] = math.Min(row[l], alone[l]*excuse)
				}
				lift[l] = math.Log2(given[l] / u[l])
			}
			md.weight[f] = append(md.weight[f], row)
			md.lift[f] = append(md.lift[f], lift)
		}
		md.weight[f] = append(md.weight[f], alone)
		md.state(f)
		md.lift[f] = append(md.lift[f], make([]float64, len(m)))
	}
}

// monotone is log2(m/u) of each level, from the most agreement to the least. Neighbours that say otherwise are taken together, as they stand for
// the shares that they have together. Source: the pool of adjacent violators in M. Ayer et al., "An Empirical Distribution Function for Sampling
// with Incomplete Information", 1955.
func monotone(m, u []float64) []float64 {
	type pool struct {
		m, u   float64
		levels int
	}
	var pools []pool
	for l := range m {
		next := pool{m[l], u[l], 1}
		for len(pools) > 0 {
			last := pools[len(pools)-1]
			if next.m*last.u <= last.m*next.u {
				break
			}
			next = pool{last.m + next.m, last.u + next.u, last.levels + next.levels}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, next)
	}
	w := make([]float64, 0, len(m))
	for _, p := range pools {
		for range p.levels {
			w = append(w, math.Log2(p.m/p.u))
		}
	}
	return w
}

// excuse is the part of a difference's weight that stays where the field it depends on agrees.
const excuse = 0.5

// part is the weight of one field of a pair in bits.
func (c *collection) part(md *model, f int, a, b int32, levels []level) float64 {
	l := levels[f]
	if l == noLevel {
		return 0
	}
	// The last row is for a pair whose parent field is unknown.
	row := len(md.weight[f]) - 1
	if p := md.parent[f]; p >= 0 && levels[p] != noLevel {
		row = int(levels[p])
	}
	w := md.weight[f][row][l]
	fd := c.fields[f]
	if md.holds(f, l) {
		return w
	}
	if l > 1 && (!fd.derived || l > 3) {
		if fd.kind == KindText && l <= nearlySame {
			return md.nearly(f, row, fd.of[a], fd.of[b], w)
		}
		return w
	}
	// The value's own rarity takes the place of the average, within what the parent leaves open.
	exact := md.agree[f][l] - math.Min(fd.rarity(fd.of[a], fd.of[b], l)+md.lift[f][row][l], 0)
	switch {
	case fd.kind == KindCategory:
		return math.Min(exact, w)
	case fd.kind == KindText && l <= 1 && fd.identifies():
		// Texts of the same thing are seldom the same to the letter: where they are, that is not less than nearly the same.
		return math.Max(exact, md.nearly(f, row, fd.of[a], fd.of[b], md.weight[f][row][2]))
	}
	return exact
}

// nearlySame is the last level of texts that are another spelling of each other.
const nearlySame level = 4

// sharedText is how many records may have a text before it is taken for one that many things share, and not for the repeats of one.
const sharedText = 8

// nearly bounds what a text that is nearly a common one says, such as the address of a house with many firms: the common one in another spelling
// is met by chance as often as that.
func (md *model) nearly(f, row int, a, b int32, w float64) float64 {
	fd := md.c.fields[f]
	va, vb := &fd.values[a], &fd.values[b]
	if max(va.count, vb.count) <= sharedText {
		return w
	}
	return math.Min(w, -math.Min(math.Max(va.rarity, vb.rarity)+md.lift[f][row][1], 0))
}

// pairWeight is the summed weight of a pair in bits, with the prior.
func (c *collection) pairWeight(md *model, a, b int32, levels []level) float64 {
	if md.voting {
		w := -float64(hurdle)
		for f := range levels {
			w += math.Max(-voice, math.Min(voice, c.part(md, f, a, b, levels)))
		}
		return w
	}
	w := md.prior
	var store [maxFields]float64
	parts := store[:len(levels)]
	for f := range levels {
		parts[f] = c.part(md, f, a, b, levels)
		w += parts[f]
	}
	return md.calibration.of(w + md.shared(parts))
}

// Probability is the probability that a weight in bits stands for.
func Probability(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// bitsOf is the weight of a probability, within what a float can tell from 0 and 1.
func bitsOf(p float64) float64 {
	p = math.Max(1e-12, math.Min(1-1e-12, p))
	return math.Log2(p / (1 - p))
}
