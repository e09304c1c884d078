package pipeline

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/metric"
)

// write makes the tables and publishes them in one transaction.
func (w *forecasting) write(ctx context.Context, fingerprint string) error {
	w.emit(Event{Kind: EventProgress, Step: w.f.Name, Item: "writing tables"})
	return w.o.Engine.Write(ctx, func(tx engine.Tx) error {
		for _, table := range w.f.Tables() {
			if err := dropOther(ctx, tx, w.o.Engine.Dialect(), table, "BASE TABLE"); err != nil {
				return err
			}
		}
		if err := w.issued(ctx, tx); err != nil {
			return err
		}
		for suffix, rows := range map[string]iter.Seq2[[]any, error]{
			"": w.newest(), "_series": w.about(), "_completed": w.completed(), "_backtest": w.backtests(), "_effect": w.effects(), "_finding": w.findings(), "_target": w.aims(), "_tried": w.tryings(),
		} {
			if err := w.create(ctx, tx, w.f.Name+suffix); err != nil {
				return err
			}
			if _, err := tx.Append(ctx, w.f.Name+suffix, rows); err != nil {
				return err
			}
		}
		if err := w.score(ctx, tx); err != nil {
			return err
		}
		for _, table := range w.f.Tables() {
			if err := w.publish(ctx, tx, engine.Table{Name: table, Schema: w.schemas[table], Fingerprint: fingerprint, Loads: w.base.Loads}); err != nil {
				return err
			}
		}
		return nil
	})
}

// create makes a table of the forecast without rows.
func (w *forecasting) create(ctx context.Context, tx engine.Tx, name string) error {
	return w.createAs(ctx, tx, name, w.schemas[name])
}

func (w *forecasting) createAs(ctx context.Context, tx engine.Tx, name string, schema farol.Schema) error {
	d := w.o.Engine.Dialect()
	columns := make([]string, len(schema))
	for i, c := range schema {
		columns[i] = d.Quote(c.Name) + " " + d.Type(c.Type)
	}
	_, err := tx.Exec(ctx, "create or replace table main."+d.Quote(name)+" ("+strings.Join(columns, ", ")+")", nil)
	return err
}

// members are the columns that name the member of a row, after its level.
func (w *forecasting) members() farol.Schema {
	return w.o.Project.ForecastColumns(w.f, w.base.Schema)
}

// each gives rows of every series: fill gets a row whose level and members are there, and the place of the first column after them. It calls
// put with the rest of a row, and gives false to stop.
func (w *forecasting) each(fill func(l *level, s *series, put func(rest ...any) bool) bool) iter.Seq2[[]any, error] {
	columns := w.members()
	return func(yield func([]any, error) bool) {
		for _, l := range w.levels {
			for _, s := range l.series {
				head := make([]any, 1+len(columns), 32)
				head[0] = metric.LevelName(l.names)
				for i, c := range columns {
					for k, name := range l.columns {
						if name == c.Name {
							head[1+i] = ofType(s.members[k], c.Type)
						}
					}
				}
				if !fill(l, s, func(rest ...any) bool { return yield(append(head, rest...), nil) }) {
					return
				}
			}
		}
	}
}

// ofType gives a member as the column holds it.
func ofType(m any, t farol.Type) any {
	if m == nil || t.Kind != farol.KindText {
		return m
	}
	if text, ok := plainMember(m).(string); ok {
		return text
	}
	return fmt.Sprint(m)
}

// issuedAt is when the newest forecast was made.
func (w *forecasting) issuedAt() any {
	if w.note.At.IsZero() {
		return nil
	}
	return w.wall(w.note.At)
}

// wall gives a moment in the wall clock of the project, as the warehouse holds moments.
func (w *forecasting) wall(at time.Time) time.Time {
	at = at.In(w.zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// newest gives the rows of the newest forecast: the steps to come, and one at the end of each target's period.
func (w *forecasting) newest() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		f, model := s.said, modelName(s.said)
		if f.Withheld != "" {
			return true
		}
		whole := func(at time.Time, value any, step int) bool {
			row := []any{at, w.issuedAt(), value}
			for l := range forecast.Levels {
				var lo, hi any
				if step >= 0 && step < len(f.Intervals) {
					lo, hi = known(f.Intervals[step][l].Low), known(f.Intervals[step][l].High)
				}
				row = append(row, lo, hi)
			}
			a, ok := s.aimEnding(at, w)
			if !ok {
				return put(append(row, nil, nil, nil, nil, model)...)
			}
			return put(append(row, known(a.value), known(a.soFar), known(a.expected), chanceOf(a), model)...)
		}
		for i, v := range f.Point {
			if !whole(w.after(w.end.now, i+1), known(v), i) {
				return false
			}
		}
		beyond := w.after(w.end.now, len(f.Point)+1)
		for _, a := range s.targets {
			if last := w.lastStep(a.period); !last.Before(beyond) {
				if !whole(last, nil, -1) {
					return false
				}
			}
		}
		return true
	})
}

