package entity

import "cmp"

// Table is the records of one source, a column after the other.
type Table struct {
	// Source names where the records come from; it is unique among the tables that are matched together.
	Source string

	// Columns are the names of the columns, in the file's order.
	Columns []string

	// Cells[c][r] is the text of column c in row r; the empty text is an unknown.
	Cells [][]string

	// IDs name the rows: unique in the table, never evidence.
	IDs []string
}

// Rows is the number of records.
func (t *Table) Rows() int { return len(t.IDs) }

// Ref is a record by its table and row.
type Ref struct {
	Table int32
	Row   int32
}

// Compare orders records by their tables, then by their rows.
func (r Ref) Compare(o Ref) int {
	return cmp.Or(cmp.Compare(r.Table, o.Table), cmp.Compare(r.Row, o.Row))
}
