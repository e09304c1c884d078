package query

import (
	"context"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// answer is a question on its way: what will run, and the result but for its rows.
type answer struct {
	statement metric.Statement
	plan      *metric.Plan
	result    *Result
}

// prepare authorizes and plans a question.
func (s *Session) prepare(ctx context.Context, v *metric.View, q metric.Query) (*answer, error) {
	filter, err := s.rows(v)
	if err != nil {
		return nil, err
	}
	table, err := s.table(v)
	if err != nil {
		return nil, err
	}
	plan, err := metric.NewPlan(v, table.Schema, q, filter, s.planOptions())
	if err != nil {
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
	width := len(a.result.Columns)
	err = s.each(ctx, a, a.statement, func(values []any) error {
		a.result.RowCount, _ = values[width].(int64)
		a.result.Rows = append(a.result.Rows, append([]any(nil), values[:width]...))
		return nil
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
	const failed = "cannot answer this question"
	rows, err := s.snapshot.Query(ctx, statement.SQL, statement.Args)
	if err != nil {
		return public(err, failed)
	}
	defer rows.Close()
	types := rows.Columns()
	if a != nil {
		for i, c := range a.result.Columns {
			if c.Role == metric.RoleMeasure || c.Role == metric.RoleCompared {
				a.result.Columns[i].Type = types[i].Type
			}
		}
	}
	for rows.Next() {
		values := rows.Values()
		for i, v := range values {
			if t, ok := v.(time.Time); ok {
				values[i] = moment(t, types[i].Type)
			}
		}
		if err := row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return public(err, failed)
	}
	return nil
}

// moment writes a day or a wall-clock time as text, so that no reader moves it into a zone of its own.
func moment(t time.Time, kind farol.Type) string {
	if kind.Kind == farol.KindDate {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05")
}
