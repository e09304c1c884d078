package farol

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Grain is a length of calendar time.
type Grain string

// The grains, from fine to coarse.
const (
	GrainHour    Grain = "hour"
	GrainDay     Grain = "day"
	GrainWeek    Grain = "week"
	GrainMonth   Grain = "month"
	GrainQuarter Grain = "quarter"
	GrainYear    Grain = "year"
)

// Grains lists them from fine to coarse.
var Grains = []Grain{GrainHour, GrainDay, GrainWeek, GrainMonth, GrainQuarter, GrainYear}

// Coarseness gives the place of the grain in Grains, or -1.
func (g Grain) Coarseness() int {
	for i, x := range Grains {
		if x == g {
			return i
		}
	}
	return -1
}

// Date is a calendar day as midnight UTC. Only year, month and day mean anything.
func Date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Period is the days from From up to, but not including, To. Both are calendar days (see Date).
type Period struct {
	From, To time.Time
}

// IsZero tells that no period is meant.
func (p Period) IsZero() bool { return p.From.IsZero() && p.To.IsZero() }

// Days gives the length in days.
func (p Period) Days() int { return int(p.To.Sub(p.From) / (24 * time.Hour)) }

// Last gives the last day inside the period.
func (p Period) Last() time.Time { return p.To.AddDate(0, 0, -1) }

// String gives "2026-01-01..2026-03-31", both days inside the period; ParsePeriod reads it back.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	return p.From.Format(time.DateOnly) + ".." + p.Last().Format(time.DateOnly)
}

// Previous gives the period of the same length that ends where this one begins. A whole number of calendar months is compared
// with as many months before.
func (p Period) Previous() Period {
	if p.From.Day() == 1 && p.To.Day() == 1 {
		months := (p.To.Year()-p.From.Year())*12 + int(p.To.Month()) - int(p.From.Month())
		return Period{p.From.AddDate(0, -months, 0), p.From}
	}
	return Period{p.From.AddDate(0, 0, -p.Days()), p.From}
}

// LastYear gives the same calendar days one year before. 29 February becomes 28 February.
func (p Period) LastYear() Period {
	return Period{sameDayLastYear(p.From), sameDayLastYear(p.To)}
}

func sameDayLastYear(t time.Time) time.Time {
	if t.Month() == time.February && t.Day() == 29 {
		return Date(t.Year()-1, time.February, 28)
	}
	return t.AddDate(-1, 0, 0)
}

// ParsePeriod reads "A..B" or "A", where each side is a year (2026), a quarter (2026-Q1), a month (2026-03), an ISO week
// (2026-W05) or a day (2026-03-31). A..B goes from the first day of A to the last day of B.
func ParsePeriod(s string) (Period, error) {
	a, b, ranged := strings.Cut(s, "..")
	first, err := parsePart(a)
	if err != nil {
		return Period{}, err
	}
	last := first
	if ranged {
		if last, err = parsePart(b); err != nil {
			return Period{}, err
		}
	}
	if !first.From.Before(last.To) {
		return Period{}, fmt.Errorf("period %q ends before it begins", s)
	}
	return Period{first.From, last.To}, nil
}

func parsePart(s string) (Period, error) {
	s = strings.TrimSpace(s)
	bad := fmt.Errorf("%q is not a year, quarter, month, week or day (2026, 2026-Q1, 2026-03, 2026-W05, 2026-03-31)", s)
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Period{t, t.AddDate(0, 0, 1)}, nil
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return Period{t, t.AddDate(0, 1, 0)}, nil
	}
	if t, err := time.Parse("2006", s); err == nil {
		return Period{t, t.AddDate(1, 0, 0)}, nil
	}
	y, rest, ok := strings.Cut(s, "-")
	year, err := strconv.Atoi(y)
	if !ok || err != nil || len(y) != 4 || len(rest) < 2 {
		return Period{}, bad
	}
	n, err := strconv.Atoi(rest[1:])
	if err != nil {
		return Period{}, bad
	}
	switch {
	case rest[0] == 'Q' && n >= 1 && n <= 4:
		from := Date(year, time.Month(3*n-2), 1)
		return Period{from, from.AddDate(0, 3, 0)}, nil
	case rest[0] == 'W' && n >= 1 && n <= 53:
		// ISO 8601: week 1 holds 4 January.
		jan4 := Date(year, time.January, 4)
		monday := jan4.AddDate(0, 0, -(int(jan4.Weekday())+6)%7).AddDate(0, 0, 7*(n-1))
		if y, w := monday.ISOWeek(); y != year || w != n {
			return Period{}, bad
		}
		return Period{monday, monday.AddDate(0, 0, 7)}, nil
	}
	return Period{}, bad
}
