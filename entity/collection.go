package entity

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
)

// collection is the records of all tables, ready to be compared: a number each, tables one after the other.
type collection struct {
	tables []*Table
	start  []int32   // first row of each table among the rows of all, and the number of all
	rows   [][]int32 // rows of each record: rows of a table that are the same to the letter are one record
	repOf  []int32   // record of each row
	order  []int32   // the rows in the order they are read: by table and content, so that the answer does not depend on the files' order
	table  []int16   // table of each record
	fields []*field

	decided *decided   // what people said of records, nil where they said nothing
	over    *Overrides // what a person states, nil for nothing
	doubts  []string   // columns that may mean the same, but not surely
	ignored []string   // columns that are no evidence, in lower case
	statements
}

// mostSources is how many sources are told apart: what is learned of two sources at a time grows with the square, to some tens of megabytes.
const mostSources = 2000

func tooManySources(n int) error {
	return farol.Errorf(farol.CodeTooLarge, "there are %d sources, and records of %d at most are held against each other", n, mostSources).
		Hint("name as the source a column that has fewer values, or leave it out")
}

func newCollection(tables []*Table, ignore map[string]bool, decided map[Key]int32, over *Overrides) (*collection, error) {
	if len(tables) > mostSources {
		return nil, tooManySources(len(tables))
	}
	sources, columns := make([]string, len(tables)), make([][]string, len(tables))
	for i, t := range tables {
		sources[i], columns[i] = t.Source, t.Columns
	}
	if err := errorsOf(over.Check(sources, columns)); err != nil {
		return nil, err
	}
	c := &collection{tables: tables, over: over, start: make([]int32, 1, len(tables)+1)}
	n := 0
	for _, t := range tables {
		n += t.Rows()
		c.start = append(c.start, int32(n))
	}
	c.sortRows()
	fields := c.align(ignore)
	if err := c.strangers(fields); err != nil {
		return nil, err
	}
	each(len(fields), func(i int) { fields[i].fill(c) })
	fields = c.splitForms(fields)
	c.collapse(fields, n, decided)
	c.dropPlaceholders(fields)
	for _, f := range fields {
		if f.tells(c.records()) {
			c.fields = append(c.fields, f)
		}
	}
	c.removeRepeated()
	c.splitCodes()
	for _, f := range c.fields {
		if f.kind == KindText {
			f.tokenize()
		}
		f.markCommon()
		f.setRarity()
	}
	c.keepBest()
	c.findPeers()
	return c, c.heed()
}

// sortRows puts the rows of each table in an order of their content.
func (c *collection) sortRows() {
	n := int(c.start[len(c.tables)])
	c.order = make([]int32, n)
	hash := make([]uint64, n)
	parallel(n, func(from, to int) {
		for row := from; row < to; row++ {
			c.order[row] = int32(row)
			ref := c.ref(int32(row))
			t := c.tables[ref.Table]
			var h uint64
			for i := range t.Columns {
				h = mix(h*31 + hashText(t.Cells[i][ref.Row]))
			}
			hash[row] = h
		}
	})
	for t := range c.tables {
		slices.SortFunc(c.order[c.start[t]:c.start[t+1]], func(a, b int32) int {
			if hash[a] != hash[b] {
				return cmp.Compare(hash[a], hash[b])
			}
			// Rows that are the same to the letter are told apart by their names alone.
			ids := c.tables[t].IDs
			return cmp.Or(cmp.Compare(ids[a-c.start[t]], ids[b-c.start[t]]), cmp.Compare(a, b))
		})
	}
}

// keepBest bounds the number of fields: those that are known most often stay.
func (c *collection) keepBest() {
	if len(c.fields) <= maxFields {
		return
	}
	order := append([]*field(nil), c.fields...)
	sort.SliceStable(order, func(a, b int) bool { return order[a].known > order[b].known })
	least := order[maxFields-1].known
	kept := c.fields[:0]
	for _, f := range c.fields {
		if f.known >= least && len(kept) < maxFields {
			kept = append(kept, f)
		}
	}
	c.fields = kept
}

// collapse makes one record of the rows of a table that are the same to the letter, so that copies neither fill the candidates nor make
// their values look common.
func (c *collection) collapse(fields []*field, rows int, decided map[Key]int32) {
	alone := make(map[int32]bool, len(decided))
	for _, row := range decided {
		alone[row] = true
	}
	c.repOf = make([]int32, rows)
	var first []int32 // where the order has each record first
	seen := make(map[uint64]int32, rows)
	for at, row := range c.order {
		t := c.ref(row).Table
		h := mix(uint64(t) + 1)
		for _, f := range fields {
			h = mix(h*31 + uint64(uint32(f.of[at])))
		}
		if alone[row] {
			h = mix(h*31 + uint64(row) + 1)
		}
		rep, ok := seen[h]
		if !ok {
			rep = int32(len(c.table))
			seen[h] = rep
			c.table = append(c.table, int16(t))
			c.rows = append(c.rows, nil)
			first = append(first, int32(at))
		}
		c.repOf[row] = rep
	}
	store := make([]int32, rows)
	count := make([]int32, len(c.table)+1)
	for _, rep := range c.repOf {
		count[rep+1]++
	}
	for i := range c.table {
		count[i+1] += count[i]
		c.rows[i] = store[count[i]:count[i]:count[i+1]]
	}
	for r, rep := range c.repOf {
		c.rows[rep] = append(c.rows[rep], int32(r))
	}
	for _, f := range fields {
		of := make([]int32, len(c.table))
		for i := range f.values {
			f.values[i].count = 0
		}
		f.known = 0
		for i := range of {
			of[i] = f.of[first[i]]
			if of[i] >= 0 {
				f.values[of[i]].count++
				f.known++
			}
		}
		f.of = of
	}
}

// records is the number of records.
func (c *collection) records() int { return len(c.table) }

// tells says whether a field can be evidence: it is known often enough to learn from, and it is neither a constant nor a running number.
func (f *field) tells(records int) bool {
	if len(f.values) < 2 || f.known < 4 || f.known*100 < records {
		return false
	}
	return len(f.values) < f.known || f.kind != KindCode || !f.running()
}

// identifies says that most values of the field are met once: a title, a telephone number.
func (f *field) identifies() bool {
	if f.frozen != nil {
		return f.frozen.distinct*2 >= f.known
	}
	return len(f.values)*2 >= f.known
}

// running says that a column numbers its rows: all values differ and lie close together.
func (f *field) running() bool {
	least, most := -1, -1
	for i := range f.values {
		s := f.values[i].text
		if !allDigits(s) || len(s) > 9 {
			return false
		}
		n := 0
		for j := 0; j < len(s); j++ {
			n = n*10 + int(s[j]-'0')
		}
		if least < 0 || n < least {
			least = n
		}
		most = max(most, n)
	}
	return most-least < 2*len(f.values)
}

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

// findPeers finds the name fields whose values occur in one another, so that a first name written in the surname's place is recognised.
func (c *collection) findPeers() {
	for _, f := range c.fields {
		if f.kind != KindName {
			continue
		}
		f.index = make(map[string]int32, len(f.values))
		for v := range f.values {
			f.index[f.values[v].text] = int32(v)
		}
	}
	for i, f := range c.fields {
		for j, g := range c.fields {
			if i == j || f.kind != KindName || g.kind != KindName {
				continue
			}
			shared := 0
			for v := range f.values {
				if _, ok := g.index[f.values[v].text]; ok {
					shared += int(f.values[v].count)
				}
			}
			if shared*50 >= f.known {
				f.peers = append(f.peers, j)
			}
		}
	}
}
