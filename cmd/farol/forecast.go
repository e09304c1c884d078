package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
)

// forecastCmd says what comes next in the series of a file. Its file is told without the name of a subcommand.
type forecastCmd struct {
	File    forecastFileCmd    `cmd:"" default:"withargs" help:"Forecast the series of a file; the word file may be left out. Its flags: farol forecast file --help."`
	Explain forecastExplainCmd `cmd:"" help:"Tell what a forecast is made of, and what was found in its past."`
}

// Help shows examples.
func (forecastCmd) Help() string {
	return "Examples:\n  farol forecast --input sales.csv --horizon 28 --out next.csv\n  farol forecast explain --input sales.csv --horizon 28 --id porto"
}

// forecastInput is what every forecast of a file is told.
type forecastInput struct {
	Input      string   `required:"" help:"A CSV or Parquet file of a row a series and time: id, ds, y." placeholder:"FILE"`
	Horizon    int      `required:"" help:"How many steps are forecast." placeholder:"STEPS"`
	Season     []int    `help:"Lengths of cycles in steps; else those of the step." placeholder:"M,…"`
	Freq       string   `help:"The step: hour, day, week, month, quarter, year, or such as 15min; else the one that the times show." placeholder:"STEP"`
	Regressors []string `help:"Columns that are known ahead; rows after the last value carry them." placeholder:"COLUMN,…"`
	Country    string   `help:"The country whose holidays count, by its ISO code." placeholder:"CODE"`
	Snapshots  string   `help:"A file of what was known of a time so many steps later: id, ds, age, y." placeholder:"FILE"`
	CutOff     int      `name:"cut-off" help:"How many of the newest steps are not complete and are not believed." placeholder:"STEPS"`
	Zeros      bool     `help:"Take times without a row for zero, up to the newest value of the file: what does not happen has no row."`

	IDColumn    string `name:"id-column" help:"The column that names the series, where it is called neither id nor unique_id." placeholder:"COLUMN"`
	TimeColumn  string `name:"time-column" help:"The column of times, where it is not called ds or date." placeholder:"COLUMN"`
	ValueColumn string `name:"value-column" help:"The column of values, where it is not called y or value." placeholder:"COLUMN"`
}

// Of a small file a forecast is made in less time than collecting its garbage over and over takes, and in little memory anyway.
const smallInput, smallGCPercent = 4 << 20, 800

// lazily collects less garbage while a small file is worked on, until what it gives is called.
func (in forecastInput) lazily() (done func()) {
	if info, err := os.Stat(in.Input); err != nil || info.Size() >= smallInput {
		return func() {}
	}
	percent := debug.SetGCPercent(smallGCPercent)
	return func() { debug.SetGCPercent(percent) }
}

// forecast reads the file and forecasts its series, telling on a terminal what is being done.
func (in forecastInput) forecast(e *env, explain bool) (*app.Forecasts, error) {
	progress := newLine(e.err)
	defer progress.done()
	return app.Forecast(e.ctx, app.ForecastRequest{
		Input: in.Input, Snapshots: in.Snapshots, IDColumn: in.IDColumn, TimeColumn: in.TimeColumn, ValueColumn: in.ValueColumn,
		Horizon: in.Horizon, Season: in.Season, Freq: in.Freq, Regressors: in.Regressors, Country: in.Country, CutOff: in.CutOff, Zeros: in.Zeros, Explain: explain, Progress: progress.show,
	})
}

type forecastFileCmd struct {
	forecastInput
	Out   string `required:"" help:"The CSV that is written; - writes it to standard output, and the summary to standard error." placeholder:"FILE"`
	Force bool   `help:"Write over a file that farol forecast did not write."`
}

// Help shows examples.
func (forecastFileCmd) Help() string {
	return "Examples:\n  farol forecast --input sales.csv --horizon 28 --country PT --out next.csv\n" +
		"  farol forecast --input sales.csv --horizon 28 --out -\n" +
		"  farol forecast --input results.parquet --horizon 14 --regressors spend,promotion --snapshots known.csv --out next.csv --json"
}

// forecastReport is what is told of forecasts.
type forecastReport struct {
	Input string `json:"input"`
	Out   string `json:"out,omitempty"`
	app.ForecastSummary
	Seconds float64 `json:"seconds"`
	CPUMs   float64 `json:"cpu_ms"`  // of the whole process
	PeakMB  float64 `json:"peak_mb"` // of the whole process
}

