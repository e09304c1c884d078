package app

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
)

// ForecastSummary tells how good the forecasts of a table are, by what they would have been in the past.
type ForecastSummary struct {
	Series   int              `json:"series"`
	Forecast int              `json:"forecast"` // series that were
	Naive    int              `json:"naive"`    // of these, given as the seasonal naive forecast since nothing beat it
	Horizon  int              `json:"horizon"`
	Backtest ForecastErrors   `json:"backtest"` // over all series
	Each     []ForecastSeries `json:"each"`
	Failed   []ForecastFailed `json:"failed"`
	Unread   []string         `json:"unread_columns"` // what a forecast could know ahead only if it were named as a regressor
}

// ForecastErrors are the errors of backtests. What has no meaning, or was not tried, is missing.
type ForecastErrors struct {
	MAE       *float64 `json:"mae,omitempty"`        // mean absolute error
	NaiveMAE  *float64 `json:"naive_mae,omitempty"`  // that of the seasonal naive forecast
	MASE      *float64 `json:"mase,omitempty"`       // mean absolute error over that of the seasonal naive forecast inside the past
	NaiveMASE *float64 `json:"naive_mase,omitempty"` // that of the seasonal naive forecast
	Inside80  *float64 `json:"inside_80,omitempty"`  // share of what came that the intervals of 80 % held
	Origins   int      `json:"origins"`
}

// ForecastSeries is a series that was forecast.
type ForecastSeries struct {
	ID       string            `json:"id"`
	Steps    int               `json:"steps"` // of the past, gaps among them
	Gaps     int               `json:"gaps"`
	Step     string            `json:"step"`
	Model    string            `json:"model"`
	Naive    bool              `json:"naive"`
	Backtest ForecastErrors    `json:"backtest"`
	Refused  map[string]string `json:"refused,omitempty"` // why an interval is not given, by its level in per cent
}

// ForecastFailed is a series that was not.
type ForecastFailed struct {
	ID     string     `json:"id"`
	Code   farol.Code `json:"code"`
	Reason string     `json:"reason"`
	Hint   string     `json:"hint,omitempty"`
	File   string     `json:"file,omitempty"`
	Line   int        `json:"line,omitempty"`
	Column int        `json:"column,omitempty"`
}

// Summary gives the figures of the forecasts.
func (f *Forecasts) Summary() ForecastSummary {
	out := ForecastSummary{Series: len(f.Series), Horizon: f.request.Horizon, Each: []ForecastSeries{}, Failed: []ForecastFailed{}, Unread: f.unread}
	var mase, naive, inside []float64
	for _, s := range f.Series {
		if e := s.Err; e != nil {
			out.Failed = append(out.Failed, ForecastFailed{s.ID, e.Code, e.Message, e.Advice, e.Place.File, e.Place.Line, e.Place.Column})
			continue
		}
		out.Forecast++
		if s.Given.Naive {
			out.Naive++
		}
		one := s.summary()
		out.Each = append(out.Each, one)
		b := s.Given.Backtest
		mase, naive, inside = append(mase, b.MASE), append(naive, b.NaiveMASE), append(inside, b.Covered80)
		out.Backtest.Origins += one.Backtest.Origins
	}
	out.Backtest.MASE, out.Backtest.NaiveMASE, out.Backtest.Inside80 = mean(mase), mean(naive), mean(inside)
	if len(out.Each) == 1 { // Errors of several series have several units.
		out.Backtest = out.Each[0].Backtest
	}
	return out
}

func (s *SeriesForecast) summary() ForecastSeries {
	b := s.Given.Backtest
	series := s.laid.subject.Series
	out := ForecastSeries{ID: s.ID, Steps: len(series.Values), Gaps: series.Gaps, Step: s.step(), Model: s.Model(), Naive: s.Given.Naive, Backtest: ForecastErrors{
		MAE: known(b.MAE), NaiveMAE: known(b.NaiveMAE), MASE: known(b.MASE), NaiveMASE: known(b.NaiveMASE), Inside80: known(b.Covered80), Origins: s.Given.Origins}}
	for l, why := range s.Given.Refused {
		if why != "" {
			if out.Refused == nil {
				out.Refused = map[string]string{}
			}
			out.Refused[fmt.Sprintf("%.0f", 100*forecast.Levels[l])] = why
		}
	}
	return out
}

// step names the step of the series.
func (s *SeriesForecast) step() string {
	if s.laid.days != nil {
		return "open day"
	}
	if f := s.laid.subject.Series.Frequency; f.Months > 0 || f.Step > 1 {
		return f.String()
	}
	return "step"
}

// known gives a figure that JSON can hold, nil for one that is none.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// mean of the figures that are known.
func mean(values []float64) *float64 {
	var sum, n float64
	for _, v := range values {
		if known(v) != nil {
			sum, n = sum+v, n+1
		}
	}
	return known(sum / n)
}

// weighty gives the members that have a weight, the weightiest first.
func weighty(members []forecast.Member) []forecast.Member {
	out := slices.DeleteFunc(slices.Clone(members), func(m forecast.Member) bool { return !(m.Weight > 0) })
	slices.SortStableFunc(out, func(a, b forecast.Member) int { return cmp.Compare(b.Weight, a.Weight) })
	return out
}
