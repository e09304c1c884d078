package file

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// fastReads lets tests see which way a file went.
var fastReads atomic.Int64

// patched is a file whose doubted rows are read in Go while the others are taken as they stand.
type patched struct {
	reader  *Reader
	plain   *plain
	dialect dialect
	table   *table
	spec    *source.Spec
	wants   []want
	found   *findings
	plan    *plan
	from    int64
	crlf    bool
}

// each reads the doubted rows again, in their order. Places without a row are told as a nil record.
func (f *patched) each(do func(d *doubt, rec *record) error) error {
	in, err := f.plain.open()
	if err != nil {
		return unreadable(f.table.item.Path, err)
	}
	defer in.Close() //nolint:errcheck // Only read.
	var buf []byte
	var rec record
	reader := bytes.NewReader(nil)
	s := newCSV(reader, f.dialect.delimiter, f.dialect.quote)
	s.width = f.dialect.width
	for i := range f.found.doubts {
		d := &f.found.doubts[i]
		if d.line == 0 {
			if err := do(d, nil); err != nil {
				return err
			}
			continue
		}
		buf = slices.Grow(buf[:0], int(d.end-d.start))[:d.end-d.start]
		if _, err := in.ReadAt(buf, f.plain.mark+d.start); err != nil && err != io.EOF { //nolint:errorlint // As ReadAt returns it.
			return unreadable(f.table.item.Path, err)
		}
		if d.fault != "" {
			rec = record{raw: bytes.TrimRight(buf, "\r\n")}
		} else {
			reader.Reset(buf)
			s.start, s.end, s.eof, s.offset = 0, 0, false, 0
			if err := s.next(&rec); err != nil {
				return fmt.Errorf("BUG: a row of line %d cannot be read again: %w", d.line, err)
			}
		}
		rec.line, rec.fault = d.line, d.fault
		if err := do(d, &rec); err != nil {
			return err
		}
	}
	return nil
}

// profiles gives what every cell of the file tells about its column, as reading each in Go would.
func (f *patched) profiles() ([]*profile, error) {
	profiles := make([]*profile, len(f.wants))
	for i := range profiles {
		profiles[i] = newProfile(f.table.header.names[i])
		f.found.tallies[i].into(profiles[i])
	}
	return profiles, f.each(func(d *doubt, rec *record) error {
		if rec == nil {
			return nil
		}
		for _, i := range d.cells {
			f.table.profileRow(profiles[i:i+1], rec.cells[i:i+1], rec.line)
		}
		return nil
	})
}

// stage writes the rows and rejects.
func (f *patched) stage(ctx context.Context, dir string) (out source.Staged, ok bool, err error) {
	w, err := f.reader.newWriter(f.table, &study{}, f.plan, f.spec, dir)
	if err != nil {
		return out, false, err
	}
	defer w.remove()
	w.delimiter, w.whole = f.dialect.delimiter, true
	path, header, quotes := f.plain.path, true, f.plain.survey.quotes
	if len(f.found.doubts) > 0 {
		path, header = w.path, false
		if quotes, err = f.patch(ctx, w, quotes); err != nil {
			return out, false, err
		}
	}
	w.rows += f.found.rows - f.found.doubted
	if err := w.judge(); err != nil {
		return out, false, err
	}
	to := filepath.Join(dir, parquetName)
	rows, err := f.copy(ctx, path, header, quotes, f.found.multiline || w.multiline, to)
	if err == nil && len(f.plan.keys) > 0 {
		ok, err = f.reader.uniqueKeys(ctx, to, f.plan)
	} else {
		ok = err == nil
	}
	// Invariant 4: DuckDB has written exactly the rows that were found good.
	if !ok || rows != w.rows {
		_ = os.Remove(filepath.Join(dir, rejectsName))
		return out, false, ctx.Err()
	}
	fastReads.Add(1)
	detected := f.table.detected
	detected.Skipped = w.skipped
	describe(&detected, f.plan)
	out = source.Staged{
		Item: f.table.item, Schema: f.plan.schema(), Parquet: parquetName,
		RowsIn: w.rows + w.rejected, Rows: w.rows, Rejected: w.rejected, Format: detected,
	}
	if w.rejected > 0 {
		out.Rejects = rejectsName
	}
	return out, true, nil
}

