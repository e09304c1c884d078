package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
	"github.com/farol-kpi/farol/state"
	"go.uber.org/goleak"
)

// Two tenants: each one's texts carry its mark, and its sums are multiples of its own prime, so that a foreign share shows.
var primes = map[string]int64{"ana": 7919, "rui": 6007}

const password = "quiet harbour lamp"

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

// world is a small project, served.
type world struct {
	server   *server.Server
	http     *httptest.Server
	access   *access.Service
	db       *state.DB
	engine   engine.Engine
	runner   *runner
	matching *matching.Service
	guests   int             // records of the entity
	plain    *http.Transport // asks for no compression by itself and follows nothing
	now      time.Time
}

// runner stands for the pipeline, which has tests of its own.
type runner struct {
	asked chan pipeline.Request
	err   error
}

func (r *runner) Run(ctx context.Context, req pipeline.Request) (pipeline.Summary, error) {
	if req.Progress != nil {
		req.Progress(pipeline.Event{Kind: pipeline.EventBegin, Step: "ads", Index: 1, Steps: 1})
		req.Progress(pipeline.Event{Kind: pipeline.EventEnd, Step: "ads", Index: 1, Steps: 1})
	}
	r.asked <- req
	return pipeline.Summary{Run: "r1"}, r.err
}

func (r *runner) Loads(_ context.Context, source string) ([]pipeline.Load, error) {
	return []pipeline.Load{{Load: source + "/00000001", Source: source, File: "data/1.csv", Rows: 3, State: pipeline.LoadUsed}}, r.err
}

func (r *runner) Forget(ctx context.Context, f pipeline.Forgetting) (pipeline.Summary, error) {
	return r.Run(ctx, pipeline.Request{Select: []string{f.Source, f.File}, Progress: f.Progress})
}

func (r *runner) Runs(context.Context, int) ([]pipeline.Summary, error) {
	return []pipeline.Summary{{Run: "r1", Steps: []pipeline.Step{}}}, nil
}

