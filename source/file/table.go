package file

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// table is one file laid open: its header is known and its rows can be read as often as needed.
type table struct {
	item     source.Item
	header   header
	detected source.Detected
	preamble bool
	semi     bool
	size     int64
	open     func() (records, io.Closer, error) // from the first row after the header
	nulls    map[string]bool
	native   []farol.Type // the types that the format itself gives; nil where it gives none
	propose  bool         // rows at the end that look like totals are told, and tell nothing about the columns

	// fast stages the table without reading its rows in Go; nil where its format has no such way.
	fast func(ctx context.Context, dir string) (source.Staged, bool, error)
}

// study is what reading every row once tells.
type study struct {
	profiles   []*profile
	rows       int64
	totalsFrom int64 // line from which totals end the file; 0 without
	summary    int64 // line of a summary row before the data; 0 without
	totalLike  []totalLike
}

// newNulls gives the spellings of unknown. Blank is always one.
func newNulls(spec *source.Spec) map[string]bool {
	nulls := map[string]bool{"--": true}
	for _, n := range spec.Nulls {
		nulls[strings.TrimSpace(n)] = true
	}
	return nulls
}

// unknown tells whether a cell means unknown.
func (t *table) unknown(cell []byte) bool {
	if len(cell) == 0 {
		return true
	}
	if len(cell) > 40 {
		return false
	}
	return t.nulls[string(bytes.TrimSpace(cell))]
}

// isTotal tells rows such as "Total: Campaigns".
func isTotal(cells [][]byte) bool {
	if len(cells) == 0 {
		return false
	}
	first := bytes.TrimSpace(cells[0])
	return len(first) >= 6 && bytes.EqualFold(first[:5], []byte("total")) && bytes.IndexByte(first[5:], ':') >= 0
}

// studyRows reads every row once and profiles its columns.
func (t *table) studyRows(ctx context.Context, spec *source.Spec, profileOf func(name string) *profile) (*study, error) {
	rows, closer, err := t.open()
	if err != nil {
		return nil, err
	}
	defer closer.Close() //nolint:errcheck // Only read.
	s := &study{profiles: make([]*profile, len(t.header.names))}
	for i := range s.profiles {
		s.profiles[i] = profileOf(t.header.names[i])
	}
	skip := newSkips(spec, t.header)
	var rec record
	var totals, firstTotal int64
	var single *totalLike
	var first [][]byte
	var firstLine int64
	for n := int64(0); ; n++ {
		if n&0xfff == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		err := rows.next(&rec)
		if err == io.EOF { //nolint:errorlint // records return io.EOF itself.
			break
		}
		if err != nil {
			return nil, err
		}
		if rec.fault == "" && (isTotal(rec.cells)) {
			if totals == 0 {
				firstTotal = rec.line
				if l, named := newTotalLike(rec.cells, rec.line); named {
					single = &l
				}
			}
			totals++
			continue
		}
		s.rows += totals
		totals, firstTotal, single = 0, 0, nil
		if t.propose {
			if l, ok := newTotalLike(rec.cells, rec.line); ok && rec.fault == "" && len(s.totalLike) < mostTotals && !skip.skips(rec.cells) {
				l.cells = cloneCells(rec.cells)
				s.totalLike = append(s.totalLike, l)
				continue
			}
			s.asRows(t)
		}
		s.rows++
		if rec.fault != "" || len(rec.cells) != len(s.profiles) || skip.skips(rec.cells) {
			continue
		}
		if first == nil {
			first, firstLine = cloneCells(rec.cells), rec.line
			continue
		}
		t.profileRow(s.profiles, rec.cells, rec.line)
	}
	if totals > 0 && (t.preamble || totals > 1) {
		s.totalsFrom = firstTotal
	} else {
		s.rows += totals
		if single != nil && t.propose {
			s.totalLike = append(s.totalLike, *single)
		}
	}
	s.rows += pending(s.totalLike)
	if first != nil {
		if t.isSummary(first, s.profiles) {
			s.summary = firstLine
		} else {
			t.profileRow(s.profiles, first, firstLine)
		}
	}
	return s, nil
}

// asRows takes rows that looked like totals for what they are, since others follow them.
func (s *study) asRows(t *table) {
	s.rows += pending(s.totalLike)
	for _, l := range s.totalLike {
		if len(l.cells) == len(s.profiles) {
			t.profileRow(s.profiles, l.cells, l.line)
		}
	}
	s.totalLike = nil
}

// pending counts rows that have not been counted yet.
func pending(rows []totalLike) (n int64) {
	for _, l := range rows {
		if l.cells != nil {
			n++
		}
	}
	return n
}

func cloneCells(cells [][]byte) [][]byte {
	out := make([][]byte, len(cells))
	for i, c := range cells {
		out[i] = bytes.Clone(c)
	}
	return out
}

func (t *table) profileRow(profiles []*profile, cells [][]byte, line int64) {
	for i, p := range profiles {
		if t.unknown(cells[i]) {
			p.cells++
			p.blanks++
			continue
		}
		p.add(cells[i], line)
	}
}

// isSummary tells the row of sums that some exports put before the data: nothing but numbers is filled, while every other row
// names what it is about.
func (t *table) isSummary(first [][]byte, profiles []*profile) bool {
	named, numbers := 0, 0
	for i, p := range profiles {
		filled := !t.unknown(first[i]) && len(bytes.TrimSpace(first[i])) > 0
		if p.filled() > 0 && p.numbers < p.filled() {
			// A column of names or days: blank in the summary, filled in every row of data.
			if filled || p.blanks > 0 {
				if filled {
					return false
				}
				continue
			}
			named++
			continue
		}
		if _, ok := scanNumber(first[i]); ok {
			numbers++
		}
	}
	return named >= 1 && numbers >= 1 && profiles[0].cells >= 2
}

// skips are the rules by which the source leaves rows out.
type skips []skip

type skip struct {
	index  int
	prefix string
	blank  bool
}

func newSkips(spec *source.Spec, h header) skips {
	var all skips
	for _, r := range spec.SkipRows {
		c := source.ColumnSpec{Name: fold(r.Column)}
		for _, stated := range spec.Columns {
			if stated.Name == r.Column {
				c = stated
			}
		}
		if i := h.find(&c); i >= 0 {
			all = append(all, skip{i, r.Prefix, r.Blank})
		}
	}
	return all
}

func (all skips) skips(cells [][]byte) bool {
	for _, s := range all {
		if s.index >= len(cells) {
			continue
		}
		cell := bytes.TrimSpace(cells[s.index])
		if (s.blank && len(cell) == 0) || (s.prefix != "" && bytes.HasPrefix(cell, []byte(s.prefix))) {
			return true
		}
	}
	return false
}
