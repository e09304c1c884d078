package page_test

import (
	"context"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

func TestFreshness(t *testing.T) {
	day, month := []project.Tile{{Kpi: "sales.visits"}}, []project.Tile{{Kpi: "bills.total"}}
	both := []project.Tile{{Kpi: "sales.visits"}, {Kpi: "bills.total"}}
	for _, c := range []struct {
		name  string
		tiles []project.Tile
		now   string
		state string
		to    string
	}{
		{"a day on the next day", day, "2026-03-02T23:59:00Z", "fresh", "2026-03-01T00:00:00"},
		{"a day two days after", day, "2026-03-03T00:01:00Z", "late", "2026-03-01T00:00:00"},
		{"a day three days after", day, "2026-03-04T00:01:00Z", "stale", "2026-03-01T00:00:00"},
		{"a month that is not over", month, "2026-02-20T09:00:00Z", "fresh", "2026-02-01T00:00:00"},
		{"the month before", month, "2026-03-31T23:00:00Z", "fresh", "2026-02-28T00:00:00"},
		{"a month just missing", month, "2026-04-01T09:00:00Z", "late", "2026-02-28T00:00:00"},
		{"a month long missing", month, "2026-04-03T09:00:00Z", "stale", "2026-02-28T00:00:00"},
		{"both fresh", both, "2026-03-02T09:00:00Z", "fresh", "2026-02-28T00:00:00"},
		{"days stale beside months", both, "2026-03-09T09:00:00Z", "stale", "2026-03-01T00:00:00"},
		{"no time", []project.Tile{{Kpi: "shops.shops"}}, "2026-03-02T09:00:00Z", "loaded", ""},
		{"not built", []project.Tile{{Kpi: "later.n"}}, "2026-03-02T09:00:00Z", "none", ""},
	} {
		w := newWorld(t, c.tiles)
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		w.now = now
		if got := w.render(page.Params{}).Freshness; got.State != c.state || got.DataTo != c.to {
			t.Errorf("%s: %+v, want %s to %s", c.name, got, c.state, c.to)
		}
	}
}

// A page of views without time says when their tables were loaded: not that there are no data.
func TestFreshnessWithoutTime(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "shops.shops"}, {Kpi: "later.n"}})
	w.project.Sources = []*source.Spec{{Name: "shops"}}
	is := func(language, want string) {
		t.Helper()
		if got := w.render(page.Params{Language: language}).Freshness; got.State != "loaded" || got.Text != want {
			t.Errorf("%+v, want %q", got, want)
		}
	}
	is("en", "Loaded 27 Feb, 18:30")
	is("pt", "Carregado: 27/02, 18:30")
	w.landed = map[string]time.Time{"shops": time.Date(2026, 2, 27, 18, 0, 0, 0, time.UTC)}
	is("en", "Loaded 27 Feb, 18:00")
	w.now = time.Date(2026, 2, 27, 19, 0, 0, 0, time.UTC)
	is("en", "Loaded 18:00 today")
}

// The wall clock that ages are told by is the project's.
func TestFreshnessInTheProjectsZone(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "sales.visits"}})
	w.now = time.Date(2026, 3, 3, 3, 0, 0, 0, time.UTC) // still 2 March in New York
	w.project.Config.TimeZone = "America/New_York"
	if got := w.render(page.Params{}).Freshness; got.State != "fresh" {
		t.Errorf("%+v", got)
	}
}

func TestSentence(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "sales.visits"}, {Kpi: "shops.shops"}})
	w.project.Pages[0].Sentence = farol.Text{"en": "{count} of {shop} on {floor}, {period} against {comparison}"}
	w.project.Pages[0].Count = &project.Count{Measure: "sales.amount", Noun: map[string]project.CountNouns{"pt": {One: "venda", Other: "vendas"}}}
	for _, c := range []struct {
		params page.Params
		want   string
	}{
		{page.Params{Period: "2026-01-01"}, "26 vendas of any shop on 0, 1 and 2, 1 Jan against the day before"},
		{page.Params{Period: "2020"}, "0 vendas of any shop on any floor, 2020 against the 12 months before"},
		{page.Params{Period: "all", Filters: map[string][]string{"shop": {"shop1", ""}, "floor": {"!2"}}}, "150 vendas of Shop 1 and not stated on all but 2, all time against nothing"},
		{page.Params{Period: "2026-01-01", Filters: map[string][]string{"floor": {"cellar"}}}, "No data yet of any shop on cellar, 1 Jan against the day before"},
	} {
		if got := said(w.render(c.params)); got != c.want {
			t.Errorf("%+v:\n got %s\nwant %s", c.params, got, c.want)
		}
	}
	w.project.Pages[0].Rows, w.project.Pages[0].Count.Measure = [][]project.Tile{{{Kpi: "shops.shops"}}}, "shops.shops"
	w.project.Pages[0].Sentence = farol.Text{"en": "{count}, {period} against {comparison}"}
	if got := said(w.render(page.Params{})); got != "5 vendas, all time against nothing" {
		t.Errorf("without time: %s", got)
	}
}

// One tenant is named; several are a choice, and so is one that was chosen.
func TestSentenceNamesTheTenant(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "shops.shops"}, {Kpi: "sales.visits"}})
	w.project.Pages[0].Sentence = farol.Text{"en": "{tenant}"}
	one := everybody
	one.AllRows, one.Rows = false, [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{"t1"}}}}
	two := everybody
	two.AllRows, two.Rows = false, [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{"t1"}}}, {{Column: "tenant", Op: metric.In, Values: []any{"t0"}}}}
	for _, c := range []struct {
		who    access.Entitlement
		chosen []string
		want   page.Part
	}{
		{one, nil, page.Part{Text: "t1"}},
		{two, nil, page.Part{Text: "t0 and t1", Filter: "tenant"}},
		{everybody, []string{"t1"}, page.Part{Text: "t1", Filter: "tenant"}},
	} {
		payload, err := w.pages.Render(context.Background(), c.who, "home", page.Params{Filters: map[string][]string{"tenant": c.chosen}})
		if err != nil {
			t.Fatal(err)
		}
		if len(payload.Sentence) != 1 || payload.Sentence[0] != c.want {
			t.Errorf("%v of %v: %+v, want %+v", c.chosen, c.who.Rows, payload.Sentence, c.want)
		}
	}
}
