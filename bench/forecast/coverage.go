package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"

	"github.com/farol-kpi/farol/forecast"
)

// covered is one line of -coverage: which share of what came at the origins of the past lay inside the intervals.
type covered struct {
	Set       string   `json:"set"`
	Origins   int      `json:"origins"`
	Forecasts int      `json:"forecasts"`
	Covered50 *float64 `json:"cov50"`
	Covered80 *float64 `json:"cov80"`
	Covered95 *float64 `json:"cov95,omitempty"`
	Refused95 int      `json:"refused95"`
	Met       bool     `json:"met"` // 80 % within 75 and 85, 95 % within 91 and 98 or refused
}

// coverOrigins is how many origins are tried, the newest a horizon before the end of the past and the others a quarter of a horizon apart.
const coverOrigins = 8

// cover pools what the forecasts of the origins say. Each gives the forecasts of its panel with what came after them.
func cover(name string, origin func(o int) ([]forecast.Forecast, [][]float64, error)) error {
	line := covered{Set: name}
	var in, of [len(forecast.Levels)]float64
	for o := range coverOrigins {
		given, came, err := origin(o)
		if err != nil {
			return err
		}
		if len(given) > 0 {
			line.Origins++
		}
		for i, f := range given {
			if f.Withheld != "" {
				continue
			}
			line.Forecasts++
			if f.Refused[len(in)-1] != "" {
				line.Refused95++
			}
			for k, y := range came[i] {
				for l, interval := range f.Intervals[k] {
					if math.IsNaN(y) || !interval.Given() {
						continue
					}
					of[l]++
					if y >= interval.Low-1e-9 && y <= interval.High+1e-9 {
						in[l]++
					}
				}
			}
		}
	}
	line.Covered50, line.Covered80, line.Covered95 = known(in[0]/of[0]), known(in[1]/of[1]), known(in[2]/of[2])
	within := func(l int, low, high float64) bool {
		share := in[l] / of[l]
		return of[l] == 0 || share >= low && share <= high
	}
	line.Met = within(1, 0.75, 0.85) && within(2, 0.91, 0.98)
	return json.NewEncoder(os.Stdout).Encode(line)
}

// cover tries the origins of the past of a set, at which each series has at least two periods and ten values.
func (s set) cover(data string) error {
	all, err := s.load(data)
	if err != nil {
		return err
	}
	return cover(s.name, func(o int) (given []forecast.Forecast, came [][]float64, err error) {
		var panel []forecast.Past
		for _, one := range all {
			n := len(one.past) - s.horizon - o*max(1, s.horizon/4)
			if n >= max(10, 2*s.period+2, s.horizon) {
				panel, came = append(panel, forecast.Past{Values: one.past[:n], Start: one.start, Step: s.frequency}), append(came, one.past[n:n+s.horizon])
			}
		}
		return s.given(panel), came, nil
	})
}

// given forecasts the panel, or each series by itself where they are pieces of one.
func (s set) given(panel []forecast.Past) (given []forecast.Forecast) {
	periods := s.frequency.Periods()
	if !s.apart {
		return forecast.Panel(panel, periods, s.horizon)
	}
	for i := range panel {
		given = append(given, forecast.Panel(panel[i:i+1], periods, s.horizon)...)
	}
	return given
}

// coverKPI tries the origins of the past of the KPI series. What was still being reported at their end is left out.
func coverKPI(folder string) error {
	all, err := loadKPI(folder)
	if err != nil {
		return err
	}
	return cover("kpi "+filepath.Base(folder), func(o int) (given []forecast.Forecast, came [][]float64, err error) {
		var subjects []forecast.Subject
		for _, s := range all {
			n := len(s.subject.Series.Values) - kpiHorizon - o*kpiHorizon/4
			if len(s.subject.Snapshots) > 0 {
				n -= 30
			}
			if s = s.until(n); s != nil {
				subjects, came = append(subjects, s.subject), append(came, s.came)
			}
		}
		given, err = forecast.Ask{Horizon: kpiHorizon, Regressors: kpiRegressors}.Forecast(context.Background(), subjects)
		return given, came, err
	})
}
