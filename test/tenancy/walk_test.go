package tenancy

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/xuri/excelize/v2"
)

const base = "/api/v1"

// walker asks everything as one user.
type walker struct {
	*client
	*checker
	project   *project.Project
	other     *agency
	operation string
	brief     bool           // a few of each: what is broken shows at once
	answered  map[string]int // operation → answers with status 200
	statuses  map[string]map[int]int
	// refused is what everything but the open routes must be answered with, for who may see nothing.
	refused farol.Code
}

// open are the operations that answer anybody.
var open = []string{"login-info", "login", "login-demo", "setup", "logout"}

// ask sends a request and searches the answer.
func (w *walker) ask(method, path string, body any) reply {
	w.t.Helper()
	r := w.do(method, base+path, body)
	w.texts(w.operation, r)
	if r.status >= 500 {
		w.t.Errorf("%s %s %v: %d %s", method, path, body, r.status, r.body)
	}
	if w.statuses[w.operation] == nil {
		w.statuses[w.operation] = map[int]int{}
	}
	w.statuses[w.operation][r.status]++
	if r.status == http.StatusOK {
		w.answered[w.operation]++
	}
	if cache := r.header.Get("Cache-Control"); !strings.Contains(cache, "no-store") && !strings.Contains(cache, "private") {
		w.add(w.operation, "cache", "%s %s: Cache-Control %q", method, path, cache)
	}
	if w.refused != "" && !slices.Contains(open, w.operation) {
		w.refusal(method, path, r)
	}
	return r
}

// refusal checks that an answer is an error and nothing else.
func (w *walker) refusal(method, path string, r reply) {
	var p map[string]any
	if method == http.MethodHead && len(r.body) == 0 && r.status >= 400 {
		return
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		w.add(w.operation, "refusal", "%s %s: %d %s", method, path, r.status, r.body)
		return
	}
	wrong := r.status < 500 && p["code"] == string(farol.CodeBadRequest) // the request's form is looked at first, by the open document
	if !wrong && p["code"] != string(w.refused) {
		w.add(w.operation, "refusal", "%s %s: %d %s", method, path, r.status, r.body)
	}
	for name := range p {
		if !slices.Contains([]string{"type", "title", "status", "code", "detail", "hint", "request", "errors"}, name) {
			w.add(w.operation, "refusal", "%s %s holds %s", method, path, name)
		}
	}
}

func (w *walker) get(path string) reply { w.t.Helper(); return w.ask("GET", path, nil) }

// into reads an answer that went well.
func (w *walker) into(r reply, v any) bool {
	w.t.Helper()
	if r.status != http.StatusOK {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		w.t.Errorf("%v in %s", err, r.body)
		return false
	}
	return true
}

// operations says how each operation of the OpenAPI document is walked. One that is not here fails the test.
var operations = map[string]func(*walker){
	"login-info":   func(w *walker) { w.get("/login-info") },
	"me":           func(w *walker) { w.get("/me") },
	"catalog":      (*walker).catalog,
	"page":         (*walker).pages,
	"explain-tile": (*walker).explainTiles,
	"explain":      (*walker).explain,
	"query":        (*walker).queries,
	"members":      (*walker).everyMember,
	"export":       (*walker).exports,
	"runs":         func(w *walker) { w.get("/runs?limit=200") },
	"run":          func(w *walker) { w.ask("POST", "/runs", map[string]any{"select": []string{"agency"}}) },
	"users":        func(w *walker) { w.get("/users") },
	"user-add":     func(w *walker) { w.ask("POST", "/users", map[string]any{"user": "new", "roles": []string{"admin"}}) },
	"user-set":     func(w *walker) { w.ask("PATCH", "/users/"+w.name(w.other), map[string]any{"disabled": true}) },
	"user-delete":  func(w *walker) { w.ask("DELETE", "/users/"+w.name(w.other), nil) },
	"user-link":    func(w *walker) { w.ask("POST", "/users/"+w.name(w.other)+"/link", nil) },
	"tokens":       func(w *walker) { w.get("/tokens"); w.get("/tokens?user=" + w.name(w.other)) },
	"token-add":    func(w *walker) { w.ask("POST", "/tokens", map[string]any{"user": w.name(w.other), "name": "x"}) },
	"token-delete": func(w *walker) { w.ask("DELETE", "/tokens/"+w.name(w.other)+"/x", nil) },
	"audit":        func(w *walker) { w.get("/audit"); w.get("/audit?limit=1000") },
	"login":        func(w *walker) { w.ask("POST", "/session", map[string]any{"user": "nobody", "password": "x"}) },
	"login-demo":   func(w *walker) { w.ask("POST", "/session/demo", map[string]any{"user": "nobody"}) },
	"setup":        func(w *walker) { w.ask("POST", "/setup", map[string]any{"token": "x", "password": "x"}) },
	"set-language": func(w *walker) { w.ask("PUT", "/me/language", map[string]any{"language": "pt"}) },
	"set-password": func(w *walker) {
		w.ask("PUT", "/me/password", map[string]any{"old": "wrong", "new": "a harbour at night"})
	},
	"logout": func(w *walker) { w.ask("DELETE", "/session", nil) },

	"forecasts": func(w *walker) { w.get("/forecasts") },
	"forecast":  (*walker).forecasts,

	"entities":        func(w *walker) { w.get("/entities") },
	"entity":          entityGet(""),
	"entity-model":    entityGet("/model"),
	"entity-review":   entityGet("/review", "/review?order=surest&limit=500&from=0.5", "/review?order=weakest&to=0.5", "/review?from=0.9&to=0.1", "/review?order=none"),
	"entity-pair":     (*walker).recordPairs,
	"entity-cluster":  (*walker).clusters,
	"entity-match":    (*walker).matches,
	"entity-decide":   (*walker).decisions,
	"entity-undecide": (*walker).undoing,
}

