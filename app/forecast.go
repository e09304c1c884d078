package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
)

// ForecastRequest names a long table of series, and says what is asked about them. No project is needed.
type ForecastRequest struct {
	Input     string // a row a series and time; rows after the last value of a series carry known regressors
	Snapshots string // what was known of a time so many steps later; may be empty

	IDColumn, TimeColumn, ValueColumn string // empty takes the usual names

	Horizon    int
	Season     []int  // lengths of cycles in steps; nil takes those of the step
	Freq       string // the step, such as day or 15min; empty takes the one that the times show
	Regressors []string
	Country    string
	CutOff     int  // newest steps that are not complete, where there are no snapshots
	Zeros      bool // steps without a row are zero, up to the newest value of the table
	Explain    bool // tell what each cause adds, which takes time

	Progress func(format string, args ...any) // may be nil; is told what is being done
}

// Forecasts is what is said of the series of a table, in the order of their first rows.
type Forecasts struct {
	Series []*SeriesForecast

	request ForecastRequest
	unread  []string // columns of the table that nothing was read from
}

// SeriesForecast is what is said of one series.
type SeriesForecast struct {
	ID    string
	Err   *farol.Error // why nothing is
	Given forecast.Forecast

	laid *laidSeries
}

// mostSteps is the longest horizon that is computed. Longer ones are a slip.
const mostSteps = 100_000

// Forecast reads the table and forecasts each series. A series that cannot be forecast says why and does not keep the others from it.
func Forecast(ctx context.Context, req ForecastRequest) (*Forecasts, error) {
	if req.Progress == nil {
		req.Progress = func(string, ...any) {}
	}
	step, err := req.check()
	if err != nil {
		return nil, err
	}
	table, err := readLong(ctx, req.Input, longColumns{req.IDColumn, req.TimeColumn, req.ValueColumn, req.Regressors}, req.Progress)
	if err != nil {
		return nil, err
	}
	out := &Forecasts{request: req, unread: table.unread}
	for _, s := range table.series {
		one := &SeriesForecast{ID: s.id}
		if table.alone {
			one.ID = sourceName(req.Input)
		}
		if s.bad != nil {
			one.Err = s.bad
		} else if one.laid, err = table.layOut(s, req, step); err != nil {
			one.Err = placeIn(err, req.Input, s.line)
		}
		s.forget()
		out.Series = append(out.Series, one)
	}
	if err := out.readSnapshots(ctx, table); err != nil {
		return nil, err
	}
	return out, out.ask(ctx, table.counted)
}

// check refuses what no table can be asked.
func (req ForecastRequest) check() (step forecast.Frequency, err error) {
	switch {
	case req.Horizon < 1 || req.Horizon > mostSteps:
		return step, farol.Errorf(farol.CodeUsage, "the horizon is %d steps", req.Horizon).Hint("take one from 1 to %d", mostSteps)
	case req.CutOff < 0:
		return step, farol.Errorf(farol.CodeUsage, "the cut-off is %d steps", req.CutOff).Hint("take 0 or more")
	}
	for _, m := range req.Season {
		if m < 2 || m > mostSteps {
			return step, farol.Errorf(farol.CodeUsage, "a season of %d steps is none", m).Hint("take a length of 2 or more, such as 7 for weeks of days")
		}
	}
	if req.Country != "" {
		if _, err := forecast.Country(req.Country); err != nil {
			return step, err
		}
	}
	if req.Freq != "" {
		return stepNamed(req.Freq)
	}
	return step, nil
}

// placeIn gives an error the place where its series begins, if it has none yet.
func placeIn(err error, path string, line int) *farol.Error {
	e := farol.AsErrors(err)[0]
	if e.Place.File == "" {
		return e.At(path, line)
	}
	return e
}

// ask forecasts the series that could be laid out: all together, but for those that leave weekdays out, whose steps are of another kind.
func (f *Forecasts) ask(ctx context.Context, counted bool) error {
	groups := map[int][]*SeriesForecast{} // By how many days of a week are steps, 0 where time itself is.
	for _, s := range f.Series {
		switch {
		case s.Err != nil:
		case s.laid.days != nil:
			groups[s.laid.days.each] = append(groups[s.laid.days.each], s)
		default:
			groups[0] = append(groups[0], s)
		}
	}
	for _, each := range slices.Sorted(maps.Keys(groups)) {
		if err := f.askGroup(ctx, groups[each], counted); err != nil {
			return err
		}
	}
	return nil
}

