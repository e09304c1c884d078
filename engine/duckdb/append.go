package duckdb

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/farol-kpi/farol"
)

// appendCheck is after how many rows the end of the context is looked for.
const appendCheck = 1024

// Append writes through the connection of the transaction, so that a rollback takes the rows back.
func (t *tx) Append(ctx context.Context, table string, rows iter.Seq2[[]any, error]) (n int64, err error) {
	if t.ended {
		return 0, farol.Errorf(farol.CodeInternal, "BUG: a transaction was used after its end")
	}
	ctx, cancel := t.w.bound(ctx)
	defer cancel()
	// An answer that is still open would stand in the way of the appender.
	t.closeRows()
	var own error
	err = t.conn.Raw(func(conn any) error {
		c, ok := conn.(driver.Conn)
		if !ok {
			return fmt.Errorf("BUG: a connection of DuckDB is a %T", conn)
		}
		a, err := duckdb.NewAppenderFromConn(c, "main", table)
		if err != nil {
			return err
		}
		n, own, err = appendRows(ctx, a, rows)
		closing := a.CloseWithCancel(ctx)
		if own == nil && err == nil {
			err = closing
		}
		return err
	})
	if own != nil {
		return 0, own
	}
	if err != nil {
		return 0, fault(ctx, err)
	}
	return n, nil
}

// appendRows tells an error of the rows from one of the appender.
func appendRows(ctx context.Context, a *duckdb.Appender, rows iter.Seq2[[]any, error]) (n int64, own, err error) {
	var values []driver.Value
	for row, err := range rows {
		if err != nil {
			return n, err, nil
		}
		if n%appendCheck == 0 && ctx.Err() != nil {
			return n, nil, ctx.Err()
		}
		values = values[:0]
		for _, v := range row {
			values = append(values, v)
		}
		if err := a.AppendRow(values...); err != nil {
			return n, nil, err
		}
		n++
	}
	return n, nil, nil
}
