package forecast

import (
	"math"
	"slices"
	"time"
)

// Past is what is known of a series at an origin: its values up to there, and of its known regressors and its calendar the future too.
type Past struct {
	Values   []float64 // one a step, all of them known (Series.Filled)
	Start    time.Time // of the first value; zero for a series without dates, which then has no calendar either
	Step     Frequency
	Known    [][]float64 // known regressors: [regressor][step], each as long as the values and the horizon together
	Calendar *Calendar   // nil where no country was named
	Shares   []float64   // which share of the newest values was known by the end, the newest last; nil where all are complete. Values are corrected for it already
	Reported []float64   // what had been reported of those values
	Missing  []bool      // the steps of which nothing is known, so that their values are only filled in; nil where there are none

	ahead int // steps before the horizon that are not believed
}

// PastOf makes pasts without dates and regressors of plain values.
func PastOf(panel ...[]float64) []Past {
	out := make([]Past, len(panel))
	for i, y := range panel {
		out[i].Values = y
	}
	return out
}

// until gives what was known after the first n values, when h more were asked for.
func (p Past) until(n, h int) Past {
	if left := len(p.Shares) - (len(p.Values) - n); left > 0 {
		p.Shares, p.Reported = p.Shares[:left:left], p.Reported[:left:left]
	} else {
		p.Shares, p.Reported = nil, nil
	}
	p.Values = p.Values[:n:n]
	if p.Missing != nil {
		p.Missing = p.Missing[:n:n]
	}
	known := p.Known
	p.Known = make([][]float64, len(known))
	for r, column := range known {
		p.Known[r] = column[: n+h : n+h]
	}
	return p
}

// recent leaves out all but the last n values.
func (p Past) recent(n int) Past {
	skip := len(p.Values) - n
	if skip <= 0 {
		return p
	}
	if !p.Start.IsZero() {
		p.Start = p.Step.After(p.Start, skip)
	}
	p.Values = p.Values[skip:]
	if p.Missing != nil {
		p.Missing = p.Missing[skip:]
	}
	known := p.Known
	p.Known = make([][]float64, len(known))
	for r, column := range known {
		p.Known[r] = column[skip:]
	}
	return p
}

// at gives the time of a step, counted from the first value.
func (p Past) at(step int) time.Time { return p.Step.After(p.Start, step) }

// valuesOf gives the values alone.
func valuesOf(panel []Past) [][]float64 {
	out := make([][]float64, len(panel))
	for i, p := range panel {
		out[i] = p.Values
	}
	return out
}

// cameOf gives what came of each series: its values, NaN where nothing is known. By it forecasts are judged; what was filled in has not come.
func cameOf(panel []Past) [][]float64 {
	out := valuesOf(panel)
	for i, p := range panel {
		if !slices.Contains(p.Missing, true) {
			continue
		}
		out[i] = slices.Clone(p.Values)
		for t, missing := range p.Missing {
			if missing {
				out[i][t] = math.NaN()
			}
		}
	}
	return out
}

// Method forecasts a panel of series of one step. It gives h values after the end of each, or nil for a series that is too short for it,
// and changes none of them. Methods that learn from all of the series together are why it is given a panel.
type Method interface {
	Name() string
	Forecast(panel []Past, h int) [][]float64
}

// alone makes a method of one that looks at each series by itself, and at its values only.
type alone struct {
	name     string
	forecast func(y []float64, h int) []float64
}

// Name gives what the method was named.
func (m alone) Name() string { return m.name }

// Forecast gives nil for a series without a value.
func (m alone) Forecast(panel []Past, h int) [][]float64 {
	out := make([][]float64, len(panel))
	for i, p := range panel {
		if len(p.Values) > 0 {
			out[i] = m.forecast(p.Values, h)
		}
	}
	return out
}
