package entity

import (
	"fmt"

	"github.com/farol-kpi/farol/entity/text"
)

// date is a calendar day; the zero date is no date.
type date struct{ year, month, day int16 }

// String is the day in ISO 8601.
func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// parseDate reads a day in the usual written forms: 2026-01-31, 20260131, 31/01/2026, 31.1.2026, 1/31/2026, with or without a time.
// Where day and month cannot be told apart the day is taken to come first; a comparison forgives that the two change places.
func parseDate(s string) (date, bool) {
	if len(s) < 8 || len(s) > 30 || s[0] < '0' || s[0] > '9' {
		return date{}, false
	}
	var parts [3]int
	var lens [3]int
	n := 0
	i := 0
	for i < len(s) && n < 3 {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			parts[n] = parts[n]*10 + int(s[i]-'0')
			if i-start > 8 {
				return date{}, false
			}
			i++
		}
		if i == start {
			return date{}, false
		}
		lens[n] = i - start
		n++
		if i < len(s) && n < 3 && (s[i] == '-' || s[i] == '/' || s[i] == '.') {
			i++
			continue
		}
		break
	}
	if i < len(s) && s[i] != ' ' && s[i] != 'T' {
		return date{}, false
	}
	y, m, d := parts[0], parts[1], parts[2]
	switch {
	case n == 1 && lens[0] == 8:
		y, m, d = parts[0]/10000, parts[0]/100%100, parts[0]%100
	case n == 3 && lens[0] == 4 && lens[1] <= 2 && lens[2] <= 2:
	case n == 3 && lens[2] == 4 && lens[0] <= 2 && lens[1] <= 2:
		y, d = parts[2], parts[0]
		if m > 12 {
			m, d = d, m
		}
	default:
		return date{}, false
	}
	if y < 1000 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31 {
		return date{}, false
	}
	return date{int16(y), int16(m), int16(d)}, true
}

func similarDates(a, b *value) level {
	d, e := a.date, b.date
	if d.year != 0 && e.year != 0 {
		if d.year == e.year && d.month == e.day && d.day == e.month {
			return 2
		}
	}
	n := text.Edits(a.text, b.text, 2)
	same := 0
	if d.year != 0 && e.year != 0 {
		if d.year == e.year {
			same++
		}
		if d.month == e.month {
			same++
		}
		if d.day == e.day {
			same++
		}
	}
	switch {
	case n <= 1:
		return 3
	case same == 2:
		return 4
	case n <= 2 || (d.year != 0 && d.year == e.year):
		return 5
	default:
		return 6
	}
}
