package forecast

import (
	"context"
	"math"
	"testing"
)

// FuzzAsk asks for a forecast of whatever bytes make of a series, its regressor, its snapshots and the question: each has a reason or numbers.
func FuzzAsk(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7}, uint8(3), uint8(0))
	f.Add([]byte{0, 0, 0, 255, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0}, uint8(5), uint8(1))
	f.Add([]byte{200, 201, 254, 203, 204, 255, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220}, uint8(2), uint8(30))
	f.Add(make([]byte, 150), uint8(14), uint8(255))
	f.Fuzz(func(t *testing.T, shape []byte, horizon, how uint8) {
		if len(shape) < 2 || len(shape) > 600 || horizon < 1 || horizon > 60 {
			t.Skip("beyond what is tried here")
		}
		n, h := len(shape), int(horizon)
		unit := []float64{1, 0.37, 1e-300, 1e97, -1}[how%5]
		s := &Series{Start: day(0), Frequency: []Frequency{Daily, Hourly, Monthly, {Step: 1}, Weekly}[how/5%5]}
		if how/5%5 == 3 {
			s.Start = s.Start.AddDate(-2023, 0, 0)
		}
		known := make([]float64, n+h)
		var shots []Snapshot
		for i, b := range shape {
			v := float64(b) * unit
			if b == 254 && i > 0 && i < n-1 {
				v = math.NaN()
				s.Gaps++
			}
			s.Values = append(s.Values, v)
			known[i] = float64(b % 3)
			if how >= 125 && b%4 == 0 {
				shots = append(shots, Snapshot{Time: s.Frequency.After(s.Start, i), Age: int(b) % 9, Value: v * float64(b%7) / 5})
			}
		}
		for k := n; k < n+h; k++ {
			known[k] = float64(k % 2)
		}
		ask := Ask{Horizon: h, CutOff: int(how) % 4}
		subject := Subject{Series: s, Snapshots: shots}
		if how%2 == 1 {
			ask.Regressors, subject.Known, ask.Country = []string{"x"}, [][]float64{known}, "PT"
		}
		if how%3 == 1 {
			ask.Periods = []int{int(shape[0]%60) + 2}
		}
		got, err := ask.Forecast(context.Background(), []Subject{subject})
		if err != nil {
			t.Fatal(err)
		}
		checkAnswer(t, got[0], h)
	})
}

// checkAnswer holds that a forecast has a reason or numbers everywhere.
func checkAnswer(t *testing.T, f Forecast, h int) {
	t.Helper()
	if f.Withheld != "" {
		return
	}
	number := func(what string, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s is %g", what, v)
		}
	}
	if len(f.Point) != h || len(f.Median) != h || len(f.Intervals) != h || len(f.Totals) != h {
		t.Fatalf("%d points, %d medians, %d intervals and %d totals of %d steps", len(f.Point), len(f.Median), len(f.Intervals), len(f.Totals), h)
	}
	for k, v := range f.Point {
		number("a point", v)
		number("a median", f.Median[k])
		number("a total", f.Totals[k].Value)
		for l := range Levels {
			for _, in := range []Interval{f.Intervals[k][l], f.Totals[k].Intervals[l]} {
				if in.Given() && !(in.Low <= in.High && !math.IsInf(in.Low, 0) && !math.IsInf(in.High, 0)) {
					t.Errorf("step %d lies between %g and %g", k, in.Low, in.High)
				}
			}
			if in := f.Intervals[k][l]; f.Refused[l] == "" && !in.Given() {
				t.Errorf("an interval of %g is neither given nor refused", Levels[l])
			}
		}
		if p, ok := f.Chance(k+1, v); ok && !(p >= 0 && p <= 1) {
			t.Errorf("a chance is %g", p)
		}
	}
	for _, e := range f.Effects {
		for _, v := range e.Values {
			number("the effect "+e.Name, v)
		}
	}
	for _, one := range f.Findings {
		number("a "+one.Kind, one.Size)
		if one.Text == "" {
			t.Errorf("a %s without words", one.Kind)
		}
	}
	for _, v := range f.Completed {
		number("a completed value", v)
	}
	for _, m := range f.Members {
		if !(m.Weight >= 0 && m.Weight <= 1) {
			t.Errorf("%s weighs %g", m.Name, m.Weight)
		}
	}
}
