package file

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// Files below this size are read carefully at once: there is nothing to win.
const fastFrom = 1 << 20

// fast lets DuckDB alone parse a file whose head looks clean: one scan that casts, proves every cell and writes Parquet. What
// could be read in a second way (1.5 as an integer, a third digit of cents, another date format) ends the scan, and so does the
// first breach of the contract; ok is then false and the careful reader takes over. A fast result therefore equals a careful
// one, which a test holds.
func (r *Reader) fast(ctx context.Context, p *plain, d dialect, t *table, spec *source.Spec, dir string) (out source.Staged, ok bool, err error) {
	if p.size < fastFrom || d.preamble || p.survey.nul || len(spec.SkipRows) > 0 || d.quote != '"' || d.headerLine != 1 {
		return out, false, nil
	}
	profiles, err := headProfiles(p, d, t)
	if err != nil || profiles == nil {
		return out, false, err
	}
	if totals, err := endsInTotals(p); err != nil || totals {
		return out, false, err
	}
	plan, err := planning{spec: spec, header: t.header, profiles: profiles, file: t.item.Path, project: r.zone, semi: t.semi}.plan()
	if err != nil {
		return out, false, nil //nolint:nilerr // The head may mislead; the careful reader repeats the error if the file has it.
	}
	nulls := slices.Sorted(maps.Keys(t.nulls))
	var selected []string
	for i := range plan.columns {
		c := &plan.columns[i]
		expression, can := c.sql(profiles[c.index], nulls, slices.Contains(plan.keys, i))
		if !can {
			return out, false, nil
		}
		selected = append(selected, expression+" as "+quoted(c.name))
	}
	to := filepath.Join(dir, parquetName)
	rows, err := r.copyTyped(ctx, p, d, t, plan, selected, to)
	if err != nil {
		if ctx.Err() != nil {
			return out, false, ctx.Err()
		}
		return out, false, nil //nolint:nilerr // Any doubt is settled by the careful reader, which knows the line.
	}
	// Invariant 4: where nothing is quoted, each line after the header is a row.
	if !p.survey.quotes && rows != p.survey.lines-1 {
		return out, false, nil
	}
	if spec.Load == source.Merge && len(plan.keys) > 0 {
		if unique, err := r.uniqueKeys(ctx, to, plan); err != nil || !unique {
			return out, false, err
		}
	}
	detected := t.detected
	describe(&detected, plan)
	return source.Staged{
		Item: t.item, Schema: plan.schema(), Parquet: parquetName, RowsIn: rows, Rows: rows, Format: detected,
	}, true, nil
}

