package entity

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

// Options bound a match.
type Options struct {
	// Ignore are names of columns that are no evidence.
	Ignore []string
	// Decisions are what people said of pairs of records; they hold whatever the evidence says.
	Decisions Decisions
	// Overrides are what a person states of the match; nil is nothing.
	Overrides *Overrides
	// Trace, where it is set, is told what was found and decided, a line each.
	Trace func(format string, args ...any)
}

// Pair is two records that were compared, with the weight of the evidence in bits, log2 of the odds, and the probability that they are
// the same.
type Pair struct {
	Left, Right Ref
	Weight      float64
	Probability float64
}

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

const (
	// allPairs is how many pairs are compared without choosing candidates.
	allPairs = 200_000

	// candidatesEach is how many candidates a record has on average, and leastCandidates how many there are in small collections. Six times as
	// many found no more on sets of people and of sites, and learning went astray: namesakes among so many pairs came to look like matches.
	candidatesEach, leastCandidates = 5, 100_000

	// learnCells is how many values are compared to learn from the candidates, learnLeast how many pairs at least, and learnPart the part
	// of very many candidates. Half and five times as many changed F1 by less than 0.01 on each development set.
	learnCells, learnLeast, learnPart = 600_000, 30_000, 20

	// A tenth of the records, within these bounds, is how many other pairs stand beside them: they alone show how often chance agrees where
	// keys are too common to propose pairs.
	leastOthers, mostOthers = 30_000, 100_000

	// leastProbability is that of the pairs that are told.
	leastProbability = 0.01
)

// Match finds the records that are the same.
//
// The answer does not depend on the order of the rows. Tables without a column that tells records apart, or without a column in common, are
// refused with the reason.
func Match(ctx context.Context, tables []*Table, o Options) (*Result, error) {
	trace := o.Trace
	if trace == nil {
		trace = func(string, ...any) {}
	}
	ignore := map[string]bool{}
	for _, name := range o.Ignore {
		ignore[strings.ToLower(name)] = true
	}
	if o.Overrides != nil {
		for _, name := range o.Overrides.Ignore {
			ignore[strings.ToLower(name)] = true
		}
	}
	ignored := slices.Sorted(maps.Keys(ignore))
	if err := o.Decisions.Check(); err != nil {
		return nil, err
	}
	decided := rowsOf(tables, o.Decisions.keys())
	c, err := newCollection(tables, ignore, decided, o.Overrides)
	if err != nil {
		return nil, err
	}
	c.ignored = ignored
	res := &Result{c: c, Unique: make([]bool, len(tables))}
	if c.records() == 0 {
		return res, nil
	}
	if len(c.fields) == 0 {
		return nil, farol.Errorf(farol.CodeNoEvidence, "no column tells records apart: each is constant, unique, unknown or in one table only").
			Hint("look at the files, or name fewer columns to ignore")
	}
	for _, f := range c.fields {
		trace("field %s: %s, known %d, distinct %d", f.name, f.kind, f.known, len(f.values))
	}
	n := c.records()
	every := float64(n) * float64(n-1) / 2
	var pairs []uint64
	if every <= allPairs {
		pairs = c.randomPairs(allPairs, nil)
	} else {
		pairs = newBlocks(c).propose(max(candidatesEach*n, leastCandidates))
	}
	trace("%d records, %d candidates", n, len(pairs))
	md, pairs, err := c.fit(ctx, pairs, every, res.Unique, trace)
	if err != nil {
		return nil, err
	}
	res.md, res.Compared, res.Expected = md, len(pairs), md.matches
	trace("%.0f pairs expected to be the same", md.matches)
	weights, err := c.weigh(ctx, md, pairs, res.Unique)
	if err != nil {
		return nil, err
	}
	trace("%d pairs weighed", len(weights.pairs))
	c.decided = o.Decisions.numbered(func(k Key) (int32, bool) {
		row, ok := decided[k]
		if !ok {
			return 0, false
		}
		return c.repOf[row], true
	})
	of := c.cluster(weights.pairs, above(md.threshold, weights.bits), func(a, b int32) float64 { return weights.of(c, md, a, b) - md.threshold }, res.Unique)
	res.collect(weights, of)
	trace("%d entities", len(res.Entities))
	return res, nil
}

// fit learns the model, and which tables hold no duplicates. It gives the candidates that may be the same under that.
func (c *collection) fit(ctx context.Context, all []uint64, every float64, unique []bool, trace func(string, ...any)) (*model, []uint64, error) {
	repeats := c.repeatIdentifiers()
	for t := range unique {
		stated, is := c.over.unique(c.tables[t].Source)
		unique[t] = len(unique) > 1 && (stated || !is && !repeats[t])
	}
	paired := false
	learnFrom := max(learnCells/len(c.fields), learnLeast)
	for {
		pairs, total := all, every
		var allowed func(a, b int32) bool
		compete := slices.Contains(unique, true)
		if compete {
			allowed = func(a, b int32) bool { return c.table[a] != c.table[b] || !unique[c.table[a]] }
			pairs = make([]uint64, 0, len(all))
			for _, p := range all {
				if allowed(int32(p>>32), int32(uint32(p))) {
					pairs = append(pairs, p)
				}
			}
			total = c.pairsBetween(unique)
		}
		sample := c.newSample(pairs, max(learnFrom, len(pairs)/learnPart), compete)
		md, err := c.learn(ctx, sample, c.others(pairs, min(max(c.records()/10, leastOthers), mostOthers), total, allowed), total, unique)
		if err != nil {
			return nil, nil, err
		}
		if compete && c.disprove(md, all, learnFrom, unique, trace) {
			continue
		}
		if paired || !c.pairCategories(sample) {
			return md, pairs, nil
		}
		paired = true
	}
}

