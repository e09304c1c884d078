package entity

import (
	"cmp"
	"fmt"
	"slices"
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
	doubts  []string   // columns that may mean the same, but not surely, and those that are left out
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

// keepBest bounds the number of fields: those that are known most often stay, of equals the first, in their order. Which are left out is told.
func (c *collection) keepBest() {
	if len(c.fields) <= maxFields {
		return
	}
	best := slices.Clone(c.fields)
	slices.SortStableFunc(best, func(f, g *field) int { return g.known - f.known })
	var left []string
	c.fields = slices.DeleteFunc(c.fields, func(f *field) bool {
		out := !slices.Contains(best[:maxFields], f)
		if out {
			left = append(left, f.name)
		}
		return out
	})
	c.doubts = append(c.doubts, fmt.Sprintf("%d fields are compared at the most; those that the fewest records know are left out: %s", maxFields, strings.Join(left, ", ")))
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
