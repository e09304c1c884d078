package project

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

// Columns that the tables of an entity have beside the fields of its records.
var goldenColumns = farol.Schema{column("entity", farol.KindText), column("records", farol.KindInteger), column("sources", farol.KindInteger)}

func column(name string, kind farol.Kind) farol.Column {
	return farol.Column{Name: name, Type: farol.Type{Kind: kind}}
}

// Maker gives the entity that makes a table; nil where none does.
func (p *Project) Maker(table string) *Entity {
	for _, e := range p.Entities {
		if slices.Contains(e.Tables(), table) {
			return e
		}
	}
	return nil
}

// FieldsOf gives the fields of an entity's records from the columns of its tables, in the order of e.Records: all columns but those that
// name the record and its source. A column that tables have in different types is text.
func (p *Project) FieldsOf(e *Entity, records []farol.Schema) farol.Schema {
	var fields farol.Schema
	for i, schema := range records {
		key := p.KeyOf(e, e.Records[i])
		for _, c := range schema {
			if c.Name == e.Source || slices.Contains(key, c.Name) {
				continue
			}
			at := slices.IndexFunc(fields, func(f farol.Column) bool { return strings.EqualFold(f.Name, c.Name) })
			switch {
			case at < 0:
				fields = append(fields, farol.Column{Name: c.Name, Type: c.Type})
			case fields[at].Type != c.Type:
				fields[at].Type = farol.Type{Kind: farol.KindText}
			}
		}
	}
	return fields
}

// EntitySchemas gives the columns of the tables that an entity makes, by table, from the columns of the tables that it reads.
//
// The golden records have a row an entity: its id, how many records and sources it has, and its fields. The members have a row a record;
// the pairs those that were weighed and may be one; the values where each golden value came from; the events what happened to the ids.
func (p *Project) EntitySchemas(e *Entity, records []farol.Schema) map[string]farol.Schema {
	text := func(names ...string) (s farol.Schema) {
		for _, n := range names {
			s = append(s, column(n, farol.KindText))
		}
		return s
	}
	golden := append(slices.Clone(goldenColumns), p.FieldsOf(e, records)...)
	return map[string]farol.Schema{
		e.Name:             golden,
		e.Name + "_member": text("source", "record", "entity"),
		e.Name + "_pair": append(text("left_source", "left_record", "right_source", "right_record"),
			column("weight", farol.KindNumber), column("probability", farol.KindNumber), column("together", farol.KindBoolean), column("in_doubt", farol.KindBoolean)),
		e.Name + "_value": append(text("entity", "field", "value", "source", "record", "rule"),
			column("agree", farol.KindInteger), column("known", farol.KindInteger)),
		e.Name + "_event": append(farol.Schema{column("seq", farol.KindInteger), column("happened_at", farol.KindTimestamp), column("batch", farol.KindInteger),
			column("model", farol.KindInteger)}, append(text("kind", "entity", "other"), column("records", farol.KindInteger))...),
	}
}

// entity checks the columns that an entity names, once those of its tables are known.
func (c *columnCheck) entity(e *Entity) {
	root := c.project.roots[e.File]
	var all farol.Schema
	known := true
	for i, n := range root.get("records").list() {
		schema, ok := c.schemas[e.Records[i]]
		if !ok {
			known = false
			continue
		}
		all = append(all, schema...)
		for _, name := range root.get("id").list() {
			c.column(e.File, name.spot, e.Records[i], name.text)
		}
		if source := root.get("source"); source != nil {
			c.column(e.File, source.spot, e.Records[i], source.text)
		}
		for _, f := range c.project.FieldsOf(e, []farol.Schema{schema}) {
			if _, clash := goldenColumns.Find(f.Name); clash {
				c.fail(e.File, n.spot, farol.CodeDuplicateName, "give the column another name in a model, and name that in records",
					"the table %q has a column %q, a name that the golden records need themselves", e.Records[i], f.Name)
			}
		}
	}
	if !known {
		return
	}
	c.overrides(e, root, all)
	// These may stand in any of the tables.
	names := slices.Compact(slices.Sorted(slices.Values(all.Names())))
	named := []*node{root.get("label"), root.get("golden").get("recency")}
	for _, n := range named {
		if n == nil || n.text == "" {
			continue
		}
		if _, ok := all.Find(n.text); !ok {
			c.fail(e.File, n.spot, farol.CodeUnknownName, hintOr(didYouMean(n.text, names), "the columns are "+shortList(names)),
				"no table of the entity has a column %q", n.text)
		}
	}
	for _, rule := range entriesOf(root.get("golden").get("rules")) {
		if _, ok := all.Find(rule.key); !ok {
			c.fail(e.File, rule.spot, farol.CodeUnknownName, hintOr(didYouMean(rule.key, names), "the columns are "+shortList(names)),
				"no table of the entity has a column %q", rule.key)
		}
	}
}

// sourcesNamed are the sources that the overrides speak of.
func (e *Entity) sourcesNamed() []string {
	names := map[string]bool{}
	for name := range e.Overrides.Sources {
		names[name] = true
	}
	for _, f := range e.Overrides.Fields {
		for name := range f.Columns {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// overrides checks what is stated of the model that matching infers, as far as it can be without records: which sources there are is known only
// where each table is one.
func (c *columnCheck) overrides(e *Entity, root *node, all farol.Schema) {
	var sources []string
	var columns [][]string
	if e.Source == "" {
		for _, table := range e.Records {
			sources = append(sources, table)
			columns = append(columns, c.project.FieldsOf(&Entity{Records: []string{table}, ID: c.project.KeyOf(e, table)}, []farol.Schema{c.schemas[table]}).Names())
		}
	} else {
		for _, name := range e.sourcesNamed() {
			sources = append(sources, name)
			columns = append(columns, all.Names())
		}
	}
	if len(sources) < 2 {
		// A source beside it, so that all columns are known, and whether one alone may be unique is left to the records.
		sources, columns = append(sources, ""), append(columns, all.Names())
	}
	for _, fault := range e.Overrides.Check(sources, columns) {
		at := root.along(fault.Path)
		c.fail(e.File, at, fault.Err.Code, fault.Err.Advice, "%s", fault.Err.Message)
	}
}

// PlaceStated puts the errors of matching about what is stated of the model, of which each begins with its path, where that stands.
func (p *Project) PlaceStated(e *Entity, err error) error {
	var errs farol.Errors
	root := p.roots[e.File]
	if root == nil || !errors.As(err, &errs) {
		return err
	}
	placed := slices.Clone(errs)
	for i, one := range errs {
		path, _, found := strings.Cut(one.Message, ": ")
		first, _, _ := strings.Cut(path, ".")
		first, _, _ = strings.Cut(first, "[")
		if !found || one.Place.File != "" || root.get(first) == nil {
			continue
		}
		at, spot := *one, root.along(path)
		placed[i] = (&at).AtColumn(e.File, spot.line, spot.column)
	}
	return sorted(placed).Err()
}
