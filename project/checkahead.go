package project

import (
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// checkAhead reports what a tile asks of a forecast although no filter and no right could ever make an answer of it. The period of the page is
// not among them: it does not reach what is to come.
func (l *loader) checkAhead(p *Page, tile *node, kind string, v *metric.View) {
	var grain farol.Grain
	named := map[string]bool{}
	for _, field := range []string{"by", "columns", "split"} {
		for _, n := range tile.get(field).list() {
			switch g := farol.Grain(n.text); {
			case l.faulty[n]:
				return
			case v.Dimension(n.text) != nil:
				named[n.text] = true
			case g.Coarseness() < 0 || g.Coarseness() < v.Time.Grain.Coarseness():
				return // Reported where names are.
			default:
				grain = g
			}
		}
	}
	by := slices.Sorted(maps.Keys(named))
	for _, e := range entriesOf(tile.get("where")) {
		if named[e.key] = true; v.Dimension(e.key) == nil {
			return
		}
	}
	at := tile.keySpot(kind)
	if n := tile.get("by"); n != nil {
		at = n.spot
	}
	if !slices.ContainsFunc(v.Ahead.Levels, func(level []string) bool { return within(named, level) }) {
		l.fail(p.File, at, farol.CodeNoForecast, "forecasts are made "+madeFor(v.Ahead.Levels)+"; add the level to by in forecasts/"+v.Ahead.Forecast+".yaml, or take the rest away",
			"no forecast of %q is made by %s", v.Ahead.Measure, strings.Join(slices.Sorted(maps.Keys(named)), " and "))
		return
	}
	for _, n := range tile.get(kind).list() {
		_, name, _ := strings.Cut(n.text, ".")
		m := v.Measure(name)
		if m == nil || kind == "fan" { // Which draws its own steps; of anything but a forecast it says so itself.
			continue
		}
		if slices.Contains(m.NotAcross, "time") && (grain == "" || grain.Coarseness() > v.Ahead.Step.Coarseness()) && !l.mayBeOneStep(tile.get("period"), v.Ahead.Step) {
			l.fail(p.File, n.spot, farol.CodeNotAcross, "show it by "+string(v.Ahead.Step)+", such as table: "+name+"("+v.Ahead.Forecast+"), by: "+string(v.Ahead.Step)+", or draw fan: forecast("+v.Ahead.Forecast+")",
				"%q must not be summed across time: %s", n.text, m.Why.In("en"))
		}
		if slices.Contains(targetMeasures, name) {
			l.checkAimed(p, n, kind, name, v, by, grain)
		}
	}
}

// checkAimed reports a figure of targets that is blank wherever it is looked at, because no target is set for what it is shown by. What a table
// of targets holds is not known here.
func (l *loader) checkAimed(p *Page, n *node, kind, name string, v *metric.View, by []string, grain farol.Grain) {
	i := slices.IndexFunc(l.project.Forecasts, func(f *Forecast) bool { return f.Name == v.Ahead.Forecast })
	if i < 0 || len(l.project.Forecasts[i].Targets.List) == 0 {
		return
	}
	f, short := l.project.Forecasts[i], grain != "" && kind != "table"
	aimed := false
	for _, t := range f.Targets.List {
		covers := true
		for _, name := range by {
			_, has := t.Where[name]
			covers = covers && has
		}
		aimed = aimed || covers
		short = short && metric.AfterBucket(metric.BucketOf(t.Period.From, grain, l.project.Config.WeekStart), grain).Before(t.Period.To)
	}
	switch {
	case !aimed:
		l.fail(p.File, n.spot, farol.CodeBadValue, "set targets with where: {"+by[0]+": …} in "+f.File+", or show it without "+by[0],
			"%q is always blank here: no target is set by %s", n.text, strings.Join(by, " and "))
	case short:
		l.fail(p.File, n.spot, farol.CodeBadValue, "show it in a table or as kpi: "+name+"("+f.Name+"), or by the periods of the targets",
			"%q is nearly always blank by %s: a target's figures stand at the end of its period only", n.text, grain)
	}
}

// mayBeOneStep tells that a stated period may lie within one step of a forecast. It is false where no day of the data makes it so.
func (l *loader) mayBeOneStep(n *node, step farol.Grain) bool {
	if n == nil || n.text == "" || n.text == "all" || step == farol.GrainHour {
		return false // Periods are made of whole days.
	}
	if parts := strings.Split(n.text, "_"); len(parts) == 3 {
		unit := farol.Grain(strings.TrimSuffix(parts[2], "s"))
		return unit.Coarseness() < step.Coarseness() || unit == step && parts[1] == "1"
	}
	period, err := farol.ParsePeriod(n.text)
	if err != nil {
		return true // Named after a month, a quarter or a year, of which the data may reach the first day only; or reported.
	}
	return !metric.AfterBucket(metric.BucketOf(period.From, step, l.project.Config.WeekStart), step).Before(period.To)
}

// within tells that all names are those of a level.
func within(names map[string]bool, level []string) bool {
	for name := range names {
		if !slices.Contains(level, name) {
			return false
		}
	}
	return true
}

// madeFor lists the levels of a forecast.
func madeFor(levels [][]string) string {
	var made []string
	for _, level := range levels {
		if len(level) == 0 {
			made = append(made, "for the total")
			continue
		}
		made = append(made, "by "+strings.Join(level, " and "))
	}
	return strings.Join(made, ", ")
}
