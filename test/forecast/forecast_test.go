package forecast

import (
	"fmt"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/query"
)

// tiles gives the tiles of the first row of the page.
func (w *world) tiles(user, filters string) []page.Tile {
	w.t.Helper()
	var p page.Payload
	if status, text := w.ask(user, "GET", "/pages/home?"+filters, nil, &p); status != http.StatusOK {
		w.t.Fatalf("the page of %s: %d %s", user, status, text)
	}
	return p.Rows[0]
}

func (w *world) account(user, filters string) page.ForecastAccount {
	w.t.Helper()
	var a page.ForecastAccount
	if status, text := w.ask(user, "GET", "/forecasts/ahead?"+filters, nil, &a); status != http.StatusOK {
		w.t.Fatalf("the account of %s: %d %s", user, status, text)
	}
	return a
}

func (w *world) query(user string, q map[string]any) query.Result {
	w.t.Helper()
	var r query.Result
	if status, text := w.ask(user, "POST", "/query", q, &r); status != http.StatusOK {
		w.t.Fatalf("%s asks %v: %d %s", user, q, status, text)
	}
	return r
}

func TestForecastsAreToldAlikeAtEveryDoor(t *testing.T) {
	w := newWorld(t)
	tiles := w.tiles("all", "")
	for i, tile := range tiles {
		if tile.State != "ok" {
			t.Errorf("tile %d is %s: %+v", i, tile.State, tile.Problem)
		}
	}
	fan := tiles[0].Fan
	if fan == nil || len(fan.Series[0].Next) != 14 || fan.Total == nil || fan.Target == nil || fan.Target.Chance == nil || fan.Right.Origins == 0 {
		t.Fatalf("the fan is %+v", fan)
	}
	if s := fan.Series[0]; s.Now != "2025-12-27" || s.Next[0].At != "2025-12-28" || s.CompleteUntil != s.Now || len(s.Past) != 42 || s.Past[41][0] != s.Now {
		t.Errorf("the past of %d steps ends with %v, the future begins with %v", len(s.Past), s.Past[len(s.Past)-1], s.Next[0])
	}
	if !slices.ContainsFunc(fan.Holidays, func(h []any) bool { return h[0] == "2026-01-01" }) {
		t.Errorf("the holidays are %v", fan.Holidays)
	}
	if fan.Target.Value != 6000 || fan.Target.Period != "2025-12" || *fan.Target.Expected <= fan.Target.SoFar {
		t.Errorf("the target is %+v", fan.Target)
	}
	figure := func(tile int) any { return tiles[tile].Data.Rows[0][0] }
	if figure(1) != fan.Total.Value || figure(2) != *fan.Target.Chance {
		t.Errorf("the figures say %v and %v, the fan %v and %v", figure(1), figure(2), fan.Total.Value, *fan.Target.Chance)
	}
	var week float64
	for _, next := range fan.Series[0].Next[:7] {
		week += next.Value
	}
	if got, ok := figure(5).(float64); !ok || math.Abs(got-week) > 1e-6 || tiles[5].Period != "2025-12-28..2026-01-03" || tiles[5].Trend == nil || len(tiles[5].Trend.Rows) != 7 {
		t.Errorf("the next week is %v, not %v: %+v", figure(5), week, tiles[5])
	}
	for tile, measure := range map[string]string{"r0t0": "ahead.forecast", "r0t1": "ahead.forecast", "r0t2": "ahead.chance", "r0t3": "ahead.target"} {
		var x page.Explanation
		if status, text := w.ask("all", "GET", "/pages/home/explain?lang=pt&tile="+tile+"&measure="+measure, nil, &x); status != http.StatusOK || x.Table != "ahead" || x.Formula == "" ||
			x.Value == nil || len(x.Sources) != 1 || x.Sources[0].Source != "visits" {
			t.Errorf("%s of %s is explained by %d %s", measure, tile, status, text)
		}
	}
	for _, q := range []map[string]any{
		{"view": "ahead", "measures": []string{"forecast", "chance"}}, {"view": "visits", "measures": []string{"forecast(n)", "chance(n)"}},
		{"view": "", "measures": []string{"forecast(visits.n)", "chance(ahead)"}},
	} {
		if row := w.query("all", q).Rows[0]; row[0] != fan.Total.Value || row[1] != *fan.Target.Chance {
			t.Errorf("%v gives %v", q, row)
		}
	}
	// The new shop has no forecast; a total over members and a row of the rest are never given.
	by := w.query("all", map[string]any{"view": "ahead", "measures": []string{"forecast"}, "by": []string{"branch"}, "totals": true, "limit": 1, "other": true})
	if len(by.Rows) != 2 || by.Rows[0][1] == nil || by.Rows[1][1] != nil || by.Totals[1] != nil {
		t.Errorf("by branch: %v, in all %v", by.Rows, by.Totals)
	}
	for user, filters := range map[string]string{"all": "f.branch=south", "south": ""} {
		tile, a := w.tiles(user, filters)[0], w.account(user, filters)
		if !reflect.DeepEqual(a.Query, tile.Query) || a.Query.View != "ahead" || a.Query.By[0] != "day" {
			t.Errorf("%s writes %+v of the page to a file, and %+v of the tile", user, a.Query, tile.Query)
		}
	}
	a := w.account("all", "")
	if a.State != "ok" || a.Title != "Visits ahead" || a.Fan.Total.Value != fan.Total.Value || len(a.Members) < 3 || a.Steps != 300 || len(a.Choices) != 3 || a.Choices[0].Label != "All together" {
		t.Errorf("the account is %+v", a)
	}
	if it := w.account("all", "lang=it&f.branch=north"); it.Title != "Visite in arrivo" || it.Chosen.Label != "north" || it.Chosen.Filters["branch"] != "north" || it.Measure.Label != "Visite" {
		t.Errorf("in Italian: %+v", it)
	}
	for _, bad := range []struct{ path, code string }{{"/forecasts/none", "not-found"}, {"/forecasts/ahead?f.floor=1", "unknown-name"}, {"/forecasts/ahead?branch=north", "bad-request"}} {
		if status, text := w.ask("all", "GET", bad.path, nil, nil); status < 400 || status >= 500 || !strings.Contains(text, bad.code) {
			t.Errorf("%s: %d %s", bad.path, status, text)
		}
	}
}

