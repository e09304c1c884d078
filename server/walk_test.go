package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/server"
	"github.com/goccy/go-yaml"
)

// attempts are the requests by which a walk asks each operation: as plainly as possible, and for the other tenant by name. The key
// is an operation of the OpenAPI document; a new operation without attempts fails the test.
func attempts(other string) map[string][]attempt {
	one := func(method, path string, body any) []attempt { return []attempt{{method, path, body}} }
	house := other + "-house-1"
	ask := func(more map[string]any) map[string]any {
		q := map[string]any{"view": "ads", "measures": []string{"leads", "days"}, "by": []string{"listing", "agency"}}
		for k, v := range more {
			q[k] = v
		}
		return q
	}
	questions := []map[string]any{
		ask(nil), ask(map[string]any{"totals": true, "limit": 1, "other": true}), ask(map[string]any{"search": other}),
		ask(map[string]any{"where": []any{map[string]any{"column": "agency", "op": "in", "values": []string{other}}}, "totals": true}),
		ask(map[string]any{"where": []any{map[string]any{"column": "listing", "op": "not_in", "values": []string{"x"}}}}),
		ask(map[string]any{"order": []any{map[string]any{"by": "agency", "desc": true}}, "by": []string{"agency"}}),
		ask(map[string]any{"by": []string{"month"}, "compare": "previous_period", "period": "2026-02"}),
		ask(map[string]any{"by": []string{"tenant"}}), ask(map[string]any{"measures": []string{"tenant"}}),
		ask(map[string]any{"view": "tenants"}), ask(map[string]any{"period": "2026-02-30"}),
	}
	all := map[string][]attempt{
		"me":         one("GET", "/me", nil),
		"login-info": one("GET", "/login-info", nil),
		"page": {{"GET", "/pages/home", nil}, {"GET", "/pages/home?f.agency=" + other, nil}, {"GET", "/pages/home?f.listing=" + house + "&period=all", nil},
			{"GET", "/pages/home?f.agency=!x&comparison=previous_year", nil}, {"GET", "/pages/secret", nil}},
		"explain-tile": {{"GET", "/pages/home/explain?tile=r0t0&measure=ads.leads", nil}, {"GET", "/pages/home/explain?tile=r0t0&measure=ads.leads&f.agency=" + other, nil}},
		"explain":      {{"GET", "/explain?view=ads&measure=leads", nil}, {"GET", "/explain?view=ads&measure=leads&f.agency=" + other, nil}},
		"catalog":      one("GET", "/catalog", nil),
		"forecasts":    one("GET", "/forecasts", nil),
		"forecast":     {{"GET", "/forecasts/ahead", nil}, {"GET", "/forecasts/ahead?f.agency=" + other, nil}}, // What is behind a real one, test/tenancy looks at.
		"members": {{"GET", "/members?view=ads&dimension=agency", nil}, {"GET", "/members?view=ads&dimension=listing&limit=1000", nil},
			{"GET", "/members?view=ads&dimension=agency&search=" + url.QueryEscape("Casa"), nil}, {"GET", "/members?view=ads&dimension=listing&f.agency=" + other, nil}},
		"runs": one("GET", "/runs", nil), "run": one("POST", "/runs", map[string]any{}),
		"audit": one("GET", "/audit", nil),
		"users": one("GET", "/users", nil), "user-add": one("POST", "/users", map[string]any{"user": "x", "roles": []string{"boss"}}),
		"user-set": one("PATCH", "/users/"+other, map[string]any{"roles": []string{"boss"}}), "user-delete": one("DELETE", "/users/"+other, nil),
		"user-link": one("POST", "/users/"+other+"/link", nil),
		"tokens":    one("GET", "/tokens", nil), "token-add": one("POST", "/tokens", map[string]any{"user": other, "name": "x"}),
		"token-delete": one("DELETE", "/tokens/"+other+"/x", nil),
		"login":        one("POST", "/session", map[string]any{"user": "nobody", "password": "x"}),
		"login-demo":   one("POST", "/session/demo", map[string]any{"user": "nobody"}),
		"setup":        one("POST", "/setup", map[string]any{"token": "x", "password": "x"}),
		"set-language": one("PUT", "/me/language", map[string]any{"language": "en"}),
		"set-password": one("PUT", "/me/password", map[string]any{"old": "wrong wrong", "new": "x"}),
		"logout":       one("DELETE", "/session", nil),
	}
	maps.Copy(all, entityAttempts(other))
	for _, q := range questions {
		all["query"] = append(all["query"], attempt{"POST", "/query", q})
		for _, format := range []string{"csv"} {
			export := map[string]any{"format": format}
			for k, v := range q {
				export[k] = v
			}
			all["export"] = append(all["export"], attempt{"POST", "/export", export})
		}
	}
	return all
}

type attempt struct {
	method, path string
	body         any
}

