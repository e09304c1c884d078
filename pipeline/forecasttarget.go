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
			if len(t.Where) == len(l.names) {
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
			covers := len(members) == len(l.columns)
			for _, c := range l.columns {
				_, has := members[c]
				covers = covers && has
			}
			if covers {
				w.aimAt(l, period, value, func(name string) string { return members[l.columns[slices.Index(l.names, name)]] })
			}
		}
	})
}

// soFar asks what has been reached in the period of each target, as any other question is asked.
func (w *forecasting) soFar(ctx context.Context, snapshot engine.Snapshot, l *level) error {
	var periods []farol.Period
	for _, s := range l.series {
		for i := range s.targets {
			s.targets[i].soFar = 0
			if p := s.targets[i].period; !slices.Contains(periods, p) {
				periods = append(periods, p)
			}
		}
	}
	n := len(l.names)
	for _, p := range periods {
		q := metric.Query{View: w.view.Name, Measures: []string{w.measure.Name}, By: l.names, Period: p}
		err := w.question(ctx, snapshot, w.plain(), q, func(row []any) error {
			s := l.at[memberKey(row[:n])]
			figure, ok := number(row[n])
			if s == nil || !ok {
				return nil
			}
			for i := range s.targets {
				if s.targets[i].period == p {
					s.targets[i].soFar = figure
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// expect says what a target's period will end with, and how likely it is that it is reached.
func (w *forecasting) expect(s *series, a *aim) {
	next := w.after(w.end.now, 1)
	if !a.period.To.After(next) && w.f.Late == 0 && w.f.Restated == 0 {
		a.expected, a.chance = a.soFar, 0
		if a.soFar >= a.value {
			a.chance = 1
		}
		return
	}
	f := s.said
	if f.Withheld != "" {
		return
	}
	// What the period has of whole steps, with those not believed as they will be.
	var before float64
	for at, i := s.start, 0; i < len(s.values); at, i = w.after(s.start, i+1), i+1 {
		if at.Before(a.period.From) || !at.Before(a.period.To) {
			continue
		}
		v := s.values[i]
		if late := i - (len(s.values) - len(f.Completed)); late >= 0 {
			v = s.complete(late, f.Completed[late])
		}
		if !math.IsNaN(v) {
			before += v
		}
	}
	var rest float64
	steps, ahead := 0, 0
	for ; steps < len(f.Point); steps++ {
		at := w.after(next, steps)
		if !at.Before(a.period.To) {
			break
		}
		if at.Before(a.period.From) {
			ahead++
			continue
		}
		rest += f.Point[steps]
	}
	if w.after(next, steps).Before(a.period.To) {
		return // The period ends beyond the horizon.
	}
	a.expected = before + rest
	if steps == 0 {
		a.chance = 0
		if before >= a.value {
			a.chance = 1
		}
		return
	}
	// A period that begins later is judged by the errors that sums of just those steps had in the backtests.
	if span, ok := f.Span(ahead, steps); ok && span.Intervals[1].Given() {
		a.lo80, a.hi80 = before+span.Intervals[1].Low, before+span.Intervals[1].High
	}
	if p, ok := f.SpanChance(ahead, steps, a.value-before); ok {
		a.chance = p
	}
}
