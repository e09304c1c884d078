package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// One question cannot take the machine that answers everybody: neither by its own size nor by that of its answer.
func TestQuestionsAreBounded(t *testing.T) {
	f := newFixture(t)
	s := f.begin(t, tenant("ana"))
	names := make([]string, 200)
	values := make([]any, 20_000)
	filters := make([]metric.Filter, 200)
	orders := make([]metric.Order, 200)
	for i := range values {
		values[i] = int64(i)
	}
	for i := range names {
		names[i] = fmt.Sprint("n", i)
		filters[i] = metric.Filter{Column: "listing", Op: metric.In, Values: []any{int64(1)}}
		orders[i] = metric.Order{By: "leads"}
	}
	long := strings.Repeat("a", 100_000)
	years := farol.Period{From: farol.Date(1900, 1, 1), To: farol.Date(2440, 1, 1)}
	for what, q := range map[string]metric.Query{
		"measures": {Measures: names},
		"keys":     {Measures: []string{"leads"}, By: names},
		"filters":  {Measures: []string{"leads"}, Where: filters},
		"values":   {Measures: []string{"leads"}, Where: []metric.Filter{{Column: "listing", Op: metric.In, Values: values}}},
		"orders":   {Measures: []string{"leads"}, Order: orders},
		"a name":   {Measures: []string{long}},
		"filled":   {Measures: []string{"leads"}, By: []string{"day", "listing", "region"}, Period: years, Fill: true},
		"a column": {Measures: []string{"leads"}, Where: []metric.Filter{{Column: long, Op: metric.NotNull}}},
	} {
		q.View = "ads"
		_, err := s.Run(t.Context(), q)
		if err == nil || len(err.Error()) > 500 {
			t.Errorf("%s: got %.300v", what, err)
			continue
		}
		refused(t, err, farol.CodeTooLarge)
		err = s.Stream(t.Context(), q, func(*query.Result) error { return nil }, func([]any) error { return nil })
		refused(t, err, farol.CodeTooLarge)
	}
	_, err := s.Run(t.Context(), metric.Query{View: long, Measures: []string{"leads"}})
	if refused(t, err, farol.CodeUnknownName); len(err.Error()) > 500 {
		t.Error("a long name is said again")
	}
	for _, q := range []metric.Query{
		{View: "ads", Measures: []string{"leads"}, Search: "\xff", By: []string{"listing"}},
		{View: "ads", Measures: []string{"leads"}, Where: []metric.Filter{{Column: "region", Op: metric.In, Values: []any{"\xff"}}}},
	} {
		_, err := s.Run(t.Context(), q)
		refused(t, err, farol.CodeBadQuery)
	}
	// The members that count are those of the period and of the rows that may be seen; the best and the rest are few.
	fine := metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"day", "listing"}, Period: farol.Period{From: farol.Date(2026, 1, 1), To: farol.Date(2026, 7, 1)}, Fill: true}
	got, err := s.Run(t.Context(), fine)
	if err != nil || len(got.Rows) != 181*3 {
		t.Errorf("got %v, %v", got, err)
	}
}
