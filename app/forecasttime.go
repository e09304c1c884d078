package app

import (
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// A timeStyle is a way to write times, and how such a time is read. Day and month of the ambiguous ones are told apart by the whole column.
type timeStyle struct {
	layout    string
	zone      bool // the zone is written too
	ambiguous bool // the day before the month, or after
	read      func(text string) (time.Time, bool)
}

// timeStyles are tried in this order.
var timeStyles = []*timeStyle{
	{layout: "2006-01-02"},
	{layout: "2006-01-02 15:04:05"},
	{layout: "2006-01-02T15:04:05"},
	{layout: "2006-01-02 15:04"},
	{layout: "2006-01-02T15:04"},
	{layout: "2006-01-02T15:04:05Z07:00", zone: true},
	{layout: "2006-01-02 15:04:05Z07:00", zone: true},
	{layout: "2006-01-02T15:04Z07:00", zone: true},
	{layout: "2006-01-02 15:04:05Z07", zone: true},
	{layout: "2006-01-02 15:04:05 -0700", zone: true},
	{layout: "2006-01"},
	{layout: "2006/1/2"},
	{layout: "2006/1/2 15:04:05"},
	{layout: "2006/1/2 15:04"},
	{layout: "2.1.2006"},
	{layout: "2.1.2006 15:04:05"},
	{layout: "2.1.2006 15:04"},
	{layout: "2/1/2006", ambiguous: true},
	{layout: "2/1/2006 15:04:05", ambiguous: true},
	{layout: "2/1/2006 15:04", ambiguous: true},
	{layout: "2-1-2006", ambiguous: true},
	{layout: "2 Jan 2006"},
	{layout: "2-Jan-2006"},
	{layout: "Jan 2, 2006"},
	{layout: "Jan 2006"},
	{layout: "2006-Q1", read: readQuarter},
	{layout: "2006-W01", read: readWeek},
}

// numbers is the style of steps that are only counted: whole numbers, which may still be years or days when all are seen.
var numbers = &timeStyle{}

// readQuarter reads 2026Q1 and 2026-Q1.
func readQuarter(text string) (time.Time, bool) {
	year, quarter, ok := strings.Cut(strings.ToUpper(text), "Q")
	y, errYear := strconv.Atoi(strings.TrimRight(year, "- "))
	q, errQuarter := strconv.Atoi(quarter)
	if !ok || errYear != nil || errQuarter != nil || q < 1 || q > 4 || y < 1 || y > 9999 {
		return time.Time{}, false
	}
	return farol.Date(y, time.Month(3*q-2), 1), true
}

// readWeek reads 2026W05 and 2026-W05, the weeks of ISO 8601, as their Monday.
func readWeek(text string) (time.Time, bool) {
	year, week, ok := strings.Cut(strings.ToUpper(text), "W")
	y, errYear := strconv.Atoi(strings.TrimRight(year, "- "))
	w, errWeek := strconv.Atoi(week)
	if !ok || errYear != nil || errWeek != nil || w < 1 || w > 53 || y < 1 || y > 9999 {
		return time.Time{}, false
	}
	fourth := farol.Date(y, time.January, 4) // It is in the first week.
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(w-1))
	if isoYear, isoWeek := monday.ISOWeek(); isoYear != y || isoWeek != w {
		return time.Time{}, false
	}
	return monday, true
}

// parse reads a text in this style.
func (s *timeStyle) parse(text string) (time.Time, bool) {
	if s.read != nil {
		return s.read(text)
	}
	if s == timeStyles[0] {
		return readDate(text)
	}
	t, err := time.Parse(s.layout, text)
	return t, err == nil
}

// readDate reads the commonest style without the general way, which takes most of the time of a large file.
func readDate(text string) (time.Time, bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return time.Time{}, false
	}
	digits := func(from, to int) int {
		n := 0
		for _, c := range []byte(text[from:to]) {
			if c < '0' || c > '9' {
				return -1
			}
			n = 10*n + int(c-'0')
		}
		return n
	}
	y, m, d := digits(0, 4), digits(5, 7), digits(8, 10)
	if y < 0 || m < 1 || m > 12 || d < 1 || d > 31 {
		return time.Time{}, false
	}
	t := farol.Date(y, time.Month(m), d)
	return t, t.Day() == d
}

// write gives a time in this style.
func (s *timeStyle) write(t time.Time) string {
	switch s.layout {
	case "2006-Q1":
		return strconv.Itoa(t.Year()) + "-Q" + strconv.Itoa((int(t.Month())+2)/3)
	case "2006-W01":
		year, week := t.ISOWeek()
		return strconv.Itoa(year) + "-W" + strconv.Itoa(100 + week)[1:]
	case "":
		return strconv.FormatInt(t.Unix(), 10)
	}
	return t.Format(twoDigits.Replace(s.layout))
}

