package pipeline_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
	"github.com/farol-kpi/farol/state"
)

// world is a project folder with everything that its pipeline works with, all real.
type world struct {
	t       testing.TB
	dir     string
	project *project.Project
	engine  *duckdb.Warehouse
	lake    *lake.Lake
	files   *file.Reader
	state   *state.DB
	match   *matching.Service
	now     time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	w.project = &project.Project{Dir: w.dir, Config: project.Config{TimeZone: "Europe/Lisbon"}}
	w.open()
	t.Cleanup(w.close)
	return w
}

func (w *world) open() {
	w.t.Helper()
	ctx := context.Background()
	var err error
	w.lake, err = lake.Open(filepath.Join(w.dir, ".farol", "lake"))
	w.must(err)
	w.engine, err = duckdb.Open(ctx, duckdb.Options{
		Path: filepath.Join(w.dir, ".farol", "warehouse.duckdb"), LakeDir: w.lake.Dir(), MemoryMB: 512, Threads: 2, TimeZone: "Europe/Lisbon",
	})
	w.must(err)
	w.files, err = file.Open(ctx, file.Options{TempDir: filepath.Join(w.dir, ".farol", "temp"), MemoryMB: 512, Threads: 2, TimeZone: "Europe/Lisbon"})
	w.must(err)
	w.state, err = state.Open(ctx, filepath.Join(w.dir, ".farol", "state.db"))
	w.must(err)
	w.match = matching.New(matching.Options{Project: w.project, Engine: w.engine, Lake: w.lake, Clock: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

func (w *world) close() {
	_ = w.files.Close()
	_ = w.engine.Close()
	_ = w.state.Close()
}

// loseWarehouse deletes the warehouse, which is only a cache of the lake.
func (w *world) loseWarehouse() {
	w.t.Helper()
	w.close()
	w.must(os.Remove(filepath.Join(w.dir, ".farol", "warehouse.duckdb")))
	w.open()
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(path, content string) {
	w.t.Helper()
	full := filepath.Join(w.dir, path)
	w.must(os.MkdirAll(filepath.Dir(full), 0o755))
	w.must(os.WriteFile(full, []byte(content), 0o644))
}

func (w *world) remove(path string) {
	w.t.Helper()
	w.must(os.Remove(filepath.Join(w.dir, path)))
}

// source states a source that reads NAME/*.csv.
func (w *world) source(name string, mode source.Mode, key ...string) *source.Spec {
	s := &source.Spec{Name: name, Type: "file", Path: name + "/*.csv", Format: "csv", Load: mode, Key: key, File: "sources/" + name + ".yaml", Line: 1}
	w.project.Sources = append(w.project.Sources, s)
	return s
}

func columns(pairs ...string) source.Columns {
	var c source.Columns
	for i := 0; i < len(pairs); i += 2 {
		c = append(c, source.ColumnSpec{Name: pairs[i], Type: pairs[i+1]})
	}
	return c
}

// model states a model; its dependencies are read from the SQL, as the project does.
func (w *world) model(name string, as project.Materialize, sql string) *project.Model {
	w.t.Helper()
	for _, m := range w.project.Models {
		if m.Name == name {
			m.SQL = sql
			return m
		}
	}
	parsed, err := w.engine.Parse(context.Background(), sql)
	w.must(err)
	m := &project.Model{Name: name, File: "models/" + name + ".sql", SQL: sql, Materialize: as}
	for _, ref := range parsed.Tables {
		m.DependsOn = append(m.DependsOn, ref.Name)
	}
	w.project.Models = append(w.project.Models, m)
	return m
}

func (w *world) pipeline() *pipeline.Pipeline {
	w.t.Helper()
	p, err := pipeline.New(pipeline.Options{
		Project: w.project, Engine: w.engine, Lake: w.lake, Files: w.files, State: w.state, Matching: w.match,
		Clock: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Refused: filepath.Join(w.dir, ".farol", "refused"),
	})
	w.must(err)
	return p
}

func (w *world) run(selected ...string) pipeline.Summary {
	w.t.Helper()
	return w.request(pipeline.Request{Select: selected})
}

func (w *world) request(req pipeline.Request) pipeline.Summary {
	w.t.Helper()
	s, err := w.pipeline().Run(context.Background(), req)
	w.must(err)
	return s
}

// runOK runs and fails the test when a step does.
func (w *world) runOK(selected ...string) pipeline.Summary {
	w.t.Helper()
	s := w.run(selected...)
	if s.State != pipeline.OK {
		for _, step := range s.Steps {
			if step.Error != nil {
				w.t.Errorf("step %s is %s: %s (%s) at %s", step.Name, step.State, step.Error.Message, step.Error.Code, step.Error.Place)
			}
		}
		w.t.Fatalf("the run is %s", s.State)
	}
	return s
}

func step(t testing.TB, s pipeline.Summary, name string) pipeline.Step {
	t.Helper()
	for _, step := range s.Steps {
		if step.Name == name {
			return step
		}
	}
	t.Fatalf("the run has no step %q", name)
	return pipeline.Step{}
}

// query gives rows as lines, cells parted by a bar.
func (w *world) query(sql string) string {
	w.t.Helper()
	ctx := context.Background()
	s, err := w.engine.Snapshot(ctx)
	w.must(err)
	defer s.Close()
	rows, err := s.Query(ctx, sql, nil)
	w.must(err)
	var lines []string
	for rows.Next() {
		var cells []string
		for _, v := range rows.Values() {
			switch v := v.(type) {
			case nil:
				cells = append(cells, "-")
			case time.Time:
				cells = append(cells, strings.TrimSuffix(v.Format("2006-01-02 15:04"), " 00:00"))
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	w.must(rows.Err())
	return strings.Join(lines, "\n")
}

func (w *world) hash(table string) string {
	w.t.Helper()
	h, err := pipeline.Hash(context.Background(), w.engine, table)
	w.must(err)
	return h
}

func (w *world) table(name string) engine.Table {
	w.t.Helper()
	s, err := w.engine.Snapshot(context.Background())
	w.must(err)
	defer s.Close()
	tables, err := s.Tables(context.Background())
	w.must(err)
	for _, t := range tables {
		if t.Name == name {
			return t
		}
	}
	return engine.Table{}
}

func expect(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot  %s\nwant %s", what, strings.ReplaceAll(got, "\n", "\n     "), strings.ReplaceAll(want, "\n", "\n     "))
	}
}
