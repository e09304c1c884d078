package file

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// writer sorts the rows of a file into cleaned ones, which go to a CSV that leaves DuckDB nothing to guess, and rejects.
type writer struct {
	table *table
	study *study
	plan  *plan
	spec  *source.Spec

	// How cleaned rows are written. Among rows that are taken from the file as they are, they have its delimiter and all of its
	// columns.
	delimiter byte
	whole     bool

	path      string // of the cleaned rows
	clean     *os.File
	out       *bufio.Writer
	dir       string
	rejects   *os.File
	rejectOut *bufio.Writer

	rows, rejected, skipped int64
	longest                 int
	multiline               bool
	first                   []source.Reject // for the message that refuses a load
	keys                    map[[2]uint64]int64
	seeds                   [2]maphash.Seed
	row, cell               []byte
}

func (r *Reader) newWriter(t *table, s *study, p *plan, spec *source.Spec, dir string) (*writer, error) {
	clean, err := os.CreateTemp(r.temp, "clean-*.csv")
	if err != nil {
		return nil, fmt.Errorf("create temporary file: %w", err)
	}
	w := &writer{table: t, study: s, plan: p, spec: spec, delimiter: ',', path: clean.Name(), clean: clean, dir: dir, out: bufio.NewWriterSize(clean, 1<<20)}
	if len(spec.Key) > 0 {
		w.keys = map[[2]uint64]int64{}
		w.seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
	}
	return w, nil
}

func (w *writer) remove() {
	_ = w.clean.Close()
	_ = os.Remove(w.path)
	if w.rejects != nil {
		_ = w.rejects.Close()
	}
}

// run reads all rows. Invariant 4: each is cleaned, rejected or one of the totals that are no data.
func (w *writer) run(ctx context.Context) error {
	rows, closer, err := w.table.open()
	if err != nil {
		return err
	}
	defer closer.Close() //nolint:errcheck // Only read.
	skip := newSkips(w.spec, w.table.header)
	var rec record
	for n := 0; ; n++ {
		if n&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := rows.next(&rec)
		if err == io.EOF { //nolint:errorlint // records return io.EOF itself.
			break
		}
		if err != nil {
			return err
		}
		isSkipped := rec.line == w.study.summary || (w.study.totalsFrom > 0 && rec.line >= w.study.totalsFrom) ||
			(rec.fault == "" && skip.skips(rec.cells))
		if isSkipped {
			w.skipped++
			continue
		}
		isClean, err := w.sort(&rec)
		if err != nil {
			return err
		}
		if isClean {
			if _, err := w.out.Write(w.row); err != nil {
				return fmt.Errorf("write cleaned rows: %w", err)
			}
		}
	}
	return w.flush()
}

func (w *writer) flush() error {
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write cleaned rows: %w", err)
	}
	if w.rejects != nil {
		if err := w.rejectOut.Flush(); err != nil {
			return fmt.Errorf("write rejects: %w", err)
		}
	}
	return nil
}

// sort tells whether a row is clean, and then leaves it cleaned in w.row; otherwise it is rejected.
func (w *writer) sort(rec *record) (isClean bool, err error) {
	if rec.fault != "" {
		return false, w.reject(rec, "", farol.CodeBadCell, rec.fault)
	}
	if len(rec.cells) != len(w.table.header.names) {
		return false, w.reject(rec, "", farol.CodeRaggedRow, fmt.Sprintf("%d cells instead of %d", len(rec.cells), len(w.table.header.names)))
	}
	w.row = w.row[:0]
	var bad *fault
	var badColumn string
	var reasons []string
	for i := range w.plan.columns {
		c := &w.plan.columns[i]
		cell := rec.cells[c.index]
		w.separate(i)
		if w.table.unknown(cell) {
			cell = nil
		}
		text, null, f := c.read(cell, w.cell[:0])
		w.cell = text
		if f != nil {
			if bad == nil {
				bad, badColumn = f, c.name
			}
			reasons = append(reasons, f.reason)
			continue
		}
		if !null {
			w.row = w.appendCell(w.row, text)
		}
	}
	if bad == nil && w.plan.keys != nil {
		if column, f := w.key(rec); f != nil {
			return false, w.reject(rec, column, f.code, f.reason)
		}
	}
	if bad != nil {
		return false, w.reject(rec, badColumn, bad.code, strings.Join(reasons, "; "))
	}
	w.separate(len(w.plan.columns))
	if len(w.row) == 0 {
		w.row = append(w.row, '"', '"')
	}
	w.row = append(w.row, '\n')
	w.longest = max(w.longest, len(w.row))
	w.rows++
	return true, nil
}

