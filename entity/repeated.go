package entity

import (
	"sort"
	"strings"
)

// removeRepeated takes what one column repeats of another out of it, because evidence must not be counted twice: of a full name beside first
// name and surname the middle names are left, and nothing of a column that is put together from others.
func (c *collection) removeRepeated() {
	order := make([]int, 0, len(c.fields))
	for i, f := range c.fields {
		if f.kind == KindName || f.kind == KindText {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return c.fields[order[a]].tokenAvg > c.fields[order[b]].tokenAvg })
	drop := map[int]bool{}
	for _, i := range order {
		f := c.fields[i]
		var inside []int
		for _, j := range order {
			if j != i && !drop[j] && c.fields[j].tokenAvg < f.tokenAvg && f.contains(c.fields[j]) {
				inside = append(inside, j)
			}
		}
		if len(inside) == 0 {
			continue
		}
		rest := f.without(c, inside)
		if rest.tells(c.records()) {
			c.fields[i] = rest
		} else {
			drop[i] = true
		}
	}
	kept := c.fields[:0]
	for i, f := range c.fields {
		if !drop[i] {
			kept = append(kept, f)
		}
	}
	c.fields = kept
}

// contains says that nearly all records which know both have g's words among f's.
func (f *field) contains(g *field) bool {
	both, inside := 0, 0
	step := len(f.of)/5000 + 1
	for r := 0; r < len(f.of); r += step {
		if f.of[r] < 0 || g.of[r] < 0 {
			continue
		}
		both++
		if hasWords(f.values[f.of[r]].text, g.values[g.of[r]].text) {
			inside++
		}
	}
	return both >= 20 && inside*10 >= both*9
}

func hasWords(text, words string) bool {
	return strings.Contains(" "+text+" ", " "+words+" ")
}

// without is the field with the words of others taken out of each record's value.
func (f *field) without(c *collection, others []int) *field {
	rest := &field{name: f.name, kind: f.kind, reading: f.reading, placeholders: f.placeholders, column: f.column, of: make([]int32, len(f.of)), cut: &cut{reading: f.reading}}
	for _, o := range others {
		rest.cut.words = append(rest.cut.words, source{c.fields[o].reading, c.fields[o].column})
	}
	seen := map[string]int32{}
	words := 0
	for r, v := range f.of {
		rest.of[r] = -1
		if v < 0 {
			continue
		}
		text := " " + f.values[v].text + " "
		for _, o := range others {
			if g := c.fields[o]; g.of[r] >= 0 {
				text = strings.Replace(text, " "+g.values[g.of[r]].text+" ", " ", 1)
			}
		}
		text = strings.TrimSpace(text)
		if unknown(text) {
			continue
		}
		id, ok := seen[text]
		if !ok {
			id = int32(len(rest.values))
			seen[text] = id
			rest.values = append(rest.values, value{text: text, mask: maskOf(text)})
		}
		rest.of[r] = id
		rest.values[id].count++
		rest.known++
		words += 1 + strings.Count(text, " ")
	}
	rest.tokenAvg = float64(words) / float64(max(1, rest.known))
	if rest.tokenAvg <= 1.4 && !f.fixed {
		rest.kind = KindName
	}
	return rest
}
