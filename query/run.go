package query

import (
	"context"
	"math"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// answer is a question on its way: what will run, and the result but for its rows.
type answer struct {
	statement metric.Statement
	plan      *metric.Plan
	result    *Result
	head      func(*Result) error // called before the first row, once the types are known
}

// prepare authorizes and plans a question.
func (s *Session) prepare(ctx context.Context, v *metric.View, q metric.Query) (*answer, error) {
	plan, err := s.plan(v, q)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, v, q, plan)
}

// plan authorizes a question and plans its answer.
func (s *Session) plan(v *metric.View, q metric.Query) (*metric.Plan, error) {
	if err := bounded(q); err != nil {
		return nil, err
	}
	filter, err := s.rows(v)
	if err != nil {
		return nil, err
	}
	table, err := s.table(v)
	if err != nil {
		return nil, err
	}
	if v.Ahead != nil {
		if v, _, err = v.AtLevel(q, filter); err != nil {
			return nil, err
		}
	}
	return metric.NewPlan(v, table.Schema, q, filter, s.planOptions())
}

// answer begins the answer of a plan, which is that of q or of several like it.
func (s *Session) answer(ctx context.Context, v *metric.View, q metric.Query, plan *metric.Plan) (*answer, error) {
	table, err := s.table(v)
	if err != nil {
		return nil, err
	}
	if err := s.filled(ctx, plan); err != nil {
		return nil, err
	}
	statement, err := metric.Compile(plan, s.service.opts.Engine.Dialect())
	if err != nil {
		return nil, err
	}
	reached, err := s.dataTo(ctx, v)
	if err != nil {
		return nil, err
	}
	result := &Result{View: v.Name, Columns: append([]metric.OutColumn(nil), plan.Out...), Rows: [][]any{}, Tables: map[string]int64{v.Table: table.Version},
		Period: q.Period.String()}
	for _, k := range plan.Keys {
		if k.Lookup != nil {
			result.Tables[k.Lookup.Table] = s.tables[k.Lookup.Table].Version
		}
	}
	for _, version := range result.Tables {
		result.Version = max(result.Version, version)
	}
	s.version = max(s.version, result.Version)
	if !reached.IsZero() {
		result.DataTo = reached.Format("2006-01-02T15:04:05")
	}
	if plan.Compared != nil {
		compared, err := metric.ComparedPeriod(q.Period, q.Compare)
		if err != nil {
			return nil, err
		}
		result.Compared = compared.String()
	}
	return &answer{statement: statement, plan: plan, result: result}, nil
}

// run answers a question with all its rows.
func (s *Session) run(ctx context.Context, v *metric.View, q metric.Query) (*Result, error) {
	a, err := s.prepare(ctx, v, q)
	if err != nil {
		return nil, err
	}
	return s.all(ctx, a)
}

// all fills an answer with its rows.
func (s *Session) all(ctx context.Context, a *answer) (*Result, error) {
	width := len(a.result.Columns)
	err := s.each(ctx, a, a.statement, func(values []any) error {
		a.result.RowCount, _ = values[width].(int64)
		a.result.Rows = append(a.result.Rows, append([]any(nil), values[:width]...))
		return a.result.room()
	})
	if err != nil {
		return nil, err
	}
	if len(a.result.Rows) == 0 && a.plan.Offset > 0 {
		err := s.each(ctx, nil, *a.statement.Count, func(values []any) error {
			a.result.RowCount, _ = values[0].(int64)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if err := s.totals(ctx, a); err != nil {
		return nil, err
	}
	return a.result, nil
}

// totals adds the totals where they are asked for.
func (s *Session) totals(ctx context.Context, a *answer) error {
	if a.statement.Totals == nil {
		return nil
	}
	return s.each(ctx, nil, *a.statement.Totals, func(values []any) error {
		a.result.Totals = append([]any(nil), values...)
		return nil
	})
}

// each runs a statement and gives its rows one by one. With an answer, the types of figures become those that the engine gives.
func (s *Session) each(ctx context.Context, a *answer, statement metric.Statement, row func([]any) error) error {
	var types farol.Schema
	return s.read(ctx, statement, func(schema farol.Schema) error {
		types = schema
		if a == nil {
			return nil
		}
		for i, c := range a.result.Columns {
			if c.Role == metric.RoleMeasure || c.Role == metric.RoleCompared {
				a.result.Columns[i].Type = types[i].Type
			}
		}
		if a.head == nil {
			return nil
		}
		return a.head(a.result)
	}, func(values []any) error {
		for i, v := range values {
			switch x := v.(type) {
			case time.Time:
				values[i] = moment(x, types[i].Type)
			case float64:
				switch {
				case math.IsNaN(x) || math.IsInf(x, 0):
					values[i] = nil // a project's own division by zero has no figure
				case x == 0:
					values[i] = 0.0 // a zero has no sign
				}
			}
		}
		return row(values)
	})
}

// read runs a statement on the session's version of the tables.
func (s *Session) read(ctx context.Context, statement metric.Statement, head func(farol.Schema) error, row func([]any) error) error {
	const failed = "cannot answer this question"
	if err := s.renew(ctx); err != nil {
		return err
	}
	rows, err := s.snapshot.Query(ctx, statement.SQL, statement.Args)
	if err != nil {
		s.broken = true
		return public(err, failed)
	}
	defer rows.Close()
	if head != nil {
		if err := head(rows.Columns()); err != nil {
			return err
		}
	}
	for rows.Next() {
		if err := row(rows.Values()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		s.broken = true
		return public(err, failed)
	}
	return nil
}

// renew opens the snapshot again after a statement has failed in it, so that one bad question does not take the others of its page
// along. Invariant 5: it is the same version of every table, or nothing more is answered.
func (s *Session) renew(ctx context.Context) error {
	if s.lost != nil || !s.broken {
		return s.lost
	}
	if err := s.snapshot.Close(); err != nil {
		return public(err, "cannot read the tables again")
	}
	snapshot, tables, err := s.service.open(ctx)
	if err != nil {
		s.lost = err
		return err
	}
	s.snapshot, s.broken = snapshot, false
	same := len(tables) == len(s.tables)
	for name, t := range tables {
		same = same && s.tables[name].Version == t.Version
	}
	if !same {
		s.lost = farol.Errorf(farol.CodeConflict, "the tables have changed while they were read").Hint("ask again")
	}
	return s.lost
}

// moment writes a day or a wall-clock time as text, so that no reader moves it into a zone of its own.
func moment(t time.Time, kind farol.Type) string {
	if kind.Kind == farol.KindDate {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05")
}
