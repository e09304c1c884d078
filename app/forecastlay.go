package app

import (
	"errors"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
)

// laidSeries is a series laid out along its step, and how its times are written.
type laidSeries struct {
	subject forecast.Subject
	line    int
	style   *timeStyle
	zone    *time.Location // of the newest time, where the zone is written
	shift   bool           // months are written by their last day
	days    *openDays      // where some weekdays are left out
	counted bool
	first   int64 // of counted steps: the number of the first one
	every   int64 // and how far they are apart
}

// layOut lays a series of a table along its step, with its known regressors up to the horizon.
func (t *longTable) layOut(s *longSeries, req ForecastRequest, step forecast.Frequency) (l *laidSeries, err error) {
	order := make([]int, len(s.times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return s.times[a].Compare(s.times[b]) })
	last := -1 // The row of the newest known value, in the order of time.
	for k, i := range order {
		if k > 0 && s.times[i].Equal(s.times[order[k-1]]) {
			other := s.lines[order[k-1]]
			return nil, farol.Errorf(farol.CodeDuplicateKey, "two rows for %s: lines %d and %d", t.times.style.write(s.times[i]), other, s.lines[i]).
				At(t.path, int(s.lines[i])).Hint("sum them or keep one of them; which of the two is meant only their source knows")
		}
		if v := s.values[i]; math.Abs(v) > forecast.Largest {
			return nil, farol.Errorf(farol.CodeBadValue, "the value %g of %s is not a figure that can be added up", v, t.times.style.write(s.times[i])).
				At(t.path, int(s.lines[i])).Hint("leave the value empty where it is not known; figures up to %g are taken", forecast.Largest)
		}
		if !math.IsNaN(s.values[i]) {
			last = k
		}
	}
	l = &laidSeries{line: s.line, style: t.times.style, counted: t.counted}
	if last < 0 {
		return nil, farol.Errorf(farol.CodeNoForecast, "no value of the series is known").Hint("give at least 2 values; a forecast with an interval needs more")
	}
	if l.style.zone {
		l.zone = s.times[order[last]].Location()
	}
	if t.counted {
		if err := l.layNumbers(s, order[:last+1], step); err != nil {
			return nil, err
		}
	} else {
		l.shift = monthEnds(s.times)
		var points []forecast.Point
		for _, i := range order[:last+1] {
			if !math.IsNaN(s.values[i]) {
				points = append(points, forecast.Point{Time: l.shifted(s.times[i]), Value: s.values[i]})
			}
		}
		if (step == (forecast.Frequency{}) || step == forecast.Daily) && !req.Zeros {
			l.days = openDaysOf(timesOf(points), isBusiness(req.Freq))
		}
		if l.days != nil {
			l.layDays(points)
		} else if l.subject.Series, err = forecast.NewBy(points, step); err != nil && step == (forecast.Frequency{}) {
			l.subject.Series, err = l.byRows(s, order[:last+1], err)
		}
		if err != nil {
			return nil, err
		}
	}
	l.subject.ID = s.id
	if req.Zeros {
		l.layZeros(s, t.newest)
	}
	if err := l.writable(req.Horizon); err != nil {
		return nil, err
	}
	return l, l.layKnown(t, s, req)
}

// byRows lays out what too few known values show no step of: the rows that leave their value open may show it. Where they do not, it gives the
// error that there was.
func (l *laidSeries) byRows(s *longSeries, order []int, failed error) (*forecast.Series, error) {
	points := make([]forecast.Point, len(order))
	for k, i := range order {
		points[k] = forecast.Point{Time: l.shifted(s.times[i]), Value: s.values[i]}
	}
	if series, err := forecast.New(points); err == nil {
		return series, nil
	}
	var known *farol.Error
	if errors.As(failed, &known) && (known.Code == farol.CodeBadValue || known.Code == farol.CodeDuplicateKey) {
		return nil, known.Hint("%s; or state the step that the times have, such as --freq day", known.Advice)
	}
	return nil, failed
}

// latest is the last year that every style can write and read back.
const latest = 9999

// writable refuses a horizon whose end no text tells.
func (l *laidSeries) writable(horizon int) error {
	n := len(l.subject.Series.Values)
	steps := sort.Search(horizon, func(k int) bool {
		at := l.at(n + k)
		if l.zone != nil {
			at = at.In(l.zone)
		}
		return at.Year() > latest
	})
	if l.counted || steps == horizon {
		return nil
	}
	err := farol.Errorf(farol.CodeBadValue, "%d steps after the last value end beyond the year %d, which no date is written in", horizon, latest)
	if steps == 0 {
		return err.Hint("see that the times are right")
	}
	return err.Hint("take --horizon %d or less, and see that the times are right", steps)
}

