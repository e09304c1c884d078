package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/farol-kpi/farol/app"
)

type forecastExplainCmd struct {
	forecastInput
	ID string `name:"id" help:"The series; it may be left out where there is one." placeholder:"ID"`
}

// Help shows examples.
func (forecastExplainCmd) Help() string {
	return "Example:\n  farol forecast explain --input sales.csv --horizon 28 --country PT --id porto"
}

// Run forecasts the series of the file, which help each other, and takes one forecast apart.
func (c forecastExplainCmd) Run(e *env) error {
	defer c.lazily()()
	f, err := c.forecast(e, true)
	if err != nil {
		return err
	}
	s, err := f.Find(c.ID)
	if err != nil {
		return err
	}
	if s.Err != nil {
		return s.Err
	}
	x := s.Explain()
	if e.json {
		printJSON(e.out, x)
		return nil
	}
	printForecast(e.out, x)
	return nil
}

// printForecast tells of a forecast what a person wants to know of it, the most important first.
func printForecast(w io.Writer, x app.ForecastExplanation) {
	fmt.Fprintf(w, "%s: %s of one %s, the next %s\n", x.ID, plural(int64(x.Steps), "value"), x.Step, plural(int64(len(x.Next)), "step"))
	if x.Naive {
		fmt.Fprintln(w, "given as the seasonal naive forecast, since nothing beat it in the past")
	}
	b := x.Backtest
	if b.MAE != nil {
		fmt.Fprintf(w, "in the past it would have been %s off on the mean (%s), the naive forecast %s; %s of what came was inside 80 %%\n", short(b.MAE),
			plural(int64(b.Origins), "origin"), short(b.NaiveMAE), percent(b.Inside80))
	}
	fmt.Fprintln(w)
	var rows [][]string
	for _, m := range x.Members {
		rows = append(rows, []string{m.Name, fmt.Sprintf("%.0f %%", 100*m.Weight), short(m.MAE)})
	}
	writeTable(w, []string{"member", "weight", "error"}, rows, []bool{false, true, true})
	heads, right := []string{"time", "forecast", "80 %", "95 %"}, []bool{false, true, true, true}
	for _, e := range x.Effects {
		heads, right = append(heads, e.Name), append(right, true)
	}
	rows = nil
	for k, n := range x.Next {
		row := []string{n.Time, short(&n.Value), between(n.Low80, n.High80), between(n.Low95, n.High95)}
		for _, e := range x.Effects {
			row = append(row, short(e.Next[k]))
		}
		rows = append(rows, row)
	}
	fmt.Fprintln(w)
	writeTable(w, heads, rows, right)
	for _, level := range []string{"50", "80", "95"} {
		if why := x.Refused[level]; why != "" {
			fmt.Fprintf(w, "no interval of %s %%: %s\n", level, why)
		}
	}
	if len(x.Findings) > 0 {
		fmt.Fprintln(w, "\nfound in the past:")
		for _, f := range x.Findings {
			fmt.Fprintf(w, "  %s\n", strings.TrimSpace(f.Text))
		}
	}
}

// between writes an interval.
func between(low, high *float64) string {
	if low == nil || high == nil {
		return "–"
	}
	return short(low) + " … " + short(high)
}
