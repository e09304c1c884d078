package page

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// The least and the most steps of the past that a fan shows; between them it is three horizons.
const leastPast, mostPast = 30, 120

// fan fills a fan tile: the past as any line shows it, and what the forecast's tables tell of the same series.
func (g *rendering) fan(ctx context.Context, q metric.Query, t *Tile) error {
	a, err := g.session.Ahead(ctx, q.View, q.Where)
	if err != nil {
		return err
	}
	t.State, t.Problem = g.standing(ctx, a)
	if a.Said == nil || a.Said.Text("state") == "withheld" {
		return nil
	}
	if t.Fan, err = g.drawn(ctx, a); err != nil {
		return err
	}
	// What is drawn of the future, as it is written to a file.
	step := string(a.View.Ahead.Step)
	t.Query = &metric.Query{View: q.View, Measures: []string{"forecast", "lo80", "hi80", "lo95", "hi95"}, By: []string{step}, Where: q.Where,
		Order: []metric.Order{{By: step}}, WeekStart: q.WeekStart}
	return nil
}

// standing tells how a forecast stands, with the reason in words where there is nothing to draw.
func (g *rendering) standing(ctx context.Context, a *query.Ahead) (string, *Problem) {
	w := aheadIn(g.language)
	switch {
	case a.Said == nil:
		return "empty", &Problem{Code: "empty", Title: g.words.Nothing}
	case a.Said.Text("state") == "withheld":
		return "withheld", &Problem{Code: string(farol.CodeNoForecast), Title: fmt.Sprintf(w.Short, a.Said.Whole("steps"), a.View.Ahead.Horizon), Hint: w.ShortHint}
	case g.older(ctx, a):
		return "stale", &Problem{Code: "stale", Title: w.Old, Hint: w.OldHint}
	}
	return "ok", nil
}

// older tells that a whole step has come since the forecast was made.
func (g *rendering) older(ctx context.Context, a *query.Ahead) bool {
	to, err := g.session.DataTo(ctx, a.View.Name)
	if err != nil || to.IsZero() {
		return false
	}
	kept, week := g.view(a.View.Ahead.View).Time.Grain, g.project.Config.WeekStart
	if kept == "" {
		kept = farol.GrainDay
	}
	wall := g.clock().In(g.zone)
	if now := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC); to.After(now) {
		to = now
	}
	step := a.View.Ahead.Step
	next := metric.AfterBucket(moment(a.Said.Text("now")), step)
	return !metric.AfterBucket(next, step).After(metric.AfterBucket(metric.BucketOf(to, kept, week), kept))
}

// drawn gives all that is drawn of a forecast.
func (g *rendering) drawn(ctx context.Context, a *query.Ahead) (*Fan, error) {
	of := a.View.Ahead
	base := g.view(of.View)
	m := g.measure(base, base.Measure(of.Measure))
	fan := &Fan{
		Forecast: of.Forecast, IssuedAt: a.Said.Text("issued_at"), Horizon: of.Horizon, Step: string(of.Step), Naive: a.Said.Text("state") == "naive",
		Refused: map[string]string{}, Holidays: [][]any{}, Members: []FanMember{}, Anomalies: [][]any{}, Findings: []FanFinding{},
	}
	s := FanSeries{Name: m.Label, Unit: m.Unit, Now: at(a.Said.Text("now")), CompleteUntil: at(a.Said.Text("complete_until")), Completed: [][]any{}, Next: []FanStep{}}
	var err error
	if s.Past, err = g.before(ctx, a); err != nil {
		return nil, err
	}
	begin := s.Now
	if len(s.Past) > 0 {
		begin, _ = s.Past[0][0].(string)
	}
	completed, err := a.Records(ctx, "_completed", query.Asking{Order: "step"})
	if err != nil {
		return nil, err
	}
	for _, r := range completed {
		s.Completed = append(s.Completed, []any{at(r.Text("step")), g.round(a, r.Number("value"))})
	}
	if s.Next, err = g.next(ctx, a); err != nil {
		return nil, err
	}
	fan.Series = []FanSeries{s}
	for _, level := range []string{"50", "80", "95"} {
		if a.Said.Text("refused"+level) != "" {
			fan.Refused[level] = fmt.Sprintf(aheadIn(g.language).Refused, level)
		}
	}
	if fan.Total, err = g.total(ctx, a); err != nil {
		return nil, err
	}
	fan.Right = &FanRight{Origins: int(a.Said.Whole("origins")), MAE: a.Said.Number("mae"), NaiveMAE: a.Said.Number("naive_mae"), Inside80: a.Said.Number("inside80"),
		IssuedScored: a.Said.Whole("issued_scored"), IssuedInside80: a.Said.Number("issued_inside80")}
	if fan.Target, err = g.target(ctx, a); err != nil {
		return nil, err
	}
	if err := g.beside(ctx, a, fan, begin); err != nil {
		return nil, err
	}
	fan.Holidays = g.holidays(of.Forecast, begin, s.Next)
	return fan, nil
}

