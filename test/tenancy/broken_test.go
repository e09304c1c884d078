package tenancy

import (
	"context"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
)

// caught checks that the walk's own assertions would have failed, by each kind and in each operation that shows rows.
func caught(t *testing.T, findings []finding, wanted map[string][]string) {
	t.Helper()
	seen := map[string]map[string]int{}
	for _, f := range findings {
		if seen[f.operation] == nil {
			seen[f.operation] = map[string]int{}
		}
		seen[f.operation][f.kind]++
	}
	for operation, kinds := range wanted {
		for _, kind := range kinds {
			if seen[operation][kind] == 0 {
				t.Errorf("%s: no %s was found, only %v", operation, kind, seen[operation])
			}
		}
	}
}

// everywhere is what shows when the row filter is gone: texts and members where rows have names, and shares of others inside totals,
// where no name gives them away.
var everywhere = map[string][]string{
	"page": {"text", "total", "group"}, "query": {"text", "member", "total", "group"},
	"export": {"text", "member", "total", "group"}, "members": {"text", "member", "group"}, "explain": {"total"}, "explain-tile": {"total"},
}

// shown walks the operations that show rows, or records of an entity.
func (w *world) shown(t *testing.T, url string, own, other *agency, wanted map[string][]string) []finding {
	t.Helper()
	x := w.walker(t, url, own.id+"@test", own, other, "")
	x.brief = true
	for operation := range wanted {
		x.operation = operation
		operations[operation](x)
	}
	return x.findings
}

func (w *world) widePolicy(t *testing.T) {
	own, other := w.agencies[1], w.agencies[2]
	p := *w.app.Project
	p.Policy = access.Policy{Roles: map[string]access.Role{"agent": {AllPages: true, Rows: map[string]access.RowRule{"agency_id": {Values: []string{own.id, other.id}}}}}}
	s, err := server.New(server.Options{Access: w.app.Access, Project: &p, Query: w.app.Query, Pages: w.app.Pages, Pipeline: w.app.Pipeline, Clock: w.app.Clock,
		DataVersion: func(context.Context) (int64, error) { return 1, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	caught(t, w.shown(t, serve(t, s.Handler()).URL, own, other, everywhere), everywhere)
}

// deaf is an engine in which the value that a row filter compares with is another tenant's, as if a plan were kept for the wrong
// entitlement: all above it, the policy and the resolved entitlement, is right.
type deaf struct {
	engine.Engine
	own, other string
}

func (d deaf) Snapshot(ctx context.Context) (engine.Snapshot, error) {
	s, err := d.Engine.Snapshot(ctx)
	return deafSnapshot{s, d}, err
}

type deafSnapshot struct {
	engine.Snapshot
	deaf deaf
}

func (s deafSnapshot) Query(ctx context.Context, sql string, args map[string]any) (engine.Rows, error) {
	changed := map[string]any{}
	for name, v := range args {
		if v == s.deaf.own {
			v = s.deaf.other
		}
		changed[name] = v
	}
	return s.Snapshot.Query(ctx, sql, changed)
}

func (w *world) deafEngine(t *testing.T) {
	own, other := w.agencies[1], w.agencies[2]
	c := w.app.Project.Config
	q := query.New(query.Options{Engine: deaf{w.app.Engine, own.id, other.id}, Views: w.app.Project.Views, TimeZone: c.TimeZone, WeekStart: c.WeekStart,
		Currency: c.Currency, Clock: w.app.Clock, Audit: func(context.Context, query.AuditRow) {}})
	pages := page.New(w.app.Project, q, w.app.Clock, func(string, []string) (page.Landed, bool) { return page.Landed{}, false })
	s, err := server.New(server.Options{Access: w.app.Access, Project: w.app.Project, Query: q, Pages: pages, Pipeline: w.app.Pipeline, Clock: w.app.Clock,
		DataVersion: func(context.Context) (int64, error) { return 1, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	caught(t, w.shown(t, serve(t, s.Handler()).URL, own, other, everywhere), everywhere)
}
