package page

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// Renderer draws up the payloads of one project's pages. It is safe for concurrent use.
type Renderer struct {
	Log *slog.Logger // gets why a tile failed, which no reader may see; nil for none. It is set before the first use.

	project *project.Project
	query   *query.Service
	clock   func() time.Time
	landed  func(source string, loads []string) (Landed, bool)
}

// New makes a Renderer. clock tells the time now; the age of data is measured against it. landed tells what has come in from a
// source by the loads named, and false where nothing has.
func New(p *project.Project, q *query.Service, clock func() time.Time, landed func(source string, loads []string) (Landed, bool)) *Renderer {
	return &Renderer{project: p, query: q, clock: clock, landed: landed}
}

// Pages lists the pages that an entitlement may open, in the order of the rail.
func (r *Renderer) Pages(ent access.Entitlement) []*project.Page {
	var pages []*project.Page
	for _, p := range r.project.Pages {
		if ent.AllPages || slices.Contains(ent.Pages, p.Name) {
			pages = append(pages, p)
		}
	}
	slices.SortStableFunc(pages, func(a, b *project.Page) int { return a.Order - b.Order })
	return pages
}

// page gives a page that the entitlement may open. A page that exists for others only is refused like one that does not exist,
// so that its name tells nothing.
func (r *Renderer) page(ent access.Entitlement, name string) (*project.Page, error) {
	var names []string
	for _, p := range r.Pages(ent) {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	e := farol.Errorf(farol.CodeNotFound, "there is no page %q for you", name)
	if close := near.Nearest(name, names); len(close) > 0 {
		return nil, e.Hint("did you mean %q?", close[0])
	}
	return nil, e.Hint("an administrator can give you its right")
}

// rendering is one payload being made: one snapshot, one reader, one set of choices.
type rendering struct {
	*Renderer
	session  *query.Session
	page     *project.Page
	language string
	words    words
	params   Params
	anchor   time.Time // the last moment of the page's data; zero without any
	period   farol.Period
	compare  metric.Compare
	zone     *time.Location
}

// zone is where the days of the project begin.
func (r *Renderer) zone() *time.Location {
	zone, err := time.LoadLocation(r.project.Config.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func (r *Renderer) begin(ctx context.Context, ent access.Entitlement, name string, p Params) (*rendering, error) {
	pg, err := r.page(ent, name)
	if err != nil {
		return nil, err
	}
	session, err := r.query.Begin(ctx, ent)
	if err != nil {
		return nil, err
	}
	language := p.Language
	if !slices.Contains(r.project.Config.Languages, language) {
		language = r.project.Config.Languages[0]
	}
	g := &rendering{Renderer: r, session: session, page: pg, language: language, words: in(language), params: p, zone: r.zone()}
	if err := g.resolve(ctx); err != nil {
		session.Close()
		return nil, err
	}
	return g, nil
}

// resolve turns the chosen or default period and comparison into days. Relative periods end with the page's own data, so that
// a page of last year's data is not an empty one.
func (g *rendering) resolve(ctx context.Context) error {
	for _, v := range g.views() {
		if v.Time == nil {
			continue
		}
		to, err := g.session.DataTo(ctx, v.Name)
		if err == nil && !to.IsZero() && to.After(g.anchor) {
			g.anchor = to
		}
	}
	chosen := g.params.Period
	if chosen == "" {
		chosen = g.page.Period
	}
	if chosen == "" {
		chosen = "last_28_days"
	}
	period, err := query.ResolvePeriod(chosen, g.anchor)
	if err != nil {
		return err
	}
	g.period = period
	comparison := g.params.Comparison
	if comparison == "" {
		comparison = g.page.Compare
	}
	switch comparison {
	case "", "none":
		g.compare = metric.CompareNone
	case string(metric.PreviousPeriod), string(metric.PreviousYear):
		g.compare = metric.Compare(comparison)
	default:
		return farol.Errorf(farol.CodeBadQuery, "cannot compare with %q", comparison).Hint("write previous_period, previous_year or none")
	}
	if g.period.IsZero() {
		g.compare = metric.CompareNone // All time has nothing before it.
	}
	for dimension := range g.params.Filters {
		if !g.offers(dimension) {
			return farol.Errorf(farol.CodeUnknownName, "this page has no filter %q", dimension).Hint("open the page without it")
		}
	}
	return nil
}

// views lists the metrics views of the page's tiles, then those it names itself, each once.
func (g *rendering) views() []*metric.View {
	var names []string
	add := func(measure string) {
		view, _, _ := strings.Cut(measure, ".")
		if view != "" && !slices.Contains(names, view) {
			names = append(names, view)
		}
	}
	for _, row := range g.page.Rows {
		for i := range row {
			for _, m := range row[i].Measures() {
				add(m)
			}
		}
	}
	for _, v := range g.page.Views {
		add(v)
	}
	var views []*metric.View
	for _, n := range names {
		v := g.view(n)
		if v != nil && v.Ahead != nil {
			v = g.view(v.Ahead.View) // A forecast has the age and the filters of what it is made of.
		}
		if v != nil && !slices.Contains(views, v) {
			views = append(views, v)
		}
	}
	return views
}

func (r *Renderer) view(name string) *metric.View {
	for _, v := range r.project.Views {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// offers tells whether a dimension can be filtered by on this page.
func (g *rendering) offers(dimension string) bool {
	for _, v := range g.views() {
		if v.Dimension(dimension) != nil {
			return true
		}
	}
	return false
}

// where gives the chosen filters that a view can apply, and the chosen dimensions that it lacks.
func (g *rendering) where(v *metric.View) (filters []metric.Filter, missing []string) {
	names := make([]string, 0, len(g.params.Filters))
	for name := range g.params.Filters {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, ok := filter(name, g.params.Filters[name])
		switch {
		case !ok:
		case v.Dimension(name) == nil:
			missing = append(missing, name)
		default:
			filters = append(filters, f)
		}
	}
	return filters, missing
}

// Render gives the payload of a page. A tile that fails holds its own problem; the error is of the page as a whole.
func (r *Renderer) Render(ctx context.Context, ent access.Entitlement, name string, p Params) (*Payload, error) {
	g, err := r.begin(ctx, ent, name, p)
	if err != nil {
		return nil, err
	}
	defer g.session.Close()
	out := &Payload{
		Name: g.page.Name, Title: g.page.Title.In(g.language), Language: g.language,
		Filters: []Filter{}, Sentence: []Part{}, Rows: [][]Tile{},
	}
	begun := make([][]*asked, len(g.page.Rows))
	var ahead []metric.Query
	for i, row := range g.page.Rows {
		for j := range row {
			a := g.ask(i, j, &row[j], len(row))
			begun[i], ahead = append(begun[i], a), append(ahead, g.ahead(a)...)
		}
	}
	g.session.Expect(ctx, ahead)
	for _, row := range begun {
		tiles := make([]Tile, 0, len(row))
		for _, a := range row {
			tiles = append(tiles, g.fill(ctx, a))
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		out.Rows = append(out.Rows, tiles)
	}
	out.Filters = g.filters(ctx)
	if out.Sentence, err = g.sentence(ctx, out.Filters); err != nil {
		return nil, err
	}
	for i := range out.Filters {
		for _, part := range out.Sentence {
			if part.Filter == out.Filters[i].ID {
				out.Filters[i].InSentence = true
			}
		}
	}
	out.Freshness = g.freshness(ctx)
	out.Version = g.session.Version()
	return out, nil
}
