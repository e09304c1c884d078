package forecast

import (
	"math"
	"slices"
	"time"

	farol "github.com/farol-kpi/farol"
)

// Largest is the largest figure that is taken for one. Squares of larger ones, summed over a long series, leave what a float64 holds.
const Largest = 1e100

// longest is how many steps a series may span. More are refused in words instead of being computed for minutes.
const longest = 4_000_000

// Point is one figure of a series. A Value that is NaN is unknown.
type Point struct {
	Time  time.Time
	Value float64
}

// Series is a figure at regular steps. Values has one value a step from Start on, NaN where none is known.
type Series struct {
	Start     time.Time
	Frequency Frequency
	Values    []float64
	Gaps      int // steps between the first and the last point that have no value
}

// New finds the step of the points, in whatever order they come, and lays them out along it. Times are read on the clock of the zone that
// they are in, so that days stay days where a clock is put forward.
func New(points []Point) (*Series, error) { return NewBy(points, Frequency{}) }

// NewBy lays the points out along a stated step, for points that do not show it themselves.
func NewBy(points []Point, step Frequency) (*Series, error) {
	points = slices.Clone(points)
	daily := true
	for _, p := range points {
		if math.IsInf(p.Value, 0) || math.Abs(p.Value) > Largest {
			return nil, farol.Errorf(farol.CodeBadValue, "cannot forecast: the value %g of %s is not a figure that can be added up", p.Value, when(p.Time)).
				Hint("leave the value empty where it is not known; figures up to %g are taken", Largest)
		}
		h, m, s := p.Time.Clock()
		daily = daily && h == 0 && m == 0 && s == 0 && p.Time.Nanosecond() == 0
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.Time.Compare(b.Time) })
	// Days of a zone are not all 24 hours long, their dates are one day apart.
	if daily {
		for i, p := range points {
			year, month, day := p.Time.Date()
			points[i].Time = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		}
	}
	// What is unknown at either end is no gap: the series begins and ends with a known value.
	for len(points) > 0 && math.IsNaN(points[0].Value) {
		points = points[1:]
	}
	for len(points) > 0 && math.IsNaN(points[len(points)-1].Value) {
		points = points[:len(points)-1]
	}
	if len(points) < 2 {
		return nil, farol.Errorf(farol.CodeNoForecast, "cannot forecast: %s neither a step nor a change", []string{"no value is known, which tells", "one known value tells"}[len(points)]).
			Hint("give at least 2 values; a forecast with an interval needs more")
	}
	times := make([]time.Time, len(points))
	for i, p := range points {
		if i > 0 && p.Time.Equal(points[i-1].Time) {
			return nil, twice(p.Time)
		}
		times[i] = p.Time
	}
	f := step
	if f == (Frequency{}) {
		f = frequencyOf(times)
	}
	last, _ := f.steps(times[0], times[len(times)-1])
	if last >= longest {
		return nil, farol.Errorf(farol.CodeTooLarge, "cannot forecast: the points span %d steps of one %s", last+1, f).
			Hint("up to %d are taken: sum the figures by a longer step, or leave out old ones", longest)
	}
	s := &Series{Start: times[0], Frequency: f, Values: make([]float64, last+1)}
	for i := range s.Values {
		s.Values[i] = math.NaN()
	}
	before, earlier := -1, time.Time{}
	for _, p := range points {
		at, whole := f.steps(s.Start, p.Time)
		if at == before {
			return nil, farol.Errorf(farol.CodeDuplicateKey, "cannot forecast: %s and %s lie in one step of one %s", when(earlier), when(p.Time), f).
				Hint("state the step that the times have, or sum the figures by a longer one first")
		}
		if !whole {
			return nil, farol.Errorf(farol.CodeBadValue, "cannot forecast: %s lies between two steps of one %s from %s on", when(p.Time), f, when(s.Start)).
				Hint("sum the figures by one regular step first")
		}
		before, earlier, s.Values[at] = at, p.Time, p.Value
	}
	for _, v := range s.Values {
		if math.IsNaN(v) {
			s.Gaps++
		}
	}
	return s, nil
}

// StepOf gives the step of a time, counted from the first value; it may lie beyond the last one. It is false for a time before the first value
// or between two steps.
func (s *Series) StepOf(t time.Time) (int, bool) {
	if h, m, sec := s.Start.Clock(); h == 0 && m == 0 && sec == 0 && (s.Frequency.Months > 0 || s.Frequency.Step%(24*time.Hour) == 0) {
		// Of steps that are days the date counts, as in New.
		year, month, day := t.Date()
		t = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	at, whole := s.Frequency.steps(s.Start, t)
	return at, whole && at >= 0 && !t.Before(s.Start)
}

// Filled gives the values with each gap closed by what was to be expected there.
func (s *Series) Filled() []float64 {
	period := 1
	if periods := s.Frequency.Periods(); len(periods) > 0 {
		period = periods[0]
	}
	return fill(s.Values, period)
}

// missing tells of each step whether nothing is known of it, nil where something is of all.
func (s *Series) missing() []bool {
	if !slices.ContainsFunc(s.Values, math.IsNaN) {
		return nil
	}
	out := make([]bool, len(s.Values))
	for i, v := range s.Values {
		out[i] = math.IsNaN(v)
	}
	return out
}

func twice(t time.Time) error {
	return farol.Errorf(farol.CodeDuplicateKey, "cannot forecast: two values for %s", when(t)).
		Hint("sum them or keep one of them; which of the two is meant only their source knows")
}

// when writes a time as briefly as it can be told.
func when(t time.Time) string {
	if h, m, s := t.Clock(); h == 0 && m == 0 && s == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04:05")
}
