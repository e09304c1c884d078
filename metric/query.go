package metric

import "github.com/farol-kpi/farol"

// Query is a question to one metrics view.
type Query struct {
	View      string       `json:"view"`
	Measures  []string     `json:"measures"`           // names in the view
	By        []string     `json:"by" nullable:"true"` // dimensions, or a grain of time: hour, day, week, month, quarter, year
	Where     []Filter     `json:"where" nullable:"true"`
	Period    farol.Period `json:"-"`          // the zero Period is all time
	TimeZone  string       `json:"time_zone"`  // of grains finer than the stored; the project's when empty
	WeekStart int          `json:"week_start"` // 1 Monday (0 too) to 7 Sunday
	Compare   Compare      `json:"compare" enum:",previous_period,previous_year"`
	Order     []Order      `json:"order" nullable:"true"` // by the first measure, descending, when empty; by time, ascending, where By has a grain
	Limit     int          `json:"limit"`                 // 0 is all
	Offset    int          `json:"offset"`
	Other     bool         `json:"other"`  // with Limit: the rest as one row whose dimension is Other
	Totals    bool         `json:"totals"` // also the aggregate over all rows, computed from the rows and not from the groups
	Search    string       `json:"search"` // keeps the groups of which a dimension's label contains it
	Fill      bool         `json:"fill"`   // with a grain in By and a period: buckets without rows are present, with null measures
}

// Compare is the period that figures are compared with.
type Compare string

// The comparisons.
const (
	CompareNone    Compare = ""
	PreviousPeriod Compare = "previous_period"
	PreviousYear   Compare = "previous_year"
)

// Filter keeps the rows for which it holds. Column is a dimension's name in a Query and a column's name in an entitlement.
type Filter struct {
	Column string `json:"column"`
	Op     Op     `json:"op"`
	Values []any  `json:"values,omitempty" nullable:"true"` // string, int64, float64, bool; nil is unknown. Two for a range (either may be nil), one for contains
}

// Op is how a Filter compares.
type Op string

// The operations of a Filter. In and NotIn treat nil among the values as "is unknown".
const (
	In       Op = "in"
	NotIn    Op = "not_in"
	Range    Op = "range" // from ≤ x < to
	Contains Op = "contains"
	IsNull   Op = "is_null"
	NotNull  Op = "not_null"
)

// Order sorts by a measure or a member of By; unknown comes last either way.
type Order struct {
	By   string `json:"by"`
	Desc bool   `json:"desc"`
}

// Role is what a column of an answer holds.
type Role string

// The roles of a column.
const (
	RoleTime      Role = "time"
	RoleDimension Role = "dimension"
	RoleLabel     Role = "label" // the text to show for the dimension named by Of
	RoleMeasure   Role = "measure"
	RoleCompared  Role = "compared" // the measure named by Of in the compared period; NAME__compared
	RoleOther     Role = "other"    // true on the row that holds the rest; __other
)

// OutColumn is a column of an answer.
type OutColumn struct {
	Name string     `json:"name"`
	Role Role       `json:"role" enum:"time,dimension,label,measure,compared,other"`
	Of   string     `json:"of,omitempty"`
	Type farol.Type `json:"type"`

	Format   string `json:"format,omitempty"`   // of figures: integer, number, percent, money, duration
	Decimals *int   `json:"decimals,omitempty"` // of figures, where the measure states them or its format does
	Currency string `json:"currency,omitempty"` // of money
}
