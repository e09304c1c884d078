package entity

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

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

// sample is pairs that stand for a population: each for so many.
type sample struct {
	*vectors
	each float64
	p    []float64 // probability that a pair is the same, as the model has it
	skip []bool    // pairs that say nothing of records that are not the same
	sure []bool    // pairs that most of their fields speak for
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

// usual is how often matches show each level before anything is learned: the share of slips that hand-labelled sets of people, firms,
// papers and products have. It keeps the model from taking neighbours for matches where matches are few.
var usual = [...][]float64{
	KindName:     {0.33, 0.32, 0.03, 0.12, 0.06, 0.05, 0.03, 0.06},
	KindText:     {0.10, 0.10, 0.11, 0.12, 0.13, 0.12, 0.11, 0.08, 0.06, 0.04, 0.03},
	KindDate:     {0.35, 0.35, 0.03, 0.10, 0.06, 0.05, 0.06},
	KindNumber:   {0.20, 0.20, 0.10, 0.12, 0.13, 0.10, 0.07, 0.08},
	KindCode:     {0.33, 0.32, 0.12, 0.05, 0.04, 0.04, 0.10},
	KindCategory: {0.35, 0.35, 0.08, 0.05, 0.17},

	KindIdentifier: {0.45, 0.25, 0.10, 0.05, 0.05, 0.10},
	KindPhone:      {0.33, 0.32, 0.12, 0.05, 0.04, 0.04, 0.10},
	KindWeb:        {0.40, 0.30, 0.08, 0.07, 0.05, 0.10},
}

var usualCodeSets = []float64{0.17, 0.18, 0.15, 0.15, 0.10, 0.25}

func (f *field) usual() []float64 {
	if f.derived {
		return usualCodeSets
	}
	return usual[f.kind]
}

const (
	// usualShare is the part of the usual that is mixed into what is learned of matches. Half as much and five times as much changed F1 on no
	// development set by more than 0.01.
	usualShare = 0.05

	// votingRounds is how many rounds begin with one voice a field: a match is then a pair that most of its fields speak for. Without them a
	// few rare agreements of neighbours or namesakes can make a class of their own.
	votingRounds = 2

	// voice bounds what a field says in those rounds, in bits, and hurdle is what the others must add up to beyond it.
	voice, hurdle = 5, 8

	// mostRounds ends what does not settle.
	mostRounds = 40
)

// learn finds the model by expectation maximisation over the candidates, which hold nearly all matches, and random other pairs, which hold
// nearly none. Source: I. Fellegi and A. Sunter, "A Theory for Record Linkage", 1969; W. Winkler, "Using the EM Algorithm for Weight
// Computation in the Fellegi-Sunter Model of Record Linkage", 1988. Fields that agree together by chance, such as a town and its dialling
// code, are tied by a tree: C. Chow and C. Liu, "Approximating Discrete Probability Distributions with Dependence Trees", 1968.
func (c *collection) learn(ctx context.Context, cand, other *sample, totalPairs float64, unique []bool) (*model, error) {
	md := c.newModel()
	matches := 0.05 * float64(c.records())
	var rivals *contest
	if slices.Contains(unique, true) {
		rivals = c.newContest(cand.pairs, unique)
	}
	for round := 0; round < mostRounds; round++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.estimateU(md, cand, other, round%2 == 1)
		md.setWeights()
		md.setPrior(matches, totalPairs)
		md.voting = round < votingRounds
		c.posteriors(md, cand)
		if rivals != nil {
			c.skipBest(cand)
			rivals.settle(cand.p, cand.each)
		}
		c.posteriors(md, other)
		if md.voting {
			// What most fields speak for never tells what chance looks like, whatever it weighs later: else matches with a slip could become
			// a class of their own, of records that agree by chance.
			cand.sure = make([]bool, len(cand.p))
			for k, p := range cand.p {
				cand.sure[k] = p > 0.5
			}
		}
		md.voting = false
		if round == votingRounds {
			c.findSharing(md, matches/totalPairs)
		}
		c.estimateSharing(md, cand, totalPairs)
		was := matches
		matches = 0
		for _, p := range cand.p {
			matches += p
		}
		matches = math.Max(matches*cand.each, 1)
		c.estimateM(md, cand)
		if round > 12 && math.Abs(was-matches) < 5e-4*matches {
			break
		}
	}
	c.estimateU(md, cand, other, true)
	md.setWeights()
	md.matches = matches
	return md, nil
}

func (c *collection) posteriors(md *model, s *sample) {
	parallel(len(s.pairs), func(from, to int) {
		for k := from; k < to; k++ {
			s.p[k] = probability(c.pairWeight(md, int32(s.pairs[k]>>32), int32(uint32(s.pairs[k])), s.at(k)))
		}
	})
}

func normalise(p []float64) {
	var sum float64
	for _, x := range p {
		sum += x
	}
	for i := range p {
		p[i] /= sum
	}
}

// fewPairs is how many of the random pairs must show two levels together to be heard. Each stands for so many that one alone would drown the
// candidates that show them, which are nearly all there are where fields agree.
const fewPairs = 2

