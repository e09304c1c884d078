package project

import (
	"maps"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// checkTargetTable checks what a forecast says of a table of targets, but for its columns.
func (l *loader) checkTargetTable(f *Forecast, root *node) {
	n := root.get("targets")
	if n == nil || !n.isMap || l.faulty[n] {
		return
	}
	for _, field := range []string{"table", "column", "period"} {
		if n.get(field) == nil {
			l.fail(f.File, n.spot, farol.CodeMissingField, "write targets: {table: TABLE, column: COLUMN, period: COLUMN}", "the targets have no %s", field)
		}
	}
	if table := n.get("table"); table != nil && f.Targets.Table != "" {
		if l.table(f.File, table.spot, f.Targets.Table, f.Name) && slices.Contains(f.Tables(), f.Targets.Table) {
			l.fail(f.File, table.spot, farol.CodeCycle, "name the source or model that holds the targets", "the forecast %q reads its own table %q", f.Name, f.Targets.Table)
		}
	}
}

// checkTargets reads single targets, each of which belongs to a member of one level.
func (l *loader) checkTargets(f *Forecast, root *node, v *metric.View) {
	n := root.get("targets")
	if n != nil && n.isMap && f.Targets.Grain != "" && !nests(f.Step, f.Targets.Grain) {
		at := n.spot
		if grain := n.get("grain"); grain != nil {
			at = grain.spot
		}
		l.fail(f.File, at, farol.CodeBadValue, "write step: day, or targets by "+string(f.Step), "a %s is not made of whole %ss, so that nobody can say what a target by %s will end with",
			f.Targets.Grain, f.Step, f.Targets.Grain)
	}
	if n == nil || !n.isList {
		return
	}
	var names []string
	for _, d := range v.Dimensions {
		names = append(names, d.Name)
	}
	for _, item := range n.list() {
		period, value := item.get("period"), item.get("value")
		if l.faulty[item] || period == nil || value == nil {
			continue
		}
		t := Target{Where: map[string]string{}}
		var err error
		if t.Period, err = farol.ParsePeriod(period.text); err != nil {
			l.fail(f.File, period.spot, farol.CodeBadValue, "write 2026, 2026-Q1, 2026-03, 2026-W05 or A..B", "%q is not a period", period.text)
			continue
		}
		if week := l.project.Config.WeekStart; f.Step != farol.GrainHour && (!metric.BucketOf(t.Period.From, f.Step, week).Equal(t.Period.From) || !metric.BucketOf(t.Period.To, f.Step, week).Equal(t.Period.To)) {
			l.fail(f.File, period.spot, farol.CodeBadValue, "write step: day, or a period of whole "+string(f.Step)+"s", "the period %s is not made of whole %ss, so that nobody can say what it will end with",
				period.text, f.Step)
			continue
		}
		switch x := value.value.(type) {
		case int64:
			t.Value = float64(x)
		case float64:
			t.Value = x
		}
		good := true
		for _, e := range entriesOf(item.get("where")) {
			good = l.known(f.File, e.spot, "dimension", e.key, names) && good
			t.Where[e.key] = e.value.text
		}
		level := slices.Sorted(maps.Keys(t.Where))
		if good && !slices.ContainsFunc(f.By, func(made []string) bool { return sameLevel(made, level) }) {
			at := item.spot
			if where := item.get("where"); where != nil {
				at = where.spot
			}
			l.fail(f.File, at, farol.CodeBadValue, "add the level to by, or set the target for one that is forecast",
				"nothing is forecast for %s, so that nobody can say whether its target will be reached", levelText(level))
			continue
		}
		if good && slices.ContainsFunc(f.Targets.List, func(other Target) bool {
			return other.Period.From.Equal(t.Period.From) && other.Period.To.Equal(t.Period.To) && maps.Equal(other.Where, t.Where)
		}) {
			l.fail(f.File, item.spot, farol.CodeDuplicateName, "keep the one that is meant: two would be added up", "two targets are for the period %s and the same members", period.text)
			continue
		}
		f.Targets.List = append(f.Targets.List, t)
	}
}

// nests tells whether periods of a grain are made of whole steps.
func nests(step, grain farol.Grain) bool {
	return step == grain || step.Coarseness() < grain.Coarseness() && step != farol.GrainWeek
}

// checkRegressors checks what moves a forecast, but for its columns.
func (l *loader) checkRegressors(f *Forecast, root *node) {
	for i, n := range root.get("regressors").list() {
		r := f.Regressors[i]
		if slices.ContainsFunc(f.Regressors[:i], func(other Regressor) bool { return other.Name == r.Name }) && r.Name != "" {
			l.fail(f.File, n.get("name").spot, farol.CodeDuplicateName, "give it another name", "two regressors are called %q", r.Name)
		}
		if table := n.get("table"); table != nil && r.Table != "" && l.table(f.File, table.spot, r.Table, f.Name) && slices.Contains(f.Tables(), r.Table) {
			l.fail(f.File, table.spot, farol.CodeCycle, "name a source or model", "the forecast %q reads its own table %q", f.Name, r.Table)
		}
	}
}
