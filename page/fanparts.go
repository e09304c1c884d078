package page

import (
	"context"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

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
