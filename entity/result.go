package entity

import (
	"cmp"
	"slices"
)

// Result is what a match found.
type Result struct {
	// Pairs are the compared pairs whose probability is at least 0.01, by left and right.
	Pairs []Pair
	// Entities are the records of each entity in the order of their first; an entity of one record is listed too.
	Entities [][]Ref
	// Compared is the number of candidate pairs, and Expected how many of all pairs the model holds to be the same.
	Compared int
	Expected float64
	// Unique says of each table whether it was found to hold no duplicates.
	Unique []bool

	c  *collection
	md *model
}

// Doubts tells in sentences which columns may mean the same but were left apart, and which are not compared at all.
func (r *Result) Doubts() []string {
	if r.c == nil {
		return nil
	}
	return r.c.doubts
}

// Pair is two records that were compared, with the weight of the evidence in bits, log2 of the odds, and the probability that they are
// the same.
type Pair struct {
	Left, Right Ref
	Weight      float64
	Probability float64
}

// collect puts what was found in terms of tables and rows. Rows that repeat another to the letter follow it, where that much agreement
// weighs for a match.
func (r *Result) collect(w *weighed, of []int32) {
	c := r.c
	for k, pair := range w.pairs {
		a, b := int32(pair>>32), int32(uint32(pair))
		c.copies(r.Unique, a, b, func(x, y int32) { r.tell(x, y, w.bits[k]) })
	}
	type place struct {
		entity int32
		copy   int // of a table without duplicates, whose copies are things of their own
	}
	at := map[place]int{}
	put := func(p place, row int32) {
		i, ok := at[p]
		if !ok {
			i = len(r.Entities)
			at[p] = i
			r.Entities = append(r.Entities, nil)
		}
		r.Entities[i] = append(r.Entities[i], c.ref(row))
	}
	for rep, e := range of {
		rows := c.rows[rep]
		unique := r.Unique[c.table[rep]]
		var weight float64
		if len(rows) > 1 && !unique {
			weight = c.weightOf(r.md, int32(rep), int32(rep))
			repeats(rows, func(x, y int32) { r.tell(x, y, weight) })
		}
		for i, row := range rows {
			switch {
			case i == 0:
				put(place{e, 0}, row)
			case unique:
				// A source without duplicates means two things by two rows, even where it says the same of both.
				put(place{e, i}, row)
			case weight < r.md.threshold:
				r.Entities = append(r.Entities, []Ref{c.ref(row)})
			default:
				put(place{e, 0}, row)
			}
		}
	}
	for _, e := range r.Entities {
		slices.SortFunc(e, Ref.Compare)
	}
	slices.SortFunc(r.Entities, func(a, b []Ref) int { return a[0].Compare(b[0]) })
	slices.SortFunc(r.Pairs, func(a, b Pair) int {
		return cmp.Or(a.Left.Compare(b.Left), a.Right.Compare(b.Right))
	})
}

// tell adds a pair of rows to what was found, the lesser at the left, unless next to nothing is left of it after its rivals.
func (r *Result) tell(x, y int32, weight float64) {
	if Probability(weight) < leastProbability {
		return
	}
	left, right := r.c.ref(min(x, y)), r.c.ref(max(x, y))
	r.Pairs = append(r.Pairs, Pair{left, right, weight, Probability(weight)})
}

// mostCopies is how many pairs of two records' rows, or of one record's, are all told; of more, those with the first row of either are.
const mostCopies = 64

// repeats calls fn for the pairs of rows that are one record: all of them where they are few, else those with the first.
func repeats(rows []int32, fn func(x, y int32)) {
	firsts := len(rows)
	if len(rows)*(len(rows)-1)/2 > mostCopies {
		firsts = 1
	}
	for i, x := range rows[:firsts] {
		for _, y := range rows[i+1:] {
			fn(x, y)
		}
	}
}

// copies calls fn for the rows that two records stand for. Where both tables hold no duplicates, the copies belong together one by one.
func (c *collection) copies(unique []bool, a, b int32, fn func(x, y int32)) {
	rowsA, rowsB := c.rows[a], c.rows[b]
	if unique[c.table[a]] && unique[c.table[b]] {
		for i := range min(len(rowsA), len(rowsB)) {
			fn(rowsA[i], rowsB[i])
		}
		return
	}
	all := len(rowsA)*len(rowsB) <= mostCopies
	for i, x := range rowsA {
		for j, y := range rowsB {
			if !all && i > 0 && j > 0 {
				break
			}
			fn(x, y)
		}
	}
}
