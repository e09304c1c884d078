package server_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/server"
)

// entityAttempts are the requests by which a walk asks for records of an entity, which tenants must never reach, and of one that is not.
func entityAttempts(other string) map[string][]attempt {
	all := map[string][]attempt{"entities": {{"GET", "/entities", nil}}}
	left, right := guestKey(other, 1), guestKey(other, 2)
	if other == "rui" {
		left, right = guestKey(other, 336), guestKey(other, 337)
	}
	for _, name := range []string{"guest", "none"} {
		for id, a := range entityOperations(name, left, right) {
			all[id] = append(all[id], a)
		}
		for _, id := range []string{"E100", "E300", "E400"} {
			all["entity-cluster"] = append(all["entity-cluster"], attempt{"GET", "/entities/" + name + "/clusters/" + id, nil})
		}
	}
	return all
}

func guestKey(tenant string, n int) entity.Key {
	return entity.Key{Source: tenant, Record: fmt.Sprintf("%s-house-%d", tenant, n)}
}

// entityOperations ask of one entity all that can be asked of it.
func entityOperations(name string, left, right entity.Key) map[string]attempt {
	at, pair := "/entities/"+name, pairOf(left, right)
	return map[string]attempt{
		"entity": {"GET", at, nil}, "entity-model": {"GET", at + "/model", nil}, "entity-review": {"GET", at + "/review?limit=500&order=surest", nil},
		"entity-pair": {"GET", at + "/pair?" + pair, nil}, "entity-cluster": {"GET", at + "/clusters/" + firstGuest, nil},
		"entity-match":    {"POST", at + "/match", matching.Question{Record: lonely(left.Source), Limit: 50}},
		"entity-decide":   {"POST", at + "/decisions", server.Judgement{Left: left, Right: right, Same: true}},
		"entity-undecide": {"DELETE", at + "/decisions?" + pair, nil},
	}
}

// anonymous takes out of a refusal what differs from request to request.
func anonymous(body []byte, name string) string {
	return strings.ReplaceAll(string(withoutVersions(body)), `\"`+name+`\"`, "NAME")
}

// An entity that may not be seen answers as one that there is not, whoever asks and whatever is asked of it.
func TestEntitiesAreForWhoMaySeeThem(t *testing.T) {
	w := newMatchedWorld(t)
	decide := []string{"entity-decide", "entity-undecide"}
	for user, may := range map[string]struct{ see, review bool }{
		"kim": {true, true}, "leo": {true, false}, "sid": {}, "lea": {}, "root": {}, "ana": {}, "tia": {},
	} {
		b := w.browser(t, user)
		var list server.EntityList
		b.do("GET", "/api/v1/entities", nil).ok(t, 200).json(t, &list)
		var me server.Me
		b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
		if see := len(list.Entities) == 1 && len(me.Entities) == 1; see != may.see || !see && len(list.Entities)+len(me.Entities) > 0 {
			t.Errorf("%s sees %v and %v", user, list.Entities, me.Entities)
		}
		if may.see && me.Entities[0].Review != may.review {
			t.Errorf("%s is told %+v", user, me.Entities[0])
		}
		absent := entityOperations("nothing", guestKey("ana", 1), guestKey("ana", 2))
		for id, a := range entityOperations("guest", guestKey("ana", 1), guestKey("ana", 2)) {
			r := b.do(a.method, "/api/v1"+a.path, a.body)
			n := b.do(absent[id].method, "/api/v1"+absent[id].path, absent[id].body)
			n.refused(t, 404, farol.CodeNotFound)
			switch {
			case !may.see:
				r.refused(t, 404, farol.CodeNotFound)
				if got, want := anonymous(r.body, "guest"), anonymous(n.body, "nothing"); got != want {
					t.Errorf("%s can tell by %s that there is an entity: %s, %s", user, id, got, want)
				}
			case !may.review && slices.Contains(decide, id):
				if p := r.refused(t, 403, farol.CodeForbidden); !strings.Contains(p.Title, "guest") || p.Hint == "" {
					t.Errorf("%s: %+v", id, p)
				}
			default:
				r.ok(t, 200)
				if c := r.header.Get("Cache-Control"); c != "no-store" {
					t.Errorf("%s: Cache-Control %q", id, c)
				}
			}
		}
	}
	for user, code := range map[string]farol.Code{"eva": farol.CodeNoAttribute, "": farol.CodeSignedOut} {
		b := w.browser(t, user)
		operations := entityOperations("guest", guestKey("ana", 1), guestKey("ana", 2))
		operations["entities"] = attempt{"GET", "/entities", nil}
		for _, a := range operations {
			status := http.StatusForbidden
			if user == "" {
				status = http.StatusUnauthorized
			}
			b.do(a.method, "/api/v1"+a.path, a.body).refused(t, status, code)
		}
	}
	if rows := w.audited(t, "refused"); !slices.ContainsFunc(rows, func(r access.AuditRow) bool { return r.User == "ana" && r.What == "entity guest" }) {
		t.Errorf("no attempt was recorded: %v", rows)
	}
}

