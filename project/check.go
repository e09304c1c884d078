package project

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/text/currency"

	"github.com/farol-kpi/farol"
)

// check finds what no single file shows: references, cycles, and rules that hold between resources.
func (l *loader) check(ctx context.Context) {
	l.checkConfig()
	l.nameTables()
	for _, s := range l.project.Sources {
		l.checkSource(s)
	}
	for _, e := range l.project.Entities {
		e.Decisions = l.decided[e.Name]
		l.checkEntity(e)
	}
	l.checkDecided()
	for _, m := range l.project.Models {
		l.checkModel(ctx, m)
	}
	for _, v := range l.project.Views {
		l.checkView(ctx, v)
	}
	for _, f := range l.project.Forecasts {
		l.checkForecast(f)
	}
	l.checkCycles()
	for _, p := range l.project.Pages {
		l.resolveAhead(p)
		l.checkPage(p)
	}
	l.checkAccess()
	l.checkDemo()
	l.checkStatedLeaks()
}

func (l *loader) checkConfig() {
	root, c := l.project.roots[configFile], l.project.Config
	if root == nil {
		return
	}
	l.timeZone(configFile, root, "time_zone")
	l.cronLine(configFile, root, "schedule")
	l.currency(configFile, root)
	if n := root.get("url"); n != nil && c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			l.fail(configFile, n.spot, farol.CodeBadValue, "write it as https://HOST or http://HOST:PORT, with nothing behind",
				"%q is not the address of a server", n.text)
		}
	}
	if n := root.get("engine"); n != nil && c.Engine != "duckdb" {
		l.fail(configFile, n.spot, farol.CodeBadValue, "write engine: duckdb", "the engine %q is not part of this version", c.Engine)
	}
	if n := root.get("lake"); n != nil && strings.Contains(c.Lake, "://") {
		l.fail(configFile, n.spot, farol.CodeBadValue, "this version keeps its lake in a folder: write lake: ./.farol/lake",
			"the lake %q is not on a local disk", c.Lake)
	}
}

// timeZone checks the time zone that a key of a map states.
func (l *loader) timeZone(file string, n *node, key string) {
	value := n.get(key)
	if value == nil || value.text == "" {
		return
	}
	if _, err := time.LoadLocation(value.text); err != nil || value.text == "Local" {
		l.fail(file, value.spot, farol.CodeBadValue, "write it as the tz database does, such as Europe/Lisbon or UTC",
			"%q is not a time zone", value.text)
	}
}

// cronLine checks the schedule that a key of a map states.
func (l *loader) cronLine(file string, n *node, key string) {
	value := n.get(key)
	if value == nil || value.text == "" {
		return
	}
	if strings.Contains(value.text, "TZ=") {
		l.fail(file, value.spot, farol.CodeBadValue, "leave the zone out: a schedule is in the project's time zone",
			"the schedule %q names a time zone", value.text)
	} else if _, err := cron.ParseStandard(value.text); err != nil {
		l.fail(file, value.spot, farol.CodeBadValue, "write minute, hour, day, month and weekday, such as \"5 * * * *\"",
			"%q is not a schedule", value.text)
	}
}

func (l *loader) currency(file string, n *node) {
	value := n.get("currency")
	if value == nil || value.text == "" {
		return
	}
	if _, err := currency.ParseISO(value.text); err != nil {
		l.fail(file, value.spot, farol.CodeBadValue, "write an ISO 4217 code, such as EUR", "%q is not a currency", value.text)
	}
}

// nameTables reports sources, models and tables of entities of one name: SQL could not tell them apart.
func (l *loader) nameTables() {
	l.tables = map[string]string{}
	add := func(name, file string) {
		if first, taken := l.tables[name]; taken {
			l.fail(file, spot{1, 1}, farol.CodeDuplicateName, "rename one of the files: sources, entities, forecasts and models share the names of tables",
				"the table %q is made by %s already", name, first)
			return
		}
		l.tables[name] = file
	}
	for _, s := range l.project.Sources {
		add(s.Name, s.File)
	}
	for _, e := range l.project.Entities {
		for _, name := range e.Tables() {
			add(name, e.File)
		}
	}
	for _, f := range l.project.Forecasts {
		for _, name := range f.Tables() {
			add(name, f.File)
		}
	}
	for _, m := range l.project.Models {
		add(m.Name, m.File)
	}
	for resource := range l.broken {
		kind, name, _ := strings.Cut(resource, "/")
		var tables []string
		switch kind {
		case typeSource, typeModel:
			tables = []string{name}
		case typeEntity:
			tables = (&Entity{Name: name}).Tables()
		case typeForecast:
			tables = (&Forecast{Name: name}).Tables()
		}
		for _, table := range tables {
			if _, taken := l.tables[table]; !taken {
				l.tables[table] = ""
			}
		}
	}
}

// tableNames lists the tables that may be named, but for one.
func (l *loader) tableNames(but string) []string {
	var names []string
	for name := range l.tables {
		if name != but {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// table reports a table that no source or model makes.
func (l *loader) table(file string, at spot, name, asker string) bool {
	if _, known := l.tables[name]; known {
		return true
	}
	names := l.tableNames(asker)
	hint := didYouMean(name, names)
	switch {
	case hint == "" && len(names) == 0:
		hint = "add sources/" + name + ".yaml or models/" + name + ".sql"
	case hint == "":
		hint = "the sources and models are " + shortList(names)
	}
	l.fail(file, at, farol.CodeUnknownName, hint, "there is no source or model %q", name)
	return false
}

// shortList names the first of many.
func shortList(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}

// known reports a name that is not among those that may stand here.
func (l *loader) known(file string, at spot, what, name string, among []string) bool {
	if slices.Contains(among, name) {
		return true
	}
	hint := didYouMean(name, among)
	if hint == "" && len(among) > 0 {
		hint = "known here: " + shortList(among)
	}
	l.fail(file, at, farol.CodeUnknownName, hint, "there is no %s %q", what, name)
	return false
}

// checkLanguages warns of texts in languages that nobody can choose.
func (l *loader) checkLanguages() {
	if l.broken[typeConfig] {
		return
	}
	for _, t := range l.texts {
		for _, e := range t.node.entries {
			if !slices.Contains(l.project.Config.Languages, e.key) {
				l.warn(t.file, e.spot, farol.CodeUnknownName, "add it to languages in "+configFile+", or take the text out",
					"the project does not have the language %q", e.key)
			}
		}
	}
}
