package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// The names of what Stage writes.
const (
	parquetName = "rows.parquet"
	rejectsName = "rejects.jsonl"
)

// Stage reads one file into dir as rows.parquet and, where rows broke the contract, rejects.jsonl. An error leaves neither
// there, but for CodeTooManyReject: the rejects stay, so that all of them can be looked at. progress may be nil; it is told bytes done and in all.
func (r *Reader) Stage(ctx context.Context, projectDir string, spec *source.Spec, item source.Item, dir string,
	progress func(done, total int64),
) (staged source.Staged, err error) {
	defer func() {
		if err != nil {
			_ = os.Remove(filepath.Join(dir, parquetName))
			staged = source.Staged{}
			if known := (*farol.Error)(nil); !errors.As(err, &known) || known.Code != farol.CodeTooManyReject {
				_ = os.Remove(filepath.Join(dir, rejectsName))
			}
		}
	}()
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := r.unchanged(ctx, projectDir, item); err != nil {
		return staged, err
	}
	t, done, err := r.layOpen(ctx, projectDir, spec, item)
	if err != nil {
		return staged, placed(err, item.Path)
	}
	defer done()
	isStaged := false
	if t.fast != nil {
		staged, isStaged, err = t.fast(ctx, dir)
	}
	if err == nil && !isStaged {
		staged, err = r.careful(ctx, t, spec, dir, progress)
	}
	if err != nil {
		return staged, placed(err, item.Path)
	}
	if err := r.unchanged(ctx, projectDir, item); err != nil {
		return staged, err
	}
	progress(item.Bytes, item.Bytes)
	return staged, nil
}

// placed names the file in errors that know only the line.
func placed(err error, path string) error {
	if errs := farol.AsErrors(err); len(errs) > 0 && errs[0].Code != farol.CodeInternal {
		for _, e := range errs {
			if e.Place.File == "" {
				e.Place.File = path
			}
		}
	}
	return err
}

// careful reads every row in Go, twice: once to know what each column holds, once to write it.
func (r *Reader) careful(ctx context.Context, t *table, spec *source.Spec, dir string, progress func(done, total int64)) (source.Staged, error) {
	var none source.Staged
	s, err := t.studyRows(ctx, spec, newProfile)
	if err != nil {
		return none, err
	}
	progress(t.size/3, t.size)
	p, err := planning{spec: spec, header: t.header, profiles: s.profiles, native: t.native, file: t.item.Path, project: r.zone, semi: t.semi}.plan()
	if err != nil {
		return none, err
	}
	w, err := r.newWriter(t, s, p, spec, dir)
	if err != nil {
		return none, err
	}
	defer w.remove()
	if err := w.run(ctx); err != nil {
		return none, err
	}
	progress(t.size*2/3, t.size)
	if err := w.judge(); err != nil {
		return none, err
	}
	rows, err := r.copyClean(ctx, w, filepath.Join(dir, parquetName))
	if err != nil {
		return none, err
	}
	if rows != w.rows {
		return none, fmt.Errorf("BUG: %d rows were cleaned and %d written", w.rows, rows)
	}
	detected := t.detected
	detected.Skipped = w.skipped
	describe(&detected, p)
	out := source.Staged{
		Item: t.item, Schema: p.schema(), Parquet: parquetName,
		RowsIn: w.rows + w.rejected, Rows: w.rows, Rejected: w.rejected, Format: detected,
	}
	if w.rejected > 0 {
		out.Rejects = rejectsName
	}
	return out, nil
}

// describe adds to what was detected how the columns are written.
func describe(d *source.Detected, p *plan) {
	d.Notes = append(d.Notes, p.notes...)
	for i := range p.columns {
		c := &p.columns[i]
		if c.unknown > 0 {
			d.Notes = append(d.Notes, fmt.Sprintf("%s: %d shares such as \"< 10%%\" are unknown", c.name, c.unknown))
		}
		if len(c.formats) > 0 && (c.typ.Kind == farol.KindDate || c.typ.Kind == farol.KindTimestamp) {
			if d.DateFormats == nil {
				d.DateFormats = map[string][]string{}
			}
			for _, f := range c.formats {
				d.DateFormats[c.name] = append(d.DateFormats[c.name], f.text)
			}
		}
		if c.typ.Kind == farol.KindDecimal || c.typ.Kind == farol.KindNumber {
			if d.Decimal == "" {
				d.Decimal = string(c.marks.decimal)
			}
		}
	}
}

// copyClean has DuckDB write the cleaned rows as Parquet, in their order.
func (r *Reader) copyClean(ctx context.Context, w *writer, to string) (int64, error) {
	var types, columns, ids []string
	for i, c := range w.plan.columns {
		types = append(types, literal(c.name)+": "+literal(sqlType(c.typ)))
		columns = append(columns, quoted(c.name))
		ids = append(ids, fmt.Sprintf("%s: %d", quoted(c.name), i+1))
	}
	options := "parallel=true"
	if w.multiline {
		options = "parallel=false"
	}
	if w.longest > 1<<20 {
		options += fmt.Sprintf(", max_line_size=%d, buffer_size=%d", w.longest*2, max(w.longest*4, 32<<20))
	}
	statement := fmt.Sprintf(`copy (select %s from read_csv(%s, auto_detect=false, header=false, delim=',', quote='"', escape='"',
		columns={%s}, nullstr='', strict_mode=true, %s)) to %s (%s, field_ids {%s})`,
		strings.Join(columns, ", "), literal(w.path), strings.Join(types, ", "), options, literal(to), parquetOptions, strings.Join(ids, ", "))
	result, err := r.db.ExecContext(ctx, statement)
	if err != nil {
		return 0, fmt.Errorf("write cleaned rows of %s: %w", w.table.item.Path, err)
	}
	return result.RowsAffected()
}

