package metric

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/farol-kpi/farol"
)

// planMeasures resolves the measures into primitive aggregates, each once, and the figures made from them.
func (b *planner) planMeasures() error {
	for _, name := range b.query.Measures {
		m := b.view.Measure(name)
		if m == nil {
			return unknown("measure", name, quoted(b.view.Name), b.measureNames())
		}
		if m.Hidden {
			return farol.Errorf(farol.CodeBadQuery, "measure %q of %q is only a part of other measures and is not offered", name, b.view.Name).
				Hint("ask for a measure that is made of it")
		}
		value, t, err := b.value(m, nil)
		if err != nil {
			return err
		}
		planned := PlanMeasure{Name: name, Value: value, Type: t, Decimals: -1}
		if digits := b.view.roundsTo(m); digits >= 0 {
			planned.Decimals = min(digits, 12)
			if t.Kind == farol.KindDecimal {
				planned.Type.Scale = min(t.Scale, planned.Decimals)
			}
		}
		b.plan.Measures = append(b.plan.Measures, planned)
	}
	return nil
}

func (b *planner) measureNames() []string {
	var names []string
	for _, m := range b.view.Measures {
		if !m.Hidden {
			names = append(names, m.Name)
		}
	}
	return names
}

// value makes the figure of a measure; path holds the measures that lead here.
func (b *planner) value(m *Measure, path []string) (Value, farol.Type, error) {
	number := farol.Type{Kind: farol.KindNumber}
	if slices.Contains(path, m.Name) {
		return Value{}, number, farol.Errorf(farol.CodeCycle, "measure %q of %q is computed from itself", m.Name, b.view.Name).
			At(b.view.File, m.Line).Hint("let it end in a sum, a count or the like")
	}
	path = append(slices.Clone(path), m.Name)
	of := func(name string) (Value, farol.Type, error) {
		part := b.view.Measure(name)
		if part == nil {
			return Value{}, number, unknown("measure", name, quoted(b.view.Name), b.measureNames()).At(b.view.File, m.Line)
		}
		return b.value(part, path)
	}
	var v Value
	t := number
	switch {
	case len(m.Ratio) > 0:
		if len(m.Ratio) != 2 {
			return v, t, b.badMeasure(m, "a ratio has two measures, not %d", len(m.Ratio))
		}
		over, _, err := of(m.Ratio[0])
		if err != nil {
			return v, t, err
		}
		under, _, err := of(m.Ratio[1])
		if err != nil {
			return v, t, err
		}
		if hasWindow(over) || hasWindow(under) {
			return v, t, b.badMeasure(m, "a ratio is made of sums, counts and the like, not of shares or running totals")
		}
		v = Value{Op: ValueRatio, Of: []Value{over, under}}
	case m.ShareOfTotal != "":
		part, _, err := of(m.ShareOfTotal)
		if err != nil {
			return v, t, err
		}
		if hasWindow(part) {
			return v, t, b.badMeasure(m, "a share of the total is made of a sum, count and the like")
		}
		v = Value{Op: ValueShare, Of: []Value{part}}
	case m.RunningTotal != "":
		part, partType, err := of(m.RunningTotal)
		if err != nil {
			return v, t, err
		}
		if part.Op != ValueAggregate || !slices.Contains([]AggregateOp{AggSum, AggCount}, b.plan.Aggregates[part.Aggregate].Op) {
			return v, t, b.badMeasure(m, "only a sum or a count has a running total")
		}
		if b.plan.timeKey() < 0 {
			return v, t, farol.Errorf(farol.CodeBadQuery, "the running total %q needs a grain of time to run along", m.Name).Hint("add day, week, month, quarter or year to by")
		}
		v, t = Value{Op: ValueRunning, Of: []Value{part}}, partType
		if t.Kind == farol.KindDecimal {
			t.Precision = 38
		}
	default:
		a, err := b.aggregate(m)
		if err != nil {
			return v, t, err
		}
		v, t = Value{Op: ValueAggregate, Aggregate: b.add(a)}, a.Type
	}
	if m.Scale != 0 && m.Scale != 1 {
		v.Scale, t = m.Scale, number
	}
	return v, t, nil
}

