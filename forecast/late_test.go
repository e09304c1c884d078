package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// lateWorld is a panel whose figures are reported by a planted curve, and the truth.
type lateWorld struct {
	series    []*Series
	snapshots [][]Snapshot
	truth     [][]float64
	curve     func(series, age int) float64
}

// plantLate draws counts of a week around the mean that level gives for a day, each reported at a day of its own, and keeps what was known of
// each day at the ages that look lets by. A count is worth unit.
func plantLate(seed uint64, series, n int, unit float64, level func(series, day int) float64, curve func(series, age int) float64, look func(day, age int) bool) lateWorld {
	r := rand.New(rand.NewPCG(seed, 77))
	week := []float64{1.2, 1.1, 1, 1.1, 1.2, 0.8, 0.6}
	w := lateWorld{curve: curve}
	for i := range series {
		truth, now := make([]float64, n), make([]float64, n)
		var shots []Snapshot
		for d := range n {
			came := make([]float64, 62) // By the age at which it was reported.
			for range poisson(r, level(i, d)*week[d%7]*math.Exp(0.1*r.NormFloat64())) {
				worth := unit
				if unit != 1 {
					worth *= r.ExpFloat64() // Amounts differ.
				}
				u, age := r.Float64(), 0
				for age < 60 && u >= curve(i, age) {
					age++
				}
				came[age] += worth
			}
			for age, worth := range came {
				truth[d] += worth
				if age <= n-1-d {
					now[d] += worth
				}
				if age <= min(40, n-1-d) && look(d, age) {
					shots = append(shots, Snapshot{Time: day(d), Age: age, Value: truth[d]})
				}
			}
		}
		w.series = append(w.series, &Series{Start: day(0), Frequency: Daily, Values: now})
		w.snapshots = append(w.snapshots, shots)
		w.truth = append(w.truth, truth)
	}
	return w
}

func poisson(r *rand.Rand, mean float64) int {
	n, left := 0, math.Exp(-math.Min(mean, 50))
	for p := r.Float64(); p > left; p *= r.Float64() {
		n++
	}
	if mean > 50 {
		n += poisson(r, mean-50)
	}
	return n
}

// bias of the last days of all series: what was made of them over what they came to, less one.
func (w lateWorld) bias(days int) (corrected, reported float64) {
	var came, made, known float64
	for i, c := range completeLate(w.series, w.snapshots) {
		for d := len(c.Values) - days; d < len(c.Values); d++ {
			came, made, known = came+w.truth[i][d], made+c.Values[d], known+w.series[i].Values[d]
		}
	}
	return made/came - 1, known/came - 1
}

func exponential(first, mean float64) func(int, int) float64 {
	return func(_, age int) float64 { return 1 - (1-first)*math.Exp(-float64(age)/mean) }
}

// The last days come to what they will come to, whatever the curve, the size of the figures and the days on which somebody looked.
func TestLateReportingIsCorrected(t *testing.T) {
	steady := func(mean float64) func(int, int) float64 { return func(int, int) float64 { return mean } }
	each := func(int, int) bool { return true }
	for _, c := range []struct {
		name   string
		series int
		unit   float64
		level  func(series, day int) float64
		curve  func(series, age int) float64
		look   func(day, age int) bool
		within float64
	}{
		{"a slow curve", 20, 1, steady(30), exponential(0.3, 6), each, 0.03},
		{"a quick curve", 20, 1, steady(30), exponential(0.7, 1.5), each, 0.03},
		{"hardly anything on the same day", 20, 1, steady(30), exponential(0.03, 3), each, 0.03},
		{"nothing on the same day", 20, 1, steady(30), func(s, a int) float64 { return exponential(0, 2)(s, a) }, each, 0.03},
		{"all on the third day", 20, 1, steady(30), func(_, a int) float64 { return map[bool]float64{false: 0.2, true: 1}[a >= 3] }, each, 0.03},
		{"few counts", 300, 1, steady(0.6), exponential(0.4, 4), each, 0.03},
		{"amounts", 40, 50, steady(20), exponential(0.4, 4), each, 0.03},
		{"a look a week", 20, 1, steady(30), exponential(0.3, 5), func(d, a int) bool { return (d+a)%7 == 3 }, 0.03},
		{"some ages", 20, 1, steady(30), exponential(0.4, 4), func(_, a int) bool { return a <= 14 || a == 21 || a == 28 }, 0.03},
		{"looks since three weeks only", 40, 1, steady(30), exponential(0.4, 4), func(d, a int) bool { return d+a >= 179 }, 0.03},
		{"curves that differ", 40, 1, steady(30), func(s, a int) float64 { return exponential(0.2+0.015*float64(s), 1+0.1*float64(s))(s, a) }, each, 0.03},
		{"growth", 20, 1, func(_, d int) float64 { return 10 * math.Exp(float64(d)/150) }, exponential(0.4, 4), each, 0.03},
		{"a doubling five days ago", 20, 1, func(_, d int) float64 { return 30 * map[bool]float64{false: 1, true: 2}[d >= 195] }, exponential(0.4, 4), each, 0.08},
		{"a halving five days ago", 20, 1, func(_, d int) float64 { return 60 / map[bool]float64{false: 1, true: 2}[d >= 195] }, exponential(0.4, 4), each, 0.08},
	} {
		corrected, reported := plantLate(5, c.series, 200, c.unit, c.level, c.curve, c.look).bias(7)
		if math.Abs(corrected) > c.within {
			t.Errorf("%s: the last week is %+.1f %% off, %+.1f %% as it was reported", c.name, 100*corrected, 100*reported)
		}
	}
}

