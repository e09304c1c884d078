package tenancy

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
)

// A view that would show to everybody what keeps tenants apart is refused without anybody having asked farol check: a run does not publish its
// table, and where the table is published already nobody is answered who does not see all rows.
func TestWhatIsSharedHoldsNoTenant(t *testing.T) {
	w := newWorld(t)
	own := w.agencies[1]
	dir := w.app.Project.Dir
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reopen := func() pipeline.Summary {
		t.Helper()
		if err := w.app.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if w.app, err = app.Open(t.Context(), app.Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Clock: time.Now}); err != nil {
			t.Fatal(err)
		}
		summary, err := w.app.Pipeline.Run(t.Context(), pipeline.Request{})
		if err != nil {
			t.Fatal(err)
		}
		return summary
	}
	refused := func(s pipeline.Summary, step, place string) {
		t.Helper()
		for _, one := range s.Steps {
			if one.Name != step {
				continue
			}
			if one.State != pipeline.Failed || one.Error == nil || one.Error.Code != farol.CodeTenantLeak || one.Error.Place != place || one.Error.Hint == "" {
				t.Errorf("the step %q ended as %q with %+v", step, one.State, one.Error)
			}
			return
		}
		t.Errorf("there was no step %q", step)
	}
	ask := func(question string) reply {
		t.Helper()
		return w.client(t, serve(t, w.handler(t)).URL, own.id+"@test").do("POST", base+"/query", question)
	}
	const peek = `{"view": "peek", "measures": ["n"], "by": ["agency"]}`
	const shared = "table: peek\nshared: true\ndimensions:\n  agency: {column: agency_id}\nmeasures:\n  n: {sum: n}\n"

	write("models/peek.sql", "/* sort: [agency_id] */ select agency_id, count(*) as n from ad_day group by 1\n")
	write("metrics/peek.yaml", shared)
	refused(reopen(), "peek", "metrics/peek.yaml:2:1")
	if r := ask(peek); r.status == 200 {
		t.Errorf("what no run published answers: %s", r.body)
	}

	// With its tenant it is built and shows each its own; shared later, its table is there.
	write("metrics/peek.yaml", strings.Replace(shared, "shared: true", "tenant: agency_id", 1))
	if s := reopen(); s.State != pipeline.OK {
		t.Fatalf("the run ended as %q", s.State)
	}
	var answer result
	if r := ask(peek); r.status != 200 || json.Unmarshal(r.body, &answer) != nil || len(answer.Rows) != 1 || answer.Rows[0][0] != own.id {
		t.Fatalf("the tenant is answered %d: %s", r.status, r.body)
	}
	write("metrics/peek.yaml", shared)
	const tried = "contacts_ahead_tried"
	write("metrics/tried.yaml", "table: "+tried+"\nshared: true\ndimensions:\n  agency: {column: agency_id}\nmeasures:\n  n: {sum: value}\n")
	summary := reopen()
	refused(summary, "peek", "metrics/peek.yaml:2:1")
	refused(summary, "contacts_ahead", "metrics/tried.yaml:2:1")
	for _, view := range []string{"peek", "tried"} {
		r := ask(strings.Replace(peek, "peek", view, 1))
		if r.status != 403 || !strings.Contains(string(r.body), "is closed") {
			t.Errorf("%s is answered %d: %s", view, r.status, r.body)
		}
		members := w.client(t, serve(t, w.handler(t)).URL, own.id+"@test").do("GET", base+"/views/"+view+"/dimensions/agency/members", nil)
		for _, other := range w.agencies {
			if other != own && (strings.Contains(string(r.body), other.id) || strings.Contains(string(members.body), other.id)) {
				t.Errorf("%s shows %s", view, other.id)
			}
		}
	}
}
