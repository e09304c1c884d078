package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/farol-kpi/farol/state"
)

// AuditRow is one thing that somebody did.
type AuditRow struct {
	At       time.Time     `json:"at"` // now when zero
	User     string        `json:"user"`
	Via      string        `json:"via"`    // session, token, local, password, link, demo
	Action   string        `json:"action"` // query, export, sign-in, user-set, …
	What     string        `json:"what"`
	Rows     int64         `json:"rows"`
	Duration time.Duration `json:"-"`
	Outcome  string        `json:"outcome"` // ok, or why not
	Address  string        `json:"address"` // of the context when empty
}

const (
	auditEvery  = 200 * time.Millisecond // the longest a row waits to be written
	auditBuffer = 4096                   // rows that may wait; a full buffer holds the next request up
	auditBatch  = 1024
)

// auditor writes rows in groups. It is owned by a Service.
type auditor struct {
	rows chan AuditRow
	stop chan struct{}
	done chan struct{}
	mu   sync.RWMutex // held to send, and to close
	shut bool
	err  error // the last write's, read after done
}

func (a *auditor) start(ctx context.Context, db *state.DB, log *slog.Logger) {
	a.rows, a.stop, a.done = make(chan AuditRow, auditBuffer), make(chan struct{}), make(chan struct{})
	// The writer ends by close, after everything that was sent, also when the context has ended before.
	go a.run(context.WithoutCancel(ctx), db, log)
}

func (a *auditor) run(ctx context.Context, db *state.DB, log *slog.Logger) {
	defer close(a.done)
	var waiting []AuditRow
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	flush := func() {
		if len(waiting) == 0 {
			return
		}
		a.err = db.Write(ctx, func(tx *sql.Tx) error {
			for _, row := range waiting {
				if err := insertAudit(ctx, tx, row); err != nil {
					return err
				}
			}
			return nil
		})
		if a.err != nil {
			// They are kept and tried again; when the buffer is full, requests wait: nothing goes unrecorded.
			log.Error("cannot write the audit; requests will wait", "rows", len(waiting), "error", a.err)
			return
		}
		waiting = waiting[:0]
	}
	for {
		in := a.rows
		if len(waiting) >= auditBatch {
			in = nil // a failed write holds more than a batch back
		}
		select {
		case <-a.stop:
			// Nobody sends any more: what is in the buffer is all there will be.
			for len(a.rows) > 0 {
				waiting = append(waiting, <-a.rows)
			}
			flush()
			return
		case row := <-in:
			if waiting = append(waiting, row); len(waiting) == auditBatch {
				flush()
			}
		case <-tick.C:
			flush()
		}
	}
}

func (a *auditor) close() error {
	a.mu.Lock()
	if !a.shut {
		a.shut = true
		close(a.stop)
	}
	a.mu.Unlock()
	<-a.done
	return a.err
}

// Audit records what a query did, within 200 ms. It waits while too many rows are unwritten, and gives an error only when the
// context ends first: the caller must then not answer.
func (s *Service) Audit(ctx context.Context, row AuditRow) error {
	s.audit.mu.RLock()
	defer s.audit.mu.RUnlock()
	if s.audit.shut {
		return internal("the audit is closed", errors.New("a row came after Close"))
	}
	select {
	case s.audit.rows <- s.stamped(ctx, row):
		return nil
	case <-ctx.Done():
		return internal("cannot record the question", ctx.Err())
	}
}

// AuditNow records something before it is answered: sign-ins, exports, refusals.
func (s *Service) AuditNow(ctx context.Context, row AuditRow) error {
	row = s.stamped(ctx, row)
	// A refused request that is hung up on must leave its trace too.
	ctx = context.WithoutCancel(ctx)
	err := s.db.Write(ctx, func(tx *sql.Tx) error { return insertAudit(ctx, tx, row) })
	if err != nil {
		return internal("cannot write the audit", err)
	}
	return nil
}

// AuditRows gives the newest rows first, from those older than before (all when zero).
func (s *Service) AuditRows(ctx context.Context, before time.Time, limit int) ([]AuditRow, error) {
	if before.IsZero() {
		before = s.clock().Add(time.Hour)
	}
	rows, err := s.db.Reader().QueryContext(ctx, `select at, user, via, action, what, rows, milliseconds, outcome, address
		from audit where at < ? order by at desc, id desc limit ?`, before.UnixMilli(), limit)
	if err != nil {
		return nil, internal("cannot read the audit", err)
	}
	defer rows.Close()
	out := []AuditRow{}
	for rows.Next() {
		var r AuditRow
		var at, milliseconds int64
		if err := rows.Scan(&at, &r.User, &r.Via, &r.Action, &r.What, &r.Rows, &milliseconds, &r.Outcome, &r.Address); err != nil {
			return nil, internal("cannot read the audit", err)
		}
		r.At, r.Duration = time.UnixMilli(at).UTC(), time.Duration(milliseconds)*time.Millisecond
		out = append(out, r)
	}
	return out, rows.Err()
}

func (s *Service) stamped(ctx context.Context, row AuditRow) AuditRow {
	if row.At.IsZero() {
		row.At = s.clock()
	}
	if row.Address == "" {
		row.Address = Address(ctx)
	}
	return row
}

// maxWhat bounds what one row keeps, since a question may be a megabyte and the audit is kept for long.
const maxWhat = 4096

func insertAudit(ctx context.Context, tx *sql.Tx, r AuditRow) error {
	if len(r.What) > maxWhat {
		r.What = fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(r.What[:maxWhat], ""), len(r.What))
	}
	_, err := tx.ExecContext(ctx, `insert into audit (at, user, via, action, what, rows, milliseconds, outcome, address) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.At.UnixMilli(), r.User, r.Via, r.Action, r.What, r.Rows, r.Duration.Milliseconds(), r.Outcome, r.Address)
	return err
}

type addressKey struct{}

// WithAddress gives a context that tells from where somebody asks, for throttling and the audit.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// Address gives what WithAddress put in, or "".
func Address(ctx context.Context) string {
	a, _ := ctx.Value(addressKey{}).(string)
	return a
}
