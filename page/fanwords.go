package page

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

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
	p := &Problem{Code: string(farol.CodeNoForecast), Title: w.Unfitting, Hint: fmt.Sprintf(w.UnfittingHint, g.words.list(made)), Filter: g.inTheWay(v)}
	if base := g.view(v.Ahead.View); p.Filter != "" && v.Dimension(p.Filter) == nil && base != nil {
		p.Hint += " " + fmt.Sprintf(w.TakeOff, inside(g.dimension(base, p.Filter).Label))
	} else {
		p.Hint += " " + w.ChooseOne
	}
	return p
}

// inTheWay names a chosen filter without which a forecast may fit: one that no forecast has, or the only one that there is.
func (g *rendering) inTheWay(v *metric.View) string {
	names := slices.Sorted(maps.Keys(g.params.Filters))
	for _, name := range names {
		if v.Dimension(name) == nil {
			return name
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return ""
}

// narrowed tells whether a filter of the page is one that the measure has and its forecast does not.
func (g *rendering) narrowed(v *metric.View, missing []string) bool {
	if v.Ahead == nil {
		return false
	}
	base := g.view(v.Ahead.View)
	return base != nil && slices.ContainsFunc(missing, func(name string) bool { return base.Dimension(name) != nil })
}

// noForecast says why figures of a forecast are blank, where it is one series that has none.
func (g *rendering) noForecast(ctx context.Context, q metric.Query, t *Tile) {
	if a, err := g.session.Ahead(ctx, q.View, q.Where); err == nil && a.Said != nil {
		if state, problem := g.standing(ctx, a); state == "withheld" {
			t.State, t.Problem = state, problem
		}
	}
}
