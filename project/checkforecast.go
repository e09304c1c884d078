package project

import (
	"fmt"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/metric"
)

// checkForecast checks one forecast and makes its view.
func (l *loader) checkForecast(f *Forecast) {
	root := l.project.roots[f.File]
	l.checkTargetTable(f, root)
	l.checkRegressors(f, root)
	if n := root.get("country"); n != nil && f.Country != "" {
		if _, err := forecast.Country(f.Country); err != nil {
			e := farol.AsErrors(err)[0]
			l.fail(f.File, n.spot, e.Code, e.Advice, "%s", e.Message)
		}
	}
	other, unsure := l.viewNamed(f.Name)
	if other != nil || unsure {
		l.fail(f.File, spot{1, 1}, farol.CodeDuplicateName, "rename one of the files: a forecast is asked like a metrics view",
			"there is a metrics view %q already", f.Name)
	} else {
		l.broken[typeMetrics+"/"+f.Name] = true // Until its view is made, nothing is known of what asks for it.
	}
	n := root.get("measure")
	if n == nil || f.Measure == "" {
		return
	}
	v := l.measureNamed(f.File, n)
	if v == nil {
		return
	}
	_, name, _ := strings.Cut(f.Measure, ".")
	m := v.Measure(name)
	if m == nil || m.Hidden || !l.additive(f, n, v, m) || !l.checkStep(f, root, v) {
		return
	}
	if l.checkLevels(f, root, v) {
		l.checkTargets(f, root, v)
		if other == nil && !unsure {
			l.project.Views = append(l.project.Views, aheadView(f, v, m, root.get("targets") != nil))
			delete(l.broken, typeMetrics+"/"+f.Name)
		}
	}
}

// additive reports a measure whose figures of single steps do not add up to that of all.
func (l *loader) additive(f *Forecast, n *node, v *metric.View, m *metric.Measure) bool {
	switch {
	case m.Sum == "" && m.Count == "":
		l.fail(f.File, n.spot, farol.CodeBadValue, "forecast a sum or a count; of a ratio, what it is made of",
			"the measure %q cannot be forecast: it is neither a sum nor a count, so that its days do not add up", f.Measure)
		return false
	case len(m.NotAcross) > 0:
		l.fail(f.File, n.spot, farol.CodeNotAcross, "forecast a measure that adds up", "the measure %q cannot be forecast: it must not be summed across %s",
			f.Measure, strings.Join(m.NotAcross, ", "))
		return false
	case v.Time == nil:
		l.fail(f.File, n.spot, farol.CodeMissingField, "add time: {column: COLUMN, grain: day} to the view", "the view %q has no time, so it has no future", v.Name)
		return false
	}
	return true
}

// checkStep checks the step, and fills in what follows from it.
func (l *loader) checkStep(f *Forecast, root *node, v *metric.View) bool {
	steps := []farol.Grain{farol.GrainHour, farol.GrainDay, farol.GrainWeek, farol.GrainMonth}
	kept := v.Time.Grain
	if kept == "" {
		kept = farol.GrainDay
	}
	if f.Step == "" {
		f.Step = kept
	}
	at := root.keySpot("measure")
	if n := root.get("step"); n != nil {
		at = n.spot
	}
	switch {
	case !slices.Contains(steps, f.Step):
		l.fail(f.File, at, farol.CodeBadValue, "write step: day, week or month", "%q is no step that can be forecast", f.Step)
		return false
	case f.Step.Coarseness() < kept.Coarseness():
		l.fail(f.File, at, farol.CodeBadValue, "write step: "+string(kept)+" or coarser", "the view %q is kept by %s and cannot be forecast by %s", v.Name, kept, f.Step)
		return false
	}
	if f.History == 0 {
		f.History = stepsOf(f.Step)
	}
	if n := root.get("horizon"); n != nil && f.Horizon > 0 && f.History < 2*f.Horizon {
		l.fail(f.File, n.spot, farol.CodeBadValue, fmt.Sprintf("write horizon: %d or less, or a longer history", max(1, f.History/2)),
			"a history of %d steps cannot carry a horizon of %d: twice as many are needed", f.History, f.Horizon)
	}
	return true
}

// checkLevels checks for whom the forecast is made. It is false where that is not known.
func (l *loader) checkLevels(f *Forecast, root *node, v *metric.View) bool {
	var names []string
	for _, d := range v.Dimensions {
		names = append(names, d.Name)
	}
	good := true
	items := root.get("by").list()
	for i, level := range f.By {
		at := root.keySpot("measure")
		var parts []*node
		if i < len(items) {
			at, parts = items[i].spot, items[i].list()
		}
		for k, n := range parts {
			if !l.known(f.File, n.spot, "dimension", n.text, names) {
				good = false
				continue
			}
			d := v.Dimension(n.text)
			switch column := dimensionColumn(d); {
			case slices.Contains(level[:k], n.text):
				l.fail(f.File, n.spot, farol.CodeDuplicateName, "name it once", "the level names %q twice", n.text)
				good = false
			case d.Kind != "":
				l.fail(f.File, n.spot, farol.CodeBadValue, "leave it out: the "+d.Kind+" is a season, which is found by itself", "%q is a part of time and no series is made by it", n.text)
				good = false
			case slices.Contains(forecastColumns, column):
				l.fail(f.File, n.spot, farol.CodeDuplicateName, "give the column another name in the model", "the dimension %q reads the column %q, a name that forecasts need themselves", n.text, column)
				good = false
			}
		}
		for _, other := range f.By[:i] {
			if sameLevel(level, other) {
				l.fail(f.File, at, farol.CodeDuplicateName, "take one of them out", "two levels are alike: %s", levelText(level))
				good = false
			}
		}
		if good {
			l.checkSeen(f, v, level, at)
		}
	}
	return good
}

// checkSeen reports a level that no role could see.
func (l *loader) checkSeen(f *Forecast, v *metric.View, level []string, at spot) {
	roles := l.project.Policy.Roles
	if len(roles) == 0 || v.Shared && v.Tenant == "" {
		return
	}
	var columns []string
	for _, name := range level {
		columns = append(columns, dimensionColumn(v.Dimension(name)))
	}
	for _, role := range roles {
		seen := role.AllRows || len(role.Rows) > 0
		for column := range role.Rows {
			seen = seen && (role.AllRows || slices.Contains(columns, column))
		}
		if seen {
			return
		}
	}
	l.fail(f.File, at, farol.CodeForbidden, "name the dimensions by which roles are kept apart in the level, or take the level out",
		"no role may see %s: each sees some rows only, and others' rows went into it", levelText(level))
}

func sameLevel(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func levelText(level []string) string {
	if len(level) == 0 {
		return "the total"
	}
	return "the level " + strings.Join(level, ", ")
}
