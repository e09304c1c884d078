package entity

import (
	"strings"

	"github.com/farol-kpi/farol/entity/text"
)

// codesPart ends the name of a field of the words with digits of another.
const codesPart = " (codes)"

// splitCodes makes a field of its own of the words with digits in a text: a model number or a house number decides more than the words
// around it, and by other rules.
func (c *collection) splitCodes() {
	for _, f := range c.fields[:len(c.fields):len(c.fields)] {
		if f.kind != KindText {
			continue
		}
		codes := &field{name: f.name + codesPart, kind: KindCode, column: f.column, of: make([]int32, len(f.of)), derived: true, parent: f, index: map[string]int32{}}
		of := make([]int32, len(f.values))
		seen := map[string]int32{}
		for i := range f.values {
			of[i] = -1
			var with []string
			for _, w := range strings.Fields(f.values[i].text) {
				if hasDigit(w) {
					with = append(with, w)
				}
			}
			if len(with) == 0 {
				continue
			}
			text := strings.Join(with, " ")
			id, ok := seen[text]
			if !ok {
				id = int32(len(codes.values))
				seen[text] = id
				codes.values = append(codes.values, value{text: text})
			}
			of[i] = id
		}
		for r, v := range f.of {
			codes.of[r] = -1
			if v >= 0 && of[v] >= 0 {
				codes.of[r] = of[v]
				codes.values[of[v]].count++
				codes.known++
			}
		}
		if codes.known*10 < f.known || !codes.tells(c.records()) {
			continue
		}
		codes.tokenize()
		c.fields = append(c.fields, codes)
	}
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// codeSets compares the words with digits of two texts.
func (f *field) codeSets(a, b *value) level {
	if w := f.rarestShared(a, b); w != nil {
		// A short number is met again by chance, however rare it is in a table; a long one is hardly.
		if w.count <= 3 && len(w.text) >= 5 {
			return 2
		}
		return 3
	}
	for _, x := range a.tokens {
		wx := f.words[x].text
		for _, y := range b.tokens {
			wy := f.words[y].text
			s, l := wx, wy
			if len(s) > len(l) {
				s, l = l, s
			}
			if len(s) >= 4 && (commonPrefix(s, l) == len(s) || commonSuffix(s, l) == len(s) || text.Edits(s, l, 1) <= 1) {
				return 4
			}
		}
	}
	return 5
}

// rarestShared is the rarest word that two values share, nil where they share none.
func (f *field) rarestShared(a, b *value) *word {
	var least *word
	i, j := 0, 0
	for i < len(a.tokens) && j < len(b.tokens) {
		switch {
		case a.tokens[i] < b.tokens[j]:
			i++
		case b.tokens[j] < a.tokens[i]:
			j++
		default:
			if w := &f.words[a.tokens[i]]; least == nil || w.count < least.count || w.count == least.count && len(w.text) > len(least.text) {
				least = w
			}
			i++
			j++
		}
	}
	return least
}
