package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
	"github.com/xuri/excelize/v2"
)

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "")
	b.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)
	var info server.LoginInfo
	b.do("GET", "/api/v1/login-info", nil).ok(t, 200).json(t, &info)
	if info.Title != "Small" || len(info.DemoUsers) != 1 || info.DemoUsers[0].RoleLabel != "An agent" {
		t.Errorf("got %+v", info)
	}
	other := password
	if err := w.access.UpdateUser(context.Background(), access.Actor{}, "ana", access.Change{Password: &other}); err != nil {
		t.Fatal(err)
	}
	b.do("POST", "/api/v1/session", map[string]string{"user": "ana", "password": "wrong wrong"}).refused(t, 401, farol.CodeBadLogin)
	in := b.do("POST", "/api/v1/session", map[string]string{"user": "Ana", "password": password}).ok(t, 200)
	var entered server.Entered
	in.json(t, &entered)
	cookie, err := http.ParseSetCookie(in.header.Get("Set-Cookie"))
	if err != nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure {
		t.Fatalf("cookie %+v, %v", cookie, err)
	}
	b.cookie, b.csrf = cookie, entered.CSRF
	var me server.Me
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	if me.User != "ana" || me.CSRF != entered.CSRF || me.Tenant != "Casa ana" || len(me.Pages) != 1 || me.Pages[0].Name != "home" || me.Admin || !me.Export {
		t.Errorf("got %+v", me)
	}
	b.do("PUT", "/api/v1/me/language", map[string]string{"language": "xx"}).refused(t, 422, farol.CodeBadValue)
	b.do("PUT", "/api/v1/me/language", map[string]string{"language": "pt-PT"}).ok(t, 204)
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	if me.Language != "pt" || me.Project.Title != "Pequeno" {
		t.Errorf("got %+v", me)
	}
	b.do("PUT", "/api/v1/me/password", map[string]string{"old": "wrong wrong", "new": "another harbour"}).refused(t, 401, farol.CodeBadLogin)
	b.do("PUT", "/api/v1/me/password", map[string]string{"old": password, "new": "another harbour"}).ok(t, 204)
	out := b.do("DELETE", "/api/v1/session", nil).ok(t, 204)
	if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("the cookie stays: %v", out.header)
	}
	b.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)

	b = w.browser(t, "")
	b.do("POST", "/api/v1/session/demo", map[string]string{"user": "root"}).refused(t, 404, farol.CodeNotFound)
	b.do("POST", "/api/v1/session/demo", map[string]string{"user": "ana"}).ok(t, 200)
}

func TestThrottling(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "")
	for range 5 {
		b.do("POST", "/api/v1/session", map[string]string{"user": "who", "password": "wrong wrong"}).refused(t, 401, farol.CodeBadLogin)
	}
	r := b.do("POST", "/api/v1/session", map[string]string{"user": "who", "password": "wrong wrong"})
	r.refused(t, 429, farol.CodeThrottled)
	if r.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
	}
}

func TestFirstAdministrator(t *testing.T) {
	w := newWorld(t)
	for _, u := range []string{"ana", "rui", "eva", "tia", "root"} {
		if err := w.access.DeleteUser(context.Background(), access.Actor{}, u); err != nil {
			t.Fatal(err)
		}
	}
	link, err := w.access.FirstLink(context.Background(), access.Policy{}, access.Actor{})
	if err != nil {
		t.Fatal(err)
	}
	b := w.browser(t, "")
	b.do("POST", "/api/v1/setup", map[string]string{"token": "x", "user": "me", "name": "Me", "password": password}).refused(t, 404, farol.CodeNotFound)
	in := b.do("POST", "/api/v1/setup", map[string]string{"token": link, "user": "me", "name": "Me", "password": password}).ok(t, 200)
	b.cookie, _ = http.ParseSetCookie(in.header.Get("Set-Cookie"))
	var me server.Me
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	if !me.Admin || me.Name != "Me" {
		t.Errorf("got %+v", me)
	}
}

