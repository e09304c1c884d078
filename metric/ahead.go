package metric

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
)

// Ahead says that a view's rows are forecasts of a measure. Each row is of one level: the dimensions by which its series was made. Forecasts
// of one level are never added up to those of another, so that a question must fit one level exactly.
type Ahead struct {
	Forecast string      // the name of the resource
	View     string      // the view whose measure is forecast
	Measure  string      // its name there
	Levels   [][]string  // names of dimensions; an empty list is the total
	Step     farol.Grain // of the series
	Horizon  int         // steps

	At *string // the level that a question was narrowed to, as its rows have it; nil in a project's view
}

// LevelColumn is the column of a forecast's tables that holds the level of a row, as LevelName writes it.
const LevelColumn = "level"

// LevelName writes a level as its rows have it: "" for the total.
func LevelName(level []string) string { return strings.Join(level, ",") }

// AtLevel narrows a question to a view of forecasts to the one level that it fits, for somebody who may see rows. Each dimension of the level
// is grouped by, or held to one member by the question's filters or by the rows that may be seen; no other dimension may be named. It gives
// the view as it is at that level: its figures must not be added up over members.
func (v *View) AtLevel(q Query, rows RowFilter) (*View, []string, error) {
	named := map[string]bool{} // true where it is grouped by or held to one member
	for _, name := range q.By {
		if v.Dimension(name) != nil {
			named[name] = true
		}
	}
	for _, f := range q.Where {
		if v.Dimension(f.Column) != nil {
			named[f.Column] = named[f.Column] || f.Op == In && len(f.Values) == 1
		}
	}
	if !rows.All && len(rows.Any) == 1 {
		for _, f := range rows.Any[0] {
			for _, d := range v.Dimensions {
				if d.Column == f.Column {
					named[d.Name] = named[d.Name] || f.Op == In && len(f.Values) == 1
				}
			}
		}
	}
	for _, level := range v.Ahead.Levels {
		fits := len(level) == len(named)
		for _, name := range level {
			fits = fits && named[name]
		}
		// Who sees some rows only sees no forecast that others' rows went into.
		if fits && (rows.All || len(level) > 0) {
			return v.level(level), level, nil
		}
	}
	return nil, nil, v.unfitting(rows)
}

// level gives a copy of the view whose figures belong to one level.
func (v *View) level(level []string) *View {
	out, ahead, name := *v, *v.Ahead, LevelName(level)
	ahead.At = &name
	out.Ahead = &ahead
	out.Measures = slices.Clone(v.Measures)
	for i := range out.Measures {
		out.Measures[i].NotAcross = append(slices.Clone(out.Measures[i].NotAcross), level...)
	}
	return &out
}

// planLevel keeps the rows of the level that the question was narrowed to.
func (b *planner) planLevel() error {
	ahead := b.view.Ahead
	if ahead == nil {
		return nil
	}
	if ahead.At == nil {
		return farol.Errorf(farol.CodeInternal, "BUG: a question to the forecast %q was planned for no level", ahead.Forecast)
	}
	b.columns[LevelColumn] = true
	b.plan.Where = append(b.plan.Where, Condition{Expr: Expr{Column: LevelColumn, Type: farol.Type{Kind: farol.KindText}}, Op: In, Values: []any{*ahead.At}})
	return nil
}

// unfitting says for what forecasts are made, of those that somebody may see.
func (v *View) unfitting(rows RowFilter) error {
	var made []string
	for _, level := range v.Ahead.Levels {
		switch {
		case len(level) > 0:
			made = append(made, "by "+strings.Join(level, " and "))
		case rows.All:
			made = append(made, "for the total")
		}
	}
	return farol.Errorf(farol.CodeNoForecast, "no forecast of %q is made for this selection", v.Ahead.Measure).
		Hint("forecasts are made %s: group by those dimensions or choose one member of each, and no other", strings.Join(made, ", "))
}
