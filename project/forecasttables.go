package project

import (
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// forecastColumns are the columns of a forecast's tables beside those that name a member.
var forecastColumns = []string{metric.LevelColumn, "step", "issued_at", "value", "lo50", "hi50", "lo80", "hi80", "lo95", "hi95", "completed", "model", "target", "so_far",
	"expected", "chance", "state", "reason", "now", "complete_until", "steps", "origins", "mae", "naive_mae", "mase", "naive_mase", "inside80", "inside95", "refused50",
	"refused80", "refused95", "total", "batch", "origin", "actual", "member", "weight", "effect", "kind", "size", "text", "period_from", "period_to", "position",
	"total_lo80", "total_hi80", "issued_scored", "issued_inside80"}

// ForecastColumns gives the columns that name a member in a forecast's tables: those of the dimensions of its levels, of their types in the
// table that the measure is of.
func (p *Project) ForecastColumns(f *Forecast, table farol.Schema) farol.Schema {
	v, _ := p.Measured(f)
	var columns farol.Schema
	if v == nil {
		return nil
	}
	for _, d := range v.Dimensions {
		if !slices.ContainsFunc(f.By, func(level []string) bool { return slices.Contains(level, d.Name) }) {
			continue
		}
		c := farol.Column{Name: dimensionColumn(&d), Type: farol.Type{Kind: farol.KindText}}
		if had, ok := table.Find(c.Name); ok {
			switch had.Type.Kind {
			case farol.KindInteger, farol.KindBoolean, farol.KindDate:
				c.Type = had.Type
			}
		}
		if _, named := columns.Find(c.Name); !named {
			columns = append(columns, c)
		}
	}
	return columns
}

// ForecastSchemas gives the columns of the tables that a forecast makes, by table, from those of the table that the measure is of.
//
// The forecast itself has a row a step of each series: the newest. The series tell what there is to say of each; the issued steps all that
// was ever said, with what came; the backtest the methods and their weights; then effects, findings, targets, what
// the newest steps are taken for that are not fully reported, what lay outside the 95 %
// of the forecast that was made before, and what would have been said of the newest steps by nobody who knew them.
func (p *Project) ForecastSchemas(f *Forecast, table farol.Schema) map[string]farol.Schema {
	members := append(farol.Schema{column(metric.LevelColumn, farol.KindText)}, p.ForecastColumns(f, table)...)
	moment := farol.KindDate
	if f.Step == farol.GrainHour {
		moment = farol.KindTimestamp
	}
	of := func(columns ...farol.Schema) farol.Schema {
		return slices.Concat(append([]farol.Schema{members}, columns...)...)
	}
	at := farol.Schema{column("step", moment)}
	issued := farol.Schema{column("issued_at", farol.KindTimestamp)}
	ranges := numbers("lo50", "hi50", "lo80", "hi80", "lo95", "hi95")
	texts := func(names ...string) (s farol.Schema) {
		for _, n := range names {
			s = append(s, column(n, farol.KindText))
		}
		return s
	}
	whole := func(names ...string) (s farol.Schema) {
		for _, n := range names {
			s = append(s, column(n, farol.KindInteger))
		}
		return s
	}
	return map[string]farol.Schema{
		f.Name: of(at, issued, numbers("value"), ranges, numbers("target", "so_far", "expected", "chance"), texts("model")),
		f.Name + "_series": of(texts("state", "reason"), farol.Schema{column("now", moment), column("complete_until", moment)}, issued, whole("steps", "origins"),
			numbers("mae", "naive_mae", "mase", "naive_mase", "inside80"), texts("refused50", "refused80", "refused95"), numbers("total", "total_lo80", "total_hi80"),
			whole("issued_scored"), numbers("issued_inside80")),
		f.Name + "_issued": of(whole("batch"), issued, farol.Schema{column("origin", moment)}, at, numbers("value", "lo80", "hi80", "lo95", "hi95"), numbers("actual"),
			farol.Schema{column("inside80", farol.KindBoolean), column("inside95", farol.KindBoolean)}, texts("model")),
		f.Name + "_tried": of(farol.Schema{column("origin", moment)}, at, numbers("value", "lo80", "hi80", "lo95", "hi95", "actual"),
			farol.Schema{column("inside80", farol.KindBoolean), column("inside95", farol.KindBoolean)}, texts("model")),
		f.Name + "_completed": of(at, numbers("value")),
		f.Name + "_backtest":  of(whole("position"), texts("member"), numbers("weight", "mae", "mase")),
		f.Name + "_effect":    of(texts("effect"), whole("position"), at, numbers("value")),
		f.Name + "_finding":   of(at, texts("kind"), numbers("size"), texts("text")),
		f.Name + "_target": of(farol.Schema{column("period_from", farol.KindDate), column("period_to", farol.KindDate)},
			numbers("target", "so_far", "expected", "lo80", "hi80", "chance")),
		f.Name + "_anomaly": of(at, numbers("actual", "value", "lo95", "hi95"), issued),
	}
}

func numbers(names ...string) (s farol.Schema) {
	for _, n := range names {
		s = append(s, column(n, farol.KindNumber))
	}
	return s
}

// forecast checks the columns that a forecast names, once those of its tables are known.
func (c *columnCheck) forecast(f *Forecast) {
	root := c.project.roots[f.File]
	for i, n := range root.get("regressors").list() {
		r := f.Regressors[i]
		if at := n.get("column"); at != nil {
			c.figures(f, at, r.Table, r.Column, "regressor")
		}
		if at := n.get("time"); at != nil {
			c.timeColumn(f.File, at.spot, r.Table, r.Time)
		}
	}
	if n := root.get("targets"); n != nil && n.isMap {
		if column := n.get("column"); column != nil {
			c.figures(f, column, f.Targets.Table, f.Targets.Column, "target")
		}
		if period := n.get("period"); period != nil {
			c.timeColumn(f.File, period.spot, f.Targets.Table, f.Targets.Period)
		}
	}
}

// figures reports a column that does not hold numbers.
func (c *columnCheck) figures(f *Forecast, at *node, table, name, what string) {
	made, ok := c.column(f.File, at.spot, table, name)
	if ok && made.Type.Kind != "" && !slices.Contains([]farol.Kind{farol.KindInteger, farol.KindDecimal, farol.KindNumber}, made.Type.Kind) {
		c.fail(f.File, at.spot, farol.CodeBadValue, "name a column of numbers", "the %s %q is %s", what, name, made.Type)
	}
}
