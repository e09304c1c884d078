package entity

import "strings"

// anchor is two records of two tables that alone in their tables have one value of a field: most of them are the same thing, whatever the
// rest of them is called.
type anchor struct{ left, right int32 }

const (
	// anchorRows bounds how many rows of a table are looked at for anchors, mostAnchors how many of two tables are kept, and leastAnchors how
	// many must know two columns before they are heard.
	anchorRows, mostAnchors, leastAnchors = 40_000, 600, 20

	// longAnchor is how long a value must be to be no coincidence.
	longAnchor = 6

	// confirmed is the part of the way from what chance agrees to full agreement that anchors must go.
	confirmed = 0.2
)

// confirms says that the records which are surely the same speak for two columns. Where too few of them know both, nothing speaks against it.
func (a *alignment) confirms(f, g *openField) bool {
	part, heard := a.agreement(f, g)
	return !heard || part >= confirmed
}

// prefers says that the records which are surely the same tell which of two columns is one with f: they agree in g, and hardly in h.
func (a *alignment) prefers(f, g, h *openField) bool {
	part, heard := a.agreement(f, g)
	other, both := a.agreement(f, h)
	return heard && both && part >= 0.5 && other < part/2
}

// agreement asks the records that are surely the same whether two columns agree in them more often than in others: from 0, as often as by
// chance, to 1. heard is false where too few of them know both.
func (a *alignment) agreement(f, g *openField) (part float64, heard bool) {
	agree, chance, asked := 0, 0, 0
	for s, x := range f.column {
		for t, y := range g.column {
			if x < 0 || y < 0 {
				continue
			}
			kind := kindOfBoth(f.likes[0].kind, g.likes[0].kind)
			left, right := a.cells(s, x, kind), a.cells(t, y, kind)
			pairs := a.anchors(s, t)
			for i, p := range pairs {
				v, known := left(p.left)
				w, both := right(p.right)
				other, apart := right(pairs[(i+len(pairs)/2)%len(pairs)].right)
				if !known || !both || !apart {
					continue
				}
				asked++
				if sameEnough(kind, &v, &w) {
					agree++
				}
				if sameEnough(kind, &v, &other) {
					chance++
				}
			}
		}
	}
	if asked < leastAnchors {
		return 0, false
	}
	return float64(agree-chance) / float64(max(1, asked-chance)), true
}

// kindOfBoth is the kind by which the values of two columns are held against each other. Telephones that one source writes with their country or
// with blanks are digits in another that leaves those out.
func kindOfBoth(a, b Kind) Kind {
	digits := func(k Kind) bool { return k == KindCode || k == KindNumber }
	switch {
	case a == b:
		return a
	case a == KindPhone && digits(b), b == KindPhone && digits(a):
		return KindPhone
	}
	return KindText
}

// cells reads a column's values as a kind.
func (a *alignment) cells(t, column int, kind Kind) func(row int32) (value, bool) {
	r := reading{manner: kind}
	if kind == KindIdentifier {
		r.manner = KindCode
	}
	cells := a.c.tables[t].Cells[column]
	return func(row int32) (value, bool) { return r.prepare(cells[row]) }
}

// sameEnough says that two values are the same or nearly so.
func sameEnough(kind Kind, v, w *value) bool {
	switch {
	case v.text == w.text:
		return true
	case kind == KindNumber:
		return similarNumbers(v.number, w.number) <= 4
	case kind == KindName, kind == KindText, kind == KindEmail, kind == KindCategory:
		a, b := strings.Fields(v.text), strings.Fields(w.text)
		shared := 0
		for _, x := range a {
			for _, y := range b {
				if x == y {
					shared++
					break
				}
			}
		}
		return shared*2 >= min(len(a), len(b)) && shared > 0
	}
	return len(v.text) >= 5 && (commonSuffix(v.text, w.text) >= len(w.text)-1 || commonPrefix(v.text, w.text) >= len(w.text)-1)
}

// anchors are those of two tables, by all fields that both are known to have.
func (a *alignment) anchors(s, t int) []anchor {
	key := [2]int{s, t}
	if found, ok := a.met[key]; ok {
		return found
	}
	var out []anchor
	for _, f := range a.fields {
		if f.column[s] < 0 || f.column[t] < 0 || len(out) >= mostAnchors {
			continue
		}
		left, right := a.alone(s, f.column[s]), a.alone(t, f.column[t])
		for row := range int32(min(a.c.tables[s].Rows(), anchorRows)) {
			if text := left.of[row]; text != "" && left.rows[text] == row {
				if other, ok := right.rows[text]; ok && other >= 0 {
					out = append(out, anchor{row, other})
				}
			}
			if len(out) >= mostAnchors {
				break
			}
		}
	}
	if a.met == nil {
		a.met = map[[2]int][]anchor{}
	}
	a.met[key] = out
	return out
}

// aloneIn is which value the rows of a column have, and the row of each value that one row alone has, -1 of any other.
type aloneIn struct {
	of   []string
	rows map[string]int32
}

func (a *alignment) alone(t, column int) aloneIn {
	cells := a.c.tables[t].Cells[column]
	n := min(len(cells), anchorRows)
	in := aloneIn{of: make([]string, n), rows: make(map[string]int32, n)}
	for row, cell := range cells[:n] {
		text := fold(cell)
		if len(text) < longAnchor || unknown(text) {
			continue
		}
		in.of[row] = text
		if _, met := in.rows[text]; met {
			in.rows[text] = -1
		} else {
			in.rows[text] = int32(row)
		}
	}
	return in
}
