package realestate

import (
	"cmp"
	"slices"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// Kinds of events, in the order of figures.counts. From contactKind on they are contacts.
var eventKinds = []string{"impression", "detail_view", "phone_reveal", "save", "share", "email", "call", "message", "whatsapp"}

const contactKind = 5

// eventDays is how many days of the small size are events; the days before are daily figures.
const eventDays = 30

// contact is somebody who gets in touch about a listing.
type contact struct {
	at      time.Time
	listing int32
	person  int64
	kind    uint8
}

// figures is what happened to one listing on one day.
type figures struct {
	day     int32 // days since firstDay
	listing int32
	counts  [contactKind]int32
}

// writeActivity writes the daily figures and contacts of the history, then the events.
func (w *world) writeActivity(f *csvfile.Folder) error {
	firstEvent := LastDay.AddDate(0, 0, 1-eventDays)
	if w.options.Size == "day" {
		firstEvent = LastDay
	}
	w.planted.DailyHistoryUntil = firstEvent.AddDate(0, 0, -1).Format(time.DateOnly)
	var history []figures
	var contacts []contact
	var events []event
	for place := range w.listings {
		l := &w.listings[place]
		prime := w.agencies[l.agency].prime
		s := chance.New(w.options.Seed, "activity", l.seed)
		again := follower{}
		for day := maxTime(l.published, firstDay); !day.After(LastDay) && l.online(day); day = day.AddDate(0, 0, 1) {
			counts := w.draw(s, l, day)
			new := again.contacts(s, int32(place), day, counts[contactKind:])
			if day.Before(firstEvent) {
				one := figures{int32(day.Sub(firstDay).Hours() / 24), int32(place), [contactKind]int32{}}
				for k := range one.counts {
					one.counts[k] = int32(counts[k]) * int32(prime)
				}
				history = append(history, one)
				contacts = append(contacts, copies(new, prime)...)
				continue
			}
			if w.options.Size != "day" {
				events = w.happen(s, events, int32(place), day, counts[:contactKind], new, prime)
			}
		}
	}
	slices.SortStableFunc(history, func(a, b figures) int { return cmp.Compare(a.day, b.day) })
	slices.SortStableFunc(contacts, func(a, b contact) int { return a.at.Compare(b.at) })
	if err := w.writeHistory(f, history); err != nil {
		return err
	}
	if err := w.writeContacts(f, contacts); err != nil {
		return err
	}
	if w.options.Size == "day" {
		return w.writeDay(f)
	}
	return w.writeEvents(f, firstEvent, events)
}

// draw gives the day's counts of each kind of event.
func (w *world) draw(s chance.Stream, l *listing, day time.Time) (counts [9]int) {
	age := day.Sub(l.published).Hours() / 24
	novelty := 0.75 + 1.5*pow(0.5, age/10) // new listings are looked at more
	factor := rhythm(day) * l.appeal * novelty
	counts[0] = s.Poisson(7 * factor * promotionFactors[l.promoted(day)])
	for range counts[0] {
		// A better ad is opened more often; one without photos half as often.
		p := 0.13 + 0.006*float64(min(l.photos, 20))
		if l.photos == 0 {
			p /= 2
		}
		if s.Is(p) {
			counts[1]++
		}
	}
	for range counts[1] {
		if s.Is(0.055) {
			counts[2]++
		}
		if s.Is(0.045) {
			counts[3]++
		}
		if s.Is(0.012) {
			counts[4]++
		}
		if s.Is(0.062) {
			counts[contactKind+contactMix.Draw(s)]++
		}
	}
	return counts
}

var contactMix = chance.NewWeights([]float64{3, 4, 3, 2})

// follower makes one contact in six come again: the same person about the same listing, within two weeks.
type follower struct {
	due []contact
}

func (f *follower) contacts(s chance.Stream, place int32, day time.Time, counts []int) []contact {
	var out []contact
	var later []contact
	for _, c := range f.due {
		if c.at.Before(day.AddDate(0, 0, 1)) {
			out = append(out, c)
		} else {
			later = append(later, c)
		}
	}
	f.due = later
	for k, n := range counts {
		for range n {
			c := contact{contactTime(s, day), place, 1 + int64(s.IntN(400_000)), uint8(contactKind + k)}
			out = append(out, c)
			if s.Is(0.16) {
				c.at = contactTime(s, day.AddDate(0, 0, s.Between(1, 14)))
				c.kind = uint8(contactKind + contactMix.Draw(s))
				f.due = append(f.due, c)
			}
		}
	}
	return out
}

var contactHour = chance.NewWeights(contactHours[:])

// contactTime draws the moment of a contact: at weekends two hours later, and never in the hour that a change of the clock leaves out.
func contactTime(s chance.Stream, day time.Time) time.Time {
	hour := contactHour.Draw(s)
	if weekday(day) > 4 {
		hour = min(23, hour+2)
	}
	if hour == 1 {
		hour = 2
	}
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(s.IntN(3600))*time.Second)
}

// copies gives each contact n times, by different persons.
func copies(contacts []contact, n int64) []contact {
	if n == 1 {
		return contacts
	}
	out := make([]contact, 0, int64(len(contacts))*n)
	for _, c := range contacts {
		for i := range n {
			one := c
			one.person = c.person*100 + i
			out = append(out, one)
		}
	}
	return out
}

func (w *world) writeHistory(f *csvfile.Folder, history []figures) error {
	out := f.Create("ad_daily.csv", "day,listing_id,agency_id,impressions,detail_views,phone_reveals,saves,shares", "\n")
	for i := range history {
		h := &history[i]
		l := &w.listings[h.listing]
		out.Date(firstDay.AddDate(0, 0, int(h.day))).Int(int64(l.id)).Text(w.agencies[l.agency].id)
		for _, n := range h.counts {
			out.Int(int64(n))
		}
		out.End()
	}
	return out.Close()
}

func (w *world) writeContacts(f *csvfile.Folder, contacts []contact) error {
	out := f.Create("contacts.csv", "contact_id,happened_at,kind,listing_id,agency_id,person_id", "\n")
	for i := range contacts {
		c := &contacts[i]
		l := &w.listings[c.listing]
		out.Int(int64(i + 1)).Moment(c.at).Text(eventKinds[c.kind]).Int(int64(l.id)).Text(w.agencies[l.agency].id).Int(c.person).End()
	}
	w.planted.Contacts = int64(len(contacts))
	return out.Close()
}
