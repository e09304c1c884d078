package file

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// layOpenParquet has DuckDB unpack the columns to text, for the careful reader. Where the contract asks nothing of the values,
// the file is copied as it is.
func (r *Reader) layOpenParquet(ctx context.Context, full string, spec *source.Spec, item source.Item) (*table, func(), error) {
	rows, err := r.db.QueryContext(ctx, "select column_name, column_type from (describe select * from read_parquet("+literal(full)+"))")
	if err != nil {
		return nil, nil, notParquet(ctx, item, err)
	}
	defer rows.Close() //nolint:errcheck // Read to its end.
	var cells [][]byte
	var texts, types []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, nil, fmt.Errorf("describe %s: %w", item.Path, err)
		}
		cells = append(cells, []byte(name))
		texts = append(texts, asText(name, kind, r.zone.String()))
		types = append(types, kind)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, notParquet(ctx, item, err)
	}
	h, err := newHeader(cells, item.Path, 0)
	if err != nil {
		return nil, nil, err
	}
	t := &table{item: item, header: h, size: item.Bytes, nulls: map[string]bool{}}
	for _, n := range spec.Nulls {
		t.nulls[n] = true
	}
	for _, kind := range types {
		t.native = append(t.native, nativeType(kind))
	}
	t.detected = source.Detected{Format: "parquet"}
	unpacked := ""
	t.open = func() (records, io.Closer, error) {
		if unpacked == "" {
			f, err := os.CreateTemp(r.temp, "unpacked-*.csv")
			if err != nil {
				return nil, nil, fmt.Errorf("create temporary file: %w", err)
			}
			_ = f.Close()
			unpacked = f.Name()
			_, err = r.db.ExecContext(ctx, fmt.Sprintf("copy (select %s from read_parquet(%s)) to %s (format csv, header false, delimiter ',', quote '\"', escape '\"')",
				strings.Join(texts, ", "), literal(full), literal(unpacked)))
			if err != nil {
				return nil, nil, notParquet(ctx, item, err)
			}
		}
		f, err := os.Open(unpacked)
		if err != nil {
			return nil, nil, fmt.Errorf("read unpacked rows: %w", err)
		}
		return &numbered{r: newCSV(f, ',', '"')}, f, nil
	}
	t.fast = func(ctx context.Context, dir string) (source.Staged, bool, error) {
		return r.fastParquet(ctx, full, t, spec, cells, types, dir)
	}
	return t, func() {
		if unpacked != "" {
			_ = os.Remove(unpacked)
		}
	}, nil
}

func notParquet(ctx context.Context, item source.Item, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return farol.Errorf(farol.CodeUnreadable, "the Parquet file is damaged or cut off").At(item.Path, 0).
		Hint("copy it again from where it was made").Cause(err)
}

// numbered counts rows where lines have no meaning.
type numbered struct {
	r *csvScanner
	n int64
}

func (n *numbered) next(rec *record) error {
	if err := n.r.next(rec); err != nil {
		return err
	}
	n.n++
	rec.line = n.n
	return nil
}

// nativeType gives the type that a Parquet column has by itself.
func nativeType(kind string) farol.Type {
	switch kind {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER":
		return farol.Type{Kind: farol.KindInteger}
	case "UBIGINT", "HUGEINT", "UHUGEINT":
		return farol.Type{Kind: farol.KindDecimal, Precision: 38}
	case "FLOAT", "DOUBLE":
		return farol.Type{Kind: farol.KindNumber}
	case "BOOLEAN":
		return farol.Type{Kind: farol.KindBoolean}
	case "DATE":
		return farol.Type{Kind: farol.KindDate}
	case "TIME":
		return farol.Type{Kind: farol.KindTime}
	}
	if strings.HasPrefix(kind, "TIMESTAMP") {
		return farol.Type{Kind: farol.KindTimestamp}
	}
	if strings.HasPrefix(kind, "DECIMAL") {
		if t, err := farol.ParseType(strings.ToLower(kind)); err == nil {
			return t
		}
	}
	return farol.Type{Kind: farol.KindText}
}

// asText gives the SQL of a column as the text that the careful reader expects. A blank text is written quoted, so that a row of
// one unknown is still a row.
func asText(name, kind, zone string) string {
	c := quoted(name)
	switch {
	case kind == "TIMESTAMP WITH TIME ZONE":
		c = "timezone(" + literal(zone) + ", " + c + ")"
	case strings.ContainsAny(kind, "[(") && !strings.HasPrefix(kind, "DECIMAL") && !strings.HasPrefix(kind, "ENUM"):
		c = "to_json(" + c + ")"
	}
	return "coalesce(" + c + "::varchar, '')"
}

func (r *Reader) fastParquet(ctx context.Context, full string, t *table, spec *source.Spec, names [][]byte, types []string, dir string) (out source.Staged, ok bool, err error) {
	if len(spec.SkipRows) > 0 || len(spec.Nulls) > 0 || len(spec.Key) > 0 {
		return out, false, nil
	}
	for _, c := range spec.Columns {
		if c.Required || c.Min != nil || c.Max != nil || len(c.Values)+len(c.Map)+len(c.Formats) > 0 || c.TimeZone != "" {
			return out, false, nil
		}
	}
	profiles := make([]*profile, len(names))
	for i := range profiles {
		profiles[i] = &profile{}
	}
	p, err := planning{spec: spec, header: t.header, profiles: profiles, native: t.native, file: t.item.Path, project: r.zone}.plan()
	if err != nil {
		return out, false, err
	}
	var selected, ids []string
	for i, c := range p.columns {
		native := t.native[c.index]
		if c.typ != native || (native.Kind == farol.KindTimestamp && c.written != c.project) {
			return out, false, nil
		}
		name := quoted(string(names[c.index]))
		switch {
		case native.Kind == farol.KindText:
			name = asText(string(names[c.index]), types[c.index], "")
			if c.trims() {
				name = trimmedText(name, true)
			}
			name = "nullif(" + name + ", '')"
		case types[c.index] == "TIMESTAMP WITH TIME ZONE":
			name = "timezone(" + literal(r.zone.String()) + ", " + name + ")"
		}
		selected = append(selected, fmt.Sprintf("%s::%s as %s", name, sqlType(c.typ), quoted(c.name)))
		ids = append(ids, fmt.Sprintf("%s: %d", quoted(c.name), i+1))
	}
	result, err := r.db.ExecContext(ctx, fmt.Sprintf("copy (select %s from read_parquet(%s)) to %s (%s, field_ids {%s})",
		strings.Join(selected, ", "), literal(full), literal(filepath.Join(dir, parquetName)), parquetOptions, strings.Join(ids, ", ")))
	if err != nil {
		return out, false, notParquet(ctx, t.item, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return out, false, fmt.Errorf("count rows: %w", err)
	}
	return source.Staged{
		Item: t.item, Schema: slices.Clip(p.schema()), Parquet: parquetName, RowsIn: n, Rows: n, Format: t.detected,
	}, true, nil
}
