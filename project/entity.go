package project

import (
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
)

// Entity is a kind of thing that records are about: the resource of entities/*.yaml, with what people decided of it in decisions/*.yaml.
// Its records are matched without being told how; the file says where they are.
type Entity struct {
	Name        string                `yaml:"-"`
	File        string                `yaml:"-"`
	Line        int                   `yaml:"-"`
	Title       farol.Text            `yaml:"title"` // of many: Companies
	Description string                `yaml:"description"`
	Noun        map[string]CountNouns `yaml:"noun"`    // language → forms
	Records     []string              `yaml:"records"` // the tables that hold them: sources or models
	Source      string                `yaml:"source"`  // the column that names a record's source; without it each table is one
	ID          []string              `yaml:"id"`      // the columns that name a record in its source; without it the key of its table
	Label       string                `yaml:"label"`   // the column that a record is called by
	Golden      Golden                `yaml:"golden"`
	Overrides   entity.Overrides      `yaml:"-"` // lines of the inferred model that the file states otherwise
	Decisions   []Decision            `yaml:"-"` // of decisions/NAME.yaml
}

// Golden says which values the golden record takes where its records differ. What it leaves out is decided by vote.
type Golden struct {
	Sources []string            `yaml:"sources"` // in the order in which they are believed
	Recency string              `yaml:"recency"` // the column that says when a record was last true
	Rules   map[string][]string `yaml:"rules"`   // column → rules in the order in which they are asked
}

// Survivorship is the choice in the words of matching.
func (g Golden) Survivorship() entity.Survivorship {
	s := entity.Survivorship{Sources: g.Sources, Recency: g.Recency, Rules: map[string][]entity.Rule{}}
	for column, rules := range g.Rules {
		for _, r := range rules {
			s.Rules[column] = append(s.Rules[column], entity.Rule(r))
		}
	}
	return s
}

// Decision is what a person said of two records, and when.
type Decision struct {
	entity.Decision
	At   time.Time
	Line int
}

// DecisionsFile is where what people decided of an entity's records is kept, relative to the project.
func DecisionsFile(name string) string { return "decisions/" + name + ".yaml" }

// Tables names the tables that the entity makes, its golden records first.
func (e *Entity) Tables() []string {
	return []string{e.Name, e.Name + "_member", e.Name + "_pair", e.Name + "_value", e.Name + "_event"}
}

// KeyOf gives the columns that name a record in a table of the entity: those that it states, else the key of the table's source or model
// without the column of sources.
func (p *Project) KeyOf(e *Entity, table string) []string {
	if len(e.ID) > 0 {
		return e.ID
	}
	var key []string
	for _, s := range p.Sources {
		if s.Name == table {
			key = s.Key
		}
	}
	for _, m := range p.Models {
		if m.Name == table {
			key = m.Key
		}
	}
	return slices.DeleteFunc(slices.Clone(key), func(c string) bool { return c == e.Source })
}

func (l *loader) entity(root *node, file, name string) {
	e := &Entity{}
	l.decode(file, root, e)
	l.decode(file, root, &e.Overrides)
	e.Name, e.File, e.Line = name, file, 1
	l.project.Entities = append(l.project.Entities, e)
}

// decisionsFile holds what people said of the records of one entity.
type decisionsFile struct {
	Decisions []decisionLine `yaml:"decisions"`
}

type decisionLine struct {
	Left  entity.Key `yaml:"left"`
	Right entity.Key `yaml:"right"`
	Same  bool       `yaml:"same"`
	By    string     `yaml:"by"`
	At    string     `yaml:"at"`
	Line  int        `yaml:"-"`
}

