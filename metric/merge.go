package metric

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/farol-kpi/farol"
)

// Merged is a plan that answers several, and which columns of its answer are whose.
type Merged struct {
	Plan *Plan
	Of   []MergedPart
}

// MergedPart is a plan that another one answers too.
type MergedPart struct {
	Plan    int   // its place among the plans that were merged
	Columns []int // of its Out, the places in the Out of the merged plan
}

// Merge puts plans together that differ in nothing but their measures, so that one statement reads the rows of all of them. Every plan
// is part of exactly one merged plan; one that shares with no other stands alone, as it is.
//
// Invariant 6: plans are alike only when they are so in every field that says which rows are read, the entitlement first of all.
func Merge(plans []*Plan) []Merged {
	var list []Merged
	open := map[string][]int{} // what plans must share → merged plans that others may join
	for i, p := range plans {
		key, ok := p.shared()
		joined := false
		for _, at := range open[key] {
			if part, fits := list[at].Plan.join(p); ok && fits {
				part.Plan, joined = i, true
				list[at].Of = append(list[at].Of, part)
				break
			}
		}
		if joined {
			continue
		}
		own, part := p, MergedPart{Plan: i, Columns: indexes(len(p.Out))}
		if ok {
			own = p.opened()
			open[key] = append(open[key], len(list))
		}
		list = append(list, Merged{Plan: own, Of: []MergedPart{part}})
	}
	return list
}

// shared writes all of a plan but its measures. It is false where the measures decide which rows the answer has, or their order.
func (p *Plan) shared() (string, bool) {
	if p.Limit > 0 || p.Offset > 0 || p.Other || p.Totals || p.Search != "" || len(p.Measures) == 0 {
		return "", false
	}
	rest := *p
	rest.Columns, rest.Aggregates, rest.Measures, rest.Out = nil, nil, nil, p.keyColumns()
	rest.Order = p.tieless()
	if slices.ContainsFunc(rest.Order, func(o PlanOrder) bool { return o.On != OnKey }) {
		return "", false
	}
	body, err := json.Marshal(rest)
	return string(body), err == nil && !Blurred(body)
}

// Blurred tells whether JSON holds a text that is not valid UTF-8: of all such bytes it makes the same sign, so that two texts that
// differ may be written alike.
func Blurred(body []byte) bool { return bytes.Contains(body, []byte(`\ufffd`)) }

// opened gives a copy that others can join without changing p.
func (p *Plan) opened() *Plan {
	own := *p
	own.Columns, own.Aggregates, own.Measures, own.Out = slices.Clone(p.Columns), slices.Clone(p.Aggregates), slices.Clone(p.Measures), slices.Clone(p.Out)
	own.Order = p.tieless()
	return &own
}

// tieless gives the order without the terms that come after all keys, between which nothing can be tied.
func (p *Plan) tieless() []PlanOrder {
	ordered := map[int]bool{}
	for i, o := range p.Order {
		if len(ordered) == len(p.Keys) {
			return slices.Clone(p.Order[:i])
		}
		if o.On == OnKey {
			ordered[o.Index] = true
		}
	}
	return slices.Clone(p.Order)
}

// keyColumns gives the columns of the answer that stand before the figures.
func (p *Plan) keyColumns() []OutColumn { return p.Out[:len(p.Out)-len(p.Measures)*p.figureWidth()] }

// figureWidth is how many columns of the answer a measure has.
func (p *Plan) figureWidth() int {
	if p.Compared != nil {
		return 2
	}
	return 1
}

// join adds the measures of q, which is as p in all else. It is false, and p as it was, where both give one name to different things.
func (p *Plan) join(q *Plan) (MergedPart, bool) {
	aggregates := slices.Clone(p.Aggregates)
	place := make([]int, len(q.Aggregates))
	for i, a := range q.Aggregates {
		place[i] = slices.IndexFunc(aggregates, func(b Aggregate) bool { return same(a, b) })
		if place[i] < 0 {
			place[i] = len(aggregates)
			aggregates = append(aggregates, a)
		}
	}
	columns := slices.Clone(p.Columns)
	for _, c := range q.Columns {
		at := slices.IndexFunc(columns, func(have farol.Column) bool { return have.Name == c.Name })
		if at < 0 {
			columns = append(columns, c)
		} else if !same(columns[at], c) {
			return MergedPart{}, false
		}
	}
	keys, width := len(p.keyColumns()), p.figureWidth()
	measures, out := slices.Clone(p.Measures), slices.Clone(p.Out)
	part := MergedPart{Columns: indexes(keys)}
	for i, m := range q.Measures {
		m.Value = m.Value.moved(place)
		figures := q.Out[keys+i*width : keys+(i+1)*width]
		at := slices.IndexFunc(measures, func(have PlanMeasure) bool { return have.Name == m.Name })
		if at < 0 {
			at = len(measures)
			measures, out = append(measures, m), append(out, figures...)
		} else if !same(measures[at], m) || !same(out[keys+at*width:keys+(at+1)*width], figures) {
			return MergedPart{}, false
		}
		for c := range width {
			part.Columns = append(part.Columns, keys+at*width+c)
		}
	}
	p.Columns, p.Aggregates, p.Measures, p.Out = columns, aggregates, measures, out
	return part, true
}

// moved gives the value with its aggregates at other places.
func (v Value) moved(place []int) Value {
	if v.Op == ValueAggregate {
		v.Aggregate = place[v.Aggregate]
	}
	v.Of = slices.Clone(v.Of)
	for i := range v.Of {
		v.Of[i] = v.Of[i].moved(place)
	}
	return v
}

// same tells that two parts of a plan are written alike.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
