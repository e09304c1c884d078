package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
	"github.com/xuri/excelize/v2"
)

// Who writes their own X-Forwarded-For is counted at the address that they come from.
func TestForwardedAddressesAreNotBelieved(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "")
	status := 0
	for i := range 21 {
		b.header = http.Header{"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}}
		status = b.do("POST", "/api/v1/session", map[string]string{"user": fmt.Sprint("who", i), "password": "wrong wrong"}).status
	}
	if status != 429 {
		t.Errorf("the 21st attempt of one address gives %d", status)
	}
	w.server.BehindProxy = true
	b.header = http.Header{"X-Forwarded-For": {"198.51.100.7, 192.0.2.99"}}
	b.do("POST", "/api/v1/session", map[string]string{"user": "somebody", "password": "wrong wrong"}).refused(t, 401, farol.CodeBadLogin)
	rows, err := w.access.AuditRows(context.Background(), time.Time{}, 1)
	if err != nil || rows[0].Address != "192.0.2.99" {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// A filter that cannot be read is refused: left out, it would show more than was asked for.
func TestBrokenAddressesAreRefused(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	for _, path := range []string{"/pages/home?f.listing=%zz", "/pages/home?f.listing=ana-house-1;f.region=n", "/members?view=ads&dimension=listing&f.region=%n"} {
		b.do("GET", "/api/v1"+path, nil).refused(t, 422, farol.CodeBadRequest)
	}
	tag := b.do("GET", "/api/v1/members?view=ads&dimension=listing&search=a", nil).ok(t, 200).header.Get("ETag")
	b.header = http.Header{"If-None-Match": {tag}}
	b.do("GET", "/api/v1/members?view=ads&dimension=listing&search=b", nil).ok(t, 200)
	// Bytes that are no text are the asker's fault, not the server's.
	for _, path := range []string{"/members?view=ads&dimension=listing&search=%ff", "/members?view=ads&dimension=listing&f.region=%ff", "/pages/home?f.listing=%fe"} {
		if r := b.do("GET", "/api/v1"+path, nil); r.status >= 500 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	// The language of a list is part of its tag.
	b.do("PUT", "/api/v1/me/language", map[string]string{"language": "pt"}).ok(t, 204)
	b.do("GET", "/api/v1/members?view=ads&dimension=listing&search=a", nil).ok(t, 200)
}

// /metrics is for programs on this machine: not for a page whose name was made to point here.
func TestMetricsAreForThisHost(t *testing.T) {
	w := newWorld(t)
	for host, want := range map[string]int{"localhost:9": 200, "127.0.0.1": 200, "[::1]:80": 200, "rebound.example": 401, "localhost.example:80": 401} {
		r, err := http.NewRequest("GET", w.http.URL+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		response, err := w.plain.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, response.StatusCode, want)
		}
	}
}

// Sessions, tokens and links end at once, and what a browser can be made to send changes nothing.
func TestEndedRightsStayEnded(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	b := w.browser(t, "ana")
	before := *b.cookie
	b.do("DELETE", "/api/v1/session", nil).ok(t, 204)
	b.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)

	// A cookie that an attacker has planted is not taken over by signing in.
	b.csrf = ""
	in := b.do("POST", "/api/v1/session/demo", map[string]string{"user": "ana"}).ok(t, 200)
	fresh, err := http.ParseSetCookie(in.header.Get("Set-Cookie"))
	if err != nil || fresh.Value == before.Value {
		t.Errorf("the session is the planted one: %v", err)
	}
	b.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)

	token, err := w.access.AddToken(ctx, access.Actor{}, "ana", "x", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	link, err := w.access.PasswordLink(ctx, access.Actor{}, "rui")
	if err != nil {
		t.Fatal(err)
	}
	c := w.browser(t, "")
	c.header = http.Header{"Authorization": {"Bearer " + token}}
	c.do("GET", "/api/v1/me", nil).ok(t, 200)
	disabled := true
	if err := w.access.UpdateUser(ctx, access.Actor{}, "ana", access.Change{Disabled: &disabled}); err != nil {
		t.Fatal(err)
	}
	c.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)
	b.cookie = fresh
	b.do("GET", "/api/v1/me", nil).refused(t, 401, farol.CodeSignedOut)

	c.header = http.Header{}
	c.do("POST", "/api/v1/setup", map[string]string{"token": link, "user": "ana", "password": password}).ok(t, 200)
	c.do("POST", "/api/v1/setup", map[string]string{"token": link, "password": password}).refused(t, 404, farol.CodeNotFound)

	// Neither another method in a header nor another type of body gets around the session's token.
	rui := w.browser(t, "rui")
	rui.csrf = ""
	rui.header = http.Header{"X-Http-Method-Override": {"DELETE"}, "Content-Type": {"text/plain"}}
	rui.do("POST", "/api/v1/query", `{"view":"ads","measures":["leads"]}`).refused(t, 403, farol.CodeForbidden)
	rui.do("GET", "/api/v1/session", nil).ok(t, 405)
	rui.header = http.Header{}
	rui.do("GET", "/api/v1/me", nil).ok(t, 200)
}

