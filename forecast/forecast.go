package forecast

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	farol "github.com/farol-kpi/farol"
)

// Forecast is what is said of one series. Point, Median, Intervals and Totals have one entry a step after its end.
type Forecast struct {
	Withheld  string    // why nothing is given, empty where it is
	Point     []float64 // of counts the mean, so that sums of days are right
	Median    []float64 // what is as likely passed as not
	Intervals [][len(Levels)]Interval
	Refused   [len(Levels)]string // why the interval of a level is not given, empty where it is
	Totals    []Total             // of the sum of the steps up to each
	Members   []Member
	Effects   []Effect
	Findings  []Finding
	Completed []float64 // what the newest values are taken for, the newest last, where they were not complete
	Origins   int       // how many origins of the past the members were tried at
	MAE       float64   // the forecast's own mean absolute error there, NaN without origins
	Backtest  Backtest
	Naive     bool // nothing beat the seasonal naive forecast, so that one is given

	sums   []sumErrors // of the sum of the steps up to each
	spans  *spans      // of sums that begin later
	place  int         // of this forecast among them
	given  [][]float64 // of each member, nil where it gave nothing
	missed [][]float64 // what came less what would have been said: [origin, the newest first][step], NaN where nobody knows what came
}

// Total is the sum of the first steps of a forecast.
type Total struct {
	Value     float64
	Intervals [len(Levels)]Interval
}

// Effect is what one cause adds to a series or takes from it, at every step of the past and then of the future.
type Effect struct {
	Name   string // "trend", "week", "year", "holiday" or the name of a regressor
	Values []float64
}

// Finding is something about the past of a series that a reader of the forecast should know.
type Finding struct {
	Time time.Time
	Kind string // "level shift", "outlier", "gap", "closed" or "incomplete"
	Size float64
	Text string
}

// Backtest is how a forecast would have done at the origins of its past. What has no meaning is NaN.
type Backtest struct {
	MAE, MASE           float64
	NaiveMAE, NaiveMASE float64 // of the seasonal naive forecast
	Covered80           float64 // share inside the intervals of 80 % of that origin
}

// memory is how many values before the end of a series are looked at, so that the time a forecast takes is bounded. It is two years of
// hours.
const memory = 17_600

// Forecast says what comes in the h steps after the end of the series.
func (s *Series) Forecast(h int) (*Forecast, error) {
	if h < 1 || h > len(s.Values) {
		return nil, farol.Errorf(farol.CodeNoForecast, "cannot forecast %d steps of one %s from %d of the past", h, s.Frequency, len(s.Values)).
			Hint("ask for at least 1 step and for no more than the past has")
	}
	panel := []Past{{Values: s.Filled(), Start: s.Start, Step: s.Frequency, Missing: s.missing()}}
	out, _ := panelOf(context.Background(), arrange(panel, shown(periodsIn(panel), panel), h), nil)
	return &out[0], nil
}

// Panel forecasts series of one step together: what is usual in the panel helps those whose past is short. Every value must be known
// (Series.Filled). The series must not know the future of each other, as pieces of one series would.
func Panel(panel []Past, periods []int, h int) []Forecast {
	out, _ := panelOf(context.Background(), arrange(panel, periods, h), nil) // Stops with no error but that of its context.
	return out
}

// arranged is a panel with what its periods and its horizon make of it.
type arranged struct {
	pasts   []Past // as far back as is looked
	members []Method
	plan    Plan
}

func arrange(panel []Past, periods []int, h int) arranged {
	recent := make([]Past, len(panel))
	for i, p := range panel {
		recent[i] = p.recent(memory)
	}
	period := 1
	if len(periods) > 0 && periods[0] <= 26 {
		period = periods[0]
	}
	return arranged{recent, MembersFor(periods, recent), PlanFor(h, period)}
}

