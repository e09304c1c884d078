package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// planted is a trend, a week and noise.
func planted(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	week := []float64{1.1, 1.2, 1, 1, 1.1, 0.7, 0.4}
	out := make([]float64, n)
	for i := range out {
		out[i] = (100 + 0.1*float64(i)) * week[i%7] * (1 + 0.03*r.NormFloat64())
	}
	return out
}

func TestForecastFollowsWhatWasPlanted(t *testing.T) {
	const n, h = 300, 28
	all := planted(n+h, 3)
	f := Panel(PastOf(all[:n]), Daily.Periods(), h)[0]
	score := Measure(all[:n], all[n:], f.Point, f.Intervals, 7)
	if f.Naive || score.SMAPE > 4 || score.MASE > 0.9 {
		t.Errorf("naive %v, sMAPE %.2f, MASE %.2f: noise of 3 %% leaves a sMAPE of about 2.5", f.Naive, score.SMAPE, score.MASE)
	}
	var weights float64
	for _, m := range f.Members {
		weights += m.Weight
	}
	if math.Abs(weights-1) > 1e-12 {
		t.Errorf("the weights add up to %g", weights)
	}
	for k, in := range f.Intervals {
		if !(in[2].Low <= in[1].Low && in[1].Low <= in[0].Low && in[0].Low <= in[0].High && in[0].High <= in[1].High && in[1].High <= in[2].High) {
			t.Fatalf("step %d: the intervals %v do not hold each other", k+1, in)
		}
	}
}

func TestIntervalsHoldTheirShare(t *testing.T) {
	const series, n, h = 60, 200, 14
	var panel, came [][]float64
	for i := range series {
		y := planted(n+h, uint64(100+i))
		panel, came = append(panel, y[:n]), append(came, y[n:])
	}
	var scores []Score
	var covered float64
	for i, f := range Panel(PastOf(panel...), Daily.Periods(), h) {
		scores = append(scores, Measure(panel[i], came[i], f.Point, f.Intervals, 7))
		covered += f.Backtest.Covered80 / series
	}
	if covered < 0.75 || covered > 0.85 {
		t.Errorf("the intervals of the backtests held %.3f of 80 %%", covered)
	}
	mean := Mean(scores)
	for l, within := range [][2]float64{{0.43, 0.58}, {0.75, 0.85}, {0.91, 0.98}} {
		if c := mean.Covered[l]; c < within[0] || c > within[1] {
			t.Errorf("%.0f %%: %.3f of the values are inside", 100*Levels[l], c)
		}
	}
}

// Invariant 13: where nothing beats the seasonal naive forecast, that one is given and named.
func TestInvariant13NaiveIsGivenWhereNothingBeatsIt(t *testing.T) {
	y := make([]float64, 140)
	for i := range y {
		y[i] = []float64{5, 1, 4, 1, 5, 9, 2}[i%7] // The naive forecast makes no error.
	}
	f := Panel(PastOf(y), Daily.Periods(), 7)[0]
	if !f.Naive || f.Members[0].Weight != 1 || !strings.Contains(f.String(), "nothing beat") {
		t.Errorf("naive %v: %v", f.Naive, f)
	}
	for k, v := range f.Point {
		if v != y[k] {
			t.Errorf("step %d is %g, want %g", k+1, v, y[k])
		}
	}
}

func TestIntervalsAreRefusedInWords(t *testing.T) {
	f := Panel(PastOf(planted(30, 5)), Yearly.Periods(), 6)[0]
	if f.Refused[2] == "" || f.Intervals[0][2].Given() {
		t.Errorf("30 values gave an interval of 95 %%: %q", f.Refused[2])
	}
	if f.Refused[0] != "" || !f.Intervals[0][0].Given() {
		t.Errorf("30 values gave no interval of 50 %%: %s", f.Refused[0])
	}
}

