package page_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
)

// A chart whose filters leave nothing has no largest members to keep.
func TestChartsOfNothingAreEmpty(t *testing.T) {
	for name, tile := range map[string]project.Tile{
		"kpi":     {Kpi: "sales.amount", Spark: "day"},
		"line":    {Line: []string{"sales.amount"}, By: []string{"day"}, Split: "shop"},
		"bar":     {Bar: []string{"sales.amount"}, By: []string{"shop"}},
		"stacked": {StackedBar: []string{"sales.amount"}, By: []string{"month"}, Split: "shop"},
		"itself":  {StackedBar: []string{"sales.amount"}, By: []string{"shop"}, Split: "shop"},
		"table":   {Table: []string{"sales.amount"}, By: []string{"shop"}, Spark: "day"},
		"heatmap": {Heatmap: "sales.amount", By: []string{"floor", "open"}},
		"funnel":  {Funnel: []string{"sales.visits", "sales.amount"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, []project.Tile{tile})
			if got := w.tile(page.Params{}); got.State != "ok" {
				t.Errorf("with data it is %s: %+v", got.State, got.Problem)
			}
			got := w.tile(page.Params{Filters: map[string][]string{"floor": {"9"}}})
			if got.State != "empty" || got.Problem.Filter != "floor" {
				t.Errorf("filtered to nothing it is %s: %+v", got.State, got.Problem)
			}
			if got = w.tile(page.Params{Period: "2020"}); got.State != "empty" {
				t.Errorf("of another year it is %s: %+v", got.State, got.Problem)
			}
			w.exec("delete from sales")
			w.publish(w.table("sales"))
			if got = w.tile(page.Params{}); got.State != "empty" {
				t.Errorf("without data it is %s: %+v", got.State, got.Problem)
			}
		})
	}
}

// Members arrive as texts from an address, whatever their column holds.
func TestMembersOfEveryKindFilter(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "sales.visits"}})
	for _, c := range []struct {
		filter string
		chosen []string
		want   int64
	}{
		{"shop", []string{"shop0"}, 600}, {"shop", []string{""}, 3600}, {"shop", []string{"!"}, 9000}, {"shop", []string{"!shop0"}, 12000},
		{"shop", []string{"!shop0", ""}, 8400}, {"floor", []string{"0"}, 3000}, {"floor", []string{"0", "1", "2"}, 12600}, {"floor", []string{"!0"}, 9600},
		{"open", []string{"true"}, 2700}, {"on", []string{"2026-01-01"}, 210},
	} {
		got := w.tile(page.Params{Period: "all", Filters: map[string][]string{c.filter: c.chosen}})
		if got.State != "ok" || got.Data.Rows[0][0] != c.want {
			t.Errorf("%s of %v: %s %+v %+v, want %d", c.filter, c.chosen, got.State, got.Problem, got.Data, c.want)
		}
	}
	if got := w.tile(page.Params{Filters: map[string][]string{"floor": {"cellar"}}}); got.State != "failed" || got.Problem.Code != "bad-query" {
		t.Errorf("a floor that is no number: %s %+v", got.State, got.Problem)
	}
}

// A measure that has no trend keeps its figures.
func TestFiguresWithoutATrend(t *testing.T) {
	for name, c := range map[string]struct {
		tile   project.Tile
		period string
	}{
		"a kpi with too many buckets":      {project.Tile{Kpi: "sales.visits", Spark: "day"}, "1000..2026"},
		"a table not summed across floors": {project.Tile{Table: []string{"sales.level"}, By: []string{"shop"}, Columns: []string{"floor"}, Spark: "month"}, "2026"},
		"a table by time":                  {project.Tile{Table: []string{"sales.visits"}, By: []string{"day"}, Spark: "day"}, "2026"},
	} {
		got := newWorld(t, []project.Tile{c.tile}).tile(page.Params{Period: c.period})
		if got.State != "ok" || got.Trend != nil {
			t.Errorf("%s: %s %+v, trend %+v", name, got.State, got.Problem, got.Trend)
		}
	}
}

func TestTableHasTheTrendOfItsRows(t *testing.T) {
	got := newWorld(t, []project.Tile{{Table: []string{"sales.visits"}, By: []string{"shop"}, Columns: []string{"floor"}, Spark: "week"}}).tile(page.Params{Period: "2026-W06..2026-W09"})
	if got.State != "ok" || len(got.Trend.Rows) != 6*4 {
		t.Errorf("%s: %+v", got.State, got.Trend)
	}
}

func TestComparisonOfOneTile(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "sales.visits"}, {Kpi: "sales.visits", Compare: []string{"previous_year"}}, {Kpi: "sales.visits", Compare: []string{"none"}},
		{Kpi: "shops.shops", Compare: []string{"previous_year"}}, {Kpi: "sales.visits", Period: "2026-02", Compare: []string{"previous_period"}}})
	for i, want := range []string{"2026-01-05..2026-02-01", "2025-02-02..2025-03-01", "", "", "2026-01-01..2026-01-31"} {
		if got := w.render(page.Params{}).Rows[0][i]; got.State != "ok" || got.Compared != want {
			t.Errorf("tile %d: %s %+v compared with %q, want %q", i, got.State, got.Problem, got.Compared, want)
		}
	}
}

// What fails is said in the reader's language and holds no cause; the log has it.
func TestCauseOfAFailedTileIsLogged(t *testing.T) {
	w := newWorld(t, []project.Tile{{Kpi: "sales.broken"}, {Kpi: "sales.visits"}, {Kpi: "later.n"}})
	var log bytes.Buffer
	w.pages.Log = slog.New(slog.NewTextHandler(&log, nil))
	row := w.render(page.Params{Language: "pt"}).Rows[0]
	if row[0].State != "failed" || row[0].Problem.Title != "Não foi possível calcular este valor" || strings.Contains(row[0].Problem.Hint, "t0") {
		t.Errorf("%s %+v", row[0].State, row[0].Problem)
	}
	if row[1].State != "ok" || row[2].State != "not_built" {
		t.Errorf("its neighbours are %s and %s", row[1].State, row[2].State)
	}
	if !strings.Contains(log.String(), "tile=r0t0") || !strings.Contains(log.String(), "cause=") || strings.Contains(log.String(), "r0t2") {
		t.Errorf("the log says %s", log.String())
	}
}