// panelOf tells progress, which may be nil, how many of the methods have been tried.
func panelOf(ctx context.Context, panel arranged, progress func(done, of int)) ([]Forecast, error) {
	out, err := forecastOf(ctx, panel.members, panel.pasts, panel.plan, progress)
	if err == nil && len(out) > 0 {
		totals(out, panel.pasts, panel.plan, panel.pasts[0].ahead)
	}
	return out, err
}

// PanelOf forecasts with stated members, the first of which is the yardstick and can forecast any series, and a stated backtest.
func PanelOf(members []Method, pasts []Past, plan Plan) []Forecast {
	out, _ := forecastOf(context.Background(), members, pasts, plan, nil)
	return out
}

func forecastOf(ctx context.Context, members []Method, pasts []Past, plan Plan, progress func(done, of int)) ([]Forecast, error) {
	panel, came := valuesOf(pasts), cameOf(pasts)
	runs, now := make([]rolled, len(members)), make([][][]float64, len(members))
	judged := make([]rolled, len(members)) // What the absolute errors of the members are judged by: of those that tell a distribution the median.
	told := make([]*tellings, len(members))
	done := 0
	if progress != nil {
		progress(0, len(members))
	}
	var mu sync.Mutex
	atOnce(len(members), func(j int) {
		if ctx.Err() != nil {
			return
		}
		m := members[j]
		if t, ok := m.(teller); ok {
			told[j] = tellingsOf(t, pasts, plan)
			runs[j], judged[j], now[j] = told[j].means, told[j].medians, told[j].now()
		} else {
			runs[j] = backtest(m, pasts, plan)
			judged[j] = runs[j]
			if now[j] = make([][]float64, len(panel)); j == 0 || runs[j].some() { // What was never tried is never given.
				now[j] = within(panel, m.Forecast(pasts, plan.Horizon))
			}
		}
		if progress != nil {
			mu.Lock()
			defer mu.Unlock()
			done++
			progress(done, len(members))
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := make([]Forecast, len(panel))
	past := make([][][]float64, len(panel)) // The forecasts' errors: [series][origin][step].
	c := contest{members: members, runs: runs, judged: judged, now: now, plan: plan, few: len(panel) < aPanel}
	c.usual, c.trust = usualErrors(judged, came, plan, 0), trustIn(judged, came, plan)
	for i, y := range came {
		if len(y) > 0 {
			out[i], past[i] = c.choose(i, pasts[i], y)
		}
	}
	if c.few {
		addOlder(out, past, members, pasts, plan)
	}
	conform(out, past, came, plan)
	for i := range out {
		out[i].Median = slices.Clone(out[i].Point)
	}
	for _, t := range told {
		t.give(out, pasts, plan)
	}
	keepClosed(out, pasts)
	return out, nil
}

// within holds what a method gave inside the reach of its series, and drops what is not a number.
func within(panel, given [][]float64) [][]float64 {
	for i, f := range given {
		if f == nil {
			continue
		}
		low, high := reach(panel[i])
		for k, v := range f {
			if math.IsNaN(v) {
				given[i] = nil
				break
			}
			f[k] = math.Min(math.Max(v, low), high)
		}
	}
	return given
}

// String tells in a line what is given and what it rests on.
func (f Forecast) String() string {
	if f.Naive {
		if f.Origins == 0 {
			return "the seasonal naive forecast, since the past is too short to try anything"
		}
		return "the seasonal naive forecast, which nothing beat at " + many(f.Origins, "origin") + " of the past"
	}
	text := ""
	for _, m := range f.Members {
		if m.Weight > 0 {
			if text != "" {
				text += ", "
			}
			text += fmt.Sprintf("%s %.0f %%", m.Name, 100*m.Weight)
		}
	}
	if f.Origins == 0 {
		return text + ", of a past too short to try them at"
	}
	return text + ", weighed at " + many(f.Origins, "origin") + " of the past"
}

// many writes a number of things.
func many(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
