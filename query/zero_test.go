package query_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Nothing times minus one is nothing, and not minus nothing.
func TestZeroHasNoSign(t *testing.T) {
	f := newFixture(t)
	view := &metric.View{Name: "market", Table: "market", Shared: true, Dimensions: []metric.Dimension{{Name: "region"}},
		Measures: []metric.Measure{{Name: "less", Count: "*", Scale: -1}}}
	service := query.New(query.Options{Engine: f.engine, Views: []*metric.View{view}, TimeZone: "UTC"})
	s, err := service.Begin(context.Background(), everything)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for region, want := range map[string]string{"n": "[[-1]]", "none": "[[0]]"} {
		result, err := s.Run(context.Background(), metric.Query{View: "market", Measures: []string{"less"},
			Where: []metric.Filter{{Column: "region", Op: metric.In, Values: []any{region}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(result.Rows); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", region, got, err, want)
		}
	}
}