// Questions of any size and shape are answered or refused; none ends the server or says what the engine said.
func TestOddQuestions(t *testing.T) {
	w := newWorld(t)
	b := w.browser(t, "ana")
	many := make([]any, 20_000)
	for i := range many {
		many[i] = fmt.Sprint("x", i)
	}
	ask := func(more map[string]any) map[string]any {
		q := map[string]any{"view": "ads", "measures": []string{"leads"}, "by": []string{"listing"}}
		for k, v := range more {
			q[k] = v
		}
		return q
	}
	where := func(op string, values ...any) map[string]any {
		return ask(map[string]any{"where": []any{map[string]any{"column": "listing", "op": op, "values": values}}})
	}
	for i, q := range []map[string]any{
		where("in", many...), where("contains", strings.Repeat("%", 400)), where("contains", "\x00"), where("in", "\x00'\""), where("range", 1, "x"),
		where("contains", "İ\u0130ı"), where("in", 1e300), where("in", -1<<52), where("contains", nil),
		ask(map[string]any{"limit": 1 << 62, "offset": 1 << 62}), ask(map[string]any{"limit": 1 << 62, "other": true}),
		ask(map[string]any{"search": strings.Repeat("é", 200)}), ask(map[string]any{"by": []string{"listing", "region", "agency", "day", "month", "year"}}),
		ask(map[string]any{"period": "0001-01-01..9999-12-31", "by": []string{"day"}, "fill": true}),
		ask(map[string]any{"period": "9999-12-31..0001-01-01"}), ask(map[string]any{"time_zone": "../../etc/passwd"}),
		ask(map[string]any{"period": "2026-01-01..2026-01-31", "compare": "previous_year", "by": []string{"day"}, "fill": true}),
	} {
		r := b.do("POST", "/api/v1/query", q)
		if r.status != 200 && r.status != 422 {
			t.Errorf("question %d: %d %.300s", i, r.status, r.body)
		}
		for _, word := range []string{"SELECT", "select ", "Catalog", "Binder", "Conversion", ".duckdb", "/tmp/"} {
			if r.status != 200 && bytes.Contains(r.body, []byte(word)) {
				t.Errorf("question %d tells %q: %.300s", i, word, r.body)
			}
		}
	}
	b.do("GET", "/readyz", nil).ok(t, 200)
}

