package forecast

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	farol "github.com/farol-kpi/farol"
)

func day(n int) time.Time { return farol.Date(2024, 1, 1).AddDate(0, 0, n) }

func TestStepIsFound(t *testing.T) {
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	for _, c := range []struct {
		name string
		at   func(i int) time.Time
		want Frequency
	}{
		{"hours", func(i int) time.Time { return day(0).Add(time.Duration(i) * time.Hour) }, Hourly},
		{"days across the clock's change", func(i int) time.Time { return time.Date(2024, 3, 20+i, 0, 0, 0, 0, lisbon) }, Daily},
		{"weeks", func(i int) time.Time { return day(7 * i) }, Weekly},
		{"four weeks", func(i int) time.Time { return day(28 * i) }, Frequency{Step: 28 * 24 * time.Hour}},
		{"months", func(i int) time.Time { return farol.Date(2024, time.Month(1+i), 1) }, Monthly},
		{"quarters", func(i int) time.Time { return farol.Date(2024, time.Month(1+3*i), 1) }, Quarterly},
		{"years", func(i int) time.Time { return farol.Date(2000+i, 1, 1) }, Yearly},
	} {
		var points []Point
		for i := 19; i >= 0; i-- { // Unsorted, and with a gap.
			if i != 7 {
				points = append(points, Point{c.at(i), float64(i)})
			}
		}
		s, err := New(points)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if s.Frequency != c.want || s.Gaps != 1 || len(s.Values) != 20 || s.Values[19] != 19 || !math.IsNaN(s.Values[7]) {
			t.Errorf("%s: step %v, %d gaps, %v", c.name, s.Frequency, s.Gaps, s.Values)
		}
	}
}

func TestPeriodsFollowFromTheStep(t *testing.T) {
	for f, want := range map[Frequency][]int{Hourly: {24, 168, 8766}, Daily: {7, 365}, Weekly: {52}, Monthly: {12}, Quarterly: {4}, Yearly: nil,
		{Step: 15 * time.Minute}: {96, 672, 35064}} {
		got := f.Periods()
		if len(got) != len(want) {
			t.Errorf("%v: %v, want %v", f, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v: %v, want %v", f, got, want)
			}
		}
	}
}

func TestWhatCannotBeForecastIsSaidInWords(t *testing.T) {
	for _, c := range []struct {
		name   string
		points []Point
		want   farol.Code
	}{
		{"nothing", nil, farol.CodeNoForecast},
		{"one point", []Point{{day(0), 1}}, farol.CodeNoForecast},
		{"only unknown", []Point{{day(0), math.NaN()}, {day(1), math.NaN()}}, farol.CodeNoForecast},
		{"infinite", []Point{{day(0), 1}, {day(1), math.Inf(1)}}, farol.CodeBadValue},
		{"too large", []Point{{day(0), 1}, {day(1), 1e300}}, farol.CodeBadValue},
		{"twice", []Point{{day(0), 1}, {day(1), 2}, {day(1), 3}, {day(2), 3}}, farol.CodeDuplicateKey},
		{"two rows on one day", []Point{{day(0), 1}, {day(1), 2}, {day(2), 3}, {day(2).Add(6 * time.Hour), 3}, {day(3), 3}}, farol.CodeDuplicateKey},
		{"between two steps", []Point{{day(0), 1}, {day(1), 2}, {day(2), 3}, {day(3), 3}, {day(4).Add(time.Hour), 3}}, farol.CodeBadValue},
		{"an hour among centuries", []Point{{day(0), 1}, {day(0).Add(time.Second), 2}, {day(0).Add(2 * time.Second), 2}, {day(90000), 3}}, farol.CodeTooLarge},
	} {
		_, err := New(c.points)
		var said *farol.Error
		if !errors.As(err, &said) || said.Code != c.want || said.Advice == "" {
			t.Errorf("%s: %v, want %s with advice", c.name, err, c.want)
		}
	}
}

// Two times that only fall into one step are not said to be one.
func TestTimesOfOneStepAreNamed(t *testing.T) {
	_, err := NewBy([]Point{{day(0), 1}, {day(7), 2}, {day(9), 3}}, Weekly)
	if err == nil || !strings.Contains(err.Error(), when(day(7))+" and "+when(day(9))+" lie in one step of one week") {
		t.Errorf("the times are told as %v", err)
	}
	for f, want := range map[Frequency]string{{Step: 15 * time.Minute}: "15m", {Step: 2 * time.Hour}: "2h", {Step: 90 * time.Minute}: "1h30m", {Step: 30 * time.Second}: "30s", {Step: 72 * time.Hour}: "3 days"} {
		if f.String() != want {
			t.Errorf("a step of %s is told as %q, want %q", f.Step, f, want)
		}
	}
}

// Points that are far apart do not show their step; a stated one lays them out.
func TestStatedStep(t *testing.T) {
	points := []Point{{day(0), 1}, {day(3), 2}, {day(6), 1}, {day(9), 1}, {day(10), 4}}
	if _, err := New(points); err == nil {
		t.Error("days three apart and one beside them have a step")
	}
	s, err := NewBy(points, Daily)
	if err != nil || len(s.Values) != 11 || s.Gaps != 6 || s.Values[10] != 4 {
		t.Errorf("%v, %v", s, err)
	}
}

func TestStepOfATime(t *testing.T) {
	s := seriesOf(t, planted(20, 1))
	lisbon := time.FixedZone("", 3600)
	for _, c := range []struct {
		at   time.Time
		step int
		ok   bool
	}{{day(0), 0, true}, {day(19), 19, true}, {day(40), 40, true}, {day(-1), 0, false}} {
		if step, ok := s.StepOf(c.at); ok != c.ok || ok && c.ok && step != c.step {
			t.Errorf("%v is step %d, %v", c.at, step, ok)
		}
	}
	year, month, date := day(5).Date()
	if step, ok := s.StepOf(time.Date(year, month, date, 0, 0, 0, 0, lisbon)); !ok || step != 5 {
		t.Errorf("the sixth day in another zone is step %d, %v", step, ok)
	}
}
