package metric

import (
	"fmt"
	"slices"
	"strings"
)

// Parts are the aggregates of every group of a period. Where the rest is one row, the rows would be read once to put the members in
// their order and again to group them; the parts, which are few, are made in one pass and serve for both.

// folds tells that the aggregates of several groups give that of all their rows.
func (p *Plan) folds() bool {
	return !slices.ContainsFunc(p.Aggregates, func(a Aggregate) bool { return a.fold("") == "" })
}

// fold writes an aggregate of the aggregates of parts; "" where there is none.
func (a Aggregate) fold(part string) string {
	switch a.Op {
	case AggSum, AggMin, AggMax:
		return string(a.Op) + "(" + part + ")"
	case AggCount:
		return "cast(coalesce(sum(" + part + "), 0) as bigint)"
	}
	return ""
}

// totalsOf gives the plan of all rows as one group.
func (p *Plan) totalsOf() *Plan {
	all := *p
	all.Keys, all.Other = nil, false
	return &all
}

// parts writes NAME_parts.
func (w *writer) parts(name string, span *Span) {
	columns := make([]string, 0, len(w.p.Keys)+len(w.p.Aggregates))
	for i, k := range w.p.Keys {
		columns = append(columns, fmt.Sprintf("%s as __k%d", w.key(k), i))
	}
	columns = append(columns, w.aggregates(false)...)
	w.with(name+"_parts", "  select "+strings.Join(columns, ",\n         ")+"\n  from base"+w.inSpan(span)+"\n  group by "+ordinals(len(w.p.Keys)))
}
