package project

import (
	"strings"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/source"
)

// config decodes farol.yaml and fills in what it leaves out.
func (l *loader) config(root *node) {
	c := Config{
		Languages: []string{"en"}, TimeZone: "UTC", Currency: "EUR", WeekStart: 1,
		Lake: "./.farol/lake", Engine: "duckdb", Memory: "1GB",
	}
	l.decode(configFile, root, &c)
	c.URL = strings.TrimSuffix(c.URL, "/")
	l.project.Config = c
}

func (l *loader) source(root *node, file, name string) {
	s := &source.Spec{Load: source.Append}
	l.decode(file, root, s)
	s.Name, s.File, s.Line = name, file, 1
	if columns := root.get("columns"); columns != nil {
		for _, e := range columns.entries {
			c := source.ColumnSpec{Name: e.key, Line: e.line}
			if e.value.isMap {
				l.decode(file, e.value, &c)
				c.Name, c.Line = e.key, e.line
			} else {
				c.Type = e.value.text // `listing_id: integer` is short for {type: integer}.
			}
			s.Columns = append(s.Columns, c)
		}
	}
	l.project.Sources = append(l.project.Sources, s)
}

// model reads the options and the SQL of a model. A comment that is not YAML leaves the model with its defaults.
func (l *loader) model(file, name string) {
	text, ok := l.readFile(file)
	if !ok {
		l.broken[typeModel+"/"+name] = true
		return
	}
	m := &Model{Name: name, File: file, SQL: string(text), Materialize: AsTable}
	root := emptyMap()
	if comment, ok := leadingComment(m.SQL); ok {
		if root = l.parseText(file, typeModel, []byte(comment)); root == nil {
			l.broken["options/"+name] = true
			root = emptyMap()
		}
	}
	l.decode(file, root, m)
	if m.Materialize == "" {
		m.Materialize = AsTable
	}
	m.File, m.Name, m.SQL = file, name, string(text)
	l.project.roots[file] = root
	l.project.Models = append(l.project.Models, m)
}

// leadingComment gives the comment that the SQL starts with, with everything around it blanked so that places stay as they are in the
// file.
func leadingComment(sql string) (string, bool) {
	body := strings.TrimPrefix(sql, "\ufeff")
	start := len(sql) - len(strings.TrimLeft(body, " \t\r\n"))
	if !strings.HasPrefix(sql[start:], "/*") {
		return "", false
	}
	end := strings.Index(sql[start:], "*/")
	if end < 0 {
		return "", false // The engine's parser reports a comment that does not end.
	}
	blank := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return r
		}
		return ' '
	}, sql[:start])
	return blank + "  " + sql[start+2:start+end], true
}

func (l *loader) view(root *node, file, name string) {
	v := &metric.View{}
	l.decode(file, root, v)
	v.Name, v.File, v.Line = name, file, 1
	if dimensions := root.get("dimensions"); dimensions != nil {
		for _, e := range dimensions.entries {
			d := metric.Dimension{}
			if e.value.isMap {
				l.decode(file, e.value, &d)
			} else {
				d.Column = e.value.text // `region: region_code` is short for {column: region_code}.
			}
			d.Name, d.Line = e.key, e.line
			v.Dimensions = append(v.Dimensions, d)
		}
	}
	if measures := root.get("measures"); measures != nil {
		for _, e := range measures.entries {
			m := metric.Measure{}
			l.decode(file, e.value, &m)
			m.Name, m.Line = e.key, e.line
			v.Measures = append(v.Measures, m)
		}
	}
	l.project.Views = append(l.project.Views, v)
}

func (l *loader) page(root *node, file, name string) {
	p := &Page{}
	l.decode(file, root, p)
	p.Name, p.File, p.Line = name, file, 1
	l.project.Pages = append(l.project.Pages, p)
}

// accessFile holds the roles.
const accessFile = "access.yaml"

func (l *loader) access(root *node) {
	policy := access.Policy{Roles: map[string]access.Role{}, File: accessFile, Lines: map[string]int{}}
	if roles := root.get("roles"); roles != nil {
		for _, e := range roles.entries {
			var r access.Role
			l.decode(accessFile, e.value, &r)
			if pages := e.value.get("pages"); pages != nil {
				if r.AllPages = pages.text == "all"; !r.AllPages {
					l.decode(accessFile, pages, &r.Pages)
				}
			}
			if entities := e.value.get("entities"); entities != nil {
				if r.AllEntities = entities.text == "all"; !r.AllEntities {
					l.decode(accessFile, entities, &r.Entities)
				}
			}
			if rows := e.value.get("rows"); rows != nil {
				if r.AllRows = rows.text == "all"; !r.AllRows {
					l.decode(accessFile, rows, &r.Rows)
				}
			}
			policy.Roles[e.key], policy.Lines[e.key] = r, e.line
		}
	}
	l.project.Policy = policy
}
