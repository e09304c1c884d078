package page

import (
	"context"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// seriesMost is how many members of a split are drawn by name: a fifth line or part cannot be told from the others by its hue.
const seriesMost = 4

// series asks for the figures along the first dimension, split by another: its largest members, and all others as one whose rows are
// marked as the rest.
//
// Invariant 10: the rest is always in the answer, so that parts add up to the whole.
func (g *rendering) series(ctx context.Context, q metric.Query, split string) (*query.Result, error) {
	q = alongFirst(q)
	if isWhole(q, split) {
		return g.session.Run(ctx, q)
	}
	if timeBy(q.By) && len(q.By) == 2 {
		q.Limit, q.Other = seriesMost, true // Members compete for the places over all buckets of time.
		return g.session.Run(ctx, q)
	}
	largest, err := g.session.Run(ctx, metric.Query{
		View: q.View, Measures: q.Measures[:1], By: []string{split}, Where: q.Where, Period: q.Period,
		Order: []metric.Order{{By: q.Measures[0], Desc: true}}, Limit: seriesMost,
	})
	if err != nil {
		return nil, err
	}
	if largest.RowCount <= seriesMost {
		return g.session.Run(ctx, q)
	}
	members := make([]any, len(largest.Rows))
	for i, row := range largest.Rows {
		members[i] = row[0]
	}
	where := q.Where
	q.Where = append(slices.Clone(where), metric.Filter{Column: split, Op: metric.In, Values: members})
	named, err := g.session.Run(ctx, q)
	if err != nil {
		return nil, err
	}
	q.Where = append(slices.Clone(where), metric.Filter{Column: split, Op: metric.NotIn, Values: members})
	q.By = slices.DeleteFunc(slices.Clone(q.By), func(s string) bool { return s == split })
	rest, err := g.session.Run(ctx, q)
	if err != nil {
		return nil, err
	}
	return withRest(named, rest), nil
}

// alongFirst puts the rows in the order of the first dimension.
func alongFirst(q metric.Query) metric.Query {
	q.Order = []metric.Order{{By: q.By[0]}}
	return q
}

// isWhole tells that no members of another dimension have to be chosen.
func isWhole(q metric.Query, split string) bool { return split == "" || split == q.By[0] }

// withRest puts the rows of rest below those of named and marks them, as a query with Other does.
func withRest(named, rest *query.Result) *query.Result {
	out := *named
	out.Columns = append(slices.Clone(named.Columns), metric.OutColumn{Name: "__other", Role: metric.RoleOther, Type: farol.Type{Kind: farol.KindBoolean}})
	out.Rows = make([][]any, 0, len(named.Rows)+len(rest.Rows))
	for _, row := range named.Rows {
		out.Rows = append(out.Rows, append(slices.Clone(row), false))
	}
	for _, row := range rest.Rows {
		joined := make([]any, len(out.Columns))
		for i, c := range named.Columns {
			if at := column(rest, c.Name); at >= 0 {
				joined[i] = row[at]
			}
		}
		joined[len(joined)-1] = true
		out.Rows = append(out.Rows, joined)
	}
	out.RowCount += rest.RowCount
	return &out
}
