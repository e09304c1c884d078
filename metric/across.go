package metric

import (
	"slices"

	"github.com/farol-kpi/farol"
)

// checkAcross refuses a measure where it would be summed over a dimension over which its sum means nothing, such as people reached over
// days. It may be shown where each group has one member of that dimension. In a row of totals or of the rest it is then left unknown.
func (b *planner) checkAcross() error {
	for i := range b.plan.Measures {
		m := b.view.Measure(b.plan.Measures[i].Name)
		for _, part := range b.parts(m, nil) {
			for _, name := range part.NotAcross {
				grouped, pinned := b.held(name)
				if !grouped && !pinned {
					return b.refuseAcross(m, part, name)
				}
				if !pinned {
					b.plan.Measures[i].NotInTotals = len(b.plan.Keys) > 0
					b.plan.Measures[i].NotInOther = b.plan.Measures[i].NotInOther || !b.acrossTime(name)
				}
			}
		}
	}
	return nil
}

// parts lists the measures that a measure is made of, itself first.
func (b *planner) parts(m *Measure, list []*Measure) []*Measure {
	if m == nil || slices.Contains(list, m) {
		return list
	}
	list = append(list, m)
	for _, name := range append(slices.Clone(m.Ratio), m.ShareOfTotal, m.RunningTotal) {
		list = b.parts(b.view.Measure(name), list)
	}
	return list
}

// acrossTime tells whether a name in not_across means the view's time.
func (b *planner) acrossTime(name string) bool {
	if b.view.Dimension(name) != nil || b.view.Time == nil {
		return false
	}
	return name == "time" || name == b.view.Time.Column || farol.Grain(name).Coarseness() >= 0
}

// held tells whether each group has one member of what must not be summed over, because the query groups by it, and whether the whole
// answer has only one, because a filter or the period says so.
func (b *planner) held(name string) (grouped, pinned bool) {
	if b.acrossTime(name) {
		grain := farol.Grain(name)
		if grain.Coarseness() < 0 {
			grain = b.grain
		}
		if i := b.plan.timeKey(); i >= 0 {
			grouped = b.plan.Keys[i].Grain.Coarseness() <= grain.Coarseness()
		}
		if p := b.query.Period; !p.IsZero() {
			pinned = !next(truncate(p.From, grain, b.week), grain).Before(p.To)
		}
		return grouped, pinned
	}
	column := name
	if d := b.view.Dimension(name); d != nil && d.Column != "" {
		column = d.Column
	}
	for _, k := range b.plan.Keys {
		grouped = grouped || (k.Expr.Column == column && k.Expr.Part == "" && k.Grain == "")
	}
	for _, c := range b.plan.Where {
		pinned = pinned || c.Expr.Part == "" && pins(c.Expr.Column, c.Op, c.Values, column)
	}
	// Somebody who sees the rows of one member only cannot sum over several.
	if !b.rows.All && len(b.rows.Any) == 1 {
		for _, f := range b.rows.Any[0] {
			pinned = pinned || pins(f.Column, f.Op, f.Values, column)
		}
	}
	return grouped, pinned
}

// pins tells whether a filter leaves one member of a column.
func pins(filtered string, op Op, values []any, column string) bool {
	return filtered == column && (op == IsNull || op == In && len(values) == 1)
}

func (b *planner) refuseAcross(asked, part *Measure, name string) error {
	err := farol.Errorf(farol.CodeNotAcross, "%q must not be summed across %q", asked.Name, name)
	if asked != part {
		err = farol.Errorf(farol.CodeNotAcross, "%q rests on %q, which must not be summed across %q", asked.Name, part.Name, name)
	}
	if why := part.Why.In("en"); why != "" {
		err.Message += ": " + why
	}
	if b.acrossTime(name) {
		grain := farol.Grain(name)
		if grain.Coarseness() < 0 {
			grain = b.grain
		}
		return err.Hint("ask by %s, or for a single %s", grain, grain)
	}
	return err.Hint("ask by %s, or filter on one %s", name, name)
}
