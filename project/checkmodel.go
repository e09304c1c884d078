package project

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

func (l *loader) checkModel(ctx context.Context, m *Model) {
	root := l.project.roots[m.File]
	parsed, ok := l.parseSQL(ctx, m.File, m.SQL, spot{1, 1}, true)
	if ok {
		l.references(m, parsed)
		l.parameters(m, root, parsed)
	}
	if m.Materialize == AsIncremental && m.Time == "" && !l.broken["options/"+m.Name] {
		l.fail(m.File, root.keySpot("materialize"), farol.CodeMissingField, "add time: COLUMN, the time column by which the table grows",
			"the incremental model %q has no time", m.Name)
	}
	if n := root.get("lookback"); n != nil && m.Materialize != AsIncremental {
		l.fail(m.File, root.keySpot("lookback"), farol.CodeBadValue, "leave lookback out, or write materialize: incremental",
			"only incremental models look back")
	}
	for i, n := range root.get("checks").list() {
		l.checkCheck(ctx, m, m.Checks[i], n)
	}
}

// parseSQL asks the engine about SQL that stands in a file from a place on.
func (l *loader) parseSQL(ctx context.Context, file, sql string, from spot, exact bool) (engine.Parsed, bool) {
	if l.opts.Parse == nil || ctx.Err() != nil {
		return engine.Parsed{}, false
	}
	parsed, err := l.opts.Parse(ctx, sql)
	if err == nil {
		return parsed, true
	}
	var known *farol.Error
	if !errors.As(err, &known) {
		known = farol.Errorf(farol.CodeBadSQL, "the SQL cannot be read").Cause(err)
	}
	e := *known // The engine's own error stays as it is.
	e.Place.File = file
	if !exact || e.Place.Line == 0 {
		e.Place.Line, e.Place.Column = from.line, from.column
	}
	l.errs = append(l.errs, &e)
	return engine.Parsed{}, false
}

// references resolves the tables that a model reads.
func (l *loader) references(m *Model, parsed engine.Parsed) {
	for _, ref := range parsed.Tables {
		name, at := strings.ToLower(ref.Name), spot{ref.Line, ref.Column}
		if name == m.Name {
			l.fail(m.File, at, farol.CodeCycle, "read the source or another model instead", "the model %q reads itself", m.Name)
			continue
		}
		if l.table(m.File, at, name, m.Name) && !slices.Contains(m.DependsOn, name) {
			m.DependsOn = append(m.DependsOn, name)
			l.project.refs[m.Name+" "+name] = at
		}
	}
}

// parameters checks $start and $end.
func (l *loader) parameters(m *Model, root *node, parsed engine.Parsed) {
	var has []string
	unknown := false
	for _, p := range parsed.Parameters {
		name := strings.TrimPrefix(p, "$")
		has = append(has, name)
		at := findParameter(m.SQL, name)
		switch {
		case name != "start" && name != "end":
			hint := "write the value itself; only $start and $end are given, and only to incremental models"
			if m.Materialize == AsIncremental {
				hint = hintOr(didYouMean(name, []string{"start", "end"}), hint)
				unknown = true
			}
			l.fail(m.File, at, farol.CodeForbiddenSQL, hint, "the parameter $%s has no value", name)
		case m.Materialize != AsIncremental && !l.broken["options/"+m.Name]:
			l.fail(m.File, at, farol.CodeForbiddenSQL, "add materialize: incremental and time: COLUMN to the comment at the top",
				"$%s has a value only in an incremental model", name)
		}
	}
	if m.Materialize != AsIncremental || unknown {
		return
	}
	for _, name := range []string{"start", "end"} {
		if !slices.Contains(has, name) {
			l.fail(m.File, root.keySpot("materialize"), farol.CodeMissingField,
				"limit the rows that are read, such as: where happened_at >= $start and happened_at < $end",
				"the incremental model %q does not use $%s", m.Name, name)
			return
		}
	}
}

// findParameter gives the first place of $name behind the leading comment.
func findParameter(sql, name string) spot {
	from := 0
	if i := strings.Index(sql, "*/"); i >= 0 && strings.HasPrefix(strings.TrimSpace(sql), "/*") {
		from = i
	}
	found := regexp.MustCompile(`\$` + regexp.QuoteMeta(name) + `\b`).FindStringIndex(sql[from:])
	if found == nil {
		return spot{1, 1}
	}
	before := sql[:from+found[0]]
	line := strings.Count(before, "\n") + 1
	return spot{line, len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1}
}