// audited gives the rows of one action, the newest first, once all are written.
func (w *world) audited(t *testing.T, action string) []access.AuditRow {
	t.Helper()
	mark := access.AuditRow{At: time.Now().Add(time.Minute), Action: "mark"}
	if err := w.access.Audit(t.Context(), mark); err != nil {
		t.Fatal(err)
	}
	for {
		rows, err := w.access.AuditRows(t.Context(), time.Now().Add(time.Hour), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 || !slices.ContainsFunc(rows, func(r access.AuditRow) bool { return r.Action == "mark" }) {
			continue // rows are written in groups, in their order
		}
		return slices.DeleteFunc(rows, func(r access.AuditRow) bool { return r.Action != action })
	}
}

func TestMeNamesEntitiesInTheReadersLanguage(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "leo")
	b.header = http.Header{"Accept-Language": {"pt"}}
	var me server.Me
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	want := server.EntityLink{Name: "guest", Title: "Hóspedes", Description: "Who stayed", Label: "name", Noun: server.Noun{One: "hóspede", Other: "hóspedes"}}
	if len(me.Entities) != 1 || me.Entities[0] != want {
		t.Errorf("got %+v", me.Entities)
	}
	plain := guestEntity()
	plain.Title, plain.Noun = nil, nil
	w.server.Project.Entities = []*project.Entity{plain}
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	if len(me.Entities) != 1 || me.Entities[0].Title != "Guest" || me.Entities[0].Noun != (server.Noun{}) {
		t.Errorf("got %+v", me.Entities)
	}
}

// doubtful gives the pairs in doubt, the surest first.
func (b *browser) doubtful() []matching.Doubt {
	b.t.Helper()
	var q matching.Queue
	b.do("GET", "/api/v1/entities/guest/review?order=surest&limit=500", nil).ok(b.t, 200).json(b.t, &q)
	if len(q.Doubts) < 3 || q.Total < len(q.Doubts) {
		b.t.Fatalf("only %d of %d pairs are in doubt", len(q.Doubts), q.Total)
	}
	return q.Doubts
}