// lastStep gives the step that a period ends with.
func (w *forecasting) lastStep(p farol.Period) time.Time {
	return metric.BucketOf(p.To.Add(-time.Second), w.f.Step, w.week())
}

// aimEnding gives the target whose period ends with a step that is still to come.
func (s *series) aimEnding(at time.Time, w *forecasting) (aim, bool) {
	for _, a := range s.targets {
		if at.After(w.end.now) && w.lastStep(a.period).Equal(at) {
			return a, true
		}
	}
	return aim{}, false
}

func chanceOf(a aim) any {
	if math.IsNaN(a.chance) {
		return nil
	}
	return math.Round(a.chance*1e3) / 1e3
}

// about gives a row a series with all that is to be said of it as a whole.
func (w *forecasting) about() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		f := s.said
		state, reason := "ok", any(nil)
		switch {
		case f.Withheld != "":
			state, reason = "withheld", f.Withheld
		case f.Naive:
			state = "naive"
		}
		row := []any{state, reason, w.end.now, w.after(w.end.now, -len(f.Completed)), w.issuedAt(), int64(len(s.values)), int64(f.Origins)}
		if f.Withheld != "" {
			return put(append(row, make([]any, 13)...)...)
		}
		b := f.Backtest
		row = append(row, known(f.MAE), known(b.NaiveMAE), known(b.MASE), known(b.NaiveMASE), known(b.Covered80))
		for _, why := range f.Refused {
			row = append(row, textOrNil(why))
		}
		total, lo, hi := 0.0, any(nil), any(nil)
		for _, v := range f.Point {
			total += fourDigits(v)
		}
		if n := len(f.Totals); n > 0 {
			if i := f.Totals[n-1].Intervals[1]; i.Given() {
				lo, hi = known(i.Low), known(i.High)
			}
		}
		return put(append(row, known(total), lo, hi, nil, nil)...)
	})
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (w *forecasting) completed() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		for i, v := range s.said.Completed {
			if !put(w.after(w.end.now, i+1-len(s.said.Completed)), known(s.complete(i, v))) {
				return false
			}
		}
		return true
	})
}

// complete gives what one of the newest steps is taken for. Late reports add to what is there: it is never less than that.
func (s *series) complete(i int, estimate float64) float64 {
	reported := s.values[len(s.values)-len(s.said.Completed)+i]
	if s.least < 0 || math.IsNaN(reported) {
		return estimate
	}
	return math.Max(estimate, reported)
}

func (w *forecasting) backtests() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		scale := math.NaN()
		if b := s.said.Backtest; b.MASE > 0 {
			scale = b.MAE / b.MASE
		}
		for i, m := range s.said.Members {
			if s.said.Withheld == "" && !put(int64(i), m.Name, math.Round(m.Weight*1e4)/1e4, known(m.MAE), known(m.MAE/scale)) {
				return false
			}
		}
		return true
	})
}

// shownEffects is how many horizons of the past effects are kept for, but for that of the year, which is kept for a whole one.
const shownEffects = 3

// yearOf is how many steps a year has.
var yearOf = map[farol.Grain]int{farol.GrainDay: 366, farol.GrainWeek: 53, farol.GrainMonth: 12}

func (w *forecasting) effects() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		for i, e := range s.said.Effects {
			n, shown := len(s.values), max(90, shownEffects*w.f.Horizon)
			if e.Name == "year" {
				shown = max(shown, yearOf[w.f.Step])
			}
			for step := max(0, n-shown); step < len(e.Values) && s.said.Withheld == ""; step++ {
				if v := known(e.Values[step]); v != nil && !put(e.Name, int64(i), w.after(s.start, step), v) {
					return false
				}
			}
		}
		return true
	})
}

func (w *forecasting) findings() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		for _, f := range s.said.Findings {
			if !put(f.Time, f.Kind, known(f.Size), f.Text) {
				return false
			}
		}
		return true
	})
}

func (w *forecasting) aims() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		for _, a := range s.targets {
			if !put(a.period.From, a.period.Last(), known(a.value), known(a.soFar), known(a.expected), known(a.lo80), known(a.hi80), chanceOf(a)) {
				return false
			}
		}
		return true
	})
}