// headProfiles profiles the rows of the first megabyte; nil where one of them is not plain data.
func headProfiles(p *plain, d dialect, t *table) ([]*profile, error) {
	f, err := p.open()
	if err != nil {
		return nil, unreadable(t.item.Path, err)
	}
	defer f.Close() //nolint:errcheck // Only read.
	head, whole, err := headOf(f, fastFrom)
	if err != nil {
		return nil, unreadable(t.item.Path, err)
	}
	if !whole {
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	s := newCSV(bytes.NewReader(head), d.delimiter, d.quote)
	var rec record
	if err := s.next(&rec); err != nil {
		return nil, nil //nolint:nilerr // Not plain.
	}
	s.width = d.width
	profiles := make([]*profile, len(t.header.names))
	for i, name := range t.header.names {
		profiles[i] = newProfile(name)
	}
	var first [][]byte
	for {
		err := s.next(&rec)
		if err == io.EOF { //nolint:errorlint // As next returns it.
			break
		}
		// A quoted cell may be cut by the end of the head: its row is then given up with the ones after it.
		if err != nil || rec.fault != "" || len(rec.cells) != len(profiles) {
			if whole || len(head)-int(s.offset) > 64<<10 {
				return nil, nil
			}
			break
		}
		if first == nil {
			first = cloneCells(rec.cells)
			continue
		}
		t.profileRow(profiles, rec.cells, rec.line)
	}
	if first == nil || t.isSummary(first, profiles) {
		return nil, nil
	}
	t.profileRow(profiles, first, 2)
	return profiles, nil
}

// endsInTotals looks at the end of the file for rows that are no data.
func endsInTotals(p *plain) (bool, error) {
	f, err := p.open()
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	tail := make([]byte, min(p.size, 64<<10))
	if _, err := f.ReadAt(tail, p.size-int64(len(tail))); err != nil && err != io.EOF { //nolint:errorlint // As ReadAt returns it.
		return false, err
	}
	for line := range bytes.Lines(tail) {
		line = bytes.TrimLeft(line, "\"' ")
		if len(line) >= 5 && bytes.EqualFold(line[:5], []byte("total")) {
			return true, nil
		}
	}
	return false, nil
}

func (r *Reader) copyTyped(ctx context.Context, p *plain, d dialect, t *table, plan *plan, selected []string, to string) (int64, error) {
	var columns, nulls, ids []string
	for i := range t.header.names {
		columns = append(columns, "c"+strconv.Itoa(i)+": 'VARCHAR'")
	}
	nulls = append(nulls, "''")
	for n := range t.nulls {
		nulls = append(nulls, literal(n))
	}
	slices.Sort(nulls)
	for i, c := range plan.columns {
		ids = append(ids, fmt.Sprintf("%s: %d", quoted(c.name), i+1))
	}
	quote := `"`
	if !p.survey.quotes {
		quote = ""
	}
	statement := fmt.Sprintf(`copy (select %s from read_csv(%s, auto_detect=false, header=true, delim=%s, quote=%s, escape=%s,
		columns={%s}, nullstr=[%s], strict_mode=true)) to %s (format parquet, compression %s, field_ids {%s})`,
		strings.Join(selected, ", "), literal(p.path), literal(string(d.delimiter)), literal(quote), literal(quote),
		strings.Join(columns, ", "), strings.Join(slices.Compact(nulls), ", "), literal(to), codec, strings.Join(ids, ", "))
	result, err := r.db.ExecContext(ctx, statement)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (r *Reader) uniqueKeys(ctx context.Context, path string, p *plan) (unique bool, err error) {
	var keys []string
	for _, k := range p.keys {
		keys = append(keys, quoted(p.columns[k].name))
	}
	err = r.db.QueryRowContext(ctx, fmt.Sprintf("select count(*) = count(distinct (%s)) from read_parquet(%s)",
		strings.Join(keys, ", "), literal(path))).Scan(&unique)
	return unique, err
}

// sql gives the expression that casts the cell and raises an error on any cell that the careful reader might read otherwise.
// can is false where SQL does not express the column.
func (c *column) sql(p *profile, nulls []string, inKey bool) (expression string, can bool) {
	if c.mapping != nil {
		return "", false
	}
	cell := "c" + strconv.Itoa(c.index)
	var value string
	var doubts []string
	switch c.typ.Kind {
	case farol.KindText:
		value, doubts = c.sqlText(cell, p, nulls)
	case farol.KindInteger:
		if p.percents+p.currencies > 0 {
			return "", false
		}
		value = cell + "::bigint"
		doubts = []string{cell + " <> " + value + "::varchar"}
	case farol.KindDecimal:
		if p.percents+p.currencies+p.unknown+p.comma+p.eitherComma > 0 || c.marks.decimal != '.' {
			return "", false
		}
		value = fmt.Sprintf("%s::decimal(%d,%d)", cell, c.typ.Precision, c.typ.Scale)
		doubts = []string{
			fmt.Sprintf("(contains(%[1]s, '.') and length(%[1]s) - instr(%[1]s, '.') > %[2]d)", cell, c.typ.Scale),
			fmt.Sprintf("contains(%[1]s, 'E') or contains(%[1]s, 'e') or contains(%[1]s, '_')", cell),
		}
		if c.inferred {
			doubts = append(doubts, fmt.Sprintf("(starts_with(%[1]s, '0') and not starts_with(%[1]s, '0.') and %[1]s <> '0')", cell))
		}
	case farol.KindNumber:
		if c.inferred || p.percents+p.currencies+p.unknown+p.comma+p.eitherComma > 0 || c.marks.decimal != '.' {
			return "", false
		}
		value = cell + "::double"
		doubts = []string{"not isfinite(" + value + ")", "contains(" + cell + ", '_')"}
	case farol.KindBoolean:
		value = fmt.Sprintf("(%s = 'true')", cell)
		doubts = []string{cell + " not in ('true', 'false')"}
	default:
		value, doubts, can = c.sqlMoment(cell)
		if !can {
			return "", false
		}
	}
	if inKey || (c.contract != nil && c.contract.Required) {
		doubts = append(doubts, cell+" is null")
	}
	if c.contract != nil {
		isNumber := c.typ.Kind == farol.KindInteger || c.typ.Kind == farol.KindDecimal || c.typ.Kind == farol.KindNumber
		if c.contract.Min != nil && isNumber {
			doubts = append(doubts, value+"::double < "+strconv.FormatFloat(*c.contract.Min, 'g', -1, 64)+"::double")
		}
		if c.contract.Max != nil && isNumber {
			doubts = append(doubts, value+"::double > "+strconv.FormatFloat(*c.contract.Max, 'g', -1, 64)+"::double")
		}
		if len(c.contract.Values) > 0 {
			if c.typ.Kind != farol.KindText {
				return "", false
			}
			list := make([]string, len(c.contract.Values))
			for i, v := range c.contract.Values {
				list[i] = literal(v)
			}
			doubts = append(doubts, cell+" not in ("+strings.Join(list, ", ")+")")
		}
	}
	return fmt.Sprintf("case when %s then error('doubt')::%s else %s end", strings.Join(doubts, " or "), sqlType(c.typ), value), true
}

// sqlText takes text as it is, but cells that only look blank and rounded identifiers need the careful reader.
func (c *column) sqlText(cell string, p *profile, nulls []string) (value string, doubts []string) {
	known, beyond := "''", ""
	for _, n := range nulls {
		if n < "." {
			known += ", " + literal(n)
		} else {
			beyond += ", " + literal(n)
		}
	}
	beyond = strings.TrimPrefix(beyond, ", ")
	// Blanks, and signs such as -- with blanks beside them, sort before the full stop: one comparison spares most cells the rest.
	doubts = []string{fmt.Sprintf(`((%[1]s < '.' or %[1]s = chr(160)) and trim(%[1]s, ' ' || chr(9) || chr(10) || chr(13) || chr(160)) in (%[2]s))`, cell, known)}
	if beyond != "" {
		doubts = append(doubts, fmt.Sprintf("trim(%s) in (%s)", cell, beyond))
	}
	if likeID(c.name) || p.numbers == p.filled() {
		doubts = append(doubts, cell+" like '%E+__' or "+cell+" like '%e+__'")
	}
	return cell, doubts
}

// sqlMoment reads days and times of one format. The pattern keeps DuckDB from reading what is written in another way.
func (c *column) sqlMoment(cell string) (value string, doubts []string, can bool) {
	if len(c.formats) != 1 {
		return "", nil, false
	}
	pattern, cast := "", ""
	switch text := c.formats[0].text; {
	case c.typ.Kind == farol.KindDate && text == "YYYY-MM-DD":
		pattern, cast = "____-__-__", "::date"
	case c.typ.Kind == farol.KindTimestamp && text == "YYYY-MM-DD HH:MM:SS" && c.written == c.project:
		pattern, cast = "____-__-__ __:__:__", "::timestamp"
	case c.typ.Kind == farol.KindTimestamp && text == "YYYY-MM-DDTHH:MM:SS" && c.written == c.project:
		pattern, cast = "____-__-__T__:__:__", "::timestamp"
	case c.typ.Kind == farol.KindTimestamp && text == "YYYY-MM-DDTHH:MM:SSZ":
		value = fmt.Sprintf("timezone(%s, %s::timestamptz)", literal(c.project.String()), cell)
		return value, []string{cell + " not like '____-__-__T__:__:__Z'"}, true
	case c.typ.Kind == farol.KindTime && text == "HH:MM:SS":
		return cell + "::time", []string{cell + " not like '__:__:__'", cell + " >= '24'"}, true
	case c.typ.Kind == farol.KindDate && !c.formats[0].hasTOD:
		format := strings.NewReplacer("YYYY", "%Y", "DD", "%d", "MM", "%m", "D", "%d", "M", "%m").Replace(strings.ToUpper(text))
		if strings.ContainsAny(strings.ReplaceAll(format, "%Y", ""), "YNT ") || c.formats[0].parts[0].exact == 2 {
			return "", nil, false
		}
		value = fmt.Sprintf("strptime(%s, %s)::date", cell, literal(format))
		return value, []string{"year(" + value + ") < 1000"}, true
	default:
		return "", nil, false
	}
	return cell + cast, []string{cell + " not like '" + pattern + "'"}, true
}
