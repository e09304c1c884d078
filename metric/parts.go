package metric

import (
	"fmt"
	"slices"
	"strings"
)

// Parts are the aggregates of every group of both periods, made in one pass over the rows. What a statement needs of the same rows more
// than once, such as the members in their order, the rest of them, and what each is compared with, is made of the parts, which are few.

// partsServe tells that the rows would be read more than once without parts, and that parts give the same figures.
func (p *Plan) partsServe() bool {
	if p.Other {
		return p.folds() && p.apart()
	}
	if p.Compared == nil || !p.apart() {
		return false
	}
	// Of no rows at all, SQL of a project may still make a figure, and there is no part to take it from.
	return len(p.Keys) > 0 || !slices.ContainsFunc(p.Aggregates, func(a Aggregate) bool { return a.Op == AggSQL })
}

// apart tells that no row is in both periods.
func (p *Plan) apart() bool {
	return p.Compared == nil || !p.Compared.From.Before(p.Period.To) || !p.Period.From.Before(p.Compared.To)
}

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

// writeParts writes "parts".
func (w *writer) writeParts() {
	p := w.p
	var columns []string
	if p.Compared != nil {
		columns = append(columns, w.within(p.Period)+" as __now")
	}
	for i, k := range p.Keys {
		columns = append(columns, fmt.Sprintf("%s as __k%d", w.key(k), i))
	}
	groupBy := len(columns)
	columns = append(columns, w.aggregates()...)
	w.with("parts", "  select "+strings.Join(columns, ",\n         ")+"\n  from base\n  group by "+ordinals(groupBy))
	w.parts = true
}

// ofParts writes the groups of one period as the parts hold them.
func (w *writer) ofParts(compared bool) string {
	p := w.p
	var columns []string
	for i := range p.Keys {
		columns = append(columns, fmt.Sprintf("parts.__k%d", i))
	}
	for i, a := range p.Aggregates {
		column := fmt.Sprintf("parts.__a%d", i)
		if len(p.Keys) == 0 && (a.Op == AggCount || a.Op == AggDistinct) {
			column = "coalesce(" + column + ", 0) as " + fmt.Sprintf("__a%d", i) // A period without rows has no part.
		}
		columns = append(columns, column)
	}
	body := "  select " + strings.Join(columns, ",\n         ")
	where := w.inSpan(p.Period, compared)
	if len(p.Keys) == 0 {
		return body + "\n  from (select 1) one left join parts on " + where
	}
	if where != "" {
		where = "\n  where " + where
	}
	return body + "\n  from parts" + where
}
