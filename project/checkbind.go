package project

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// Table is what is known of a table before it is built.
type Table struct {
	Schema farol.Schema
	Exact  bool // no type in Schema is a guess
}

// Binder holds SQL against tables that have columns and no rows.
type Binder interface {
	// Table makes a table, or replaces it.
	Table(ctx context.Context, name string, schema farol.Schema) error
	// Model makes the table of a SELECT that Parse has proven, and tells its columns. What is wrong with the SQL is a *farol.Error of
	// CodeStepFailed whose Place holds line and column inside sql.
	Model(ctx context.Context, name, sql string, parameters bool) (farol.Schema, error)
}

// CheckModels holds each model against the tables that it reads, and gives the columns of every table that can be known. A model over a
// table that is not among those known is left out, since nothing can be said about it; so is one whose file is in without. What the
// binder could not tell becomes a warning of p.
func CheckModels(ctx context.Context, p *Project, known map[string]Table, without map[string]bool, b Binder) (map[string]Table, farol.Errors) {
	c := bindCheck{project: p, binder: b, tables: map[string]Table{}}
	for name, t := range known {
		if err := b.Table(ctx, name, t.Schema); err != nil {
			c.untold(ctx, "", "what reads the table "+strconv.Quote(name), err)
			continue
		}
		c.tables[name] = t
	}
	models := map[string]*Model{}
	for _, m := range p.Models {
		models[m.Name] = m
	}
	seen := map[string]bool{}
	var visit func(m *Model)
	var follow func(tables []string)
	follow = func(tables []string) {
		for _, name := range tables {
			if next := models[name]; next != nil {
				visit(next)
			} else if e := p.Maker(name); e != nil && !seen[e.File] && !without[e.File] {
				seen[e.File] = true
				for _, records := range e.Records {
					if m := models[records]; m != nil {
						visit(m)
					}
				}
				c.entity(ctx, e)
			} else if f := p.Forecaster(name); f != nil && !seen[f.File] && !without[f.File] {
				seen[f.File] = true
				follow(p.Needs(f))
				c.forecast(ctx, f)
			}
		}
	}
	visit = func(m *Model) {
		if seen[m.File] || without[m.File] || ctx.Err() != nil {
			return
		}
		seen[m.File] = true
		follow(m.DependsOn)
		c.model(ctx, m)
	}
	for _, m := range p.Models {
		visit(m)
	}
	for _, e := range p.Entities {
		follow([]string{e.Name})
	}
	for _, f := range p.Forecasts {
		follow([]string{f.Name})
	}
	for _, v := range p.Views {
		if !without[v.File] {
			c.view(ctx, v)
		}
	}
	redact(c.errs, p.secrets)
	redact(c.warnings, p.secrets)
	p.Warnings = append(p.Warnings, sorted(c.warnings)...)
	return c.tables, sorted(c.errs)
}

type bindCheck struct {
	project        *Project
	binder         Binder
	tables         map[string]Table
	errs, warnings farol.Errors
}

// untold warns of what was not held against its tables, lest it look as if nothing were wrong with it. err says nothing of the SQL: the
// engine failed, or would not end.
func (c *bindCheck) untold(ctx context.Context, file, what string, err error) {
	if ctx.Err() != nil {
		return // The caller has given up.
	}
	code, message, hint := farol.CodeInternal, "the engine failed", "check again"
	var said *farol.Error
	if errors.As(err, &said) {
		code, message, hint = said.Code, said.Message, cmp.Or(said.Advice, hint)
	}
	c.warnings = append(c.warnings, farol.Errorf(code, "%s was not held against its tables: %s", what, message).At(file, 0).Hint("%s", hint).Cause(err))
}

// entity makes the tables of an entity whose records' columns are known.
func (c *bindCheck) entity(ctx context.Context, e *Entity) {
	exact := true
	var records []farol.Schema
	for _, name := range e.Records {
		t, ok := c.tables[name]
		if !ok {
			return
		}
		exact = exact && t.Exact
		records = append(records, t.Schema)
	}
	for name, schema := range c.project.EntitySchemas(e, records) {
		if err := c.binder.Table(ctx, name, schema); err != nil {
			c.untold(ctx, e.File, "what reads the table "+strconv.Quote(name), err)
			continue
		}
		c.tables[name] = Table{Schema: schema, Exact: exact}
	}
}

// forecast makes the tables of a forecast of a measure whose table's columns are known.
func (c *bindCheck) forecast(ctx context.Context, f *Forecast) {
	v, _ := c.project.Measured(f)
	if v == nil {
		return
	}
	t, ok := c.tables[v.Table]
	if !ok {
		return
	}
	for name, schema := range c.project.ForecastSchemas(f, t.Schema) {
		if err := c.binder.Table(ctx, name, schema); err != nil {
			c.untold(ctx, f.File, "what reads the table "+strconv.Quote(name), err)
			continue
		}
		c.tables[name] = Table{Schema: schema, Exact: t.Exact}
	}
}

