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
	// Leak tells, by the columns of all tables, that a view would show to everybody what keeps tenants apart. It may be nil.
	Leak func(v *metric.View, tables map[string]farol.Schema) error
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
		err := farol.Errorf(farol.CodeForbidden, "nobody is signed in, so nothing may be seen").Hint("sign in first")
		s.opts.Audit(ctx, AuditRow{At: s.opts.Clock(), Via: e.Identity.Via, Action: "query", Outcome: string(err.Code)})
		return nil, err
	}
	snapshot, tables, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	return &Session{service: s, entitlement: e, snapshot: snapshot, tables: tables, expected: map[string]answered{}}, nil
}

// open begins a snapshot and lists its tables.
func (s *Service) open(ctx context.Context) (engine.Snapshot, map[string]engine.Table, error) {
	const failed = "cannot read the tables"
	snapshot, err := s.opts.Engine.Snapshot(ctx)
	if err != nil {
		return nil, nil, public(err, failed)
	}
	list, err := snapshot.Tables(ctx)
	if err != nil {
		_ = snapshot.Close()
		return nil, nil, public(err, failed)
	}
	tables := make(map[string]engine.Table, len(list))
	for _, t := range list {
		tables[t.Name] = t
	}
	return snapshot, tables, nil
}
