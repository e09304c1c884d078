package entity

import (
	"context"
	"math"
	"slices"
)

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

// settled says that another round would change next to nothing. Rounds with a new tree and rounds without one can go to and fro between two
// numbers of matches for good, so each is held against the one before the last; where matches are few, learning may rest for some rounds
// before it moves on.
func settled(round int, matches, was, before float64) bool {
	change := math.Abs(matches - before)
	return round > 12 && change < 5e-4*matches || round > 6 && math.Max(change, math.Abs(matches-was)) < 1e-5*matches
}

// learn finds the model by expectation maximisation over the candidates, which hold nearly all matches, and random other pairs, which hold
// nearly none. Source: I. Fellegi and A. Sunter, "A Theory for Record Linkage", 1969; W. Winkler, "Using the EM Algorithm for Weight
// Computation in the Fellegi-Sunter Model of Record Linkage", 1988. Fields that agree together by chance, such as a town and its dialling
// code, are tied by a tree: C. Chow and C. Liu, "Approximating Discrete Probability Distributions with Dependence Trees", 1968.
func (c *collection) learn(ctx context.Context, cand, other *sample, totalPairs float64, unique []bool) (*model, error) {
	md := c.newModel()
	matches := 0.05 * float64(c.records())
	var was, before float64
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
		before, was = was, matches
		matches = 0
		for _, p := range cand.p {
			matches += p
		}
		matches = math.Max(matches*cand.each, 1)
		c.estimateM(md, cand)
		if settled(round, matches, was, before) {
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
			s.p[k] = Probability(c.pairWeight(md, int32(s.pairs[k]>>32), int32(uint32(s.pairs[k])), s.at(k)))
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