// pairsBetween is how many pairs may be the same where some tables hold no duplicates.
func (c *collection) pairsBetween(unique []bool) float64 {
	rows := make([]float64, len(unique))
	for _, t := range c.table {
		rows[t]++
	}
	var total float64
	for t, a := range rows {
		if !unique[t] {
			total += a * (a - 1) / 2
		}
		for s := 0; s < t; s++ {
			total += a * rows[s]
		}
	}
	return total
}

// pairCategories finds which categories of different words go together among the surest matches: two sources that name the same thing in
// their own ways. It says whether it found any.
func (c *collection) pairCategories(s *sample) bool {
	found := false
	for _, f := range c.fields {
		if f.kind != KindCategory {
			continue
		}
		both := map[uint64]float64{}
		left, right := map[int32]float64{}, map[int32]float64{}
		var total float64
		for k, pair := range s.pairs {
			a, b := f.of[pair>>32], f.of[uint32(pair)]
			if s.p[k] < 0.9 || a < 0 || b < 0 {
				continue
			}
			both[uint64(min(a, b))<<32|uint64(max(a, b))]++
			left[a]++
			right[b]++
			total++
		}
		for key, n := range both {
			a, b := int32(key>>32), int32(uint32(key))
			chance := (left[a]*right[b] + left[b]*right[a]) / total
			if a != b && n >= 5 && n > 2*chance {
				if f.together == nil {
					f.together = map[uint64]bool{}
				}
				f.together[key] = true
				found = true
			}
		}
	}
	return found
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
		}
		for i, row := range rows {
			switch {
			case i == 0:
				put(place{e, 0}, row)
			case unique:
				// A source without duplicates means two things by two rows, even where it says the same of both.
				put(place{e, i}, row)
			default:
				r.tell(rows[0], row, weight)
				if weight < r.md.threshold {
					r.Entities = append(r.Entities, []Ref{c.ref(row)})
				} else {
					put(place{e, 0}, row)
				}
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

// tell adds a pair of rows to what was found, the lesser at the left.
func (r *Result) tell(x, y int32, weight float64) {
	left, right := r.c.ref(min(x, y)), r.c.ref(max(x, y))
	r.Pairs = append(r.Pairs, Pair{left, right, weight, probability(weight)})
}

// mostCopies is how many pairs of two records' rows are all told; of more, those with the first row of either are.
const mostCopies = 64

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

// weightOf compares two records and weighs them.
func (c *collection) weightOf(md *model, a, b int32) float64 {
	var levels [maxFields]level
	l := levels[:len(c.fields)]
	c.compare(a, b, l)
	return c.pairWeight(md, a, b, l)
}

// Part is what one field says about a pair.
type Part struct {
	Field string // the field's name
	Level string // how far the values agree
	Given string // the field on which this one's chance agreement depends, if any
	Left  string // the values as they were compared, empty where unknown
	Right string
	Bits  float64
	// Share of the records that know the field which have the value, as the model learned it; 0 where the values differ or either is unknown.
	Share float64
}

// Explanation is why two records weigh what they weigh: Prior and the parts' bits add up to Weight.
type Explanation struct {
	Prior  float64
	Parts  []Part
	Weight float64
}

// Explain takes the weight of two records apart. A record that repeats another to the letter is explained by that one.
func (r *Result) Explain(left, right Ref) Explanation {
	c, md := r.c, r.md
	a, b := c.repOf[c.start[left.Table]+left.Row], c.repOf[c.start[right.Table]+right.Row]
	if a > b {
		return c.explain(md, b, a, true)
	}
	return c.explain(md, a, b, false)
}

func (f *field) textOf(record int32) string {
	if v := f.of[record]; v >= 0 {
		return f.values[v].text
	}
	return ""
}

// ref is a row of all tables by its table.
func (c *collection) ref(row int32) Ref {
	t := int32(0)
	for row >= c.start[t+1] {
		t++
	}
	return Ref{t, row - c.start[t]}
}

// weighed is the pairs that may be the same, with their weights after rivals have taken their part.
type weighed struct {
	pairs []uint64
	bits  []float64
}

// of is the weight of two records: as weighed among their rivals, or for itself where they are no candidates.
func (w *weighed) of(c *collection, md *model, a, b int32) float64 {
	if k, found := slices.BinarySearch(w.pairs, uint64(a)<<32|uint64(b)); found {
		return w.bits[k]
	}
	return c.weightOf(md, a, b)
}

// weigh compares the candidates field by field, the cheapest first, and leaves a pair as soon as the fields that are left cannot bring it to
// the least probability.
func (c *collection) weigh(ctx context.Context, md *model, pairs []uint64, unique []bool) (*weighed, error) {
	s := newScorer(c, md, lightest)
	all := make([]float32, len(pairs))
	parallel(len(pairs), func(from, to int) {
		if ctx.Err() != nil {
			return
		}
		for k := from; k < to; k++ {
			all[k] = float32(s.weigh(int32(pairs[k]>>32), int32(uint32(pairs[k]))))
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &weighed{}
	for k, b := range all {
		if b >= lightest {
			w.pairs = append(w.pairs, pairs[k])
			w.bits = append(w.bits, float64(b))
		}
	}
	c.settle(md, w, unique)
	if slices.Contains(unique, true) {
		p := make([]float64, len(w.bits))
		for k, b := range w.bits {
			p[k] = probability(b)
		}
		md.alone = c.newContest(w.pairs, unique).settle(p, 1)
		for k, pair := range w.pairs {
			if unique[c.table[pair>>32]] || unique[c.table[uint32(pair)]] {
				w.bits[k] = bitsOf(p[k])
			}
		}
	}
	return w, nil
}