// The curve that is learned is the one that was planted, of each series as far as it has reports and of the panel where it has few.
func TestCurveOfLateReportingIsLearned(t *testing.T) {
	each := func(int, int) bool { return true }
	for _, c := range []struct {
		name   string
		level  func(series, day int) float64
		curve  func(series, age int) float64
		within float64
	}{
		{"many reports, curves that differ", func(int, int) float64 { return 40 }, func(s, a int) float64 { return exponential(0.2+0.02*float64(s), 2+0.2*float64(s))(s, a) }, 0.03},
		{"few reports, one curve", func(int, int) float64 { return 0.2 }, exponential(0.4, 4), 0.06},
	} {
		w := plantLate(9, 24, 200, 1, c.level, c.curve, each)
		seen := make([]*reports, len(w.series))
		for i, s := range w.series {
			seen[i] = reportsOf(s, w.snapshots[i])
		}
		for i, got := range curves(seen) {
			before := 0.0
			for age, p := range got.share {
				if want := c.curve(i, age); math.Abs(p-want) > c.within {
					t.Errorf("%s: %.3f is known of series %d after %d steps, want %.3f", c.name, p, i, age, want)
				}
				if p < before {
					t.Errorf("%s: less is known of series %d after %d steps than before", c.name, i, age)
				}
				before = p
			}
		}
	}
}

// What is said to be uncertain is: the truth lies within two standard errors as often as it should.
func TestCompletedStepsKnowTheirError(t *testing.T) {
	w := plantLate(13, 100, 200, 1, func(int, int) float64 { return 20 }, exponential(0.3, 4), func(int, int) bool { return true })
	var inside, all float64
	for i, c := range completeLate(w.series, w.snapshots) {
		n := len(c.Values)
		for d := n - 7; d < n; d++ {
			all++
			if math.Abs(c.Values[d]-w.truth[i][d]) <= 2*c.Spread[len(c.Spread)-n+d] {
				inside++
			}
		}
	}
	if share := inside / all; share < 0.9 || share > 0.99 {
		t.Errorf("the truth lies within two standard errors of %.3f of the days, want about 0.95", share)
	}
}

// Where hardly anything is known it is not multiplied and believed: a day on which one of usually two reports in a hundred is there comes to
// about what is usual, and one that is full at once stays as it is.
func TestHardlyAnythingKnownIsNotBlownUp(t *testing.T) {
	w := plantLate(3, 12, 200, 1, func(int, int) float64 { return 40 }, exponential(0.02, 3), func(int, int) bool { return true })
	last := len(w.series[0].Values) - 1
	w.series[0].Values[last] = 6 // Dividing by the share would make 300 of it.
	c := completeLate(w.series, w.snapshots)[0]
	if got := c.Values[last]; got < 15 || got > 120 {
		t.Errorf("6 of an expected 1 became %.0f, usual are 40", got)
	}
	w.series[0].Values[last] = 500
	if got := completeLate(w.series, w.snapshots)[0].Values[last]; got < 500 {
		t.Errorf("of 500 known %.0f were left", got)
	}
}