// Rows decide which series somebody is told of: their own, and never one that others' rows went into.
func TestAForecastIsOfTheRowsThatMayBeSeen(t *testing.T) {
	w := newWorld(t)
	all := w.account("all", "f.branch=north").Fan.Total.Value
	north := w.account("north", "")
	if north.State != "ok" || north.Fan.Total.Value != all || len(north.Choices) != 1 || north.Choices[0].Filters["branch"] != "north" {
		t.Errorf("north is told %+v", north)
	}
	total := w.account("all", "").Fan.Total.Value
	for user, want := range map[string]string{"north": "ok", "reader": "ok", "pair": "withheld", "new": "withheld"} {
		a := w.account(user, "")
		if a.State != want || want != "ok" && a.Fan != nil || want == "ok" && a.Fan.Total.Value == total {
			t.Errorf("%s is told %s: %+v", user, a.State, a.Problem)
		}
	}
	if a := w.account("pair", "f.branch=south"); a.State != "ok" || len(a.Choices) != 2 {
		t.Errorf("a pair that chooses one is told %+v", a)
	}
	if a := w.account("north", "f.branch=south"); a.State == "ok" || a.Fan != nil {
		t.Errorf("north asks of south and is told %+v", a)
	}
	if a := w.account("pair", ""); !strings.Contains(a.Problem.Hint, "by branch") || strings.Contains(a.Problem.Hint, "total") {
		t.Errorf("a pair is offered %q", a.Problem.Hint)
	}
	// A role whose rows are kept apart by what no series is made by, and one without a page of it.
	for _, user := range []string{"town", "stranger"} {
		if status, text := w.ask(user, "GET", "/forecasts/ahead", nil, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", user, status, text)
		}
		var list struct{ Forecasts []page.ForecastLink }
		if w.ask(user, "GET", "/forecasts", nil, &list); len(list.Forecasts) != 0 {
			t.Errorf("%s may ask of %v", user, list.Forecasts)
		}
	}
	if status, text := w.ask("town", "POST", "/query", map[string]any{"view": "ahead", "measures": []string{"forecast"}}, nil); status != http.StatusForbidden {
		t.Errorf("town asks: %d %s", status, text)
	}
	// Who has pages only asks what their tables ask, also by another name, and nothing else.
	table := map[string]any{"view": "visits", "measures": []string{"forecast(n)"}, "by": []string{"branch"}}
	if r := w.query("reader", table); len(r.Rows) != 1 || r.Rows[0][0] != "north" {
		t.Errorf("a reader's table has %v", r.Rows)
	}
	if status, _ := w.ask("reader", "POST", "/query", map[string]any{"view": "ahead", "measures": []string{"lo80"}, "by": []string{"day"}}, nil); status != http.StatusForbidden {
		t.Errorf("a reader asks freely: %d", status)
	}
	var members query.Members
	if status, text := w.ask("watcher", "GET", "/members?view=visits&dimension=branch", nil, &members); status != http.StatusOK || len(members.Members) != 1 || members.Members[0].Value != "north" {
		t.Errorf("the filters of a page with nothing but a fan: %d %s", status, text)
	}
	for _, user := range []string{"north", "pair"} {
		for _, by := range [][]string{{"branch"}, {"branch", "month"}} {
			for _, row := range w.query(user, map[string]any{"view": "ahead", "measures": []string{"forecast", "target"}, "by": by}).Rows {
				if shop := fmt.Sprint(row[0]); shop != "north" && (user == "north" || shop != "south") {
					t.Errorf("%s is told of %v", user, row)
				}
			}
		}
	}
}