func (l *loader) decisions(root *node, file, name string) {
	var f decisionsFile
	l.decode(file, root, &f)
	items := root.get("decisions").list()
	for i, d := range f.Decisions {
		made := Decision{Decision: entity.Decision{Left: d.Left, Right: d.Right, Same: d.Same, By: d.By}, Line: d.Line}
		if d.At != "" && !l.faulty[items[i]] {
			at, err := time.Parse(time.RFC3339, d.At)
			if err != nil {
				l.fail(file, items[i].get("at").spot, farol.CodeBadValue, "write it as 2026-01-31T10:00:00Z", "%q is not a moment", d.At)
			}
			made.At = at
		}
		l.decided[name] = append(l.decided[name], made)
	}
	if f.Decisions == nil {
		l.decided[name] = []Decision{}
	}
}

func (l *loader) checkEntity(e *Entity) {
	root := l.project.roots[e.File]
	for i, n := range root.get("records").list() {
		table := strings.ToLower(n.text)
		e.Records[i] = table
		if l.madeBy(e, table) {
			l.fail(e.File, n.spot, farol.CodeCycle, "name the source or model that holds the records", "the entity %q reads its own table %q", e.Name, table)
			continue
		}
		if !l.table(e.File, n.spot, table, e.Name) || l.broken[typeSource+"/"+table] || l.broken["options/"+table] || l.broken[typeModel+"/"+table] {
			continue
		}
		if len(l.project.KeyOf(e, table)) == 0 {
			l.fail(e.File, n.spot, farol.CodeMissingField, "add id: COLUMN here, or key: to the table's own file",
				"nothing says which column names a record of %q", table)
		}
	}
	if n := root.get("records"); len(e.Records) > 1 && e.Source == "" {
		// Each table is a source then, so one that is named twice would be two of the same name.
		for i, table := range e.Records {
			if slices.Contains(e.Records[:i], table) {
				l.fail(e.File, n.list()[i].spot, farol.CodeDuplicateName, "name each table once", "the table %q is named twice", table)
			}
		}
	}
	if e.Source == "" {
		// Each table is a source then; otherwise the records tell which there are.
		for i, n := range root.get("golden").get("sources").list() {
			if name := e.Golden.Sources[i]; !slices.Contains(e.Records, name) {
				l.fail(e.File, n.spot, farol.CodeUnknownName, hintOr(didYouMean(name, e.Records), "the sources are "+shortList(e.Records)), "there is no source %q", name)
			}
		}
	}
	for i, d := range e.Decisions {
		if d.Left == d.Right {
			l.fail(DecisionsFile(e.Name), l.decisionSpot(e.Name, i), farol.CodeBadValue, "name two records, or take it out", "the decision is about one record, %s", d.Left)
		}
	}
	l.checkDecisions(e)
}

// checkDecisions reports decisions that contradict each other, at the one that came last.
func (l *loader) checkDecisions(e *Entity) {
	all := make(entity.Decisions, len(e.Decisions))
	for i, d := range e.Decisions {
		all[i] = d.Decision
	}
	if all.Check() == nil {
		return
	}
	all = all[:0]
	for i, d := range e.Decisions {
		err := append(all, d.Decision).Check()
		if err == nil {
			all = append(all, d.Decision)
			continue
		}
		for _, one := range farol.AsErrors(err) {
			l.fail(DecisionsFile(e.Name), l.decisionSpot(e.Name, i), one.Code, one.Advice, "%s", one.Message)
			break
		}
	}
}

func (l *loader) decisionSpot(name string, i int) spot {
	if items := l.project.roots[DecisionsFile(name)].get("decisions").list(); i < len(items) {
		return items[i].spot
	}
	return spot{1, 1}
}

// madeBy says whether a table is one of the entity's own.
func (l *loader) madeBy(e *Entity, table string) bool { return slices.Contains(e.Tables(), table) }

// checkDecided reports decisions about an entity that the project does not have.
func (l *loader) checkDecided() {
	var names []string
	for _, e := range l.project.Entities {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	for name := range l.decided {
		if !slices.Contains(names, name) && !l.broken[typeEntity+"/"+name] {
			l.fail(DecisionsFile(name), spot{1, 1}, farol.CodeUnknownName, hintOr(didYouMean(name, names), "name the file after one of entities/"),
				"there is no entity %q", name)
		}
	}
}