// Whatever is reported, the answer is numbers, and a series without reports stays as it is.
func TestOddReportsGiveNumbers(t *testing.T) {
	nan := math.NaN()
	plain := func() *Series { return &Series{Start: day(0), Frequency: Daily, Values: planted(80, 1)} }
	zeros := &Series{Start: day(0), Frequency: Daily, Values: make([]float64, 80)}
	gap := plain()
	gap.Values[79], gap.Values[40], gap.Values[76] = nan, nan, nan
	two := &Series{Start: day(0), Frequency: Daily, Values: []float64{1, 2}}
	months := &Series{Start: day(0), Frequency: Monthly, Values: planted(30, 1)}
	negative := plain()
	for i := range negative.Values {
		negative.Values[i] *= -1
	}
	for name, c := range map[string]struct {
		s     *Series
		shots []Snapshot
	}{
		"zeros":             {zeros, []Snapshot{{day(10), 0, 0}, {day(10), 3, 0}, {day(79), 0, 0}}},
		"figures from none": {zeros, []Snapshot{{day(10), 0, 5}, {day(79), 0, 3}}},
		"gaps":              {gap, []Snapshot{{day(10), 0, 5}, {day(79), 0, 3}, {day(40), 2, 1}, {day(70), 2, 1}}},
		"two values":        {two, []Snapshot{{day(0), 0, 0.5}}},
		"unknown, infinite": {plain(), []Snapshot{{day(10), 0, nan}, {day(11), 0, math.Inf(1)}, {day(12), 0, 1e300}}},
		"huge":              {plain(), []Snapshot{{day(10), 0, 1e99}, {day(11), 0, -1e99}, {day(12), 3, 1e99}}},
		"outside":           {plain(), []Snapshot{{day(-10), 0, 1}, {day(100), 0, 1}, {day(10), -1, 1}, {day(10), 1e9, 1}}},
		"a late look":       {plain(), []Snapshot{{day(79), 300, 50}, {day(78), 301, 50}, {day(10), 0, 4}}},
		"months":            {months, []Snapshot{{day(0), 0, 50}, {day(31), 0, 40}}},
		"negative":          {negative, []Snapshot{{day(10), 0, -50}, {day(79), 0, -3}, {day(60), 1, -40}}},
		"taken back":        {plain(), []Snapshot{{day(60), 0, 300}, {day(61), 0, 300}, {day(62), 0, 300}, {day(63), 0, 300}}},
	} {
		got := completeLate([]*Series{c.s, plain()}, [][]Snapshot{c.shots, nil})
		for i, v := range got[0].Values {
			if math.IsNaN(v) != math.IsNaN(c.s.Values[i]) || math.IsInf(v, 0) {
				t.Errorf("%s: step %d became %g", name, i, v)
			}
		}
		for i, v := range got[0].Spread {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: the error of step %d is %g", name, i, v)
			}
		}
		for i, v := range got[1].Values {
			if v != plain().Values[i] {
				t.Fatalf("%s: a series without reports was changed", name)
			}
		}
	}
}

// A forecast of series that are reported late is made of what their last days will come to.
func TestForecastOfLateReportsIsNotTooLow(t *testing.T) {
	const h = 14
	w := plantLate(21, 20, 200+h, 1, func(int, int) float64 { return 30 }, exponential(0.4, 5), func(int, int) bool { return true })
	var subjects []Subject
	var came, said float64
	for i, s := range w.series {
		// What was known a horizon ago: the truth by then, thinned as it was reported.
		now := make([]float64, 200)
		copy(now, w.truth[i])
		var shots []Snapshot
		for _, shot := range w.snapshots[i] {
			at, _ := s.StepOf(shot.Time)
			if at+shot.Age > 199 {
				continue
			}
			shots = append(shots, shot)
			if at+shot.Age == 199 {
				now[at] = shot.Value
			}
		}
		subjects = append(subjects, Subject{Series: &Series{Start: s.Start, Frequency: Daily, Values: now}, Snapshots: shots})
		came += sum(w.truth[i][200:])
	}
	got, err := Ask{Horizon: h}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		said += sum(f.Point)
		if len(f.Completed) < 10 {
			t.Errorf("only %d days were completed", len(f.Completed))
		}
	}
	if bias := said/came - 1; math.Abs(bias) > 0.05 {
		t.Errorf("the forecasts are %+.1f %% off", 100*bias)
	}
}

// The same reports give the same figures to the last bit.
func TestCompletionIsTheSameEveryTime(t *testing.T) {
	w := plantLate(17, 5, 150, 3, func(int, int) float64 { return 20 }, exponential(0.3, 4), func(int, int) bool { return true })
	first := completeLate(w.series, w.snapshots)
	for range 5 {
		for i, c := range completeLate(w.series, w.snapshots) {
			if !slices.Equal(c.Values, first[i].Values) {
				t.Fatalf("series %d came to other values", i)
			}
		}
	}
}

// A count of which more was reported than usual by then was reported early: it does not move what comes.
func TestReportedEarlyIsNoNewLevel(t *testing.T) {
	share := []float64{0.1, 0.7, 0.9, 1}
	const n = 120
	full, now := make([]float64, n), make([]float64, n)
	r := rand.New(rand.NewPCG(8, 8))
	var shots []Snapshot
	for d := range full {
		full[d] = float64(95 + r.IntN(11))
		for age, s := range share {
			if d+age < n {
				shots = append(shots, Snapshot{Time: day(d), Age: age, Value: math.Round(full[d] * s)})
				now[d] = math.Round(full[d] * s)
			}
		}
	}
	now[n-1] = 40
	shots[len(shots)-1].Value = 40
	given, err := Ask{Horizon: 7}.Forecast(context.Background(), []Subject{{Series: &Series{Start: day(0), Frequency: Daily, Values: now}, Snapshots: shots}})
	if err != nil {
		t.Fatal(err)
	}
	if v := given[0].Totals[6].Value / 7; v < 85 || v > 125 {
		t.Errorf("about 100 a day are forecast as %.0f", v)
	}
}
