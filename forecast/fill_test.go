package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestGapsAreFilledByWhatWasToBeExpected(t *testing.T) {
	nan := math.NaN()
	week := []float64{10, 11, 12, 13, 14, 30, 40}
	var y []float64
	for range 8 {
		y = append(y, week...)
	}
	for _, hole := range []int{9, 20, 21, 22, 26, 27, 40, 55} {
		y[hole] = nan
	}
	for at, v := range fill(y, 7) {
		if v != week[at%7] {
			t.Errorf("step %d of a strict cycle is %g, want %g", at, v, week[at%7])
		}
	}
	if got := fill([]float64{nan, nan, 5, nan}, 7); !slices.Equal(got, []float64{5, 5, 5, 5}) {
		t.Errorf("one known value fills as %v", got)
	}
	for _, period := range []int{1 << 50, 0, -7} {
		if got := fill([]float64{1, nan, 1}, period); !slices.Equal(got, []float64{1, 1, 1}) {
			t.Errorf("a period of %d, which cannot be, fills as %v", period, got)
		}
	}
	if got := fill([]float64{8, 6, 4, 2, 0, 0, nan, 1, nan}, 1); slices.Min(got) < 0 || !counts(got) {
		t.Errorf("counts fill as %v", got)
	}
}

// What comes after a gap says nothing of it: an origin of the past must not know its future.
func TestGapsDoNotKnowWhatComes(t *testing.T) {
	f := follower{0.3, 0.3}
	one := f.fill([]float64{1, 2, 3, 2, math.NaN(), 9}, 0, 2)
	other := f.fill([]float64{1, 2, 3, 2, math.NaN(), -9}, 0, 2)
	if one[4] != other[4] {
		t.Errorf("the gap is %g before 9 and %g before -9", one[4], other[4])
	}
}

// Of noise with most days missing the error that is told is that of noise, whose filled days nobody can be right or wrong about, and its intervals hold
// what comes.
func TestGapsAreNotTakenForTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, h = 400, 28
	values := make([]float64, n)
	for i := range values {
		values[i] = 100 + 10*r.NormFloat64()
		if r.Float64() < 0.6 && i > 0 && i < n-1 {
			values[i] = math.NaN()
		}
	}
	s := &Series{Start: day(0), Frequency: Daily, Values: values}
	f, err := s.Forecast(h)
	if err != nil {
		t.Fatal(err)
	}
	const usual = 10 * 0.798 // The mean absolute error of who knows the mean.
	if f.MAE < 0.85*usual || f.MAE > 1.3*usual {
		t.Errorf("the error told is %.2f, that of noise is %.2f", f.MAE, usual)
	}
	var in float64
	for range 1000 {
		for k := range h {
			if v := 100 + 10*r.NormFloat64(); v >= f.Intervals[k][1].Low && v <= f.Intervals[k][1].High {
				in += 1.0 / h / 1000
			}
		}
	}
	if in < 0.65 || in > 0.92 {
		t.Errorf("the interval of 80 %% holds %.0f %%", 100*in)
	}
	if share := f.Totals[6].Intervals[1].High - f.Totals[6].Value; share < 15 || share > 110 {
		t.Errorf("the interval of a week's sum goes %.1f up", share)
	}
}

// An origin after which nothing came is none, and what is not known is not asked for.
func TestOriginsAfterWhichNothingCame(t *testing.T) {
	values := planted(200, 1)
	for i := 100; i < 160; i++ {
		values[i] = math.NaN()
	}
	f, err := (&Series{Start: day(0), Frequency: Daily, Values: values}).Forecast(20)
	if err != nil {
		t.Fatal(err)
	}
	if f.Origins != 4 { // The older four of the eight, ten steps apart, look into the gap.
		t.Errorf("%d origins", f.Origins)
	}
	if math.IsNaN(f.MAE) || math.IsNaN(f.Point[0]) || !f.Intervals[0][1].Given() {
		t.Errorf("error %g, %v", f.MAE, f.Intervals[0])
	}
}

// Counts with gaps are not believed to have been what fills them.
func TestMissingCountsAreNotCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	full := make([]float64, 200)
	for i := range full {
		full[i] = float64(poisson(r, 20))
	}
	p := Past{Values: full, Start: day(0), Step: Daily, Missing: make([]bool, 200)}
	strange := p
	strange.Values = slices.Clone(full)
	for i := 60; i < 120; i++ {
		p.Missing[i], strange.Values[i] = true, 500
	}
	one := Counts{Periods: []int{7}}.Forecast([]Past{p}, 7)[0]
	other := Counts{Periods: []int{7}}.Forecast([]Past{strange}, 7)[0]
	for k := range one {
		if math.Abs(one[k]-other[k]) > 0.02*one[k] {
			t.Errorf("step %d: %g, and %g where the gap is filled otherwise", k, one[k], other[k])
		}
	}
}

// Numbered steps, as open days are, are filled by the cycle that they were stated to have.
func TestGapsOfOpenDaysHaveTheirCycle(t *testing.T) {
	week := []float64{400, 380, 360, 340, 500}
	y := make([]float64, 100)
	for i := range y {
		if y[i] = week[i%5]; i%9 == 4 {
			y[i] = math.NaN()
		}
	}
	a := Ask{Horizon: 5, Periods: []int{5}}
	p, err := a.past(Subject{ID: "a", Series: &Series{Frequency: Frequency{Step: 1}, Values: y}})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Values[94]; got != week[94%5] {
		t.Errorf("a strict week of open days is filled with %g, want %g", got, week[94%5])
	}
}

// One error is told of one forecast, however many values its origins missed.
func TestOneErrorForTheSameForecast(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		v := make([]float64, 120)
		for i := range v {
			if i > 0 {
				v[i] = v[i-1] + r.NormFloat64()
			}
		}
		for i := 1; i < 119; i++ {
			if i > 60 && i < 80 || r.Float64() < 0.3 {
				v[i] = math.NaN()
			}
		}
		// A gap carries the walk on in the values that were generated before it was cut.
		f, err := (&Series{Start: day(0), Frequency: Yearly, Values: v}).Forecast(10)
		if err == nil && f.Naive && math.Abs(f.MAE-f.Backtest.NaiveMAE) > 1e-6 {
			t.Errorf("the naive forecast is given with an error of %g and one of %g", f.MAE, f.Backtest.NaiveMAE)
		}
	}
}

// A past of which nothing is known where it is looked at is told so.
func TestGapLongerThanWhatIsLookedAt(t *testing.T) {
	v := unknown(memory + 200)
	for i := range 100 {
		v[i] = float64(50 + i%24)
	}
	v[len(v)-1] = 10
	given, err := Ask{Horizon: 5, CutOff: 1, Unexplained: true}.Forecast(context.Background(), []Subject{{Series: &Series{Start: day(0), Frequency: Hourly, Values: v}}})
	if err != nil || given[0].Withheld == "" {
		t.Errorf("%v, %v", given, err)
	}
}
