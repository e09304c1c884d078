package file

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/farol-kpi/farol/source"
)

// Files below this size are read carefully at once: there is nothing to win. Tests change it.
var fastFrom int64 = 128 << 10

// mostRounds is how often a file is probed before it is read carefully: each round knows the columns better.
const mostRounds = 4

// fast lets DuckDB parse what needs no care. The head of the file tells what to expect of each column; every row is then held to that in
// Go, without making values of it. Rows that are otherwise, few in a healthy file, are read carefully and put back in their places or
// rejected, and DuckDB casts and writes all rows in one scan. Where the file turns out to be otherwise than its head, it is held to what
// is known then; where most of it needs care, ok is false and the careful reader takes all of it. The result equals a careful one, which
// a test holds.
func (r *Reader) fast(ctx context.Context, p *plain, d dialect, t *table, spec *source.Spec, dir string) (out source.Staged, ok bool, err error) {
	if p.size < fastFrom || d.preamble || p.survey.nul || d.quote != '"' || d.headerLine != 1 {
		return out, false, nil
	}
	h, err := headProfiles(p, d, t)
	if err != nil || h == nil {
		return out, false, err
	}
	planOf := func(profiles []*profile) *plan {
		plan, err := planning{spec: spec, header: t.header, profiles: profiles, file: t.item.Path, project: r.zone, semi: t.semi}.plan()
		if err != nil {
			return nil // The head may mislead; the careful reader repeats the error if the file has it.
		}
		return plan
	}
	profiles := h.profiles
	plan := planOf(profiles)
	for range mostRounds {
		if plan == nil {
			return out, false, nil
		}
		wants, can := wants(t, plan, profiles)
		if !can {
			return out, false, nil
		}
		b := &probe{plain: p, dialect: d, table: t, wants: wants, skip: newSkips(spec, t.header), from: h.from, size: p.size - p.mark, crlf: h.crlf}
		found, err := b.run(ctx)
		if err != nil || found.totals || found.longest > 1<<20 {
			return out, false, err
		}
		f := &patched{reader: r, plain: p, dialect: d, table: t, spec: spec, wants: wants, found: found, from: h.from, crlf: h.crlf}
		profiles, err = f.profiles()
		if err != nil {
			return out, false, err
		}
		if t.isSummary(h.first, t.without(h.first, profiles)) {
			return out, false, nil
		}
		next := planOf(profiles)
		if next != nil && plan.reads(next) {
			if found.stopped {
				return out, false, nil
			}
			f.plan = next
			return f.stage(ctx, dir)
		}
		plan = next
	}
	return out, false, nil
}

// reads tells whether two plans make the same of every cell.
func (p *plan) reads(o *plan) bool {
	if len(p.columns) != len(o.columns) || !slices.Equal(p.keys, o.keys) {
		return false
	}
	for i := range p.columns {
		a, b := &p.columns[i], &o.columns[i]
		if a.name != b.name || a.index != b.index || a.typ != b.typ || a.marks != b.marks || len(a.formats) != len(b.formats) {
			return false
		}
		for k := range a.formats {
			if a.formats[k].text != b.formats[k].text {
				return false
			}
		}
	}
	return true
}

// without gives what the profiles would be without a row, as far as telling a summary needs it.
func (t *table) without(row [][]byte, profiles []*profile) []*profile {
	less := make([]*profile, len(profiles))
	for i, p := range profiles {
		q := *p
		q.cells--
		if t.unknown(row[i]) || len(bytes.TrimSpace(row[i])) == 0 {
			q.blanks--
		} else if isUnknownShare(bytes.TrimSpace(row[i])) {
			q.unknown--
		} else if _, ok := scanNumber(row[i]); ok {
			q.numbers--
		}
		less[i] = &q
	}
	return less
}

// headRows are what the ends of a file tell.
type headRows struct {
	profiles []*profile
	first    [][]byte // the first row, which may be a summary
	from     int64    // where the rows begin, in bytes after the mark
	crlf     bool
}

// What is read at both ends of a file to know what to expect between them: files are often sorted by day or number.
const (
	headBytes = 192 << 10
	tailBytes = 64 << 10
)

// headProfiles profiles the rows at both ends; nil where there are none.
func headProfiles(p *plain, d dialect, t *table) (*headRows, error) {
	f, err := p.open()
	if err != nil {
		return nil, unreadable(t.item.Path, err)
	}
	defer f.Close() //nolint:errcheck // Only read.
	head, whole, err := headOf(f, headBytes)
	if err != nil {
		return nil, unreadable(t.item.Path, err)
	}
	if !whole {
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	s := newCSV(bytes.NewReader(head), d.delimiter, d.quote)
	var rec record
	if err := s.next(&rec); err != nil || rec.line != d.headerLine {
		return nil, nil //nolint:nilerr // Not plain.
	}
	h := &headRows{from: rec.end, crlf: rec.crlf}
	s.width = d.width
	for _, name := range t.header.names {
		h.profiles = append(h.profiles, newProfile(name))
	}
	h.profile(s, t)
	// Only where nothing is quoted does a line's end surely end a row.
	if at := p.size - p.mark - tailBytes; !whole && !p.survey.quotes && at > int64(len(head)) {
		if _, err := f.Seek(p.mark+at, io.SeekStart); err != nil {
			return nil, unreadable(t.item.Path, err)
		}
		tail := newCSV(f, d.delimiter, d.quote)
		if tail.next(&rec) == nil { // The end of some row.
			tail.width = d.width
			h.profile(tail, t)
		}
	}
	if h.first == nil || t.isSummary(h.first, h.profiles) {
		return nil, nil
	}
	return h, nil
}

func (h *headRows) profile(s *csvScanner, t *table) {
	var rec record
	for s.next(&rec) == nil {
		if rec.fault != "" || len(rec.cells) != len(h.profiles) {
			continue
		}
		if h.first == nil {
			h.first = cloneCells(rec.cells)
			continue
		}
		t.profileRow(h.profiles, rec.cells, rec.line)
	}
}
