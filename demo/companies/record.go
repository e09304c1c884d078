package companies

import (
	"strings"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// record is what a source knows of a company, before it is written in the source's own manner.
type record struct {
	company
	id        string
	s         chance.Stream
	tidy      bool // somebody went over it: no slips, the present state
	counts    *sourceCounts
	name      string
	seat      address
	phone     string
	seenOn    time.Time
	change    string
	changedOn time.Time
}

// record makes the record of a place. From version 1 on it tells the present state without slips, and half of the time another telephone.
// What a source draws does not depend on the version, so that all else stays as it was.
func (w *world) record(p *plan, place, version int, counts *sourceCounts) *record {
	if counts == nil {
		counts = &sourceCounts{}
	}
	r := &record{company: w.company(int(p.companies[place])), id: p.id(place), tidy: version > 0, counts: counts, change: "new",
		s: chance.New(w.options.Seed, "companies/record/"+p.feed.name, uint64(place))}
	r.name, r.seat, r.phone = r.company.name, r.company.seat, r.company.phone
	staleName, staleSeat := r.s.Is(staleShare), r.s.Is(staleShare)
	if staleName && !r.tidy && r.formerName != "" {
		r.name = r.formerName
	}
	if staleSeat && !r.tidy && r.formerSeat.town != "" {
		r.seat = r.formerSeat
	}
	if r.name != r.company.name || r.seat != r.company.seat {
		counts.Stale++
	}
	r.seenOn = FirstDay.AddDate(0, 0, -1-skewed(r.s, 1400, 1.5))
	if r.seenOn.Before(r.incorporated) {
		r.seenOn = r.incorporated.AddDate(0, 0, 30)
	}
	if day := p.arrived(place); day > 0 {
		r.seenOn = FirstDay.AddDate(0, 0, day)
	}
	r.changedOn = r.seenOn
	if version > 0 {
		if again := chance.New(w.options.Seed, "companies/again/"+p.feed.name+r.id, uint64(version)); again.Is(0.5) {
			r.phone = phoneNumber(again, r.country, r.seat.area, true)
		}
	}
	return r
}

// slipped makes a slip in a text with probability p.
func (r *record) slipped(text string, p float64) string {
	is, seed := r.s.Is(p), r.s.Uint64()
	if !is || r.tidy {
		return text
	}
	return slip(chance.New(seed, "slip", 0), text)
}

// or leaves a text out with probability blank, and writes a placeholder instead with probability placeholder.
func (r *record) or(text string, blank, placeholder float64) string {
	x, instead := r.s.Float64(), chance.Pick(r.s, placeholders)
	switch {
	case x < blank:
		return ""
	case x < blank+placeholder:
		return instead
	}
	return text
}

// typedName writes the name as people type it: legal form spelled in some way or left out, words short, accents lost.
func (r *record) typedName(withoutForm, short, slips float64) string {
	name := r.name
	if r.s.Is(short) {
		name = shortened(name, r.trade)
	}
	form, left, lost := chance.Pick(r.s, r.form.spelled), r.s.Is(withoutForm), r.s.Is(0.35)
	if lost {
		name = plain(name)
	}
	name = r.slipped(name, slips)
	if !left {
		name += " " + form
	}
	switch r.s.IntN(10) {
	case 0:
		return strings.ToUpper(name)
	case 1:
		return strings.ToLower(name)
	}
	return name
}

// typedRoad writes road and number as people type them.
func (r *record) typedRoad(slips float64) string {
	road := r.seat.road
	if r.s.Is(0.3) {
		road = shortRoads.Replace(road + " ")
	}
	seat := r.seat
	seat.road = r.slipped(strings.TrimSpace(road), slips)
	line := seat.line(r.country)
	if r.s.Is(0.3) {
		line = strings.Replace(line, ",", "", 1)
	}
	return line
}

// writtenVAT writes the VAT number with the mistakes of people, and counts them. given is the share of records that have one.
func (r *record) writtenVAT(given, wrong, zeros, prefixed float64) string {
	x, seed, prefix, mistake := r.s.Float64(), r.s.Uint64(), r.s.Is(prefixed), r.s.Is(wrong)
	if x < zeros {
		r.counts.VATZeros++
		return strings.Repeat("0", len(r.vat))
	}
	if x > given {
		return r.or("", 0.7, 0.3)
	}
	vat := r.vat
	r.counts.VATGiven++
	if mistake && !r.tidy {
		r.counts.VATWrong++
		vat = mistyped(chance.New(seed, "vat", 0), vat)
	}
	if prefix {
		vat = r.country + vat
	}
	return vat
}
