package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/metric"
)

// try forecasts the newest steps that have come as they would have been forecast a horizon ago, by nobody who knew them, so that there is
// something to look at until what was issued has come due. None of it was issued, nor is it ever told as if it had been: it has a table of its own.
func (w *forecasting) try(ctx context.Context) error {
	if w.end.now.IsZero() {
		return nil
	}
	due, err := w.due(ctx)
	if err != nil {
		return err
	}
	back := w.f.Horizon + w.unsure()
	for _, l := range w.levels {
		if due[metric.LevelName(l.names)] {
			continue
		}
		var of []*series
		var subjects []forecast.Subject
		for _, s := range l.series {
			n := len(s.values) - back
			if s.said.Withheld != "" || n < max(2, w.f.Horizon) {
				continue
			}
			known := make([][]float64, len(s.known))
			for i, column := range s.known {
				known[i] = column[:n+w.f.Horizon]
			}
			of = append(of, s)
			subjects = append(subjects, forecast.Subject{ID: memberKey(s.members), Series: &forecast.Series{Start: s.start, Frequency: frequencies[w.f.Step], Values: s.values[:n:n]}, Known: known})
		}
		if len(of) == 0 {
			continue
		}
		tried, err := forecast.Ask{Horizon: w.f.Horizon, Country: w.f.Country, CutOff: w.unsure(), Regressors: l.moved, Unexplained: true, Progress: func(done, of int) {
			w.emit(Event{Kind: EventProgress, Step: w.f.Name, Item: "trying the newest steps " + l.words(), Done: int64(done), Total: int64(of), Unit: "methods"})
		}}.Forecast(ctx, subjects)
		if err != nil {
			return err
		}
		for i, s := range of {
			// Invariant 13 holds for what might have been said too.
			if t := tried[i]; t.Withheld == "" && t.Origins > 0 {
				// The rest of it, such as the errors of all origins, is as large as that of what is said, and nothing is asked of it.
				s.tried, s.trying = forecast.Forecast{Point: t.Point, Intervals: t.Intervals, Members: t.Members}, len(subjects[i].Series.Values)
			}
		}
	}
	return nil
}

// unsure is how many of the newest steps are not what they will be.
func (w *forecasting) unsure() int { return max(w.f.Late, w.f.Restated) }

// due tells of which levels a whole horizon of steps has come since they were first issued, so that nothing else is needed to tell how right their
// forecasts are. A level may have been added long after the others.
func (w *forecasting) due(ctx context.Context) (map[string]bool, error) {
	// A line begins with its level, whose spelling stands nowhere else in it: quotes are not written as such inside of texts.
	spelled := map[string][]byte{}
	for _, l := range w.levels {
		name, err := json.Marshal(metric.LevelName(l.names))
		if err != nil {
			return nil, farol.Errorf(farol.CodeInternal, "cannot spell a level of %q", w.f.Name).Cause(err)
		}
		spelled[metric.LevelName(l.names)] = append([]byte(`"level":`), name...)
	}
	due := map[string]bool{}
	believed := w.after(w.end.now, -w.unsure())
	_, err := w.book.Read(ctx, func(p lake.Page, lines []byte) error {
		var note issue
		if err := json.Unmarshal(p.Note, &note); err != nil {
			return damagedLedger(w.book, p.Batch, err)
		}
		if len(lines) == 0 || w.other(note) {
			return nil
		}
		var s seenSeries // All lines of a batch begin with one step.
		if err := json.NewDecoder(bytes.NewReader(lines)).Decode(&s); err != nil {
			return damagedLedger(w.book, p.Batch, err)
		}
		if from := stepAt(s.From); from.IsZero() || w.after(from, w.f.Horizon-1).After(believed) {
			return nil
		}
		for level, text := range spelled {
			if !due[level] && bytes.Contains(lines, text) {
				due[level] = true
			}
		}
		if len(due) == len(spelled) {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return due, nil
}

// tryings gives what would have been said of each step, with what came.
func (w *forecasting) tryings() iter.Seq2[[]any, error] {
	return w.each(func(_ *level, s *series, put func(...any) bool) bool {
		f := s.tried
		for i, v := range f.Point {
			came := known(s.values[s.trying+i])
			if came == nil {
				continue
			}
			row := []any{w.after(s.start, s.trying-1-w.unsure()), w.after(s.start, s.trying+i), known(v)}
			var inside []any
			for _, level := range []int{1, 2} {
				in := f.Intervals[i][level]
				row = append(row, known(in.Low), known(in.High))
				if in.Given() {
					inside = append(inside, fourDigits(in.Low) <= came.(float64) && came.(float64) <= fourDigits(in.High))
				} else {
					inside = append(inside, nil)
				}
			}
			if !put(append(append(append(row, came), inside...), modelName(f))...) {
				return false
			}
		}
		return true
	})
}
