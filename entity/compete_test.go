package entity

import (
	"math"
	"testing"
)

// two tables of so many records each, without duplicates.
func facing(n int) *collection {
	c := &collection{tables: make([]*Table, 2), table: make([]int16, 2*n)}
	for i := n; i < 2*n; i++ {
		c.table[i] = 1
	}
	return c
}

// matchings gives each pair's probability by going through all matchings one to one, where each record is alone with the odds given.
func matchings(pairs []uint64, odds []float64, alone float64) []float64 {
	weight := make([]float64, len(pairs))
	var total float64
	var walk func(k int, used map[int32]bool, w float64, in []int)
	walk = func(k int, used map[int32]bool, w float64, in []int) {
		if k == len(pairs) {
			total += w
			for _, i := range in {
				weight[i] += w
			}
			return
		}
		walk(k+1, used, w, in)
		a, b := int32(pairs[k]>>32), int32(uint32(pairs[k]))
		if !used[a] && !used[b] {
			used[a], used[b] = true, true
			walk(k+1, used, w*odds[k]/alone, append(in[:len(in):len(in)], k))
			used[a], used[b] = false, false
		}
	}
	walk(0, map[int32]bool{}, 1, nil)
	for i := range weight {
		weight[i] /= total
	}
	return weight
}

// Where nearly all records have a partner, the only one left over for a record is likely, however little speaks for it by itself.
func TestRivalsWithPartnersOfTheirOwnLeaveTheRest(t *testing.T) {
	const n = 40
	c := facing(n)
	pair := func(a, b int) uint64 { return uint64(a)<<32 | uint64(n+b) }
	var pairs []uint64
	var p []float64
	for i := range n - 1 {
		pairs, p = append(pairs, pair(i, i)), append(p, 0.9999)
	}
	// The last of the right is wanted by the first of the left, which has a better partner, and by the last of the left, which has none.
	pairs, p = append(pairs, pair(0, n-1), pair(n-1, n-1)), append(p, 0.9, 0.2)
	c.newContest(pairs, []bool{true, true}).settle(p, 1)
	if p[n-1] > 0.01 || p[n] < 0.6 || p[0] < 0.99 {
		t.Errorf("the taken rival has %.3f, the one left over %.3f, the sure pair %.3f", p[n-1], p[n], p[0])
	}
}

func TestProbabilitiesAmongRivalsAreThoseOfAllMatchings(t *testing.T) {
	const n = 20
	c := facing(n)
	pair := func(a, b int) uint64 { return uint64(a)<<32 | uint64(n+b) }
	pairs := []uint64{pair(0, 0), pair(0, 1), pair(1, 1), pair(1, 2), pair(2, 2)}
	odds := []float64{0.8, 0.5, 0.3, 0.6, 0.2}
	p := make([]float64, len(odds))
	for k, o := range odds {
		p[k] = o / (1 + o)
	}
	c.newContest(pairs, []bool{true, true}).settle(p, 1)
	// The share of records that are alone is what the probabilities themselves say.
	var met float64
	for _, x := range p {
		met += x
	}
	alone := 1 - met/n
	for k, want := range matchings(pairs, odds, alone*alone) {
		if math.Abs(p[k]-want) > 0.03 {
			t.Errorf("pair %d: %.3f, all matchings give %.3f", k, p[k], want)
		}
	}
}
