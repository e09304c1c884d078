package page

// Fan is what a fan tile draws: what was, what is expected, and how often such forecasts were right.
//
// Moments are written as the steps of the series are named: 2026-11-22, or 2026-11-22T13:00 where steps are hours. Pairs stand in lists of
// their own, a moment first.
type Fan struct {
	Forecast  string            `json:"forecast" doc:"The name of the resource."`
	Series    []FanSeries       `json:"series"`
	IssuedAt  string            `json:"issued_at"`
	Horizon   int               `json:"horizon"`
	Step      string            `json:"step" enum:"hour,day,week,month"`
	Total     *FanTotal         `json:"total,omitempty" doc:"Of all steps to come."`
	Target    *FanTarget        `json:"target,omitempty"`
	Right     *FanRight         `json:"right,omitempty"`
	Naive     bool              `json:"naive" doc:"Nothing beat the seasonal naive forecast, so that one is given."`
	Refused   map[string]string `json:"refused" doc:"80 or 95: why that range is not given."`
	Holidays  [][]any           `json:"holidays" doc:"[moment, name]"`
	Members   []FanMember       `json:"members"`
	Anomalies [][]any           `json:"anomalies" doc:"[moment, what came, and the ends of the 95 % range of the forecast made before]"`
	Findings  []FanFinding      `json:"findings"`
}

// FanSeries is one series with its past and its future.
type FanSeries struct {
	Name          string    `json:"name"`
	Unit          string    `json:"unit"`
	Past          [][]any   `json:"past" doc:"[moment, value] as reported, up to now; null where nothing is known"`
	Now           string    `json:"now" doc:"The last step with anything reported."`
	CompleteUntil string    `json:"complete_until" doc:"The last step that is believed as it is."`
	Completed     [][]any   `json:"completed" doc:"[moment, value] of the steps after it, as they will be when everything is reported"`
	Next          []FanStep `json:"next"`
}

// FanStep is one step to come. A range that was refused is null.
type FanStep struct {
	At    string   `json:"at"`
	Value float64  `json:"value"`
	Lo50  *float64 `json:"lo50"`
	Hi50  *float64 `json:"hi50"`
	Lo80  *float64 `json:"lo80"`
	Hi80  *float64 `json:"hi80"`
	Lo95  *float64 `json:"lo95"`
	Hi95  *float64 `json:"hi95"`
}

// FanTotal is the sum of all steps to come.
type FanTotal struct {
	Value float64  `json:"value"`
	Lo80  *float64 `json:"lo80"`
	Hi80  *float64 `json:"hi80"`
}

// FanTarget is what shall be reached in a period, and how likely that is.
type FanTarget struct {
	Value    float64  `json:"value"`
	Period   string   `json:"period"`
	SoFar    float64  `json:"so_far"`
	Expected *float64 `json:"expected" doc:"So far and what is forecast for the rest; null where the period ends beyond the horizon."`
	Chance   *float64 `json:"chance"`
}

// FanRight tells how often it was right: on origins of the past, and of what was really issued.
type FanRight struct {
	Origins        int      `json:"origins"`
	MAE            *float64 `json:"mae"`
	NaiveMAE       *float64 `json:"naive_mae"`
	Inside80       *float64 `json:"inside80" doc:"On origins of the past."`
	IssuedScored   int64    `json:"issued_scored" doc:"Steps that were forecast and have come since."`
	IssuedInside80 *float64 `json:"issued_inside80"`
}

// FanMember is a method with its part in the forecast.
type FanMember struct {
	Name   string   `json:"name"`
	Weight float64  `json:"weight"`
	MAE    *float64 `json:"mae"`
	Naive  bool     `json:"naive"`
}

// FanFinding is something that was found in the past of the series.
type FanFinding struct {
	At   string   `json:"at"`
	Kind string   `json:"kind"`
	Text string   `json:"text"`
	Size *float64 `json:"size,omitempty"`
}
