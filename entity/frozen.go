package entity

import (
	"math"
	"slices"
)

// frozen is what an index keeps of a field as it was learned.
type frozen struct {
	distinct int // distinct values
	words    int // words that were known: those that came later are compared in the order of their text
}

// before orders words alike in every index of one model, whichever came first.
func (f *field) before(t, u int32) bool {
	n := int32(f.frozen.words)
	if t < n || u < n {
		return t < u
	}
	return f.words[t].text < f.words[u].text
}

// settle puts words in an order that does not depend on which came first.
func (f *field) settle(words []int32) {
	if f.frozen == nil || len(words) < 2 || words[len(words)-2] < int32(f.frozen.words) {
		return
	}
	slices.SortFunc(words, func(t, u int32) int {
		if t == u {
			return 0
		}
		if f.before(t, u) {
			return -1
		}
		return 1
	})
}

// displace gives a word the place of the last in the order, where it comes before that.
func (f *field) displace(words []int32, t int32) {
	if f.frozen == nil || t < int32(f.frozen.words) {
		return
	}
	last := 0
	for i := range words {
		if f.before(words[last], words[i]) {
			last = i
		}
	}
	if f.before(t, words[last]) {
		words[last] = t
		// The others stay in the order of their numbers, as they came.
		slices.Sort(words)
	}
}

// fixed rounds a word's weight so that sums of them are exact, in whatever order they are made.
func fixed(bits float64) float64 { return math.Round(bits*(1<<20)) / (1 << 20) }
