package tenancy

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/matching"
)

// known reads the operations of the served OpenAPI document, signing out last.
func known(t *testing.T, url string) (ids []string, paths map[string][]string) {
	t.Helper()
	c := &client{t: t, url: url}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(c.do("GET", base+"/openapi.json", nil).body, &document); err != nil {
		t.Fatal(err)
	}
	paths = map[string][]string{}
	for path, methods := range document.Paths {
		for method, o := range methods {
			if operations[o.OperationID] == nil {
				t.Errorf("the operation %q (%s %s) is not walked: say how in operations", o.OperationID, method, path)
				continue
			}
			ids = append(ids, o.OperationID)
			paths[path] = append(paths[path], strings.ToUpper(method))
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "logout" })
	return append(ids, "logout"), paths
}

// walker makes somebody who asks. own is the agency whose rows they may see, and other the one whose they look for.
func (w *world) walker(t *testing.T, url, user string, own, other *agency, refused farol.Code) *walker {
	t.Helper()
	x := &walker{client: w.client(t, url, user), checker: &checker{own: own, views: w.app.Project.Views}, project: w.app.Project, other: other,
		answered: map[string]int{}, statuses: map[string]map[int]int{}, refused: refused}
	for _, a := range w.agencies {
		if a != own || refused != "" {
			x.others = append(x.others, a)
		}
	}
	return x
}

// walk asks every operation of the document, and every method that it does not have.
func (w *world) walk(t *testing.T, url, user string, own, other *agency, refused farol.Code) *walker {
	t.Helper()
	ids, paths := known(t, url)
	x := w.walker(t, url, user, own, other, refused)
	for path, methods := range paths {
		x.operation = "other methods"
		for _, method := range []string{"HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "QUERY"} {
			if !slices.Contains(methods, method) {
				x.ask(method, strings.NewReplacer("{name}", "home", "/entities/{name}", "/entities/owner", "{id}", other.entities[0], "{user}", x.name(other)).Replace(path), nil)
			}
		}
	}
	for _, id := range ids {
		x.operation = id
		operations[id](x)
	}
	return x
}

// Invariant 6: of another tenant nothing shows, in no operation, in no byte. The proofs share one warehouse.
func TestInvariant6(t *testing.T) {
	w := newWorld(t)
	t.Run("no operation shows another tenant", w.noOperationShowsAnother)
	t.Run("without an attribute there are errors only", w.errorsOnly)
	t.Run("a tag of another tenant is none", w.noTagOfAnother)
	t.Run("a forecast is of the tenant's own rows", w.forecastsAreOfTheirOwn)
	t.Run("a policy that is too wide is caught", w.widePolicy)
	t.Run("an engine that loses the row filter is caught", w.deafEngine)
	t.Run("an entity is for who sees all rows", w.entityOfAllRows)
	t.Run("a policy that gives an entity to tenants is caught", w.givenEntity)
}

