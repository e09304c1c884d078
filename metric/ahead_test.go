package metric_test

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// A question to a forecast fits one level or none: never the sum of several members, and never the total for who sees some rows only.
func TestAQuestionFitsOneLevelOfAForecast(t *testing.T) {
	v := &metric.View{
		Name: "ahead", Dimensions: []metric.Dimension{{Name: "agency", Column: "agency_id"}, {Name: "region", Column: "region"}},
		Measures: []metric.Measure{{Name: "forecast", Sum: "value"}},
		Ahead:    &metric.Ahead{Forecast: "ahead", Measure: "leads", Levels: [][]string{nil, {"agency"}, {"region", "agency"}}},
	}
	all := metric.RowFilter{All: true}
	one := func(column string, values ...any) metric.Filter {
		return metric.Filter{Column: column, Op: metric.In, Values: values}
	}
	seen := func(filters ...metric.Filter) metric.RowFilter {
		return metric.RowFilter{Any: [][]metric.Filter{filters}}
	}
	for _, c := range []struct {
		name  string
		by    []string
		where []metric.Filter
		rows  metric.RowFilter
		want  string // the level, or - where there is none
	}{
		{"all rows and nothing chosen", nil, nil, all, ""},
		{"grouped", []string{"agency"}, nil, all, "agency"},
		{"grouped, along time", []string{"month", "agency"}, nil, all, "agency"},
		{"grouped by both", []string{"agency", "region"}, nil, all, "region,agency"},
		{"one member", nil, []metric.Filter{one("agency", "A1")}, all, "agency"},
		{"one member and grouped by the other", []string{"region"}, []metric.Filter{one("agency", "A1")}, all, "region,agency"},
		{"grouped by what no level has alone", []string{"region"}, nil, all, "-"},
		{"two members together", nil, []metric.Filter{one("agency", "A1", "A2")}, all, "-"},
		{"two members apart", []string{"agency"}, []metric.Filter{one("agency", "A1", "A2")}, all, "agency"},
		{"all but one together", nil, []metric.Filter{{Column: "agency", Op: metric.NotIn, Values: []any{"A1"}}}, all, "-"},
		{"all but one apart", []string{"agency"}, []metric.Filter{{Column: "agency", Op: metric.NotIn, Values: []any{"A1"}}}, all, "agency"},
		{"the rows of one", nil, nil, seen(one("agency_id", "A1")), "agency"},
		{"the rows of one, grouped", []string{"agency"}, nil, seen(one("agency_id", "A1")), "agency"},
		{"the rows of one in one region", nil, nil, seen(one("agency_id", "A1"), one("region", "N")), "region,agency"},
		{"the rows of one, by region", []string{"region"}, nil, seen(one("agency_id", "A1")), "region,agency"},
		{"the rows of two", nil, nil, seen(one("agency_id", "A1", "A2")), "-"},
		{"the rows of two, apart", []string{"agency"}, nil, seen(one("agency_id", "A1", "A2")), "agency"},
		{"the rows of two roles", nil, nil, metric.RowFilter{Any: [][]metric.Filter{{one("agency_id", "A1")}, {one("agency_id", "A2")}}}, "-"},
		{"rows by what no level has", nil, nil, seen(one("city", "Porto")), "-"},
		{"no rows at all", nil, nil, metric.RowFilter{}, "-"},
	} {
		at, level, err := v.AtLevel(metric.Query{Measures: []string{"forecast"}, By: c.by, Where: c.where}, c.rows)
		got := "-"
		if err == nil {
			got = metric.LevelName(level)
			if at.Ahead.At == nil || *at.Ahead.At != got || v.Ahead.At != nil || len(at.Measures[0].NotAcross) != len(level) || len(v.Measures[0].NotAcross) != 0 {
				t.Errorf("%s: the view is narrowed to %+v", c.name, at.Ahead)
			}
		} else if e := farol.AsErrors(err)[0]; e.Code != farol.CodeNoForecast || strings.Contains(e.Advice, "the total") != c.rows.All {
			t.Errorf("%s: %v", c.name, e)
		}
		if got != c.want {
			t.Errorf("%s: level %q, want %q", c.name, got, c.want)
		}
	}
}
