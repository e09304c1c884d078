package project

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

func (l *loader) checkView(ctx context.Context, v *metric.View) {
	root := l.project.roots[v.File]
	if n := root.get("table"); n != nil && v.Table != "" {
		l.table(v.File, n.spot, v.Table, "")
	}
	switch {
	case v.Tenant == "" && !v.Shared && root.get("tenant") == nil:
		at, hint := root.spot, "add tenant: COLUMN, the column that holds the customer, or shared: true where everybody may see all rows"
		if n := root.get("shared"); n != nil {
			at, hint = n.spot, "write shared: true, or tenant: COLUMN instead"
		}
		l.fail(v.File, at, farol.CodeNoTenant, hint, "the view %q does not say whose rows it holds", v.Name)
	case v.Tenant != "" && v.Shared:
		l.fail(v.File, root.keySpot("shared"), farol.CodeBadValue, "keep one of the two", "the view %q is shared and has a tenant", v.Name)
	}
	for i, e := range entriesOf(root.get("dimensions")) {
		l.checkDimension(v, &v.Dimensions[i], e)
	}
	for i, e := range entriesOf(root.get("measures")) {
		l.checkMeasure(ctx, v, &v.Measures[i], e)
	}
	l.checkMeasureLoops(v, root)
}

// entriesOf gives the entries of a map that may be absent.
func entriesOf(n *node) []entry {
	if n == nil {
		return nil
	}
	return n.entries
}

func (l *loader) checkDimension(v *metric.View, d *metric.Dimension, e entry) {
	if slices.Contains([]string{"time", "period", "comparison", "tenant", "count"}, d.Name) {
		l.fail(v.File, e.spot, farol.CodeBadValue, "give it a longer name", "the name %q is taken: pages use it for something else", d.Name)
	}
	if v.Measure(d.Name) != nil {
		l.fail(v.File, e.spot, farol.CodeDuplicateName, "rename one of the two", "%q is a dimension and a measure", d.Name)
	}
	if d.Lookup != nil && d.Lookup.Table != "" {
		l.table(v.File, e.value.get("lookup").get("table").spot, d.Lookup.Table, "")
	}
	if n := e.value.get("kind"); n != nil && d.Lookup != nil {
		l.fail(v.File, n.spot, farol.CodeBadValue, "keep one of the two", "the members of %q are named by their kind and by a lookup", d.Name)
	}
}

// aggregates are the fields of which a measure has exactly one.
var aggregates = []string{"sum", "count", "count_distinct", "min", "max", "average", "median", "quantile", "ratio", "share_of_total",
	"running_total", "sql"}

func (l *loader) checkMeasure(ctx context.Context, v *metric.View, m *metric.Measure, e entry) {
	n := e.value
	var stated []string
	for _, a := range aggregates {
		if n.get(a) != nil {
			stated = append(stated, a)
		}
	}
	switch {
	case len(stated) == 0 && !l.faulty[n]:
		l.fail(v.File, e.spot, farol.CodeMissingField, "add one of "+strings.Join(aggregates, ", "), "the measure %q has no aggregate", m.Name)
	case len(stated) > 1:
		l.fail(v.File, n.keySpot(stated[1]), farol.CodeBadValue, "make a measure of each; a ratio names two measures",
			"the measure %q has %s: it may have one aggregate", m.Name, strings.Join(stated, " and "))
	}
	for _, part := range append(n.get("ratio").list(), append(n.get("share_of_total").list(), n.get("running_total").list()...)...) {
		l.checkPart(v, m, part)
	}
	if m.RunningTotal != "" && v.Time == nil {
		l.fail(v.File, n.keySpot("running_total"), farol.CodeMissingField, "add time: {column: COLUMN, grain: day} to the view",
			"a running total needs the view's time")
	}
	if sql := n.get("sql"); sql != nil && m.SQL != "" && l.opts.ParseAggregate != nil && ctx.Err() == nil {
		if err := l.opts.ParseAggregate(ctx, m.SQL); err != nil {
			l.aggregateError(v.File, sql.spot, err)
		}
	}
	if where := n.get("where"); where != nil && len(m.Ratio)+len(m.ShareOfTotal)+len(m.RunningTotal) > 0 {
		l.fail(v.File, n.keySpot("where"), farol.CodeBadValue, "put where on the measures that it is made of",
			"the measure %q is made of other measures and reads no rows itself", m.Name)
	}
	var dimensions []string
	for _, d := range v.Dimensions {
		dimensions = append(dimensions, d.Name)
	}
	across := slices.Clone(dimensions)
	if v.Time != nil {
		across = append(across, "time", v.Time.Column)
		for _, g := range farol.Grains {
			across = append(across, string(g))
		}
	}
	for _, item := range n.get("not_across").list() {
		l.known(v.File, item.spot, "dimension", item.text, across)
	}
	if n.get("why") != nil && n.get("not_across") == nil {
		l.fail(v.File, n.keySpot("why"), farol.CodeMissingField, "add not_across: [DIMENSION]", "why explains not_across, which is absent")
	}
	l.currency(v.File, n)
}

// checkPart checks a measure that another is made of.
func (l *loader) checkPart(v *metric.View, m *metric.Measure, part *node) {
	var names []string
	for _, other := range v.Measures {
		if other.Name != m.Name {
			names = append(names, other.Name)
		}
	}
	if part.text == m.Name {
		l.fail(v.File, part.spot, farol.CodeCycle, "name another measure", "the measure %q is made of itself", m.Name)
	} else {
		l.known(v.File, part.spot, "measure", part.text, names)
	}
}

// checkMeasureLoops reports measures that are made of each other.
func (l *loader) checkMeasureLoops(v *metric.View, root *node) {
	var path []string
	var visit func(name string) bool
	visit = func(name string) bool {
		if i := slices.Index(path, name); i >= 0 {
			loop := path[i:]
			if len(loop) > 1 && loop[0] == slices.Min(loop) && i == 0 {
				l.fail(v.File, root.get("measures").keySpot(name), farol.CodeCycle, "let one of them be an aggregate of a column",
					"measures are made of each other: %s", strings.Join(append(slices.Clone(loop), name), " → "))
				return true
			}
			return false
		}
		m := v.Measure(name)
		if m == nil {
			return false
		}
		path = append(path, name)
		defer func() { path = path[:len(path)-1] }()
		for _, part := range append(slices.Clone(m.Ratio), m.ShareOfTotal, m.RunningTotal) {
			if visit(part) {
				return true
			}
		}
		return false
	}
	for _, m := range v.Measures {
		visit(m.Name)
	}
}

func (l *loader) aggregateError(file string, at spot, err error) {
	var known *farol.Error
	if !errors.As(err, &known) {
		known = farol.Errorf(farol.CodeBadSQL, "the expression cannot be read").Cause(err)
	}
	e := *known
	e.Place = farol.Place{File: file, Line: at.line, Column: at.column}
	l.errs = append(l.errs, &e)
}
