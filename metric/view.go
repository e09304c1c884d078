package metric

import "github.com/farol-kpi/farol"

// View is a metrics view: a table with its time column, dimensions and measures. It is the resource of metrics/*.yaml.
type View struct {
	Name        string      `yaml:"-"`
	Label       farol.Text  `yaml:"label"`
	Description farol.Text  `yaml:"description"`
	Table       string      `yaml:"table"`
	Time        *Time       `yaml:"time"`
	Tenant      string      `yaml:"tenant"` // the column that holds the tenant
	Shared      bool        `yaml:"shared"` // the table holds no tenant's rows
	Dimensions  []Dimension `yaml:"-"`      // in the order of the file; a map in YAML
	Measures    []Measure   `yaml:"-"`      // in the order of the file; a map in YAML
	Ahead       *Ahead      `yaml:"-"`      // of a view of forecasts
	File        string      `yaml:"-"`
	Line        int         `yaml:"-"`
}

// TenantDimension gives the dimension whose members are the tenants, or nil.
func (v *View) TenantDimension() *Dimension {
	for i, d := range v.Dimensions {
		if v.Tenant != "" && (d.Column == v.Tenant || d.Column == "" && d.Name == v.Tenant) {
			return &v.Dimensions[i]
		}
	}
	return nil
}

// Time is the time column of a view and its finest grain. Timestamps are wall-clock time in the project's time zone.
type Time struct {
	Column string      `yaml:"column"`
	Grain  farol.Grain `yaml:"grain"`
}

// Dimension is something to group and filter by.
type Dimension struct {
	Name        string                `yaml:"-"`
	Column      string                `yaml:"column"`
	Label       farol.Text            `yaml:"label"`
	Description farol.Text            `yaml:"description"`
	Lookup      *Lookup               `yaml:"lookup"`
	Values      map[string]farol.Text `yaml:"values"` // labels of members
	Order       []string              `yaml:"order"`  // members in their own order, such as weekdays
	Kind        string                `yaml:"kind"`   // "", weekday (1 Monday to 7 Sunday), hour (0 to 23), month (1 to 12): members are labelled and ordered by it
	Line        int                   `yaml:"-"`
}

// Lookup names members from another table: key → label. The table must be readable by everybody who may read the view: it holds no
// tenant's rows, or it has the view's tenant column, by which it is then filtered too.
type Lookup struct {
	Table string `yaml:"table"`
	Key   string `yaml:"key"`
	Label string `yaml:"label"`
}

// Measure is an aggregate with a name, unit and format. Exactly one of its aggregate fields is set.
type Measure struct {
	Name          string    `yaml:"-"`
	Sum           string    `yaml:"sum"`
	Count         string    `yaml:"count"` // a column (its known values) or "*" (rows)
	CountDistinct string    `yaml:"count_distinct"`
	Min           string    `yaml:"min"`
	Max           string    `yaml:"max"`
	Average       string    `yaml:"average"`
	Median        string    `yaml:"median"`
	Quantile      *Quantile `yaml:"quantile"`
	Ratio         []string  `yaml:"ratio"`          // two measures of the view: Σ ÷ Σ
	ShareOfTotal  string    `yaml:"share_of_total"` // a measure of the view
	RunningTotal  string    `yaml:"running_total"`  // a measure of the view, along the time grain
	SQL           string    `yaml:"sql"`            // one aggregate expression over the table's columns

	Where       map[string]any `yaml:"where"` // column: value, or a list of values; only these rows count
	Scale       float64        `yaml:"scale"` // the result is multiplied by it (1000 for CPM); 0 means 1
	Label       farol.Text     `yaml:"label"`
	Description farol.Text     `yaml:"description"` // the formula in words
	Format      string         `yaml:"format"`      // integer, number, percent, money, duration; by aggregate when empty
	Decimals    *int           `yaml:"decimals"`
	Unit        farol.Text     `yaml:"unit"`
	Currency    string         `yaml:"currency"`   // the project's when empty
	Better      string         `yaml:"better"`     // up, down, or "" where nobody can say
	NotAcross   []string       `yaml:"not_across"` // dimensions (or "time") over which it must not be summed
	Why         farol.Text     `yaml:"why"`        // the reason of not_across
	Hidden      bool           `yaml:"hidden"`     // only a part of other measures: not offered
	Line        int            `yaml:"-"`
}

// Quantile is a column and a share from 0 to 1.
type Quantile struct {
	Column string  `yaml:"column"`
	Q      float64 `yaml:"q"`
}

// Measure gives the measure of that name, or nil.
func (v *View) Measure(name string) *Measure {
	for i := range v.Measures {
		if v.Measures[i].Name == name {
			return &v.Measures[i]
		}
	}
	return nil
}

// Dimension gives the dimension of that name, or nil.
func (v *View) Dimension(name string) *Dimension {
	for i := range v.Dimensions {
		if v.Dimensions[i].Name == name {
			return &v.Dimensions[i]
		}
	}
	return nil
}
