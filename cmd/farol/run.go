package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
)

type runCmd struct {
	Select []string `help:"Only these steps: NAME, NAME+ with what depends on it, +NAME with what it needs." placeholder:"NAME"`
	Since  string   `help:"Build incremental models again from this day." placeholder:"DATE"`
}

// Help shows examples.
func (runCmd) Help() string {
	return "Examples:\n  farol run\n  farol run --select ad_events+\n  farol run --since 2026-01-01 --json"
}

// Run loads and builds.
func (c runCmd) Run(e *env) error {
	request := pipeline.Request{Select: c.Select}
	if c.Since != "" {
		since, err := time.Parse(time.DateOnly, c.Since)
		if err != nil {
			return farol.Errorf(farol.CodeUsage, "%q is not a day", c.Since).Hint("write --since 2026-01-31")
		}
		request.Since = since
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	return e.pipelineRun(request, client.Run)
}

// pipelineRun runs with progress, prints the summary, and fails when a step did.
func (e *env) pipelineRun(request pipeline.Request, run runFunc) error {
	progress := newLine(e.err)
	request.Progress = func(event pipeline.Event) {
		switch event.Kind {
		case pipeline.EventProgress:
			share := 0.0
			if event.Total > 0 {
				share = float64(event.Done) / float64(event.Total)
			}
			switch {
			case event.Unit == "":
				progress.show("%d/%d %s %s %s of %s", event.Index, event.Steps, event.Step, bar(share), sizeText(event.Done), sizeText(event.Total))
			case event.Total > 0:
				progress.show("%d/%d %s %s: %s %s of %s %s", event.Index, event.Steps, event.Step, event.Item, bar(share), orZero(event.Done), orZero(event.Total), event.Unit)
			default:
				progress.show("%d/%d %s %s", event.Index, event.Steps, event.Step, event.Item)
			}
		case pipeline.EventBegin:
			progress.show("%d/%d %s", event.Index, event.Steps, event.Step)
		}
	}
	summary, err := run(e.ctx, request)
	progress.done()
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, summary)
	} else {
		e.printSummary(summary)
	}
	if summary.State != pipeline.OK {
		return exitError(exitFailed)
	}
	return nil
}

// printSummary writes a table of the steps, then what went wrong.
func (e *env) printSummary(s pipeline.Summary) {
	var rows [][]string
	for _, step := range s.Steps {
		rows = append(rows, []string{
			step.Name, step.Kind, string(step.State), count(step.RowsIn), count(step.Applied), count(step.Rejected),
			fmt.Sprintf("%.2f", step.Seconds), count(int64(step.RowsPerSecond)), sizeText(step.Bytes),
		})
	}
	writeTable(e.out, []string{"step", "kind", "state", "rows in", "applied", "rejected", "seconds", "rows/s", "read"}, rows,
		[]bool{false, false, false, true, true, true, true, true, true})
	for _, step := range s.Steps {
		if words := figureWords(step.Figures); words != "" {
			fmt.Fprintf(e.out, "\n%s: %s\n", step.Name, words)
		}
	}
	for _, step := range s.Steps {
		if step.Error != nil {
			place := ""
			if step.Error.Place != "" {
				place = step.Error.Place + ": "
			}
			fmt.Fprintf(e.err, "\n%s: %s%s [%s]\n", step.Name, place, step.Error.Message, step.Error.Code)
			if step.Error.Hint != "" {
				fmt.Fprintln(e.err, "       "+step.Error.Hint)
			}
		}
		for _, w := range step.Warnings {
			fmt.Fprintf(e.err, "\n%s: warning: %s\n", step.Name, w)
		}
	}
	for _, step := range s.Steps {
		if step.Rejected > 0 {
			fmt.Fprintf(e.err, "\n%s: the rejected rows, each with its place and reason: %s\n", step.Name,
				filepath.Join(app.StateDir(e.dir), "lake", "landing", step.Name, "*", "rejects.jsonl"))
		}
	}
	fmt.Fprintf(e.out, "\n%s in %.1f s: %s in, %s applied, %s rejected%s.\n", s.State, s.Seconds, plural(s.Totals.RowsIn, "row"),
		orZero(s.Totals.Applied), orZero(s.Totals.Rejected), forecastWords(s.Steps))
}

// forecastWords tells how many forecasts were made, and of how many series; nothing where there are none.
func forecastWords(steps []pipeline.Step) string {
	var made, same, series, withheld int64
	for _, step := range steps {
		switch {
		case step.Kind != "forecast":
		case step.State == pipeline.Unchanged:
			same++
		case step.State == pipeline.OK:
			made++
			for _, f := range step.Figures {
				switch f.Name {
				case "series":
					series += f.Value
				case "withheld":
					withheld += f.Value
				}
			}
		}
	}
	var words []string
	if made > 0 {
		words = append(words, fmt.Sprintf("%s of %s series made", plural(made, "forecast"), orZero(series-withheld)))
	}
	if withheld > 0 {
		words = append(words, count(withheld)+" series withheld")
	}
	if same > 0 {
		words = append(words, plural(same, "forecast")+" unchanged")
	}
	if len(words) == 0 {
		return ""
	}
	return "; " + strings.Join(words, ", ")
}

// figureWords tells the figures of a step that are not zero: "2,000 records, 1,314 entities, 12 in doubt".
func figureWords(figures []pipeline.Figure) string {
	var words []string
	for _, f := range figures {
		if f.Value != 0 {
			words = append(words, count(f.Value)+" "+f.Name)
		}
	}
	return strings.Join(words, ", ")
}

// plural writes a number with its noun: "1 row", "2,000 rows".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return orZero(n) + " " + noun + "s"
}

// count writes a whole number with separators, and nothing for zero, so that the eye finds what happened.
func count(n int64) string {
	if n == 0 {
		return ""
	}
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