// The list says of each forecast what its page says of the same reader's series: the total to who sees all rows, to a shop its own, and to
// who may ask about none nothing at all.
func TestTheListSaysWhatEachForecastSays(t *testing.T) {
	w := newWorld(t)
	list := func(user string) (told []page.ForecastBrief) {
		var answer struct{ Forecasts []page.ForecastBrief }
		if status, text := w.ask(user, "GET", "/forecasts", nil, &answer); status != http.StatusOK {
			t.Fatalf("the list of %s: %d %s", user, status, text)
		}
		return answer.Forecasts
	}
	for user, of := range map[string]string{"all": "All together", "north": "north", "south": "south", "watcher": "north"} {
		a, told := w.account(user, ""), list(user)
		if len(told) != 1 {
			t.Errorf("%s is told of %d forecasts", user, len(told))
			continue
		}
		b := told[0]
		if b.Name != "ahead" || b.Title != "Visits ahead" || b.State != "ok" || b.Of != of || b.Step != "day" || b.Horizon != 14 || b.Measure.Label != "Visits" {
			t.Errorf("%s is told of %+v", user, b)
		}
		next := a.Fan.Series[0].Next
		if *b.Total.Lo80 != *a.Fan.Total.Lo80 || b.Total.Value != a.Fan.Total.Value || b.From != next[0].At || b.To != next[len(next)-1].At || *b.Inside80 != *a.Fan.Right.Inside80 {
			t.Errorf("%s is told %+v in the list and %+v on the page", user, b, a.Fan.Total)
		}
	}
	if told := list("new"); len(told) != 1 || told[0].State != "withheld" || told[0].Total != nil || !strings.Contains(told[0].Problem.Title, "7 days for 14") {
		t.Errorf("a shop whose past is short is told %+v", told)
	}
	if told := list("pair"); len(told) != 1 || told[0].State != "withheld" || told[0].Total != nil || told[0].Of != "" || !strings.Contains(told[0].Problem.Hint, "by branch. Choose one") {
		t.Errorf("who sees two shops, and not the total, is told %+v", told)
	}
	if told := list("stranger"); told == nil || len(told) != 0 {
		t.Errorf("who may open no page is told %+v", told)
	}
}

func TestWhatCannotBeToldIsSaidInWords(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ user, filters, state, title, hint string }{
		{"all", "f.branch=new", "withheld", "The past is too short for a forecast: 7 days for 14 to come", "once more is known"},
		{"all", "f.branch=new&lang=it", "withheld", "Il passato è troppo breve", "quando si saprà"},
		{"all", "f.kind=web", "withheld", "No forecast is made for this selection", "for the total and by branch. Take the filter on kind off."},
		{"all", "f.kind=web&lang=pt", "withheld", "Não há previsão para esta seleção", "para o total e por loja. Retire o filtro de kind."},
		{"all", "f.branch=north&f.branch=south", "withheld", "No forecast is made for this selection", "by branch. Choose one member of each."},
		{"north", "f.kind=web", "withheld", "No forecast is made for this selection", "made by branch. Take the filter on kind off."},
		{"all", "f.branch=nobody", "empty", "There is nothing to forecast here yet", "No figures are known of this selection."},
	} {
		fan := w.tiles(c.user, c.filters)[0]
		if fan.State != c.state || fan.Fan != nil || fan.Problem == nil || !strings.Contains(fan.Problem.Title, c.title) || !strings.Contains(fan.Problem.Hint, c.hint) {
			t.Errorf("%s with %s: %s %+v", c.user, c.filters, fan.State, fan.Problem)
		}
		if a := w.account(c.user, c.filters); a.State != c.state || a.Fan != nil || a.Problem.Title != fan.Problem.Title {
			t.Errorf("the account of %s with %s: %s %+v", c.user, c.filters, a.State, a.Problem)
		}
	}
	for filters, guilty := range map[string]string{"f.kind=web&f.branch=north": "kind", "f.branch=north&f.branch=south": "branch", "f.branch=new": ""} {
		if p := w.tiles("all", filters)[0].Problem; p.Filter != guilty {
			t.Errorf("with %s the filter %q is in the way, not %q", filters, p.Filter, guilty)
		}
	}
	for _, kpi := range []int{1, 2} {
		if tile := w.tiles("all", "f.kind=web")[kpi]; tile.State != "withheld" || tile.Data != nil {
			t.Errorf("figure %d under a filter that no forecast has: %s %+v", kpi, tile.State, tile.Data)
		}
	}
	if kpi := w.tiles("all", "f.branch=new")[1]; kpi.State != "withheld" || !strings.Contains(kpi.Problem.Title, "The past is too short") {
		t.Errorf("the figure of a shop that is new: %s %+v", kpi.State, kpi.Problem)
	}
	if line := w.tiles("all", "f.kind=web")[4]; line.State != "ok" {
		t.Errorf("what is no forecast: %s", line.State)
	}
}

