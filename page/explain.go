package page

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// Landed tells what has come in from a source.
type Landed struct {
	Loads    int64
	Rows     int64
	Rejected int64
	At       time.Time
}

// Explain tells what a figure of a page rests on: measure is view.measure, tile the Tile.ID whose own filters and period hold, or "".
// Invariant 14: every figure leads back to its formula, table versions and loads.
func (r *Renderer) Explain(ctx context.Context, ent access.Entitlement, name, tile, measure string, p Params) (*Explanation, error) {
	g, err := r.begin(ctx, ent, name, p)
	if err != nil {
		return nil, err
	}
	defer g.session.Close()
	view, short, _ := strings.Cut(measure, ".")
	spec := g.spec(tile)
	if tile != "" && spec == nil {
		return nil, farol.Errorf(farol.CodeNotFound, "this page has no tile %q", tile).Hint("open the page again")
	}
	if spec != nil && !slices.Contains(spec.Measures(), measure) {
		return nil, farol.Errorf(farol.CodeNotFound, "the tile %q does not show %q", tile, measure).Hint("open the page again")
	}
	v := g.view(view)
	if v == nil || v.Ahead == nil && !slices.Contains(g.views(), v) || v.Ahead != nil && spec == nil {
		return nil, farol.Errorf(farol.CodeNotFound, "this page does not show %q", measure).Hint("open the page again")
	}
	q := metric.Query{View: view, Measures: []string{short}, Period: g.period}
	if spec != nil {
		var unused Tile
		if _, q, err = g.question(spec, &unused); err != nil {
			return nil, err
		}
		q = metric.Query{View: view, Measures: []string{short}, Period: q.Period, Where: q.Where}
	}
	filters, _ := g.where(v)
	q.Where = append(q.Where, filters...)
	if v.Time == nil {
		q.Period = farol.Period{}
	}
	return g.explain(ctx, q)
}

// ExplainMeasure tells what a measure (view.measure) rests on away from any page, under the chosen period and filters.
func (r *Renderer) ExplainMeasure(ctx context.Context, ent access.Entitlement, measure string, p Params) (*Explanation, error) {
	session, err := r.query.Begin(ctx, ent)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	if !slices.Contains(r.project.Config.Languages, p.Language) {
		p.Language = r.project.Config.Languages[0]
	}
	g := &rendering{Renderer: r, session: session, language: p.Language, words: in(p.Language), params: p}
	view, short, _ := strings.Cut(measure, ".")
	q := metric.Query{View: view, Measures: []string{short}}
	if v := g.view(view); v != nil {
		q.Where, _ = g.where(v)
		if v.Time != nil && p.Period != "" {
			to, err := session.DataTo(ctx, view)
			if err != nil {
				return nil, err
			}
			if q.Period, err = query.ResolvePeriod(p.Period, to); err != nil {
				return nil, err
			}
		}
	}
	return g.explain(ctx, q)
}

// spec gives the tile of an id, or nil.
func (g *rendering) spec(id string) *project.Tile {
	for i, row := range g.page.Rows {
		for j := range row {
			if id == fmt.Sprintf("r%dt%d", i, j) {
				return &row[j]
			}
		}
	}
	return nil
}