// layZeros takes the steps without a row for zero, up to the newest value of the table; a row that leaves its value open stays unknown.
func (l *laidSeries) layZeros(s *longSeries, newest time.Time) {
	rows := map[int]bool{}
	for _, at := range s.times {
		if step, ok := l.stepOf(at); ok {
			rows[step] = true
		}
	}
	series := l.subject.Series
	last, ok := l.stepOf(newest)
	for step := len(series.Values); ok && step <= last && !rows[step] && step < mostZeros; step++ {
		series.Values = append(series.Values, 0)
	}
	for step, v := range series.Values {
		if math.IsNaN(v) && !rows[step] {
			series.Values[step] = 0
			series.Gaps--
		}
	}
}

// mostZeros is how long a series may become by zeros at its end.
const mostZeros = 4_000_000

func timesOf(points []forecast.Point) []time.Time {
	out := make([]time.Time, len(points))
	for i, p := range points {
		out[i] = p.Time
	}
	return out
}

// monthEnds tells that all times are the last days of their months, and of several.
func monthEnds(times []time.Time) bool {
	for _, at := range times {
		if at.AddDate(0, 0, 1).Day() != 1 {
			return false
		}
	}
	return len(times) > 2
}

// shifted gives the first day of the month for its last one: months have no regular last day, but all have a first.
func (l *laidSeries) shifted(t time.Time) time.Time {
	if l.shift {
		return t.AddDate(0, 0, 1-t.Day())
	}
	return t
}

// layNumbers lays out a series whose times are numbers of steps.
func (l *laidSeries) layNumbers(s *longSeries, order []int, step forecast.Frequency) error {
	for len(order) > 0 && math.IsNaN(s.values[order[0]]) {
		order = order[1:]
	}
	if len(order) < 2 {
		return farol.Errorf(farol.CodeNoForecast, "%d known value of the series tells no change", len(order)).Hint("give at least 2 values; a forecast with an interval needs more")
	}
	for k := 1; k < len(order); k++ {
		l.every = divisor(s.times[order[k]].Unix()-s.times[order[k-1]].Unix(), l.every)
	}
	l.first = s.times[order[0]].Unix()
	n := (s.times[order[len(order)-1]].Unix()-l.first)/l.every + 1
	if n > 1_000_000 && n > 100*int64(len(order)) {
		return farol.Errorf(farol.CodeTooLarge, "the numbers of %d steps span %d", len(order), n).Hint("number the steps one after the other")
	}
	if step == (forecast.Frequency{}) {
		step.Step = 1 // A step of which nothing is known.
	}
	series := &forecast.Series{Frequency: step, Values: make([]float64, n)}
	for i := range series.Values {
		series.Values[i] = math.NaN()
	}
	for _, i := range order {
		series.Values[(s.times[i].Unix()-l.first)/l.every] = s.values[i]
	}
	for _, v := range series.Values {
		if math.IsNaN(v) {
			series.Gaps++
		}
	}
	l.subject.Series = series
	return nil
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// stepOf gives the step of a time, counted from the first value.
func (l *laidSeries) stepOf(t time.Time) (int, bool) {
	if l.days != nil {
		return l.days.step(t)
	}
	if !l.counted {
		return l.subject.Series.StepOf(l.shifted(t))
	}
	d := t.Unix() - l.first
	return int(d / l.every), d >= 0 && d%l.every == 0
}

// layKnown lays the known regressors along the steps, of which all of the horizon must be known.
func (l *laidSeries) layKnown(t *longTable, s *longSeries, req ForecastRequest) error {
	n := len(l.subject.Series.Values)
	for r, name := range req.Regressors {
		column := make([]float64, n+req.Horizon)
		for i := range column {
			column[i] = math.NaN()
		}
		for i, at := range s.times {
			k, ok := l.stepOf(at)
			if !ok || k >= len(column) {
				continue
			}
			if math.Abs(s.more[r][i]) > forecast.Largest {
				return farol.Errorf(farol.CodeBadValue, "the value %g of the column %q is not a figure that can be added up", s.more[r][i], name).
					At(t.path, int(s.lines[i])).Hint("figures up to %g are taken", forecast.Largest)
			}
			column[k] = s.more[r][i]
		}
		for k := n; k < len(column); k++ {
			if math.IsNaN(column[k]) {
				return farol.Errorf(farol.CodeMissingValue, "the regressor %q is not known for %s", name, l.write(k)).At(t.path, int(slices.Max(s.lines))).
					Hint("give a row for each of the %d steps after the last value, with the column %q, or leave --regressors out", req.Horizon, name)
			}
		}
		l.subject.Known = append(l.subject.Known, column)
	}
	return nil
}

// at gives the time of a step that is no mere number.
func (l *laidSeries) at(step int) time.Time {
	if l.days != nil {
		return l.days.day(step)
	}
	return l.subject.Series.Frequency.After(l.subject.Series.Start, step)
}

// write gives the time of a step as the table writes times.
func (l *laidSeries) write(step int) string {
	if l.counted {
		return strconv.FormatInt(l.first+int64(step)*l.every, 10)
	}
	at := l.at(step)
	if l.zone != nil {
		if h, m, sec := at.Clock(); h == 0 && m == 0 && sec == 0 && at.Location() == time.UTC {
			at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, l.zone) // The clock of the zone, of which New keeps the date.
		} else {
			at = at.In(l.zone)
		}
	}
	if l.shift {
		at = at.AddDate(0, 1, -1)
	}
	text := l.style.write(at)
	if same, ok := l.style.parse(text); !ok || !same.Equal(at) { // The step is shorter than what this style tells apart.
		return at.Format("2006-01-02 15:04:05")
	}
	return text
}

