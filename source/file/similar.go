package file

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spelling is one way in which a category is written, with its number of cells.
type spelling struct {
	text  string
	count int64
}

// variants groups spellings of one category that differ by case, accents, spaces or a typing error, and gives for each other
// spelling the one to use. Spellings whose digits differ are never one.
func variants(distinct map[string]int64) map[string]string {
	bare := map[string][]spelling{}
	for text, count := range distinct {
		key := strings.ReplaceAll(fold(text), "_", "")
		if key == "" {
			continue
		}
		bare[key] = append(bare[key], spelling{text, count})
	}
	keys := slices.Sorted(maps.Keys(bare))
	weight := make([]int64, len(keys))
	for i, k := range keys {
		for _, s := range bare[k] {
			weight[i] += s.count
		}
	}
	group := make([]int, len(keys))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i := range keys {
		for j := i + 1; j < len(keys); j++ {
			if mistyped(keys[i], keys[j]) {
				group[root(j)] = root(i)
			}
		}
	}
	members := map[int][]int{}
	for i := range keys {
		members[root(i)] = append(members[root(i)], i)
	}
	out := map[string]string{}
	for _, m := range members {
		canonical := wellFormed(bare[keys[centre(keys, weight, m)]])
		for _, i := range m {
			for _, s := range bare[keys[i]] {
				if s.text != canonical {
					out[s.text] = canonical
				}
			}
		}
	}
	return out
}

// mistyped tells whether two bare spellings are within one or, where they are long, two typing errors of each other.
func mistyped(a, b string) bool {
	short, long := len(a), len(b)
	if short > long {
		short, long = long, short
	}
	limit := 0
	switch {
	case long >= 9 && short >= 7:
		limit = 2
	case short >= 5:
		limit = 1
	}
	if limit == 0 || long-short > 2*limit || digitsOf(a) != digitsOf(b) {
		return false
	}
	return distance(a, b) <= limit
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// centre gives the spelling that is nearest to all cells of the group: typing errors lie around what was meant.
func centre(keys []string, weight []int64, group []int) int {
	best, bestFar := group[0], int64(-1)
	for _, i := range group {
		far := int64(0)
		for _, j := range group {
			far += int64(distance(keys[i], keys[j])) * weight[j]
		}
		if bestFar < 0 || far < bestFar {
			best, bestFar = i, far
		}
	}
	return best
}

// wellFormed gives the spelling that a careful writer would use: without stray spaces, not all in capitals, with the accents and the capital
// that others leave out. One that is rare beside the others may be a slip and is not looked at; among equals the most frequent wins.
func wellFormed(all []spelling) string {
	const rare = 20
	spaced := func(s spelling) string { return strings.Join(strings.Fields(s.text), " ") }
	counts, most := map[string]int64{}, int64(0)
	for _, s := range all {
		counts[spaced(s)] += s.count
		most = max(most, counts[spaced(s)])
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s spelling) bool { return counts[spaced(s)]*rare < most })
	score := func(s spelling) int {
		n := 0
		if s.text == spaced(s) {
			n += 8
		}
		if s.text != strings.ToUpper(s.text) {
			n += 4
		}
		if strings.IndexFunc(s.text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) >= 0 {
			n += 2
		}
		if first, _ := utf8.DecodeRuneInString(s.text); unicode.IsUpper(first) {
			n++
		}
		return n
	}
	slices.SortFunc(all, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(b.count, a.count), cmp.Compare(a.text, b.text))
	})
	return all[0].text
}
