package metric

import (
	"time"

	"github.com/farol-kpi/farol"
)

// Plan is what must be done to answer a query: plain data that names no engine. Any executor that follows it gives the same answer
// (invariant 9).
//
// The rows of Table that pass Rows are all that exists for the one who asks. Of these, the rows that pass Where and lie in Period are
// grouped by Keys; each group has its Aggregates; Measures are computed from the aggregates of one group and, for a share, from those
// of all rows. The rows of Compared are grouped the same way and stand beside their group, buckets of time paired by Buckets.
type Plan struct {
	View       string         `json:"view"`
	Table      string         `json:"table"`
	Columns    []farol.Column `json:"columns"` // read from the table
	Rows       RowPlan        `json:"rows"`    // the entitlement: applied to the table before anything else (invariant 7)
	Where      []Condition    `json:"where,omitempty"`
	Time       *TimePlan      `json:"time,omitempty"`
	Period     *Span          `json:"period,omitempty"`
	Compared   *Span          `json:"compared,omitempty"`
	Buckets    []Bucket       `json:"buckets,omitempty"` // with a grain: of a comparison, or to be filled
	Keys       []Key          `json:"keys,omitempty"`
	Aggregates []Aggregate    `json:"aggregates"`
	Measures   []PlanMeasure  `json:"measures"`
	Order      []PlanOrder    `json:"order,omitempty"` // ties are broken by the keys in their order
	Limit      int            `json:"limit,omitempty"`
	Offset     int            `json:"offset,omitempty"`
	Other      bool           `json:"other,omitempty"`
	Totals     bool           `json:"totals,omitempty"`
	Fill       bool           `json:"fill,omitempty"`
	Search     string         `json:"search,omitempty"`
	Out        []OutColumn    `json:"out"`
}

// RowPlan is a RowFilter whose columns and values are checked against the table.
type RowPlan struct {
	All bool          `json:"all"`
	Any [][]Condition `json:"any,omitempty"`
}

// Condition is a filter on an expression, its values already of the expression's kind: string, int64, float64, bool or nil. Decimals,
// days and moments stand as text.
type Condition struct {
	Expr   Expr  `json:"expr"`
	Op     Op    `json:"op"`
	Values []any `json:"values,omitempty"`
}

// Expr is a column, or a part of a moment in it.
type Expr struct {
	Column string     `json:"column"`
	Part   string     `json:"part,omitempty"` // weekday, hour, month
	Type   farol.Type `json:"type"`           // of the expression
}

// TimePlan is the time column and how its moments are read.
type TimePlan struct {
	Column    string     `json:"column"`
	Type      farol.Type `json:"type"`
	From      string     `json:"from,omitempty"` // time zone of the stored wall clock; empty when nothing is moved
	To        string     `json:"to,omitempty"`
	WeekStart int        `json:"week_start"`
}

// Span is from From up to, but not including, To, in the wall clock of the stored column.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Bucket is one grain of time of the answer, and the one it is compared with.
type Bucket struct {
	Now  string `json:"now"`
	Then string `json:"then,omitempty"`
}

// Key is something that rows are grouped by: an expression, truncated to Grain where there is one.
type Key struct {
	Name   string      `json:"name"`
	Expr   Expr        `json:"expr"`
	Grain  farol.Grain `json:"grain,omitempty"`
	Type   farol.Type  `json:"type"`
	Lookup *LookupPlan `json:"lookup,omitempty"`
	Order  []any       `json:"order,omitempty"`   // members in their own order; the others follow
	First  int         `json:"first,omitempty"`   // of weekdays: the one that comes first
	Found  []any       `json:"matched,omitempty"` // members whose label in some language holds Search
}

// LookupPlan names members from another table.
type LookupPlan struct {
	Table string     `json:"table"`
	Key   string     `json:"key"`
	Label string     `json:"label"`
	Type  farol.Type `json:"type"` // of the label
	Rows  RowPlan    `json:"rows"`
}

// AggregateOp is what an aggregate does with the rows of a group.
type AggregateOp string

// The primitive aggregates.
const (
	AggSum      AggregateOp = "sum"
	AggCount    AggregateOp = "count" // of all rows when Column is empty
	AggDistinct AggregateOp = "count_distinct"
	AggMin      AggregateOp = "min"
	AggMax      AggregateOp = "max"
	AggAverage  AggregateOp = "average"
	AggQuantile AggregateOp = "quantile" // continuous
	AggSQL      AggregateOp = "sql"      // needs an engine
)

// Aggregate is a figure of a group of rows.
type Aggregate struct {
	Op     AggregateOp `json:"op"`
	Column string      `json:"column,omitempty"`
	Q      float64     `json:"q,omitempty"`
	SQL    string      `json:"sql,omitempty"`
	Where  []Condition `json:"where,omitempty"`
	Type   farol.Type  `json:"type"`
}

// ValueOp is how a figure is made from aggregates.
type ValueOp string

// The ways to make a figure.
const (
	ValueAggregate ValueOp = "aggregate"
	ValueRatio     ValueOp = "ratio"   // Of[0] ÷ Of[1], unknown where Of[1] is 0
	ValueShare     ValueOp = "share"   // Of[0] ÷ Of[0] over all rows
	ValueRunning   ValueOp = "running" // Σ Of[0] over the buckets up to this one, for each member of the other keys
)

// Value is a figure made from aggregates, multiplied by Scale unless that is 0.
type Value struct {
	Op        ValueOp `json:"op"`
	Aggregate int     `json:"aggregate,omitempty"`
	Of        []Value `json:"of,omitempty"`
	Scale     float64 `json:"scale,omitempty"`
}

// PlanMeasure is a figure of the answer. It is computed without rounding and rounded once, half away from zero.
type PlanMeasure struct {
	Name        string     `json:"name"`
	Value       Value      `json:"value"`
	Type        farol.Type `json:"type"`
	Decimals    int        `json:"decimals"`                // -1: not rounded
	NotInOther  bool       `json:"not_in_other,omitempty"`  // unknown in the row of the rest: it would be summed over what it must not be
	NotInTotals bool       `json:"not_in_totals,omitempty"` // unknown in the totals, for the same reason
}

// OrderOn is what is sorted by.
type OrderOn string

// What can be sorted by.
const (
	OnKey      OrderOn = "key" // by the label where there is a lookup
	OnMeasure  OrderOn = "measure"
	OnCompared OrderOn = "compared"
)

// PlanOrder sorts by the key or measure of that index; unknown comes last either way.
type PlanOrder struct {
	On    OrderOn `json:"on"`
	Index int     `json:"index"`
	Desc  bool    `json:"desc,omitempty"`
}

// timeKey gives the index of the key that is a grain of time, or -1.
func (p *Plan) timeKey() int {
	for i, k := range p.Keys {
		if k.Grain != "" {
			return i
		}
	}
	return -1
}

// rankKeys gives the indexes of the keys whose members compete for the places above the rest: all but the time, when there are others.
func (p *Plan) rankKeys() []int {
	var all, members []int
	for i, k := range p.Keys {
		all = append(all, i)
		if k.Grain == "" {
			members = append(members, i)
		}
	}
	if len(members) == 0 {
		return all
	}
	return members
}
