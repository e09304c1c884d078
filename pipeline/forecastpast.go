package pipeline

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/metric"
)

// span is the steps of the past that are looked at.
type span struct {
	from, now time.Time // the first and the last whole step; both zero where there is none
}

// level is the series of one list of dimensions.
type level struct {
	names   []string // of dimensions; none of the total
	columns []string // of the tables, for the names
	series  []*series
	left    int // series that are left out
	at      map[string]*series
	moved   []string // the names of the regressors that are known to the end of the horizon

	bySpelling map[string]*series
}

// series is one member of a level, with its past and what is said of its future.
type series struct {
	members []any // of the level's columns
	start   time.Time
	values  []float64 // one a step up to now
	sum     float64
	least   float64             // of the values
	seen    []forecast.Snapshot // what was known of its steps before
	known   [][]float64         // regressors, to the end of the horizon
	said    forecast.Forecast
	tried   forecast.Forecast // of the newest steps that have come
	trying  int               // how many values it was made from
	targets []aim
}

func (l *level) words() string {
	if len(l.names) == 0 {
		return "of the total"
	}
	return "by " + strings.Join(l.names, " and ")
}

// frequencies are the steps in the words of the forecasts.
var frequencies = map[farol.Grain]forecast.Frequency{
	farol.GrainHour: forecast.Hourly, farol.GrainDay: forecast.Daily, farol.GrainWeek: forecast.Weekly, farol.GrainMonth: forecast.Monthly,
}