// patch writes a copy of the file in which doubted rows are cleaned or left out. It tells whether the copy holds quotes.
func (f *patched) patch(ctx context.Context, w *writer, quotes bool) (bool, error) {
	in, err := f.plain.open()
	if err != nil {
		return quotes, unreadable(f.table.item.Path, err)
	}
	defer in.Close() //nolint:errcheck // Only read.
	if _, err := in.Seek(f.plain.mark+f.from, io.SeekStart); err != nil {
		return quotes, err
	}
	buffered := bufio.NewReaderSize(cancellable{ctx, in}, 1<<20)
	skip := newSkips(f.spec, f.table.header)
	at := f.from
	err = f.each(func(d *doubt, rec *record) error {
		if _, err := io.CopyN(w.out, buffered, d.start-at); err != nil {
			return fmt.Errorf("copy rows: %w", err)
		}
		if _, err := buffered.Discard(int(d.end - d.start)); err != nil {
			return fmt.Errorf("copy rows: %w", err)
		}
		at = d.end
		if rec == nil {
			return nil
		}
		if rec.fault == "" && skip.skips(rec.cells) {
			w.skipped++
			return nil
		}
		isClean, err := w.sort(rec)
		if err != nil || !isClean {
			return err
		}
		quotes = quotes || bytes.IndexByte(w.row, '"') >= 0
		if f.crlf {
			w.row = append(w.row[:len(w.row)-1], '\r', '\n')
		}
		_, err = w.out.Write(w.row)
		return err
	})
	if err == nil {
		_, err = io.Copy(w.out, buffered)
	}
	if err == nil {
		err = w.flush()
	}
	return quotes, err
}

// copy has DuckDB cast and write all rows in one scan.
func (f *patched) copy(ctx context.Context, path string, header, quotes, multiline bool, to string) (int64, error) {
	var columns, selected, ids []string
	nulls := []string{"''"}
	for n := range f.table.nulls {
		nulls = append(nulls, literal(n))
	}
	slices.Sort(nulls)
	for i := range f.wants {
		columns = append(columns, "c"+strconv.Itoa(i)+": "+literal(f.wants[i].sql))
	}
	for i, c := range f.plan.columns {
		cell := "c" + strconv.Itoa(c.index)
		if t := &f.found.tallies[c.index]; t.padded && c.typ.Kind == farol.KindText && c.trims() {
			cell = trimmedText(cell, t.oddly)
		}
		selected = append(selected, strings.ReplaceAll(f.wants[c.index].value, "{}", cell)+" as "+quoted(c.name))
		ids = append(ids, fmt.Sprintf("%s: %d", quoted(c.name), i+1))
	}
	quote := ""
	if quotes {
		quote = `"`
	}
	statement := fmt.Sprintf(`copy (select %s from read_csv(%s, auto_detect=false, header=%t, delim=%s, quote=%s, escape=%s,
		columns={%s}, nullstr=[%s], strict_mode=true, parallel=%t)) to %s (%s, field_ids {%s})`,
		strings.Join(selected, ", "), literal(path), header, literal(string(f.dialect.delimiter)), literal(quote), literal(quote),
		strings.Join(columns, ", "), strings.Join(slices.Compact(nulls), ", "), !multiline, literal(to), parquetOptions, strings.Join(ids, ", "))
	result, err := f.reader.db.ExecContext(ctx, statement)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// uniqueKeys tells whether no key stands twice in rows that have been written. Rows are grouped by a hash of the key, which is quick whatever
// its columns are: where two keys share one, the careful reader looks at the keys themselves.
func (r *Reader) uniqueKeys(ctx context.Context, path string, p *plan) (unique bool, err error) {
	var keys []string
	for _, k := range p.keys {
		keys = append(keys, quoted(p.columns[k].name))
	}
	err = r.db.QueryRowContext(ctx, fmt.Sprintf("select count(*) = count(distinct hash(%s)) from read_parquet(%s)",
		strings.Join(keys, ", "), literal(path))).Scan(&unique)
	return unique, err
}
