package metric_test

import (
	"encoding/json"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/farol-kpi/farol"
	dialect "github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
)

// Merged plans answer as each does alone, whatever the rows, and never more plans than share everything but their measures.
func TestMergedEqualsAlone(t *testing.T) {
	db := openDB(t)
	createTable(t, db, "t", propertySchema, nil)
	merged := 0
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt)
		if _, err := db.Exec("delete from t"); err != nil {
			rt.Fatal(err)
		}
		if len(rows) > 0 {
			if _, err := db.Exec("insert into t values " + literals(rows)); err != nil {
				rt.Fatal(err)
			}
		}
		// Few kinds of questions, so that some share their rows, each for one of a few who ask.
		kinds := rapid.SliceOfN(rapid.Custom(drawQuery), 1, 2).Draw(rt, "kinds")
		readers := rapid.SliceOfN(rapid.Custom(drawRowFilter), 1, 2).Draw(rt, "readers")
		var plans []*metric.Plan
		for range rapid.IntRange(1, 6).Draw(rt, "questions") {
			q := rapid.SampledFrom(kinds).Draw(rt, "kind")
			q.Measures = drawQuery(rt).Measures
			q.Totals = rapid.IntRange(0, 5).Draw(rt, "totals") == 0
			if rapid.Bool().Draw(rt, "ordered by the figure") {
				q.Order = append(slices.Clone(q.Order), metric.Order{By: q.Measures[0]})
			}
			if rapid.IntRange(0, 2).Draw(rt, "filled") == 0 {
				q.Fill = true
			}
			plan, err := metric.NewPlan(propertyView, propertySchema, q, rapid.SampledFrom(readers).Draw(rt, "reader"), metric.PlanOptions{})
			if err != nil {
				rt.Fatal(err)
			}
			plans = append(plans, plan)
		}
		before, err := json.Marshal(plans)
		if err != nil {
			rt.Fatal(err)
		}
		var seen []int
		for _, m := range metric.Merge(plans) {
			st, err := metric.Compile(m.Plan, dialect.Dialect{})
			if err != nil {
				rt.Fatal(err)
			}
			shared := ask(t, db, st)
			if len(m.Of) > 1 {
				merged++
			}
			for _, part := range m.Of {
				seen = append(seen, part.Plan)
				own, err := metric.Compile(plans[part.Plan], dialect.Dialect{})
				if err != nil {
					rt.Fatal(err)
				}
				if diff := gocmp.Diff(plans[part.Plan].Rows, m.Plan.Rows); diff != "" {
					rt.Fatalf("the entitlement of a merged plan differs (-own +merged):\n%s", diff)
				}
				var columns []metric.OutColumn
				rows := make([][]any, len(shared))
				for _, c := range part.Columns {
					columns = append(columns, st.Columns[c])
				}
				for i, row := range shared {
					for _, c := range part.Columns {
						rows[i] = append(rows[i], row[c])
					}
				}
				if diff := gocmp.Diff(own.Columns, columns); diff != "" {
					rt.Fatalf("columns (-alone +merged):\n%s", diff)
				}
				alone := ask(t, db, own)
				if diff := gocmp.Diff(rowTexts(own.Columns, unsigned(alone)), rowTexts(columns, unsigned(rows))); diff != "" {
					rt.Fatalf("rows (-alone +merged):\n%s\n%s", diff, st.SQL)
				}
				if len(alone) > 0 && alone[0][len(own.Columns)] != shared[0][len(st.Columns)] && len(plans[part.Plan].Keys) > 0 {
					rt.Fatalf("groups are %v alone and %v merged", alone[0][len(own.Columns)], shared[0][len(st.Columns)])
				}
			}
		}
		slices.Sort(seen)
		for i := range max(len(plans), len(seen)) {
			if i >= len(plans) || i >= len(seen) || seen[i] != i {
				rt.Fatalf("the merged plans answer %v of %d", seen, len(plans))
			}
		}
		if after, err := json.Marshal(plans); err != nil || string(after) != string(before) {
			rt.Fatalf("merging changed the plans: %v", gocmp.Diff(string(before), string(after)))
		}
	})
	if merged == 0 {
		t.Error("no plans were merged")
	}
}

