package query

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/metric"
)

// Session answers the questions of one request, all from one version of every table (invariant 5). It is used by one goroutine at a
// time and must be closed.
type Session struct {
	service     *Service
	entitlement access.Entitlement
	snapshot    engine.Snapshot
	tables      map[string]engine.Table
	schemas     map[string]farol.Schema // of the tables, once they were asked for
	version     int64
	expected    map[string]answered // by the spelled question
	broken      bool                // a statement has failed, and the snapshot's transaction with it
	lost        error               // the tables have changed since: nothing more can be answered from one version
}

// Close ends the session.
func (s *Session) Close() error { return s.snapshot.Close() }

// Entitlement gives for whom the session answers.
func (s *Session) Entitlement() access.Entitlement { return s.entitlement }

// Version gives the greatest version of the tables that answers so far rest on.
func (s *Session) Version() int64 { return s.version }

// Table gives what is published of a view's table.
func (s *Session) Table(view string) (engine.Table, error) {
	v, err := s.view(view)
	if err != nil {
		return engine.Table{}, err
	}
	if _, err := s.rows(v); err != nil {
		return engine.Table{}, err
	}
	return s.table(v)
}

// Loads lists the loads that the published table of a source rests on.
func (s *Session) Loads(source string) []string { return s.tables[source].Loads }

// Views lists the views that may be asked, in the project's order. Those whose tables are not built yet are among them.
func (s *Session) Views() []*metric.View {
	var views []*metric.View
	for _, v := range s.service.opts.Views {
		if _, err := s.rows(v); err == nil {
			views = append(views, v)
		}
	}
	return views
}

