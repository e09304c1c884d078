package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// bent is a line that bends at a half, with a week that is wider in winter, a year and noise.
func bent(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 6))
	out := make([]float64, n)
	for i := range out {
		t := float64(i)
		year, week := 2*math.Pi*t/365.2425, 2*math.Pi*t/7
		out[i] = 100 + 0.05*t - 0.08*math.Max(0, t-float64(n)/2) + 10*math.Sin(year) + (4+3*math.Cos(year))*math.Cos(week) + r.NormFloat64()
	}
	return out
}

func TestTrendFindsWhatWasPlanted(t *testing.T) {
	const n, h = 1500, 120
	y := bent(n+h, 1)
	for _, log := range []bool{false, true} {
		got := Trend{Periods: []int{7, 365}, Bend: bending, Log: log}.Forecast(PastOf(y[:n]), h)[0]
		var missed float64
		for k, v := range got {
			missed += math.Abs(v-y[n+k]) / h
		}
		if missed > 1.8 { // The noise alone leaves 0.8; a slope that goes on for 120 days is 3.6 at its end.
			t.Errorf("logarithms %v: misses by %.2f", log, missed)
		}
	}
}

// A slope that was seen for years goes on for a while, and not for ever.
func TestTrendFades(t *testing.T) {
	y := make([]float64, 1000)
	for i := range y {
		y[i] = 50 + 0.1*float64(i)
	}
	got := Trend{Periods: []int{7}, Bend: stiff}.Forecast(PastOf(y), 365)[0]
	if rise := got[9] - y[999]; rise < 0.7 || rise > 1.1 {
		t.Errorf("rises by %.2f in ten steps, want nearly 1", rise)
	}
	if more := got[364] - got[299]; more > 0.5 {
		t.Errorf("rises by %.2f still in the last 65 steps of a year", more)
	}
}

// What is known ahead is taken in: a holiday by its name, and a regressor by its logarithm where it is an amount.
func TestTrendKnowsHolidaysAndRegressors(t *testing.T) {
	calendar, err := Country("PT")
	if err != nil {
		t.Fatal(err)
	}
	const n, h = 900, 60
	r := rand.New(rand.NewPCG(4, 4))
	p := Past{Values: make([]float64, n+h), Start: day(0), Step: Daily, Calendar: calendar, Known: [][]float64{make([]float64, n+h)}}
	quiet := make([]float64, n+h)
	for i := range p.Values {
		spend := 100 * r.ExpFloat64()
		p.Known[0][i] = spend
		quiet[i] = 50 + 5*math.Cos(2*math.Pi*float64(i)/7) + 6*math.Log1p(spend/100)
		if name := calendar.Holiday(p.at(i)); name == "Natal" {
			quiet[i] -= 25
		} else if name != "" {
			quiet[i] -= 12
		}
		p.Values[i] = quiet[i] + 0.5*r.NormFloat64()
	}
	got := Trend{Periods: []int{7}, Bend: stiff}.Forecast([]Past{p.until(n, h)}, h)[0]
	holidays := 0
	for k, v := range got {
		if calendar.Holiday(p.at(n+k)) != "" {
			holidays++
		}
		if math.Abs(v-quiet[n+k]) > 2.5 {
			t.Errorf("step %d is %.1f, want %.1f (%s)", k+1, v, quiet[n+k], calendar.Holiday(p.at(n+k)))
		}
	}
	if holidays == 0 {
		t.Fatal("no holiday lies in the horizon")
	}
}

// Where the origins share their work they give what each would give by itself, but for where the line may bend.
func TestTrendRollsAsItForecasts(t *testing.T) {
	y := bent(1200, 2)
	plan := PlanFor(60, 7)
	m := Trend{Periods: []int{7, 365}, Bend: stiff}
	for o, given := range backtest(m, PastOf(y), plan) {
		known, _ := plan.cut(y, o)
		want := m.Forecast(PastOf(known), 60)[0]
		for k, v := range given[0] {
			if math.Abs(v-want[k]) > 0.5 {
				t.Fatalf("origin %d, step %d: %.2f, want about %.2f", o, k+1, v, want[k])
			}
		}
	}
}

// Odd series give numbers or nothing.
func TestTrendOfOddSeries(t *testing.T) {
	spike := make([]float64, 800)
	spike[400] = 1e90
	for name, y := range map[string][]float64{"zeros": make([]float64, 800), "a spike": spike, "short": {1, 2, 3}, "equal": {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5},
		"late": append(make([]float64, 790), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)} {
		for _, bend := range []float64{stiff, bending} {
			m := Trend{Periods: []int{7, 365}, Bend: bend}
			for _, v := range m.Forecast(PastOf(y), 30)[0] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%s: %g", name, v)
				}
			}
			backtest(m, PastOf(y), PlanFor(30, 7))
		}
	}
}
