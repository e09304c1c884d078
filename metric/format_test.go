package metric_test

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

func TestColumnsSayHowFiguresAreWritten(t *testing.T) {
	one := 1
	view := &metric.View{Name: "v", Table: "t", Time: &metric.Time{Column: "day", Grain: farol.GrainDay}, Measures: []metric.Measure{
		{Name: "rows", Count: "*"}, {Name: "sum", Sum: "n"}, {Name: "spend", Sum: "n", Format: metric.FormatMoney},
		{Name: "dollars", Sum: "n", Format: metric.FormatMoney, Currency: "USD"}, {Name: "running", RunningTotal: "spend"},
		{Name: "share", ShareOfTotal: "sum"}, {Name: "rate", Ratio: []string{"sum", "rows"}, Format: metric.FormatPercent, Decimals: &one},
		{Name: "seconds", Average: "n", Format: metric.FormatDuration},
	}}
	schema := farol.Schema{{Name: "day", Type: farol.Type{Kind: farol.KindDate}}, {Name: "n", Type: farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 9}}}
	q := metric.Query{By: []string{"month"}}
	for _, m := range view.Measures {
		q.Measures = append(q.Measures, m.Name)
	}
	plan, err := metric.NewPlan(view, schema, q, metric.RowFilter{All: true}, metric.PlanOptions{Currency: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, c := range plan.Out[1:] {
		decimals := -1
		if c.Decimals != nil {
			decimals = *c.Decimals
		}
		got = append(got, fmt.Sprint(c.Name, " ", c.Type, " ", c.Format, " ", decimals, " ", c.Currency, " rounded to ", plan.Measures[i].Decimals))
	}
	want := []string{
		"rows integer integer -1  rounded to -1",
		"sum decimal(38,9) number -1  rounded to -1",
		"spend decimal(38,2) money 2 EUR rounded to 2",
		"dollars decimal(38,2) money 2 USD rounded to 2",
		"running decimal(38,2) money 2 EUR rounded to 2",
		"share number percent -1  rounded to -1",
		"rate number percent 1  rounded to -1",
		"seconds number duration -1  rounded to -1",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}
