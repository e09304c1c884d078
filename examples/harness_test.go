package examples_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/examples"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/source/file"
	"github.com/farol-kpi/farol/state"
)

// opened is an example in a folder of its own, with everything that runs it.
type opened struct {
	project  *project.Project
	pipeline *pipeline.Pipeline
	engine   *duckdb.Warehouse
	entities *matching.Service
	query    *query.Service
}

// open copies an example and opens it. env resolves the references of its files.
func open(t *testing.T, name string, env map[string]string) *opened {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	part, err := fs.Sub(examples.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, part); err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	store, err := lake.Open(filepath.Join(dir, ".farol", "lake"))
	must(err)
	warehouse, err := duckdb.Open(ctx, duckdb.Options{
		Path: filepath.Join(dir, ".farol", "warehouse.duckdb"), LakeDir: filepath.Join(dir, ".farol", "lake"),
		TempDir: filepath.Join(dir, ".farol", "tmp"), MemoryMB: 512, TimeZone: "Europe/Lisbon",
	})
	must(err)
	t.Cleanup(func() { _ = warehouse.Close() })
	p, err := project.Load(ctx, dir, project.Options{
		Parse: warehouse.Parse, ParseAggregate: warehouse.ParseAggregate,
		Lookup: func(ref string) (string, bool) {
			value, ok := env[strings.TrimPrefix(ref, "env:")]
			return value, ok
		},
	})
	must(err)
	for _, w := range p.Warnings {
		t.Errorf("a warning: %v", w)
	}
	db, err := state.Open(ctx, filepath.Join(dir, ".farol", "state.sqlite"))
	must(err)
	t.Cleanup(func() { _ = db.Close() })
	files, err := file.Open(ctx, file.Options{TempDir: filepath.Join(dir, ".farol", "tmp"), MemoryMB: 512, TimeZone: p.Config.TimeZone})
	must(err)
	t.Cleanup(func() { _ = files.Close() })
	quiet := slog.New(slog.DiscardHandler)
	entities := matching.New(matching.Options{Project: p, Engine: warehouse, Lake: store, Clock: time.Now, Log: quiet})
	line, err := pipeline.New(pipeline.Options{
		Project: p, Engine: warehouse, Lake: store, Files: files, State: db, Matching: entities, Clock: time.Now, Log: quiet,
	})
	must(err)
	return &opened{p, line, warehouse, entities, query.New(query.Options{
		Engine: warehouse, Views: p.Views, TimeZone: p.Config.TimeZone, WeekStart: p.Config.WeekStart, Currency: p.Config.Currency,
		Audit: func(context.Context, query.AuditRow) {}, Clock: time.Now,
	})}
}

// run runs everything; a step that does not end well fails the test.
func (o *opened) run(t *testing.T) map[string]pipeline.Step {
	t.Helper()
	started := time.Now()
	summary, err := o.pipeline.Run(t.Context(), pipeline.Request{})
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]pipeline.Step{}
	for _, s := range summary.Steps {
		steps[s.Name] = s
		t.Logf("%-16s %-12s %-10s %8d in %8d applied %5d rejected %6.2f s", s.Name, s.Kind, s.State, s.RowsIn, s.Applied, s.Rejected, s.Seconds)
		if s.RowsIn != s.Applied+s.Rejected {
			t.Errorf("%s: %d rows in, but %d applied and %d rejected", s.Name, s.RowsIn, s.Applied, s.Rejected)
		}
		if s.Error != nil {
			t.Errorf("%s: %s: %s (%s) %s", s.Name, s.Error.Place, s.Error.Message, s.Error.Code, s.Error.Hint)
		}
		for _, w := range s.Warnings {
			t.Logf("%s: warning: %s", s.Name, w)
		}
	}
	t.Logf("ran in %.2f s", time.Since(started).Seconds())
	if summary.State != pipeline.OK {
		t.Fatalf("the run ended as %q", summary.State)
	}
	return steps
}

// ask asks one question as an identity.
func (o *opened) ask(t *testing.T, who access.Identity, q metric.Query) *query.Result {
	t.Helper()
	e, err := access.Resolve(o.project.Policy, who)
	if err != nil {
		t.Fatal(err)
	}
	session, err := o.query.Begin(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	result, err := session.Run(t.Context(), q)
	if err != nil {
		t.Fatalf("%s %v: %v", q.View, q.Measures, farol.AsErrors(err))
	}
	return result
}
