package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/project"
)

type initCmd struct {
	Dir   string `arg:"" optional:"" default:"." help:"The folder to write into; it is made when missing."`
	Force bool   `help:"Write into a folder that holds files already; none of them is overwritten."`
}

// Help shows examples.
func (initCmd) Help() string { return "Example:\n  farol init shop && cd shop && farol run" }

// Run writes the project.
func (c initCmd) Run(e *env) error {
	files, err := project.Init(c.Dir, project.InitOptions{Force: c.Force})
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"files": files})
		return nil
	}
	for _, f := range files {
		fmt.Fprintln(e.out, "wrote", filepath.Join(c.Dir, f))
	}
	fmt.Fprintln(e.out, "\nNext:")
	if filepath.Clean(c.Dir) != "." {
		fmt.Fprintln(e.out, "  cd", shellWord(c.Dir))
	}
	fmt.Fprintln(e.out, "  farol run\n  farol query --list")
	return nil
}

// shellWord writes a word so that a shell takes it as one.
func shellWord(s string) string {
	if !strings.ContainsAny(s, " \t'\"\\$`&|;<>()*?[]{}!#~") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

type schemaCmd struct {
	Type string `arg:"" optional:"" help:"farol, source, model, metrics, page or access; all names are listed without it."`
	Out  string `help:"Write every schema into this folder." placeholder:"DIR"`
}

// Help shows examples.
func (schemaCmd) Help() string {
	return "Examples:\n  farol schema source > source.schema.json\n  farol schema --out .schemas"
}

// Run prints or writes schemas.
func (c schemaCmd) Run(e *env) error {
	schemas := project.Schemas()
	var names []string
	for n := range schemas {
		names = append(names, n)
	}
	sort.Strings(names)
	switch {
	case c.Out != "":
		if err := os.MkdirAll(c.Out, 0o755); err != nil {
			return err
		}
		for _, n := range names {
			path := filepath.Join(c.Out, n+".schema.json")
			if err := os.WriteFile(path, schemas[n], 0o644); err != nil {
				return err
			}
			fmt.Fprintln(e.out, "wrote", path)
		}
	case c.Type == "" && e.json:
		printJSON(e.out, names)
	case c.Type == "":
		for _, n := range names {
			fmt.Fprintln(e.out, n)
		}
	default:
		b, ok := schemas[c.Type]
		if !ok {
			err := farol.Errorf(farol.CodeUsage, "there is no schema %q", c.Type)
			if close := near.Nearest(c.Type, names); len(close) > 0 {
				return err.Hint("did you mean %s?", close[0])
			}
			return err.Hint("farol schema lists the names")
		}
		_, err := e.out.Write(b)
		return err
	}
	return nil
}

type checkCmd struct {
	Infer []string `help:"Print the contract that these sources' data suggest." placeholder:"SOURCE"`
}

// Help shows examples.
func (checkCmd) Help() string {
	return "Examples:\n  farol check\n  farol check --infer ad_events   (prints the columns to write into sources/ad_events.yaml)"
}

// Run reports every error at once.
func (c checkCmd) Run(e *env) error {
	if len(c.Infer) > 0 {
		return c.infer(e)
	}
	p, err := app.Check(e.ctx, e.dir)
	var warnings farol.Errors
	if p != nil {
		warnings = p.Warnings
	}
	if !e.json {
		for _, one := range warnings {
			fmt.Fprintln(e.out, "warning:", sayError(one))
		}
	}
	if err != nil {
		found := farol.AsErrors(err)
		if e.json {
			printJSON(e.out, map[string]any{"ok": false, "errors": jsonErrors(found), "warnings": jsonErrors(warnings)})
			return exitError(exitIncorrect)
		}
		for _, one := range found {
			fmt.Fprintln(e.out, sayError(one))
		}
		fmt.Fprintf(e.out, "\n%s. Each code is explained in docs/guide/errors.md.\n", plural(int64(len(found)), "error"))
		return exitError(exitIncorrect)
	}
	var views, forecasts int // A forecast is asked like a metrics view, and is not one that somebody wrote.
	for _, v := range p.Views {
		if v.Ahead == nil {
			views++
		} else {
			forecasts++
		}
	}
	if e.json {
		printJSON(e.out, map[string]any{"ok": true, "errors": []jsonError{}, "warnings": jsonErrors(warnings), "sources": len(p.Sources), "entities": len(p.Entities), "models": len(p.Models),
			"views": views, "forecasts": forecasts, "pages": len(p.Pages)})
		return nil
	}
	if len(warnings) > 0 {
		fmt.Fprintln(e.out)
	}
	counts := []string{plural(int64(len(p.Sources)), "source")}
	switch n := len(p.Entities); n {
	case 0: // Most projects match nothing.
	case 1:
		counts = append(counts, "1 entity")
	default:
		counts = append(counts, fmt.Sprintf("%d entities", n))
	}
	counts = append(counts, plural(int64(len(p.Models)), "model"), plural(int64(views), "metrics view"))
	if forecasts > 0 {
		counts = append(counts, plural(int64(forecasts), "forecast"))
	}
	counts = append(counts, plural(int64(len(p.Pages)), "page"))
	fmt.Fprintf(e.out, "%s: %s. No errors.\n", p.Config.Name, strings.Join(counts, ", "))
	return nil
}

func (c checkCmd) infer(e *env) error {
	found, err := app.Infer(e.ctx, e.dir, c.Infer)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, found)
		return nil
	}
	names := slices.Clone(c.Infer)
	for i, n := range names {
		if i > 0 {
			fmt.Fprintln(e.out, "---")
		}
		fmt.Fprint(e.out, found[n].YAML())
	}
	return nil
}