// twoDigits makes a layout write days and months by two digits, which reads them by one or two.
var twoDigits = strings.NewReplacer("2006", "2006", "01", "01", "02", "02", "15:04", "15:04", "07", "07", "Jan", "Jan", "1", "01", "2", "02")

// timeColumn reads the times of a column and remembers what it has seen of its style.
type timeColumn struct {
	style      *timeStyle
	monthFirst bool // 1/31/2026
	dayFirst   bool // 31/1/2026
}

// read gives the time of a text. A whole number gives so many seconds since 1970, for settle to say what it means.
func (c *timeColumn) read(text string) (time.Time, bool) {
	if c.style != nil && c.style != numbers {
		if t, ok := c.ambiguously(c.style, text); ok {
			return t, true
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		// One column is either of numbers or of times.
		if c.style != nil && c.style != numbers || n < -1e11 || n > 1e11 {
			return time.Time{}, false
		}
		c.style = numbers
		return time.Unix(n, 0).UTC(), true
	}
	if c.style == numbers {
		return time.Time{}, false
	}
	for _, s := range timeStyles {
		if t, ok := c.ambiguously(s, text); ok {
			if c.style == nil {
				c.style = s
			}
			return t, true
		}
	}
	return time.Time{}, false
}

// ambiguously reads a text in a style in which the month may come first. As long as nothing tells, the day does; settle turns what was read so.
func (c *timeColumn) ambiguously(s *timeStyle, text string) (time.Time, bool) {
	t, ok := s.parse(text)
	if !s.ambiguous {
		return t, ok
	}
	turned, can := s.turned().parse(text)
	switch {
	case ok && !can:
		c.dayFirst = true
	case !ok && can:
		c.monthFirst, t = true, turned
	}
	return t, ok || can
}

// turned is the same style with the month first.
func (s *timeStyle) turned() *timeStyle {
	return &timeStyle{layout: strings.NewReplacer("2/1/", "1/2/", "2-1-", "1-2-").Replace(s.layout)}
}

// settle says what the times of the column mean once all were read: it turns days and months around, and finds whether numbers are days, months
// or years. counted is true where they only number the steps.
func (c *timeColumn) settle(times [][]time.Time) (counted bool, err *farol.Error) {
	switch {
	case c.style == nil:
	case c.style.ambiguous && c.monthFirst && c.dayFirst:
		return false, farol.Errorf(farol.CodeBadCell, "some dates have the day first and some the month").Hint("write dates as 2026-01-31")
	case c.style.ambiguous && !c.monthFirst && !c.dayFirst:
		return false, farol.Errorf(farol.CodeAmbiguousDate, "nothing tells whether the day or the month comes first in the dates").Hint("write dates as 2026-01-31")
	case c.style.ambiguous && c.monthFirst:
		c.style = c.style.turned()
		for _, column := range times {
			for i, t := range column {
				if t.Day() <= 12 { // Read with the day first.
					h, m, s := t.Clock()
					column[i] = time.Date(t.Year(), time.Month(t.Day()), int(t.Month()), h, m, s, 0, t.Location())
				}
			}
		}
	case c.style == numbers:
		for _, meant := range numberStyles {
			if all(times, func(t time.Time) bool {
				t, ok := meant.read(strconv.FormatInt(t.Unix(), 10))
				return ok && t.Year() >= 1500 && t.Year() <= 2200
			}) {
				c.style = meant
				for _, column := range times {
					for i, t := range column {
						column[i], _ = meant.read(strconv.FormatInt(t.Unix(), 10))
					}
				}
				return false, nil
			}
		}
		return true, nil
	}
	return false, nil
}

// numberStyles are the ways to write times that look like whole numbers. Numbers far from our centuries only count steps.
var numberStyles = []*timeStyle{
	{layout: "20060102", read: readLayout("20060102")},
	{layout: "200601", read: readLayout("200601")},
	{layout: "2006", read: readLayout("2006")},
}

func readLayout(layout string) func(string) (time.Time, bool) {
	return func(text string) (time.Time, bool) {
		t, err := time.Parse(layout, text)
		return t, err == nil
	}
}

func all(times [][]time.Time, fits func(time.Time) bool) bool {
	for _, column := range times {
		for _, t := range column {
			if !fits(t) {
				return false
			}
		}
	}
	return true
}
