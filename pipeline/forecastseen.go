package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/farol-kpi/farol/forecast"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/metric"
)

// longSeen is how far back, in steps, is looked for how figures filled.
const longSeen = 180

// seenSeries is what is read of a line of the ledger to learn how figures fill. The figures of the forecast, most of the line, are passed over.
type seenSeries struct {
	Level   string `json:"level"`
	Members []any  `json:"of"`
	From    string `json:"from"`
	Seen    []any  `json:"seen"`
}

// seen gives every series what was known of its newest steps whenever it was forecast before. It is left out until so many steps have been seen to
// fill as are still reported anew: a curve that ends too soon would take what is known for all there is.
func (w *forecasting) seen(ctx context.Context) error {
	if w.f.Restated == 0 || w.end.now.IsZero() {
		return nil
	}
	shots := map[string][]forecast.Snapshot{}
	first := w.end.now
	oldest := w.after(w.end.now, -max(longSeen, 4*w.f.Restated))
	_, err := w.book.Read(ctx, func(p lake.Page, lines []byte) error {
		var note issue
		if err := json.Unmarshal(p.Note, &note); err != nil {
			return damagedLedger(w.book, p.Batch, err)
		}
		if w.other(note) || note.From != "" && stepAt(note.From).Before(oldest) {
			return nil
		}
		for line := range bytes.Lines(lines) {
			var s seenSeries
			d := json.NewDecoder(bytes.NewReader(line))
			d.UseNumber()
			if err := d.Decode(&s); err != nil {
				return damagedLedger(w.book, p.Batch, err)
			}
			from := stepAt(s.From)
			if from.IsZero() || from.Before(oldest) {
				continue
			}
			if now := w.after(from, -1); len(s.Seen) > w.f.Restated && now.Before(first) {
				first = now
			}
			key := seenKey(s.Level, s.Members)
			shots[key] = append(shots[key], w.shots(from, s.Seen)...)
		}
		return nil
	})
	if err != nil || first.After(w.after(w.end.now, -w.f.Restated)) {
		return err
	}
	for _, l := range w.levels {
		for _, s := range l.series {
			members := make([]any, len(s.members))
			for i, m := range s.members {
				members[i] = plainMember(m)
			}
			s.seen = shots[seenKey(metric.LevelName(l.names), members)]
		}
	}
	return nil
}

// shots lays what was known, the newest last, along the steps before the one that was forecast first.
func (w *forecasting) shots(from time.Time, seen []any) (list []forecast.Snapshot) {
	for i, v := range seen {
		number, ok := v.(json.Number)
		if !ok {
			continue
		}
		if figure, err := number.Float64(); err == nil {
			age := len(seen) - 1 - i
			list = append(list, forecast.Snapshot{Time: w.after(from, -1-age), Age: age, Value: figure})
		}
	}
	return list
}

func seenKey(level string, members []any) string {
	key := level
	for _, m := range members {
		key += "\x00" + fmt.Sprint(m)
	}
	return key
}
