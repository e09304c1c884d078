package project

import (
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/source"
)

// Project is a project folder, read and validated.
type Project struct {
	Dir       string // absolute
	Config    Config
	Sources   []*source.Spec
	Entities  []*Entity
	Models    []*Model
	Views     []*metric.View // those of metrics/*.yaml, then one for each forecast
	Forecasts []*Forecast
	Pages     []*Page
	Policy    access.Policy

	// Warnings are findings that do not stop a project from running, such as a label in a language that it does not have.
	Warnings farol.Errors

	refs    map[string]spot   // where a model reads a table: "model table"
	secrets map[string]string // what no message may show, with the reference to show instead
	roots   map[string]*node  // the YAML of each file, for the places of what is found later
}

// Config is farol.yaml.
type Config struct {
	Name      string     `yaml:"name"`
	Title     farol.Text `yaml:"title"`
	Languages []string   `yaml:"languages"` // the first is the default; [en] when absent
	TimeZone  string     `yaml:"time_zone"` // UTC when absent
	Currency  string     `yaml:"currency"`  // ISO 4217; EUR when absent
	WeekStart int        `yaml:"week_start"`
	URL       string     `yaml:"url"`      // where people open the pages; without a slash at its end
	Lake      string     `yaml:"lake"`     // ./.farol/lake when absent
	Engine    string     `yaml:"engine"`   // duckdb
	Schedule  string     `yaml:"schedule"` // cron of sources that state none
	Memory    string     `yaml:"memory"`   // most memory of the engine, 1GB when absent
	Demo      *Demo      `yaml:"demo"`     // only for the examples
}

// Demo names the users that `farol demo` makes.
type Demo struct {
	Generator string     `yaml:"generator"` // of the demo room
	Users     []DemoUser `yaml:"users"`
}

// DemoUser is a user named by role.
type DemoUser struct {
	User       string            `yaml:"user"`
	Name       string            `yaml:"name"`
	Role       string            `yaml:"role"`
	Attributes map[string]string `yaml:"attributes"`
}

// Model is one SQL select that makes one table. Its options stand in a leading YAML comment.
type Model struct {
	Name        string      `yaml:"-"`
	File        string      `yaml:"-"` // relative to the project
	SQL         string      `yaml:"-"` // the whole file; the comment included, so that places agree
	Description string      `yaml:"description"`
	Materialize Materialize `yaml:"materialize"` // table when absent
	Time        string      `yaml:"time"`        // the time column; incremental needs it
	Lookback    string      `yaml:"lookback"`    // 3d, 12h
	Key         []string    `yaml:"key"`
	Sort        []string    `yaml:"sort"` // tenant, then time
	Checks      []Check     `yaml:"checks"`
	DependsOn   []string    `yaml:"-"` // sources and models, from the SQL
}

// Materialize is how a model becomes a table.
type Materialize string

// The ways to materialize.
const (
	AsView        Materialize = "view"
	AsTable       Materialize = "table"
	AsIncremental Materialize = "incremental"
)

// Check is an assertion on a table. Exactly one field is set, beside Severity.
type Check struct {
	Unique         []string        `yaml:"unique"`
	NotNull        []string        `yaml:"not_null"`
	AcceptedRange  *AcceptedRange  `yaml:"accepted_range"`
	AcceptedValues *AcceptedValues `yaml:"accepted_values"`
	Freshness      string          `yaml:"freshness"`   // greatest age of the time column: 36h, 3d
	RowBalance     string          `yaml:"row_balance"` // a table that must have as many rows
	SQL            string          `yaml:"sql"`         // a select whose rows are the failures; {table} is not replaced: name the model
	Severity       string          `yaml:"severity"`    // error (default) or warn
	Line           int             `yaml:"-"`
}

// AcceptedRange bounds a column, both ends inside.
type AcceptedRange struct {
	Column string   `yaml:"column"`
	Min    *float64 `yaml:"min"`
	Max    *float64 `yaml:"max"`
}

// AcceptedValues lists the values a column may have.
type AcceptedValues struct {
	Column string   `yaml:"column"`
	Values []string `yaml:"values"`
}
