package forecast

import (
	"maps"
	"slices"
	"strings"
	"time"

	farol "github.com/farol-kpi/farol"
)

// Calendar says which days are holidays, by name. A nil one knows none.
type Calendar struct {
	names map[time.Time]string
	end   time.Time // from here on it knows none; zero for one that goes on
}

// until gives the calendar as far as the given day, which it does not hold.
func (c Calendar) until(end time.Time) *Calendar {
	c.end = end
	return &c
}

// The years that a calendar knows. Laws change, so that what lies far from now is the law of now at the best.
const firstYear, lastYear = 1950, 2099

// Country gives the calendar of a country by its ISO 3166 code of two letters: the holidays of the whole country, named in its language,
// on the day itself and on the day that is kept in its stead.
func Country(code string) (*Calendar, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	holidays, ok := countries[code]
	if !ok {
		return nil, farol.Errorf(farol.CodeUnknownName, "no calendar of the country %q", code).
			Hint("the known ones are %s; leave the country out for a calendar without holidays", strings.Join(Countries(), ", "))
	}
	c := &Calendar{names: map[time.Time]string{}}
	for _, h := range slices.Concat(holidays, further[code]) {
		for year := firstYear; year <= lastYear; year++ {
			if slices.Contains(suspended[code][h.Name], year) {
				continue
			}
			actual, kept := h.Calc(year)
			for _, day := range []time.Time{actual, kept} {
				if !day.IsZero() {
					c.add(day, h.Name)
				}
			}
		}
	}
	return c, nil
}

// Countries gives the codes that Country knows.
func Countries() []string { return slices.Sorted(maps.Keys(countries)) }

// add names a day. Of two holidays on one day both are named.
func (c *Calendar) add(day time.Time, name string) {
	day = dateOf(day)
	switch before := c.names[day]; {
	case before == "":
		c.names[day] = name
	case before != name:
		c.names[day] = before + ", " + name
	}
}

// Holiday gives the name of the holiday that the day of t is, in the zone of t, empty where it is none.
func (c *Calendar) Holiday(t time.Time) string {
	if c == nil || !c.end.IsZero() && !t.Before(c.end) {
		return ""
	}
	return c.names[dateOf(t)]
}

// dateOf is the day of t in its own zone.
func dateOf(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
