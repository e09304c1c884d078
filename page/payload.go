package page

import (
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Payload is all that a screen draws: one request, one version of every table.
type Payload struct {
	Name      string    `json:"name"`
	Title     string    `json:"title"`
	Language  string    `json:"language"`
	Sentence  []Part    `json:"sentence"`
	Filters   []Filter  `json:"filters"`
	Freshness Freshness `json:"freshness"`
	Rows      [][]Tile  `json:"rows"`
	Version   int64     `json:"version"`
}

// Part is a piece of the sentence. With a Filter it is a control that opens that filter's choices.
type Part struct {
	Text   string `json:"text"`
	Filter string `json:"filter,omitempty"` // Filter.ID
}

// Filter is one thing that can be chosen on the page. Its value stands in the URL under ID.
type Filter struct {
	ID         string   `json:"id"`                                    // period, comparison, or a dimension's name
	Kind       string   `json:"kind" enum:"period,comparison,members"` // period, comparison, members
	Label      string   `json:"label"`
	Text       string   `json:"text"`                  // the value in words, as the sentence says it
	Views      []string `json:"views,omitempty"`       // of a members filter: the views that have the dimension
	Value      []string `json:"value" nullable:"true"` // members (prefix "!" on the first: all but these); [A..B] or [preset]; [comparison]; empty is all
	InSentence bool     `json:"in_sentence"`
	Period     string   `json:"period,omitempty"`  // of the period: its days, A..B; "" is all time
	Choices    []Choice `json:"choices,omitempty"` // presets of period, comparisons; members come from GET /members
}

// Choice is one value of a filter.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int64  `json:"count,omitempty"`
}

// Freshness is the age of the oldest data on the page.
type Freshness struct {
	State  string `json:"state" enum:"fresh,late,stale,loaded,none"` // fresh, late, stale; loaded (data without time, which have no age of their own), none (no data yet)
	DataTo string `json:"data_to"`                                   // 2026-11-18T06:00:00, the project's time zone
	Text   string `json:"text"`                                      // "Data to 06:00 today"
}

// Measure is how a measure is named and written.
type Measure struct {
	Name     string `json:"name"`   // view.measure
	Column   string `json:"column"` // its column in Data
	Label    string `json:"label"`
	Format   string `json:"format"`   // integer, number, percent, money, duration
	Decimals int    `json:"decimals"` // -1: by the design's rules
	Unit     string `json:"unit,omitempty"`
	Currency string `json:"currency,omitempty"`
	Better   string `json:"better,omitempty"` // up, down
	Note     string `json:"note,omitempty"`   // what a reader must know, such as that reach overlaps
}

// Dimension is how a dimension is named.
type Dimension struct {
	Name   string            `json:"name"`
	Label  string            `json:"label"`
	Kind   string            `json:"kind"` // "", time, weekday, hour, month
	Grain  farol.Grain       `json:"grain,omitempty" enum:"hour,day,week,month,quarter,year"`
	Labels map[string]string `json:"labels,omitempty"` // member → text, where the project names its members; of a lookup the answer holds them
}

// Tile is one figure, chart or table with its data.
type Tile struct {
	ID           string        `json:"id"`                                                            // r0t1: row and place
	Kind         string        `json:"kind" enum:"kpi,line,bar,stacked_bar,table,heatmap,funnel,fan"` // kpi, line, bar, stacked_bar, table, heatmap, funnel, fan
	Title        string        `json:"title"`
	Subtitle     string        `json:"subtitle,omitempty"`
	Width        int           `json:"width"` // of 12
	Measures     []Measure     `json:"measures"`
	Dimensions   []Dimension   `json:"dimensions"` // in the order of By; those of Columns after it
	Split        string        `json:"split,omitempty"`
	Top          int           `json:"top,omitempty"`
	Compared     string        `json:"compared,omitempty"`      // A..B of the comparison, "" without one
	ComparedText string        `json:"compared_text,omitempty"` // "the 28 days before"
	Period       string        `json:"period,omitempty"`
	State        string        `json:"state" enum:"ok,empty,failed,denied,not_built,withheld,stale"` // withheld: no forecast can be given, stale: it is older than its data
	Problem      *Problem      `json:"problem,omitempty"`
	Data         *query.Result `json:"data,omitempty"`
	Trend        *query.Result `json:"trend,omitempty"`      // of a kpi's spark, or of the rows of a table (dimension, time, measure)
	Fan          *Fan          `json:"fan,omitempty"`        // of a fan: all that it draws
	Unfiltered   []string      `json:"unfiltered,omitempty"` // filters of the page that the tile's view lacks

	Query *metric.Query `json:"query,omitempty"` // to ask again: sorting, paging, export
}

// Problem is a failed tile in words.
type Problem struct {
	Code   string `json:"code"`
	Title  string `json:"title"`
	Hint   string `json:"hint,omitempty"`
	Filter string `json:"filter,omitempty"` // the filter that leaves nothing, or that no forecast is made for
}

// Explanation is "explain this number".
type Explanation struct {
	Measure     Measure         `json:"measure"`
	Formula     string          `json:"formula"` // in words, in the reader's language
	Parts       []ExplainPart   `json:"parts"`   // numerator and denominator with their values
	Value       any             `json:"value"`
	Period      string          `json:"period"`
	Filters     []string        `json:"filters"` // in words, row filters of the entitlement included
	Rows        int64           `json:"rows"`    // rows of the table that it rests on
	Table       string          `json:"table"`
	Version     int64           `json:"version"`
	PublishedAt string          `json:"published_at"`
	DataTo      string          `json:"data_to"`
	Sources     []ExplainSource `json:"sources"`
}

// ExplainPart is a piece of a formula with its value.
type ExplainPart struct {
	Label   string  `json:"label"`
	Measure Measure `json:"measure"`
	Value   any     `json:"value"`
}

// ExplainSource is a source that the figure rests on. Counts of rows are those of the whole source and shown only to those who
// see all rows.
type ExplainSource struct {
	Source   string `json:"source"`
	Loads    int64  `json:"loads,omitempty"`
	Rows     int64  `json:"rows,omitempty"`
	Rejected int64  `json:"rejected,omitempty"`
	LandedAt string `json:"landed_at"`
}
