package file

import (
	"bytes"
	"context"
	"io"
	"os"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// probe reads every row of a delimited file in Go and sorts out those that are not exactly as the wants say. It makes no value of any
// cell, so that it costs little more than finding the delimiters.
type probe struct {
	plain   *plain
	dialect dialect
	table   *table
	wants   []want
	skip    skips
	from    int64 // where the rows begin, in bytes after the mark
	size    int64 // where they end
	crlf    bool  // how the file ends its lines
	give    atomic.Bool
}

// doubt is a row that is read in Go, or a place without a row.
type doubt struct {
	start, end int64
	line       int64 // 0 where there is no row
	fault      string
	cells      []int // which to profile; those that are not there were counted
}

// findings are what one stretch of the file, or all of it, holds.
type findings struct {
	rows      int64
	lines     int64
	doubts    []doubt
	doubted   int64 // of doubts, those that are rows
	tallies   []tally
	totals    bool
	multiline bool
	longest   int64
	stopped   bool
}

// stretchBytes is how much one goroutine reads at a time.
const stretchBytes = 8 << 20

// run reads the file on all cores, except where a quote may run over a line's end: only reading from the start tells those apart.
func (p *probe) run(ctx context.Context) (*findings, error) {
	edges, err := p.edges()
	if err != nil {
		return nil, err
	}
	parts := make([]*findings, len(edges)-1)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range parts {
		group.Go(func() error {
			var err error
			parts[i], err = p.stretch(ctx, edges[i], edges[i+1])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := &findings{tallies: make([]tally, len(p.wants)), lines: p.dialect.headerLine}
	for _, f := range parts {
		all.append(f)
	}
	return all, nil
}

func (all *findings) append(f *findings) {
	for _, d := range f.doubts {
		if d.line > 0 {
			d.line += all.lines
		}
		all.doubts = append(all.doubts, d)
	}
	for i := range f.tallies {
		all.tallies[i].append(&f.tallies[i])
	}
	all.rows += f.rows
	all.lines += f.lines
	all.doubted += f.doubted
	all.totals = all.totals || f.totals
	all.multiline = all.multiline || f.multiline
	all.stopped = all.stopped || f.stopped
	all.longest = max(all.longest, f.longest)
}

func (t *tally) append(o *tally) {
	t.padded, t.oddly = t.padded || o.padded, t.oddly || o.oddly
	t.blanks += o.blanks
	t.words += o.words
	t.booleans += o.booleans
	t.moments += o.moments
	t.integers += o.integers
	t.leadingZeros += o.leadingZeros
	t.eights += o.eights
	t.decimals += o.decimals
	t.either += o.either
	t.wholeDigits, t.whole, t.scale = max(t.wholeDigits, o.wholeDigits), max(t.whole, o.whole), max(t.scale, o.scale)
	t.eitherWhole = max(t.eitherWhole, o.eitherWhole)
	if t.eight == nil {
		t.eight = o.eight
	}
	if t.sample == nil {
		t.sample = o.sample
	}
	if t.sure == nil {
		t.sure = o.sure
	}
}

// edges divides the rows at line ends.
func (p *probe) edges() ([]int64, error) {
	edges := []int64{p.from}
	if !p.plain.survey.quotes {
		f, err := p.plain.open()
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // Only read.
		buf := make([]byte, 64<<10)
		for at := p.from + stretchBytes; at < p.size; {
			n, err := f.ReadAt(buf, p.plain.mark+at)
			if err != nil && err != io.EOF { //nolint:errorlint // As ReadAt returns it.
				return nil, err
			}
			i := bytes.IndexByte(buf[:n], '\n')
			if i >= 0 && at+int64(i)+1 < p.size {
				edges = append(edges, at+int64(i)+1)
				at += int64(i) + 1 + stretchBytes
				continue
			}
			at += int64(max(n, 1))
		}
	}
	return append(edges, p.size), nil
}

func (p *probe) stretch(ctx context.Context, from, to int64) (*findings, error) {
	f, err := os.Open(p.plain.path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	s := newCSV(io.NewSectionReader(f, p.plain.mark+from, to-from), p.dialect.delimiter, p.dialect.quote)
	s.width, s.offset = p.dialect.width, from
	wants := slices.Clone(p.wants)
	for i := range wants {
		wants[i].last = nil
	}
	out := &findings{tallies: make([]tally, len(wants))}
	var rec record
	before := from // where the row before ended
	for n := 0; ; n++ {
		if n&0xfff == 0 && (ctx.Err() != nil || p.give.Load()) {
			out.stopped = true
			return out, ctx.Err()
		}
		err := s.next(&rec)
		if err == io.EOF { //nolint:errorlint // As next returns it.
			break
		}
		if err != nil {
			return nil, err
		}
		if rec.start > before {
			out.doubts = append(out.doubts, doubt{start: before, end: rec.start})
		}
		before = rec.end
		out.rows++
		out.longest = max(out.longest, rec.end-rec.start)
		p.judge(&rec, wants, out)
		if out.totals || (out.doubted > 2000 && out.doubted*20 > out.rows) {
			out.stopped = true
			p.give.Store(true)
			return out, nil
		}
	}
	if before < to {
		out.doubts = append(out.doubts, doubt{start: before, end: to})
	}
	out.lines = s.line - 1
	return out, nil
}

// judge counts a row or doubts it.
func (p *probe) judge(rec *record, wants []want, out *findings) {
	if rec.fault == "" && likeTotal(rec.cells[0]) {
		out.totals = true
		return
	}
	isDoubted := false
	var cells []int
	switch {
	case rec.fault != "" || len(rec.cells) != len(wants) || (len(p.skip) > 0 && p.skip.skips(rec.cells)):
		isDoubted = true
	default:
		isDoubted = rec.crlf != p.crlf || (rec.quoted && !isRegular(rec.raw, p.dialect.delimiter, p.dialect.quote)) ||
			(p.plain.survey.cr && bytes.IndexByte(rec.raw, '\r') >= 0)
		for i, cell := range rec.cells {
			if v := wants[i].take(cell, &out.tallies[i]); v != asExpected {
				isDoubted = true
				if v == doubted {
					cells = append(cells, i)
				}
			}
		}
	}
	if rec.quoted && bytes.IndexByte(rec.raw, '\n') >= 0 {
		out.multiline = true
	}
	if isDoubted {
		out.doubted++
		out.doubts = append(out.doubts, doubt{rec.start, rec.end, rec.line, rec.fault, cells})
	}
}

// likeTotal tells a first cell that could begin a row of totals.
func likeTotal(cell []byte) bool {
	if len(cell) < 5 || (cell[0]|0x20 != 't' && cell[0] > ' ' && cell[0] < 0x80) {
		return false
	}
	cell = bytes.TrimSpace(cell)
	return len(cell) >= 5 && bytes.EqualFold(cell[:5], []byte("total"))
}

// isRegular tells whether every reader of CSV divides a row with quotes in the same way: a cell is quoted as a whole or not at all.
func isRegular(raw []byte, delimiter, quote byte) bool {
	for i := 0; ; i++ {
		if i < len(raw) && raw[i] == quote {
			for i++; ; i += 2 {
				j := bytes.IndexByte(raw[i:], quote)
				if j < 0 {
					return false
				}
				i += j
				if i+1 >= len(raw) || raw[i+1] != quote {
					break
				}
			}
			i++
		} else {
			j := bytes.IndexByte(raw[i:], delimiter)
			if j < 0 {
				j = len(raw) - i
			}
			if bytes.IndexByte(raw[i:i+j], quote) >= 0 {
				return false
			}
			i += j
		}
		if i >= len(raw) {
			return true
		}
		if raw[i] != delimiter {
			return false
		}
	}
}
