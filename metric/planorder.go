package metric

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

// planOrder resolves what is sorted by. Without a word from the query, time goes forward, members with an order of their own keep it,
// and otherwise the greatest of the first measure comes first.
func (b *planner) planOrder() error {
	p := b.plan
	for _, o := range b.query.Order {
		resolved, ok := b.resolveOrder(o)
		if !ok {
			names := append(slices.Clone(b.query.Measures), b.query.By...)
			return unknown("column to sort by,", o.By, "the query", names)
		}
		if p.Other && resolved.On == OnCompared {
			return farol.Errorf(farol.CodeBadQuery, "the rest as one row needs an order by the figures of the period itself, not by %q", o.By).
				Hint("sort by the measure itself")
		}
		p.Order = append(p.Order, resolved)
	}
	if len(p.Order) > 0 {
		return nil
	}
	if i := p.timeKey(); i >= 0 {
		p.Order = append(p.Order, PlanOrder{On: OnKey, Index: i})
	} else if p.Limit == 0 {
		for i, k := range p.Keys {
			d := b.view.Dimension(k.Name)
			if len(d.Order) > 0 || d.Kind != "" {
				p.Order = append(p.Order, PlanOrder{On: OnKey, Index: i})
			}
		}
		if len(p.Order) > 0 {
			return nil
		}
	}
	if len(p.Measures) > 0 {
		p.Order = append(p.Order, PlanOrder{On: OnMeasure, Index: 0, Desc: true})
	}
	return nil
}

func (b *planner) resolveOrder(o Order) (PlanOrder, bool) {
	if i := slices.Index(b.query.Measures, o.By); i >= 0 {
		return PlanOrder{OnMeasure, i, o.Desc}, true
	}
	if i := slices.Index(b.query.Measures, strings.TrimSuffix(o.By, comparedSuffix)); i >= 0 && b.plan.Compared != nil {
		return PlanOrder{OnCompared, i, o.Desc}, true
	}
	if i := slices.Index(b.query.By, strings.TrimSuffix(o.By, labelSuffix)); i >= 0 {
		return PlanOrder{OnKey, i, o.Desc}, true
	}
	return PlanOrder{}, false
}