// unsigned takes the sign from zeros: DuckDB gives 0 ÷ -3 as either of the two, which are equal.
func unsigned(rows [][]any) [][]any {
	for _, row := range rows {
		for i, v := range row {
			if f, ok := v.(float64); ok && f == 0 {
				row[i] = 0.0
			}
		}
	}
	return rows
}

func TestMergeKeepsApart(t *testing.T) {
	tenantOf := func(name string) metric.RowFilter {
		return metric.RowFilter{Any: [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{name}}}}}
	}
	x, y := tenantOf("x"), tenantOf("y")
	period := farol.Period{From: farol.Date(2026, 1, 1), To: farol.Date(2026, 2, 1)}
	type asked struct {
		q    metric.Query
		rows metric.RowFilter
	}
	of := func(measure string, change func(*metric.Query)) metric.Query {
		q := metric.Query{Measures: []string{measure}, Period: period}
		if change != nil {
			change(&q)
		}
		return q
	}
	byRegion := func(q *metric.Query) { q.By, q.Order = []string{"region"}, []metric.Order{{By: "region"}} }
	for name, c := range map[string]struct {
		a, b asked
		want int
	}{
		"alike":                  {asked{of("sum", nil), x}, asked{of("ratio", nil), x}, 1},
		"alike by day":           {asked{of("sum", func(q *metric.Query) { q.By = []string{"day"} }), x}, asked{of("rows", func(q *metric.Query) { q.By = []string{"day"} }), x}, 1},
		"alike by region":        {asked{of("sum", byRegion), x}, asked{of("rows", byRegion), x}, 1},
		"another tenant":         {asked{of("sum", nil), x}, asked{of("rows", nil), y}, 2},
		"bytes that are no text": {asked{of("sum", nil), tenantOf("\xfe")}, asked{of("rows", nil), tenantOf("\xff")}, 2},
		"all rows":               {asked{of("sum", nil), x}, asked{of("rows", nil), metric.RowFilter{All: true}}, 2},
		"nobody":                 {asked{of("sum", nil), x}, asked{of("rows", nil), metric.RowFilter{}}, 2},
		"two tenants":            {asked{of("sum", nil), x}, asked{of("rows", nil), metric.RowFilter{Any: append(slices.Clone(x.Any), y.Any...)}}, 2},
		"another period":         {asked{of("sum", nil), x}, asked{of("rows", func(q *metric.Query) { q.Period.To = farol.Date(2026, 3, 1) }), x}, 2},
		"a comparison":           {asked{of("sum", nil), x}, asked{of("rows", func(q *metric.Query) { q.Compare = metric.PreviousPeriod }), x}, 2},
		"a filter":               {asked{of("sum", nil), x}, asked{of("rows", func(q *metric.Query) { q.Where = []metric.Filter{{Column: "size", Op: metric.NotNull}} }), x}, 2},
		"a key":                  {asked{of("sum", nil), x}, asked{of("rows", byRegion), x}, 2},
		"filled":                 {asked{of("sum", func(q *metric.Query) { q.By = []string{"day"} }), x}, asked{of("rows", func(q *metric.Query) { q.By, q.Fill = []string{"day"}, true }), x}, 2},
		"the other way":          {asked{of("sum", byRegion), x}, asked{of("rows", func(q *metric.Query) { q.By, q.Order = []string{"region"}, []metric.Order{{By: "region", Desc: true}} }), x}, 2},
		"the greatest first":     {asked{of("sum", func(q *metric.Query) { q.By = []string{"region"} }), x}, asked{of("rows", func(q *metric.Query) { q.By = []string{"region"} }), x}, 2},
		"the first two of all":   {asked{of("sum", func(q *metric.Query) { byRegion(q); q.Limit = 2 }), x}, asked{of("rows", func(q *metric.Query) { byRegion(q); q.Limit = 2 }), x}, 2},
		"totals":                 {asked{of("sum", func(q *metric.Query) { q.Totals = true }), x}, asked{of("rows", nil), x}, 2},
	} {
		var plans []*metric.Plan
		for _, a := range []asked{c.a, c.b} {
			plan, err := metric.NewPlan(propertyView, propertySchema, a.q, a.rows, metric.PlanOptions{})
			if err != nil {
				t.Fatal(err)
			}
			plans = append(plans, plan)
		}
		if got := metric.Merge(plans); len(got) != c.want {
			t.Errorf("%s: %d plans, want %d", name, len(got), c.want)
		}
	}
}