func (w *walker) name(a *agency) string { return a.id + "@test" }

// narrowings are addresses' filters: none, those that name the other's members, and all but a strange one.
func (w *walker) narrowings() []string {
	return some(w, 2, []string{"", "f.agency=" + w.other.id, "f.agency=!" + w.own.id, "f.agency=!" + w.other.id, "f.listing=" + w.other.listings[0],
		"f.listing=!" + w.other.listings[0], "f.agent=" + w.other.id + "-01", "f.operation=sale&period=all", "period=last_12_months&comparison=previous_year",
		"f.agency=" + w.own.id + "&f.agency=" + w.other.id, "f.agency=%27%20or%201%3D1%20--", "f.agency=", "f.agency_id=" + w.other.id, "f.agency=" + strings.ToLower(w.other.id)})
}

// some gives the first of a list to who walks briefly, and all of it to others.
func some[T any](w *walker, most int, list []T) []T {
	if w.brief && len(list) > most {
		return list[:most]
	}
	return list
}

func (w *walker) catalog() {
	for _, language := range w.project.Config.Languages {
		w.get("/catalog?lang=" + language)
	}
}

func (w *walker) pages() {
	for _, p := range w.project.Pages {
		for _, language := range some(w, 1, w.project.Config.Languages) {
			w.page("/pages/" + p.Name + "?lang=" + language)
		}
		for _, n := range w.narrowings() {
			w.page("/pages/" + p.Name + "?" + n)
		}
	}
	w.get("/pages/none")
	w.get("/pages/home?perod=all")
	w.get("/pages/home?period=soon")
}

func (w *walker) page(path string) {
	var p struct {
		Rows [][]struct {
			State             string
			Data, Trend, Rest *result
		}
	}
	if !w.into(w.get(path), &p) {
		return
	}
	for _, row := range p.Rows {
		for _, tile := range row {
			for _, r := range []*result{tile.Data, tile.Trend, tile.Rest} {
				w.result(w.operation, r)
			}
		}
	}
}

type explanation struct {
	Value any `json:"value"`
	Rows  any `json:"rows"`
	Parts []struct {
		Measure struct{ Name string }
		Value   any
	} `json:"parts"`
	Sources []map[string]any `json:"sources"`
}

func (w *walker) explained(path, measure string) {
	var x explanation
	if !w.into(w.get(path), &x) {
		return
	}
	view, name, _ := strings.Cut(measure, ".")
	v := w.view(view)
	w.figure(w.operation, "total", v, name, x.Value)
	for _, part := range x.Parts {
		_, name, _ := strings.Cut(part.Measure.Name, ".")
		w.figure(w.operation, "total", v, name, part.Value)
	}
	if w.rowsPromised(view) {
		w.multiple(w.operation, "total", measure+"'s rows", x.Rows)
	}
	for _, s := range x.Sources {
		if s["rows"] != nil || s["rejected"] != nil || s["loads"] != nil {
			w.add(w.operation, "total", "the whole source is counted: %v", s)
		}
	}
}