// before gives the past of the series, as the view that the measure is of tells it. Where it has no rows a sum or count is zero.
func (g *rendering) before(ctx context.Context, a *query.Ahead) ([][]any, error) {
	of := a.View.Ahead
	now := moment(a.Said.Text("now"))
	steps := min(max(3*of.Horizon, leastPast), mostPast, int(max(1, a.Said.Whole("steps"))))
	frequency := map[farol.Grain]forecast.Frequency{farol.GrainHour: forecast.Hourly, farol.GrainDay: forecast.Daily, farol.GrainWeek: forecast.Weekly, farol.GrainMonth: forecast.Monthly}[of.Step]
	from, end := frequency.After(now, 1-steps), frequency.After(now, 1)
	period := farol.Period{From: farol.Date(from.Year(), from.Month(), from.Day()), To: farol.Date(end.Year(), end.Month(), end.Day())}
	if period.To.Before(end) {
		period.To = period.To.AddDate(0, 0, 1)
	}
	r, err := g.session.Run(ctx, metric.Query{
		View: of.View, Measures: []string{of.Measure}, By: []string{string(of.Step)}, Where: a.Where, Period: period, Fill: true,
		Order: []metric.Order{{By: string(of.Step)}}, WeekStart: g.project.Config.WeekStart,
	})
	if err != nil {
		return nil, err
	}
	past := [][]any{}
	for _, row := range r.Rows {
		text, _ := row[0].(string)
		step := moment(text)
		if step.Before(from) || step.After(now) {
			continue
		}
		value := row[1]
		if value == nil {
			value = 0
		}
		past = append(past, []any{at(text), value})
	}
	return past, nil
}

// next gives the steps to come, as the measures of the forecast tell them.
func (g *rendering) next(ctx context.Context, a *query.Ahead) ([]FanStep, error) {
	q := metric.Query{View: a.View.Name, Measures: []string{"forecast", "lo50", "hi50", "lo80", "hi80", "lo95", "hi95"}, By: []string{string(a.View.Ahead.Step)}, Where: a.Where}
	r, err := g.session.Run(ctx, q)
	if err != nil {
		return nil, err
	}
	list := []FanStep{}
	for _, row := range r.Rows {
		figures := query.Record{}
		for i, name := range q.Measures {
			figures[name] = row[i+1]
		}
		value, step := figures.Number("forecast"), query.MemberText(row[0])
		if value == nil {
			continue // The end of a target's period, beyond the horizon.
		}
		list = append(list, FanStep{At: at(step), Value: *value, Lo50: figures.Number("lo50"), Hi50: figures.Number("hi50"),
			Lo80: figures.Number("lo80"), Hi80: figures.Number("hi80"), Lo95: figures.Number("lo95"), Hi95: figures.Number("hi95")})
	}
	return list, nil
}

// round rounds a figure as answers do that have the measure.
func (g *rendering) round(a *query.Ahead, x *float64) *float64 {
	if x == nil {
		return nil
	}
	v := a.View.Round(a.View.Measure("forecast"), *x)
	return &v
}

// total gives what all steps to come add up to: the figure of the measure itself, with the range that the sums of the past tell.
func (g *rendering) total(ctx context.Context, a *query.Ahead) (*FanTotal, error) {
	r, err := g.session.Run(ctx, metric.Query{View: a.View.Name, Measures: []string{"forecast"}, Where: a.Where})
	if err != nil || len(r.Rows) == 0 {
		return nil, err
	}
	value := query.Record{"v": r.Rows[0][0]}.Number("v")
	if value == nil {
		return nil, nil
	}
	return &FanTotal{Value: *value, Lo80: g.round(a, a.Said.Number("total_lo80")), Hi80: g.round(a, a.Said.Number("total_hi80"))}, nil
}

// target gives the target whose period is not over, the nearest first.
func (g *rendering) target(ctx context.Context, a *query.Ahead) (*FanTarget, error) {
	rows, err := a.Records(ctx, "_target", query.Asking{Order: "period_to"})
	if err != nil {
		return nil, err
	}
	now := a.Said.Text("now")
	for _, r := range rows {
		if r.Text("period_to") <= now[:min(len(now), len(time.DateOnly))] {
			continue
		}
		t := &FanTarget{Period: named(moment(r.Text("period_from")), moment(r.Text("period_to"))), Expected: g.round(a, r.Number("expected")), Chance: r.Number("chance")}
		for column, into := range map[string]*float64{"target": &t.Value, "so_far": &t.SoFar} {
			if v := g.round(a, r.Number(column)); v != nil {
				*into = *v
			}
		}
		return t, nil
	}
	return nil, nil
}