func TestOtherSitesCannotWrite(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	good := b.csrf
	change := func() reply { return b.do("PUT", "/api/v1/me/language", map[string]string{"language": "pt"}) }
	for _, wrong := range []string{"", "x", good + "x"} {
		b.csrf = wrong
		change().refused(t, 403, farol.CodeForbidden)
	}
	b.csrf = good
	b.header = http.Header{"Origin": {"https://elsewhere.example"}}
	change().refused(t, 403, farol.CodeForbidden)
	b.do("POST", "/api/v1/session", map[string]string{"user": "ana", "password": password}).refused(t, 403, farol.CodeForbidden)
	b.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	change().refused(t, 403, farol.CodeForbidden)
	b.header = http.Header{"Origin": {w.http.URL}}
	change().ok(t, 204)

	// A token carries no cookie's right and needs no second one.
	plain, err := w.access.AddToken(context.Background(), access.Actor{}, "ana", "x", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	b = w.browser(t, "")
	b.header = http.Header{"Authorization": {"Bearer " + plain}}
	b.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leads"}}).ok(t, 200)
	b.header = http.Header{"Authorization": {"Bearer farol_no"}}
	b.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leads"}}).refused(t, 401, farol.CodeSignedOut)
}

func TestPageAndItsTag(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	for _, path := range []string{"/api/v1/pages/home?period=last_28_days&f.region=n", "/api/v1/catalog?lang=pt", "/api/v1/members?view=ads&dimension=listing&f.region=!n"} {
		b.header = http.Header{}
		first := b.do("GET", path, nil).ok(t, 200)
		tag := first.header.Get("ETag")
		if tag == "" || first.header.Get("Cache-Control") != "private, no-cache" {
			t.Fatalf("%s: headers %v", path, first.header)
		}
		b.header = http.Header{"If-None-Match": {tag}}
		if again := b.do("GET", path, nil).ok(t, 304); len(again.body) != 0 {
			t.Errorf("%s: a 304 has a body", path)
		}
		// Somebody else, another question and a new version are another answer.
		rui := w.browser(t, "rui")
		rui.header = b.header
		rui.do("GET", path, nil).ok(t, 200)
		b.do("GET", strings.Replace(path, "period=last_28_days", "period=all", 1)+"&f.region=s", nil)
		w.fill(t)
		if after := b.do("GET", path, nil).ok(t, 200); after.header.Get("ETag") == tag {
			t.Errorf("%s: the tag stays with a new version", path)
		}
	}
	b.header = http.Header{}
	var p page.Payload
	b.do("GET", "/api/v1/pages/home", nil).ok(t, 200).json(t, &p)
	if len(p.Rows) != 2 || p.Rows[0][0].State != "ok" || p.Version == 0 {
		t.Errorf("got %+v", p)
	}
	b.do("GET", "/api/v1/pages/secret", nil).refused(t, 404, farol.CodeNotFound)
	b.do("GET", "/api/v1/pages/home?perod=all", nil).refused(t, 422, farol.CodeBadRequest)
	b.do("GET", "/api/v1/pages/home?f.nothing=x", nil).refused(t, 422, farol.CodeUnknownName)
	b.do("GET", "/api/v1/pages/home?period=soon", nil).refused(t, 422, farol.CodeBadQuery)
	b.do("GET", "/api/v1/pages/home/explain?tile=r0t0&measure=ads.leads", nil).ok(t, 200)
	b.do("GET", "/api/v1/explain?view=ads&measure=leads&f.region=n&comparison=previous_period&period=all", nil).ok(t, 200)
	// A page's address may hold filters of other views.
	b.do("GET", "/api/v1/members?view=ads&dimension=listing&period=last_28_days&comparison=none&f.elsewhere=x", nil).ok(t, 200)
	// Members are counted in the period that the page shows: 60 days over three houses, or the last week of them.
	for address, want := range map[string]int64{"": 20, "&period=2026-02-23..2026-03-01": 3, "&period=last_7_days": 3} {
		var found query.Members
		b.do("GET", "/api/v1/members?view=ads&dimension=listing"+address, nil).ok(t, 200).json(t, &found)
		if len(found.Members) != 3 || found.Members[0].Count != want {
			t.Errorf("%q: %+v, want %d rows of the first", address, found, want)
		}
	}
	// A view without time has no period; the page's is not its.
	w.browser(t, "root").do("GET", "/api/v1/members?view=other&dimension=elsewhere&period=2026-01-01..2026-01-31", nil).ok(t, 200)
	b.do("GET", "/api/v1/members?view=ads&dimension=listing&f.nothing=x", nil).refused(t, 422, farol.CodeUnknownName)
}

func TestQuery(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	var r query.Result
	b.do("POST", "/api/v1/query", map[string]any{
		"view": "ads", "measures": []string{"ads.leads"}, "by": []string{"month"}, "where": nil, "order": nil, "compare": "", "period": "2026-01",
	}).ok(t, 200).json(t, &r)
	// 31 days from 1 January of 1, 2, 3, 4 in turn make 76.
	if len(r.Rows) != 1 || r.Rows[0][1] != float64(76*7919) || r.Period != "2026-01-01..2026-01-31" {
		t.Errorf("got %+v", r)
	}
	p := b.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leads"}, "limt": 3}).refused(t, 422, farol.CodeBadRequest)
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.limt" {
		t.Errorf("got %+v", p)
	}
	b.do("POST", "/api/v1/query", "{").refused(t, 400, farol.CodeBadRequest)
	b.do("POST", "/api/v1/query", strings.Repeat("x", 2<<20)).refused(t, 413, farol.CodeBadRequest)
	b.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leeds"}}).refused(t, 422, farol.CodeUnknownName)
	b.do("POST", "/api/v1/query", map[string]any{"view": "other", "measures": []string{"n"}}).refused(t, 403, farol.CodeForbidden)
	b.do("GET", "/api/v1/nothing", nil).refused(t, 404, farol.CodeNotFound)
	b.do("DELETE", "/api/v1/query", nil).refused(t, 405, farol.CodeBadRequest)

	// Who lacks the attribute sees an error and nothing else; who may not explore has pages and lists of members.
	eva, tia := w.browser(t, "eva"), w.browser(t, "tia")
	for _, path := range []string{"/api/v1/me", "/api/v1/pages/home", "/api/v1/catalog", "/api/v1/members?view=ads&dimension=listing"} {
		eva.do("GET", path, nil).refused(t, 403, farol.CodeNoAttribute)
	}
	tia.do("GET", "/api/v1/pages/home", nil).ok(t, 200)
	tia.do("GET", "/api/v1/members?view=ads&dimension=listing", nil).ok(t, 200)
	tia.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leads"}}).refused(t, 403, farol.CodeForbidden)
	tia.do("POST", "/api/v1/export", map[string]any{"view": "ads", "measures": []string{"leads"}, "format": "csv"}).refused(t, 403, farol.CodeForbidden)
	var refused int
	if err := w.db.Reader().QueryRow("select count(*) from audit where action = 'refused' and user in ('eva', 'tia')").Scan(&refused); err != nil || refused != 6 {
		t.Errorf("%d refusals are recorded, %v", refused, err)
	}
}

