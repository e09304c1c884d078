package entity

import (
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
	if len(c.fields) == 0 && c.records() == len(tables) && len(c.order) > len(tables) {
		return nil, farol.Errorf(farol.CodeNoEvidence, "all rows of a table say the same to the letter, so that nothing can be learned of what tells records apart").
			Hint("match them together with other records")
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
	inside, copies := c.copied()
	held := &belief{unique: unique, copies: copies, trial: make([]trial, len(unique)), paired: make([]float64, len(unique))}
	for t := range unique {
		stated, is := c.over.unique(c.tables[t].Source)
		unique[t] = len(unique) > 1 && (stated || !is && !repeats[t] && !inside[t])
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
		if (compete || slices.Contains(held.trial, onTrial)) && c.disprove(md, all, learnFrom, held, trace) {
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

// ref is a row of all tables by its table.
func (c *collection) ref(row int32) Ref {
	t := int32(0)
	for row >= c.start[t+1] {
		t++
	}
	return Ref{t, row - c.start[t]}
}
