package pipeline

import (
	"context"
	"math"
	"syscall"
	"time"

	"github.com/farol-kpi/farol/forecast"
)

// ask has every series forecast. Those of one level help each other; those of another are made of the same rows, and are asked about apart.
func (w *forecasting) ask(ctx context.Context) error {
	for _, l := range w.levels {
		if len(l.series) == 0 {
			continue
		}
		subjects := make([]forecast.Subject, len(l.series))
		for i, s := range l.series {
			subjects[i] = forecast.Subject{ID: memberKey(s.members), Series: &forecast.Series{Start: s.start, Frequency: frequencies[w.f.Step], Values: s.values}, Known: s.known, Snapshots: s.seen}
		}
		said, err := forecast.Ask{Horizon: w.f.Horizon, Country: w.f.Country, CutOff: w.f.Late, Regressors: l.moved, Progress: func(done, of int) {
			w.emit(Event{Kind: EventProgress, Step: w.f.Name, Item: "looking ahead " + l.words(), Done: int64(done), Total: int64(of), Unit: "methods"})
		}}.Forecast(ctx, subjects)
		if err != nil {
			return err
		}
		for i, s := range l.series {
			s.said = said[i]
			// Invariant 13: without a backtest nothing is published.
			if s.said.Withheld == "" && (s.said.Origins == 0 || math.IsNaN(s.said.MAE)) {
				s.said.Withheld = "the past is too short to have been forecast at any origin, so that nobody knows how wrong a forecast would be"
			}
		}
	}
	return nil
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fourDigits gives a figure of a forecast with four digits after the point, which is more than it is worth.
func fourDigits(x float64) float64 {
	if math.Abs(x) > 1e11 {
		return x
	}
	if x = math.Round(x*1e4) / 1e4; x == 0 {
		return 0
	}
	return x
}

// known gives a figure for a table, nil where it has no meaning.
func known(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return fourDigits(x)
}
