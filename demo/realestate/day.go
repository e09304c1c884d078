package realestate

import (
	"slices"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// writeDay writes one file of Options.Rows rows, duplicates and bad rows included, in the order of arrival. It keeps none of them in
// memory.
func (w *world) writeDay(f *csvfile.Folder) error {
	s := chance.New(w.options.Seed, "day", 0)
	weights := make([]float64, len(w.listings))
	for i := range w.listings {
		if l := &w.listings[i]; l.online(LastDay) {
			weights[i] = l.appeal * promotionFactors[l.promoted(LastDay)]
		}
	}
	byListing := chance.NewWeights(weights)
	byKind := chance.NewWeights([]float64{760, 170, 12, 9, 3, 3, 4, 3, 2})
	out := f.Create("ad_events/"+LastDay.Format(time.DateOnly)+".csv", eventHeader, "\n")
	p := &w.planted
	var id int64
	for out.Rows() < w.options.Rows && !out.Failed() {
		id++
		seconds := int(float64(out.Rows()) / float64(w.options.Rows) * 86400)
		e := event{received: LastDay.Add(time.Duration(seconds) * time.Second), listing: int32(byListing.Draw(s)), kind: uint8(byKind.Draw(s)),
			person: 1 + int64(s.IntN(4_000_000)), device: uint8(deviceMix.Draw(s)), channel: uint8(channelMix.Draw(s)), position: uint8(s.Between(1, 30))}
		delay := s.IntN(5)
		if s.Is(lateShare) {
			delay = s.Between(3600, 3*86400)
			p.Late++
		}
		e.at = e.received.Add(-time.Duration(min(delay, seconds)) * time.Second) // late by hours: all of the file happened on its day
		w.eventCells(out, &e, id)
		var twice []byte
		if s.Is(duplicateShare) {
			twice = slices.Clone(out.Row())
		}
		out.End()
		p.Events++
		if e.kind >= contactKind {
			p.EventContacts++
		}
		if twice != nil && out.Rows() < w.options.Rows {
			out.Again(twice)
			p.Duplicates++
		}
		if s.Is(p.BadShare) && out.Rows() < w.options.Rows {
			w.badRow(s, out, &e, id)
		}
	}
	return out.Close()
}
