package project

import "github.com/farol-kpi/farol"

// Page is a screen: the resource of pages/*.yaml.
type Page struct {
	Name        string     `yaml:"-"`
	Title       farol.Text `yaml:"title"`
	Description farol.Text `yaml:"description"`
	Group       farol.Text `yaml:"group"`    // a heading in the rail
	Icon        string     `yaml:"icon"`     // home, list, trend, map, coins, phone, grid
	Order       int        `yaml:"order"`    // in the rail
	Sentence    farol.Text `yaml:"sentence"` // a template a language; each {part} is a filter: {period}, {comparison}, {tenant}, {count}, or a dimension
	Count       *Count     `yaml:"count"`    // what {count} counts
	Period      string     `yaml:"period"`   // the default: last_28_days, last_12_months, this_month, last_month, all, or A..B; relative to the data's last day
	Compare     string     `yaml:"compare"`  // the default: previous_period, previous_year, none
	Views       []string   `yaml:"views"`    // whose dimensions are offered as filters, beyond those of the tiles
	Rows        [][]Tile   `yaml:"rows"`
	File        string     `yaml:"-"`
	Line        int        `yaml:"-"`
}

// Count is what a sentence's {count} counts: the members of a dimension.
type Count struct {
	Measure string                `yaml:"measure"` // view.measure
	Noun    map[string]CountNouns `yaml:"noun"`    // language → forms
}

// CountNouns are the forms of a counted noun.
type CountNouns struct {
	One   string `yaml:"one"`
	Other string `yaml:"other"`
}

// Tile is one figure, chart or table. Exactly one of Kpi to Fan is set.
type Tile struct {
	Kpi        string   `yaml:"kpi"` // view.measure; kpi tiles that follow each other in a row stand as one strip
	Line       []string `yaml:"line"`
	Bar        []string `yaml:"bar"`         // one measure, or more: the first draws, the others are printed beside
	StackedBar []string `yaml:"stacked_bar"` // one measure split by `split`, or several measures
	Table      []string `yaml:"table"`
	Heatmap    string   `yaml:"heatmap"`
	Funnel     []string `yaml:"funnel"`
	Fan        string   `yaml:"fan"` // a forecast, with the past that it follows

	Title    farol.Text     `yaml:"title"`
	Subtitle farol.Text     `yaml:"subtitle"`
	By       []string       `yaml:"by"`      // a string or a list in YAML
	Split    string         `yaml:"split"`   // a dimension that makes the series
	Columns  []string       `yaml:"columns"` // table: dimensions shown beside the first, as second line or columns
	Spark    string         `yaml:"spark"`   // a grain: the trend below a figure, or a trend column of a table
	Compare  []string       `yaml:"compare"` // a string or a list in YAML; none switches the page's comparison off
	Top      int            `yaml:"top"`
	Where    map[string]any `yaml:"where"`  // dimension: value or list
	Period   string         `yaml:"period"` // pins the tile's period, as Page.Period
	Width    int            `yaml:"width"`  // of 12 columns; shared evenly when absent
	Line_    int            `yaml:"-"`      // line in the file
}

// Measures lists the measures of the tile as view.measure, in their order.
func (t *Tile) Measures() []string {
	for _, one := range []string{t.Kpi, t.Heatmap, t.Fan} {
		if one != "" {
			return []string{one}
		}
	}
	for _, many := range [][]string{t.Line, t.Bar, t.StackedBar, t.Table, t.Funnel} {
		if len(many) > 0 {
			return many
		}
	}
	return nil
}

// Kind names the one kind of the tile, as the page's file does.
func (t *Tile) Kind() string {
	switch {
	case t.Kpi != "":
		return "kpi"
	case len(t.Line) > 0:
		return "line"
	case len(t.Bar) > 0:
		return "bar"
	case len(t.StackedBar) > 0:
		return "stacked_bar"
	case len(t.Table) > 0:
		return "table"
	case t.Heatmap != "":
		return "heatmap"
	case len(t.Funnel) > 0:
		return "funnel"
	case t.Fan != "":
		return "fan"
	}
	return ""
}