// Who has the pages only may ask for the rows of their tables in any order, and nothing else, neither as figures nor as a file.
func TestTablesOfPagesMayBeAsked(t *testing.T) {
	w := newWorld(t)
	yes := true
	policy := w.server.Project.Policy.Roles
	reader := policy["reader"]
	reader.Export = &yes
	policy["reader"] = reader
	tia := w.browser(t, "tia")
	table := map[string]any{"view": "ads", "measures": []string{"ads.leads"}, "by": []string{"listing"}, "limit": 1, "offset": 1, "search": "house", "totals": true,
		"order": []any{map[string]any{"by": "listing", "desc": false}}, "where": []any{map[string]any{"column": "region", "op": "in", "values": []string{"n"}}}}
	var r query.Result
	tia.do("POST", "/api/v1/query", table).ok(t, 200).json(t, &r)
	if len(r.Rows) != 1 || r.Rows[0][0] != "ana-house-1" || r.RowCount != 3 {
		t.Errorf("got %+v", r)
	}
	table["format"] = "csv"
	tia.do("POST", "/api/v1/export", table).ok(t, 200)
	delete(table, "format")
	for name, value := range map[string]any{
		"by": []string{"day"}, "measures": []string{"days"}, "view": "other",
		"where": []any{map[string]any{"column": "region", "op": "contains", "values": []string{"n"}}},
	} {
		free := map[string]any{}
		for k, v := range table {
			free[k] = v
		}
		free[name] = value
		tia.do("POST", "/api/v1/query", free).refused(t, 403, farol.CodeForbidden)
		free["format"] = "csv"
		tia.do("POST", "/api/v1/export", free).refused(t, 403, farol.CodeForbidden)
	}
}

// A table's own filters and period stay.
func TestTablesKeepTheirOwnFilters(t *testing.T) {
	w := newWorld(t)
	tile := &w.server.Project.Pages[0].Rows[1][0]
	tile.Where, tile.Period = map[string]any{"region": "n", "agency": []any{"ana", "rui"}}, "2026-01"
	tia := w.browser(t, "tia")
	in := func(column string, values ...string) any {
		return map[string]any{"column": column, "op": "in", "values": values}
	}
	ask := func(period string, where ...any) reply {
		return tia.do("POST", "/api/v1/query", map[string]any{"view": "ads", "measures": []string{"leads"}, "by": []string{"listing"}, "period": period, "where": where})
	}
	ask("2026-01-01..2026-01-31", in("region", "n"), in("agency", "ana", "rui"), in("listing", "ana-house-1")).ok(t, 200)
	ask("2026-02", in("region", "n"), in("agency", "ana", "rui")).refused(t, 403, farol.CodeForbidden)
	ask("", in("region", "n"), in("agency", "ana", "rui")).refused(t, 403, farol.CodeForbidden)
	ask("2026-01", in("region", "n"), in("region", "n")).refused(t, 403, farol.CodeForbidden)
	ask("2026-01", in("region", "n", "s"), in("agency", "ana", "rui")).refused(t, 403, farol.CodeForbidden)
}

