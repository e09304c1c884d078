package pipeline

import (
	"context"
	"fmt"
	"slices"
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
	named := w.plannedBy(r.Table, l.columns)
	sums := map[string]map[int64]float64{}
	err := w.planned(ctx, snapshot, r.Table, r.Time, r.Column, named, func(at time.Time, figure float64, members []any) {
		key := memberKey(members)
		if sums[key] == nil {
			sums[key] = map[int64]float64{}
		}
		sums[key][metric.BucketOf(at, w.f.Step, w.week()).Unix()] += figure
	})
	if err != nil {
		return err
	}
	for _, s := range l.series {
		members := make([]any, len(named))
		for i, c := range named {
			if m := s.members[slices.Index(l.columns, c)]; m != nil {
				members[i] = fmt.Sprint(plainMember(m))
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