// Who has the pages only sorts, searches, filters and pages the tables of their pages, and asks nothing else: the server refuses it,
// whatever a screen offers.
func TestWhoHasThePagesOnlyAsksWhatTheirTablesAsk(t *testing.T) {
	w := newWorld(t)
	tia := w.browser(t, "tia")
	ask := func(change map[string]any) reply {
		q := map[string]any{"view": "ads", "measures": []string{"leads"}, "by": []string{"listing"}}
		for k, v := range change {
			q[k] = v
		}
		return tia.do("POST", "/api/v1/query", q)
	}
	filter := func(column, op string, values ...any) []any {
		return []any{map[string]any{"column": column, "op": op, "values": values}}
	}
	for name, change := range map[string]map[string]any{
		"as it is": nil, "sorted": {"order": []any{map[string]any{"by": "listing", "desc": true}}}, "paged": {"limit": 1, "offset": 1, "totals": true},
		"searched": {"search": "house-1"}, "filtered": {"where": filter("region", "in", "n")}, "in a period": {"period": "2026-01", "compare": "previous_period"},
		"the trends of its rows": {"by": []string{"listing", "day"}, "where": filter("listing", "in", "ana-house-1"), "fill": true, "period": "2026-01"},
	} {
		var r query.Result
		ask(change).ok(t, 200).json(t, &r)
		if len(r.Rows) == 0 {
			t.Errorf("%s: no rows", name)
		}
	}
	for name, change := range map[string]map[string]any{
		"another measure": {"measures": []string{"leads", "days"}}, "no measure": {"measures": []string{}}, "another dimension": {"by": []string{"region"}},
		"one more dimension": {"by": []string{"listing", "region"}}, "the total": {"by": []string{}}, "a trend of another grain": {"by": []string{"listing", "month"}},
		"part of a name": {"where": filter("listing", "contains", "house")}, "a table of a page that is not theirs": {"by": []string{"agency"}},
	} {
		if r := ask(change); r.status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

func TestExport(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	ask := map[string]any{"view": "ads", "measures": []string{"leads"}, "by": []string{"day", "listing"}, "format": "csv", "title": "Visão/geral", "limit": 3, "period": "all"}
	r := b.do("POST", "/api/v1/export", ask).ok(t, 200)
	records, err := csv.NewReader(bytes.NewReader(r.body)).ReadAll()
	if err != nil || len(records) != 61 || fmt.Sprint(records[0]) != "[Day Listing Leads]" {
		t.Errorf("%d records, %v, %v", len(records), records[0], err)
	}
	if d := r.header.Get("Content-Disposition"); !strings.Contains(d, `filename="Vis_o_geral 2026-03-02.csv"`) || !strings.Contains(d, "UTF-8''Vis%C3%A3o_geral") {
		t.Errorf("disposition %s", d)
	}
	ask["format"] = "xlsx"
	r = b.do("POST", "/api/v1/export", ask).ok(t, 200)
	f, err := excelize.OpenReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Data"); err != nil || len(rows) != 61 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	ask["language"] = "pt-PT"
	r = b.do("POST", "/api/v1/export", ask).ok(t, 200)
	portuguese, err := excelize.OpenReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	defer portuguese.Close()
	about, err := portuguese.GetRows("Sobre")
	if err != nil || !slices.Equal(portuguese.GetSheetList(), []string{"Dados", "Sobre"}) || !slices.Equal(about[len(about)-1], []string{"Linhas", "60"}) {
		t.Errorf("%v %v, %v", portuguese.GetSheetList(), about, err)
	}
	ask["measures"] = []string{"leeds"}
	b.do("POST", "/api/v1/export", ask).refused(t, 422, farol.CodeUnknownName)
	ask["format"] = "pdf"
	b.do("POST", "/api/v1/export", ask).refused(t, 422, farol.CodeBadRequest)
	var recorded int
	if err := w.db.Reader().QueryRow("select count(*) from audit where action = 'export-begin' and user = 'ana'").Scan(&recorded); err != nil || recorded != 4 {
		t.Errorf("%d exports are recorded, %v", recorded, err)
	}
}

func TestHeadersAndScreens(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "")
	r := b.do("GET", "/p/home", nil).ok(t, 200)
	sum := sha256.Sum256([]byte("boot()"))
	csp := r.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "script-src 'self' 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';") || strings.Contains(csp, "unsafe-inline") ||
		!strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "style-src-attr 'unsafe-hashes' 'sha256-") {
		t.Errorf("policy %s", csp)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
		for _, path := range []string{"/", "/api/v1/me", "/healthz", "/_app/immutable/a.js", "/nothing.js"} {
			if got := b.do("GET", path, nil).header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	b.do("GET", "/_app/gone.js", nil).ok(t, 404)
	b.do("GET", "/gone.png", nil).ok(t, 404)
	b.do("GET", "/../../etc/passwd", nil).ok(t, 200) // the screens, which say that there is no such page
	b.do("POST", "/p/home", nil).ok(t, 405)
	r = b.do("GET", "/_app/immutable/a.js", nil).ok(t, 200)
	if !strings.Contains(r.header.Get("Cache-Control"), "immutable") || string(r.body) != "let a = 1" || !strings.HasPrefix(r.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("got %v %s", r.header, r.body)
	}
	b.header = http.Header{"Accept-Encoding": {"gzip, br;q=0"}}
	if r = b.do("GET", "/_app/immutable/a.js", nil); string(r.body) != "gzip" || r.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %v %s", r.header, r.body)
	}
	b.header = http.Header{"Accept-Encoding": {"gzip, br"}}
	if r = b.do("GET", "/", nil); string(r.body) != "brotli" || r.header.Get("Content-Encoding") != "br" {
		t.Errorf("got %v %s", r.header, r.body)
	}
	b.header = http.Header{"If-None-Match": {r.header.Get("ETag")}, "Accept-Encoding": {"gzip, br"}}
	b.do("GET", "/", nil).ok(t, 304)
}

