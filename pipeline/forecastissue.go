package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/metric"
)

// issue is what is said of a batch of the forecast's ledger.
type issue struct {
	At      time.Time `json:"at"`
	Step    string    `json:"step"`
	Measure string    `json:"measure,omitempty"` // absent from old batches
	From    string    `json:"from,omitempty"`    // the first step that was forecast, of all series; absent from old batches
}

// other tells that a batch is of another step or measure than are forecast now, so that nothing that comes can be held against it.
func (w *forecasting) other(note issue) bool {
	return note.Step != string(w.f.Step) || note.Measure != "" && note.Measure != w.f.Measure
}

// issuedSeries is a line of the ledger: what was said of one series. A list is absent where its range was refused.
type issuedSeries struct {
	Level   string    `json:"level"`
	Members []any     `json:"of"`
	Columns []string  `json:"columns"`
	Origin  string    `json:"origin"` // the last step that was known
	From    string    `json:"from"`   // the first step that was forecast
	Value   []float64 `json:"value"`
	Lo80    []float64 `json:"lo80,omitempty"`
	Hi80    []float64 `json:"hi80,omitempty"`
	Lo95    []float64 `json:"lo95,omitempty"`
	Hi95    []float64 `json:"hi95,omitempty"`
	Model   string    `json:"model"`
	Seen    []any     `json:"seen,omitempty"` // what was known of the newest steps, the newest last
}

// issue adds what is said now to the ledger, unless it was the last thing said: a run that was killed before its tables were there says it
// again.
func (w *forecasting) issue(ctx context.Context, last lake.Page) (lake.Page, error) {
	var lines bytes.Buffer
	for _, l := range w.levels {
		for _, s := range l.series {
			if s.said.Withheld != "" {
				continue
			}
			line := issuedSeries{
				Level: metric.LevelName(l.names), Members: make([]any, len(s.members)), Columns: l.columns, Origin: w.spell(w.after(w.end.now, -len(s.said.Completed))),
				From: w.spell(w.after(w.end.now, 1)), Model: modelName(s.said),
			}
			for i, m := range s.members {
				line.Members[i] = plainMember(m)
			}
			for _, v := range s.said.Point {
				line.Value = append(line.Value, fourDigits(v))
			}
			if w.f.Restated > 0 {
				for _, v := range s.values[max(0, len(s.values)-w.f.Restated-1):] {
					line.Seen = append(line.Seen, known(v))
				}
			}
			line.Lo80, line.Hi80 = rangesOf(s.said, 1)
			line.Lo95, line.Hi95 = rangesOf(s.said, 2)
			text, err := json.Marshal(line)
			if err != nil {
				return last, farol.Errorf(farol.CodeInternal, "cannot write what was forecast").Cause(err)
			}
			lines.Write(append(text, '\n'))
		}
	}
	if last.Batch > 0 && lake.SameLines(last, lines.Bytes()) {
		return last, nil
	}
	if last.Batch == 0 && lines.Len() == 0 {
		return last, nil
	}
	note := issue{At: w.o.Clock().UTC().Truncate(time.Second), Step: string(w.f.Step), Measure: w.f.Measure}
	if !w.end.now.IsZero() {
		note.From = w.spell(w.after(w.end.now, 1))
	}
	if err := w.book.Append(ctx, note, lines.Bytes()); err != nil {
		return last, err
	}
	last, _, err := w.book.Last()
	return last, err
}

// rangesOf gives the ends of the ranges of one level, nil where they were refused.
func rangesOf(f forecast.Forecast, level int) (lo, hi []float64) {
	for _, steps := range f.Intervals {
		i := steps[level]
		if !i.Given() {
			return nil, nil
		}
		lo, hi = append(lo, fourDigits(i.Low)), append(hi, fourDigits(i.High))
	}
	return lo, hi
}

// modelName says what a forecast is mixed of.
func modelName(f forecast.Forecast) string {
	name := ""
	for _, m := range f.Members {
		if m.Weight > 0 {
			if name != "" {
				name += " + "
			}
			name += m.Name
		}
	}
	return name
}

// plainMember gives a member as JSON has it.
func plainMember(m any) any {
	if t, ok := m.(time.Time); ok {
		return t.Format(time.DateOnly)
	}
	if x, ok := m.(farol.Decimal); ok {
		return x.String()
	}
	return m
}

const wallMinutes = "2006-01-02T15:04"

// spell writes a step as it is named.
func (w *forecasting) spell(at time.Time) string {
	if w.f.Step == farol.GrainHour {
		return at.Format(wallMinutes)
	}
	return at.Format(time.DateOnly)
}

// stepAt reads a step back.
func stepAt(s string) time.Time {
	for _, layout := range []string{time.DateOnly, wallMinutes} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// at gives a figure of a list that may be absent.
func figureAt(list []float64, i int) any {
	if i >= len(list) || math.IsNaN(list[i]) {
		return nil
	}
	return list[i]
}