// separate writes the delimiters before the i-th column of the plan, or after the last one.
func (w *writer) separate(i int) {
	if !w.whole {
		if i > 0 && i < len(w.plan.columns) {
			w.row = append(w.row, w.delimiter)
		}
		return
	}
	last, at := 0, len(w.table.header.names)-1
	if i > 0 {
		last = w.plan.columns[i-1].index
	}
	if i < len(w.plan.columns) {
		at = w.plan.columns[i].index
	}
	for ; last < at; last++ {
		w.row = append(w.row, w.delimiter)
	}
}

// appendCell quotes what would not stand by itself.
func (w *writer) appendCell(row, cell []byte) []byte {
	plain := cell[0] != ' ' && cell[len(cell)-1] != ' '
	for _, c := range cell {
		if c == '"' || c == ',' || c == w.delimiter || c == '\n' || c == '\r' || c == '\\' {
			plain = false
			w.multiline = w.multiline || c == '\n' || c == '\r'
		}
	}
	if plain {
		return append(row, cell...)
	}
	row = append(row, '"')
	for {
		i := bytes.IndexByte(cell, '"')
		if i < 0 {
			break
		}
		row = append(append(row, cell[:i+1]...), '"')
		cell = cell[i+1:]
	}
	return append(append(row, cell...), '"')
}

// key proves that a row has its key, and that no row of the file before it has the same one: whatever a load does to rows that are there, a
// row that stands twice in one file would count twice.
func (w *writer) key(rec *record) (string, *fault) {
	var canonical []byte
	for _, k := range w.plan.keys {
		c := &w.plan.columns[k]
		cell := rec.cells[c.index]
		if w.table.unknown(cell) {
			cell = nil
		}
		text, null, _ := c.read(cell, nil)
		if null {
			return c.name, &fault{farol.CodeMissingKey, fmt.Sprintf("%s is blank and in the key", c.name)}
		}
		canonical = append(append(canonical, text...), 0)
	}
	if w.keys == nil {
		return "", nil
	}
	h := [2]uint64{maphash.Bytes(w.seeds[0], canonical), maphash.Bytes(w.seeds[1], canonical)}
	if line, dup := w.keys[h]; dup {
		shown := string(bytes.ReplaceAll(canonical[:len(canonical)-1], []byte{0}, []byte(", ")))
		return w.plan.columns[w.plan.keys[0]].name, &fault{farol.CodeDuplicateKey, fmt.Sprintf("the key %s is in line %d already", clip([]byte(shown), 80), line)}
	}
	w.keys[h] = rec.line
	return "", nil
}

const maxRejectRow = 2000

func (w *writer) reject(rec *record, column string, code farol.Code, reason string) error {
	if w.rejects == nil {
		f, err := os.Create(filepath.Join(w.dir, rejectsName))
		if err != nil {
			return fmt.Errorf("create rejects: %w", err)
		}
		w.rejects, w.rejectOut = f, bufio.NewWriter(f)
	}
	w.rejected++
	row := clip(rec.raw, maxRejectRow-len("…")-64)
	r := source.Reject{File: w.table.item.Path, Line: rec.line, Column: column, Code: string(code), Reason: clip([]byte(reason), 2000), Row: row}
	if len(w.first) < 5 {
		w.first = append(w.first, r)
	}
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode reject: %w", err)
	}
	_, err = w.rejectOut.Write(append(b, '\n'))
	return err
}

// judge refuses a load of which too large a share was rejected.
func (w *writer) judge() error {
	share, err := stopAbove(w.spec)
	if err != nil {
		return err
	}
	in := w.rows + w.rejected
	if w.rejected == 0 || float64(w.rejected) <= share*float64(in) {
		return nil
	}
	var lines []string
	for _, r := range w.first {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason))
	}
	return farol.Errorf(farol.CodeTooManyReject, "%d of %d rows are rejected, more than %s allows: %s", w.rejected, in,
		percent(share), strings.Join(lines, " · ")).At(w.table.item.Path, int(w.first[0].Line)).
		Hint("correct the file or its contract, or raise rejects: stop_above:")
}

func percent(share float64) string { return strconv.FormatFloat(share*100, 'f', -1, 64) + "%" }

// stopAbove reads "1%", "0.5%" or "0".
func stopAbove(spec *source.Spec) (float64, error) {
	text := strings.TrimSpace(spec.Rejects.StopAbove)
	if text == "" {
		return 0.01, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(text, "%")), 64)
	if err != nil || v < 0 || (!strings.HasSuffix(text, "%") && v != 0) || v > 100 {
		return 0, farol.Errorf(farol.CodeBadValue, "stop_above %q of source %q is not a percentage", text, spec.Name).At(spec.File, spec.Line).
			Hint("write 1%% or 0")
	}
	return v / 100, nil
}
