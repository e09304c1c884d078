package duckdb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

type rows struct {
	ctx     context.Context
	cancel  context.CancelFunc
	rows    *sql.Rows
	columns farol.Schema
	types   []string // DuckDB's names of the columns' types
	values  []any
	targets []any
	err     error
	failed  *bool // set when the rows end with an error
	closed  bool
}

func newRows(ctx context.Context, cancel context.CancelFunc, r *sql.Rows) (*rows, error) {
	types, err := r.ColumnTypes()
	if err != nil {
		err = fault(ctx, err)
		_ = r.Close()
		cancel()
		return nil, err
	}
	n := len(types)
	rs := &rows{ctx: ctx, cancel: cancel, rows: r, columns: make(farol.Schema, n), types: make([]string, n),
		values: make([]any, n), targets: make([]any, n)}
	for i, t := range types {
		rs.columns[i] = farol.Column{Name: t.Name(), Type: columnType(t.DatabaseTypeName())}
		rs.types[i], rs.targets[i] = t.DatabaseTypeName(), &rs.values[i]
	}
	return rs, nil
}

func (r *rows) Columns() farol.Schema { return r.columns }

func (r *rows) Values() []any { return r.values }

func (r *rows) Next() bool {
	if r.err != nil || r.closed {
		return false
	}
	if !r.rows.Next() {
		r.fail(fault(r.ctx, r.rows.Err()))
		return false
	}
	if err := r.rows.Scan(r.targets...); err != nil {
		r.fail(fault(r.ctx, err))
		return false
	}
	for i, v := range r.values {
		v, err := value(v, r.types[i])
		if err != nil {
			r.fail(farol.Errorf(farol.CodeInternal, "cannot read column %q of an answer", r.columns[i].Name).Cause(err))
			return false
		}
		r.values[i] = v
	}
	return true
}

func (r *rows) fail(err error) {
	if err != nil {
		r.err, *r.failed = err, true
	}
}

// Err tells what ended the rows early. Rows that were closed before their end have no error.
func (r *rows) Err() error { return r.err }

func (r *rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	err := r.rows.Close()
	r.cancel()
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot end an answer").Cause(err)
	}
	return nil
}

// columnType gives what a DuckDB type is for us. What we have no kind for is text.
func columnType(name string) farol.Type {
	switch name {
	case "BOOLEAN":
		return farol.Type{Kind: farol.KindBoolean}
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT":
		return farol.Type{Kind: farol.KindInteger}
	case "FLOAT", "DOUBLE":
		return farol.Type{Kind: farol.KindNumber}
	case "DATE":
		return farol.Type{Kind: farol.KindDate}
	case "TIME", "TIMETZ", "TIME WITH TIME ZONE", "TIME_TZ", "TIME_NS":
		return farol.Type{Kind: farol.KindTime}
	case "INTERVAL":
		return farol.Type{Kind: farol.KindDuration}
	}
	if strings.HasPrefix(name, "TIMESTAMP") && !strings.HasSuffix(name, "]") {
		return farol.Type{Kind: farol.KindTimestamp}
	}
	if args, ok := strings.CutPrefix(name, "DECIMAL("); ok && strings.HasSuffix(args, ")") {
		p, s, _ := strings.Cut(strings.TrimSuffix(args, ")"), ",")
		precision, err1 := strconv.Atoi(strings.TrimSpace(p))
		scale, err2 := strconv.Atoi(strings.TrimSpace(s))
		if err1 == nil && err2 == nil {
			return farol.Type{Kind: farol.KindDecimal, Precision: precision, Scale: scale}
		}
	}
	return farol.Type{Kind: farol.KindText}
}
