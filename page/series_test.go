package page_test

import (
	"math"
	"testing"

	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// Six shops are sold in, one of them not stated; four are drawn by name.
func TestInvariant10PartsAddUpToTheWhole(t *testing.T) {
	for name, tile := range map[string]project.Tile{
		"along time":      {StackedBar: []string{"sales.visits"}, By: []string{"month"}, Split: "shop"},
		"along a member":  {StackedBar: []string{"sales.visits"}, By: []string{"open"}, Split: "shop"},
		"second in by":    {StackedBar: []string{"sales.visits"}, By: []string{"month", "shop"}},
		"lines":           {Line: []string{"sales.visits"}, By: []string{"day"}, Split: "shop"},
		"of few members":  {StackedBar: []string{"sales.visits"}, By: []string{"month"}, Split: "floor"},
		"few, along some": {StackedBar: []string{"sales.visits"}, By: []string{"open"}, Split: "floor"},
	} {
		t.Run(name, func(t *testing.T) {
			got := newWorld(t, []project.Tile{tile}).tile(page.Params{Period: "all"})
			if got.State != "ok" {
				t.Fatalf("%s: %+v", got.State, got.Problem)
			}
			few := got.Split == "floor"
			var sum, rest int64
			named := map[any]bool{}
			at, split, other := place(t, got.Data, "visits"), place(t, got.Data, got.Split), -1
			for i, c := range got.Data.Columns {
				if c.Role == metric.RoleOther {
					other = i
				}
			}
			for _, row := range got.Data.Rows {
				n := row[at].(int64)
				sum += n
				if other >= 0 && row[other] == true {
					rest += n
					continue
				}
				named[row[split]] = true
			}
			if sum != 12600 {
				t.Errorf("the parts add up to %d, want 12600", sum)
			}
			// The largest shops are the unknown one and shops 4, 3 and 2; the rest are shops 1 and 0.
			if !few && (rest != 1200+600 || len(named) != 4 || !named[nil] || named["shop1"]) || few && (rest != 0 || len(named) != 3) {
				t.Errorf("the rest is %d beside %v", rest, named)
			}
		})
	}
}

// A ratio of the rest is computed from its rows, not from the ratios of its members.
func TestRestOfARatio(t *testing.T) {
	for by, want := range map[string]float64{
		"month": (99 + 2.5) / (10 + 20), // shops 0 and 1 are the smallest
		"open":  99.0 / 10,              // of what is open, which comes last, only shop 0 is left
	} {
		w := newWorld(t, []project.Tile{{StackedBar: []string{"sales.visits", "sales.each"}, By: []string{by}, Split: "shop"}})
		w.exec("update sales set amount = 99 where shop = 'shop0'")
		w.publish(w.table("sales"))
		got := w.tile(page.Params{Period: "2026-01"})
		if got.State != "ok" {
			t.Fatalf("%s: %+v", got.State, got.Problem)
		}
		last := got.Data.Rows[len(got.Data.Rows)-1]
		if each := last[place(t, got.Data, "each")].(float64); math.Abs(each-want) > 1e-6 {
			t.Errorf("by %s: the rest has %v each, want %v: %v", by, each, want, got.Data.Rows)
		}
	}
}

// Measures that have no figure over the whole period can be drawn along it all the same.
func TestSplitOfMeasuresThatNeedTime(t *testing.T) {
	for _, measure := range []string{"sales.stock", "sales.growing"} {
		got := newWorld(t, []project.Tile{{Line: []string{measure}, By: []string{"day"}, Split: "shop"}}).tile(page.Params{})
		if got.State != "ok" || len(got.Data.Rows) != 5*28 {
			t.Errorf("%s: %s %+v", measure, got.State, got.Problem)
		}
	}
}

func place(t *testing.T, r *query.Result, name string) int {
	t.Helper()
	for i, c := range r.Columns {
		if c.Name == name {
			return i
		}
	}
	t.Fatalf("no column %q in %v", name, r.Columns)
	return -1
}
