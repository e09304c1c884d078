package page

import "github.com/farol-kpi/farol/metric"

// ForecastAccount is all there is to tell of a forecast of one series: what it rests on, how it was chosen and how right it was.
type ForecastAccount struct {
	Name      string           `json:"name"`
	Title     string           `json:"title"`
	State     string           `json:"state" enum:"ok,stale,empty,withheld,denied,not_built"`
	Problem   *Problem         `json:"problem,omitempty"`
	Measure   Measure          `json:"measure"`
	Freshness Freshness        `json:"freshness"`
	Chosen    ForecastChoice   `json:"chosen"`
	Choices   []ForecastChoice `json:"choices" doc:"The series that the reader may see, the total first."`
	More      bool             `json:"more" doc:"There are more choices: GET /members lists them."`
	Fan       *Fan             `json:"fan,omitempty"`
	Query     *metric.Query    `json:"query,omitempty" doc:"To ask for the steps to come again, for an export."`
	Steps     int              `json:"steps" doc:"Of the past that was looked at."`
	Members   []ForecastMember `json:"members"`
	Effects   []ForecastEffect `json:"effects"`
	Issued    []ForecastIssued `json:"issued" doc:"Steps that were scored, the latest first, 200 at most."`
	Tried     []ForecastTried  `json:"tried" doc:"The newest steps that have come, as they would have been forecast before, the latest first. None of it was issued; it is told until enough has been."`
}

// ForecastMember is a method as the backtests saw it. One that got no weight says why.
type ForecastMember struct {
	FanMember
	MASE *float64 `json:"mase"`
	Why  string   `json:"why,omitempty"`
}

// ForecastChoice is a series that a forecast is made for: a member of each of its dimensions, in words, and the filters that choose it.
type ForecastChoice struct {
	Label   string            `json:"label"`
	Filters map[string]string `json:"filters"`
}

// ForecastEffect is what moves a series. Its values are added to the level, at steps of the past and at those to come.
type ForecastEffect struct {
	Name   string  `json:"name"`
	Label  string  `json:"label"`
	Values [][]any `json:"values" doc:"[moment, value]"`
}

// ForecastIssued is one step that was forecast and has come since.
type ForecastIssued struct {
	IssuedAt string   `json:"issued_at"`
	At       string   `json:"at"`
	Value    float64  `json:"value"`
	Lo80     *float64 `json:"lo80"`
	Hi80     *float64 `json:"hi80"`
	Lo95     *float64 `json:"lo95"`
	Hi95     *float64 `json:"hi95"`
	Actual   float64  `json:"actual"`
}

// ForecastLink is a forecast in the rail.
type ForecastLink struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}
