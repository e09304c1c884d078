package main

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol/forecast"
)

// The figures of the two naive forecasts are published or were computed with an independent tool: a scorer that gives others is wrong.
func TestScorerGivesPublishedFigures(t *testing.T) {
	data := cmp.Or(os.Getenv("FAROL_DATA"), filepath.Join("..", "..", "..", "shared", "data"))
	if _, err := os.Stat(filepath.Join(data, "forecast", "M3.csv")); err != nil {
		t.Skipf("the series are not here (%v); set FAROL_DATA to the folder that has forecast/M3.csv", err)
	}
	for _, want := range []struct {
		set         string
		method      func(int) forecast.Method
		smape, mase float64
	}{
		{"m4-hourly", forecast.SeasonalNaive, 13.912, 1.193},
		{"m4-hourly", forecast.Naive2, 18.383, 2.395},
		{"m4-weekly", forecast.SeasonalNaive, 9.161, 2.777},
		{"m3-monthly", forecast.SeasonalNaive, 17.234, 1.146},
		{"m3-quarterly", forecast.SeasonalNaive, math.NaN(), 1.425},
		{"m3-yearly", forecast.SeasonalNaive, math.NaN(), 3.172},
	} {
		for _, s := range sets {
			if s.name != want.set {
				continue
			}
			all, err := s.load(data)
			if err != nil {
				t.Fatal(err)
			}
			var scores []forecast.Score
			for _, one := range all {
				point := want.method(s.period).Forecast(forecast.PastOf(one.past), len(one.came))[0]
				scores = append(scores, forecast.Measure(one.past, one.came, point, nil, s.period))
			}
			got := forecast.Mean(scores)
			if !math.IsNaN(want.smape) && math.Abs(got.SMAPE-want.smape) > 0.0005 || math.Abs(got.MASE-want.mase) > 0.0005 {
				t.Errorf("%s: sMAPE %.4f MASE %.4f, want %.3f %.3f", s.name, got.SMAPE, got.MASE, want.smape, want.mase)
			}
		}
	}
}
