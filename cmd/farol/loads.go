package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
)

type loadsCmd struct {
	Source string `arg:"" optional:"" help:"Only of this source."`
}

// Help shows examples.
func (loadsCmd) Help() string { return "Examples:\n  farol loads\n  farol loads sales --json" }

// Run lists loads.
func (c loadsCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	loads, err := client.Loads(e.ctx, c.Source)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"loads": loads})
		return nil
	}
	var rows [][]string
	for _, l := range loads {
		rows = append(rows, []string{l.Source, l.File, orZero(l.Rows), count(l.Rejected), l.LandedAt.Local().Format(time.DateTime), string(l.State), l.Load})
	}
	writeTable(e.out, []string{"source", "file", "rows", "rejected", "loaded", "state", "load"}, rows, []bool{false, false, true, true, false, false, false})
	return nil
}

type forgetCmd struct {
	Source string `arg:"" help:"The source that took the file."`
	File   string `arg:"" help:"The file as farol loads names it."`
	Reload bool   `help:"Take it again, though it has not changed."`
	Yes    bool   `short:"y" help:"Do not ask."`
}

// Help shows examples.
func (forgetCmd) Help() string {
	return "Examples:\n  farol forget sales data/sales-2026-02.csv\n  farol forget sales data/sales-2026-02.csv --reload --yes"
}

// Run takes the file back after a question.
func (c forgetCmd) Run(e *env) error {
	if !c.Yes && !term.IsTerminal(int(os.Stdin.Fd())) {
		return farol.Errorf(farol.CodeUsage, "there is no terminal to ask on: nothing was taken back").Hint("add --yes to take it back without the question")
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if !c.Yes && !e.confirm(c.question()) {
		return farol.Errorf(farol.CodeCancelled, "nothing was taken back").Hint("add --yes to take it back without the question")
	}
	return e.pipelineRun(pipeline.Request{}, func(ctx context.Context, r pipeline.Request) (pipeline.Summary, error) {
		return client.Forget(ctx, pipeline.Forgetting{Source: c.Source, File: c.File, Reload: c.Reload, Progress: r.Progress})
	})
}

func (c forgetCmd) question() string {
	if c.Reload {
		return fmt.Sprintf("Take the rows of %s out of %s, and load the file again?", c.File, c.Source)
	}
	return fmt.Sprintf("Take the rows of %s out of %s and of everything that is built from it?", c.File, c.Source)
}
