package enginetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/google/go-cmp/cmp"
)

// numbered gives so many rows of a number and a text, then perhaps an error. It uses one slice for all.
func numbered(n int, last error) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		row := make([]any, 2)
		for i := range n {
			row[0], row[1] = int64(i), fmt.Sprintf("row %d", i)
			if !yield(row, nil) {
				return
			}
		}
		if last != nil {
			yield(nil, last)
		}
	}
}

// Invariant 2: appended rows belong to the transaction: they are seen in it, become visible with it, and go with it.
func testAppend(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	day, moment := farol.Date(2026, 3, 29), time.Date(2026, 3, 29, 1, 30, 0, 123_456_000, time.UTC)
	values := [][]any{{int64(-7), 0.1, "á'\"\x1f", true, day, moment}, {nil, nil, nil, nil, nil, nil}, {int64(1) << 62, -1e300, "", false, farol.Date(1900, 1, 1), moment}}
	err := e.Write(ctx, func(tx engine.Tx) error {
		if _, err := tx.Exec(ctx, "CREATE TABLE v (i BIGINT, n DOUBLE, s VARCHAR, b BOOLEAN, d DATE, t TIMESTAMP)", nil); err != nil {
			return err
		}
		n, err := tx.Append(ctx, "v", func(yield func([]any, error) bool) {
			for _, row := range values {
				if !yield(row, nil) {
					return
				}
			}
		})
		if err != nil || n != 3 {
			t.Errorf("Append gave %d, %v", n, err)
		}
		if _, rows := query(t, tx, "SELECT * FROM v", nil); !cmp.Equal(rows, values) {
			t.Errorf("inside the transaction: %v", rows)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, rows := query(t, snapshot(t, e), "SELECT * FROM v", nil); !cmp.Equal(rows, values) {
		t.Errorf("after the commit: %v", rows)
	}
	exec(t, e, `CREATE TABLE "a b" (i BIGINT, s VARCHAR)`)
	lost := errors.New("lost")
	const many = 300_000 // more than any buffer on the way holds
	for what, f := range map[string]func(tx engine.Tx) error{
		"undone": func(tx engine.Tx) error {
			if n, err := tx.Append(ctx, "a b", numbered(many, nil)); err != nil || n != many {
				t.Errorf("Append gave %d, %v", n, err)
			}
			return lost
		},
		"a row that fails": func(tx engine.Tx) error {
			_, err := tx.Append(ctx, "a b", numbered(many, lost))
			return err
		},
		"a row of another width": func(tx engine.Tx) error {
			_, err := tx.Append(ctx, "a b", func(yield func([]any, error) bool) { yield([]any{int64(1)}, nil) })
			return errors.Join(err, lost)
		},
		"a value of another type": func(tx engine.Tx) error {
			_, err := tx.Append(ctx, "a b", func(yield func([]any, error) bool) { yield([]any{"one", "two"}, nil) })
			if err == nil {
				t.Error("a text was taken as a number")
			}
			return lost
		},
		"no such table": func(tx engine.Tx) error {
			_, err := tx.Append(ctx, "nothing", numbered(1, nil))
			if codeOf(err) == "" {
				t.Errorf("appending to nothing gave %v", err)
			}
			return lost
		},
	} {
		if err := e.Write(ctx, f); !errors.Is(err, lost) {
			t.Errorf("%s: Write gave %v", what, err)
		}
		if n := one(t, e, `SELECT count(*) FROM "a b"`); n != int64(0) {
			t.Errorf("%s: %v rows are left", what, n)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	err = e.Write(cancelled, func(tx engine.Tx) error {
		_, err := tx.Append(cancelled, "a b", func(yield func([]any, error) bool) {
			cancel()
			numbered(many, nil)(yield)
		})
		return err
	})
	if codeOf(err) != farol.CodeCancelled {
		t.Errorf("a cancelled Append gave %v", err)
	}
	if err := e.Write(ctx, func(tx engine.Tx) error {
		_, err := tx.Append(ctx, "a b", numbered(many, nil))
		return err
	}); err != nil {
		t.Error(err)
	}
	if v := one(t, e, `SELECT count(*) || ' ' || sum(i) || ' ' || max(s) FROM "a b"`); v != fmt.Sprintf("%d %d row 99999", many, many*(many-1)/2) {
		t.Errorf("after the commit: %v", v)
	}
}