func (w *walker) explainTiles() {
	for _, p := range w.project.Pages {
		for i, row := range p.Rows {
			for k, tile := range row {
				for _, m := range tile.Measures() {
					w.explained(fmt.Sprintf("/pages/%s/explain?tile=r%dt%d&measure=%s", p.Name, i, k, m), m)
				}
			}
		}
	}
	for _, n := range w.narrowings() {
		w.explained("/pages/home/explain?tile=r0t0&measure=ads.unique_leads&"+n, "ads.unique_leads")
	}
	w.get("/pages/home/explain?measure=ads.nothing")
}

func (w *walker) explain() {
	for _, v := range w.project.Views {
		for _, m := range some(w, 3, v.Measures) {
			w.explained("/explain?view="+v.Name+"&measure="+m.Name+"&period=all", v.Name+"."+m.Name)
		}
		for _, n := range w.narrowings() {
			w.explained("/explain?view="+v.Name+"&measure="+v.Measures[0].Name+"&"+n, v.Name+"."+v.Measures[0].Name)
		}
	}
	w.get("/explain?view=nothing&measure=x")
}

// groupings are all ways to group a view by one thing.
func groupings(v *metric.View) [][]string {
	all := [][]string{nil}
	for _, d := range v.Dimensions {
		all = append(all, []string{d.Name})
	}
	if v.Time != nil {
		all = append(all, []string{"month"}, []string{"week", "operation"}, []string{"year"})
	}
	return all
}

func (w *walker) query(q map[string]any) *result {
	r := &result{}
	if !w.into(w.ask("POST", "/query", q), r) {
		return nil
	}
	w.result(w.operation, r)
	return r
}

func measures(v *metric.View) (names []string) {
	for _, m := range v.Measures {
		names = append(names, m.Name)
	}
	return names
}

func (w *walker) queries() {
	for _, v := range w.project.Views {
		for _, by := range some(w, 4, groupings(v)) {
			if w.query(map[string]any{"view": v.Name, "measures": measures(v), "by": by, "totals": true}) == nil {
				for _, m := range measures(v) { // some measures refuse a dimension; the others answer by themselves
					w.query(map[string]any{"view": v.Name, "measures": []string{m}, "by": by, "totals": true})
				}
			}
		}
		for _, q := range some(w, 2, w.questions(v)) {
			w.query(q)
		}
	}
	for _, body := range []string{"{", "[]", "null", `{"view":7}`, `{"view":"ads","measures":["unique_leads"],"limit":-1}`,
		`{"view":"ads","view":"payments","measures":["unique_leads"]}`, `{"VIEW":"ads","measures":["unique_leads"]}`} {
		w.ask("POST", "/query", body)
	}
}

// questions are those by which somebody would look for another's rows.
func (w *walker) questions(v *metric.View) []map[string]any {
	first := v.Measures[0].Name
	where := func(column, op string, values ...any) []any {
		return []any{map[string]any{"column": column, "op": op, "values": values}}
	}
	all := []map[string]any{
		{"where": where("agency", "in", w.other.id)},
		{"where": where("agency", "in", w.other.id, w.own.id), "by": []string{"agency"}, "totals": true},
		{"where": where("agency", "not_in", w.own.id), "totals": true},
		{"where": where("agency", "not_in", "x"), "totals": true},
		{"where": where("agency", "contains", "A00"), "totals": true},
		{"where": where("agency", "contains", "%"), "totals": true},
		{"where": where("agency", "range", "A000", "A999"), "totals": true},
		{"where": where("agency", "range", nil, nil), "totals": true},
		{"where": where("agency", "is_null"), "totals": true},
		{"where": where("agency", "not_null"), "totals": true},
		{"where": where("agency", "in"), "totals": true},
		{"where": where("agency", "or 1=1", "x")},
		{"where": where("agency_id", "in", w.other.id)},
		{"where": where("agency", "in", map[string]any{"a": 1})},
		{"where": where("agency", "in", 7, true, nil)},
		{"by": []string{"agency"}, "search": w.other.texts[3]},
		{"by": []string{"agency"}, "search": "A"},
		{"by": []string{"agency", "agency"}},
		{"by": []string{"agency_id"}}, {"measures": []string{"agency_id"}}, {"measures": []string{"count(*)"}},
		{"by": []string{"agency"}, "order": []any{map[string]any{"by": "agency", "desc": true}}},
		{"by": []string{"agency"}, "order": []any{map[string]any{"by": "agency_id"}}},
		{"by": []string{"agency"}, "order": []any{map[string]any{"by": "1; drop table ad_day"}}},
		{"by": []string{"agency"}, "limit": 1, "other": true, "totals": true}, {"by": []string{"agency"}, "limit": 1, "offset": 1},
		{"by": []string{"agency"}, "limit": 1, "offset": 1 << 52}, {"period": "last_month", "compare": "previous_year", "totals": true},
		{"period": "1500-01-01..2500-01-01"}, {"period": "2026-02-30"}, {"time_zone": "Mars/Base"}, {"time_zone": "'; select 1"},
		{"view": v.Table}, {"view": "agency"}, {"view": v.Name + "' or 1=1"},
	}
	if v.Dimension("listing") != nil {
		all = append(all,
			map[string]any{"by": []string{"listing"}, "where": where("listing", "in", w.other.listings[0]), "totals": true},
			map[string]any{"by": []string{"listing"}, "where": where("listing", "not_in", w.own.listings[0])},
			map[string]any{"by": []string{"listing"}, "search": w.other.texts[3]},
			map[string]any{"by": []string{"listing", "agency", "agent"}, "limit": 3, "other": true, "totals": true},
			map[string]any{"where": where("agent", "in", w.other.id+"-01"), "by": []string{"agent"}})
	}
	for _, q := range all {
		if q["view"] == nil {
			q["view"] = v.Name
		}
		if q["measures"] == nil {
			q["measures"] = []string{first}
		}
	}
	return all
}