// Run forecasts the series and writes what comes next.
func (c forecastFileCmd) Run(e *env) error {
	defer c.lazily()()
	if err := app.CheckForecastOut(c.Out, c.Force, c.Input, c.Snapshots); err != nil {
		return err
	}
	from := e.now()
	f, err := c.forecast(e, false)
	if err != nil {
		return err
	}
	r := forecastReport{Input: c.Input, ForecastSummary: f.Summary()}
	told := e.out
	if c.Out == app.StandardOut {
		told = e.err
	}
	switch {
	case r.Forecast == 0:
	case c.Out == app.StandardOut:
		if err := f.WriteCSV(e.out); err != nil {
			return farol.Errorf(farol.CodeUnreadable, "cannot write to standard output").Hint("name a file with --out, or see why the reader of the pipe ended").Cause(err)
		}
	default:
		if err := f.Write(c.Out); err != nil {
			return err
		}
		r.Out = c.Out
	}
	r.Seconds, r.CPUMs, r.PeakMB = e.now().Sub(from).Seconds(), cpuMs(), peakMB()
	if e.json {
		printJSON(told, r)
	} else {
		r.print(told)
	}
	for i, one := range f.Failed() {
		if i == mostTold && len(f.Failed()) > mostTold+1 {
			fmt.Fprintf(e.err, "farol: %s more could not be forecast; --json tells each\n", count(int64(len(f.Failed())-i)))
			break
		}
		fmt.Fprintf(e.err, "farol: series %q: %s\n", r.Failed[i].ID, sayError(one))
	}
	switch {
	case r.Forecast == 0:
		return exitError(exitFailed)
	case len(r.Failed) > 0:
		return exitError(exitPartly)
	}
	return nil
}

// mostTold is how many series a person is told of one by one.
const mostTold = 20

func (r forecastReport) print(w io.Writer) {
	fmt.Fprintf(w, "%s of %s series forecast, %s each", orZero(int64(r.Forecast)), orZero(int64(r.Series)), plural(int64(r.Horizon), "step"))
	if r.Naive > 0 {
		fmt.Fprintf(w, "; %s as the seasonal naive forecast, which nothing beat", orZero(int64(r.Naive)))
	}
	fmt.Fprintln(w)
	if len(r.Each) > 0 && len(r.Each) <= mostTold {
		var rows [][]string
		for _, s := range r.Each {
			rows = append(rows, []string{shortened(s.ID), strconv.Itoa(s.Steps), s.Step, short(s.Backtest.MAE), short(s.Backtest.NaiveMAE), short(s.Backtest.MASE),
				percent(s.Backtest.Inside80), strconv.Itoa(s.Backtest.Origins)})
		}
		writeTable(w, []string{"series", "past", "step", "error", "naive error", "MASE", "inside 80 %", "origins"}, rows, []bool{false, true, false, true, true, true, true, true})
	}
	if len(r.Each) > 1 {
		fmt.Fprintf(w, "over all: MASE %s, naive %s; %s of what came was inside 80 %%\n", short(r.Backtest.MASE), short(r.Backtest.NaiveMASE), percent(r.Backtest.Inside80))
	}
	for _, level := range []string{"80", "95"} {
		r.printRefused(w, level)
	}
	r.printGaps(w)
	if n := len(r.Unread); n > 0 {
		named := strings.Join(r.Unread[:min(n, 5)], ",")
		fmt.Fprintf(w, "nothing was read from %s; what is known ahead, name it: --regressors %s\n", plural(int64(n), "column"), named)
	}
	switch {
	case r.Out != "":
		fmt.Fprintf(w, "%.1f s, %.0f MB; wrote %s\n", r.Seconds, r.PeakMB, r.Out)
	case r.Forecast > 0:
		fmt.Fprintf(w, "%.1f s, %.0f MB\n", r.Seconds, r.PeakMB)
	}
}

// printRefused tells why an interval is not given, of several series for the first.
func (r forecastReport) printRefused(w io.Writer, level string) {
	n, id, why := 0, "", ""
	for _, s := range r.Each {
		if s.Refused[level] != "" {
			if n++; n == 1 {
				id, why = s.ID, s.Refused[level]
			}
		}
	}
	switch {
	case n > 0 && len(r.Each) == 1:
		fmt.Fprintf(w, "no interval of %s %%: %s\n", level, why)
	case n > 0:
		fmt.Fprintf(w, "no interval of %s %% for %s of %s series; %s: %s\n", level, count(int64(n)), count(int64(len(r.Each))), shortened(id), why)
	}
}

// printGaps tells of series most of whose steps have no value, as where the step is shorter than that of the rows.
func (r forecastReport) printGaps(w io.Writer) {
	n, first := 0, app.ForecastSeries{}
	for _, s := range r.Each {
		if 2*s.Gaps > s.Steps {
			if n++; n == 1 {
				first = s
			}
		}
	}
	switch {
	case n > 0 && len(r.Each) == 1:
		fmt.Fprintf(w, "%s of %s steps of one %s have no value; if rows are further apart, state their step with --freq\n", count(int64(first.Gaps)), count(int64(first.Steps)), first.Step)
	case n > 0:
		fmt.Fprintf(w, "most steps of %s of %s series have no value, as %s of %s steps of one %s of %s; if rows are further apart, state their step with --freq\n",
			count(int64(n)), count(int64(len(r.Each))), count(int64(first.Gaps)), count(int64(first.Steps)), first.Step, shortened(first.ID))
	}
}

// short writes a figure by four digits, and a dash for one that is not known.
func short(v *float64) string {
	if v == nil {
		return "–"
	}
	if math.Abs(*v) < 1e-9 { // What rounding left of nothing, and a zero with a sign.
		return "0"
	}
	return strconv.FormatFloat(*v, 'g', 4, 64)
}

func percent(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100**v)
}

// cpuMs is the processor time of this process, as the system accounts it.
func cpuMs() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return float64(time.Duration(usage.Utime.Nano()+usage.Stime.Nano()).Microseconds()) / 1000
}
