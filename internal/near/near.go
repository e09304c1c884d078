package near

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// most is how many names are offered: more would be a list to read, not a hint.
const most = 3

// Nearest gives at most three of the names in among that may have been meant by name, the nearest first and equals in the order of
// the alphabet. Case, spaces and the characters "-", "_" and "." count little: "Agency ID" is near "agency_id". The name itself is
// never among the answers.
func Nearest(name string, among []string) []string {
	type candidate struct {
		name  string
		edits int
	}
	folded := fold(name)
	var found []candidate
	for _, other := range among {
		if other == name || other == "" {
			continue
		}
		f := fold(other)
		edits := Distance(folded, f)
		// A third of the longer name may be wrong; two letters of a short one would fit nearly anything.
		short, long := utf8.RuneCountInString(folded), utf8.RuneCountInString(f)
		if short > long {
			short, long = long, short
		}
		if edits > min(max(long/3, 1), 4) || edits >= long {
			// A name of which the other is a beginning or end is what is typed by somebody who remembers only a part.
			if short < 3 || !(contains(f, folded) || contains(folded, f)) {
				continue
			}
			edits = 5 + edits
		}
		found = append(found, candidate{other, edits})
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(a.name, b.name))
	})
	names := []string{}
	for _, c := range found {
		if len(names) == most || slices.Contains(names, c.name) {
			continue
		}
		names = append(names, c.name)
	}
	return names
}

func contains(long, short string) bool {
	return strings.HasPrefix(long, short) || strings.HasSuffix(long, short)
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' || r == '.' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// Distance is the Damerau–Levenshtein distance in runes: insertions, deletions, substitutions and swaps of neighbours, where no part
// is edited twice.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
