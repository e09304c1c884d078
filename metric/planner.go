package metric

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
)

// PlanOptions is what a plan needs to know beyond its view and table.
type PlanOptions struct {
	TimeZone  string                                  // of stored timestamps: the project's
	WeekStart int                                     // the project's: 1 Monday (0 too) to 7 Sunday
	Currency  string                                  // the project's, of money that states none
	Lookup    func(table string) (farol.Schema, bool) // the schema of a published lookup table
}

// NewPlan checks a query against its view and table and plans its answer for somebody who may see rows. Its errors are for the one who
// asks: they name what is wrong with the query and hold nothing of the data.
func NewPlan(v *View, schema farol.Schema, q Query, rows RowFilter, opts PlanOptions) (*Plan, error) {
	b := &planner{view: v, schema: schema, query: q, rows: rows, opts: opts, columns: map[string]bool{}, plan: &Plan{
		View: v.Name, Table: v.Table, Limit: q.Limit, Offset: q.Offset, Other: q.Other && q.Limit > 0 && len(q.By) > 0,
		Totals: q.Totals, Search: q.Search,
	}}
	for _, step := range []func() error{
		b.checkShape, b.planTime, b.planKeys, b.planWhere, b.planLevel, b.planMeasures, b.checkAcross, b.planBuckets, b.planOrder,
		func() (err error) {
			b.plan.Rows, err = b.rowPlan(rows, schema, true)
			return err
		},
		func() error { return b.planLookups(rows) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	b.finish()
	return b.plan, nil
}

type planner struct {
	view    *View
	schema  farol.Schema
	query   Query
	rows    RowFilter
	opts    PlanOptions
	plan    *Plan
	columns map[string]bool // read from the table
	grain   farol.Grain     // the finest grain of the view
	week    int
}

func (b *planner) checkShape() error {
	q := b.query
	if len(q.Measures) == 0 && len(q.By) == 0 {
		return farol.Errorf(farol.CodeBadQuery, "the query asks for no measure").Hint("name at least one measure of %q", b.view.Name)
	}
	seen := map[string]bool{}
	for _, name := range append(slices.Clone(q.Measures), q.By...) {
		if seen[name] {
			return farol.Errorf(farol.CodeBadQuery, "the query names %q twice", name).Hint("name it once")
		}
		seen[name] = true
	}
	switch {
	case q.Limit < 0 || q.Offset < 0:
		return farol.Errorf(farol.CodeBadQuery, "limit and offset cannot be negative").Hint("leave them out, or count from 0")
	case q.Other && q.Offset > 0:
		return farol.Errorf(farol.CodeBadQuery, "an answer with the rest as one row has no further pages").Hint("leave out offset or other")
	case q.WeekStart < 0 || q.WeekStart > 7:
		return farol.Errorf(farol.CodeBadQuery, "week start %d is not 1 (Monday) to 7 (Sunday)", q.WeekStart).Hint("leave it out for the project's own")
	}
	b.week = q.WeekStart
	if b.week == 0 {
		b.week = b.opts.WeekStart
	}
	if b.week == 0 {
		b.week = 1
	}
	return nil
}

func (b *planner) planKeys() error {
	for _, name := range b.query.By {
		if d := b.view.Dimension(name); d != nil {
			key, err := b.memberKey(d)
			if err != nil {
				return err
			}
			b.plan.Keys = append(b.plan.Keys, key)
			continue
		}
		grain := farol.Grain(name)
		if grain.Coarseness() < 0 {
			return unknown("dimension", name, quoted(b.view.Name), b.dimensionNames())
		}
		if b.plan.Time == nil {
			return farol.Errorf(farol.CodeBadQuery, "%q has no time column, so it cannot be shown by %s", b.view.Name, name).
				Hint("ask without it, or give the view a time column")
		}
		if grain.Coarseness() < b.grain.Coarseness() {
			return farol.Errorf(farol.CodeBadQuery, "%q is kept by %s and cannot be shown by %s", b.view.Name, b.grain, grain).
				Hint("ask by %s or coarser", b.grain)
		}
		if b.plan.timeKey() >= 0 {
			return farol.Errorf(farol.CodeBadQuery, "the query has two grains of time").Hint("ask by one of them")
		}
		t := farol.Type{Kind: farol.KindDate}
		if grain == farol.GrainHour {
			t.Kind = farol.KindTimestamp
		}
		column := b.plan.Time.Column
		b.columns[column] = true
		b.plan.Keys = append(b.plan.Keys, Key{Name: name, Expr: Expr{Column: column, Type: b.plan.Time.Type}, Grain: grain, Type: t})
	}
	return nil
}

func (b *planner) memberKey(d *Dimension) (Key, error) {
	expr, err := b.dimensionExpr(d)
	if err != nil {
		return Key{}, err
	}
	key := Key{Name: d.Name, Expr: expr, Type: expr.Type}
	if d.Kind == "weekday" {
		key.First = b.week
	}
	for _, member := range d.Order {
		m, err := coerce(member, expr.Type)
		if err != nil {
			return Key{}, farol.Errorf(farol.CodeBadQuery, "the order of dimension %q of %q: %v", d.Name, b.view.Name, err).
				At(b.view.File, d.Line).Hint("list values that the column can have")
		}
		key.Order = append(key.Order, m)
	}
	if b.query.Search == "" {
		return key, nil
	}
	pattern := fold(b.query.Search)
	members := make([]string, 0, len(d.Values))
	for member := range d.Values {
		members = append(members, member)
	}
	slices.Sort(members)
	for _, member := range members {
		for _, label := range d.Values[member] {
			if m, err := coerce(member, expr.Type); err == nil && strings.Contains(fold(label), pattern) {
				key.Found = append(key.Found, m)
				break
			}
		}
	}
	return key, nil
}

// dimensionExpr gives what a dimension reads. A part of a moment is taken where the column holds moments; where it holds numbers
// they are the part already.
func (b *planner) dimensionExpr(d *Dimension) (Expr, error) {
	name := d.Column
	if name == "" {
		name = d.Name
	}
	column, ok := b.schema.Find(name)
	if !ok {
		return Expr{}, b.noColumn(name, "dimension "+quoted(d.Name))
	}
	b.columns[name] = true
	expr := Expr{Column: name, Type: column.Type}
	if d.Kind != "" && (column.Type.Kind == farol.KindDate || column.Type.Kind == farol.KindTimestamp) {
		expr.Part, expr.Type = d.Kind, farol.Type{Kind: farol.KindInteger}
	}
	return expr, nil
}

func (b *planner) noColumn(column, of string) error {
	return farol.Errorf(farol.CodeUnknownName, "%q: its %s reads column %q, which the table %q does not have", b.view.Name, of, column, b.view.Table).
		At(b.view.File, b.view.Line).Hint("name a column that the table has, or add it to the model and run the pipeline")
}

func (b *planner) dimensionNames() []string {
	names := make([]string, 0, len(b.view.Dimensions))
	for _, d := range b.view.Dimensions {
		names = append(names, d.Name)
	}
	if b.plan.Time != nil {
		for _, g := range farol.Grains {
			if g.Coarseness() >= b.grain.Coarseness() {
				names = append(names, string(g))
			}
		}
	}
	return names
}

const (
	comparedSuffix = "__compared"
	labelSuffix    = "__label"
	otherName      = "__other"
)

// finish lists the columns read and the columns of the answer.
func (b *planner) finish() {
	p := b.plan
	for _, c := range b.schema {
		if b.columns[c.Name] {
			p.Columns = append(p.Columns, c)
		}
	}
	for _, k := range p.Keys {
		role := RoleDimension
		if k.Grain != "" {
			role = RoleTime
		}
		p.Out = append(p.Out, OutColumn{Name: k.Name, Role: role, Type: k.Type})
		if k.Lookup != nil {
			p.Out = append(p.Out, OutColumn{Name: k.Name + labelSuffix, Role: RoleLabel, Of: k.Name, Type: k.Lookup.Type})
		}
	}
	for _, m := range p.Measures {
		out := b.figureColumn(m)
		p.Out = append(p.Out, out)
		if p.Compared != nil {
			out.Name, out.Role, out.Of = m.Name+comparedSuffix, RoleCompared, m.Name
			p.Out = append(p.Out, out)
		}
	}
	if p.Other {
		p.Out = append(p.Out, OutColumn{Name: otherName, Role: RoleOther, Type: farol.Type{Kind: farol.KindBoolean}})
	}
}

// figureColumn says how the figures of a measure are written. A running total is written as what runs.
func (b *planner) figureColumn(planned PlanMeasure) OutColumn {
	m := b.view.Measure(planned.Name)
	format := b.view.FormatOf(m)
	out := OutColumn{Name: m.Name, Role: RoleMeasure, Type: planned.Type, Format: format}
	if n := m.EffectiveDecimals(); n >= 0 {
		out.Decimals = &n
	} else if planned.Decimals >= 0 {
		out.Decimals = &planned.Decimals
	}
	if format == FormatMoney {
		out.Currency = m.Currency
		if out.Currency == "" {
			out.Currency = b.opts.Currency
		}
	}
	return out
}

func quoted(s string) string { return "\"" + s + "\"" }

// unknown says that a name does not exist and what the writer may have meant.
func unknown(what, name, where string, known []string) *farol.Error {
	err := farol.Errorf(farol.CodeUnknownName, "%s has no %s %q", where, what, name)
	if names := near.Nearest(name, known); len(names) > 0 {
		return err.Hint("did you mean %q?", names[0])
	}
	if len(known) == 0 {
		return err
	}
	sorted := slices.Sorted(slices.Values(known))
	if len(sorted) > 12 {
		sorted = append(sorted[:12], "…")
	}
	return err.Hint("it has %s", strings.Join(sorted, ", "))
}
