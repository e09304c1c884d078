package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
)

// aim is a target of a series, and what is to be said of it. What is not known is NaN.
type aim struct {
	period                              farol.Period
	value                               float64
	soFar, expected, lo80, hi80, chance float64
}

// remembered is how long a target is told after its period has ended.
const remembered = 62

// reach finds the targets of every series, and how likely they are to be reached.
func (w *forecasting) reach(ctx context.Context, snapshot engine.Snapshot) error {
	if !w.f.Targets.Given() || w.end.now.IsZero() {
		return nil
	}
	for _, t := range w.f.Targets.List {
		for _, l := range w.levels {
			if isOf(t.Where, l.names) {
				w.aimAt(l, t.Period, t.Value, func(name string) string { return t.Where[name] })
			}
		}
	}
	if err := w.targetTable(ctx, snapshot); err != nil {
		return err
	}
	switch {
	case w.aimless == 1:
		w.step.Warnings = append(w.step.Warnings, "a target is for what is not forecast: "+w.aimlessAt)
	case w.aimless > 1:
		w.step.Warnings = append(w.step.Warnings, fmt.Sprintf("%d targets are for what is not forecast; the first: %s", w.aimless, w.aimlessAt))
	}
	for _, l := range w.levels {
		if err := w.soFar(ctx, snapshot, l); err != nil {
			return err
		}
		for _, s := range l.series {
			for i := range s.targets {
				w.expect(s, &s.targets[i])
			}
		}
	}
	return nil
}

// isOf tells that members are of just those dimensions. Other levels may have as many.
func isOf(members map[string]string, names []string) bool {
	for _, name := range names {
		if _, has := members[name]; !has {
			return false
		}
	}
	return len(members) == len(names)
}

// aimAt gives a target to the series of a level whose members are those named; what is not forecast has none.
func (w *forecasting) aimAt(l *level, period farol.Period, value float64, member func(name string) string) {
	if period.To.Before(w.end.now.AddDate(0, 0, -remembered)) {
		return
	}
	texts := make([]string, len(l.names))
	for i, name := range l.names {
		texts[i] = member(name)
	}
	s := l.spelled()[strings.Join(texts, "\x00")]
	if s == nil {
		if w.aimless++; w.aimless == 1 {
			w.aimlessAt = strings.TrimSpace(strings.Join(texts, ", ") + " in " + period.String())
		}
		return
	}
	if at := slices.IndexFunc(s.targets, func(a aim) bool { return a.period == period }); at >= 0 {
		s.targets[at].value += value
		return
	}
	s.targets = append(s.targets, aim{period: period, value: value, soFar: math.NaN(), expected: math.NaN(), lo80: math.NaN(), hi80: math.NaN(), chance: math.NaN()})
}

// targetTable reads the targets of a table. Its row is for the level whose members it names.
func (w *forecasting) targetTable(ctx context.Context, snapshot engine.Snapshot) error {
	t := w.f.Targets
	if t.Table == "" {
		return nil
	}
	named := w.plannedBy(t.Table, w.members().Names())
	return w.planned(ctx, snapshot, t.Table, t.Period, t.Column, named, func(at time.Time, value float64, cells []any) {
		members := map[string]string{}
		for i, c := range named {
			if text, ok := cells[i].(string); ok {
				members[c] = text
			}
		}
		from := metric.BucketOf(at, t.Grain, w.week())
		period := farol.Period{From: from, To: metric.AfterBucket(from, t.Grain)}
		for _, l := range w.levels {
			if isOf(members, l.columns) {
				w.aimAt(l, period, value, func(name string) string { return members[l.columns[slices.Index(l.names, name)]] })
			}
		}
	})
}

// soFar asks what has been reached in the period of each target, as any other question is asked. Periods that are weeks, months, quarters or years are
// asked about at once.
func (w *forecasting) soFar(ctx context.Context, snapshot engine.Snapshot, l *level) error {
	asked := map[farol.Period]bool{}
	alike := map[farol.Grain]farol.Period{} // from the first to the last of a grain
	var others []farol.Period
	for _, s := range l.series {
		for i := range s.targets {
			s.targets[i].soFar = 0
			p := s.targets[i].period
			if asked[p] {
				continue
			}
			asked[p] = true
			g := w.bucket(p)
			if g == "" {
				others = append(others, p)
				continue
			}
			whole, some := alike[g]
			if !some || p.From.Before(whole.From) {
				whole.From = p.From
			}
			if !some || p.To.After(whole.To) {
				whole.To = p.To
			}
			alike[g] = whole
		}
	}
	n := len(l.names)
	ask := func(q metric.Query, periodOf func(row []any) farol.Period) error {
		q.View, q.Measures = w.view.Name, []string{w.measure.Name}
		return w.question(ctx, snapshot, w.plain(), q, func(row []any) error {
			s := l.at[memberKey(row[:n])]
			figure, ok := number(row[len(q.By)])
			if s == nil || !ok {
				return nil
			}
			p := periodOf(row)
			for i := range s.targets {
				if t := &s.targets[i]; t.period.From.Equal(p.From) && t.period.To.Equal(p.To) {
					t.soFar = figure
				}
			}
			return nil
		})
	}
	for _, p := range others {
		if err := ask(metric.Query{By: l.names, Period: p}, func([]any) farol.Period { return p }); err != nil {
			return err
		}
	}
	for g, whole := range alike {
		q := metric.Query{By: append(slices.Clone(l.names), string(g)), Period: whole}
		err := ask(q, func(row []any) farol.Period {
			from, _ := row[n].(time.Time)
			return farol.Period{From: from, To: metric.AfterBucket(from, g)}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket tells which grain a period is one of, none where it is of none that can be asked by.
func (w *forecasting) bucket(p farol.Period) farol.Grain {
	for _, g := range []farol.Grain{farol.GrainWeek, farol.GrainMonth, farol.GrainQuarter, farol.GrainYear} {
		if g.Coarseness() < w.view.Time.Grain.Coarseness() {
			continue
		}
		if from := metric.BucketOf(p.From, g, w.week()); from.Equal(p.From) && metric.AfterBucket(from, g).Equal(p.To) {
			return g
		}
	}
	return ""
}