func TestCompression(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	plain := b.do("GET", "/api/v1/pages/home", nil).ok(t, 200)
	for encoding, open := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	} {
		b.header = http.Header{"Accept-Encoding": {encoding}}
		r := b.do("GET", "/api/v1/pages/home", nil).ok(t, 200)
		if r.header.Get("Content-Encoding") != encoding || len(r.body) >= len(plain.body) {
			t.Errorf("%s: %v", encoding, r.header)
			continue
		}
		reader, err := open(bytes.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(reader); err != nil || !bytes.Equal(body, plain.body) {
			t.Errorf("%s: another body, %v", encoding, err)
		}
	}
}

func TestHealthAndMetrics(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "")
	b.do("GET", "/healthz", nil).ok(t, 200)
	b.do("GET", "/readyz", nil).ok(t, 200)
	if r := b.do("GET", "/metrics", nil).ok(t, 200); !bytes.Contains(r.body, []byte(`farol_http_request_seconds_count{method="GET",route="/healthz",status="200"} 1`)) {
		t.Errorf("got %s", r.body)
	}
	// Behind a proxy nobody is on this machine.
	b.header = http.Header{"X-Forwarded-For": {"192.0.2.1"}}
	b.do("GET", "/metrics", nil).refused(t, 401, farol.CodeSignedOut)
	ana := w.browser(t, "ana")
	ana.header = b.header
	ana.do("GET", "/metrics", nil).refused(t, 403, farol.CodeForbidden)
	root := w.browser(t, "root")
	root.header = b.header
	root.do("GET", "/metrics", nil).ok(t, 200)
	_ = w.db.Close()
	b.do("GET", "/readyz", nil).ok(t, 503)
}