// Two runs: what was said first is kept and scored by what came; the day that nobody expected is marked; figures of the first are gone from
// where only the newest belong. A forecast that was not made anew says that it is old.
func TestTheTruthArrives(t *testing.T) {
	w := newWorld(t)
	first := w.tiles("all", "f.branch=south")[0].Fan
	w.visits(310)
	w.now = w.now.AddDate(0, 0, 10)
	w.run()
	fan := w.tiles("all", "f.branch=south")[0].Fan
	if fan.Right.IssuedScored != 10 || fan.Right.IssuedInside80 == nil || *fan.Right.IssuedInside80 > 0.95 {
		t.Errorf("of what was issued: %+v", fan.Right)
	}
	if len(fan.Anomalies) == 0 || !slices.ContainsFunc(fan.Anomalies, func(a []any) bool { return a[0] == "2026-01-02" }) {
		t.Errorf("the anomalies are %v", fan.Anomalies)
	}
	a := w.account("all", "f.branch=south")
	if len(a.Issued) != 10 || a.Issued[9].At != first.Series[0].Next[0].At || a.Issued[9].Value != first.Series[0].Next[0].Value || a.Issued[0].IssuedAt == fan.IssuedAt {
		t.Errorf("what was issued: %+v", a.Issued)
	}
	past := w.query("all", map[string]any{"view": "visits", "measures": []string{"n"}, "by": []string{"day"}, "period": "2026-01-02", "where": []any{map[string]any{"column": "branch", "op": "in", "values": []string{"south"}}}})
	if got := a.Issued[4]; got.At != "2026-01-02" || got.Actual != past.Rows[0][1] || got.Actual <= *got.Hi95 {
		t.Errorf("the day that nobody expected: %+v, which was %v", got, past.Rows)
	}
	if n := len(w.query("all", map[string]any{"view": "ahead", "measures": []string{"forecast"}, "by": []string{"day"}, "where": []any{map[string]any{"column": "branch", "op": "in", "values": []string{"south"}}}}).Rows); n != 14 {
		t.Errorf("the newest forecast has %d steps", n)
	}
	if got := w.account("north", "f.branch=south"); len(got.Issued) > 0 || got.Fan != nil {
		t.Errorf("north is told what was said of south: %+v", got)
	}
	// The table of visits is there anew, its forecast is not.
	w.visits(315)
	w.now = w.now.AddDate(0, 0, 5)
	if _, err := w.app.Pipeline.Run(t.Context(), pipeline.Request{Select: []string{"visits"}}); err != nil {
		t.Fatal(err)
	}
	if tile := w.tiles("all", "")[0]; tile.State != "stale" || tile.Fan == nil || tile.Problem.Title != "This forecast is older than its data" {
		t.Errorf("an old forecast is %s: %+v", tile.State, tile.Problem)
	}
}

// A file of a forecast has the figures of the page.
func TestFilesHaveTheFiguresOfThePage(t *testing.T) {
	w := newWorld(t)
	fan := w.tiles("north", "")[0].Fan
	status, text := w.ask("north", "POST", "/export", map[string]any{"view": "visits", "measures": []string{"forecast(n)", "hi80(n)"}, "by": []string{"day"}, "format": "csv", "language": "pt"}, nil)
	lines := strings.Split(strings.TrimSpace(text), "\r\n")
	if status != http.StatusOK || !strings.HasPrefix(lines[0], "Dia,\"Visitas, previsão\",\"Visitas, até (80 %)\"") && !strings.HasPrefix(lines[0], "Day,") || len(lines) < 15 {
		t.Fatalf("%d %s", status, text)
	}
	for i, next := range fan.Series[0].Next {
		if want := fmt.Sprintf("%s,%v,%v", next.At, next.Value, *next.Hi80); lines[i+1] != want {
			t.Errorf("the file says %s, the page %s", lines[i+1], want)
		}
	}
}
