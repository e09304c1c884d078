package page_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
)

func TestInvariant14FigureLeadsBackToItsFormula(t *testing.T) {
	w := newWorld(t, []project.Tile{
		{Bar: []string{"sales.each"}, By: []string{"shop"}, Where: map[string]any{"floor": 1, "shop": []any{"!odd", "shop1"}}, Period: "2026-01"},
		{Kpi: "shops.shops"},
	})
	w.exec("update sales set shop = '!odd' where shop = 'shop4'")
	w.publish(w.table("sales"))
	ctx, params := context.Background(), page.Params{Filters: map[string][]string{"open": {"!true"}}}
	got, err := w.pages.Explain(ctx, everybody, "home", "r0t0", "sales.each", params)
	if err != nil {
		t.Fatal(err)
	}
	// Shop 1 is never open, the other is closed on 15 days of January.
	if got.Value != 0.125 || got.Rows != 31+15 || len(got.Parts) != 2 || got.Formula != "Amount ÷ Visits, each summed first" || got.Period != "2026-01-01..2026-01-31" {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"Floor: 1", "Shop: Shop 1 and !odd", "Open: all but true"}, got.Filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
	if got, err = w.pages.Explain(ctx, everybody, "home", "", "shops.shops", page.Params{}); err != nil || got.Value != int64(5) || got.Period != "" {
		t.Errorf("a view without time: %+v, %v", got, err)
	}
	for _, c := range [][2]string{{"r9t9", "sales.each"}, {"r0t0", "sales.visits"}, {"", "bills.total"}, {"", "nothing"}} {
		_, err := w.pages.Explain(ctx, everybody, "home", c[0], c[1], page.Params{})
		var known *farol.Error
		if !errors.As(err, &known) || known.Code != farol.CodeNotFound {
			t.Errorf("tile %q, measure %q: %v", c[0], c[1], err)
		}
	}
}

func TestExplainMeasureAwayFromAPage(t *testing.T) {
	w := newWorld(t)
	one := access.Entitlement{Identity: access.Identity{User: "ana"}, Key: "t0", Rows: [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{"t0"}}}}}
	got, err := w.pages.ExplainMeasure(context.Background(), one, "sales.visits", page.Params{Period: "last_7_days", Language: "xx", Filters: map[string][]string{"floor": {"0"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Period != "2026-02-23..2026-03-01" || got.Rows != 7 || got.Value != int64(7*10) {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"Floor: 0", "Tenant: t0"}, got.Filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
}