// Run answers a question with all its rows in memory.
func (s *Session) Run(ctx context.Context, q metric.Query) (*Result, error) {
	var result *Result
	key, told := questionKey(q)
	ahead, known := s.expected[key]
	known = known && told
	err := s.account(ctx, "query", q, ahead.took, func() (n int64, err error) {
		if known {
			result = ahead.result.copy() // The caller may change it, and may ask again.
			return int64(len(result.Rows)), nil
		}
		v, err := s.view(q.View)
		if err != nil {
			return 0, err
		}
		result, err = s.run(ctx, v, q)
		if err != nil {
			return 0, err
		}
		return int64(len(result.Rows)), nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// Stream answers a question row by row, for exports: head is called once with all of the answer but its rows, then row with each. A
// row is valid until the next call.
func (s *Session) Stream(ctx context.Context, q metric.Query, head func(*Result) error, row func([]any) error) error {
	return s.account(ctx, "export", q, 0, func() (n int64, err error) {
		v, err := s.view(q.View)
		if err != nil {
			return 0, err
		}
		a, err := s.prepare(ctx, v, q)
		if err != nil {
			return 0, err
		}
		if err := s.totals(ctx, a); err != nil {
			return 0, err
		}
		a.head = head
		err = s.each(ctx, a, a.statement, func(values []any) error {
			n++
			return row(values[:len(a.result.Columns)])
		})
		return n, err
	})
}

// view finds a view that may be asked. One that may not is refused by rows, with the reason.
func (s *Session) view(name string) (*metric.View, error) {
	var names []string
	for _, v := range s.service.opts.Views {
		if v.Name == name {
			return v, nil
		}
		if _, err := s.rows(v); err == nil { // What is not open is not proposed.
			names = append(names, v.Name)
		}
	}
	if len(name) > mostName {
		return nil, farol.Errorf(farol.CodeUnknownName, "there is no metrics view with so long a name")
	}
	err := farol.Errorf(farol.CodeUnknownName, "there is no metrics view %q", name)
	if meant := near.Nearest(name, names); len(meant) > 0 {
		return nil, err.Hint("did you mean %q?", meant[0])
	}
	return nil, err
}

func (s *Session) table(v *metric.View) (engine.Table, error) {
	t, ok := s.tables[v.Table]
	if !ok {
		return t, farol.Errorf(farol.CodeNotBuilt, "the table %q of %q has not been built yet", v.Table, v.Name).Hint("run the pipeline: farol run")
	}
	return t, nil
}

// rows gives which rows of a view's table may be seen.
//
// Invariant 6: a view over tenants' rows is refused unless at least one alternative of the entitlement can be applied to it in full
// and narrows it. An alternative that names a column which the table lacks gives nothing; it is never applied in part.
func (s *Session) rows(v *metric.View) (metric.RowFilter, error) {
	e := s.entitlement
	if e.AllRows {
		return metric.RowFilter{All: true}, nil
	}
	if err := s.closed(v); err != nil {
		return metric.RowFilter{}, err
	}
	if v.Shared && v.Tenant == "" {
		return metric.RowFilter{All: true}, nil
	}
	t, built := s.tables[v.Table]
	filter := metric.RowFilter{}
	for _, alternative := range e.Rows {
		fits := len(alternative) > 0
		for _, f := range alternative {
			_, ok := t.Schema.Find(f.Column)
			fits = fits && (ok || !built)
		}
		if fits {
			filter.Any = append(filter.Any, slices.Clone(alternative))
		}
	}
	if len(filter.Any) == 0 {
		return metric.RowFilter{}, farol.Errorf(farol.CodeForbidden, "your role does not open %q", v.Name).
			Hint("an administrator can give a role whose row filter names a column of its table")
	}
	return filter, nil
}

// closed refuses a view whose tables have columns that keep tenants apart and that it would show to everybody. A run does not publish such
// tables, but these may be older than that rule or than the view. Who sees all rows is not told anything by it.
func (s *Session) closed(v *metric.View) error {
	if s.service.opts.Leak == nil {
		return nil
	}
	if s.schemas == nil {
		s.schemas = make(map[string]farol.Schema, len(s.tables))
		for name, t := range s.tables {
			s.schemas[name] = t.Schema
		}
	}
	leak := s.service.opts.Leak(v, s.schemas)
	if leak == nil {
		return nil
	}
	return farol.Errorf(farol.CodeForbidden, "%q is closed: it would show to everybody what a column keeps apart by tenant", v.Name).
		Hint("an administrator runs farol check, which says what to change").Cause(leak)
}

// account runs f and leaves its audit row, whatever came of it. What was done for it before took ahead.
func (s *Session) account(ctx context.Context, action string, question any, ahead time.Duration, f func() (int64, error)) error {
	began := s.service.opts.Clock()
	n, err := f()
	row := AuditRow{
		At: began, User: s.entitlement.Identity.User, Via: s.entitlement.Identity.Via, Action: action, What: spell(question),
		Rows: n, Milliseconds: (ahead + s.service.opts.Clock().Sub(began)).Milliseconds(), Outcome: "ok",
	}
	if err != nil {
		row.Outcome = string(farol.AsErrors(err)[0].Code)
	}
	s.service.opts.Audit(ctx, row)
	return err
}

// spell writes a question the same way each time it is asked.
func spell(question any) string {
	if q, ok := question.(metric.Query); ok {
		question = struct {
			metric.Query
			Period string `json:"period"`
		}{q, q.Period.String()}
	}
	body, err := json.Marshal(question)
	if err != nil {
		return "unwritable question"
	}
	return string(body)
}

// public turns an engine's error into one that may be shown: what it says of SQL and values goes to the log only, since a value may
// be another tenant's.
func public(err error, what string) error {
	for _, e := range farol.AsErrors(err) {
		switch e.Code {
		case farol.CodeCancelled, farol.CodeDiskFull, farol.CodeLocked:
			return farol.Errorf(e.Code, "%s", what).Cause(err)
		}
	}
	return farol.Errorf(farol.CodeInternal, "%s", what).Hint("the log of the server has the cause").Cause(err)
}

// DataTo tells how far a view's time column reaches, in the project's wall clock; the zero time where it has no rows or no time.
func (s *Session) DataTo(ctx context.Context, view string) (time.Time, error) {
	v, err := s.view(view)
	if err != nil {
		return time.Time{}, err
	}
	if _, err := s.rows(v); err != nil {
		return time.Time{}, err
	}
	return s.dataTo(ctx, v)
}

func (s *Session) dataTo(ctx context.Context, v *metric.View) (time.Time, error) {
	if v.Ahead != nil {
		// A forecast is as old as the data that it is made of; its own time is still to come.
		of, err := s.view(v.Ahead.View)
		if err != nil {
			return time.Time{}, err
		}
		v = of
	}
	t, err := s.table(v)
	if err != nil || v.Time == nil {
		return time.Time{}, err
	}
	key := watermark{t.Name, v.Time.Column, t.Version}
	s.service.mu.Lock()
	reached, known := s.service.reached[key]
	s.service.mu.Unlock()
	if known {
		return reached, nil
	}
	// The age of the table is everybody's; it is no figure of anybody's rows.
	latest := metric.View{Name: v.Name, Table: v.Table, Measures: []metric.Measure{{Name: "latest", Max: v.Time.Column}}}
	plan, err := metric.NewPlan(&latest, t.Schema, metric.Query{Measures: []string{"latest"}}, metric.RowFilter{All: true}, s.planOptions())
	if err != nil {
		return time.Time{}, err
	}
	statement, err := metric.Compile(plan, s.service.opts.Engine.Dialect())
	if err != nil {
		return time.Time{}, err
	}
	err = s.read(ctx, statement, nil, func(values []any) error {
		reached, _ = values[0].(time.Time)
		return nil
	})
	if err != nil {
		return time.Time{}, err
	}
	s.service.mu.Lock()
	defer s.service.mu.Unlock()
	for old := range s.service.reached {
		if old.table == key.table && old.column == key.column && old.version < key.version {
			delete(s.service.reached, old)
		}
	}
	s.service.reached[key] = reached
	return reached, nil
}

func (s *Session) planOptions() metric.PlanOptions {
	return metric.PlanOptions{TimeZone: s.service.opts.TimeZone, WeekStart: s.service.opts.WeekStart, Currency: s.service.opts.Currency, Lookup: func(name string) (farol.Schema, bool) {
		t, ok := s.tables[name]
		return t.Schema, ok
	}}
}