func (g *rendering) explain(ctx context.Context, q metric.Query) (*Explanation, error) {
	found, err := g.session.Explain(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &Explanation{
		Measure: g.measure(found.View, found.Measure), Formula: g.formula(found.View, found.Measure), Value: found.Value, Period: found.Period,
		Rows: found.Rows, Table: found.Table.Name, Version: found.Table.Version, PublishedAt: found.Table.PublishedAt, DataTo: found.DataTo,
		Parts: []ExplainPart{}, Filters: []string{}, Sources: []ExplainSource{},
	}
	for _, part := range found.Parts {
		m := g.measure(found.View, part.Measure)
		out.Parts = append(out.Parts, ExplainPart{Label: m.Label, Measure: m, Value: part.Value})
	}
	for _, f := range found.Filters {
		out.Filters = append(out.Filters, g.filterText(ctx, found.View, f))
	}
	if !found.AllRows {
		out.Filters = append(out.Filters, g.rowsText(ctx, found.View))
	}
	for _, name := range g.sourcesOf(found.Table.Name) {
		s := ExplainSource{Source: name}
		if landed, ok := g.landed(name, g.session.Loads(name)); ok {
			s.LandedAt = landed.At.UTC().Format(time.RFC3339)
			if found.AllRows { // How much came in tells of all tenants together.
				s.Loads, s.Rows, s.Rejected = landed.Loads, landed.Rows, landed.Rejected
			}
		}
		out.Sources = append(out.Sources, s)
	}
	return out, nil
}

// formula says in words how a measure is computed: the project's own words, or those of its aggregate.
func (g *rendering) formula(v *metric.View, m *metric.Measure) string {
	if own := m.Description.In(g.language); own != "" {
		return own
	}
	label := func(name string) string {
		if part := v.Measure(name); part != nil {
			return g.measure(v, part).Label
		}
		return title(name)
	}
	f := g.words.Formulas
	switch {
	case m.Sum != "":
		return fmt.Sprintf(f["sum"], title(m.Sum))
	case m.Count == "*":
		return f["rows"]
	case m.Count != "":
		return fmt.Sprintf(f["count"], title(m.Count))
	case m.CountDistinct != "":
		return fmt.Sprintf(f["count_distinct"], title(m.CountDistinct))
	case m.Min != "":
		return fmt.Sprintf(f["min"], title(m.Min))
	case m.Max != "":
		return fmt.Sprintf(f["max"], title(m.Max))
	case m.Average != "":
		return fmt.Sprintf(f["average"], title(m.Average))
	case m.Median != "":
		return fmt.Sprintf(f["median"], title(m.Median))
	case m.Quantile != nil:
		return fmt.Sprintf(f["quantile"], title(m.Quantile.Column), fmt.Sprint(m.Quantile.Q*100))
	case len(m.Ratio) == 2:
		return fmt.Sprintf(f["ratio"], label(m.Ratio[0]), label(m.Ratio[1]))
	case m.ShareOfTotal != "":
		return fmt.Sprintf(f["share"], label(m.ShareOfTotal))
	case m.RunningTotal != "":
		return fmt.Sprintf(f["running"], label(m.RunningTotal))
	}
	return m.SQL
}

// filterText says a filter of a page or tile in words: "Region: Lisboa and Cascais". They keep members or leave them out.
func (g *rendering) filterText(ctx context.Context, v *metric.View, f metric.Filter) string {
	values := make([]string, len(f.Values))
	for i, value := range f.Values {
		values[i] = query.MemberText(value)
	}
	label := g.dimension(v, f.Column).Label
	return label + ": " + g.chosenText(ctx, Filter{ID: f.Column, Views: []string{v.Name}, Label: label}, values, f.Op == metric.NotIn)
}

// rowsText says which tenant's rows the reader sees.
func (g *rendering) rowsText(ctx context.Context, v *metric.View) string {
	if d := v.TenantDimension(); d != nil {
		members, err := g.session.Members(ctx, query.MembersRequest{View: v.Name, Dimension: d.Name, Limit: sayAll})
		if err == nil && len(members.Members) > 0 && !members.More {
			var labels []string
			for _, m := range members.Members {
				labels = append(labels, g.label(m.Label))
			}
			return g.dimension(v, d.Name).Label + ": " + g.words.list(labels)
		}
	}
	return g.words.OwnRows
}

// sourcesOf lists the sources that a table is built from, however far back, in order of name.
func (r *Renderer) sourcesOf(table string) []string {
	var sources []string
	seen := map[string]bool{}
	var walk func(string)
	walk = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, s := range r.project.Sources {
			if s.Name == name {
				sources = append(sources, name)
			}
		}
		for _, f := range r.project.Forecasts {
			if slices.Contains(f.Tables(), name) {
				for _, need := range r.project.Needs(f) {
					walk(need)
				}
			}
		}
		for _, m := range r.project.Models {
			if m.Name == name {
				for _, d := range m.DependsOn {
					walk(d)
				}
			}
		}
	}
	walk(table)
	slices.Sort(sources)
	return sources
}