func TestAdministration(t *testing.T) {
	w := newWorld(t)
	ana, root := w.browser(t, "ana"), w.browser(t, "root")
	for _, path := range []string{"/api/v1/users", "/api/v1/runs", "/api/v1/tokens"} {
		ana.do("GET", path, nil).refused(t, 403, farol.CodeForbidden)
		root.do("GET", path, nil).ok(t, 200)
	}
	root.do("POST", "/api/v1/users", map[string]any{"user": "new", "roles": []string{"agnet"}}).refused(t, 422, farol.CodeUnknownName)
	root.do("POST", "/api/v1/users", map[string]any{"user": "new", "roles": []string{"agent"}}).ok(t, 201)
	root.do("PATCH", "/api/v1/users/new", map[string]any{"disabled": true}).ok(t, 204)
	var made server.TokenMade
	root.do("POST", "/api/v1/tokens", map[string]any{"user": "ana", "name": "x"}).ok(t, 201).json(t, &made)
	if !strings.HasPrefix(made.Token, "farol_") {
		t.Errorf("got %+v", made)
	}
	root.do("DELETE", "/api/v1/tokens/ana/x", nil).ok(t, 204)
	root.do("DELETE", "/api/v1/users/root", nil).refused(t, 409, farol.CodeConflict)
	root.do("DELETE", "/api/v1/users/new", nil).ok(t, 204)
	root.do("POST", "/api/v1/runs", map[string]any{"since": "2026-01-31"}).ok(t, 202)
	if asked := <-w.runner.asked; !asked.Since.Equal(farol.Date(2026, 1, 31)) {
		t.Errorf("got %+v", asked)
	}
}
