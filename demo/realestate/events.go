package realestate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// event is one thing that a visitor did.
type event struct {
	at, received time.Time
	person       int64
	listing      int32
	kind         uint8
	device       uint8
	channel      uint8
	position     uint8
}

var (
	devices  = []string{"phone", "computer", "tablet"}
	channels = []string{"search", "direct", "social", "newsletter"}

	deviceMix  = chance.NewWeights([]float64{62, 31, 7})
	channelMix = chance.NewWeights([]float64{55, 22, 15, 8})
	browseHour = chance.NewWeights([]float64{3, 2, 1, 1, 1, 1, 2, 4, 7, 8, 8, 8, 9, 9, 8, 8, 8, 9, 11, 13, 15, 16, 13, 7})
)

const eventHeader = "event_id,happened_at,received_at,kind,listing_id,agency_id,person_id,visit_id,device,channel,district_code,position"

// happen adds the events of one listing and day. All copies of an event share its fate.
func (w *world) happen(s chance.Stream, events []event, place int32, day time.Time, counts []int, contacts []contact, prime int64) []event {
	add := func(e event) {
		e.listing = place
		e.device, e.channel = uint8(deviceMix.Draw(s)), uint8(channelMix.Draw(s))
		e.position = uint8(s.Between(1, 30))
		e.received = e.at.Add(time.Duration(s.IntN(5)) * time.Second)
		if s.Is(lateShare) {
			e.received = e.at.Add(time.Duration(s.Between(3600, 3*86400)) * time.Second)
		}
		for i := range prime {
			one := e
			if prime > 1 {
				one.person = e.person*100 + i
			}
			events = append(events, one)
		}
	}
	for kind, n := range counts {
		for range n {
			at := day.Add(time.Duration(browseHour.Draw(s))*time.Hour + time.Duration(s.IntN(3600))*time.Second)
			add(event{at: at, kind: uint8(kind), person: 1 + int64(s.IntN(400_000))})
		}
	}
	for _, c := range contacts {
		add(event{at: c.at, kind: c.kind, person: c.person})
	}
	return events
}

// writeEvents writes one file for each day of arrival. What arrives after the last day is not written.
func (w *world) writeEvents(f *csvfile.Folder, firstDay time.Time, events []event) error {
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.received.Compare(b.received), cmp.Compare(a.listing, b.listing))
	})
	s := chance.New(w.options.Seed, "faults", 0)
	p := &w.planted
	var tomorrow [][]byte // duplicates that come a day later
	next, id := 0, int64(0)
	for day := firstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		out := f.Create("ad_events/"+day.Format(time.DateOnly)+".csv", eventHeader, "\n")
		again := tomorrow
		tomorrow = nil
		for end := day.AddDate(0, 0, 1); next < len(events) && events[next].received.Before(end); next++ {
			id++
			e := &events[next]
			w.eventCells(out, e, id)
			row := out.Row()
			var twice []byte
			if s.Is(duplicateShare) {
				twice = slices.Clone(row)
			}
			out.End()
			p.Events++
			if e.received.Sub(e.at) >= time.Hour {
				p.Late++
			}
			if e.kind >= contactKind {
				p.EventContacts++
			}
			if twice != nil {
				p.Duplicates++
				if s.Is(0.5) && day.Before(LastDay) {
					tomorrow = append(tomorrow, twice)
				} else {
					out.Again(twice)
				}
			}
			if s.Is(p.BadShare) {
				w.badRow(s, out, e, id)
			}
		}
		for _, row := range again {
			out.Again(row)
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
	p.NotYetArrived = int64(len(events) - next)
	return nil
}

func (w *world) eventCells(out *csvfile.Writer, e *event, id int64) {
	l := &w.listings[e.listing]
	var buf [24]byte
	name := append(buf[:0], 'e')
	name = strconv.AppendInt(name, 1_000_000_000+id, 10)
	out.Bytes(name).Moment(e.at).Moment(e.received).Text(eventKinds[e.kind]).Int(int64(l.id)).Text(w.agencies[l.agency].id).
		Int(e.person).Int(e.person*31 + int64(e.at.YearDay())).Text(devices[e.device]).Text(channels[e.channel]).
		Text(w.parishes[l.parish].district).Int(int64(e.position))
}

// badRow writes a row that breaks the contract in one of five ways.
func (w *world) badRow(s chance.Stream, out *csvfile.Writer, e *event, id int64) {
	w.planted.Bad++
	l := &w.listings[e.listing]
	cells := []string{fmt.Sprintf("x%d", id), e.at.Format(time.DateTime), e.received.Format(time.DateTime), eventKinds[e.kind],
		strconv.Itoa(l.id), w.agencies[l.agency].id, strconv.FormatInt(e.person, 10), "0", "phone", "search", w.parishes[l.parish].district, "1"}
	switch s.IntN(5) {
	case 0:
		cells[1] = e.at.Format("2006-13-45 15:04:05")
	case 1:
		cells[4] = "listing " + cells[4]
	case 2:
		cells[4] = ""
	case 3:
		cells[3] = "imprssion"
	case 4:
		cells = cells[:7] // the line was cut
	}
	for _, c := range cells {
		out.Text(c)
	}
	out.End()
}