// Whatever a series is like, every figure is a number, is inside the reach of the series, and comes in bounded time.
func TestOddSeriesGiveNumbers(t *testing.T) {
	spike := make([]float64, 120)
	spike[60] = 1e6
	million := make([]float64, 1_000_000)
	for i := range million {
		million[i] = float64(i % 7 * (i % 3))
	}
	equal := make([]float64, 90)
	for i := range equal {
		equal[i] = 42
	}
	huge, negative, wild := planted(100, 1), planted(100, 2), planted(100, 4)
	for i := range huge {
		huge[i] *= 1e97
		negative[i] *= -1
		wild[i] = math.Exp(float64(i * 2))
	}
	for name, y := range map[string][]float64{"zeros": make([]float64, 100), "equal": equal, "a spike": spike, "two values": {1, 2}, "huge": huge, "negative": negative,
		"growing without end": wild, "a million": million, "tiny": {1e-300, 2e-300, 1e-300, 3e-300, 2e-300, 1e-300, 2e-300, 2e-300, 1e-300, 1e-300, 1e-300, 2e-300, 2e-300}} {
		for _, h := range []int{1, 2} {
			check(t, name, y, Daily.Periods(), h)
		}
	}
}

func FuzzForecast(f *testing.F) {
	f.Add(uint64(1), 40, 7, 3, 1.0)
	f.Add(uint64(2), 9, 4, 5, 1e90)
	f.Fuzz(func(t *testing.T, seed uint64, n, period, h int, size float64) {
		if n < 1 || n > 400 || period < 1 || period > 200 || h < 1 || h > 60 || !(math.Abs(size) < 1e95) {
			t.Skip("beyond what the doors let in")
		}
		r := rand.New(rand.NewPCG(seed, 2))
		y := make([]float64, n)
		for i := range y {
			y[i] = size * math.Round(r.NormFloat64()*r.ExpFloat64())
		}
		check(t, "fuzzed", y, []int{period}, h)
	})
}

func check(t *testing.T, name string, y []float64, periods []int, h int) {
	t.Helper()
	f := Panel(PastOf(y), periods, h)[0]
	low, high := reach(y)
	if len(f.Point) != h || len(f.Intervals) != h {
		t.Fatalf("%s: %d points and %d intervals for %d steps", name, len(f.Point), len(f.Intervals), h)
	}
	for k, v := range f.Point {
		if !(v >= low-1e-9*math.Abs(low) && v <= high+1e-9*math.Abs(high)) {
			t.Errorf("%s: step %d is %g, outside %g to %g", name, k+1, v, low, high)
		}
		for l, in := range f.Intervals[k] {
			if f.Refused[l] == "" && (!in.Given() || in.Low > in.High || math.IsInf(in.Low, 0) || math.IsInf(in.High, 0)) {
				t.Errorf("%s: step %d has the interval %v", name, k+1, in)
			}
		}
	}
}

func TestHorizonMustFitThePast(t *testing.T) {
	var points []Point
	for i, v := range planted(20, 1) {
		points = append(points, Point{day(i), v})
	}
	s, err := New(points)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []int{-1, 0, 21} {
		if _, err := s.Forecast(h); err == nil {
			t.Errorf("%d steps were forecast from 20", h)
		}
	}
	if f, err := s.Forecast(7); err != nil || len(f.Point) != 7 {
		t.Errorf("%v, %v", f, err)
	}
}

func TestGapsGiveNumbers(t *testing.T) {
	for _, c := range []struct {
		name  string
		known func(i int) bool
		gaps  int
	}{
		{"a year's gap", func(i int) bool { return i < 100 || i >= 465 }, 365},
		{"every third day", func(i int) bool { return i%3 != 1 }, 200},
		{"unknown at both ends", func(i int) bool { return i > 10 && i < 590 }, 0},
	} {
		var points []Point
		for i, v := range planted(600, 8) {
			if !c.known(i) {
				v = math.NaN()
			}
			points = append(points, Point{day(i), v})
		}
		s, err := New(points)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if s.Gaps != c.gaps {
			t.Errorf("%s: %d gaps, want %d", c.name, s.Gaps, c.gaps)
		}
		check(t, c.name, s.Filled(), s.Frequency.Periods(), 28)
	}
}

// What a series is given does not depend on what is unknown at the origin: another future gives the same backtest.
func TestBacktestKnowsNoFuture(t *testing.T) {
	y := planted(120, 9)
	plan := PlanFor(10, 7)
	changed := append([]float64(nil), y...)
	for i := 110; i < 120; i++ {
		changed[i] = 1e6
	}
	for _, m := range MembersFor([]int{7}, PastOf(y)) {
		a, b := backtest(m, PastOf(y), plan), backtest(m, PastOf(changed), plan)
		for k := range a[0][0] {
			if a[0][0][k] != b[0][0][k] {
				t.Errorf("%s: step %d of the newest origin is %g, and %g with another future", m.Name(), k+1, a[0][0][k], b[0][0][k])
			}
		}
	}
}