// named writes a period as briefly as its ends allow: a month, a year, or its two days.
func named(from, last time.Time) string {
	end := last.AddDate(0, 0, 1)
	switch {
	case from.Day() == 1 && end.Equal(from.AddDate(0, 1, 0)):
		return from.Format("2006-01")
	case from.YearDay() == 1 && end.Equal(from.AddDate(1, 0, 0)):
		return from.Format("2006")
	}
	return from.Format(time.DateOnly) + ".." + last.Format(time.DateOnly)
}

// beside fills in what is told beside the figures: the methods, what was found in the past, and what surprised.
func (g *rendering) beside(ctx context.Context, a *query.Ahead, fan *Fan, begin string) error {
	members, err := a.Records(ctx, "_backtest", query.Asking{Order: "position"})
	if err != nil {
		return err
	}
	for _, r := range members {
		if weight := r.Number("weight"); weight != nil && *weight > 0 {
			fan.Members = append(fan.Members, fanMember(r))
		}
	}
	anomalies, err := a.Records(ctx, "_anomaly", query.Asking{Order: "step"})
	if err != nil {
		return err
	}
	for _, r := range anomalies {
		if step := at(r.Text("step")); step >= begin {
			fan.Anomalies = append(fan.Anomalies, []any{step, r["actual"], r["lo95"], r["hi95"]})
		}
	}
	findings, err := a.Records(ctx, "_finding", query.Asking{Order: "step"})
	if err != nil {
		return err
	}
	for _, r := range findings {
		fan.Findings = append(fan.Findings, FanFinding{At: at(r.Text("step")), Kind: r.Text("kind"), Text: r.Text("text"), Size: r.Number("size")})
	}
	return nil
}

func fanMember(r query.Record) FanMember {
	m := FanMember{Name: r.Text("member"), MAE: r.Number("mae"), Naive: r.Whole("position") == 0}
	if w := r.Number("weight"); w != nil {
		m.Weight = *w
	}
	return m
}

// holidays names those of the forecast's country that lie in what is drawn.
func (g *rendering) holidays(name, begin string, next []FanStep) [][]any {
	days := [][]any{}
	for _, f := range g.project.Forecasts {
		calendar, err := forecast.Country(f.Country)
		if f.Name != name || err != nil || len(next) == 0 || f.Step.Coarseness() > farol.GrainDay.Coarseness() {
			continue
		}
		end := moment(next[len(next)-1].At)
		for day := moment(begin).Truncate(24 * time.Hour); !day.After(end); day = day.AddDate(0, 0, 1) {
			if holiday := calendar.Holiday(day); holiday != "" {
				days = append(days, []any{day.Format(time.DateOnly), holiday})
			}
		}
	}
	return days
}

// moment reads a step back; a day, or a wall-clock time with or without seconds.
func moment(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// at names a step: a day, or an hour without its seconds.
func at(text string) string {
	t := moment(text)
	if t.IsZero() || len(text) <= len(time.DateOnly) {
		return text
	}
	return t.Format("2006-01-02T15:04")
}

// unfitting says in the reader's language for what forecasts are made.
func (g *rendering) unfitting(v *metric.View) *Problem {
	w := aheadIn(g.language)
	var made []string
	for _, level := range v.Ahead.Levels {
		if len(level) == 0 {
			if g.session.Entitlement().AllRows || v.Shared && v.Tenant == "" {
				made = append(made, w.Total)
			}
			continue
		}
		var labels []string
		for _, name := range level {
			labels = append(labels, inside(g.dimension(v, name).Label))
		}
		made = append(made, fmt.Sprintf(w.By, g.words.list(labels)))
	}
	return &Problem{Code: string(farol.CodeNoForecast), Title: w.Unfitting, Hint: fmt.Sprintf(w.UnfittingHint, strings.Join(made, ", "))}
}

// narrowed tells whether a filter of the page is one that the measure has and its forecast does not.
func (g *rendering) narrowed(v *metric.View, missing []string) bool {
	if v.Ahead == nil {
		return false
	}
	base := g.view(v.Ahead.View)
	return base != nil && slices.ContainsFunc(missing, func(name string) bool { return base.Dimension(name) != nil })
}
