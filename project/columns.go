package project

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// CheckColumns checks the columns that views, models, sources and roles name, once the schemas of tables are known. A table that is
// not in schemas is not known: nothing is said about it, nor about the type of a column that has none there.
func CheckColumns(p *Project, schemas map[string]farol.Schema) farol.Errors {
	c := columnCheck{project: p, schemas: schemas}
	for _, s := range p.Sources {
		root := p.roots[s.File]
		for _, n := range root.get("key").list() {
			c.column(s.File, n.spot, s.Name, n.text)
		}
	}
	for _, e := range p.Entities {
		c.entity(e)
	}
	for _, m := range p.Models {
		c.model(m)
	}
	for _, f := range p.Forecasts {
		c.forecast(f)
	}
	for _, v := range p.Views {
		if v.Ahead == nil { // What a forecast's view names is what its tables are made with.
			c.view(v)
		}
	}
	c.rows()
	c.errs = append(c.errs, tenantLeaks(p, schemas)...)
	redact(c.errs, p.secrets)
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

// tenantLeaks reports what everybody could read although it holds a tenant's rows: shared views over, and look-ups in, tables that have
// a column by which rows are kept apart.
func tenantLeaks(p *Project, schemas map[string]farol.Schema) (errs farol.Errors) {
	owned := tenantColumns(p)
	fail := func(file string, at spot, hint, format string, args ...any) {
		errs = append(errs, farol.Errorf(farol.CodeTenantLeak, format, args...).AtColumn(file, at.line, at.column).Hint("%s", hint))
	}
	for _, v := range p.Views {
		root := p.roots[v.File]
		if e, tenants, golden := mixed(p, v.Table, schemas, owned); v.Shared && len(tenants) > 0 || len(golden) > 0 {
			at := "tenant"
			if v.Shared {
				at = "shared"
			}
			fail(v.File, root.keySpot(at), unmixed, "the view %q reads %q, where records of all tenants meet: the records of %q have the column %q, which keeps them apart (%s)",
				v.Name, v.Table, e.Name, tenants[0], owned[tenants[0]])
		} else if v.Shared && v.Tenant == "" {
			for _, name := range tenantsOf(schemas[v.Table], owned) {
				fail(v.File, root.keySpot("shared"), "write tenant: "+name+", or share a model without that column",
					"the shared view %q reads %q, whose column %q keeps tenants apart (%s)", v.Name, v.Table, name, owned[name])
				break
			}
		}
		for i, at := range entriesOf(root.get("dimensions")) {
			look := v.Dimensions[i].Lookup
			if look == nil {
				continue
			}
			if e, tenants, _ := mixed(p, look.Table, schemas, owned); len(tenants) > 0 {
				fail(v.File, at.value.keySpot("lookup"), unmixed, "names are looked up in %q, where records of all tenants meet: the records of %q have the column %q, which keeps them apart (%s)",
					look.Table, e.Name, tenants[0], owned[tenants[0]])
				continue
			}
			tenants := tenantsOf(schemas[look.Table], owned)
			if len(tenants) == 0 || v.Tenant != "" && slices.Contains(tenants, strings.ToLower(v.Tenant)) {
				continue
			}
			fail(v.File, at.value.keySpot("lookup"), "look names up in a table without that column, or with the view's own tenant column",
				"the look-up table %q has the column %q, which keeps tenants apart (%s), but not the tenant of %q", look.Table, tenants[0],
				owned[tenants[0]], v.Name)
		}
	}
	return errs
}

const unmixed = "match a model without that column, if tenants may share what is in its records, or take the view out"

// mixed tells of a table that an entity makes by which columns the records are kept apart from which it is made, and by which of them a role
// would be let at its golden records. No column keeps apart what is found of records of several tenants: a golden record of one tenant has values that another's
// records said, and a member or a value says nothing of whose it is.
func mixed(p *Project, table string, schemas map[string]farol.Schema, owned map[string]string) (e *Entity, tenants, golden []string) {
	if e = p.Maker(table); e == nil {
		return nil, nil, nil
	}
	var records []farol.Schema
	for _, name := range e.Records {
		records = append(records, schemas[name])
		tenants = append(tenants, tenantsOf(schemas[name], owned)...)
	}
	if table != e.Name {
		return e, tenants, nil
	}
	filtered := map[string]string{}
	for name, role := range p.Policy.Roles {
		for column := range role.Rows {
			filtered[strings.ToLower(column)] = name
		}
	}
	return e, tenants, tenantsOf(p.FieldsOf(e, records), filtered)
}

// tenantColumns lists the columns that keep rows apart, each with where that is said.
func tenantColumns(p *Project) map[string]string {
	owned := map[string]string{}
	for name, role := range p.Policy.Roles {
		for column := range role.Rows {
			column = strings.ToLower(column)
			if said := "role " + name; owned[column] == "" || said < owned[column] {
				owned[column] = said
			}
		}
	}
	for _, v := range p.Views {
		if v.Tenant != "" {
			owned[strings.ToLower(v.Tenant)] = "tenant of " + v.Name
		}
	}
	return owned
}

// tenantsOf lists the columns of a schema that keep rows apart.
func tenantsOf(schema farol.Schema, owned map[string]string) (names []string) {
	for _, c := range schema {
		if owned[strings.ToLower(c.Name)] != "" {
			names = append(names, strings.ToLower(c.Name))
		}
	}
	return names
}

// checkStatedLeaks finds leaks that the contracts of sources show before anything has run.
func (l *loader) checkStatedLeaks() {
	stated := map[string]farol.Schema{}
	for _, s := range l.project.Sources {
		for _, c := range s.Columns {
			if !c.Drop {
				stated[s.Name] = append(stated[s.Name], farol.Column{Name: c.Name})
			}
		}
	}
	l.errs = append(l.errs, tenantLeaks(l.project, stated)...)
}