// parquetOptions are the same for every file. DuckDB stores tables in groups of 122,880 rows and makes one of the rows that a group of the
// file leaves over; where those are few, the next checkpoint rewrites the whole table to join them. So a group of the file is a little
// smaller, since DuckDB ends it up to one vector of 2,048 rows late, and becomes one group of the table. Small groups also keep all cores
// busy, where few large ones leave the last to one core, and hold less in memory.
const parquetOptions = "format parquet, compression zstd, compression_level 1, row_group_size 116736"

func sqlType(t farol.Type) string {
	switch t.Kind {
	case farol.KindInteger, farol.KindDuration:
		return "BIGINT"
	case farol.KindDecimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	case farol.KindNumber:
		return "DOUBLE"
	case farol.KindBoolean:
		return "BOOLEAN"
	case farol.KindDate:
		return "DATE"
	case farol.KindTimestamp:
		return "TIMESTAMP"
	case farol.KindTime:
		return "TIME"
	}
	return "VARCHAR"
}

// layOpen finds how the file is written. done removes what it made.
func (r *Reader) layOpen(ctx context.Context, projectDir string, spec *source.Spec, item source.Item) (t *table, done func(), err error) {
	full := located(projectDir, item.Path)
	format, err := formatOf(full, spec)
	if err != nil {
		return nil, nil, err
	}
	switch format {
	case "parquet":
		return r.layOpenParquet(ctx, full, spec, item)
	case "xlsx":
		return layOpenXLSX(full, spec, item)
	}
	p, err := r.plainText(ctx, full, spec, item)
	if err != nil {
		return nil, nil, err
	}
	if format == "" && p.looksLikeJSON() {
		format = "jsonl"
	}
	if format == "jsonl" {
		t, err = layOpenJSONL(p, spec, item)
	} else {
		t, err = r.layOpenCSV(p, spec, item)
	}
	if err != nil {
		p.close()
		return nil, nil, err
	}
	return t, p.close, nil
}

// formatOf goes by what is stated, then by the first bytes; "" is text of some kind.
func formatOf(full string, spec *source.Spec) (string, error) {
	switch spec.Format {
	case "csv", "jsonl", "parquet", "xlsx":
		return spec.Format, nil
	case "":
	case "tsv":
		return "csv", nil
	default:
		return "", farol.Errorf(farol.CodeBadValue, "unknown format %q of source %q", spec.Format, spec.Name).At(spec.File, spec.Line).
			Hint("write csv, jsonl, parquet or xlsx")
	}
	f, err := os.Open(full)
	if err != nil {
		return "", unreadable("", err)
	}
	defer f.Close() //nolint:errcheck // Only read.
	magic, _, err := headOf(f, 8)
	switch {
	case err != nil:
		return "", unreadable("", err)
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		return "xlsx", nil
	case bytes.HasPrefix(magic, []byte("PAR1")):
		return "parquet", nil
	case bytes.HasPrefix(magic, []byte("\xd0\xcf\x11\xe0")):
		return "", farol.Errorf(farol.CodeUnreadable, "the file is an Excel workbook of the format before 2007, or has a password").
			Hint("save it as .xlsx without a password, or as CSV")
	}
	return "", nil
}

// looksLikeJSON tells whether the text begins with an object.
func (p *plain) looksLikeJSON() bool {
	head, err := p.head(512)
	head = bytes.TrimSpace(head)
	return err == nil && len(head) > 1 && head[0] == '{' && bytes.IndexByte(head, '"') > 0
}

func (r *Reader) layOpenCSV(p *plain, spec *source.Spec, item source.Item) (*table, error) {
	f, err := p.open()
	if err != nil {
		return nil, unreadable(item.Path, err)
	}
	head, whole, err := headOf(f, 1<<20)
	_ = f.Close()
	if err != nil {
		return nil, unreadable(item.Path, err)
	}
	d, err := detectDialect(head, whole, spec, item.Path)
	if err != nil {
		return nil, err
	}
	h, err := newHeader(d.header, item.Path, int(d.headerLine))
	if err != nil {
		return nil, err
	}
	t := &table{item: item, header: h, preamble: d.preamble, semi: d.delimiter == ';', size: item.Bytes, nulls: newNulls(spec)}
	t.detected = source.Detected{
		Format: "csv", Compression: p.compression, Encoding: p.encoding, Delimiter: string(d.delimiter), HeaderLine: int(d.headerLine),
	}
	if p.survey.quotes || d.quote != '"' {
		t.detected.Quote = string(d.quote)
	}
	t.fast = func(ctx context.Context, dir string) (source.Staged, bool, error) {
		return r.fast(ctx, p, d, t, spec, dir)
	}
	t.open = func() (records, io.Closer, error) {
		f, err := p.open()
		if err != nil {
			return nil, nil, unreadable(item.Path, err)
		}
		s := newCSV(f, d.delimiter, d.quote)
		var rec record
		for rec.line < d.headerLine {
			if err := s.next(&rec); err != nil {
				_ = f.Close()
				return nil, nil, err
			}
		}
		s.width = d.width
		return s, f, nil
	}
	return t, nil
}
