package main

import (
	"fmt"
	"io"

	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/pipeline"
)

type matchModelCmd struct {
	Name string `arg:"" help:"The entity."`
}

// Help shows examples.
func (matchModelCmd) Help() string { return "Example:\n  farol match model company" }

// Run prints the model as YAML.
func (c matchModelCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	text, err := client.Model(e.ctx, c.Name)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]string{"name": c.Name, "model": text})
		return nil
	}
	fmt.Fprint(e.out, text)
	return nil
}

type matchLearnCmd struct {
	Name  string `arg:"" help:"The entity."`
	Apply bool   `help:"Make it the model in use, and bring the tables up to it."`
}

// Help shows examples.
func (matchLearnCmd) Help() string {
	return "Examples:\n  farol match learn company\n  farol match learn company --apply"
}

// Run learns, tells what would change, and with Apply runs what depends on the entity.
func (c matchLearnCmd) Run(e *env) error {
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	progress := newLine(e.err)
	progress.show("learning")
	change, err := client.Learn(e.ctx, c.Name, c.Apply)
	progress.done()
	if err != nil {
		return err
	}
	if !c.Apply {
		if e.json {
			printJSON(e.out, change)
			return nil
		}
		printChange(e.out, change)
		fmt.Fprintf(e.out, "Nothing was changed. To make it the model in use: farol match learn %s --apply\n", c.Name)
		return nil
	}
	if !e.json {
		printChange(e.out, change)
		fmt.Fprintf(e.out, "Model %d is in use.\n\n", change.Model)
	}
	return e.pipelineRun(pipeline.Request{Select: []string{c.Name + "+"}}, client.Run)
}

// printChange tells what another model does.
func printChange(w io.Writer, c *matching.Change) {
	fmt.Fprintf(w, "Learned from %s: %s instead of %s.\n", plural(int64(c.Records), "record"), entities(c.Entities), orZero(int64(c.Before)))
	if c.Absorbed+c.Split+c.Created+c.Moved == 0 {
		fmt.Fprintln(w, "No record changes its entity.")
		return
	}
	fmt.Fprintf(w, "%s absorbed, %s split off, %s created, %s moved between others.\n", orZero(int64(c.Absorbed)), orZero(int64(c.Split)),
		orZero(int64(c.Created)), plural(int64(c.Moved), "record"))
	for _, x := range c.Examples {
		what := x.Entity + " is created"
		switch x.Kind {
		case "absorb":
			what = x.Entity + " takes in " + x.Other
		case "split":
			what = x.Entity + " gives " + x.Other + " off"
		case "move":
			what = x.Entity + " gives to " + x.Other
		}
		fmt.Fprintf(w, "  %s: %s, such as %s\n", what, plural(int64(x.Records), "record"), x.Title)
	}
}
