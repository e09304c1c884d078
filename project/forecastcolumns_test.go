package project

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

// The columns that a forecast names are held against the tables that it reads, each at its place.
func TestColumnsOfAForecast(t *testing.T) {
	dir := write(t, map[string]string{
		"farol.yaml":          "name: shop\n",
		"sources/visits.yaml": "type: file\npath: data/visits.csv\n",
		"sources/goal.yaml":   "type: file\npath: data/goal.csv\n",
		"metrics/visits.yaml": "table: visits\nshared: true\ntime: {column: day, grain: day}\ndimensions: {branch: shop}\nmeasures: {n: {sum: n}}\n",
		"forecasts/ahead.yaml": `measure: visits.n
by: [[], [branch]]
horizon: 14
targets: {table: goal, column: amuont, period: name}
regressors:
  - {name: promotion, table: goal, column: name, time: mont}
`,
		"forecasts/good.yaml": "measure: visits.n\nhorizon: 14\ntargets: {table: goal, column: amount, period: month}\nregressors: [{name: plan, table: goal, time: month}]\n",
	})
	p, err := Load(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]farol.Schema{"visits": schemaOf(t, "day date", "shop text", "n integer"), "goal": schemaOf(t, "month date", "name text", "amount decimal")}
	var got []string
	for _, e := range CheckColumns(p, schemas) {
		got = append(got, e.Error())
	}
	want := []string{
		`forecasts/ahead.yaml:4:32: the table "goal" has no column "amuont" (unknown-name); did you mean amount?`,
		`forecasts/ahead.yaml:4:48: the time column "name" of "goal" is text (bad-value); cast it in the model, or name a column that is a date or timestamp`,
		`forecasts/ahead.yaml:6:44: the regressor "name" is text (bad-value); name a column of numbers`,
		`forecasts/ahead.yaml:6:56: the table "goal" has no column "mont" (unknown-name); did you mean month or amount?`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is wrong with the columns (-want +got):\n%s", diff)
	}
	// Its tables have the columns of its members, of their types, and models may read them.
	made := p.ForecastSchemas(p.Forecasts[0], schemas["visits"])
	if len(made) != len(p.Forecasts[0].Tables()) {
		t.Errorf("%d tables have columns, of %v", len(made), p.Forecasts[0].Tables())
	}
	for _, name := range p.Forecasts[0].Tables() {
		if names := made[name].Names(); len(names) < 3 || names[0] != "level" || names[1] != "shop" {
			t.Errorf("%s has %v", name, names)
		}
	}
	if view := p.View("ahead"); view == nil || view.Ahead.Measure != "n" || strings.Join(view.Ahead.Levels[1], "") != "branch" {
		t.Errorf("the view is %+v", view)
	}
}
