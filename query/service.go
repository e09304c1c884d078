package query

import (
	"context"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
)

// Options are what a Service works with.
type Options struct {
	Engine    engine.Engine
	Views     []*metric.View
	TimeZone  string                          // the project's
	WeekStart int                             // the project's: 1 Monday (0 too) to 7 Sunday
	Currency  string                          // the project's, of money that states none
	Audit     func(context.Context, AuditRow) // called once a question, also a refused one; it must not block for long
	Clock     func() time.Time
}

// AuditRow is one question: who asked what, and what came of it.
type AuditRow struct {
	At           time.Time
	User         string
	Via          string
	Action       string // query, members, export, explain
	What         string // the question, written the same way each time it is asked
	Rows         int64
	Milliseconds int64
	Outcome      string // ok, or the code of the error
}

// Service answers questions. All its methods may be called by any goroutine.
type Service struct {
	opts Options

	mu      sync.Mutex
	reached map[watermark]time.Time
}

// watermark names how far a column of one version of a table reaches. It is of the table and the same for everybody.
type watermark struct {
	table   string
	column  string
	version int64
}

// New makes the service.
func New(o Options) *Service {
	if o.Audit == nil {
		o.Audit = func(context.Context, AuditRow) {}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Service{opts: o, reached: map[watermark]time.Time{}}
}

// Begin opens the door for somebody. The session reads one version of every table until it is closed, by one goroutine at a time.
//
// Invariant 6: the zero entitlement is nobody's and gets nothing.
func (s *Service) Begin(ctx context.Context, e access.Entitlement) (*Session, error) {
	if !e.AllRows && len(e.Rows) == 0 && e.Identity.User == "" {
		return nil, farol.Errorf(farol.CodeForbidden, "nobody is signed in, so nothing may be seen").Hint("sign in first")
	}
	snapshot, err := s.opts.Engine.Snapshot(ctx)
	if err != nil {
		return nil, public(err, "cannot read the tables")
	}
	tables, err := snapshot.Tables(ctx)
	if err != nil {
		_ = snapshot.Close()
		return nil, public(err, "cannot read the tables")
	}
	session := &Session{service: s, entitlement: e, snapshot: snapshot, tables: map[string]engine.Table{}}
	for _, t := range tables {
		session.tables[t.Name] = t
	}
	return session, nil
}