func (w *walker) everyMember() {
	for _, v := range w.project.Views {
		for _, d := range v.Dimensions {
			for _, more := range some(w, 1, []string{"", "&search=A0", "&search=" + url.QueryEscape(w.other.texts[3]), "&search=" + w.other.id, "&search=%25", "&search=" + url.QueryEscape(w.own.texts[3]),
				"&f.agency=" + w.other.id, "&f.agency=!" + w.own.id, "&lang=it", "&limit=1", "&period=last_month"}) {
				w.someMembers(v, d.Name, "/members?limit=1000&view="+v.Name+"&dimension="+d.Name+more)
			}
		}
		w.get("/members?view=" + v.Name + "&dimension=month")
		w.get("/members?view=" + v.Name + "&dimension=agency_id")
	}
	w.get("/members?view=agency&dimension=name")
	w.get("/members?view=agency")
}

func (w *walker) someMembers(v *metric.View, dimension, path string) {
	var m struct {
		Members []struct {
			Value string
			Count any
		}
	}
	if !w.into(w.get(path), &m) {
		return
	}
	for _, one := range m.Members {
		w.member(w.operation, dimension, one.Value)
		if w.rowsPromised(v.Name) && dimension != "listing" {
			w.multiple(w.operation, "group", "rows of "+v.Name+" by "+dimension, one.Count)
		}
	}
}

func (w *walker) exports() {
	for _, v := range w.project.Views {
		for _, by := range some(w, 4, groupings(v)) {
			w.export(map[string]any{"view": v.Name, "measures": measures(v), "by": by}, "csv", "xlsx")
		}
		for _, q := range some(w, 2, w.questions(v)) {
			w.export(q, "csv")
		}
	}
	w.ask("POST", "/export", map[string]any{"view": "ads", "measures": []string{"leads"}, "format": "pdf"})
}

// export asks for a question as files and reads their rows by the columns that its answer has.
func (w *walker) export(q map[string]any, formats ...string) {
	shape := &result{}
	operation := w.operation
	w.operation = "query"
	known := w.into(w.ask("POST", "/query", q), shape)
	w.operation = operation
	q = maps.Clone(q)
	for _, format := range formats {
		q["format"], q["title"], q["sentence"] = format, "Figures", "all of them"
		r := w.ask("POST", "/export", q)
		if r.status != http.StatusOK || !known {
			continue
		}
		var rows [][]string
		if format == "csv" {
			var err error
			if rows, err = csv.NewReader(bytes.NewReader(r.body)).ReadAll(); err != nil {
				w.t.Errorf("%v: %v", q, err)
				continue
			}
		} else {
			rows = sheet(w.t, r.body)
		}
		w.file(shape, rows)
	}
}

func sheet(t *testing.T, body []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return nil
	}
	defer f.Close()
	// The first sheet, named in the reader's language, holds the figures; the last says what they are.
	rows, err := f.GetRows(f.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Error(err)
	}
	return rows
}

// file looks at the rows of a file as at those of an answer.
func (w *walker) file(shape *result, rows [][]string) {
	r := &result{View: shape.View}
	for _, c := range shape.Columns {
		if c.Role != "other" {
			r.Columns = append(r.Columns, c)
		}
	}
	for _, row := range rows[min(1, len(rows)):] {
		values := make([]any, len(r.Columns))
		for i := range values {
			if i < len(row) && row[i] != "" {
				values[i] = row[i]
			}
		}
		r.Rows = append(r.Rows, values)
	}
	w.result(w.operation, r)
}
