package entity

import (
	"slices"

	"github.com/farol-kpi/farol/entity/text"
)

// similarIdentifiers compares two different identifiers. Where the check digits of both fit, they are two identifiers, however alike; one that
// does not fit was mistyped and may stand for any that is near.
func similarIdentifiers(a, b *value) level {
	if a.valid && b.valid {
		return 5
	}
	s, t := a.text, b.text
	if len(s) > len(t) {
		s, t = t, s
	}
	switch {
	case len(t) >= 4 && len(t)-len(s) <= 1 && text.Edits(s, t, 1) <= 1:
		return 2
	case len(s) >= 6 && (text.Edits(s, t, 2) <= 2 || commonPrefix(s, t) == len(s) || commonSuffix(s, t) == len(s)):
		return 3
	}
	return 4
}

const (
	// repeated is the share of a source's identified records that say the same identifier as another one of it, and leastRepeated their number,
	// from which the source holds duplicates. mostAlike is how many may share one: more, and it stands for something else.
	repeated, leastRepeated = 0.02, 6
	mostAlike               = 5
)

// repeatIdentifiers says which tables hold duplicates by themselves: records that have one identifier, with check digits that fit. Where one
// does, a table whose records have no identifiers is not believed to be without either.
func (c *collection) repeatIdentifiers() []bool {
	known, twice := make([]int, len(c.tables)), make([]int, len(c.tables))
	for _, f := range c.fields {
		if f.kind != KindIdentifier {
			continue
		}
		count := map[uint64]int{}
		for r, v := range f.of {
			if v >= 0 && f.values[v].valid {
				count[uint64(c.table[r])<<32|uint64(v)]++
			}
		}
		for at, n := range count {
			known[at>>32] += n
			if n > 1 && n <= mostAlike {
				twice[at>>32] += n
			}
		}
	}
	out := make([]bool, len(c.tables))
	for t := range out {
		out[t] = twice[t] >= leastRepeated && float64(twice[t]) >= repeated*float64(known[t])
	}
	if slices.Contains(out, true) {
		for t := range out {
			out[t] = out[t] || known[t] == 0
		}
	}
	return out
}