func TestAnEntityCanBeLookedAt(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "leo")
	var o matching.Overview
	b.do("GET", "/api/v1/entities/guest", nil).ok(t, 200).json(t, &o)
	if o.Name != "guest" || o.State != matching.Ready || o.Records != w.guests || o.Entities >= o.Records || o.Entities < o.Records/2 || o.Model.Version != 1 || len(o.Sources) != 2 {
		t.Errorf("got %+v", o)
	}
	r := b.do("GET", "/api/v1/entities/guest/model", nil).ok(t, 200)
	if got := r.header.Get("Content-Type"); got != "application/yaml; charset=utf-8" || !bytes.Contains(r.body, []byte("fields:")) {
		t.Errorf("%s: %s", got, r.body)
	}

	doubts := b.doubtful()
	if !slices.IsSortedFunc(doubts, func(x, y matching.Doubt) int { return cmpFloat(y.Probability, x.Probability) }) {
		t.Error("the surest are not first")
	}
	var q matching.Queue
	b.do("GET", "/api/v1/entities/guest/review?limit=2&from=0.1&to=0.9&order=weakest", nil).ok(t, 200).json(t, &q)
	if len(q.Doubts) > 2 || slices.ContainsFunc(q.Doubts, func(d matching.Doubt) bool { return d.Probability < 0.1 || d.Probability > 0.9 }) {
		t.Errorf("got %+v", q.Doubts)
	}

	var p matching.Pair
	d := doubts[0]
	b.do("GET", "/api/v1/entities/guest/pair?"+pairOf(d.Left, d.Right), nil).ok(t, 200).json(t, &p)
	sum := p.Prior
	for _, part := range p.Parts {
		sum += part.Bits
	}
	if p.Left.Key != d.Left || p.Right.Key != d.Right || abs(sum-p.Weight) > 1e-6 || abs(p.Weight-d.Weight) > 1e-6 || len(p.Left.Cells) != len(p.Fields) {
		t.Errorf("doubt %+v is answered by %+v", d, p)
	}

	var c matching.Cluster
	b.do("GET", "/api/v1/entities/guest/clusters/"+p.Left.Entity, nil).ok(t, 200).json(t, &c)
	if c.ID != p.Left.Entity || c.Asked != c.ID || c.Total != p.Left.Records || len(c.Golden) == 0 || !slices.ContainsFunc(c.Records, func(s matching.Side) bool { return s.Key == d.Left }) {
		t.Errorf("got %+v", c)
	}

	rows := w.audited(t, "matching")
	for _, want := range []access.AuditRow{
		{User: "leo", What: "guest overview"}, {User: "leo", What: "guest model"}, {User: "leo", What: fmt.Sprintf("guest pair %s, %s", d.Left, d.Right), Rows: 2},
		{User: "leo", What: "guest cluster " + c.ID, Rows: int64(len(c.Records))}, {User: "leo", What: "guest review", Rows: int64(2 * len(doubts))},
	} {
		if !slices.ContainsFunc(rows, func(r access.AuditRow) bool {
			return r.User == want.User && r.What == want.What && (want.Rows == 0 || r.Rows == want.Rows) && r.Outcome == "ok"
		}) {
			t.Errorf("%+v is not recorded: %+v", want, rows)
		}
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func abs(x float64) float64 { return max(x, -x) }

func TestARecordIsLookedUp(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "leo")
	var p matching.Pair
	b.do("GET", "/api/v1/entities/guest/pair?"+pairOf(guestKey("ana", 2), guestKey("ana", 3)), nil).ok(t, 200).json(t, &p)
	known := map[string]string{}
	for i, field := range p.Fields {
		known[field] = p.Left.Cells[i]
	}
	delete(known, "tenant")
	known["name"] += "x"
	var a matching.Answer
	b.do("POST", "/api/v1/entities/guest/match", matching.Question{Record: known, Limit: 1}).ok(t, 200).json(t, &a)
	if len(a.Candidates) != 1 || a.Candidates[0].Entity != p.Left.Entity || a.Entity != p.Left.Entity || a.Candidates[0].Title == "" {
		t.Errorf("%v is answered by %+v", known, a)
	}
	b.do("POST", "/api/v1/entities/guest/match", map[string]any{"record": map[string]string{"name": "Zyx Quovadis", "born": "1901-01-01"}}).ok(t, 200).json(t, &a)
	if a.Entity != "" {
		t.Errorf("a stranger is %+v", a)
	}
	// Of a question the audit keeps which fields it had, and never what stood in them.
	b.do("POST", "/api/v1/entities/guest/match", matching.Question{Source: strings.Repeat("s", 1000), Record: map[string]string{"name": "a"}}).ok(t, 422)
	rows := w.audited(t, "matching")
	if slices.ContainsFunc(rows, func(r access.AuditRow) bool { return len(r.What) > 200 }) {
		t.Error("the audit keeps whatever is sent as a source")
	}
	if !slices.ContainsFunc(rows, func(r access.AuditRow) bool { return r.What == "guest match by born, name" }) {
		t.Errorf("got %+v", rows)
	}
	for _, r := range rows {
		if strings.Contains(r.What, "Quovadis") || strings.Contains(r.What, known["name"]) {
			t.Errorf("the audit keeps %q", r.What)
		}
	}
}

