package metric

import (
	"fmt"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// bind gives a value a name and its type in SQL. It is the only way a value comes into a statement (invariant 7).
func (w *writer) bind(v any, sqlType string) string {
	name := fmt.Sprintf("p%d", len(w.args)+1)
	w.args[name] = v
	return "cast($" + name + " as " + sqlType + ")"
}

// sqlType names the type that a bound value of a kind is compared as.
func sqlType(t farol.Type) string {
	switch t.Kind {
	case farol.KindInteger, farol.KindDuration:
		return "bigint"
	case farol.KindDecimal:
		return fmt.Sprintf("decimal(38,%d)", max(t.Scale, 9)) // digits beyond the column's must not be rounded into equality
	case farol.KindNumber:
		return "double"
	case farol.KindBoolean:
		return "boolean"
	case farol.KindDate:
		return "date"
	case farol.KindTimestamp:
		return "timestamp"
	case farol.KindTime:
		return "time"
	}
	return "varchar"
}

// entitled writes which rows may be seen. Invariant 6: without a filter that lets rows through, none are.
func (w *writer) entitled(rows RowPlan) string {
	if rows.All {
		return "true"
	}
	var alternatives []string
	for _, all := range rows.Any {
		if len(all) > 0 {
			alternatives = append(alternatives, "("+w.conditions(all)+")")
		}
	}
	if len(alternatives) == 0 {
		return "false"
	}
	return "(" + strings.Join(alternatives, " or ") + ")"
}

func (w *writer) conditions(all []Condition) string {
	list := make([]string, len(all))
	for i, c := range all {
		list[i] = w.condition(c)
	}
	return strings.Join(list, " and ")
}

// condition writes a filter. It is true or false, never unknown.
func (w *writer) condition(c Condition) string {
	expr := w.expr(c.Expr)
	kind := sqlType(c.Expr.Type)
	switch c.Op {
	case IsNull:
		return expr + " is null"
	case NotNull:
		return expr + " is not null"
	case Contains:
		pattern := w.bind(c.Values[0], "varchar")
		if c.Expr.Type.Kind != farol.KindText {
			expr = "cast(" + expr + " as varchar)"
		}
		return "coalesce(" + w.d.ContainsFold(expr, pattern) + ", false)"
	case Range:
		var ends []string
		if c.Values[0] != nil {
			ends = append(ends, expr+" >= "+w.bind(c.Values[0], kind))
		}
		if c.Values[1] != nil {
			ends = append(ends, expr+" < "+w.bind(c.Values[1], kind))
		}
		return "coalesce(" + strings.Join(ends, " and ") + ", false)"
	}
	var values []string
	null := false
	for _, v := range c.Values {
		if v == nil {
			null = true
			continue
		}
		values = append(values, w.bind(v, kind))
	}
	if c.Op == In {
		switch {
		case len(values) == 0 && null:
			return expr + " is null"
		case len(values) == 0:
			return "false"
		}
		in := expr + " in (" + strings.Join(values, ", ") + ")"
		if null {
			return "(" + in + " or " + expr + " is null)"
		}
		return "(" + expr + " is not null and " + in + ")"
	}
	switch {
	case len(values) == 0 && null:
		return expr + " is not null"
	case len(values) == 0:
		return "true"
	}
	notIn := expr + " not in (" + strings.Join(values, ", ") + ")"
	if null {
		return "(" + expr + " is not null and " + notIn + ")"
	}
	return "(" + expr + " is null or " + notIn + ")"
}

// expr writes a column or a part of the moment in it.
func (w *writer) expr(e Expr) string {
	column := w.d.Quote(e.Column)
	if e.Part == "" {
		return column
	}
	if t := w.p.Time; t != nil && t.From != "" && t.Column == e.Column {
		column = w.d.Zoned(column, t.From, t.To)
	}
	part := e.Part
	if part == "weekday" {
		part = "isodow"
	}
	return "cast(extract(" + part + " from " + column + ") as bigint)"
}

// key writes what rows are grouped by.
func (w *writer) key(k Key) string {
	if k.Grain == "" {
		return w.expr(k.Expr)
	}
	column := w.d.Quote(k.Expr.Column)
	t := w.p.Time
	if t.From != "" {
		column = w.d.Zoned(column, t.From, t.To)
	}
	return "cast(" + w.d.Trunc(k.Grain, column, t.WeekStart) + " as " + sqlType(k.Type) + ")"
}

// within writes "the time column lies in the span".
func (w *writer) within(s *Span) string {
	t := w.p.Time
	column, kind, layout := w.d.Quote(t.Column), sqlType(t.Type), time.DateTime
	if t.Type.Kind == farol.KindDate {
		layout = time.DateOnly
	}
	return "(" + column + " >= " + w.bind(s.From.Format(layout), kind) + " and " + column + " < " + w.bind(s.To.Format(layout), kind) + ")"
}

// aggregate writes a figure of a group.
func (w *writer) aggregate(a Aggregate) string {
	column := ""
	if a.Column != "" {
		column = w.d.Quote(a.Column)
	}
	sql := ""
	switch a.Op {
	case AggSum, AggMin, AggMax:
		sql = string(a.Op) + "(" + column + ")"
	case AggCount:
		sql = "count(*)"
		if column != "" {
			sql = "count(" + column + ")"
		}
	case AggDistinct:
		sql = "count(distinct " + column + ")"
	case AggAverage:
		sql = "avg(" + column + ")"
	case AggQuantile:
		sql = w.d.Quantile(column, a.Q)
	case AggSQL:
		return "(\n" + a.SQL + "\n)" // on lines of its own: it may end in a comment
	}
	if len(a.Where) > 0 {
		sql += " filter (where " + w.conditions(a.Where) + ")"
	}
	return sql
}

// value writes a figure from the aggregates in from; those of all rows are in "a".
func (w *writer) value(v Value, from string, keys []int, ranked bool) string {
	var sql string
	switch v.Op {
	case ValueAggregate:
		sql = fmt.Sprintf("%s.__a%d", from, v.Aggregate)
	case ValueRatio:
		sql = w.over(w.value(v.Of[0], from, keys, ranked), w.value(v.Of[1], from, keys, ranked))
	case ValueShare:
		sql = w.over(w.value(v.Of[0], from, keys, ranked), w.value(v.Of[0], "a", keys, ranked))
	case ValueRunning:
		sql = w.value(v.Of[0], from, keys, ranked)
		time := w.p.timeKey()
		if !contains(keys, time) {
			break
		}
		var members []string
		for _, i := range keys {
			if i != time {
				members = append(members, fmt.Sprintf("%s.__k%d", from, i))
			}
		}
		if ranked {
			members = append(members, from+".__other")
		}
		partition := ""
		if len(members) > 0 {
			partition = "partition by " + strings.Join(members, ", ") + " "
		}
		// A window that is ordered does not have the fault told where groups are counted.
		sql = fmt.Sprintf("sum(%s) over (%sorder by %s.__k%d rows unbounded preceding)", sql, partition, from, time)
	}
	if v.Scale != 0 {
		sql = "(cast(" + sql + " as double) * " + w.bind(v.Scale, "double") + ")"
	}
	return sql
}

// over writes a division that is unknown where the divisor is 0.
func (w *writer) over(a, b string) string {
	return "(cast(" + a + " as double) / nullif(cast(" + b + " as double), 0))"
}