func ui() fs.FS {
	return fstest.MapFS{
		"index.html":             {Data: []byte("<!doctype html><script>boot()</script><script type=module src=/x.js></script>")},
		"index.html.br":          {Data: []byte("brotli")},
		"_app/immutable/a.js":    {Data: []byte("let a = 1")},
		"_app/immutable/a.js.gz": {Data: []byte("gzip")},
		"favicon.svg":            {Data: []byte("<svg/>")},
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	w := &world{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), runner: &runner{asked: make(chan pipeline.Request, 8)}}
	clock := func() time.Time { return w.now }
	warehouse, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), LakeDir: dir, TempDir: dir, MemoryMB: 256, Threads: 1, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = warehouse.Close() })
	w.engine = warehouse
	w.fill(t)
	if w.db, err = state.Open(ctx, filepath.Join(dir, "state.sqlite")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	if w.access, err = access.New(ctx, w.db, access.Options{Clock: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.access.Close() })
	p := smallProject()
	service := query.New(query.Options{Engine: warehouse, Views: p.Views, TimeZone: "UTC", WeekStart: 1, Clock: clock,
		Audit: func(ctx context.Context, r query.AuditRow) {
			_ = w.access.Audit(ctx, access.AuditRow{At: r.At, User: r.User, Via: r.Via, Action: r.Action, What: r.What, Rows: r.Rows, Outcome: r.Outcome})
		}})
	pages := page.New(p, service, clock, func(string, []string) (page.Landed, bool) { return page.Landed{}, false })
	p.Dir = dir
	w.matching = newMatching(t, matching.Options{Project: p, Engine: warehouse, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	w.server, err = server.New(server.Options{
		Access: w.access, Project: p, Query: service, Pages: pages, Pipeline: w.runner, Matching: w.matching, DataVersion: w.version,
		UI: ui(), Demo: true, Clock: clock, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.server.Close)
	w.http = httptest.NewServer(w.server.Handler())
	w.plain = &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		w.plain.CloseIdleConnections()
		w.http.Close()
	})
	for _, u := range []access.User{
		{User: "ana", Name: "Ana", Roles: []string{"agent"}, Attributes: map[string]string{"tenant": "ana"}},
		{User: "rui", Name: "Rui", Roles: []string{"agent"}, Attributes: map[string]string{"tenant": "rui"}},
		{User: "eva", Name: "Eva", Roles: []string{"agent"}}, // lacks the attribute
		{User: "tia", Name: "Tia", Roles: []string{"reader"}, Attributes: map[string]string{"tenant": "ana"}},
		{User: "root", Name: "Root", Roles: []string{"boss"}},
	} {
		if err := w.access.AddUser(ctx, access.Actor{User: "test"}, u, ""); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) version(ctx context.Context) (int64, error) {
	s, err := w.engine.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	tables, err := s.Tables(ctx)
	var v int64
	for _, table := range tables {
		v = max(v, table.Version)
	}
	return v, err
}

func (w *world) fill(t *testing.T) {
	t.Helper()
	text, integer, date := farol.Type{Kind: farol.KindText}, farol.Type{Kind: farol.KindInteger}, farol.Type{Kind: farol.KindDate}
	err := w.engine.Write(context.Background(), func(tx engine.Tx) error {
		for _, statement := range []string{
			`create or replace table ads (tenant varchar, day date, listing varchar, area varchar, leads bigint)`,
			`create or replace table tenants (id varchar, name varchar, tenant varchar)`,
			`create or replace table elsewhere as select 1 as x, 'rui' as owner`,
		} {
			if _, err := tx.Exec(context.Background(), statement, nil); err != nil {
				return err
			}
		}
		for tenant, prime := range primes {
			if _, err := tx.Exec(context.Background(), `insert into ads select $tenant, date '2026-01-01' + cast(i as integer), $tenant || '-house-' || (i % 3),
				case when i % 2 = 0 then 'n' else 's' end, $prime * (1 + i % 4) from range(60) r(i)`, map[string]any{"tenant": tenant, "prime": prime}); err != nil {
				return err
			}
			if _, err := tx.Exec(context.Background(), `insert into tenants values ($tenant, 'Casa ' || $tenant, $tenant)`, map[string]any{"tenant": tenant}); err != nil {
				return err
			}
		}
		if err := tx.Publish(context.Background(), engine.Table{Name: "ads", Rows: 120, Schema: farol.Schema{
			{Name: "tenant", Type: text}, {Name: "day", Type: date}, {Name: "listing", Type: text}, {Name: "area", Type: text}, {Name: "leads", Type: integer}}}); err != nil {
			return err
		}
		if err := tx.Publish(context.Background(), engine.Table{Name: "elsewhere", Rows: 1, Schema: farol.Schema{{Name: "x", Type: integer}, {Name: "owner", Type: text}}}); err != nil {
			return err
		}
		return tx.Publish(context.Background(), engine.Table{Name: "tenants", Rows: 2, Schema: farol.Schema{{Name: "id", Type: text}, {Name: "name", Type: text}, {Name: "tenant", Type: text}}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func smallProject() *project.Project {
	no := false
	p := &project.Project{
		Config: project.Config{
			Name: "small", Title: farol.Text{"en": "Small", "pt": "Pequeno"}, Languages: []string{"en", "pt"}, TimeZone: "UTC", Currency: "EUR", WeekStart: 1,
			Demo: &project.Demo{Users: []project.DemoUser{{User: "ana", Name: "Ana", Role: "agent"}}},
		},
		Views: []*metric.View{{
			Name: "ads", Table: "ads", Tenant: "tenant", Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
			Dimensions: []metric.Dimension{
				{Name: "listing", Column: "listing"}, {Name: "region", Column: "area"},
				{Name: "agency", Column: "tenant", Lookup: &metric.Lookup{Table: "tenants", Key: "id", Label: "name"}},
			},
			Measures: []metric.Measure{{Name: "leads", Sum: "leads", Label: farol.Text{"en": "Leads", "pt": "Contactos"}, Format: "integer"}, {Name: "days", Count: "*"}},
		}, {
			// The column is not one that the policy names: who sees only some tenants' rows is refused it.
			Name: "other", Table: "elsewhere", Tenant: "owner", Dimensions: []metric.Dimension{{Name: "elsewhere", Column: "x"}},
			Measures: []metric.Measure{{Name: "n", Count: "*"}},
		}},
		Pages: []*project.Page{
			{Name: "home", Title: farol.Text{"en": "Home"}, Sentence: farol.Text{"en": "All of {tenant}, {period}"}, Rows: [][]project.Tile{{
				{Kpi: "ads.leads", Spark: "day"}, {Bar: []string{"ads.leads"}, By: []string{"listing"}}}, {{Table: []string{"ads.leads"}, By: []string{"listing"}, Spark: "day"}}}},
			{Name: "secret", Title: farol.Text{"en": "Secret"}, Rows: [][]project.Tile{{{Kpi: "ads.leads"}, {Table: []string{"ads.leads"}, By: []string{"agency"}}}}},
		},
		Policy: access.Policy{Roles: map[string]access.Role{
			"agent":  {Description: "An agent", Pages: []string{"home"}, Rows: map[string]access.RowRule{"tenant": {Attribute: "tenant"}}},
			"reader": {Pages: []string{"home"}, Rows: map[string]access.RowRule{"tenant": {Attribute: "tenant"}}, Explore: &no, Export: &no},
			"boss":   {Admin: true, AllPages: true, AllRows: true},
		}},
		Entities: []*project.Entity{guestEntity()},
	}
	maps.Copy(p.Policy.Roles, guestRoles())
	return p
}

// browser is somebody with a cookie and the session's token.
type browser struct {
	t      *testing.T
	w      *world
	cookie *http.Cookie
	csrf   string
	header http.Header // sent along
}

func (w *world) browser(t *testing.T, user string) *browser {
	t.Helper()
	b := &browser{t: t, w: w, header: http.Header{}}
	if user == "" {
		return b
	}
	token, err := w.access.LoginDemo(context.Background(), user)
	if err != nil {
		t.Fatal(err)
	}
	b.cookie = &http.Cookie{Name: "farol_small", Value: token}
	b.csrf = access.CSRF(token)
	return b
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) json(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(r.body, into); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

func (b *browser) do(method, path string, body any) reply {
	b.t.Helper()
	var content io.Reader
	switch x := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(x)
	default:
		encoded, err := json.Marshal(x)
		if err != nil {
			b.t.Fatal(err)
		}
		content = bytes.NewReader(encoded)
	}
	r, err := http.NewRequest(method, b.w.http.URL+path, content)
	if err != nil {
		b.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if b.csrf != "" {
		r.Header.Set("X-Farol-CSRF", b.csrf)
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	for name, values := range b.header {
		r.Header[name] = values
	}
	response, err := b.w.plain.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, read}
}

// refused checks that an answer is a problem of that status and code.
func (r reply) refused(t *testing.T, status int, code farol.Code) server.Problem {
	t.Helper()
	var p server.Problem
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	r.json(t, &p)
	if r.status != status || p.Status != status || p.Code != code || p.Title == "" || p.Type != "about:blank" {
		t.Errorf("got %d %s, want %d %s", r.status, r.body, status, code)
	}
	return p
}

func (r reply) ok(t *testing.T, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("got %d %s, want %d", r.status, r.body, status)
	}
	return r
}
