package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/demo"
	"github.com/farol-kpi/farol/pipeline"
)

type demoCmd struct {
	Example string `arg:"" optional:"" default:"realestate" help:"realestate, campaigns or companies."`
	Size    string `help:"How much data to make; the sizes of each example are above." placeholder:"S"`
	Seed    uint64 `default:"1" help:"The same seed makes the same data."`
	Listen  string `default:"127.0.0.1:8080" help:"HOST:PORT; port 0 takes a free one." placeholder:"ADDR"`
	Once    bool   `help:"Check its own pages and end."`
}

// Help shows examples.
func (demoCmd) Help() string {
	text := "Examples:\n  farol demo\n  farol demo campaigns --listen 127.0.0.1:0 --once\n  farol demo companies --size medium\n\nSizes, the first when none is named:"
	generators := demo.Generators()
	for _, name := range slices.Sorted(maps.Keys(generators)) {
		text += "\n  " + name + ": " + strings.Join(generators[name].Sizes, ", ")
	}
	return text
}

// Run makes the data, runs the project and serves it; with Once it then asks for every page itself and ends.
func (c demoCmd) Run(e *env) error {
	dir, err := app.Example(e.dir, c.Example)
	if err != nil {
		return err
	}
	e.dir = dir
	generator := demo.Generators()[c.Example]
	if err := app.ResetExample(e.ctx, dir, fmt.Sprintf("size=%s seed=%d", c.Size, c.Seed)); err != nil {
		return err
	}
	made, err := generator.Generate(e.ctx, filepath.Join(dir, "data"), demo.Options{Size: c.Size, Seed: c.Seed})
	if err != nil {
		return err
	}
	if !e.json {
		verb := "made"
		if made.Kept {
			verb = "kept"
		}
		fmt.Fprintf(e.err, "%s: %s %s rows in %d files (%s); the project is %s\n", c.Example, verb, count(made.Rows), len(made.Files), sizeText(made.Bytes), dir)
	}
	a, err := e.open()
	if err != nil {
		return err
	}
	return errors.Join(c.serve(e, a), a.Close())
}

func (c demoCmd) serve(e *env, a *app.App) error {
	progress := newLine(e.err)
	summary, err := a.Pipeline.Run(e.ctx, pipeline.Request{Progress: func(event pipeline.Event) {
		progress.show("%d/%d %s", event.Index, event.Steps, event.Step)
	}})
	progress.done()
	if err != nil {
		return err
	}
	if summary.State != pipeline.OK {
		e.printSummary(summary)
		return exitError(exitFailed)
	}
	if err := a.DemoUsers(e.ctx); err != nil {
		return err
	}
	if !e.json {
		fmt.Fprintf(e.err, "%s: %s rows loaded, %s rejected, %d steps in %.1f s\n", c.Example, orZero(summary.Totals.Applied), orZero(summary.Totals.Rejected),
			len(summary.Steps), summary.Seconds)
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	address := make(chan string, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return a.Serve(ctx, app.ServeOptions{Listen: c.Listen, Demo: true, Version: e.version, Ready: func(url string) { address <- url }})
	})
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case url := <-address:
			return c.ready(ctx, e, a, url, stop)
		}
	})
	return group.Wait()
}

func orZero(n int64) string {
	if n == 0 {
		return "0"
	}
	return count(n)
}

// ready prints the address and, with Once, checks every page and stops the server.
func (c demoCmd) ready(ctx context.Context, e *env, a *app.App, url string, stop func()) error {
	if !c.Once {
		if e.json {
			printJSON(e.out, map[string]any{"url": url})
			return nil
		}
		fmt.Fprintf(e.out, "\n%s\n\nSign in with one of the users that the page offers. Ctrl-C ends it.\n", url)
		return nil
	}
	defer stop()
	pages, err := a.CheckPages(ctx, url)
	if e.json {
		printJSON(e.out, map[string]any{"url": url, "pages": pages, "ok": err == nil})
	} else {
		fmt.Fprintln(e.out, url)
		for _, p := range pages {
			fmt.Fprintf(e.out, "  %-60s as %-12s %4d tiles %6d ms\n", p.URL, p.User, p.Tiles, p.Milliseconds)
		}
	}
	return err
}
