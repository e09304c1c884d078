package entity

import "math"

const (
	// competeRounds is how often the share of records without a partner is found anew.
	competeRounds = 6

	// leastAlone is the least share of records without a partner that is believed.
	leastAlone = 0.05

	// hopelessOdds are those of pairs that take nothing from their rivals.
	hopelessOdds = 1e-6
)

// contest is which pairs rival which: where a table has no duplicates, a record is the same as one of its records at most.
type contest struct {
	left, right []int32   // the side of each pair's left and right record
	sides       []side    // a record and a table that its partners may be in
	rows        []float64 // records of each table
}

// side is a record's table and the one of its partners, as one number, and whether that holds no duplicates.
type side struct {
	tables int32
	one    bool
}

func (c *collection) newContest(pairs []uint64, unique []bool) *contest {
	t := &contest{left: make([]int32, len(pairs)), right: make([]int32, len(pairs)), rows: make([]float64, len(c.tables))}
	for _, at := range c.table {
		t.rows[at]++
	}
	number := make(map[uint64]int32, len(pairs))
	of := func(a, b int32) int32 {
		key := uint64(a)<<16 | uint64(c.table[b])
		s, ok := number[key]
		if !ok {
			s = int32(len(t.sides))
			number[key] = s
			t.sides = append(t.sides, side{int32(c.table[a])*int32(len(c.tables)) + int32(c.table[b]), unique[c.table[b]]})
		}
		return s
	}
	for k, pair := range pairs {
		a, b := int32(pair>>32), int32(uint32(pair))
		t.left[k], t.right[k] = of(a, b), of(b, a)
	}
	return t
}

// settle divides the evidence among rivals: p becomes the probability of each pair in view of the others. A rival counts by what its own
// rivals leave to it: whoever has a better partner takes little from others. What speaks against all pairs of a record is that it has no
// partner in that table, which is the rarer the more records have one; so the share of those is found along with the probabilities, and given
// by table and other table. Each of the pairs stands for so many.
//
// The probability of a pair among all matchings one to one is a ratio of permanents, to which belief propagation comes close: B. Huang and T.
// Jebara, "Approximating the Permanent with Belief Propagation", 2009; J. Williams and R. Lau, "Approximate Evaluation of Marginal Association
// Probabilities with Belief Propagation", 2014. One message each way is passed, no more, so that what a pair weighs depends on its neighbours'
// pairs alone: records that come later can be weighed without looking at all others again.
func (t *contest) settle(p []float64, each float64) (alone []float64) {
	var at []int // the pairs that rival others
	var odds []float64
	for k := range p {
		o := rivalOdds(p[k])
		if p[k] = 0; o > hopelessOdds {
			at, odds = append(at, k), append(odds, o)
		}
	}
	all := t.sum(t.left, at, odds, make([]float64, len(t.sides)))
	all = t.sum(t.right, at, odds, all)
	alone = make([]float64, len(t.rows)*len(t.rows))
	for i := range alone {
		alone[i] = 1
	}
	left, right := make([]float64, len(at)), make([]float64, len(at))
	wanted := make([]float64, len(t.sides))
	for round := 1; ; round++ {
		for i, k := range at {
			l, r := t.sides[t.left[k]], t.sides[t.right[k]]
			left[i] = r.leaves(odds[i], alone, all[t.right[k]])
			right[i] = l.leaves(odds[i], alone, all[t.left[k]])
		}
		clear(wanted)
		t.sum(t.left, at, left, wanted)
		t.sum(t.right, at, right, wanted)
		met := make([]float64, len(alone))
		for i, k := range at {
			l, r := t.sides[t.left[k]], t.sides[t.right[k]]
			p[k] = (l.chosen(left[i], alone, wanted[t.left[k]]) + r.chosen(right[i], alone, wanted[t.right[k]])) / 2
			met[l.tables] += p[k] * each
			met[r.tables] += p[k] * each
		}
		if round == competeRounds {
			return alone
		}
		for i := range alone {
			alone[i] = math.Max(1-met[i]/t.rows[i/len(t.rows)], leastAlone)
		}
	}
}

// sum adds what pairs have to the side they are at.
func (t *contest) sum(at []int32, pairs []int, have, into []float64) []float64 {
	for i, k := range pairs {
		into[at[k]] += have[i]
	}
	return into
}

// rivalOdds are the odds with which a pair competes.
func rivalOdds(p float64) float64 { return math.Min(p/(1-p+1e-12), 1e12) }

// leaves are a pair's odds after the rivals at one side have taken their part; all is what those and the pair have together.
func (s side) leaves(odds float64, alone []float64, all float64) float64 {
	if !s.one {
		return odds
	}
	return odds / (alone[s.tables] + math.Max(all-odds, 0))
}

// chosen is the probability that a record's partner is the one with these odds, of all that are wanted.
func (s side) chosen(odds float64, alone []float64, wanted float64) float64 {
	if !s.one {
		return odds / (1 + odds)
	}
	return odds / (alone[s.tables] + wanted)
}