func (l *loader) checkCheck(ctx context.Context, m *Model, c Check, n *node) {
	var stated []string
	for _, e := range n.entries {
		if e.key != "severity" {
			stated = append(stated, e.key)
		}
	}
	const kinds = "unique, not_null, accepted_range, accepted_values, freshness, row_balance or sql"
	if l.faulty[n] {
		return
	}
	if len(stated) != 1 {
		message, hint := "the check asserts nothing", "add one of "+kinds
		if len(stated) > 1 {
			message, hint = "one check asserts "+strings.Join(stated, " and "), "write a check for each"
		}
		l.fail(m.File, n.spot, farol.CodeBadValue, hint, "%s", message)
		return
	}
	switch {
	case c.Freshness != "" && m.Time == "":
		l.fail(m.File, n.keySpot("freshness"), farol.CodeMissingField, "add time: COLUMN to the model",
			"freshness needs the model's time column")
	case c.RowBalance != "":
		l.table(m.File, n.get("row_balance").spot, c.RowBalance, m.Name)
	case c.SQL != "":
		at := n.get("sql").spot
		parsed, _ := l.parseSQL(ctx, m.File, c.SQL, at, false)
		for _, ref := range parsed.Tables {
			l.table(m.File, at, strings.ToLower(ref.Name), "")
		}
		for _, p := range parsed.Parameters {
			l.fail(m.File, at, farol.CodeForbiddenSQL, "write the value itself", "a check has no parameters, such as $%s", strings.TrimPrefix(p, "$"))
		}
	case c.AcceptedRange != nil:
		r := c.AcceptedRange
		at := n.get("accepted_range")
		if r.Min == nil && r.Max == nil && !l.faulty[at] {
			l.fail(m.File, at.spot, farol.CodeMissingField, "add min, max or both", "the range has no end")
		} else if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
			l.fail(m.File, at.spot, farol.CodeBadValue, "swap them", "min is greater than max")
		}
	}
}

// checkCycles reports each loop of models and entities once, where its first reads the next.
func (l *loader) checkCycles() {
	const (
		open = iota + 1
		done
	)
	type step struct {
		file  string
		needs []string
	}
	steps := map[string]step{}
	for _, m := range l.project.Models {
		steps[m.Name] = step{m.File, m.DependsOn}
	}
	for _, e := range l.project.Entities {
		steps[e.Name] = step{e.File, e.Records}
		for i, n := range l.project.roots[e.File].get("records").list() {
			l.project.refs[e.Name+" "+e.Records[i]] = n.spot
		}
	}
	for _, f := range l.project.Forecasts {
		needs := l.project.Needs(f)
		steps[f.Name] = step{f.File, needs}
		for _, table := range needs {
			l.project.refs[f.Name+" "+table] = l.project.roots[f.File].keySpot("measure")
		}
	}
	state := map[string]int{}
	var path, read []string // the steps that are open, and the table by which each came to be read
	var visit func(name, table string)
	visit = func(name, table string) {
		state[name] = open
		path, read = append(path, name), append(read, table)
		for _, table := range steps[name].needs {
			next := table
			if e := l.project.Maker(table); e != nil {
				next = e.Name
			} else if f := l.project.Forecaster(table); f != nil {
				next = f.Name
			}
			if _, made := steps[next]; !made || state[next] == done || next == name {
				continue // A step that reads itself is told where it does.
			}
			if state[next] != open {
				visit(next, table)
				continue
			}
			from := slices.Index(path, next)
			loop, by := slices.Clone(path[from:]), slices.Clone(read[from:])
			by[0] = table
			least := slices.Index(loop, slices.Min(loop))
			loop, by = slices.Concat(loop[least:], loop[:least]), slices.Concat(by[least:], by[:least])
			at := l.project.refs[loop[0]+" "+by[1%len(by)]]
			what := "models depend"
			if slices.ContainsFunc(loop, func(n string) bool { return l.project.Maker(n) != nil }) {
				what = "models and entities depend"
			}
			if slices.ContainsFunc(loop, func(n string) bool { return l.project.Forecaster(n) != nil }) {
				what = "models and forecasts depend"
			}
			l.fail(steps[loop[0]].file, at, farol.CodeCycle, "let one of them read a source instead",
				"%s on each other: %s", what, strings.Join(append(loop, loop[0]), " → "))
		}
		path, read = path[:len(path)-1], read[:len(read)-1]
		state[name] = done
	}
	for _, name := range slices.Sorted(maps.Keys(steps)) {
		if state[name] == 0 {
			visit(name, name)
		}
	}
}
