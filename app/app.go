package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/secret"
	"github.com/farol-kpi/farol/source/file"
	"github.com/farol-kpi/farol/state"
)

// Options says which project to open.
type Options struct {
	Dir   string
	Log   *slog.Logger
	Clock func() time.Time
}

// App is an open project as its files were when it was opened; Serve follows them. Close it.
type App struct {
	Project  *project.Project
	Engine   engine.Engine
	Lake     *lake.Lake
	State    *state.DB
	Access   *access.Service
	Matching *matching.Service
	Pipeline *pipeline.Pipeline
	Query    *query.Service
	Pages    *page.Renderer
	Log      *slog.Logger
	Clock    func() time.Time
	closers  []func() error
	reading  string // of the project's files
	setAside bool   // the warehouse was damaged and is empty now
}

// StateDir is the folder beside a project's files that holds all that Farol made.
func StateDir(dir string) string { return filepath.Join(dir, ".farol") }

// SocketPath is where a serving process listens for the commands of its project.
func SocketPath(dir string) string { return filepath.Join(StateDir(dir), "farol.sock") }

// Open opens a project's lake, warehouse and state. An error leaves nothing open.
func Open(ctx context.Context, o Options) (_ *App, err error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "farol.yaml")); err != nil {
		return nil, noProject(o.Dir)
	}
	a := &App{Log: o.Log, Clock: o.Clock}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := os.MkdirAll(StateDir(dir), 0o700); err != nil {
		return nil, err
	}
	config, err := project.LoadConfig(ctx, dir, lookup(dir))
	if err != nil {
		return nil, err
	}
	if config.Engine != "" && config.Engine != "duckdb" {
		return nil, farol.Errorf(farol.CodeBadValue, "the engine %q is not part of this version", config.Engine).
			At("farol.yaml", 0).Hint("write engine: duckdb")
	}
	lakeDir, err := lakeDir(dir, config)
	if err != nil {
		return nil, err
	}
	if a.Lake, err = lake.Open(lakeDir); err != nil {
		return nil, err
	}
	if a.Engine, err = a.openWarehouse(ctx, dir, lakeDir, config); err != nil {
		return nil, err
	}
	a.onClose(a.Engine.Close)
	if a.reading, err = readingOf(dir); err != nil {
		return nil, err
	}
	if a.Project, err = project.Load(ctx, dir, ProjectOptions(dir, a.Engine)); err != nil {
		return nil, err
	}
	if a.State, err = state.Open(ctx, filepath.Join(StateDir(dir), "state.sqlite")); err != nil {
		return nil, err
	}
	a.onClose(a.State.Close)
	if a.Access, err = access.New(ctx, a.State, access.Options{Clock: o.Clock, Log: o.Log}); err != nil {
		return nil, err
	}
	a.onClose(a.Access.Close)
	files, err := file.Open(ctx, file.Options{
		TempDir: filepath.Join(StateDir(dir), "tmp"), MemoryMB: memoryMB(config.Memory) / 2, TimeZone: a.Project.Config.TimeZone,
	})
	if err != nil {
		return nil, err
	}
	a.onClose(files.Close)
	a.Matching = matching.New(matching.Options{Project: a.Project, Engine: a.Engine, Lake: a.Lake, Clock: o.Clock, Log: o.Log})
	a.Pipeline, err = pipeline.New(pipeline.Options{
		Project: a.Project, Engine: a.Engine, Lake: a.Lake, Files: files, State: a.State, Matching: a.Matching, Clock: o.Clock, Log: o.Log,
		Refused: filepath.Join(StateDir(dir), "refused"),
	})
	if err != nil {
		return nil, err
	}
	a.Query, a.Pages = a.answers(a.Project)
	return a, nil
}

// answers wires what answers questions about one reading of the project.
func (a *App) answers(p *project.Project) (*query.Service, *page.Renderer) {
	q := query.New(query.Options{
		Engine: a.Engine, Views: p.Views, TimeZone: p.Config.TimeZone, WeekStart: p.Config.WeekStart, Currency: p.Config.Currency,
		Clock: a.Clock, Audit: a.audit, Leak: p.Leak(),
	})
	pages := page.New(p, q, a.Clock, a.landed)
	pages.Log = a.Log
	return q, pages
}

