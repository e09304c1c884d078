package page

import (
	"context"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// The most series that are offered by name, and the most steps that are told with what came of them.
const (
	mostChoices = 50
	mostIssued  = 200
)

// Forecasts lists the forecasts that an entitlement may ask about: those of its pages, and all where it may ask freely.
func (r *Renderer) Forecasts(ent access.Entitlement, language string) []ForecastLink {
	links := []ForecastLink{}
	for _, f := range r.project.Forecasts {
		if r.mayAsk(ent, f) {
			links = append(links, ForecastLink{Name: f.Name, Title: Label(f.Title, f.Name, language)})
		}
	}
	return links
}

// mayAsk tells whether a forecast is open to an entitlement. Which of its series are, the rows tell.
func (r *Renderer) mayAsk(ent access.Entitlement, f *project.Forecast) bool {
	v := r.view(f.Name)
	if v == nil || v.Ahead == nil {
		return false
	}
	// Who sees some rows only sees nothing of a forecast whose tables do not tell whose they are.
	if !ent.AllRows && !(v.Shared && v.Tenant == "") && !slices.ContainsFunc(ent.Rows, func(alternative []metric.Filter) bool {
		return !slices.ContainsFunc(alternative, func(rule metric.Filter) bool {
			return !slices.ContainsFunc(v.Dimensions, func(d metric.Dimension) bool { return d.Column == rule.Column })
		})
	}) {
		return false
	}
	if ent.Explore {
		return true
	}
	for _, p := range r.Pages(ent) {
		for _, row := range p.Rows {
			for i := range row {
				for _, m := range row[i].Measures() {
					if view, _, _ := strings.Cut(m, "."); view == f.Name {
						return true
					}
				}
			}
		}
	}
	return false
}

// Forecast tells all there is to tell of a forecast of the series that the filters choose.
func (r *Renderer) Forecast(ctx context.Context, ent access.Entitlement, name string, p Params) (*ForecastAccount, error) {
	at := slices.IndexFunc(r.project.Forecasts, func(f *project.Forecast) bool { return f.Name == name && r.mayAsk(ent, f) })
	if at < 0 {
		return nil, farol.Errorf(farol.CodeNotFound, "there is no forecast %q for you", name).Hint("an administrator can give you its right")
	}
	f, v := r.project.Forecasts[at], r.view(name)
	session, err := r.query.Begin(ctx, ent)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	g := r.telling(session, f, p)
	base, m := r.project.Measured(f)
	out := &ForecastAccount{
		Name: name, Title: Label(f.Title, name, g.language), State: "ok", Measure: g.measure(base, m), Freshness: g.freshness(ctx),
		Chosen: ForecastChoice{Filters: map[string]string{}}, Choices: []ForecastChoice{}, Members: []ForecastMember{}, Effects: []ForecastEffect{}, Issued: []ForecastIssued{}, Tried: []ForecastTried{},
	}
	filters, missing := g.where(v)
	if g.narrowed(v, missing) {
		err = farol.Errorf(farol.CodeNoForecast, "no forecast is made for this selection")
	} else if len(missing) > 0 {
		return nil, farol.Errorf(farol.CodeUnknownName, "this forecast has no filter %q", missing[0]).Hint("open it without")
	} else {
		err = g.account(ctx, out, v, filters)
	}
	if err != nil {
		if err := g.untold(ctx, name, err, &out.State, &out.Problem); err != nil {
			return nil, err
		}
	}
	if out.State != "denied" && out.State != "not_built" {
		if err := g.choices(ctx, out, v); err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}

// account fills in what is told of the one series that was chosen.
func (g *rendering) account(ctx context.Context, out *ForecastAccount, v *metric.View, filters []metric.Filter) error {
	a, err := g.session.Ahead(ctx, v.Name, filters)
	if err != nil {
		return err
	}
	if out.Chosen, err = g.chosen(ctx, v, a); err != nil {
		return err
	}
	out.State, out.Problem = g.standing(ctx, a)
	if a.Said == nil {
		return nil
	}
	out.Steps = int(a.Said.Whole("steps"))
	if out.State == "withheld" {
		return nil
	}
	if out.Fan, err = g.drawn(ctx, a); err != nil {
		return err
	}
	out.Query = g.filed(a)
	if out.Members, err = g.methods(ctx, a); err != nil {
		return err
	}
	if out.Effects, err = g.moved(ctx, a); err != nil {
		return err
	}
	issued, err := a.Records(ctx, "_issued", query.Asking{Known: "actual", Order: "step", Desc: true, Limit: mostIssued})
	for _, r := range issued {
		out.Issued = append(out.Issued, ForecastIssued{IssuedAt: r.Text("issued_at"), At: at(r.Text("step")), Value: *r.Number("value"), Actual: *r.Number("actual"),
			Lo80: r.Number("lo80"), Hi80: r.Number("hi80"), Lo95: r.Number("lo95"), Hi95: r.Number("hi95")})
	}
	if err == nil {
		out.Tried, err = g.tried(ctx, a)
	}
	return err
}

// methods tells how each method did in the backtests, and why one has no part in the forecast.
func (g *rendering) methods(ctx context.Context, a *query.Ahead) ([]ForecastMember, error) {
	rows, err := a.Records(ctx, "_backtest", query.Asking{Order: "position"})
	list := []ForecastMember{}
	w := aheadIn(g.language)
	for _, r := range rows {
		m := ForecastMember{FanMember: fanMember(r), MASE: r.Number("mase")}
		switch {
		case m.Weight > 0:
		case m.MAE == nil:
			m.Why = w.Untried
		case m.Naive:
			m.Why = w.Naive
		default:
			m.Why = w.Dropped
		}
		list = append(list, m)
	}
	return list, err
}

// moved tells what moves the series.
func (g *rendering) moved(ctx context.Context, a *query.Ahead) ([]ForecastEffect, error) {
	rows, err := a.Records(ctx, "_effect", query.Asking{Order: "step"})
	list := []ForecastEffect{}
	places := map[string]int{}
	for _, r := range rows {
		name := r.Text("effect")
		i, known := places[name]
		if !known {
			i = len(list)
			places[name] = i
			label := aheadIn(g.language).Effects[name]
			if label == "" {
				label = title(name)
			}
			list = append(list, ForecastEffect{Name: name, Label: label, Values: [][]any{}})
		}
		list[i].Values = append(list[i].Values, []any{at(r.Text("step")), r["value"]})
	}
	return list, err
}

// chosen names the series that an account is of.
func (g *rendering) chosen(ctx context.Context, v *metric.View, a *query.Ahead) (ForecastChoice, error) {
	c := ForecastChoice{Filters: map[string]string{}}
	if len(a.Level) == 0 {
		c.Label = aheadIn(g.language).All
		return c, nil
	}
	if a.Said == nil {
		return c, nil
	}
	for _, name := range a.Level {
		c.Filters[name] = query.MemberText(a.Said[v.Dimension(name).Column])
	}
	var err error
	c.Label, err = g.memberLabels(ctx, v, a.Level, c.Filters)
	return c, err
}

// memberLabels names the members of a series.
func (g *rendering) memberLabels(ctx context.Context, v *metric.View, level []string, members map[string]string) (string, error) {
	q := metric.Query{View: v.Name, Measures: []string{"forecast"}, By: level, Limit: 1}
	for _, name := range level {
		q.Where = append(q.Where, metric.Filter{Column: name, Op: metric.In, Values: []any{memberValue(members[name])}})
	}
	r, err := g.session.Run(ctx, q)
	if err != nil || len(r.Rows) == 0 {
		var texts []string
		for _, name := range level {
			texts = append(texts, members[name])
		}
		return g.words.list(texts), err
	}
	return g.rowLabel(v, r, r.Rows[0]), nil
}

func memberValue(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// rowLabel names the members of a row as the screens do.
func (g *rendering) rowLabel(v *metric.View, r *query.Result, row []any) string {
	var texts []string
	for i, c := range r.Columns {
		if c.Role != metric.RoleDimension {
			continue
		}
		text := query.MemberText(row[i])
		if label := NameDimension(v.Dimension(c.Name), g.language).Labels[text]; label != "" {
			text = label
		}
		if at := slices.IndexFunc(r.Columns, func(l metric.OutColumn) bool { return l.Role == metric.RoleLabel && l.Of == c.Name }); at >= 0 && row[at] != nil {
			text = query.MemberText(row[at])
		}
		if text == "" {
			text = g.words.Blank
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// choices lists the series that the reader may see: the total, then the largest of each level.
func (g *rendering) choices(ctx context.Context, out *ForecastAccount, v *metric.View) error {
	ent := g.session.Entitlement()
	for _, level := range v.Ahead.Levels {
		if len(level) == 0 {
			if ent.AllRows || v.Shared && v.Tenant == "" {
				out.Choices = append([]ForecastChoice{{Label: aheadIn(g.language).All, Filters: map[string]string{}}}, out.Choices...)
			}
			continue
		}
		r, err := g.session.Run(ctx, metric.Query{View: v.Name, Measures: []string{"forecast"}, By: level, Limit: mostChoices})
		if err != nil {
			if farol.AsErrors(err)[0].Code == farol.CodeNoForecast {
				continue // Another level is all that this reader may see.
			}
			return err
		}
		out.More = out.More || r.RowCount > int64(len(r.Rows))
		for _, row := range r.Rows {
			c := ForecastChoice{Label: g.rowLabel(v, r, row), Filters: map[string]string{}}
			for i, column := range r.Columns {
				if column.Role == metric.RoleDimension {
					c.Filters[column.Name] = query.MemberText(row[i])
				}
			}
			out.Choices = append(out.Choices, c)
		}
	}
	return nil
}
