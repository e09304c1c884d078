package entity

// Record is one record as it comes: its key, and its cells by column. Records of one source may share their Columns.
type Record struct {
	Key     Key
	Columns []string
	Cells   []string
}

// cell is the record's first known cell of the columns named.
func (r *Record) cell(columns []string) string {
	for _, name := range columns {
		for i, c := range r.Columns {
			if c == name && i < len(r.Cells) && r.Cells[i] != "" {
				return r.Cells[i]
			}
		}
	}
	return ""
}

// Record gives a row of the table as a record.
func (t *Table) Record(row int) Record {
	r := Record{Key: Key{t.Source, t.IDs[row]}, Columns: t.Columns, Cells: make([]string, len(t.Columns))}
	for c := range t.Columns {
		r.Cells[c] = t.Cells[c][row]
	}
	return r
}
