package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// causedSubjects are counts that a week, a promotion and holidays move, with what is planned of the promotion.
func causedSubjects(t *testing.T, series, n, h int) []Subject {
	t.Helper()
	pt, err := Country("PT")
	if err != nil {
		t.Fatal(err)
	}
	week := []float64{1.2, 1.1, 1, 1, 1.1, 0.8, 0.6}
	var out []Subject
	for i := range series {
		r := rand.New(rand.NewPCG(uint64(i), 31))
		y, promotion := make([]float64, n), make([]float64, n+h)
		for d := range n + h {
			mean := 60 * week[d%7]
			if (d+5*i)%30 < 6 {
				promotion[d] = 1
				mean *= 1.6
			}
			if pt.Holiday(day(d)) != "" {
				mean *= 0.4
			}
			if d < n {
				y[d] = float64(poisson(r, mean))
			}
		}
		out = append(out, Subject{Series: &Series{Start: day(0), Frequency: Daily, Values: y}, Known: [][]float64{promotion}})
	}
	return out
}

// The effects of each step to come add up to its point, and those that were planted are found in it.
func TestEffectsAddUpToThePoint(t *testing.T) {
	const n, h = 365 + 160, 40 // The tenth of June is among the steps to come.
	subjects := causedSubjects(t, 4, n, h)
	got, err := Ask{Horizon: h, Country: "PT", Regressors: []string{"promotion"}}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range got {
		by := map[string][]float64{}
		for _, e := range f.Effects {
			by[e.Name] = e.Values
			if len(e.Values) != n+h {
				t.Fatalf("the effect %s has %d values of %d", e.Name, len(e.Values), n+h)
			}
			for d, v := range e.Values {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("the effect %s is %g at step %d", e.Name, v, d)
				}
			}
		}
		var on, days, sunday, saint, saints float64
		for k, point := range f.Point {
			var sum float64
			for _, values := range by {
				sum += values[n+k]
			}
			if math.Abs(sum-point) > 1e-6*math.Abs(point) {
				t.Fatalf("the effects of step %d add up to %g, its point is %g", k, sum, point)
			}
			if subjects[i].Known[0][n+k] == 1 {
				on, days = on+by["promotion"][n+k], days+1
			} else if v := by["promotion"][n+k]; v != 0 {
				t.Errorf("no promotion adds %g", v)
			}
			if (n+k)%7 == 6 {
				sunday += by["week"][n+k]
			}
			if at := day(n + k); at.Month() == time.June && at.Day() == 10 {
				saint, saints = saint+by["holiday"][n+k], saints+1
			}
		}
		if on/days < 15 || on/days > 60 {
			t.Errorf("a promotion adds %.1f to about 60, want about 36", on/days)
		}
		if sunday > -50 {
			t.Errorf("the last day of the week adds %.1f over all, want about −24 each", sunday)
		}
		if saints != 1 || saint > -10 {
			t.Errorf("a holiday adds %.1f, want about −30", saint)
		}
	}
}

// Of a series without causes the trend and the cycles make all of the point, a year among them where the forecast follows one.
func TestEffectsOfCycles(t *testing.T) {
	const n, h = 900, 60
	y := make([]float64, n)
	r := rand.New(rand.NewPCG(9, 9))
	for d := range y {
		y[d] = 100 * (1 + 0.3*math.Sin(2*math.Pi*float64(d)/365)) * []float64{1.2, 1.1, 1, 1, 1.1, 0.8, 0.6}[d%7] * (1 + 0.03*r.NormFloat64())
	}
	got, err := Ask{Horizon: h}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, y)}})
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, e := range got[0].Effects {
		names += e.Name + " "
	}
	if names != "trend week year " {
		t.Errorf("the effects are %s", names)
	}
	for _, short := range [][]float64{{1, 2}, {5, 5, 5, 5, 5}, planted(20, 1)} {
		got, err := Ask{Horizon: 2}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, short)}})
		if err != nil || len(got[0].Effects) == 0 || got[0].Effects[0].Name != "trend" {
			t.Errorf("%v: %v, %v", short, got[0].Effects, err)
		}
	}
}

func TestCyclesHaveNames(t *testing.T) {
	for _, c := range []struct {
		step   Frequency
		period int
		want   string
	}{{Hourly, 24, "day"}, {Hourly, 168, "week"}, {Daily, 7, "week"}, {Daily, 365, "year"}, {Weekly, 52, "year"}, {Monthly, 12, "year"}, {Quarterly, 4, "year"}, {Daily, 30, "cycle of 30"}} {
		if got := c.step.cycle(c.period); got != c.want {
			t.Errorf("%d steps of one %s are a %s, want %s", c.period, c.step, got, c.want)
		}
	}
}

// A past that is short and ends with holidays, or is nothing else, has effects that are numbers.
func TestEffectsAfterHolidays(t *testing.T) {
	christmas := day(0).AddDate(0, 11, 24)
	for _, back := range []int{0, 3, 20} {
		s := &Series{Start: christmas.AddDate(0, 0, -back), Frequency: Daily, Values: planted(back+2, 1)} // The 25th and the 26th are its last.
		got, err := Ask{Horizon: 2, Country: "IT", Periods: []int{30}}.Forecast(context.Background(), []Subject{{Series: s}})
		if err != nil {
			t.Fatal(err)
		}
		checkAnswer(t, got[0], 2)
	}
}