// estimateU counts how often records that are not the same show each level, and with tree, each pair of levels of two fields.
func (c *collection) estimateU(md *model, cand, other *sample, tree bool) {
	n := len(c.fields)
	joint, seldom := make([][]float64, n*n), make([][]float64, n*n)
	for f := range c.fields {
		u := md.u[f]
		clear(u)
		for g := f + 1; tree && g < n; g++ {
			joint[f*n+g] = make([]float64, len(u)*len(md.u[g]))
			seldom[f*n+g] = make([]float64, len(u)*len(md.u[g]))
		}
	}
	for i, s := range []*sample{cand, other} {
		into := joint
		if i == 1 {
			into = seldom
		}
		for k := range s.pairs {
			w := (1 - s.p[k]) * s.each
			if w < 1e-9 || s.skip != nil && s.skip[k] || s.sure != nil && s.sure[k] {
				continue
			}
			levels := s.at(k)
			for f, l := range levels {
				if l == noLevel {
					continue
				}
				md.u[f][l] += w
				if !tree {
					continue
				}
				for g := f + 1; g < n; g++ {
					if levels[g] != noLevel {
						into[f*n+g][int(l)*len(md.u[g])+int(levels[g])] += w
					}
				}
			}
		}
	}
	for f := range md.u {
		for l := range md.u[f] {
			md.u[f][l] += 0.5
		}
		normalise(md.u[f])
	}
	if tree {
		for i, weights := range seldom {
			for cell, w := range weights {
				if w >= fewPairs*other.each {
					joint[i][cell] += w
				}
			}
		}
		c.growTree(md, joint, cand.each)
	}
}

// tooRare says that two records agree on a rare value of a field whose values are nearly all different, which is hardly ever chance.
func (c *collection) tooRare(levels []level) bool {
	for f, l := range levels {
		if fd := c.fields[f]; (l == 0 || fd.derived && l == 2) && fd.identifies() {
			return true
		}
	}
	return false
}

// skipBest marks the pairs that are the best of both their records. Where records are one to one, they hold nearly all matches, however low
// those still weigh: what others show is learned without them.
func (c *collection) skipBest(s *sample) {
	most := map[int32]float64{}
	for k, pair := range s.pairs {
		for _, r := range [2]int32{int32(pair >> 32), int32(uint32(pair))} {
			most[r] = math.Max(most[r], s.p[k])
		}
	}
	s.skip = make([]bool, len(s.pairs))
	for k, pair := range s.pairs {
		s.skip[k] = s.p[k] >= most[int32(pair>>32)] && s.p[k] >= most[int32(uint32(pair))] || c.tooRare(s.at(k))
	}
}

// growTree ties each field to the one that it depends on most among records that are not the same, as a tree of greatest mutual information.
func (c *collection) growTree(md *model, joint [][]float64, each float64) {
	n := len(c.fields)
	info := make([]float64, n*n)
	for f := 0; f < n; f++ {
		for g := f + 1; g < n; g++ {
			info[f*n+g] = mutual(joint[f*n+g], md.agrees(f), md.agrees(g))
			info[g*n+f] = info[f*n+g]
		}
	}
	in := make([]bool, n)
	root := 0
	for f := range md.u {
		md.parent[f], md.given[f] = -1, nil
		if md.u[f][0] < md.u[root][0] {
			root = f
		}
	}
	in[root] = true
	for range n - 1 {
		best, bf, bp := -1.0, -1, -1
		for f := range in {
			for p := range in {
				if !in[f] && in[p] && info[f*n+p] > best {
					best, bf, bp = info[f*n+p], f, p
				}
			}
		}
		in[bf] = true
		if best <= 0 {
			continue
		}
		md.parent[bf] = bp
		nf, np := len(md.u[bf]), len(md.u[bp])
		md.given[bf] = make([][]float64, np)
		for lp := 0; lp < np; lp++ {
			row := make([]float64, nf)
			var sum float64
			for lf := 0; lf < nf; lf++ {
				if bf < bp {
					row[lf] = joint[bf*n+bp][lf*np+lp]
				} else {
					row[lf] = joint[bp*n+bf][lp*nf+lf]
				}
				sum += row[lf]
			}
			// A level that few pairs show borrows from all: as much as twenty pairs of the sample.
			borrowed := 20 * each
			for lf := range row {
				row[lf] = math.Max((row[lf]+borrowed*md.u[bf][lf])/(sum+borrowed), md.u[bf][lf]/4)
			}
			md.given[bf][lp] = row
		}
	}
}

// agrees says of each level of a field whether matches show it more often than others.
func (md *model) agrees(f int) []bool {
	out := make([]bool, len(md.m[f]))
	for l := range out {
		out[l] = md.m[f][l] > md.u[f][l]
	}
	return out
}

// mutual is the part of two fields' mutual information that lies in their agreeing together, in bits, from the weights of each pair of
// levels: what differs together tells nothing that a weight could count twice.
func mutual(joint []float64, agreeF, agreeG []bool) float64 {
	nf, ng := len(agreeF), len(agreeG)
	var total float64
	pf, pg := make([]float64, nf), make([]float64, ng)
	for i, w := range joint {
		pf[i/ng] += w
		pg[i%ng] += w
		total += w
	}
	if total == 0 {
		return 0
	}
	var info float64
	for i, w := range joint {
		if w > 0 && agreeF[i/ng] && agreeG[i%ng] {
			info += w / total * math.Log2(w*total/(pf[i/ng]*pg[i%ng]))
		}
	}
	return info
}

// estimateM counts how often matches show each level. A part of what is usual is mixed in.
func (c *collection) estimateM(md *model, cand *sample) {
	var matches float64
	for _, p := range cand.p {
		matches += p
	}
	for f, field := range c.fields {
		m := md.m[f]
		clear(m)
		var known float64
		for k := range cand.pairs {
			if l := cand.levels[k*cand.fields+f]; l != noLevel && cand.p[k] > 1e-6 {
				m[l] += cand.p[k]
				known += cand.p[k]
			}
		}
		borrowed := 3 + usualShare*known
		for l, share := range field.usual() {
			m[l] += borrowed * share
		}
		normalise(m)
	}
}
