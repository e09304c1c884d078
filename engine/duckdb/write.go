package duckdb

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// Write waits until it is the only writer, then runs f in a transaction. An error or panic of f, or the end of ctx before the
// commit, undoes all of it.
func (w *Warehouse) Write(ctx context.Context, f func(engine.Tx) error) (err error) {
	conn, err := w.take(ctx, w.writer)
	if err != nil {
		return err
	}
	defer func() { w.writer <- conn }()
	if _, err := conn.ExecContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return fault(ctx, err)
	}
	t := &tx{session: session{w: w, conn: conn}}
	committed := false
	defer func() {
		t.ended = true
		if !committed {
			t.closeRows()
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	t.closeRows()
	if err := ctx.Err(); err != nil {
		return cancelled(err)
	}
	// Invariant 2: what f wrote and what it published become visible together or not at all. A commit is not interrupted, so
	// that its outcome is never unknown.
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return fault(ctx, err)
	}
	committed = true
	return nil
}

type tx struct {
	session
	version int64 // the number of this commit, once something was published
	ended   bool
}

func (t *tx) Exec(ctx context.Context, query string, args map[string]any) (int64, error) {
	if t.ended {
		return 0, farol.Errorf(farol.CodeInternal, "BUG: a transaction was used after its end")
	}
	ctx, cancel := t.w.bound(ctx)
	defer cancel()
	result, err := t.conn.ExecContext(ctx, query, named(args)...)
	if err != nil {
		return 0, fault(ctx, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fault(ctx, err)
	}
	return n, nil
}

// Close does nothing: the transaction ends with the function it was given to.
func (t *tx) Close() error { return nil }

// checkpointPause is how long to wait before a checkpoint is tried again.
const checkpointPause = 5 * time.Millisecond

// Checkpoint tries until no transaction is open that began before the last replacement. It never forces: that would block new
// readers meanwhile.
func (w *Warehouse) Checkpoint(ctx context.Context) error {
	for {
		err := w.tryCheckpoint(ctx)
		var e *duckdb.Error
		if err == nil || !errors.As(err, &e) || (e.Type != duckdb.ErrorTypeTransaction && !strings.Contains(e.Msg, "Cannot CHECKPOINT")) {
			return fault(ctx, err)
		}
		select {
		case <-time.After(checkpointPause):
		case <-ctx.Done():
			return cancelled(ctx.Err())
		case <-w.life.Done():
			return cancelled(w.life.Err())
		}
	}
}

func (w *Warehouse) tryCheckpoint(ctx context.Context) error {
	conn, err := w.take(ctx, w.writer)
	if err != nil {
		return err
	}
	defer func() { w.writer <- conn }()
	_, err = conn.ExecContext(ctx, "CHECKPOINT")
	return err
}
