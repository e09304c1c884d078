package forecast

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// seriesOf lays values out on days.
func seriesOf(t *testing.T, y []float64) *Series {
	t.Helper()
	points := make([]Point, len(y))
	for i, v := range y {
		points[i] = Point{day(i), v}
	}
	s, err := New(points)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAskForecastsEachSubject(t *testing.T) {
	months := &Series{Start: day(0), Frequency: Monthly, Values: planted(60, 3)}
	subjects := []Subject{
		{ID: "long", Series: seriesOf(t, planted(200, 1))},
		{ID: "months", Series: months},
		{ID: "short", Series: seriesOf(t, planted(90, 2))},
		{ID: "too short", Series: seriesOf(t, planted(9, 2))},
	}
	got, err := Ask{Horizon: 10}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range got {
		if i == 3 {
			if f.Point != nil || !strings.Contains(f.Withheld, "9 values") {
				t.Errorf("9 values gave %v, withheld %q", f.Point, f.Withheld)
			}
			continue
		}
		if f.Withheld != "" || len(f.Point) != 10 || len(f.Median) != 10 || len(f.Intervals) != 10 {
			t.Errorf("%s: %d points, withheld %q", subjects[i].ID, len(f.Point), f.Withheld)
		}
		if f.Backtest.NaiveMAE <= f.Backtest.MAE && !f.Naive {
			t.Errorf("%s: the mean error %g is not below the naive one's %g", subjects[i].ID, f.Backtest.MAE, f.Backtest.NaiveMAE)
		}
	}
	alone, err := Ask{Horizon: 10}.Forecast(context.Background(), subjects[1:2])
	if err != nil || !slices.Equal(alone[0].Point, got[1].Point) {
		t.Errorf("days changed what is said of months: %v, %v, %v", alone[0].Point, got[1].Point, err)
	}
}

// The newest steps may not be complete; without them the forecast is that of the steps before, told from where the series ends.
func TestAskLeavesOutWhatIsNotComplete(t *testing.T) {
	y := planted(203, 1)
	copy(y[200:], []float64{9, 5, 1})
	got, err := Ask{Horizon: 7, CutOff: 3}.Forecast(context.Background(), []Subject{{Series: seriesOf(t, y)}})
	if err != nil {
		t.Fatal(err)
	}
	want := Panel([]Past{{Values: y[:200], Start: day(0), Step: Daily}}, Daily.Periods(), 10)[0]
	if !slices.Equal(got[0].Point, want.Point[3:]) || !slices.Equal(got[0].Completed, want.Point[:3]) {
		t.Errorf("%v after %v, want %v", got[0].Point, got[0].Completed, want.Point)
	}
}

func TestAskRefusesInWords(t *testing.T) {
	y := planted(50, 1)
	gap := planted(57, 1)
	gap[55] = math.NaN()
	for _, c := range []struct {
		ask     Ask
		subject Subject
		want    string
	}{
		{Ask{}, Subject{Series: seriesOf(t, y)}, "0 steps"},
		{Ask{Horizon: 7, CutOff: -1}, Subject{Series: seriesOf(t, y)}, "-1"},
		{Ask{Horizon: 7}, Subject{ID: "a"}, `"a": there is no series`},
		{Ask{Horizon: 7, Regressors: []string{"spend"}}, Subject{Series: seriesOf(t, y)}, "1 known regressors are named and 0 are given"},
		{Ask{Horizon: 7, Regressors: []string{"spend"}}, Subject{Series: seriesOf(t, y), Known: [][]float64{planted(56, 1)}}, `"spend" is known for 56 of 57 steps`},
		{Ask{Horizon: 7, Regressors: []string{"spend"}}, Subject{Series: seriesOf(t, y), Known: [][]float64{gap}}, `"spend" is NaN at`},
	} {
		if _, err := c.ask.Forecast(context.Background(), []Subject{c.subject}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Ask{Horizon: 7}).Forecast(ctx, []Subject{{Series: seriesOf(t, y)}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a forecast that nobody waits for went on: %v", err)
	}
}

func TestCountsAreToldByContent(t *testing.T) {
	for _, c := range []struct {
		y    []float64
		want bool
	}{{[]float64{0, 3, 12}, true}, {[]float64{0, 3.5}, false}, {[]float64{-1, 3}, false}, {[]float64{1e100}, false}, {nil, true}} {
		if counts(c.y) != c.want {
			t.Errorf("%v: counts %v", c.y, !c.want)
		}
	}
}

func TestAskTellsItsProgress(t *testing.T) {
	last, all := -1, 0
	ask := Ask{Horizon: 7, Progress: func(done, of int) {
		if done != last+1 {
			t.Errorf("%d after %d", done, last)
		}
		last, all = done, of
	}}
	if _, err := ask.Forecast(context.Background(), []Subject{{Series: seriesOf(t, planted(60, 1))}}); err != nil || last != all {
		t.Errorf("%d of %d, %v", last, all, err)
	}
}