func (f *Forecasts) askGroup(ctx context.Context, group []*SeriesForecast, counted bool) error {
	ask := forecast.Ask{Horizon: f.request.Horizon, Country: f.request.Country, Regressors: f.request.Regressors, CutOff: f.request.CutOff, Unexplained: !f.request.Explain}
	if days := group[0].laid.days; days != nil {
		ask.Periods, ask.Country = days.cycles(), ""
		if f.request.Country != "" {
			calendar, err := forecast.Country(f.request.Country)
			if err != nil {
				return err
			}
			ask.Regressors = append(slices.Clone(ask.Regressors), "holiday")
			for _, s := range group {
				s.laid.subject.Known = append(s.laid.subject.Known, s.laid.holidays(calendar, len(s.laid.subject.Series.Values)+ask.Horizon))
			}
		}
	}
	if len(f.request.Season) > 0 {
		ask.Periods = slices.Sorted(slices.Values(f.request.Season))
	} else if counted && f.request.Freq == "" {
		ask.Periods = []int{} // Numbers of steps tell no cycle.
	}
	subjects := make([]forecast.Subject, len(group))
	for i, s := range group {
		subjects[i] = s.laid.subject
	}
	ask.Progress = func(done, of int) {
		f.request.Progress("forecasting %d series: %d of %d methods tried", len(subjects), done, of)
	}
	given, err := ask.Forecast(ctx, subjects)
	if err != nil {
		return err
	}
	for i, s := range group {
		s.Given = given[i]
		if s.Given.Withheld != "" {
			s.Err = farol.Errorf(farol.CodeNoForecast, "%s", s.Given.Withheld).At(f.request.Input, s.laid.line).Hint("give more of the past, or ask for fewer steps")
		}
	}
	return nil
}

// Failed gives why series could not be forecast, in the order of the table.
func (f *Forecasts) Failed() farol.Errors {
	var out farol.Errors
	for _, s := range f.Series {
		if s.Err != nil {
			out = append(out, s.Err)
		}
	}
	return out
}

// readSnapshots gives each series what was known of it earlier.
func (f *Forecasts) readSnapshots(ctx context.Context, main *longTable) error {
	if f.request.Snapshots == "" {
		return nil
	}
	path := f.request.Snapshots
	age, err := ageColumn(ctx, path)
	if err != nil {
		return err
	}
	table, err := readLong(ctx, path, longColumns{f.request.IDColumn, f.request.TimeColumn, f.request.ValueColumn, []string{age}}, f.request.Progress)
	if err != nil {
		return err
	}
	if table.counted != main.counted {
		return farol.Errorf(farol.CodeBadCell, "the times are of another kind than those of %s", f.request.Input).At(path, table.series[0].line).
			Hint("write them as they are written there")
	}
	fits := false
	for _, s := range f.Series {
		shots := table.byID[s.ID]
		if shots == nil && main.alone && table.alone {
			shots = table.series[0] // Neither file names the only series that there is.
		}
		if shots == nil || s.Err != nil {
			continue
		}
		fits = true
		if shots.bad != nil {
			s.Err = shots.bad
			continue
		}
		if err := s.laid.snapshots(path, shots); err != nil {
			s.Err = err
		}
	}
	if !fits && len(f.Failed()) < len(f.Series) {
		return farol.Errorf(farol.CodeUnknownName, "no series of %s is one of %s", path, f.request.Input).At(path, table.series[0].line).
			Hint("the first is %q there and %q here", table.series[0].id, main.series[0].id)
	}
	return nil
}

// ageColumn finds the column of a file of snapshots that says how many steps later something was known.
func ageColumn(ctx context.Context, path string) (string, error) {
	header, rows, err := openLong(ctx, path)
	if err != nil {
		return "", err
	}
	rows.close()
	for _, name := range usualAges {
		for _, h := range header {
			if strings.EqualFold(h, name) {
				return h, nil
			}
		}
	}
	return "", farol.Errorf(farol.CodeMissingColumn, "no column of the header is called %s", strings.Join(usualAges, ", ")).At(path, 1).
		Hint("a snapshot says what was known of a time so many steps later: id,ds,age,y; the columns are %s", firstOf(header))
}

// Find gives the forecast of a series by its id.
func (f *Forecasts) Find(id string) (*SeriesForecast, error) {
	if id == "" && len(f.Series) == 1 {
		return f.Series[0], nil
	}
	var ids []string
	for _, s := range f.Series {
		if s.ID == id {
			return s, nil
		}
		ids = append(ids, s.ID)
	}
	err := farol.Errorf(farol.CodeUnknownName, "there is no series %q", id).At(f.request.Input, 0)
	if id == "" {
		err = farol.Errorf(farol.CodeUsage, "%s holds %d series", f.request.Input, len(ids))
	}
	return nil, err.Hint("name one with --id: they are %s", firstOf(ids))
}
