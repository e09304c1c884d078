package forecast

import (
	"context"
	"math"
	"slices"
	"time"

	farol "github.com/farol-kpi/farol"
)

// Ask is what forecasts are asked for.
type Ask struct {
	Horizon    int
	Periods    []int    // the lengths of the cycles in steps; nil takes those that the step has and the series show
	Country    string   // ISO code of the country whose holidays count, empty for none
	Regressors []string // the names of Subject.Known's columns
	CutOff     int      // newest steps that are not complete and are not believed; for a subject without snapshots

	Unexplained bool // leaves effects and findings out, which take a part of the time

	Progress func(done, of int) // may be nil; is told how many of the methods have been tried on the series of one step
}

// Subject is one series that is asked about. The series of one Ask help each other where they have the same step; they may begin and end
// anywhere, and must not be pieces of one series, which would know the future of each other.
type Subject struct {
	ID        string
	Series    *Series
	Known     [][]float64 // [regressor][step], known for the values and for the horizon after them
	Snapshots []Snapshot
}

// Snapshot is what was known of a step so many steps after it.
type Snapshot struct {
	Time  time.Time
	Age   int
	Value float64
}

// Forecast gives one forecast a subject, in their order. Of a series that nothing can be said of it says why (Forecast.Withheld). It stops
// with the error of ctx.
func (a Ask) Forecast(ctx context.Context, subjects []Subject) ([]Forecast, error) {
	if a.Horizon < 1 || a.CutOff < 0 {
		return nil, farol.Errorf(farol.CodeNoForecast, "cannot forecast %d steps after %d that are not believed", a.Horizon, a.CutOff).
			Hint("ask for at least 1 step, and for 0 or more that are not believed")
	}
	var calendar *Calendar
	if a.Country != "" {
		var err error
		if calendar, err = Country(a.Country); err != nil {
			return nil, err
		}
	}
	pasts := make([]Past, len(subjects))
	for i, s := range subjects {
		var err error
		if pasts[i], err = a.past(s); err != nil {
			return nil, err
		}
		pasts[i].Calendar = calendar
	}
	completePasts(pasts, subjects)
	seen := make([]int, len(pasts)) // The known values of the past that is looked at.
	for i, p := range pasts {
		p = p.recent(memory)
		seen[i] = len(p.Values)
		for _, missing := range p.Missing {
			if missing {
				seen[i]--
			}
		}
	}
	for i, s := range subjects {
		pasts[i].calm(s.Series, a.cycle(s.Series))
	}
	out := make([]Forecast, len(subjects))
	// Series of other steps do not tell each other anything. Steps are taken in the order that they come in, so that the answer is the same.
	for i := range pasts {
		if out[i].Point != nil || out[i].Withheld != "" {
			continue
		}
		var at []int
		for j := i; j < len(pasts); j++ {
			if pasts[j].Step == pasts[i].Step && pasts[j].ahead == pasts[i].ahead {
				at = append(at, j)
			}
		}
		if err := a.together(ctx, out, pasts, seen, at); err != nil {
			return nil, err
		}
	}
	if !a.Unexplained {
		a.find(out, subjects, pasts, calendar)
	}
	return out, nil
}

// find tells what is unusual in the past of each subject.
func (a Ask) find(out []Forecast, subjects []Subject, pasts []Past, calendar *Calendar) {
	for i, s := range subjects {
		out[i].Findings = append(findings(believed(s.Series, pasts[i]), a.cycle(s.Series), calendar), unfinished(s.Series, pasts[i])...)
	}
}

// cycle is the shortest of the cycles that a series may have, 1 for one without.
func (a Ask) cycle(s *Series) int {
	periods := a.Periods
	if periods == nil {
		periods = s.Frequency.Periods()
	}
	return append(slices.Clone(periods), 1)[0]
}

