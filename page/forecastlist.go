package page

import (
	"context"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// ForecastBrief is a forecast in the list of those that somebody may see: what it says of the series that is theirs to begin with.
type ForecastBrief struct {
	ForecastLink
	State    string            `json:"state" enum:"ok,stale,empty,withheld,denied,not_built"`
	Problem  *Problem          `json:"problem,omitempty"`
	Measure  Measure           `json:"measure"`
	Of       string            `json:"of" doc:"The series in words; blank where one has to be chosen first."`
	Step     string            `json:"step" enum:"hour,day,week,month"`
	Horizon  int               `json:"horizon"`
	From     string            `json:"from,omitempty" doc:"The first step to come."`
	To       string            `json:"to,omitempty" doc:"The last step to come."`
	Total    *FanTotal         `json:"total,omitempty" doc:"Of all steps to come."`
	Refused  map[string]string `json:"refused" doc:"80 or 95: why that range is not given."`
	Naive    bool              `json:"naive"`
	IssuedAt string            `json:"issued_at,omitempty"`
	Origins  int               `json:"origins"`
	Inside80 *float64          `json:"inside80" doc:"On origins of the past."`
}

// ForecastList tells briefly what each forecast says that an entitlement may ask about. One that cannot be told says why; the error is of
// the list as a whole.
func (r *Renderer) ForecastList(ctx context.Context, ent access.Entitlement, p Params) ([]ForecastBrief, error) {
	list := []ForecastBrief{}
	session, err := r.query.Begin(ctx, ent)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	for _, f := range r.project.Forecasts {
		if !r.mayAsk(ent, f) {
			continue
		}
		g := r.telling(session, f, Params{Language: p.Language})
		base, m := r.project.Measured(f)
		b := ForecastBrief{
			ForecastLink: ForecastLink{Name: f.Name, Title: Label(f.Title, f.Name, g.language)}, State: "ok", Measure: g.measure(base, m),
			Step: string(r.view(f.Name).Ahead.Step), Horizon: f.Horizon, Refused: map[string]string{},
		}
		if err := g.brief(ctx, &b, r.view(f.Name)); err != nil {
			if err := g.untold(ctx, f.Name, err, &b.State, &b.Problem); err != nil {
				return nil, err
			}
		}
		list = append(list, b)
	}
	return list, ctx.Err()
}

// telling begins to tell of one forecast: on a page of its own, with nothing but it, so that its age is that of its own data.
func (r *Renderer) telling(session *query.Session, f *project.Forecast, p Params) *rendering {
	if !slices.Contains(r.project.Config.Languages, p.Language) {
		p.Language = r.project.Config.Languages[0]
	}
	screen := &project.Page{Name: f.Name, Title: f.Title, Rows: [][]project.Tile{{{Fan: f.Name + ".forecast"}}}}
	return &rendering{Renderer: r, session: session, page: screen, language: p.Language, words: in(p.Language), params: p, zone: r.zone()}
}

// untold turns the reason why a forecast cannot be told into its state. Any other error is the answer's own.
func (g *rendering) untold(ctx context.Context, name string, err error, state *string, problem **Problem) error {
	if e := farol.AsErrors(err)[0]; !slices.Contains([]farol.Code{farol.CodeNoForecast, farol.CodeNotBuilt, farol.CodeForbidden}, e.Code) {
		return err
	}
	t := Tile{ID: name, Measures: []Measure{{Name: name + ".forecast"}}}
	g.fail(ctx, &t, err)
	*state, *problem = t.State, t.Problem
	return nil
}

// brief fills in what is said of the series that nothing chooses but the rights of the reader.
func (g *rendering) brief(ctx context.Context, b *ForecastBrief, v *metric.View) error {
	a, err := g.session.Ahead(ctx, v.Name, nil)
	if err != nil {
		return err
	}
	chosen, err := g.chosen(ctx, v, a)
	if err != nil {
		return err
	}
	b.Of = chosen.Label
	b.State, b.Problem = g.standing(ctx, a)
	if a.Said == nil || b.State == "withheld" {
		return nil
	}
	next, err := g.next(ctx, a)
	if err != nil {
		return err
	}
	if len(next) > 0 {
		b.From, b.To = next[0].At, next[len(next)-1].At
	}
	b.Refused, b.Naive, b.IssuedAt = g.refused(a), a.Said.Text("state") == "naive", a.Said.Text("issued_at")
	b.Origins, b.Inside80 = int(a.Said.Whole("origins")), a.Said.Number("inside80")
	b.Total, err = g.total(ctx, a)
	return err
}
