package pipeline

import (
	"slices"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// node is one step of the graph: a source, an entity, a forecast or a model.
type node struct {
	name     string
	source   *source.Spec
	entity   *project.Entity
	forecast *project.Forecast
	model    *project.Model
	needs    []string // names of steps
}

func (n *node) kind() string {
	switch {
	case n.source != nil:
		return "source"
	case n.entity != nil:
		return "entity"
	case n.forecast != nil:
		return "forecast"
	case n.model.Materialize == "":
		return string(project.AsTable)
	}
	return string(n.model.Materialize)
}

// tables names what the step publishes.
func (n *node) tables() []string {
	if n.entity != nil {
		return n.entity.Tables()
	}
	if n.forecast != nil {
		return n.forecast.Tables()
	}
	return []string{n.name}
}

// file is where the step is stated.
func (n *node) file() string {
	switch {
	case n.source != nil:
		return n.source.File
	case n.entity != nil:
		return n.entity.File
	case n.forecast != nil:
		return n.forecast.File
	}
	return n.model.File
}

// graph holds the steps of a project, sources first, each other after all that it needs.
type graph struct {
	order   []*node
	byName  map[string]*node
	byTable map[string]*node // the step that makes a table
}

func newGraph(p *project.Project) (*graph, error) {
	g := &graph{byName: map[string]*node{}, byTable: map[string]*node{}}
	var names []string
	add := func(n *node) {
		g.byName[n.name] = n
		names = append(names, n.name)
		for _, table := range n.tables() {
			g.byTable[table] = n
		}
	}
	for _, s := range p.Sources {
		add(&node{name: s.Name, source: s})
	}
	for _, e := range p.Entities {
		add(&node{name: e.Name, entity: e, needs: e.Records})
	}
	for _, f := range p.Forecasts {
		add(&node{name: f.Name, forecast: f, needs: p.Needs(f)})
	}
	for _, m := range p.Models {
		add(&node{name: m.Name, model: m, needs: m.DependsOn})
	}
	for _, name := range names {
		if err := g.resolve(g.byName[name]); err != nil {
			return nil, err
		}
	}
	// The order must not depend on how the folder was read, so that two runs of one project do the same.
	sort.SliceStable(names, func(i, j int) bool {
		a, b := g.byName[names[i]], g.byName[names[j]]
		if (a.source != nil) != (b.source != nil) {
			return a.source != nil
		}
		return names[i] < names[j]
	})
	seen := map[string]int{}
	var visit func(name string) error
	visit = func(name string) error {
		n := g.byName[name]
		switch seen[name] {
		case 1:
			return farol.Errorf(farol.CodeCycle, "%s %q depends on itself", n.noun(), name).At(n.file(), 1).
				Hint("let one of the steps on the way read something else")
		case 2:
			return nil
		}
		seen[name] = 1
		for _, need := range n.needs {
			if err := visit(need); err != nil {
				return err
			}
		}
		seen[name] = 2
		g.order = append(g.order, n)
		return nil
	}
	for _, name := range names {
		if err := visit(name); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// noun is what the step is called in a message.
func (n *node) noun() string {
	switch {
	case n.source != nil:
		return "source"
	case n.entity != nil:
		return "entity"
	case n.forecast != nil:
		return "forecast"
	}
	return "model"
}

// resolve turns the tables that a step reads into the steps that make them.
func (g *graph) resolve(n *node) error {
	var needs []string
	for _, table := range n.needs {
		maker := g.byTable[table]
		if maker == nil {
			return farol.Errorf(farol.CodeUnknownName, "%s %q reads %q, which is no source, no model, and no table of an entity or forecast", n.noun(), n.name, table).
				At(n.file(), 1).Hint("write sources/%s.yaml or models/%s.sql", table, table)
		}
		if !slices.Contains(needs, maker.name) {
			needs = append(needs, maker.name)
		}
	}
	n.needs = needs
	return nil
}

// pick gives the steps that the patterns select, in order: NAME, NAME+ with all that depends on it, +NAME with all that it needs.
// No pattern selects everything.
func (g *graph) pick(patterns []string) ([]*node, error) {
	if len(patterns) == 0 {
		return g.order, nil
	}
	chosen := map[string]bool{}
	for _, pattern := range patterns {
		name := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(pattern), "+"), "+")
		n := g.byTable[name]
		if n == nil {
			return nil, g.unknown(pattern, name)
		}
		name = n.name
		chosen[name] = true
		if strings.HasPrefix(strings.TrimSpace(pattern), "+") {
			g.upstream(name, chosen)
		}
		if strings.HasSuffix(strings.TrimSpace(pattern), "+") {
			g.downstream(name, chosen)
		}
	}
	var steps []*node
	for _, n := range g.order {
		if chosen[n.name] {
			steps = append(steps, n)
		}
	}
	return steps, nil
}

func (g *graph) upstream(name string, into map[string]bool) {
	for _, need := range g.byName[name].needs {
		into[need] = true
		g.upstream(need, into)
	}
}

func (g *graph) downstream(name string, into map[string]bool) {
	// The order has every step after what it needs, so one pass reaches all.
	reached := map[string]bool{name: true}
	for _, n := range g.order {
		for _, need := range n.needs {
			if reached[need] {
				reached[n.name], into[n.name] = true, true
			}
		}
	}
}

func (g *graph) unknown(pattern, name string) error {
	var all []string
	for _, n := range g.order {
		all = append(all, n.name)
	}
	e := farol.Errorf(farol.CodeUnknownName, "cannot select %q: no source, entity, model or forecast is called %q", pattern, name)
	meant := near.Nearest(name, all)
	switch {
	case len(meant) > 0:
		return e.Hint("did you mean %s?", strings.Join(meant, " or "))
	case len(all) > 0 && len(all) <= 12:
		return e.Hint("there are %s", strings.Join(all, ", "))
	}
	return e.Hint("see sources/, entities/, models/ and forecasts/ for the names")
}
