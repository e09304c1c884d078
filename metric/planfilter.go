package metric

import (
	"fmt"

	"github.com/farol-kpi/farol"
)

// planWhere resolves the query's own filters, which name dimensions.
func (b *planner) planWhere() error {
	for _, f := range b.query.Where {
		d := b.view.Dimension(f.Column)
		if d == nil {
			if b.view.Time != nil && (f.Column == "time" || f.Column == b.view.Time.Column || farol.Grain(f.Column).Coarseness() >= 0) {
				return farol.Errorf(farol.CodeBadQuery, "time is filtered by the period, not by a filter on %q", f.Column).Hint("state a period")
			}
			return unknown("dimension", f.Column, quoted(b.view.Name), b.filterNames())
		}
		expr, err := b.dimensionExpr(d)
		if err != nil {
			return err
		}
		c, err := condition(expr, f)
		if err != nil {
			return farol.Errorf(farol.CodeBadQuery, "the filter on %q: %v", f.Column, err).Hint("give values of the column's type")
		}
		b.plan.Where = append(b.plan.Where, c)
	}
	return nil
}

func (b *planner) filterNames() []string {
	names := make([]string, 0, len(b.view.Dimensions))
	for _, d := range b.view.Dimensions {
		names = append(names, d.Name)
	}
	return names
}

// condition checks a filter's operation and values against what it filters.
func condition(expr Expr, f Filter) (Condition, error) {
	c := Condition{Expr: expr, Op: f.Op}
	t := expr.Type
	switch f.Op {
	case In, NotIn:
	case Range:
		if len(f.Values) != 2 {
			return c, fmt.Errorf("a range has two ends, not %d", len(f.Values))
		}
		if f.Values[0] == nil && f.Values[1] == nil {
			return c, fmt.Errorf("a range needs at least one end")
		}
		if t.Kind == farol.KindBoolean {
			return c, fmt.Errorf("a boolean has no range")
		}
	case Contains:
		if len(f.Values) != 1 {
			return c, fmt.Errorf("contains has one text, not %d", len(f.Values))
		}
		text, ok := f.Values[0].(string)
		if !ok {
			return c, fmt.Errorf("contains needs a text, not %s", show(f.Values[0]))
		}
		c.Values = []any{text}
		return c, nil
	case IsNull, NotNull:
		if len(f.Values) > 0 {
			return c, fmt.Errorf("%s has no values", f.Op)
		}
		return c, nil
	default:
		return c, fmt.Errorf("%q is not an operation; use in, not_in, range, contains, is_null or not_null", string(f.Op))
	}
	c.Values = make([]any, 0, len(f.Values))
	for _, v := range f.Values {
		value, err := coerce(v, t)
		if err != nil {
			return c, err
		}
		c.Values = append(c.Values, value)
	}
	return c, nil
}

// rowPlan resolves an entitlement's filters, which name columns of the table.
//
// Invariant 6: a filter that cannot be applied refuses the query; it is never left out. Only where a table is a lookup (strict is
// false) do filters on columns that it lacks not apply to it, and an alternative of which none applies sees none of its rows.
func (b *planner) rowPlan(rows RowFilter, schema farol.Schema, strict bool) (RowPlan, error) {
	if rows.All {
		return RowPlan{All: true}, nil
	}
	plan := RowPlan{}
	for _, alternative := range rows.Any {
		var all []Condition
		for _, f := range alternative {
			column, ok := schema.Find(f.Column)
			if !ok && !strict {
				continue
			}
			if !ok {
				return RowPlan{}, farol.Errorf(farol.CodeForbidden, "%q is not open to this role: its table has no column for a row filter of the role", b.view.Name)
			}
			c, err := condition(Expr{Column: f.Column, Type: column.Type}, f)
			if err != nil {
				// What is wrong may name an attribute's value, so only the log gets it.
				return RowPlan{}, farol.Errorf(farol.CodeForbidden, "a row filter of this role does not fit %q", b.view.Name).Cause(err)
			}
			all = append(all, c)
			if strict {
				b.columns[f.Column] = true
			}
		}
		if len(all) > 0 {
			plan.Any = append(plan.Any, all)
		}
	}
	return plan, nil
}

// planLookups adds the tables that name members.
func (b *planner) planLookups(rows RowFilter) error {
	for i := range b.plan.Keys {
		key := &b.plan.Keys[i]
		d := b.view.Dimension(key.Name)
		if d == nil || d.Lookup == nil || key.Grain != "" {
			continue
		}
		schema, ok := farol.Schema(nil), false
		if b.opts.Lookup != nil {
			schema, ok = b.opts.Lookup(d.Lookup.Table)
		}
		if !ok {
			return farol.Errorf(farol.CodeNotBuilt, "the table %q, which names the members of %q, has not been built yet", d.Lookup.Table, d.Name).Hint("run the pipeline")
		}
		label, ok := schema.Find(d.Lookup.Label)
		if _, found := schema.Find(d.Lookup.Key); !ok || !found {
			return farol.Errorf(farol.CodeUnknownName, "the lookup of dimension %q of %q needs columns %q and %q in %q",
				d.Name, b.view.Name, d.Lookup.Key, d.Lookup.Label, d.Lookup.Table).At(b.view.File, d.Line).
				Hint("name its key and label columns, or add them to that model")
		}
		key.Lookup = &LookupPlan{Table: d.Lookup.Table, Key: d.Lookup.Key, Label: d.Lookup.Label, Type: label.Type, Rows: RowPlan{All: true}}
		if _, tenant := schema.Find(b.view.Tenant); tenant && b.view.Tenant != "" {
			var err error
			if key.Lookup.Rows, err = b.rowPlan(rows, schema, false); err != nil {
				return err
			}
		}
	}
	return nil
}
