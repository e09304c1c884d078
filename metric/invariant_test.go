package metric_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	dialect "github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
)

const hostile = `x' or "1"=$p1 --`

// Invariant 7: the table is read in one place, below the row filter and below a project's SQL, and no value stands in the text.
func TestInvariant7FiltersBelowProjectSQL(t *testing.T) {
	text, integer := farol.Type{Kind: farol.KindText}, farol.Type{Kind: farol.KindInteger}
	schema := farol.Schema{{Name: "tenant", Type: text}, {Name: "day", Type: farol.Type{Kind: farol.KindDate}}, {Name: `a "b" c`, Type: text}, {Name: "n", Type: integer}}
	view := &metric.View{Name: "v", Table: "the_table", Tenant: "tenant", Time: &metric.Time{Column: "day"},
		Dimensions: []metric.Dimension{{Name: "d", Column: `a "b" c`, Order: []string{hostile}, Values: map[string]farol.Text{hostile: {"en": hostile}}}},
		Measures: []metric.Measure{{Name: "free", SQL: "max(tenant)"}, {Name: "part", Sum: "n", Where: map[string]any{`a "b" c`: hostile}},
			{Name: "share", ShareOfTotal: "part"}}}
	period, _ := farol.ParsePeriod("2026-01")
	filters := []metric.Filter{{Column: "d", Op: metric.NotIn, Values: []any{hostile}}, {Column: "d", Op: metric.Contains, Values: []any{hostile}}, {Column: "d", Op: metric.Range, Values: []any{hostile, nil}}}
	see := metric.RowFilter{Any: [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{hostile}}}}}
	for _, q := range []metric.Query{
		{By: []string{"d", "month"}, Fill: true, Search: hostile, Limit: 3, Other: true, Totals: true},
		{By: []string{"d"}, Search: hostile, Totals: true, Limit: 2, Offset: 1},
		{Totals: true},
	} {
		q.View, q.Measures, q.Where, q.Period, q.Compare = "v", []string{"free", "part", "share"}, filters, period, metric.PreviousYear
		plan, err := metric.NewPlan(view, schema, q, see, metric.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		st, err := metric.Compile(plan, dialect.Dialect{})
		if err != nil {
			t.Fatal(err)
		}
		all := []metric.Statement{st, *st.Totals}
		if st.Count != nil {
			all = append(all, *st.Count)
		}
		db := openDB(t)
		createTable(t, db, "the_table", schema, []map[string]any{
			{"tenant": hostile, "day": "2026-01-05", `a "b" c`: "mine " + hostile, "n": 1}, {"tenant": "other", "day": "2026-01-05", `a "b" c`: "mine " + hostile, "n": 1}})
		for _, s := range all {
			if strings.Contains(s.SQL, "or \"1\"") {
				t.Errorf("a value stands in the SQL:\n%s", s.SQL)
			}
			if n := strings.Count(s.SQL, `"the_table"`); n != 1 {
				t.Errorf("the table is read in %d places:\n%s", n, s.SQL)
			}
			base, above, _ := strings.Cut(s.SQL, "\n),\n")
			if !strings.Contains(base, `"tenant" in (`) || strings.Contains(base, "max(") || strings.Contains(above, `"tenant"`) {
				t.Errorf("the row filter is not below everything:\n%s", s.SQL)
			}
			if rows := fmt.Sprint(ask(t, db, s)); strings.Contains(rows, "other") {
				t.Errorf("a foreign row is in %s", rows)
			}
		}
	}
}

// Invariant 6: a row filter that nobody filled in shows nothing, also to a project's SQL.
func TestInvariant6ZeroRowFilterSeesNothing(t *testing.T) {
	db := openDB(t)
	schema := farol.Schema{{Name: "n", Type: farol.Type{Kind: farol.KindInteger}}}
	createTable(t, db, "t", schema, []map[string]any{{"n": 7}})
	view := &metric.View{Name: "v", Table: "t", Measures: []metric.Measure{{Name: "sum", Sum: "n"}, {Name: "free", SQL: "max(n)"}}}
	for _, see := range []metric.RowFilter{{}, {Any: [][]metric.Filter{}}, {Any: [][]metric.Filter{{}}}, {Any: [][]metric.Filter{{{Column: "n", Op: metric.In}}}}} {
		plan, err := metric.NewPlan(view, schema, metric.Query{Measures: []string{"sum", "free"}}, see, metric.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		st, err := metric.Compile(plan, dialect.Dialect{})
		if err != nil {
			t.Fatal(err)
		}
		if row := ask(t, db, st)[0]; row[0] != nil || row[1] != nil {
			t.Errorf("%+v sees %v", see, row)
		}
	}
	if _, err := metric.NewPlan(view, schema, metric.Query{Measures: []string{"sum"}}, metric.RowFilter{Any: [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{"a"}}}}}, metric.PlanOptions{}); err == nil {
		t.Error("a row filter on a column that the table lacks was left out")
	}
}
