package query

import (
	"context"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// Ahead is one series of a forecast, with what its tables tell of it. Values of time are texts, as in a Result.
type Ahead struct {
	View  *metric.View // of the forecast
	Level []string     // its dimensions
	Where []metric.Filter
	Said  Record // how it stands: state, reason, how far the past reaches, errors of the backtest; nil where there is no such series

	session *Session
	filter  metric.RowFilter
}

// Record is a row of a table, by column.
type Record map[string]any

// Ahead finds the one series of a forecast that filters and rights choose. It is refused where they choose none that is made (CodeNoForecast).
func (s *Session) Ahead(ctx context.Context, view string, where []metric.Filter) (*Ahead, error) {
	var out *Ahead
	q := metric.Query{View: view, Measures: []string{"forecast"}, Where: where}
	err := s.account(ctx, "forecast", q, 0, func() (int64, error) {
		v, err := s.view(view)
		if err != nil {
			return 0, err
		}
		if v.Ahead == nil {
			return 0, farol.Errorf(farol.CodeUnknownName, "%q is no forecast", view)
		}
		// The question is planned as any other is, so that it is refused as any other would be.
		if _, err := s.plan(v, q); err != nil {
			return 0, err
		}
		filter, err := s.rows(v)
		if err != nil {
			return 0, err
		}
		out = &Ahead{View: v, Where: where, session: s}
		out.filter = filter
		if _, out.Level, err = v.AtLevel(q, filter); err != nil {
			return 0, err
		}
		rows, err := out.Records(ctx, "_series", Asking{})
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		if len(rows) > 1 {
			return 0, farol.Errorf(farol.CodeInternal, "BUG: %d series of the forecast %q were chosen as one", len(rows), view)
		}
		out.Said = rows[0]
		return 1, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Asking says which rows of a forecast's table are wanted.
type Asking struct {
	Known string // only rows where this column is known
	Order string // a column
	Desc  bool
	Limit int
}

// Records gives the rows that a table of the forecast has of the series.
//
// Invariant 7: the rows are read through the same plan as figures are, so that the entitlement stands below everything else.
func (a *Ahead) Records(ctx context.Context, table string, ask Asking) ([]Record, error) {
	s := a.session
	t, ok := s.tables[a.View.Table+table]
	if !ok {
		return nil, farol.Errorf(farol.CodeNotBuilt, "the table %q has not been built yet", a.View.Table+table).Hint("run the pipeline: farol run")
	}
	v := metric.View{Name: a.View.Name, Table: t.Name}
	q := metric.Query{View: v.Name, Limit: ask.Limit}
	if ask.Order != "" {
		q.Order = []metric.Order{{By: ask.Order, Desc: ask.Desc}}
	}
	for _, c := range t.Schema {
		v.Dimensions = append(v.Dimensions, metric.Dimension{Name: c.Name, Column: c.Name})
		q.By = append(q.By, c.Name)
	}
	q.Where = []metric.Filter{{Column: metric.LevelColumn, Op: metric.In, Values: []any{metric.LevelName(a.Level)}}}
	for _, f := range a.Where {
		d := a.View.Dimension(f.Column)
		f.Column = d.Column
		q.Where = append(q.Where, f)
	}
	if ask.Known != "" {
		q.Where = append(q.Where, metric.Filter{Column: ask.Known, Op: metric.NotNull})
	}
	plan, err := metric.NewPlan(&v, t.Schema, q, a.filter, s.planOptions())
	if err != nil {
		return nil, err
	}
	statement, err := metric.Compile(plan, s.service.opts.Engine.Dialect())
	if err != nil {
		return nil, err
	}
	s.version = max(s.version, t.Version)
	names := t.Schema.Names()
	var out []Record
	answer := &answer{result: &Result{Columns: slices.Clone(plan.Out)}}
	err = s.each(ctx, answer, statement, func(values []any) error {
		r := make(Record, len(names))
		for i, name := range names {
			r[name] = values[i]
		}
		out = append(out, r)
		return nil
	})
	return out, err
}

// Text gives a text, or a moment, of the row.
func (r Record) Text(column string) string {
	text, _ := r[column].(string)
	return text
}

// Number gives a figure of the row, nil where it is unknown.
func (r Record) Number(column string) *float64 {
	switch x := r[column].(type) {
	case float64:
		return &x
	case int64:
		f := float64(x)
		return &f
	}
	return nil
}

// Whole gives a whole number of the row, 0 where it is unknown.
func (r Record) Whole(column string) int64 {
	n, _ := r[column].(int64)
	return n
}