func hasWindow(v Value) bool {
	return v.Op == ValueShare || v.Op == ValueRunning || slices.ContainsFunc(v.Of, hasWindow)
}

func (b *planner) badMeasure(m *Measure, format string, args ...any) error {
	return farol.Errorf(farol.CodeBadQuery, "measure %q of %q: %s", m.Name, b.view.Name, fmt.Sprintf(format, args...)).At(b.view.File, m.Line)
}

// add gives the index of the aggregate, which is computed once however many measures use it.
func (b *planner) add(a Aggregate) int {
	key, _ := json.Marshal(a)
	for i, have := range b.plan.Aggregates {
		if k, _ := json.Marshal(have); string(k) == string(key) {
			return i
		}
	}
	b.plan.Aggregates = append(b.plan.Aggregates, a)
	return len(b.plan.Aggregates) - 1
}

// aggregate makes the primitive aggregate of a measure.
func (b *planner) aggregate(m *Measure) (Aggregate, error) {
	integer, number := farol.Type{Kind: farol.KindInteger}, farol.Type{Kind: farol.KindNumber}
	var a Aggregate
	switch {
	case m.Sum != "":
		a = Aggregate{Op: AggSum, Column: m.Sum}
	case m.Count == "*":
		a = Aggregate{Op: AggCount, Type: integer}
	case m.Count != "":
		a = Aggregate{Op: AggCount, Column: m.Count}
	case m.CountDistinct != "":
		a = Aggregate{Op: AggDistinct, Column: m.CountDistinct}
	case m.Min != "":
		a = Aggregate{Op: AggMin, Column: m.Min}
	case m.Max != "":
		a = Aggregate{Op: AggMax, Column: m.Max}
	case m.Average != "":
		a = Aggregate{Op: AggAverage, Column: m.Average}
	case m.Median != "":
		a = Aggregate{Op: AggQuantile, Column: m.Median, Q: 0.5}
	case m.Quantile != nil:
		a = Aggregate{Op: AggQuantile, Column: m.Quantile.Column, Q: m.Quantile.Q}
		if a.Q < 0 || a.Q > 1 {
			return a, b.badMeasure(m, "a quantile is from 0 to 1, not %v", a.Q)
		}
	case m.SQL != "":
		if len(m.Where) > 0 {
			return a, b.badMeasure(m, "a measure in SQL says what it counts itself: write filter (where …) in it instead of where")
		}
		for _, c := range b.schema {
			b.columns[c.Name] = true
		}
		return Aggregate{Op: AggSQL, SQL: m.SQL, Type: number}, nil
	default:
		return a, b.badMeasure(m, "it has no aggregate")
	}
	if a.Column != "" {
		column, ok := b.schema.Find(a.Column)
		if !ok {
			return a, b.noColumn(a.Column, "measure "+quoted(m.Name))
		}
		b.columns[a.Column] = true
		kind := column.Type.Kind
		numeric := kind == farol.KindInteger || kind == farol.KindDecimal || kind == farol.KindNumber || kind == farol.KindDuration
		switch a.Op {
		case AggCount, AggDistinct:
			a.Type = integer
		case AggMin, AggMax:
			a.Type = column.Type
			numeric = true
		case AggSum:
			a.Type = column.Type
			if kind == farol.KindDecimal {
				a.Type.Precision = 38
			}
		default:
			a.Type = number
		}
		if !numeric && a.Op != AggCount && a.Op != AggDistinct {
			return a, b.badMeasure(m, "column %q is %s and has no %s", a.Column, article(kind), a.Op)
		}
	}
	columns := make([]string, 0, len(m.Where))
	for name := range m.Where {
		columns = append(columns, name)
	}
	slices.Sort(columns)
	for _, name := range columns {
		column, ok := b.schema.Find(name)
		if !ok {
			return a, b.noColumn(name, "measure "+quoted(m.Name))
		}
		b.columns[name] = true
		values, isList := m.Where[name].([]any)
		if !isList {
			values = []any{m.Where[name]}
		}
		c, err := condition(Expr{Column: name, Type: column.Type}, Filter{Column: name, Op: In, Values: values})
		if err != nil {
			return a, b.badMeasure(m, "where %s: %v", name, err)
		}
		a.Where = append(a.Where, c)
	}
	return a, nil
}
