package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// On weekdays that have always had zeros nothing is forecast; on those that were never measured something is.
func TestClosedWeekdaysStayClosed(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for _, shut := range []float64{0, math.NaN()} {
		y := make([]float64, 200)
		for i := range y {
			if y[i] = 50 + 5*r.NormFloat64(); day(i).Weekday() == time.Sunday {
				y[i] = shut
			}
		}
		given, err := Ask{Horizon: 14}.Forecast(context.Background(), []Subject{{Series: &Series{Start: day(0), Frequency: Daily, Values: y}}})
		if err != nil {
			t.Fatal(err)
		}
		f := given[0]
		for k, v := range f.Point {
			sunday := day(len(y)+k).Weekday() == time.Sunday
			closed := v == 0 && f.Median[k] == 0 && f.Intervals[k][2] == Interval{}
			if closed != (sunday && shut == 0) || !closed && (v < 30 || v > 70) {
				t.Errorf("shut with %g: %s is forecast as %g in %v", shut, day(len(y)+k).Weekday(), v, f.Intervals[k])
			}
		}
		if got := f.Totals[13].Value; math.Abs(got-sum(f.Point)) > 1e-9 {
			t.Errorf("the total is %g and the steps come to %g", got, sum(f.Point))
		}
	}
}
