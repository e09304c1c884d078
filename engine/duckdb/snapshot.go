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
	if s.version, err = s.begin(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// session runs statements on one connection, inside a transaction.
type session struct {
	w      *Warehouse
	conn   *sql.Conn
	open   []*rows
	failed bool // since the transaction began, a statement has failed
}

func (s *session) Query(ctx context.Context, query string, args map[string]any) (engine.Rows, error) {
	ctx, cancel := s.w.bound(ctx)
	r, err := s.conn.QueryContext(ctx, query, named(args)...)
	if err != nil {
		s.failed = true
		err = fault(ctx, err)
		cancel()
		return nil, err
	}
	rows, err := newRows(ctx, cancel, r)
	if err != nil {
		return nil, err
	}
	rows.failed = &s.failed
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
	version int64 // of the last commit that the snapshot sees
	lost    error // why the version cannot be seen any more
	closed  bool
}

// begin begins a transaction and tells which version it sees. DuckDB takes its view of the data at the first read, not at BEGIN;
// reading the version fixes it.
func (s *snapshot) begin(ctx context.Context) (version int64, err error) {
	if _, err = s.conn.ExecContext(ctx, "BEGIN TRANSACTION READ ONLY"); err == nil {
		err = s.w.touch[s.conn].QueryRowContext(ctx).Scan(&version)
	}
	return version, fault(ctx, err)
}

// renew makes the snapshot fit for use after a failed query. DuckDB aborts the transaction for some errors. A new one sees the same
// as long as nothing was published since; afterwards the snapshot is lost, since a reader holds one version (invariant 5).
func (s *snapshot) renew(ctx context.Context) error {
	if s.lost != nil || !s.failed {
		return s.lost
	}
	s.closeRows()
	var version int64
	if err := s.w.touch[s.conn].QueryRowContext(ctx).Scan(&version); err == nil {
		s.failed = false
		return nil
	}
	_, _ = s.conn.ExecContext(ctx, "ROLLBACK")
	version, err := s.begin(ctx)
	if err != nil {
		s.lost = err
		return err
	}
	if version != s.version {
		s.lost = farol.Errorf(farol.CodeConflict, "the tables changed after a query had failed").Hint("ask again")
		return s.lost
	}
	s.failed = false
	return nil
}

func (s *snapshot) Query(ctx context.Context, query string, args map[string]any) (engine.Rows, error) {
	if err := s.renew(ctx); err != nil {
		return nil, err
	}
	return s.session.Query(ctx, query, args)
}

func (s *snapshot) Tables(ctx context.Context) ([]engine.Table, error) {
	if err := s.renew(ctx); err != nil {
		return nil, err
	}
	return s.session.Tables(ctx)
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
	if err != nil && !s.failed && s.lost == nil && s.w.life.Err() == nil {
		return farol.Errorf(farol.CodeInternal, "cannot end a snapshot").Cause(err)
	}
	return nil
}