// What does not fit is refused with words, and costs nothing.
func TestOddQuestionsAboutEntities(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "kim")
	at := "/api/v1/entities/guest"
	many := map[string]string{}
	for i := range 101 {
		many[fmt.Sprint("f", i)] = "x"
	}
	record := func(field, value string) map[string]any {
		return map[string]any{"record": map[string]string{field: value}}
	}
	key := func(source, record string) map[string]string {
		return map[string]string{"source": source, "record": record}
	}
	here := pairOf(guestKey("ana", 1), guestKey("ana", 2))
	for _, a := range []struct {
		method, path string
		body         any
		status       int
		code         farol.Code
	}{
		{"GET", "/pair", nil, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{"source": "nowhere", "record": map[string]string{"name": "a"}}, 422, farol.CodeUnknownName},
		{"GET", "/pair?" + strings.Replace(here, "left_source", "left_sauce", 1), nil, 422, farol.CodeBadRequest},
		{"GET", "/pair?" + pairOf(guestKey("ana", 1), guestKey("ana", 999)), nil, 404, farol.CodeNotFound},
		{"GET", "/pair?" + pairOf(guestKey("ana", 1), guestKey("ana", 1)), nil, 422, farol.CodeBadRequest},
		{"GET", "/pair?" + pairOf(guestKey("ana", 1), entity.Key{Source: "nowhere", Record: "ana-house-2"}), nil, 404, farol.CodeNotFound},
		{"GET", "/pair?" + pairOf(guestKey("ana", 1), entity.Key{Source: "ana", Record: "\xff\xfe\x00"}), nil, 404, farol.CodeNotFound},
		{"GET", "/pair?" + pairOf(guestKey("ana", 1), entity.Key{Source: "ana", Record: strings.Repeat("a", 4001)}), nil, 422, farol.CodeBadRequest},
		{"GET", "/pair?" + here + "&left_source=%zz", nil, 422, farol.CodeBadRequest},
		{"GET", "/clusters/none", nil, 404, farol.CodeNotFound},
		{"GET", "/clusters/%ff%00", nil, 404, farol.CodeNotFound},
		{"GET", "/clusters/" + strings.Repeat("1", 201), nil, 422, farol.CodeBadRequest},
		{"GET", "/review?from=2", nil, 422, farol.CodeBadRequest},
		{"GET", "/review?from=NaN", nil, 422, farol.CodeBadValue},
		{"GET", "/review?to=NaN", nil, 422, farol.CodeBadValue},
		{"GET", "/review?from=0.6&to=0.4", nil, 422, farol.CodeBadValue},
		{"GET", "/review?order=random", nil, 422, farol.CodeBadRequest},
		{"GET", "/review?limit=501", nil, 422, farol.CodeBadRequest},
		{"GET", "/review?form=0.4", nil, 422, farol.CodeBadRequest},
		{"GET", "?f.tenant=ana", nil, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{}, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{"record": map[string]string{}}, 422, farol.CodeMissingField},
		{"POST", "/match", record("name", " \t"), 422, farol.CodeMissingField},
		{"POST", "/match", map[string]any{"record": many}, 422, farol.CodeTooLarge},
		{"POST", "/match", record("name", strings.Repeat("é", 5001)), 422, farol.CodeTooLarge},
		{"POST", "/match", record("name", strings.Repeat("a", 1<<20)), 413, farol.CodeBadRequest},
		{"POST", "/match", record(strings.Repeat("a", 1<<19), strings.Repeat("a", 10_001)), 422, farol.CodeTooLarge},
		{"POST", "/match", record("nickname", "x"), 422, farol.CodeUnknownName},
		{"POST", "/match", map[string]any{"record": map[string]string{"name": "a"}, "limit": 51}, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{"record": map[string]any{"name": 7}}, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{"record": map[string]any{"name": nil}}, 422, farol.CodeBadRequest},
		{"POST", "/match", map[string]any{"record": map[string]string{"name": "a"}, "as": "root"}, 422, farol.CodeBadRequest},
		{"POST", "/match", `{"record"`, 400, farol.CodeBadRequest},
		{"POST", "/decisions", map[string]any{"left": key("ana", "ana-house-1"), "right": key("ana", "ana-house-2")}, 422, farol.CodeBadRequest},
		{"POST", "/decisions", map[string]any{"left": key("ana", "ana-house-1"), "right": key("ana", "none"), "same": true}, 404, farol.CodeNotFound},
		{"POST", "/decisions", map[string]any{"left": key("ana", "ana-house-1"), "right": key("ana", "ana-house-1"), "same": true}, 422, farol.CodeBadRequest},
		{"POST", "/decisions", map[string]any{"left": key("ana", "ana-house-1"), "right": key("ana", "ana-house-2"), "same": true, "by": "root"}, 422, farol.CodeBadRequest},
		// What could be decided could never be taken back, since no address can name it.
		{"POST", "/decisions", map[string]any{"left": key("ana", strings.Repeat("a", 4001)), "right": key("ana", "ana-house-2"), "same": true}, 422, farol.CodeTooLarge},
		{"DELETE", "/decisions", nil, 422, farol.CodeBadRequest},
		{"PUT", "/decisions", map[string]any{}, 405, farol.CodeBadRequest},
		{"GET", "/members", nil, 404, farol.CodeNotFound},
	} {
		b.do(a.method, at+a.path, a.body).refused(t, a.status, a.code)
	}
	// What is no text, or more than anybody writes in a field, is asked about as it stands.
	for _, name := range []string{"\u0000\u200d\U0001f600", "é\u0301\u0301", strings.Repeat("a", 10_000), strings.Repeat("ab ", 3_333)} {
		b.do("POST", at+"/match", record("name", name)).ok(t, 200)
	}
	b.do("POST", at+"/match", "{\"record\": {\"name\": \"\xff\xfe\"}}").ok(t, 200)
	if decided, err := os.ReadFile(filepath.Join(w.server.Project.Dir, project.DecisionsFile("guest"))); err == nil {
		t.Errorf("something was decided: %s", decided)
	}
}

