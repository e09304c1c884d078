package matching

import (
	"strings"

	"github.com/farol-kpi/farol/entity"
)

// mark parts the cells of a packed record. It is a control character that texts do not have; in one that has it, a space stands for it.
const mark = "\x1f"

// layout is the columns of the records of one table, named as the fields of the entity.
type layout struct {
	table   string
	columns []string
	fields  []int // place of each column among the fields of the entity
}

// stored is one record as it is kept: its cells in one text, since a million records have some ten million cells.
type stored struct {
	packed string
	layout *layout
	seen   int // the reading that met it last
}

// store holds the records of an entity as their sources wrote them.
type store struct {
	fields  []string // of the entity, in the order of its tables
	label   int      // the field that a record is called by, -1 for the first that is filled
	layouts []*layout
	records map[entity.Key]*stored
	reading int
}

// cells gives the record's cells in the order of its columns.
func (r *stored) cells() []string {
	if len(r.layout.columns) == 0 {
		return nil
	}
	return strings.Split(r.packed, mark)
}

// record gives a record as matching takes it.
func (r *stored) record(k entity.Key) entity.Record {
	return entity.Record{Key: k, Columns: r.layout.columns, Cells: r.cells()}
}

// row gives a record's cells in the order of the entity's fields.
func (s *store) row(r *stored) []string {
	row := make([]string, len(s.fields))
	for i, cell := range r.cells() {
		row[r.layout.fields[i]] = cell
	}
	return row
}

// title is what a record calls itself.
func (s *store) title(k entity.Key) string {
	r := s.records[k]
	if r == nil {
		return k.String()
	}
	return s.titleOf(s.row(r), k)
}

func (s *store) titleOf(row []string, k entity.Key) string {
	if s.label >= 0 && row[s.label] != "" {
		return titled(row[s.label])
	}
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			return titled(cell)
		}
	}
	return titled(k.String())
}

// longestTitle bounds what a record calls itself, in bytes: an answer has up to a thousand titles, and a cell may be a whole document.
const longestTitle = 300

func titled(text string) string {
	if len(text) <= longestTitle {
		return text
	}
	return strings.ToValidUTF8(text[:longestTitle], "") + "…"
}

// tables gives all records as tables to learn from, one a source, whose cells share the memory of the records.
func (s *store) tables() []*entity.Table {
	of := map[string]*entity.Table{}
	var order []*entity.Table
	width := map[string][]int{} // per source: place of each field among its table's columns, -1 where it has none
	for _, k := range sortedKeys(s.records) {
		r := s.records[k]
		t := of[k.Source]
		if t == nil {
			t = &entity.Table{Source: k.Source}
			of[k.Source], order = t, append(order, t)
			width[k.Source] = make([]int, len(s.fields))
			for i := range width[k.Source] {
				width[k.Source][i] = -1
			}
		}
		place := width[k.Source]
		for i, f := range r.layout.fields {
			if place[f] < 0 {
				place[f] = len(t.Columns)
				t.Columns = append(t.Columns, r.layout.columns[i])
				t.Cells = append(t.Cells, make([]string, len(t.IDs)))
			}
		}
		for c := range t.Cells {
			t.Cells[c] = append(t.Cells[c], "")
		}
		for i, cell := range r.cells() {
			column := t.Cells[place[r.layout.fields[i]]]
			column[len(column)-1] = cell
		}
		t.IDs = append(t.IDs, k.Record)
	}
	return order
}