// read takes the past of every series from the view, as any other question to it is planned: what is forecast is what pages show.
func (w *forecasting) read(ctx context.Context, snapshot engine.Snapshot) error {
	if err := w.ends(ctx, snapshot); err != nil {
		return err
	}
	for _, names := range w.f.By {
		l := &level{names: names, at: map[string]*series{}}
		for _, name := range names {
			d := w.view.Dimension(name)
			l.columns = append(l.columns, firstOf(d.Column, d.Name))
		}
		w.levels = append(w.levels, l)
		if w.end.now.IsZero() {
			continue
		}
		w.emit(Event{Kind: EventProgress, Step: w.f.Name, Item: "reading the past " + l.words()})
		if err := w.past(ctx, snapshot, l); err != nil {
			return err
		}
	}
	return nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// ends finds the first and the last whole step. What lies in the future, such as a row with a wrong date, says nothing of the past.
func (w *forecasting) ends(ctx context.Context, snapshot engine.Snapshot) error {
	v := *w.view
	v.Dimensions, v.Measures = nil, []metric.Measure{{Name: "first", Min: w.view.Time.Column}, {Name: "last", Max: w.view.Time.Column}}
	var first, last time.Time
	err := w.question(ctx, snapshot, &v, metric.Query{View: v.Name, Measures: []string{"first", "last"}}, func(row []any) error {
		first, _ = row[0].(time.Time)
		last, _ = row[1].(time.Time)
		return nil
	})
	if err != nil || first.IsZero() {
		return err
	}
	kept := w.view.Time.Grain
	if kept == "" {
		kept = farol.GrainDay
	}
	if now := w.wallClock(); last.After(now) {
		last = now
	}
	reached := metric.AfterBucket(metric.BucketOf(last, kept, w.week()), kept)
	now := metric.BucketOf(last, w.f.Step, w.week())
	if metric.AfterBucket(now, w.f.Step).After(reached) {
		now = w.after(now, -1)
	}
	from := metric.BucketOf(first, w.f.Step, w.week())
	if w.f.Step.Coarseness() > kept.Coarseness() && from.Before(metric.BucketOf(first, kept, w.week())) {
		from = w.after(from, 1) // The first step is there in part only.
	}
	if oldest := w.after(now, 1-w.f.History); from.Before(oldest) {
		from = oldest
	}
	if !now.Before(from) {
		w.end = span{from, now}
	}
	return nil
}

func (w *forecasting) week() int { return w.o.Project.Config.WeekStart }

// after gives the step that is so many steps after one.
func (w *forecasting) after(at time.Time, n int) time.Time { return frequencies[w.f.Step].After(at, n) }

// question asks a view for all rows there are, as metric plans and writes it.
func (w *forecasting) question(ctx context.Context, snapshot engine.Snapshot, v *metric.View, q metric.Query, row func([]any) error) error {
	c := w.o.Project.Config
	q.WeekStart = c.WeekStart
	plan, err := metric.NewPlan(v, w.base.Schema, q, metric.RowFilter{All: true}, metric.PlanOptions{
		TimeZone: c.TimeZone, WeekStart: c.WeekStart, Currency: c.Currency, Lookup: func(string) (farol.Schema, bool) { return nil, false },
	})
	if err != nil {
		return err
	}
	statement, err := metric.Compile(plan, w.o.Engine.Dialect())
	if err != nil {
		return err
	}
	rows, err := snapshot.Query(ctx, statement.SQL, statement.Args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Values()); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plain is the view without the names of members, which a series does not need.
func (w *forecasting) plain() *metric.View {
	v := *w.view
	v.Dimensions = slices.Clone(w.view.Dimensions)
	for i := range v.Dimensions {
		v.Dimensions[i].Lookup, v.Dimensions[i].Order = nil, nil
	}
	v.Measures = slices.Clone(w.view.Measures)
	for i := range v.Measures {
		v.Measures[i].Hidden = false
	}
	return &v
}

// days gives a span of steps as the period of a question. Of hours it is whole days, of which the steps outside are passed over.
func (w *forecasting) days(from, now time.Time) farol.Period {
	end := w.after(now, 1)
	p := farol.Period{From: farol.Date(from.Year(), from.Month(), from.Day()), To: farol.Date(end.Year(), end.Month(), end.Day())}
	if p.To.Before(end) {
		p.To = p.To.AddDate(0, 0, 1)
	}
	return p
}

// past reads the series of one level. Of a step without rows of a member a sum or count is zero, from its first row on.
func (w *forecasting) past(ctx context.Context, snapshot engine.Snapshot, l *level) error {
	n := len(l.names)
	filled := map[int64]bool{}
	q := metric.Query{View: w.view.Name, Measures: []string{w.measure.Name}, By: append(slices.Clone(l.names), string(w.f.Step)), Period: w.days(w.end.from, w.end.now)}
	for _, by := range q.By {
		q.Order = append(q.Order, metric.Order{By: by})
	}
	err := w.question(ctx, snapshot, w.plain(), q, func(row []any) error {
		w.step.RowsIn++
		at, ok := row[n].(time.Time)
		if !ok || at.Before(w.end.from) || at.After(w.end.now) {
			return nil
		}
		figure, known := number(row[n+1])
		if !known {
			return nil
		}
		key := memberKey(row[:n])
		s := l.at[key]
		if s == nil {
			s = &series{members: slices.Clone(row[:n]), start: at}
			l.at[key], l.series = s, append(l.series, s)
		}
		filled[at.Unix()] = true
		for next := w.after(s.start, len(s.values)); next.Before(at); next = w.after(s.start, len(s.values)) {
			s.values = append(s.values, 0)
		}
		s.values = append(s.values, figure)
		s.sum, s.least = s.sum+math.Abs(figure), math.Min(s.least, figure)
		return nil
	})
	if err != nil {
		return err
	}
	if len(l.series) > w.f.Series {
		largest := slices.Clone(l.series)
		slices.SortStableFunc(largest, func(a, b *series) int { return int(math.Copysign(1, b.sum-a.sum)) })
		for _, s := range largest[w.f.Series:] {
			delete(l.at, memberKey(s.members))
		}
		l.left = len(l.series) - w.f.Series
		l.series = slices.DeleteFunc(l.series, func(s *series) bool { return l.at[memberKey(s.members)] == nil })
	}
	missing := w.missing(filled)
	for _, s := range l.series {
		for w.after(s.start, len(s.values)-1).Before(w.end.now) {
			s.values = append(s.values, 0)
		}
		for i := range s.values {
			if missing[w.after(s.start, i).Unix()] {
				s.values[i] = math.NaN()
			}
		}
	}
	return nil
}

// rare is how seldom a step may be empty for its emptiness to mean that it was not reported.
const rare = 0.02

// missing finds the steps of which nothing at all was reported although something should have been. Steps of the week or year that are empty
// as often as not are closed, and where empty ones are nothing rare they are what they seem: zero.
func (w *forecasting) missing(filled map[int64]bool) map[int64]bool {
	period := 1
	for _, p := range frequencies[w.f.Step].Periods() {
		if p <= 200 {
			period = p
		}
	}
	var steps []time.Time
	empty, of := make([]int, period), make([]int, period)
	for at := w.end.from; !at.After(w.end.now); at = w.after(at, 1) {
		i := len(steps) % period
		if of[i]++; !filled[at.Unix()] {
			empty[i]++
		}
		steps = append(steps, at)
	}
	open, missing := 0, map[int64]bool{}
	for i, at := range steps {
		if p := i % period; 2*empty[p] < of[p] {
			open++
			if !filled[at.Unix()] {
				missing[at.Unix()] = true
			}
		}
	}
	if float64(len(missing)) > max(rare*float64(open), 1) {
		return nil
	}
	return missing
}

// number reads a figure as the engine gives it.
func number(v any) (float64, bool) {
	switch x := v.(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, !math.IsNaN(x) && !math.IsInf(x, 0)
	case farol.Decimal:
		return x.Float(), true
	case *big.Int:
		f, _ := new(big.Float).SetInt(x).Float64()
		return f, true
	}
	return 0, false
}

// memberKey spells members so that no two are alike.
func memberKey(members []any) string {
	key := ""
	for _, m := range members {
		key += fmt.Sprintf("%T %v\x00", m, m)
	}
	return key
}
