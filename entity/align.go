package entity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

// align finds which columns of the tables mean the same: those that are stated to, then those of one name, then those whose values look alike.
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
	a.byContent()
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
	open   []*openField
	met    map[[2]int][]anchor // by two tables
	closed map[*field][]bool   // tables that are stated to have no column of a field
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

// byContent joins fields whose columns are in different tables, where their values look like one column's and like no other's: the surest first.
// Of fields for which two others would do, none is joined, and the doubt is told.
func (a *alignment) byContent() {
	if len(a.c.tables) < 2 {
		return
	}
	for _, f := range a.fields {
		if slices.Contains(f.column, -1) {
			a.open = append(a.open, &openField{field: f, number: len(a.open), told: map[int]float64{}})
		}
	}
	if len(a.open) < 2 {
		return
	}
	each(len(a.open), func(i int) {
		for t, column := range a.open[i].column {
			if column >= 0 {
				a.open[i].likes = append(a.open[i].likes, a.c.likenessOf(t, column))
			}
		}
	})
	for a.joinSurest() {
	}
}

// openField is a field that some table lacks.
type openField struct {
	*field
	number int
	likes  []*likeness
	told   map[int]float64 // how alike it is to others, by number
}

// like is how alike two fields are: as the most of their columns are.
func (f *openField) like(g *openField) float64 {
	if f.number > g.number {
		f, g = g, f
	}
	most, ok := f.told[g.number]
	if ok {
		return most
	}
	for _, x := range f.likes {
		for _, y := range g.likes {
			most = math.Max(most, x.like(y))
		}
	}
	f.told[g.number] = most
	return most
}

// joinSurest joins the two fields that are surely one; it says whether there are such.
func (a *alignment) joinSurest() bool {
	var bestF, bestG *openField
	best := surelyAlike
	a.c.doubts = nil
	for i, f := range a.open {
		for _, g := range a.open[i+1:] {
			if !a.apart(f.field, g.field) || f.like(g) <= best {
				continue
			}
			if h := a.rival(f, g); h != nil {
				a.c.doubts = append(a.c.doubts, a.doubt(f, g, h))
			} else if h := a.rival(g, f); h != nil {
				a.c.doubts = append(a.c.doubts, a.doubt(g, f, h))
			} else {
				best, bestF, bestG = f.like(g), f, g
			}
		}
	}
	if bestF == nil {
		return false
	}
	if !a.confirms(bestF, bestG) {
		bestF.told[bestG.number] = 0
		return true
	}
	a.join(bestF.field, bestG.field)
	a.met = nil
	bestF.likes = append(bestF.likes, bestG.likes...)
	a.open = slices.DeleteFunc(a.open, func(f *openField) bool { return f == bestG })
	for _, f := range a.open {
		delete(f.told, bestF.number)
	}
	clear(bestF.told)
	return true
}

// rival is a field that is nearly as much like f as g is, and cannot be one with both; none where records tell which it is.
func (a *alignment) rival(f, g *openField) *openField {
	for _, h := range a.open {
		if h != f && h != g && a.apart(f.field, h.field) && !a.apart(g.field, h.field) && f.like(h) > f.like(g)-clearly && !a.prefers(f, g, h) {
			return h
		}
	}
	return nil
}

// apart says that no table has columns of both fields, so that they may be one.
func (a *alignment) apart(f, g *field) bool {
	for t := range f.column {
		if f.column[t] >= 0 && (g.column[t] >= 0 || a.closed[g] != nil && a.closed[g][t]) || g.column[t] >= 0 && a.closed[f] != nil && a.closed[f][t] {
			return false
		}
	}
	return true
}

// join gives the first field the columns of the second. What a person has called it stays its name.
func (a *alignment) join(f, g *field) {
	if _, stated := a.closed[g]; stated {
		f.name = g.name
		if a.closed[f] == nil {
			a.closed[f] = a.closed[g]
		}
	}
	for t, column := range g.column {
		if column >= 0 {
			f.column[t] = column
		}
	}
	a.fields = slices.DeleteFunc(a.fields, func(h *field) bool { return h == g })
}

// doubt tells that a field may be one with either of two others.
func (a *alignment) doubt(f, g, h *openField) string {
	return a.where(f.field) + " may mean the same as " + a.where(g.field) + " or " + a.where(h.field)
}

// where names a field's first column with its source.
func (a *alignment) where(f *field) string {
	at := f.place()
	return a.c.tables[at[0]].Source + "." + a.c.tables[at[0]].Columns[at[1]]
}

// strangers refuses a table that has no field in common with another: none of its records could be held against one of theirs.
func (c *collection) strangers(fields []*field) error {
	for t, table := range c.tables {
		if len(c.tables) == 1 || slices.ContainsFunc(fields, func(f *field) bool {
			return f.column[t] >= 0 && slices.ContainsFunc(f.column[:t], known) || f.column[t] >= 0 && slices.ContainsFunc(f.column[t+1:], known)
		}) {
			continue
		}
		var others []string
		for o, other := range c.tables {
			if o != t {
				others = append(others, other.Columns...)
			}
		}
		hint := "say by columns in a file of overrides which mean the same, or match it alone"
		if len(c.doubts) > 0 {
			hint += "; " + strings.Join(c.doubts[:min(len(c.doubts), 3)], "; ")
		}
		return farol.Errorf(farol.CodeNoEvidence, "the source %q has no column that is surely one of the others': it has %s; they have %s",
			table.Source, some(table.Columns), some(others)).Hint("%s", hint)
	}
	return nil
}

func known(column int) bool { return column >= 0 }

// some lists names for a message, saying how many it leaves out.
func some(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
}