// Decisions are told to who asks next, show in the tables after the next run, and can be taken back.
func TestDecisions(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "kim")
	doubts := b.doubtful()
	d := doubts[len(doubts)-1]
	var before, after server.ReviewCounts
	var q matching.Queue
	b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200).json(t, &q)
	before.Total = q.Total
	b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: d.Left, Right: d.Right, Same: true}).ok(t, 200).json(t, &after)
	if after.Total >= before.Total || after.Today != 1 || after.Waiting != 1 {
		t.Errorf("%+v became %+v", before, after)
	}
	b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200).json(t, &q)
	if len(q.Decided) != 1 || q.Decided[0].Left != d.Left || !q.Decided[0].Same || q.Decided[0].By != "kim" || !q.Decided[0].At.Equal(w.now) {
		t.Errorf("got %+v", q.Decided)
	}
	rows := w.audited(t, "decide")
	if want := fmt.Sprintf("guest: %s is the same as %s", d.Left, d.Right); len(rows) != 1 || rows[0].What != want || rows[0].User != "kim" || rows[0].Outcome != "ok" {
		t.Errorf("got %+v", rows)
	}

	// The two become one, and the id that one of them had leads to the other's.
	var p matching.Pair
	b.do("GET", "/api/v1/entities/guest/pair?"+pairOf(d.Left, d.Right), nil).ok(t, 200).json(t, &p)
	gone := p.Left.Entity
	if gone == p.Kept {
		gone = p.Right.Entity
	}
	w.match(t)
	b.do("GET", "/api/v1/entities/guest/pair?"+pairOf(d.Left, d.Right), nil).ok(t, 200).json(t, &p)
	if !p.Together || p.Decision == nil || !p.Decision.Same || p.Left.Entity != p.Right.Entity {
		t.Errorf("got %+v", p)
	}
	var c matching.Cluster
	b.do("GET", "/api/v1/entities/guest/clusters/"+gone, nil).ok(t, 200).json(t, &c)
	if c.Asked != gone || c.ID != p.Left.Entity || len(c.History) == 0 {
		t.Errorf("%s leads to %+v", gone, c)
	}
	b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200).json(t, &q)
	if q.Waiting != 0 {
		t.Errorf("%d decisions wait after the run", q.Waiting)
	}

	// What is said again replaces what was said; what was never said can be taken back.
	b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: d.Right, Right: d.Left, Same: false}).ok(t, 200).json(t, &after)
	b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200).json(t, &q)
	if len(q.Decided) != 1 || q.Decided[0].Same {
		t.Errorf("got %+v", q.Decided)
	}
	for range 2 {
		b.do("DELETE", "/api/v1/entities/guest/decisions?"+pairOf(d.Left, d.Right), nil).ok(t, 200).json(t, &after)
	}
	b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200).json(t, &q)
	if len(q.Decided) != 0 {
		t.Errorf("got %+v", q.Decided)
	}
	w.match(t)
	p = matching.Pair{}
	b.do("GET", "/api/v1/entities/guest/pair?"+pairOf(d.Left, d.Right), nil).ok(t, 200).json(t, &p)
	if p.Together || p.Decision != nil {
		t.Errorf("got %+v", p)
	}
}