var numbers = regexp.MustCompile(`-?\d+(\.\d+)?`)

// random are the texts of an answer that are drawn at random, in which any figure may stand: the session's token, the id of a request.
var random = regexp.MustCompile(`"(csrf|request)":"[A-Za-z0-9_-]*"`)

// foreign tells what of another tenant shows in an answer: its mark, or a figure that holds a share of its prime. echoed is what the
// request itself named.
func foreign(body []byte, own, other, echoed string) string {
	text := random.ReplaceAllString(string(body), "")
	for _, mark := range []string{"Casa " + other, other + "-house"} {
		if strings.Contains(text, mark) && !strings.Contains(echoed, mark) {
			return mark
		}
	}
	for _, s := range numbers.FindAllString(text, -1) {
		n, err := strconv.ParseFloat(s, 64)
		// Sums of leads begin at a prime; smaller numbers are counts, days and widths.
		if err == nil && n >= 6007 && n < 1e9 && n == float64(int64(n)) && int64(n)%primes[own] != 0 {
			return s
		}
	}
	return ""
}

// A figure counts wherever it stands, but for texts that are drawn at random.
func TestTheMarkIgnoresWhatIsRandom(t *testing.T) {
	for body, want := range map[string]string{
		`{"csrf":"aZ-6650_x","request":"00006650","leads":7919}`: "",
		`{"csrf":"aZ-6650_x","leads":6007}`:                      "6007",
		`{"csrf":"","title":"request 6650"}`:                     "6650",
	} {
		if got := foreign([]byte(body), "ana", "rui", ""); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}

// Invariant 6: no route of one tenant shows a value of the other.
func TestInvariant6NoRouteShowsAnotherTenant(t *testing.T) {
	w := newMatchedWorld(t)
	document, err := server.OpenAPI("test")
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		OpenAPI string `yaml:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(document, &api); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(api.OpenAPI, "3.1") {
		t.Errorf("version %s", api.OpenAPI)
	}
	var operations []string
	for _, methods := range api.Paths {
		for _, o := range methods {
			operations = append(operations, o.OperationID)
		}
	}
	// Signing out comes last.
	slices.SortFunc(operations, func(a, b string) int {
		if (a == "logout") != (b == "logout") {
			return map[bool]int{true: 1, false: -1}[a == "logout"]
		}
		return strings.Compare(a, b)
	})
	shown := 0
	for own, other := range map[string]string{"ana": "rui", "rui": "ana"} {
		b := w.browser(t, own)
		list := attempts(other)
		for _, id := range operations {
			if len(list[id]) == 0 {
				t.Errorf("the operation %q is not walked: add attempts to it", id)
			}
			for _, a := range list[id] {
				r := b.do(a.method, "/api/v1"+a.path, a.body)
				if r.status >= 500 {
					t.Errorf("%s %s %v: %d %s", a.method, a.path, a.body, r.status, r.body)
				}
				spelled, _ := json.Marshal(a.body)
				if found := foreign(withoutVersions(r.body), own, other, a.path+string(spelled)); found != "" {
					t.Errorf("%s saw %q by %s %s %s: %s", own, found, a.method, a.path, spelled, r.body)
				}
				if bytes.Contains(r.body, []byte(own+"-house")) {
					shown++
				}
			}
		}
	}
	// The walk means something only where each sees their own.
	if shown < 16 {
		t.Errorf("only %d answers showed anybody's rows", shown)
	}
	users, err := w.access.Users(context.Background())
	if err != nil || len(users) != 9 {
		t.Errorf("the walk changed the users: %v, %v", users, err)
	}
	for _, u := range users {
		if u.User != "root" && slices.Contains(u.Roles, "boss") {
			t.Errorf("%s became an administrator", u.User)
		}
	}
}

// withoutVersions drops what holds digits but no figures: the request's id.
func withoutVersions(body []byte) []byte {
	return regexp.MustCompile(`"request":"[0-9a-f]+"`).ReplaceAll(body, nil)
}

// The walk catches a filter that is deliberately broken.
func TestTheWalkCatchesABrokenFilter(t *testing.T) {
	w := newMatchedWorld(t)
	if err := w.access.UpdateUser(context.Background(), access.Actor{}, "ana", access.Change{Roles: &[]string{"boss", "looker"}}); err != nil {
		t.Fatal(err)
	}
	b := w.browser(t, "ana")
	for id, wants := range map[string]bool{"members": true, "query": true, "page": true, "export": true, "entity-pair": true, "entity-cluster": true, "entity-match": true} {
		caught := false
		for _, a := range attempts("rui")[id] {
			r := b.do(a.method, "/api/v1"+a.path, a.body)
			caught = caught || foreign(withoutVersions(r.body), "ana", "rui", a.path+fmt.Sprint(a.body)) != ""
		}
		if caught != wants {
			t.Errorf("%s: not caught", id)
		}
	}
}
