package entity

import (
	"slices"
	"strings"
)

// align finds which columns of the tables mean the same: those that are stated to, then those of one name.
func (c *collection) align(ignore map[string]bool) []*field {
	a := alignment{c: c, of: make([][]*field, len(c.tables)), byName: map[string]*field{}}
	for t, table := range c.tables {
		a.of[t] = make([]*field, len(table.Columns))
	}
	if c.over != nil {
		for _, name := range sortedKeys(c.over.Fields) {
			a.stated(name, c.over.Fields[name].Columns)
		}
	}
	for t, table := range c.tables {
		for i, name := range table.Columns {
			key := fold(name)
			if ignore[strings.ToLower(name)] || key == "" || a.of[t][i] != nil {
				continue
			}
			f := a.byName[key]
			if f == nil {
				f = a.field(name)
				a.byName[key] = f
			}
			a.take(f, t, i)
		}
	}
	// The order of fields is that of their columns, whoever found them.
	slices.SortStableFunc(a.fields, func(f, g *field) int { return slices.Compare(f.place(), g.place()) })
	return a.fields
}

// place is where the field's first column stands.
func (f *field) place() []int {
	for t, c := range f.column {
		if c >= 0 {
			return []int{t, c}
		}
	}
	return []int{len(f.column)}
}

// alignment is which field each column belongs to.
type alignment struct {
	c      *collection
	fields []*field
	of     [][]*field // by table and column, nil for a column of none
	byName map[string]*field
	closed map[*field][]bool // tables that are stated to have no column of a field
}

func (a *alignment) field(name string) *field {
	f := &field{name: strings.TrimSpace(name), column: make([]int, len(a.c.tables))}
	for i := range f.column {
		f.column[i] = -1
	}
	a.fields = append(a.fields, f)
	return f
}

// take gives a field its column in a table, where it has none yet.
func (a *alignment) take(f *field, t, column int) {
	if f.column[t] < 0 && (a.closed[f] == nil || !a.closed[f][t]) {
		f.column[t] = column
		a.of[t][column] = f
	}
}

// stated makes a field of the columns that a person says are the same.
func (a *alignment) stated(name string, columns map[string]string) {
	if len(columns) == 0 {
		return
	}
	f := a.field(name)
	if key := fold(name); a.byName[key] == nil {
		a.byName[key] = f
	}
	closed := make([]bool, len(a.c.tables))
	for t, table := range a.c.tables {
		column, is := columns[table.Source]
		if i := slices.Index(table.Columns, column); i >= 0 {
			a.take(f, t, i)
		}
		closed[t] = is && column == ""
	}
	if a.closed == nil {
		a.closed = map[*field][]bool{}
	}
	a.closed[f] = closed
}