// A decision that cannot be recorded is not taken, and one that fails is recorded as such.
func TestDecisionsAreRecordedFirst(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "kim")
	b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: guestKey("ana", 1), Right: guestKey("ana", 999), Same: true}).refused(t, 404, farol.CodeNotFound)
	if rows := w.audited(t, "decide"); len(rows) != 2 || rows[0].Outcome != "not-found" || rows[1].Outcome != "ok" {
		t.Errorf("got %+v", rows)
	}
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := jsonOf(server.Judgement{Left: guestKey("ana", 1), Right: guestKey("ana", 2), Same: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*http.Request{
		httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/entities/guest/decisions", body),
		httptest.NewRequestWithContext(t.Context(), "DELETE", "/api/v1/entities/guest/decisions?"+pairOf(guestKey("ana", 1), guestKey("ana", 2)), nil),
	} {
		r.Header.Set("Content-Type", "application/json")
		out := httptest.NewRecorder()
		w.server.Local().ServeHTTP(out, r)
		if out.Code != http.StatusInternalServerError {
			t.Errorf("%s: %d %s", r.Method, out.Code, out.Body)
		}
	}
	if _, err := os.Stat(filepath.Join(w.server.Project.Dir, project.DecisionsFile("guest"))); err == nil {
		t.Error("what could not be recorded was decided")
	}
}

// What a person has written into the decisions is not written over while it cannot be read, and the one who decides is told where it is wrong.
func TestDecisionsThatAHandHasSpoiled(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "kim")
	one, two, three := guestKey("ana", 2), guestKey("ana", 3), guestKey("ana", 4)
	path := filepath.Join(w.server.Project.Dir, filepath.FromSlash(project.DecisionsFile("guest")))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	line := "decisions:\n  - {left: {source: ana, record: ana-house-2}, right: {source: ana, record: ana-house-3}, same: "
	for text, where := range map[string]string{"decisions: [": "line 1", line + "maybe}\n": "line 2", line + "true, at: noon}\n": "line 2"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: one, Right: three, Same: true})
		if p := r.refused(t, 409, farol.CodeConflict); !strings.Contains(p.Title, "decisions/guest.yaml has an error in "+where) || p.Hint == "" {
			t.Errorf("%q: %+v", text, p)
		}
		b.do("DELETE", "/api/v1/entities/guest/decisions?"+pairOf(one, two), nil).refused(t, 409, farol.CodeConflict)
		b.do("GET", "/api/v1/entities/guest/review", nil).ok(t, 200)
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
	if err := os.WriteFile(path, []byte("# agreed on Monday\n"+line+"true}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: two, Right: three, Same: true}).ok(t, 200)
	// What contradicts decisions that stand is refused, and they stay.
	p := b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: three, Right: one}).refused(t, 409, farol.CodeConflict)
	got, err := os.ReadFile(path)
	if err != nil || p.Hint == "" || !bytes.HasPrefix(got, []byte("# agreed on Monday\n")) || bytes.Count(got, []byte("same: true")) != 2 || bytes.Contains(got, []byte("same: false")) {
		t.Errorf("%+v leaves %s, %v", p, got, err)
	}
}

