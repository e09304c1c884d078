package app

import (
	"math"
	"strings"
	"time"

	"github.com/farol-kpi/farol/forecast"
)

// openDays are the weekdays on which a series has values, where there are some on which it never has any: the days of a market or an office. The
// others are no steps of it, and nothing is forecast for them.
type openDays struct {
	open  [7]bool
	each  int       // of a week
	first time.Time // the first value, whose step is 0
}

// enoughDays is how long a series must be for days without values to be no accident.
const enoughDays = 28

// openDaysOf finds the open days of the values at such times, nil where every weekday has some, or where they are no days. business says that the
// days from Monday to Friday are.
func openDaysOf(times []time.Time, business bool) *openDays {
	d := &openDays{}
	var count [7]int
	for i, at := range times {
		if h, m, s := at.Clock(); h != 0 || m != 0 || s != 0 || i > 0 && at.Sub(times[i-1]) < 20*time.Hour {
			return nil
		}
		count[at.Weekday()]++
		d.open[at.Weekday()] = true
	}
	if business && count[time.Saturday] == 0 && count[time.Sunday] == 0 {
		d.open = [7]bool{false, true, true, true, true, true, false}
	}
	for _, open := range d.open {
		if open {
			d.each++
		}
	}
	if d.each == 0 || d.each == 7 {
		return nil
	}
	d.first = dateOf(times[0])
	span := int(dateOf(times[len(times)-1]).Sub(d.first)/(24*time.Hour)) + 1
	// On most of the open days there is a value: what is only known now and then tells nothing about the others.
	if !business && (span < enoughDays || d.each < 2 || float64(len(times)) < 0.6*float64(span)*float64(d.each)/7) {
		return nil
	}
	return d
}

func dateOf(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// step gives the number of open days from the first value to a day, false where it is none of them.
func (d *openDays) step(t time.Time) (int, bool) {
	t = dateOf(t)
	days := int(math.Round(t.Sub(d.first).Hours() / 24))
	if days < 0 || !d.open[t.Weekday()] {
		return 0, false
	}
	n := days / 7 * d.each
	for at := d.first.AddDate(0, 0, days/7*7); at.Before(t); at = at.AddDate(0, 0, 1) {
		if d.open[at.Weekday()] {
			n++
		}
	}
	return n, true
}

// day gives the day of a step.
func (d *openDays) day(step int) time.Time {
	at := d.first.AddDate(0, 0, step/d.each*7)
	for left := step % d.each; left > 0; {
		if at = at.AddDate(0, 0, 1); d.open[at.Weekday()] {
			left--
		}
	}
	return at
}

// layDays lays a series out along its open days.
func (l *laidSeries) layDays(points []forecast.Point) {
	last, _ := l.days.step(points[len(points)-1].Time)
	series := &forecast.Series{Frequency: forecast.Frequency{Step: 1}, Values: make([]float64, last+1), Gaps: last + 1}
	for i := range series.Values {
		series.Values[i] = math.NaN()
	}
	for _, p := range points {
		step, _ := l.days.step(p.Time)
		series.Values[step] = p.Value
		series.Gaps--
	}
	l.subject.Series = series
}

// holidays gives the holidays of a country along the steps, as a regressor: steps that leave days out have no calendar of their own.
func (l *laidSeries) holidays(calendar *forecast.Calendar, steps int) []float64 {
	out := make([]float64, steps)
	for k := range out {
		if calendar.Holiday(l.days.day(k)) != "" {
			out[k] = 1
		}
	}
	return out
}

// cycles of open days: the week and the year.
func (d *openDays) cycles() []int {
	var out []int
	if d.each > 1 {
		out = append(out, d.each)
	}
	return append(out, int(math.Round(365.25*float64(d.each)/7)))
}

// isBusiness tells that a step is named as the days from Monday to Friday.
func isBusiness(freq string) bool {
	return strings.EqualFold(freq, "B") || strings.EqualFold(freq, "business")
}
