package project

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// Forecast is what shall be said of the future of a measure: the resource of forecasts/*.yaml.
type Forecast struct {
	Name        string      `yaml:"-"`
	File        string      `yaml:"-"`
	Line        int         `yaml:"-"`
	Title       farol.Text  `yaml:"title"`
	Description farol.Text  `yaml:"description"`
	Measure     string      `yaml:"measure"`  // view.measure: a sum or a count
	By          [][]string  `yaml:"by"`       // levels: lists of dimensions of the view, the empty one for the total; the total alone when absent
	Horizon     int         `yaml:"horizon"`  // steps to come
	Step        farol.Grain `yaml:"step"`     // hour, day, week or month; the view's grain when absent
	History     int         `yaml:"history"`  // steps of the past that are looked at; two years when absent
	Country     string      `yaml:"country"`  // whose holidays count; ISO 3166, none when absent
	Late        int         `yaml:"late"`     // newest steps that are not believed yet
	Restated    int         `yaml:"restated"` // how many steps back figures still change: what they were is kept and learned from
	Series      int         `yaml:"series"`   // most series of a level, the largest first
	Regressors  []Regressor `yaml:"regressors"`
	Targets     Targets     `yaml:"-"`
}

// Regressor is something that moves the measure and is known ahead, such as promotions that are planned: the sum of a column by step, of the past and of
// what is to come.
type Regressor struct {
	Name   string `yaml:"name"`   // of the effect
	Table  string `yaml:"table"`  // a source or model; where it has the columns of members, each has rows of its own
	Column string `yaml:"column"` // the figure; the number of rows when absent
	Time   string `yaml:"time"`   // the column with the time of a row
}

// mostSeries is how many series of a level are forecast where the file does not say.
const mostSeries = 1000

// Targets are what shall be reached: single ones, or the rows of a table.
type Targets struct {
	List   []Target
	Table  string      // a source or model; its columns are named like those of the view's dimensions, unknown where a row means all members
	Column string      // the figure
	Period string      // the column with the first day of the period
	Grain  farol.Grain // how long a period is: week, month, quarter or year; month when absent
}

// Target is what shall be reached in a period by one member of a level.
type Target struct {
	Period farol.Period
	Value  float64
	Where  map[string]string // dimension → member
}

// Given tells whether there are any targets.
func (t Targets) Given() bool { return len(t.List) > 0 || t.Table != "" }

// Tables names the tables that the forecast makes, the newest forecast first.
func (f *Forecast) Tables() []string {
	names := []string{f.Name}
	for _, t := range []string{"series", "completed", "issued", "backtest", "effect", "finding", "target", "anomaly", "tried"} {
		names = append(names, f.Name+"_"+t)
	}
	return names
}

// Forecaster gives the forecast that makes a table; nil where none does.
func (p *Project) Forecaster(table string) *Forecast {
	for _, f := range p.Forecasts {
		if slices.Contains(f.Tables(), table) {
			return f
		}
	}
	return nil
}

// Measured gives the view and the measure that are forecast, nil where the project has none of that name.
func (p *Project) Measured(f *Forecast) (*metric.View, *metric.Measure) {
	name, measure, _ := strings.Cut(f.Measure, ".")
	for _, v := range p.Views {
		if v.Name == name {
			return v, v.Measure(measure)
		}
	}
	return nil, nil
}

// View gives the metrics view of that name, or nil.
func (p *Project) View(name string) *metric.View {
	for _, v := range p.Views {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// Needs names the tables that the forecast is made from.
func (p *Project) Needs(f *Forecast) []string {
	var needs []string
	if v, _ := p.Measured(f); v != nil {
		needs = append(needs, v.Table)
	}
	if f.Targets.Table != "" && !slices.Contains(needs, f.Targets.Table) {
		needs = append(needs, f.Targets.Table)
	}
	for _, r := range f.Regressors {
		if r.Table != "" && !slices.Contains(needs, r.Table) {
			needs = append(needs, r.Table)
		}
	}
	return needs
}

func (l *loader) forecast(root *node, file, name string) {
	f := &Forecast{}
	l.decode(file, root, f)
	f.Name, f.File, f.Line = name, file, 1
	for i := range f.Regressors {
		f.Regressors[i].Table = strings.ToLower(f.Regressors[i].Table)
	}
	if by := root.get("by"); len(f.By) == 0 && !l.faulty[by] {
		f.By = [][]string{nil}
	}
	if f.Series == 0 {
		f.Series = mostSeries
	}
	if targets := root.get("targets"); targets != nil && targets.isMap {
		var stated struct {
			Table  string      `yaml:"table"`
			Column string      `yaml:"column"`
			Period string      `yaml:"period"`
			Grain  farol.Grain `yaml:"grain"`
		}
		l.decode(file, targets, &stated)
		f.Targets = Targets{Table: strings.ToLower(stated.Table), Column: stated.Column, Period: stated.Period, Grain: stated.Grain}
		if f.Targets.Grain == "" {
			f.Targets.Grain = farol.GrainMonth
		}
	}
	l.project.Forecasts = append(l.project.Forecasts, f)
}

// stepsOf is how many steps two years have.
func stepsOf(g farol.Grain) int {
	switch g {
	case farol.GrainHour:
		return 2 * 365 * 24
	case farol.GrainWeek:
		return 2 * 53
	case farol.GrainMonth:
		return 10 * 12 // Two years of months say too little.
	}
	return 2 * 365
}