// A file names members as the screens do, in the language that was asked for.
func TestExportsNameMembers(t *testing.T) {
	w := newWorld(t)
	w.server.Project.Views[0].Dimensions[1].Values = map[string]farol.Text{"n": {"en": "North", "pt": "Norte"}, "s": {"en": "=South", "pt": "Sul"}}
	b := w.browser(t, "ana")
	ask := map[string]any{"view": "ads", "measures": []string{"leads"}, "by": []string{"region"}, "format": "csv", "language": "pt",
		"order": []any{map[string]any{"by": "region", "desc": false}}, "where": []any{map[string]any{"column": "region", "op": "in", "values": []string{"n", "s"}}}}
	records, err := csv.NewReader(bytes.NewReader(b.do("POST", "/api/v1/export", ask).ok(t, 200).body)).ReadAll()
	if err != nil || len(records) != 3 || records[1][0] != "Norte" || records[2][0] != "Sul" {
		t.Errorf("got %v, %v", records, err)
	}
	ask["language"] = "en"
	records, err = csv.NewReader(bytes.NewReader(b.do("POST", "/api/v1/export", ask).ok(t, 200).body)).ReadAll()
	if err != nil || records[2][0] != "'=South" {
		t.Errorf("got %v, %v", records, err)
	}
	ask["language"], ask["format"] = "pt", "xlsx"
	f, err := excelize.OpenReader(bytes.NewReader(b.do("POST", "/api/v1/export", ask).ok(t, 200).body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, _ := f.GetRows("Dados")
	about, _ := f.GetRows("Sobre")
	if data[1][0] != "Norte" || !strings.Contains(fmt.Sprint(about), "[Filtro Region é Norte, Sul]") || !strings.Contains(fmt.Sprint(about), "[Período sempre]") {
		t.Errorf("got %v and %v", data, about)
	}
}

func TestAuditIsForAdministrators(t *testing.T) {
	w := newWorld(t)
	ana, root := w.browser(t, "ana"), w.browser(t, "root")
	ana.do("GET", "/api/v1/audit", nil).refused(t, 403, farol.CodeForbidden)
	var list server.AuditList
	root.do("GET", "/api/v1/audit?limit=1", nil).ok(t, 200).json(t, &list)
	if len(list.Rows) != 1 || list.Rows[0].User != "ana" || list.Rows[0].Action != "refused" || list.Next.IsZero() {
		t.Errorf("got %+v", list)
	}
	first := list.Rows[0].At
	root.do("GET", "/api/v1/audit?before=2001-01-01T00:00:00Z", nil).ok(t, 200).json(t, &list)
	if len(list.Rows) != 0 || first.IsZero() {
		t.Errorf("got %+v", list)
	}
}

// Members come with numbers of rows: who has the pages only gets those of the views of their pages, and who has no page none at all.
func TestMembersAreThoseOfTheOwnPages(t *testing.T) {
	w := newWorld(t)
	other := w.server.Project.Views[1]
	other.Shared, other.Tenant = true, ""
	if err := w.access.AddUser(context.Background(), access.Actor{}, access.User{User: "bare", Roles: []string{"a role of yesterday"}}, ""); err != nil {
		t.Fatal(err)
	}
	w.browser(t, "ana").do("GET", "/api/v1/members?view=other&dimension=elsewhere", nil).ok(t, 200)
	tia := w.browser(t, "tia")
	tia.do("GET", "/api/v1/members?view=ads&dimension=listing", nil).ok(t, 200)
	tia.do("GET", "/api/v1/members?view=other&dimension=elsewhere", nil).refused(t, 403, farol.CodeForbidden)
	bare := w.browser(t, "bare")
	for _, view := range []string{"ads", "other", "none"} {
		bare.header = http.Header{"If-None-Match": {"*"}}
		bare.do("GET", "/api/v1/members?view="+view+"&dimension=elsewhere", nil).refused(t, 403, farol.CodeForbidden)
	}
}

// Two administrators who change different attributes of a user do not overwrite each other.
func TestSingleAttributesAreMergedByTheServer(t *testing.T) {
	w := newWorld(t)
	role := w.server.Project.Policy.Roles["agent"]
	role.Rows = map[string]access.RowRule{"tenant": {Attribute: "tenant"}, "area": {Attribute: "area"}}
	w.server.Project.Policy.Roles["agent"] = role
	root := w.browser(t, "root")
	set := func(change map[string]any) reply { return root.do("PATCH", "/api/v1/users/ana", change) }
	set(map[string]any{"set_attributes": map[string]string{"area": "n"}}).ok(t, 204)
	set(map[string]any{"set_attributes": map[string]string{"arae": "n"}}).refused(t, 422, farol.CodeUnknownName)
	set(map[string]any{"unset_attributes": []string{"other"}}).refused(t, 422, farol.CodeUnknownName)
	set(map[string]any{"unset_attributes": []string{"area"}, "attributes": map[string]string{}}).refused(t, 422, farol.CodeBadValue)
	u, err := w.access.UserByName(context.Background(), "ana")
	if err != nil || u.Attributes["tenant"] != "ana" || u.Attributes["area"] != "n" {
		t.Errorf("got %+v, %v", u, err)
	}
}
