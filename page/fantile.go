package page

import (
	"context"
	"fmt"
	"time"

	"github.com/farol-kpi/farol"
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
	t.Query = g.filed(a)
	return nil
}

// filed asks for what is drawn of the future, as it is written to a file.
func (g *rendering) filed(a *query.Ahead) *metric.Query {
	step := string(a.View.Ahead.Step)
	return &metric.Query{View: a.View.Name, Measures: []string{"forecast", "lo80", "hi80", "lo95", "hi95"}, By: []string{step}, Where: a.Where,
		Order: []metric.Order{{By: step}}, WeekStart: g.project.Config.WeekStart}
}

// standing tells how a forecast stands, with the reason in words where there is nothing to draw.
func (g *rendering) standing(ctx context.Context, a *query.Ahead) (string, *Problem) {
	w := aheadIn(g.language)
	switch {
	case a.Said == nil:
		return "empty", &Problem{Code: "empty", Title: w.None, Hint: w.NoneHint}
	case a.Said.Text("state") == "withheld":
		return "withheld", &Problem{Code: string(farol.CodeNoForecast), Title: fmt.Sprintf(w.Short, w.count(int(a.Said.Whole("steps")), a.View.Ahead.Step), a.View.Ahead.Horizon), Hint: w.ShortHint}
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
		Refused: g.refused(a), Holidays: [][]any{}, Members: []FanMember{}, Anomalies: [][]any{}, Findings: []FanFinding{},
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

// refused tells which ranges are not given, in words.
func (g *rendering) refused(a *query.Ahead) map[string]string {
	out := map[string]string{}
	for _, level := range []string{"50", "80", "95"} {
		if a.Said.Text("refused"+level) != "" {
			out[level] = fmt.Sprintf(aheadIn(g.language).Refused, level)
		}
	}
	return out
}