// Where the server may not write, whoever reviews is told what to do about it, but nothing of the machine.
func TestDecisionsThatCannotBeWritten(t *testing.T) {
	w := newMatchedWorld(t)
	nowhere := filepath.Join(t.TempDir(), "none", "decisions")
	if err := os.Symlink(nowhere, filepath.Join(w.server.Project.Dir, "decisions")); err != nil {
		t.Fatal(err)
	}
	b := w.browser(t, "kim")
	r := b.do("POST", "/api/v1/entities/guest/decisions", server.Judgement{Left: guestKey("ana", 1), Right: guestKey("ana", 2), Same: true})
	p := r.refused(t, 500, farol.CodeInternal)
	if !strings.Contains(p.Title, "could not be written") || !strings.Contains(p.Hint, "folder decisions") {
		t.Errorf("got %+v", p)
	}
	if bytes.Contains(r.body, []byte(w.server.Project.Dir)) || bytes.Contains(r.body, []byte(nowhere)) {
		t.Errorf("the place is told: %s", r.body)
	}
}

// Another site cannot decide, nor can who has a session without its token.
func TestOtherSitesCannotDecide(t *testing.T) {
	w := newMatchedWorld(t)
	b := w.browser(t, "kim")
	judgement := server.Judgement{Left: guestKey("ana", 1), Right: guestKey("ana", 2), Same: true}
	for _, change := range []func(*browser){
		func(b *browser) { b.csrf = "" }, func(b *browser) { b.csrf = strings.Repeat("0", 64) },
		func(b *browser) { b.header = http.Header{"Origin": {"https://elsewhere.example"}} },
		func(b *browser) { b.header = http.Header{"Sec-Fetch-Site": {"cross-site"}} },
	} {
		other := *b
		change(&other)
		other.do("POST", "/api/v1/entities/guest/decisions", judgement).refused(t, 403, farol.CodeForbidden)
		other.do("POST", "/api/v1/entities/guest/match", map[string]any{"record": map[string]string{"name": "a"}}).refused(t, 403, farol.CodeForbidden)
		other.do("DELETE", "/api/v1/entities/guest/decisions?"+pairOf(judgement.Left, judgement.Right), nil).refused(t, 403, farol.CodeForbidden)
	}
	if rows := w.audited(t, "decide"); len(rows) != 0 {
		t.Errorf("got %+v", rows)
	}
	// A program with a token needs neither cookie nor its token.
	token, err := w.access.AddToken(t.Context(), access.Actor{}, "kim", "crm", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	program := w.browser(t, "")
	program.header = http.Header{"Authorization": {"Bearer " + token}}
	program.do("POST", "/api/v1/entities/guest/match", map[string]any{"record": map[string]string{"name": "balode"}}).ok(t, 200)
	program.do("POST", "/api/v1/entities/guest/decisions", judgement).ok(t, 200)
}

// Before anybody has matched the records, whoever may see them is told so; others see as little as ever.
func TestEntitiesThatNoRunHasMatched(t *testing.T) {
	w := newWorld(t)
	w.guestUsers(t)
	var list server.EntityList
	b := w.browser(t, "kim")
	b.do("GET", "/api/v1/entities", nil).ok(t, 200).json(t, &list)
	if len(list.Entities) != 1 || list.Entities[0].State != matching.Empty {
		t.Errorf("got %+v", list)
	}
	operations := entityOperations("guest", guestKey("ana", 1), guestKey("ana", 2))
	for id, a := range operations {
		if p := b.do(a.method, "/api/v1"+a.path, a.body).refused(t, 409, farol.CodeNotBuilt); p.Hint == "" {
			t.Errorf("%s: %+v", id, p)
		}
		w.browser(t, "sid").do(a.method, "/api/v1"+a.path, a.body).refused(t, 404, farol.CodeNotFound)
	}
	w.server.Matching = nil
	b.do("GET", "/api/v1/entities", nil).ok(t, 200).json(t, &list)
	var me server.Me
	b.do("GET", "/api/v1/me", nil).ok(t, 200).json(t, &me)
	if len(list.Entities)+len(me.Entities) != 0 {
		t.Errorf("got %+v, %+v", list, me)
	}
	for _, a := range operations {
		b.do(a.method, "/api/v1"+a.path, a.body).refused(t, 404, farol.CodeNotFound)
	}
}

// A server of another reading of the project shows its entities and no other.
func TestANewReadingHasItsOwnEntities(t *testing.T) {
	w := newMatchedWorld(t)
	p := *w.server.Project
	p.Entities = nil
	next, err := w.server.Renew(server.Options{Access: w.access, Project: &p, Query: w.server.Query, Pages: w.server.Pages, Pipeline: w.runner,
		Matching: w.matching.Renew(&p), DataVersion: w.version, Demo: true, Clock: w.server.Clock})
	if err != nil {
		t.Fatal(err)
	}
	answers := func(s *server.Server) map[string]int {
		got := map[string]int{}
		for id, a := range entityOperations("guest", guestKey("ana", 1), guestKey("ana", 2)) {
			if a.method != "GET" {
				continue
			}
			out := httptest.NewRecorder()
			s.Local().ServeHTTP(out, httptest.NewRequestWithContext(context.Background(), a.method, "/api/v1"+a.path, nil))
			got[id] = out.Code
		}
		return got
	}
	for id, status := range answers(next) {
		if status != http.StatusNotFound {
			t.Errorf("%s: %d", id, status)
		}
	}
	again := *next.Project
	again.Entities = []*project.Entity{guestEntity()}
	third, err := next.Renew(server.Options{Access: w.access, Project: &again, Query: w.server.Query, Pages: w.server.Pages, Pipeline: w.runner,
		Matching: next.Matching.Renew(&again), DataVersion: w.version, Demo: true, Clock: w.server.Clock})
	if err != nil {
		t.Fatal(err)
	}
	next.Matching.Renew(&again).Prepare(t.Context())
	// What is in memory is shared: what one reading has prepared, the operator at the machine is told by another.
	want := map[string]int{"entity": 200, "entity-model": 200, "entity-review": 200, "entity-pair": 200, "entity-cluster": 200}
	if got := answers(third); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// pairOf spells two records in an address.
func pairOf(left, right entity.Key) string {
	return url.Values{"left_source": {left.Source}, "left_record": {left.Record}, "right_source": {right.Source}, "right_record": {right.Record}}.Encode()
}

// An entity whose ledger is broken says so and what helps, to whoever sees it, but not where the server keeps its files.
func TestABrokenLedgerIsToldWithoutThePlace(t *testing.T) {
	w := newMatchedWorld(t)
	dir := w.server.Project.Dir
	ledger := filepath.Join(dir, "lake", "entities", "guest", "ledger.jsonl")
	text, err := os.ReadFile(ledger)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ledger, append([]byte("{broken}\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := newMatching(t, matching.Options{Project: w.server.Project, Engine: w.engine, Clock: w.server.Clock, Log: slog.New(slog.DiscardHandler)})
	again.Prepare(t.Context())
	w.server.Matching = again
	// Who administers is told all of it.
	if err := w.access.UpdateUser(t.Context(), access.Actor{}, "sid", access.Change{Roles: &[]string{"looker", "boss"}}); err != nil {
		t.Fatal(err)
	}
	if r := w.browser(t, "sid").do("GET", "/api/v1/entities/guest", nil); !bytes.Contains(r.body, []byte(ledger)) {
		t.Errorf("an administrator is told %s", r.body)
	}
	b := w.browser(t, "kim")
	var list server.EntityList
	r := b.do("GET", "/api/v1/entities", nil).ok(t, 200)
	r.json(t, &list)
	if len(list.Entities) != 1 || list.Entities[0].State != matching.Failed || list.Entities[0].Why == "" {
		t.Errorf("got %s", r.body)
	}
	bodies := [][]byte{r.body}
	for id, a := range entityOperations("guest", guestKey("ana", 1), guestKey("ana", 2)) {
		r := b.do(a.method, "/api/v1"+a.path, a.body)
		bodies = append(bodies, r.body)
		if r.status != http.StatusConflict && r.status != http.StatusInternalServerError {
			t.Errorf("%s: %d %s", id, r.status, r.body)
		}
	}
	for _, body := range bodies {
		if bytes.Contains(body, []byte(dir)) || bytes.Contains(body, []byte("ledger.jsonl")) {
			t.Errorf("the place is told: %s", body)
		}
	}
}