// together forecasts the subjects of one step, of whose pasts so many values are known.
func (a Ask) together(ctx context.Context, out []Forecast, pasts []Past, seen, at []int) error {
	var panel []Past
	var of []int
	for _, i := range at {
		if n := seen[i]; n < 2 || a.Horizon > n {
			out[i].Withheld = withheld(n, a.Horizon)
			continue
		}
		panel, of = append(panel, pasts[i]), append(of, i)
	}
	if len(panel) == 0 {
		return nil
	}
	periods := a.Periods
	if periods == nil {
		periods = shown(periodsIn(panel), panel)
	}
	all := arrange(panel, periods, a.Horizon+panel[0].ahead)
	given, err := panelOf(ctx, all, a.Progress)
	if err != nil {
		return err
	}
	if !a.Unexplained {
		tellEffects(given, all.members, all.pasts, periods, a.Regressors)
	}
	for j, i := range of {
		out[i] = given[j]
		out[i].since(panel[j].ahead)
		for e := range out[i].Effects { // Steps before all that was looked at.
			out[i].Effects[e].Values = append(unknown(len(panel[j].Values)-len(all.pasts[j].Values)), out[i].Effects[e].Values...)
		}
		if n := len(panel[j].Shares); n > 0 {
			out[i].Completed = panel[j].Values[len(panel[j].Values)-n:]
		}
	}
	return nil
}

// past makes what a subject knows into what the methods are given.
func (a Ask) past(s Subject) (Past, error) {
	if s.Series == nil {
		return Past{}, farol.Errorf(farol.CodeNoForecast, "cannot forecast %q: there is no series", s.ID)
	}
	if len(s.Known) != len(a.Regressors) {
		return Past{}, farol.Errorf(farol.CodeNoForecast, "cannot forecast %q: %d known regressors are named and %d are given", s.ID, len(a.Regressors), len(s.Known))
	}
	n := len(s.Series.Values)
	p := Past{Values: fill(s.Series.Values, a.cycle(s.Series)), Start: s.Series.Start, Step: s.Series.Frequency, Missing: s.Series.missing()}
	for r, column := range s.Known {
		if len(column) < n+a.Horizon {
			return Past{}, farol.Errorf(farol.CodeNoForecast, "cannot forecast %q: the regressor %q is known for %d of %d steps", s.ID, a.Regressors[r], len(column), n+a.Horizon).
				Hint("give its values up to the end of the horizon, or leave it out")
		}
		column = slices.Clone(column[:n+a.Horizon])
		for t, v := range column {
			if (t >= n && math.IsNaN(v)) || math.IsInf(v, 0) || math.Abs(v) > Largest {
				return Past{}, farol.Errorf(farol.CodeBadValue, "cannot forecast %q: the regressor %q is %g at %s", s.ID, a.Regressors[r], v, when(p.at(t))).
					Hint("give its values up to the end of the horizon, or leave it out")
			}
		}
		p.Known = append(p.Known, fill(column, 1))
	}
	if len(s.Snapshots) == 0 {
		p.Values = p.Values[:max(0, n-a.CutOff)]
		if p.Missing != nil {
			p.Missing = p.Missing[:len(p.Values)]
		}
		p.ahead = min(a.CutOff, n)
	}
	return p, nil
}

// since leaves out the steps up to the end of the series, which had been forecast since they were not believed, and keeps them as what is
// taken for their values.
func (f *Forecast) since(ahead int) {
	if ahead == 0 {
		return
	}
	f.Completed = f.Point[:ahead:ahead]
	f.Point, f.Median, f.Intervals = f.Point[ahead:], f.Median[ahead:], f.Intervals[ahead:]
}

// unknown is so many figures that nobody knows.
func unknown(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// withheld says why a past of n values cannot carry a horizon.
func withheld(n, h int) string {
	return many(n, "value") + " of the past cannot carry a forecast of " + many(h, "step") + ": as many are needed, and two at least"
}

// counts tells whether values are whole and never below zero, as counts are.
func counts(y []float64) bool {
	for _, v := range y {
		if v < 0 || v != math.Trunc(v) || v > 1e12 {
			return false
		}
	}
	return true
}
