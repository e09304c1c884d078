package project

import (
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// CheckColumns checks the columns that views, models, sources and roles name, once the schemas of tables are known. A table that is
// not in schemas is not known: nothing is said about it, nor about the type of a column that has none there.
func CheckColumns(p *Project, schemas map[string]farol.Schema) farol.Errors {
	c := columnCheck{project: p, schemas: schemas}
	c.tables()
	for _, e := range p.Entities {
		c.entity(e)
	}
	for _, f := range p.Forecasts {
		c.forecast(f)
	}
	c.rows()
	return c.done()
}

// tables checks what sources, models and views name in each table alone, and to whom tables would be shown.
func (c *columnCheck) tables() {
	p := c.project
	for _, s := range p.Sources {
		root := p.roots[s.File]
		for _, n := range root.get("key").list() {
			c.column(s.File, n.spot, s.Name, n.text)
		}
	}
	for _, m := range p.Models {
		c.model(m)
	}
	for _, v := range p.Views {
		if v.Ahead == nil { // What a forecast's view names is what its tables are made with.
			c.view(v)
		}
	}
	c.errs = append(c.errs, tenantLeaks(p, c.schemas)...)
}

func (c *columnCheck) done() farol.Errors {
	redact(c.errs, c.project.secrets)
	return sorted(c.errs)
}

type columnCheck struct {
	project *Project
	schemas map[string]farol.Schema
	errs    farol.Errors
}

func (c *columnCheck) fail(file string, at spot, code farol.Code, hint, format string, args ...any) {
	c.errs = append(c.errs, farol.Errorf(code, format, args...).AtColumn(file, at.line, at.column).Hint("%s", hint))
}

// column reports a column that a built table lacks. It is false where the column's type is not known.
func (c *columnCheck) column(file string, at spot, table, name string) (farol.Column, bool) {
	schema, built := c.schemas[table]
	if !built || name == "" {
		return farol.Column{}, false
	}
	column, ok := schema.Find(name)
	if !ok {
		c.fail(file, at, farol.CodeUnknownName, hintOr(didYouMean(name, schema.Names()), "its columns are "+shortList(schema.Names())),
			"the table %q has no column %q", table, name)
	}
	return column, ok
}

func (c *columnCheck) model(m *Model) {
	root := c.project.roots[m.File]
	if n := root.get("time"); n != nil {
		c.timeColumn(m.File, n.spot, m.Name, m.Time)
	}
	for _, field := range []string{"key", "sort"} {
		for _, n := range root.get(field).list() {
			c.column(m.File, n.spot, m.Name, n.text)
		}
	}
	for _, check := range root.get("checks").list() {
		for _, field := range []string{"unique", "not_null"} {
			for _, n := range check.get(field).list() {
				c.column(m.File, n.spot, m.Name, n.text)
			}
		}
		for _, field := range []string{"accepted_range", "accepted_values"} {
			if n := check.get(field).get("column"); n != nil {
				c.column(m.File, n.spot, m.Name, n.text)
			}
		}
	}
}

func (c *columnCheck) timeColumn(file string, at spot, table, name string) {
	column, ok := c.column(file, at, table, name)
	if ok && column.Type.Kind != "" && column.Type.Kind != farol.KindDate && column.Type.Kind != farol.KindTimestamp {
		c.fail(file, at, farol.CodeBadValue, "cast it in the model, or name a column that is a date or timestamp",
			"the time column %q of %q is %s", name, table, column.Type)
	}
}

func (c *columnCheck) view(v *metric.View) {
	root := c.project.roots[v.File]
	if v.Time != nil {
		if n := root.get("time").get("column"); n != nil {
			c.timeColumn(v.File, n.spot, v.Table, v.Time.Column)
		}
	}
	if n := root.get("tenant"); n != nil {
		c.column(v.File, n.spot, v.Table, v.Tenant)
	}
	for i, e := range entriesOf(root.get("dimensions")) {
		d, at := v.Dimensions[i], e.value.spot
		if n := e.value.get("column"); n != nil {
			at = n.spot
		}
		c.column(v.File, at, v.Table, d.Column)
		if look := e.value.get("lookup"); d.Lookup != nil && look != nil {
			for _, field := range []string{"key", "label"} {
				if n := look.get(field); n != nil {
					c.column(v.File, n.spot, d.Lookup.Table, n.text)
				}
			}
		}
	}
	for _, e := range entriesOf(root.get("measures")) {
		c.measure(v, e.value)
	}
}

func (c *columnCheck) measure(v *metric.View, n *node) {
	for _, field := range []string{"sum", "average", "median", "min", "max", "count", "count_distinct"} {
		value := n.get(field)
		if value == nil || field == "count" && value.text == "*" {
			continue
		}
		c.aggregated(v, value, field)
	}
	if value := n.get("quantile").get("column"); value != nil {
		c.aggregated(v, value, "quantile")
	}
	for _, e := range entriesOf(n.get("where")) {
		c.column(v.File, e.spot, v.Table, e.key)
	}
}

func (c *columnCheck) aggregated(v *metric.View, n *node, field string) {
	column, ok := c.column(v.File, n.spot, v.Table, n.text)
	if !ok || !slices.Contains([]string{"sum", "average", "median", "quantile"}, field) {
		return
	}
	switch column.Type.Kind {
	case farol.KindText, farol.KindBoolean, farol.KindDate, farol.KindTimestamp, farol.KindTime:
		c.fail(v.File, n.spot, farol.CodeBadValue, "name a column of numbers, or count it", "the %s of %q cannot be taken: it is %s",
			field, n.text, column.Type)
	}
}

// rows reports row filters on columns that no table of a view has: such a role could see nothing at all.
func (c *columnCheck) rows() {
	var columns []string
	for _, v := range c.project.Views {
		if v.Ahead != nil {
			continue // Its columns are those of another view.
		}
		schema, built := c.schemas[v.Table]
		if !built {
			return
		}
		columns = append(columns, schema.Names()...)
	}
	slices.Sort(columns)
	columns = slices.Compact(columns)
	if len(columns) == 0 {
		return
	}
	for _, role := range entriesOf(c.project.roots[accessFile].get("roles")) {
		for _, rule := range entriesOf(role.value.get("rows")) {
			if !slices.Contains(columns, rule.key) {
				c.fail(accessFile, rule.spot, farol.CodeUnknownName, hintOr(didYouMean(rule.key, columns), "name a column of a view's table"),
					"no view has a column %q", rule.key)
			}
		}
	}
}
