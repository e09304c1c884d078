package query

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
)

// Explanation is what a figure rests on (invariant 14).
type Explanation struct {
	View    *metric.View
	Measure *metric.Measure
	Value   any
	Parts   []Part          // of a ratio its numerator and denominator; of a share or running total what it is made of
	Rows    int64           // rows that pass the filters and that the session may see
	Filters []metric.Filter // of the query
	AllRows bool            // no row filter applies
	Seen    [][]metric.Filter
	Table   engine.Table
	DataTo  string
	Period  string
}

// Part is a measure that another one is made of, with its value.
type Part struct {
	Measure *metric.Measure
	Value   any
}

// Explain tells what the first measure of a query rests on, over all rows of the query's filters and period.
func (s *Session) Explain(ctx context.Context, q metric.Query) (*Explanation, error) {
	var out *Explanation
	err := s.account(ctx, "explain", q, 0, func() (n int64, err error) {
		out, err = s.explain(ctx, q)
		if err != nil {
			return 0, err
		}
		return 1, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Session) explain(ctx context.Context, q metric.Query) (*Explanation, error) {
	v, err := s.view(q.View)
	if err != nil {
		return nil, err
	}
	if len(q.Measures) != 1 {
		return nil, farol.Errorf(farol.CodeBadQuery, "one measure is explained at a time, not %d", len(q.Measures))
	}
	m := v.Measure(q.Measures[0])
	if m == nil || m.Hidden {
		// The planner refuses it with the right words.
		_, err := s.run(ctx, v, metric.Query{Measures: q.Measures})
		return nil, err
	}
	const rows = "__rows"
	opened := *v
	opened.Measures = append([]metric.Measure{{Name: rows, Count: "*"}}, v.Measures...)
	for i := range opened.Measures {
		opened.Measures[i].Hidden = false
	}
	ask := metric.Query{View: v.Name, Where: q.Where, Period: q.Period, TimeZone: q.TimeZone, WeekStart: q.WeekStart}
	// A running total ends, at the end of its period, as the total of what runs.
	shown := m.Name
	if m.RunningTotal != "" {
		shown = m.RunningTotal
	}
	ask.Measures = []string{shown, rows}
	names := append([]string(nil), m.Ratio...)
	for _, name := range []string{m.ShareOfTotal, m.RunningTotal} {
		if name != "" {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if name != shown && !has(ask.Measures, name) {
			ask.Measures = append(ask.Measures, name)
		}
	}
	result, err := s.run(ctx, &opened, ask)
	if err != nil {
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
	value := func(name string) any {
		for i, c := range result.Columns {
			if c.Name == name {
				return result.Rows[0][i]
			}
		}
		return nil
	}
	out := &Explanation{View: v, Measure: m, Value: value(shown), Filters: q.Where, AllRows: filter.All, Seen: filter.Any, Table: table,
		DataTo: result.DataTo, Period: result.Period}
	out.Rows, _ = value(rows).(int64)
	for _, name := range names {
		out.Parts = append(out.Parts, Part{Measure: v.Measure(name), Value: value(name)})
	}
	return out, nil
}

func has(list []string, x string) bool {
	for _, y := range list {
		if y == x {
			return true
		}
	}
	return false
}
