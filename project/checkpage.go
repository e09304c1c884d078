package project

import (
	"regexp"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

func (l *loader) checkPage(p *Page) {
	root := l.project.roots[p.File]
	l.period(p.File, root)
	views, complete := []*metric.View{}, true
	use := func(v *metric.View, known bool) {
		if v != nil && !slices.Contains(views, v) {
			views = append(views, v)
		}
		complete = complete && known
	}
	for _, n := range root.get("views").list() {
		v, unsure := l.viewNamed(n.text)
		if v == nil && !unsure {
			l.known(p.File, n.spot, "metrics view", n.text, l.viewNames())
		}
		use(v, v != nil)
	}
	for _, row := range root.get("rows").list() {
		for _, tile := range row.list() {
			use(l.checkTile(p, tile))
		}
	}
	if count := root.get("count"); count != nil && count.get("measure") != nil {
		l.measureNamed(p.File, count.get("measure"))
		if noun := count.get("noun"); noun != nil && !l.broken[typeConfig] {
			for _, e := range noun.entries {
				l.known(p.File, e.spot, "language", e.key, l.project.Config.Languages)
			}
		}
	}
	l.checkSentence(p, root.get("sentence"), views, complete)
}

func (l *loader) viewNames() []string {
	var names []string
	for _, v := range l.project.Views {
		names = append(names, v.Name)
	}
	slices.Sort(names)
	return names
}

// viewNamed gives a view, or tells that its file cannot be read and nothing is known of it.
func (l *loader) viewNamed(name string) (v *metric.View, unsure bool) {
	for _, v := range l.project.Views {
		if v.Name == name {
			return v, false
		}
	}
	return nil, l.broken[typeMetrics+"/"+name]
}

// measureNamed resolves view.measure. A nil view is reported, or belongs to a file that cannot be read.
func (l *loader) measureNamed(file string, n *node) *metric.View {
	view, name, dotted := strings.Cut(n.text, ".")
	if !dotted {
		var full []string
		for _, v := range l.project.Views {
			if v.Measure(n.text) != nil {
				full = append(full, v.Name+"."+n.text)
			}
		}
		hint := "write view.measure"
		if len(full) > 0 {
			hint = "did you mean " + strings.Join(full, " or ") + "?"
		}
		l.fail(file, n.spot, farol.CodeUnknownName, hint, "%q does not name a view's measure", n.text)
		return nil
	}
	v, unsure := l.viewNamed(view)
	if unsure {
		return nil
	}
	if v == nil {
		l.known(file, n.spot, "metrics view", view, l.viewNames())
		return nil
	}
	var names []string
	for _, m := range v.Measures {
		if m.Name == name && m.Hidden {
			l.fail(file, n.spot, farol.CodeBadValue, "take hidden: true off the measure, or show another",
				"the measure %q is hidden: it is only a part of others", n.text)
			return v
		}
		if !m.Hidden {
			names = append(names, v.Name+"."+m.Name)
		}
	}
	l.known(file, n.spot, "measure", n.text, names)
	return v
}

var tileKinds = []string{"kpi", "line", "bar", "stacked_bar", "table", "heatmap", "funnel", "fan"}

// checkTile checks one tile and gives its view. It is false where the view cannot be known.
func (l *loader) checkTile(p *Page, n *node) (view *metric.View, known bool) {
	if !n.isMap {
		return nil, false
	}
	var stated []string
	for _, kind := range tileKinds {
		if n.get(kind) != nil {
			stated = append(stated, kind)
		}
	}
	switch {
	case len(stated) == 0 && l.faulty[n]:
		return nil, false
	case len(stated) == 0:
		l.fail(p.File, n.spot, farol.CodeMissingField, "add one of "+strings.Join(tileKinds, ", "), "the tile shows nothing")
		return nil, false
	case len(stated) > 1:
		l.fail(p.File, n.keySpot(stated[1]), farol.CodeBadValue, "make a tile of each",
			"one tile is %s", strings.Join(stated, " and "))
	}
	kind := stated[0]
	l.period(p.File, n)
	known = true
	for _, m := range n.get(kind).list() {
		if l.faulty[m] {
			known = false
			continue
		}
		v := l.measureNamed(p.File, m)
		known = known && v != nil
		if v != nil && view != nil && v != view {
			l.fail(p.File, m.spot, farol.CodeBadValue, "use two tiles", "one tile cannot mix the views %q and %q", view.Name, v.Name)
		} else if v != nil {
			view = v
		}
	}
	if kind == "funnel" && len(n.get(kind).list()) == 1 {
		l.fail(p.File, n.get(kind).spot, farol.CodeBadValue, "add the measures that follow from it", "a funnel has at least two steps")
	}
	for _, c := range n.get("compare").list() {
		l.oneOf(p.File, c, "compare", []string{"previous_period", "previous_year", "none"})
	}
	if kind == "fan" {
		l.checkFan(p, n.get(kind))
	}
	l.checkShape(p, n, kind)
	if view != nil {
		l.checkTileNames(p, n, view)
	}
	if view != nil && known && view.Ahead != nil {
		l.checkAhead(p, n, kind, view)
	}
	return view, known
}

// oneOf checks a choice that stands alone or in a list.
func (l *loader) oneOf(file string, n *node, field string, choices []string) {
	if !slices.Contains(choices, n.text) {
		l.fail(file, n.spot, farol.CodeBadValue, hintOr(didYouMean(n.text, choices), "write one of "+strings.Join(choices, ", ")),
			"%q cannot be %q", field, n.text)
	}
}

// checkShape checks that a kind of tile has the dimensions that it draws.
func (l *loader) checkShape(p *Page, n *node, kind string) {
	if l.faulty[n] || l.faulty[n.get("by")] {
		return
	}
	by, at := len(n.get("by").list()), n.keySpot(kind)
	if n.get("by") != nil {
		at = n.get("by").spot
	}
	switch kind {
	case "bar", "table", "line", "stacked_bar":
		if by == 0 {
			example := "region"
			if kind == "line" {
				example = "day"
			}
			l.fail(p.File, at, farol.CodeMissingField, "add by: "+example+", a dimension or a grain of time", "the %s does not say by what", kind)
		}
	case "heatmap":
		if by != 2 {
			l.fail(p.File, at, farol.CodeMissingField, "write by: [weekday, hour], rows and columns", "a heatmap has two dimensions, not %d", by)
		}
	}
	if kind == "stacked_bar" && n.get("split") == nil && len(n.get(kind).list()) == 1 && by < 2 {
		l.fail(p.File, n.keySpot(kind), farol.CodeMissingField, "add split: DIMENSION, or more measures", "nothing is stacked")
	}
}

// checkTileNames checks the dimensions that a tile names.
func (l *loader) checkTileNames(p *Page, n *node, v *metric.View) {
	var dimensions, groups []string
	for _, d := range v.Dimensions {
		dimensions = append(dimensions, d.Name)
	}
	groups = slices.Clone(dimensions)
	if v.Time != nil {
		for _, g := range farol.Grains {
			if g.Coarseness() >= v.Time.Grain.Coarseness() {
				groups = append(groups, string(g))
			}
		}
	}
	for _, field := range []string{"by", "columns", "split", "spark"} {
		for _, item := range n.get(field).list() {
			among := dimensions
			if field == "by" {
				among = groups
			}
			if (field == "by" || field == "spark") && farol.Grain(item.text).Coarseness() >= 0 && v.Dimension(item.text) == nil {
				l.grain(p, item, v)
			} else if field != "spark" {
				l.known(p.File, item.spot, "dimension", item.text, among)
			}
		}
	}
	for _, e := range entriesOf(n.get("where")) {
		l.known(p.File, e.spot, "dimension", e.key, dimensions)
	}
}

// grain checks that a view can be shown by a grain of time.
func (l *loader) grain(p *Page, n *node, v *metric.View) {
	switch {
	case v.Time == nil:
		l.fail(p.File, n.spot, farol.CodeBadValue, "add time to the view, or show it by a dimension",
			"the view %q has no time, so it cannot be shown by %s", v.Name, n.text)
	case farol.Grain(n.text).Coarseness() < v.Time.Grain.Coarseness():
		l.fail(p.File, n.spot, farol.CodeBadValue, "show it by "+string(v.Time.Grain)+" or coarser",
			"the view %q is kept by %s and cannot be shown by %s", v.Name, v.Time.Grain, n.text)
	}
}

// presets are the periods that have a name; last_N_days, last_N_weeks and last_N_months take any number, and next_ in the place of last_ is for forecasts.
var (
	presets = []string{"all", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year",
		"last_7_days", "last_28_days", "last_90_days", "last_12_months"}
	lastPeriod = regexp.MustCompile(`^(last|next)_[1-9][0-9]{0,3}_(days|weeks|months)$`)
)

func (l *loader) period(file string, n *node) {
	value := n.get("period")
	if value == nil || value.text == "" || slices.Contains(presets, value.text) || lastPeriod.MatchString(value.text) {
		return
	}
	if _, err := farol.ParsePeriod(value.text); err != nil {
		l.fail(file, value.spot, farol.CodeBadValue, hintOr(didYouMean(value.text, presets),
			"write one of "+strings.Join(presets, ", ")+", or A..B such as 2026-01..2026-03"), "%q is not a period", value.text)
	}
}

// checkSentence checks the parts of each language's template.
func (l *loader) checkSentence(p *Page, n *node, views []*metric.View, complete bool) {
	if n == nil {
		return
	}
	parts := []string{"period", "comparison", "tenant", "count"}
	for _, v := range views {
		for _, d := range v.Dimensions {
			if !slices.Contains(parts, d.Name) {
				parts = append(parts, d.Name)
			}
		}
	}
	templates := []*node{n}
	for _, e := range n.entries {
		templates = append(templates, e.value)
	}
	for _, template := range templates {
		rest := template.text
		for {
			_, after, found := strings.Cut(rest, "{")
			if !found {
				break
			}
			name, tail, closed := strings.Cut(after, "}")
			if !closed {
				l.fail(p.File, template.spot, farol.CodeBadValue, "close it with }", "the sentence has a { that is not closed")
				break
			}
			rest = tail
			switch {
			case name == "count" && p.Count == nil:
				l.fail(p.File, template.spot, farol.CodeMissingField, "add count: {measure: view.measure, noun: …} to the page",
					"the sentence has {count}, but the page does not say what is counted")
			case complete || slices.Contains(parts, name):
				l.known(p.File, template.spot, "part", name, parts)
			}
		}
	}
}
