package entity

import (
	"math"
	"slices"
	"strings"
)

// Learned is a model as it was learned, frozen: the fields and their kinds, the weights of their levels, and how often values and words
// were met. What was not met then counts as met once. Two indexes of one Learned weigh the same two records the same, whatever else they
// hold and in whatever order it came (invariant 12). A Learned is never changed, and may be shared.
type Learned struct {
	fields  []learnedField
	sources []string
	unique  []bool
	md      model
}

// learnedField is a field without its records.
type learnedField struct {
	name     string
	kind     Kind
	derived  bool
	from     []source // the column and kind to read in each source, and those whose words are taken out
	known    int
	distinct int
	tokenAvg float64
	peers    []int
	values   map[string]met // values met twice or more
	words    []word         // words met twice or more, in the order of their text
	together map[[2]string]bool
	columns  []string // the field's column in each learned source, empty where it has none
	minus    []minus
}

// met is how often a value was met.
type met struct {
	count int32
	same  level
}

// minus is a column whose words are taken out of a field's text.
type minus struct {
	kind    Kind
	columns []string
}

// source is a column of each table, and the kind it is read by.
type source struct {
	kind   Kind
	column []int
}

// cut says of a field that it is what is left of a column's text without the words of others.
type cut struct {
	kind  Kind
	words []source
}

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

var _ = strings.Fields
