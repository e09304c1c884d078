package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
)

// forecastVersion changes when a new Farol makes other tables of the same past.
const forecastVersion = 2

// forecasting brings the tables of one forecast up to what its past is now.
type forecasting struct {
	*run
	f       *project.Forecast
	view    *metric.View
	measure *metric.Measure
	base    engine.Table // that the measure is of
	tables  map[string]engine.Table
	schemas map[string]farol.Schema
	book    *lake.Book
	step    *Step

	end    span      // how far the past reaches
	levels []*level  // with their series
	note   issue     // of the batch that the tables show
	last   lake.Page // of the ledger
	scored map[string]int64

	aimless   int    // targets for members that no series has
	aimlessAt string // the first of them
}

// forecast brings the tables of one forecast up to date.
//
// What was said of the future is truth: it cannot be computed again once more is known. So it is in the lake for good before a table shows it,
// and all tables change in one transaction (invariant 2). A run that is killed anywhere, begun again, ends in the same tables.
func (r *run) forecast(ctx context.Context, n *node, s *Step) error {
	w := &forecasting{run: r, f: n.forecast, step: s}
	err := w.update(ctx)
	if err != nil {
		s.RowsIn, s.Applied, s.Figures = 0, 0, nil
		return sqlFault(err, "forecast "+n.name, n.forecast.File)
	}
	s.Version = r.versionOf(ctx, n.name)
	return nil
}

func (w *forecasting) update(ctx context.Context) (err error) {
	if w.view, w.measure = w.o.Project.Measured(w.f); w.measure == nil {
		return farol.Errorf(farol.CodeUnknownName, "there is no measure %q", w.f.Measure)
	}
	snapshot, err := w.o.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closing := snapshot.Close(); err == nil {
			err = closing
		}
	}()
	if w.tables, err = tablesOf(ctx, snapshot); err != nil {
		return err
	}
	for _, need := range w.o.Project.Needs(w.f) {
		if _, ok := w.tables[need]; !ok {
			return farol.Errorf(farol.CodeNotBuilt, "forecast %q needs %q, which has not been built", w.f.Name, need).
				Hint("run it with what it needs: --select +%s", w.f.Name)
		}
	}
	w.base = w.tables[w.view.Table]
	w.schemas = w.o.Project.ForecastSchemas(w.f, w.base.Schema)
	if err := w.columns(); err != nil {
		return err
	}
	if w.book, err = w.o.Lake.ForecastBook(w.f.Name); err != nil {
		return err
	}
	last, _, err := w.book.Last()
	if err != nil {
		return err
	}
	if w.shownBy(w.fingerprint(last)) {
		w.step.State = Unchanged
		return nil
	}
	began, cpu := time.Now(), cpuTime()
	if err := w.read(ctx, snapshot); err != nil {
		return err
	}
	if err := w.regressors(ctx, snapshot); err != nil {
		return err
	}
	if err := w.seen(ctx); err != nil {
		return err
	}
	if err := w.ask(ctx); err != nil {
		return err
	}
	cpu = cpuTime() - cpu
	if err := w.try(ctx); err != nil {
		return err
	}
	if err := w.reach(ctx, snapshot); err != nil {
		return err
	}
	// Nothing is read from here on, and an open snapshot holds checkpoints back.
	if err := snapshot.Close(); err != nil {
		return err
	}
	if w.last, err = w.issue(ctx, last); err != nil {
		return err
	}
	if err := w.write(ctx, w.fingerprint(w.last)); err != nil {
		return err
	}
	w.tell(cpu)
	w.o.Log.Debug("forecast made", "forecast", w.f.Name, "seconds", time.Since(began).Seconds(), "cpu", cpu.Seconds())
	return nil
}

// keptLogic is how many letters of a fingerprint tell how the table of all that was ever said is made: it stays where the rest changes, such as
// targets do every month.
const keptLogic = 16

// fingerprint has two parts, as that of a model: how the tables are made, and from what, which the issued forecasts are part of.
func (w *forecasting) fingerprint(last lake.Page) string {
	f := *w.f
	f.Title, f.Description, f.Line = nil, nil, 0
	figure := digest(forecastVersion, f.Measure, w.view.Table, w.view.Time, *w.measure)
	how := digest(figure, f.Step, f.By, w.schemas[f.Name+"_issued"])[:keptLogic] + digest(figure, f, w.schemas)[:32-keptLogic]
	from := []string{}
	for _, need := range w.o.Project.Needs(w.f) {
		from = append(from, w.tables[need].Fingerprint)
	}
	return how + "." + digest(how, from, last.Batch, last.Hash)[:32]
}

// shownBy tells that all tables of the forecast have a fingerprint.
func (w *forecasting) shownBy(want string) bool {
	return !slices.ContainsFunc(w.f.Tables(), func(name string) bool { return w.tables[name].Fingerprint != want })
}

// tell puts into the step what there is to tell beside rows.
func (w *forecasting) tell(cpu time.Duration) {
	var series, naive, withheld int64
	why, covered, judged := "", 0.0, 0.0
	for _, l := range w.levels {
		for _, s := range l.series {
			series++
			switch {
			case s.said.Withheld != "":
				if withheld++; why == "" {
					why = s.said.Withheld
				}
			case s.said.Naive:
				naive++
			}
			if in := s.said.Backtest.Covered80; s.said.Withheld == "" && !math.IsNaN(in) {
				covered, judged = covered+in, judged+1
			}
		}
	}
	w.step.Figures = []Figure{{Name: "series", Value: series}, {Name: "naive", Value: naive}, {Name: "withheld", Value: withheld}}
	if judged > 0 {
		w.step.Figures = append(w.step.Figures, Figure{Name: "% inside 80 % in backtests", Value: int64(math.Round(100 * covered / judged))})
	}
	w.step.Figures = append(w.step.Figures, []Figure{{Name: "scored", Value: w.scored["issued"]}, {Name: "anomalies", Value: w.scored["anomaly"]}, {Name: "CPU ms", Value: cpu.Milliseconds()}}...)
	if series > 0 {
		w.step.Figures = append(w.step.Figures, Figure{Name: "CPU µs a series", Value: cpu.Microseconds() / series})
	}
	w.step.Applied = w.step.RowsIn
	// A member that is new is nothing to warn of; a forecast that says nothing at all is.
	if series > 0 && withheld == series {
		w.step.Warnings = append(w.step.Warnings, fmt.Sprintf("nothing is forecast, of %d series: %s", series, why))
	}
	for _, l := range w.levels {
		if l.left > 0 {
			w.step.Warnings = append(w.step.Warnings, fmt.Sprintf("%d series %s are left out: the %d largest are forecast; state series: N for more",
				l.left, l.words(), len(l.series)))
		}
	}
}