func (w *world) noOperationShowsAnother(t *testing.T) {
	s := serve(t, w.handler(t))
	for i, own := range w.agencies[1:] {
		x := w.walk(t, s.URL, own.id+"@test", own, w.agencies[(i+2)%3], "")
		report(t, own.id, x.findings)
		t.Logf("%s: %d figures and %d members were looked at; %v", own.id, x.figures, x.members, x.statuses)
		if x.figures < 3000 || x.members < 1000 {
			t.Errorf("%s: only %d figures and %d members were looked at", own.id, x.figures, x.members)
		}
		for _, id := range []string{"me", "catalog", "page", "explain", "explain-tile", "query", "members", "export", "forecasts", "forecast"} {
			if x.answered[id] == 0 {
				t.Errorf("%s: %s answered nothing", own.id, id)
			}
		}
		for _, id := range []string{"runs", "run", "users", "user-add", "user-set", "user-delete", "user-link", "tokens", "token-add", "token-delete", "audit"} {
			if n := x.statuses[id]; len(n) > 0 && !maps.Equal(n, map[int]int{http.StatusForbidden: n[http.StatusForbidden]}) {
				t.Errorf("%s: %s answered %v", own.id, id, n)
			}
		}
		for _, id := range entityOperations {
			n := maps.Clone(x.statuses[id])
			if n[http.StatusNotFound] == 0 {
				t.Errorf("%s: %s answered %v", own.id, id, n)
			}
			// A request that does not fit is told so by the open document, whether there is such an entity or not.
			delete(n, http.StatusNotFound)
			delete(n, http.StatusUnprocessableEntity)
			if len(n) > 0 {
				t.Errorf("%s: %s answered %v", own.id, id, n)
			}
		}
	}
	if q, err := w.app.Matching.Queue(entityName, matching.QueueOptions{}); err != nil || len(q.Decided) > 0 {
		t.Errorf("the walk decided of records: %+v, %v", q, err)
	}
	users, err := w.app.Access.Users(t.Context())
	if err != nil || len(users) != len(w.agencies)+1 {
		t.Errorf("the walk changed the users: %v, %v", users, err)
	}
	for _, u := range users {
		if u.Disabled || !slices.Equal(u.Roles, []string{"agent"}) {
			t.Errorf("the walk changed %+v", u)
		}
	}
}

// Who lacks the attribute, and who is nobody, gets an error and nothing else.
func (w *world) errorsOnly(t *testing.T) {
	s := serve(t, w.handler(t))
	for user, code := range map[string]farol.Code{"nowhere@test": farol.CodeNoAttribute, "": farol.CodeSignedOut} {
		x := w.walk(t, s.URL, user, w.agencies[0], w.agencies[1], code)
		report(t, user, x.findings)
		for id, n := range x.statuses {
			if n[http.StatusOK] > 0 && !slices.Contains(open, id) {
				t.Errorf("%q: %s answered %v", user, id, n)
			}
		}
	}
}

// Invariant 8: an answer that one tenant has kept is no answer to another.
func (w *world) noTagOfAnother(t *testing.T) {
	s := serve(t, w.handler(t))
	own, other := w.agencies[1], w.agencies[2]
	mine, theirs := w.client(t, s.URL, own.id+"@test"), w.client(t, s.URL, other.id+"@test")
	question := map[string]any{"view": "ads", "measures": []string{"detail_views"}, "by": []string{"agency"}}
	for _, a := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/pages/home", nil}, {"GET", "/forecasts/contacts_ahead", nil}, {"GET", "/pages/ads_performance?lang=it", nil}, {"GET", "/catalog", nil},
		{"GET", "/members?view=ads&dimension=listing", nil}, {"POST", "/query", question},
	} {
		tag := theirs.do(a.method, base+a.path, a.body).header.Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no tag", a.path)
		}
		theirs.header = http.Header{"If-None-Match": {tag}}
		if r := theirs.do(a.method, base+a.path, a.body); r.status != http.StatusNotModified || len(r.body) > 0 {
			t.Errorf("%s: the own tag gives %d", a.path, r.status)
		}
		theirs.header = http.Header{}
		mine.header = http.Header{"If-None-Match": {tag + ", W/" + tag}}
		r := mine.do(a.method, base+a.path, a.body)
		if r.status != http.StatusOK || r.header.Get("ETag") == tag {
			t.Errorf("%s: another tenant's tag gives %d and %s", a.path, r.status, r.header.Get("ETag"))
		}
		c := &checker{own: own, others: []*agency{other}, views: w.app.Project.Views}
		c.texts(a.path, r)
		report(t, own.id, c.findings)
		for _, h := range []string{"Cookie", "Authorization"} {
			if !strings.Contains(strings.Join(r.header.Values("Vary"), ", "), h) {
				t.Errorf("%s varies by %v", a.path, r.header.Values("Vary"))
			}
		}
	}
}

func report(t *testing.T, who string, findings []finding) {
	t.Helper()
	for i, f := range findings {
		if i == 20 {
			t.Errorf("%q: and %d more", who, len(findings)-i)
			break
		}
		t.Errorf("%q: %s (%s): %s", who, f.operation, f.kind, f.what)
	}
}