// snapshots gives the series what was known of it earlier.
func (l *laidSeries) snapshots(path string, shots *longSeries) *farol.Error {
	for i, at := range shots.times {
		age := shots.more[0][i]
		if age != math.Trunc(age) || age < 0 {
			return farol.Errorf(farol.CodeBadCell, "%g is no number of steps", age).At(path, int(shots.lines[i])).Hint("write how many steps after its own the figure was known: 0, 1, 2")
		}
		if math.IsNaN(shots.values[i]) || age > 1e6 {
			continue
		}
		shot := forecast.Snapshot{Time: l.shifted(at), Age: int(age), Value: shots.values[i]}
		if l.counted || l.days != nil {
			step, ok := l.stepOf(at)
			if !ok {
				continue
			}
			shot.Time = l.subject.Series.Frequency.After(l.subject.Series.Start, step)
		}
		l.subject.Snapshots = append(l.subject.Snapshots, shot)
	}
	return nil
}

// forget gives the rows' memory back once they are laid out.
func (s *longSeries) forget() { s.times, s.values, s.lines, s.more = nil, nil, nil, nil }

// stepNames are the words for steps, those of other programs among them.
var stepNames = map[string]forecast.Frequency{
	"hour": forecast.Hourly, "hourly": forecast.Hourly, "h": forecast.Hourly,
	"day": forecast.Daily, "daily": forecast.Daily, "d": forecast.Daily, "b": forecast.Daily, "business": forecast.Daily,
	"week": forecast.Weekly, "weekly": forecast.Weekly, "w": forecast.Weekly,
	"month": forecast.Monthly, "monthly": forecast.Monthly, "m": forecast.Monthly, "ms": forecast.Monthly, "me": forecast.Monthly,
	"quarter": forecast.Quarterly, "quarterly": forecast.Quarterly, "q": forecast.Quarterly, "qs": forecast.Quarterly, "qe": forecast.Quarterly,
	"year": forecast.Yearly, "yearly": forecast.Yearly, "y": forecast.Yearly, "a": forecast.Yearly, "ys": forecast.Yearly, "ye": forecast.Yearly, "as": forecast.Yearly,
}

// stepNamed gives the step of a word, or of a number and a unit such as 15min.
func stepNamed(word string) (forecast.Frequency, error) {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(word)), "-") // W-SUN is a week.
	if f, ok := stepNames[name]; ok {
		return f, nil
	}
	digits := len(name) - len(strings.TrimLeft(name, "0123456789"))
	if n, err := strconv.Atoi(name[:digits]); err == nil && n >= 1 && n <= 10_000 {
		if unit, ok := map[string]time.Duration{"s": time.Second, "sec": time.Second, "min": time.Minute, "t": time.Minute}[name[digits:]]; ok {
			return forecast.Frequency{Step: time.Duration(n) * unit}, nil
		}
		if f, ok := stepNames[name[digits:]]; ok {
			return forecast.Frequency{Months: n * f.Months, Step: time.Duration(n) * f.Step}, nil
		}
	}
	return forecast.Frequency{}, farol.Errorf(farol.CodeUsage, "%q is no step", word).Hint("take hour, day, week, month, quarter or year, or a number of them, such as 15min or 2h")
}
