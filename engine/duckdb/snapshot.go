package duckdb

import (
	"context"
	"database/sql"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// Snapshot waits for a free reader and begins a transaction on it.
func (w *Warehouse) Snapshot(ctx context.Context) (engine.Snapshot, error) {
	conn, err := w.take(ctx, w.readers)
	if err != nil {
		return nil, err
	}
	s := &snapshot{session: session{w: w, conn: conn}}
	// DuckDB takes its view of the data at the first read, not at BEGIN: read, so that the version is fixed from here on.
	var version int64
	_, err = conn.ExecContext(ctx, "BEGIN TRANSACTION READ ONLY")
	if err == nil {
		err = w.touch[conn].QueryRowContext(ctx).Scan(&version)
	}
	if err != nil {
		err = fault(ctx, err)
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// session runs statements on one connection, inside a transaction.
type session struct {
	w    *Warehouse
	conn *sql.Conn
	open []*rows
}

func (s *session) Query(ctx context.Context, query string, args map[string]any) (engine.Rows, error) {
	ctx, cancel := s.w.bound(ctx)
	r, err := s.conn.QueryContext(ctx, query, named(args)...)
	if err != nil {
		err = fault(ctx, err)
		cancel()
		return nil, err
	}
	rows, err := newRows(ctx, cancel, r)
	if err != nil {
		return nil, err
	}
	s.open = append(s.open, rows)
	return rows, nil
}

// closeRows ends answers that the caller has left open: the transaction cannot end before them.
func (s *session) closeRows() {
	for _, r := range s.open {
		_ = r.Close()
	}
	s.open = nil
}

type snapshot struct {
	session
	closed bool
}

func (s *snapshot) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	s.closeRows()
	// The caller's context may have ended; the connection must be given back clean all the same.
	_, err := s.conn.ExecContext(context.WithoutCancel(s.w.life), "ROLLBACK")
	s.w.readers <- s.conn
	if err != nil && s.w.life.Err() == nil {
		return farol.Errorf(farol.CodeInternal, "cannot end a snapshot").Cause(err)
	}
	return nil
}