func (c *bindCheck) model(ctx context.Context, m *Model) {
	exact := true
	var columns []string
	for _, name := range m.DependsOn {
		t, ok := c.tables[name]
		if !ok {
			return
		}
		exact = exact && t.Exact
		columns = append(columns, t.Schema.Names()...)
	}
	schema, err := c.binder.Model(ctx, m.Name, m.SQL, m.Materialize == AsIncremental)
	if err == nil {
		c.tables[m.Name] = Table{Schema: schema, Exact: exact}
		for _, n := range c.project.roots[m.File].get("checks").list() {
			if sql := n.get("sql"); sql != nil {
				c.piece(ctx, m.File, sql, sql.text, schema.Names())
			}
		}
		return
	}
	var said *farol.Error
	if !errors.As(err, &said) || said.Code != farol.CodeStepFailed {
		c.untold(ctx, m.File, "the model", err)
		return
	}
	if e, sure := wrongSQL(said, columns); sure || exact {
		e.Place.File = m.File
		c.errs = append(c.errs, e)
	}
}

// view holds the sql measures of a view against its table.
func (c *bindCheck) view(ctx context.Context, v *metric.View) {
	t, ok := c.tables[v.Table]
	if !ok {
		return
	}
	for _, e := range entriesOf(c.project.roots[v.File].get("measures")) {
		if sql := e.value.get("sql"); sql != nil {
			c.piece(ctx, v.File, sql, "select "+sql.text+` from "`+v.Table+`"`, t.Schema.Names())
		}
	}
}

// piece holds SQL that stands inside YAML against the tables: a name that is wrong is told at its key's value.
func (c *bindCheck) piece(ctx context.Context, file string, n *node, sql string, columns []string) {
	const name = "a piece" // No model can have it.
	_, err := c.binder.Model(ctx, name, sql, false)
	if err == nil {
		return
	}
	var said *farol.Error
	if !errors.As(err, &said) || said.Code != farol.CodeStepFailed {
		c.untold(ctx, file, "its sql", err)
		return
	}
	if e, sure := wrongSQL(said, columns); sure {
		e.Place = farol.Place{File: file, Line: n.line, Column: n.column}
		c.errs = append(c.errs, e)
	}
}

var (
	missingName = regexp.MustCompile(`Referenced column "([^"]+)" not found|does not have a column named "([^"]+)"|` +
		`Column "([^"]+)" in (?:EXCLUDE|REPLACE|RENAME) list not found|[Cc]olumn "([^"]+)" does not exist on (?:left|right) side`)
	// otherNames are faults that hold whatever type a column has.
	otherNames = regexp.MustCompile(`Referenced table "|must appear in the GROUP BY clause|Ambiguous reference to|[Ff]unction with name .* does not exist`)
	candidates = regexp.MustCompile(`\s*Candidate bindings:(.*)$`)
	quotedName = regexp.MustCompile(`"([^"]+)"`)
)

// wrongSQL words what the engine said about a SELECT. It is sure where the types of columns have no part in it.
func wrongSQL(said *farol.Error, columns []string) (*farol.Error, bool) {
	text := strings.TrimPrefix(said.Message, "the SQL failed: ")
	if m := candidates.FindStringSubmatch(text); m != nil {
		text = candidates.ReplaceAllString(text, "")
		for _, q := range quotedName.FindAllStringSubmatch(m[1], -1) {
			columns = append(columns, q[1][strings.LastIndexByte(q[1], '.')+1:])
		}
	}
	text, _, _ = strings.Cut(text, " Candidate functions:")
	line, column := max(said.Place.Line, 1), said.Place.Column
	if m := missingName.FindStringSubmatch(text); m != nil {
		name := strings.Join(m[1:], "")
		slices.Sort(columns)
		// A name that another table has is none to offer.
		columns = slices.DeleteFunc(slices.Compact(columns), func(c string) bool { return c == name })
		hint := didYouMean(name, columns)
		if hint == "" && len(columns) > 0 {
			hint = "there are " + shortList(columns)
		}
		e := farol.Errorf(farol.CodeUnknownName, "there is no column %q", name).AtColumn("", line, column).Cause(said)
		return e.Hint("%s", hint), true
	}
	e := farol.Errorf(farol.CodeBadSQL, "the SQL cannot be run: %s", text).AtColumn("", line, column).Cause(said).
		Hint("mend the SQL at this place; the words are the engine's")
	return e, otherNames.MatchString(text)
}
