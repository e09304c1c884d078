package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
)

// regressors reads what moves the series and is known ahead. A step without rows is one without; a table that ends before the horizon does is not
// known ahead, and left out with a warning.
func (w *forecasting) regressors(ctx context.Context, snapshot engine.Snapshot) error {
	if w.end.now.IsZero() {
		return nil
	}
	end := w.after(w.end.now, w.f.Horizon)
	for _, r := range w.f.Regressors {
		v, err := value(ctx, snapshot, "select max(cast("+w.o.Engine.Dialect().Quote(r.Time)+" as timestamp)) from main."+w.o.Engine.Dialect().Quote(r.Table), nil)
		if err != nil {
			return err
		}
		if last, ok := v[0].(time.Time); !ok || metric.BucketOf(last, w.f.Step, w.week()).Before(end) {
			w.step.Warnings = append(w.step.Warnings, fmt.Sprintf("the regressor %s is not known ahead: its table %s ends before %s, so it is left out", r.Name, r.Table, w.spell(end)))
			continue
		}
		for _, l := range w.levels {
			if err := w.regressor(ctx, snapshot, l, r); err != nil {
				return err
			}
			l.moved = append(l.moved, r.Name)
		}
	}
	return nil
}

// regressor gives every series of a level its column of one regressor: of its own rows, as far as the table tells members apart.
func (w *forecasting) regressor(ctx context.Context, snapshot engine.Snapshot, l *level, r project.Regressor) error {
	q, schema := w.o.Engine.Dialect().Quote, w.tables[r.Table].Schema
	figure := "cast(count(*) as double)"
	if r.Column != "" {
		figure = "cast(sum(" + q(r.Column) + ") as double)"
	}
	columns := []string{"cast(" + q(r.Time) + " as timestamp)", figure}
	var places []int // of the level's columns, those that the table has
	for i, c := range l.columns {
		if _, ok := schema.Find(c); ok {
			places = append(places, i)
			columns = append(columns, "cast("+q(c)+" as varchar)")
		}
	}
	sums := map[string]map[int64]float64{}
	rows, err := snapshot.Query(ctx, "select "+strings.Join(columns, ", ")+" from main."+q(r.Table)+" group by all order by all", nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row := rows.Values()
		at, ok := row[0].(time.Time)
		figure, known := row[1].(float64)
		if !ok || !known {
			continue
		}
		key := memberKey(row[2:])
		if sums[key] == nil {
			sums[key] = map[int64]float64{}
		}
		sums[key][metric.BucketOf(at, w.f.Step, w.week()).Unix()] += figure
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, s := range l.series {
		members := make([]any, len(places))
		for i, p := range places {
			if s.members[p] != nil {
				members[i] = fmt.Sprint(plainMember(s.members[p]))
			}
		}
		of := sums[memberKey(members)]
		column := make([]float64, len(s.values)+w.f.Horizon)
		for i := range column {
			column[i] = of[w.after(s.start, i).Unix()]
		}
		s.known = append(slices.Clip(s.known), column)
	}
	return nil
}
