package app

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/server"
)

// live serves a project as its files are. A change that is valid takes effect as a whole: every request is answered by one reading of
// the project from its beginning to its end. A change that has errors is told, and the reading before it goes on.
type live struct {
	app     *App
	options ServeOptions
	site    atomic.Pointer[site]
	faults  atomic.Pointer[farol.Errors] // what keeps the files from being served; nil when they are

	mu      sync.Mutex // one reading at a time
	reading string     // of the files as they were last seen
}

// site is what belongs to one reading of the project.
type site struct {
	config   project.Config
	models   map[string]string // the text of each
	matching *matching.Service
	pipeline *pipeline.Pipeline
	server   *server.Server
}

func newLive(a *App, o ServeOptions) (*live, error) {
	l := &live{app: a, options: o, reading: a.reading}
	options := a.serverOptions(o)
	options.Pipeline, options.Outdated = runner{l}, l.outdated
	s, err := server.New(options)
	if err != nil {
		return nil, err
	}
	l.site.Store(&site{a.Project.Config, modelTexts(a.Project), a.Matching, a.Pipeline, s})
	a.tellLeaks(context.Background(), a.Project)
	return l, nil
}

// tellLeaks logs which views are closed by what the tables hold, to all who do not see all rows.
func (a *App) tellLeaks(ctx context.Context, p *project.Project) {
	snapshot, err := a.Engine.Snapshot(ctx)
	if err != nil {
		return // Whoever asks next is told.
	}
	defer snapshot.Close()
	tables, err := snapshot.Tables(ctx)
	if err != nil {
		return
	}
	schemas := make(map[string]farol.Schema, len(tables))
	for _, t := range tables {
		schemas[t.Name] = t.Schema
	}
	leak := p.Leak()
	for _, v := range p.Views {
		for _, e := range farol.AsErrors(leak(v, schemas)) {
			a.Log.Error("a view is closed to all who do not see all rows", "view", v.Name, "place", e.Place.String(), "error", e.Message, "hint", e.Advice)
		}
	}
}

func (l *live) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.site.Load().server.Handler().ServeHTTP(w, r) })
}

// local answers the commands of this machine, which see the files as they are now.
func (l *live) local() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = l.refresh(r.Context()) // A run asks again and tells; everything else is answered by the reading that stands.
		l.site.Load().server.Local().ServeHTTP(w, r)
	})
}

// outdated tells why the files are not what is served.
func (l *live) outdated() error {
	if errs := l.faults.Load(); errs != nil {
		return *errs
	}
	return nil
}

// refresh reads the project again if its files have changed, and gives the errors that keep them from being served.
func (l *live) refresh(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, err := readingOf(l.app.Project.Dir)
	if err != nil {
		found = err.Error()
	}
	if found == l.reading {
		return l.outdated()
	}
	before := l.site.Load().models
	if err == nil {
		err = l.read(ctx, found)
	}
	if ctx.Err() != nil {
		return ctx.Err() // Who asked is gone: whoever comes next reads it.
	}
	l.reading = found
	if err == nil {
		l.faults.Store(nil)
		l.app.Log.Info("the project has changed and is served as it is now")
		if changed := changedModels(before, l.site.Load().models); len(changed) > 0 {
			l.app.Log.Warn("models have changed: until farol run builds them, their tables are as the texts before made them", "models", strings.Join(changed, ", "))
		}
		return nil
	}
	errs := farol.AsErrors(err)
	l.faults.Store(&errs)
	for _, e := range errs {
		l.app.Log.Error("the project has changed, but has errors: it is served as it was before", "place", e.Place.String(), "error", e.Message, "hint", e.Advice)
	}
	return errs
}

// read puts a new site in the place of the one that stands.
func (l *live) read(ctx context.Context, reading string) error {
	a, before := l.app, l.site.Load()
	p, err := project.Load(ctx, a.Project.Dir, ProjectOptions(a.Project.Dir, a.Engine))
	if err != nil {
		return err
	}
	if field := fixedField(before.config, p.Config); field != "" {
		return farol.Errorf(farol.CodeConflict, "%s has changed, which the open warehouse cannot follow", field).At("farol.yaml", 0).
			Hint("end farol serve and start it again")
	}
	next := &site{config: p.Config, models: modelTexts(p), matching: before.matching.Renew(p)}
	if next.pipeline, err = before.pipeline.Renew(p, next.matching); err != nil {
		return err
	}
	options := a.serverOptions(l.options)
	options.Project, options.Reading, options.Pipeline, options.Outdated = p, reading, runner{l}, l.outdated
	options.Matching = next.matching
	options.Query, options.Pages = a.answers(p)
	if next.server, err = before.server.Renew(options); err != nil {
		return err
	}
	l.site.Store(next)
	a.tellLeaks(ctx, p)
	before.pipeline.Retire()
	return nil
}

func modelTexts(p *project.Project) map[string]string {
	texts := make(map[string]string, len(p.Models))
	for _, m := range p.Models {
		texts[m.Name] = m.SQL
	}
	return texts
}

// changedModels names models that are new or whose text is another.
func changedModels(before, now map[string]string) []string {
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if text, known := before[name]; !known || text != now[name] {
			changed = append(changed, name)
		}
	}
	return changed
}

// fixedField names a field of farol.yaml that differs and with which the warehouse was opened.
func fixedField(a, b project.Config) string {
	switch {
	case a.Lake != b.Lake:
		return "lake"
	case a.Engine != b.Engine:
		return "engine"
	case a.Memory != b.Memory:
		return "memory"
	case a.TimeZone != b.TimeZone:
		return "time_zone"
	}
	return ""
}

// follow looks at the files until the context ends.
func (l *live) follow(ctx context.Context) error {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			_ = l.refresh(ctx) // It has logged what is wrong.
		}
	}
}

// schedule runs what is due, by the timetable of the reading that stands.
func (l *live) schedule(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := l.site.Load().pipeline.Serve(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// rebuild builds every table from the lake again. What fails is logged; the pages say what is not built.
func (l *live) rebuild(ctx context.Context) {
	l.app.Log.Warn("the tables are built again from the lake")
	summary, err := l.site.Load().pipeline.Run(ctx, pipeline.Request{})
	if ctx.Err() != nil {
		return
	}
	if err != nil || summary.State != pipeline.OK {
		l.app.Log.Error("not every table could be built again", "state", summary.State, "error", err)
	}
}

// close stops the run that somebody asked for.
func (l *live) close() { l.site.Load().server.Close() }

// runner runs the project as its files are now, and refuses while they have errors.
type runner struct{ *live }

func (r runner) Run(ctx context.Context, request pipeline.Request) (pipeline.Summary, error) {
	if err := r.refresh(ctx); err != nil {
		return pipeline.Summary{}, err
	}
	return r.site.Load().pipeline.Run(ctx, request)
}

func (r runner) Runs(ctx context.Context, limit int) ([]pipeline.Summary, error) {
	return r.site.Load().pipeline.Runs(ctx, limit)
}

func (r runner) Loads(ctx context.Context, source string) ([]pipeline.Load, error) {
	return r.site.Load().pipeline.Loads(ctx, source)
}

func (r runner) Forget(ctx context.Context, f pipeline.Forgetting) (pipeline.Summary, error) {
	if err := r.refresh(ctx); err != nil {
		return pipeline.Summary{}, err
	}
	return r.site.Load().pipeline.Forget(ctx, f)
}