// lakeDir gives the folder of a project's lake.
func lakeDir(dir string, c project.Config) (string, error) {
	switch {
	case c.Lake == "":
		return filepath.Join(StateDir(dir), "lake"), nil
	case strings.Contains(c.Lake, "://"):
		return "", farol.Errorf(farol.CodeBadValue, "the lake %q is not on a local disk", c.Lake).
			At("farol.yaml", 0).Hint("this version keeps its lake in a folder: write lake: ./.farol/lake")
	case filepath.IsAbs(c.Lake):
		return c.Lake, nil
	}
	return filepath.Join(dir, c.Lake), nil
}

// noProject is the error of a folder that holds no project.
func noProject(dir string) error {
	return farol.Errorf(farol.CodeNoProject, "there is no farol.yaml in %q", dir).
		Hint("name the project's folder with --project DIR, or make one with: farol init DIR")
}

// ProjectOptions gives what a project needs to be read: the proof of its SQL and the values of its references.
func ProjectOptions(dir string, e engine.Engine) project.Options {
	return project.Options{Parse: e.Parse, ParseAggregate: e.ParseAggregate, Lookup: lookup(dir)}
}

func lookup(dir string) func(string) (string, bool) {
	r := secret.New(secret.Options{Dir: filepath.Join(dir, "secrets"), Env: os.LookupEnv})
	return func(ref string) (string, bool) {
		value, ok, err := r.Lookup(ref)
		return value, ok && err == nil
	}
}

// openWarehouse opens the warehouse, which is a cache of the lake. One that is damaged is set aside: the next run builds a new one,
// and Serve begins with one.
func (a *App) openWarehouse(ctx context.Context, dir, lakeDir string, c project.Config) (engine.Engine, error) {
	o := duckdb.Options{
		Path: filepath.Join(StateDir(dir), "warehouse.duckdb"), LakeDir: lakeDir, TempDir: filepath.Join(StateDir(dir), "tmp"),
		MemoryMB: memoryMB(c.Memory) / 2, TimeZone: c.TimeZone,
	}
	w, err := duckdb.Open(ctx, o)
	if err == nil {
		return w, nil
	}
	if !errors.Is(err, duckdb.ErrDamaged) {
		return nil, err
	}
	aside := fmt.Sprintf("%s.damaged-%s", o.Path, a.Clock().UTC().Format("20060102T150405"))
	a.Log.Error("the warehouse does not open: it is set aside and built again from the lake", "path", o.Path, "aside", aside, "error", err)
	if err := os.Rename(o.Path, aside); err != nil {
		return nil, err
	}
	if err := os.Rename(o.Path+".wal", aside+".wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	a.setAside = true
	return duckdb.Open(ctx, o)
}

// memoryMB reads "1GB" or "512MB"; 1,024 when empty or unreadable, which check reports.
func memoryMB(s string) int {
	s = strings.ToUpper(strings.TrimSpace(s))
	unit := 1
	switch {
	case strings.HasSuffix(s, "GB"):
		unit, s = 1024, strings.TrimSuffix(s, "GB")
	case strings.HasSuffix(s, "MB"):
		s = strings.TrimSuffix(s, "MB")
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n <= 0 {
		return 1024
	}
	return max(256, n*unit)
}

// audit keeps a question in the audit.
func (a *App) audit(ctx context.Context, row query.AuditRow) {
	err := a.Access.Audit(ctx, access.AuditRow{
		At: row.At, User: row.User, Via: row.Via, Action: row.Action, What: row.What, Rows: row.Rows,
		Duration: time.Duration(row.Milliseconds) * time.Millisecond, Outcome: row.Outcome,
	})
	if err != nil && ctx.Err() == nil {
		a.Log.Error("a question could not be audited", "error", err)
	}
}

// landed sums what the loads that a source's table now rests on have brought: a file that was read again under another contract
// counts once.
func (a *App) landed(name string, loads []string) (page.Landed, bool) {
	manifests, err := a.Lake.Manifests(name)
	if err != nil {
		a.Log.Error("what came in from a source cannot be told", "source", name, "error", err)
	}
	if err != nil || len(manifests) == 0 {
		return page.Landed{}, false
	}
	var out page.Landed
	for _, m := range manifests {
		if !slices.Contains(loads, m.Load) {
			continue
		}
		out.Loads++
		out.Rows += m.Rows
		out.Rejected += m.Rejected
		if m.LandedAt.After(out.At) {
			out.At = m.LandedAt
		}
	}
	return out, true
}

func (a *App) onClose(f func() error) { a.closers = append(a.closers, f) }

// Close closes what Open opened, the last first.
func (a *App) Close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}
