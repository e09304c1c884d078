package query_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// pageQuestions are what a page may ask: some share their rows, one is refused and one breaks while it runs.
func pageQuestions(t *testing.T) []metric.Query {
	period, err := farol.ParsePeriod("2026-02")
	if err != nil {
		t.Fatal(err)
	}
	var list []metric.Query
	for _, measure := range []string{"leads", "rate", "listings", "free", "typo", "views", "leads"} {
		q := metric.Query{View: "ads", Measures: []string{measure}, Period: period, Compare: metric.PreviousPeriod}
		list = append(list, q)
		q.By, q.Fill = []string{"day"}, true
		list = append(list, q)
		q.By, q.Order, q.Fill = []string{"listing"}, []metric.Order{{By: "listing"}}, false
		list = append(list, q)
	}
	return append(list,
		metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"listing"}, Limit: 1, Other: true, Totals: true},
		metric.Query{View: "market", Measures: []string{"sales"}}, metric.Query{View: "later", Measures: []string{"n"}}, metric.Query{View: "adz"})
}

// What was expected is answered, refused and accounted for as if it had not been.
func TestExpectedEqualsAlone(t *testing.T) {
	ctx := context.Background()
	for _, e := range []string{"ana", "rui"} {
		ask := func(expect bool) (answers, audit []string) {
			f := newFixture(t)
			s := f.begin(t, tenant(e))
			questions := pageQuestions(t)
			if expect {
				s.Expect(ctx, questions)
				if len(f.audit) > 0 {
					t.Errorf("%d audit rows before a question", len(f.audit))
				}
			}
			for _, q := range append(questions, questions[0]) { // one is asked twice
				result, err := s.Run(ctx, q)
				body, _ := json.Marshal(result)
				answers = append(answers, fmt.Sprintf("%s %v", body, err))
				if result != nil {
					result.Rows, result.Tables["ads"] = nil, 0 // The next to ask must not see what one did to its answer.
				}
			}
			for _, row := range f.audit {
				row.At, row.Milliseconds = row.At.Truncate(0), 0
				audit = append(audit, fmt.Sprint(row))
			}
			return answers, audit
		}
		alone, aloneAudit := ask(false)
		together, togetherAudit := ask(true)
		if diff := cmp.Diff(alone, together); diff != "" {
			t.Errorf("%s: answers (-alone +expected):\n%s", e, diff)
		}
		if diff := cmp.Diff(aloneAudit, togetherAudit); diff != "" {
			t.Errorf("%s: audit (-alone +expected):\n%s", e, diff)
		}
	}
}

// statements counts what a session asks its engine.
type statements struct {
	engine.Engine
	asked []string
}

func (e *statements) Snapshot(ctx context.Context) (engine.Snapshot, error) {
	s, err := e.Engine.Snapshot(ctx)
	return countedSnapshot{s, e}, err
}

type countedSnapshot struct {
	engine.Snapshot
	of *statements
}

func (s countedSnapshot) Query(ctx context.Context, sql string, args map[string]any) (engine.Rows, error) {
	s.of.asked = append(s.of.asked, sql)
	return s.Snapshot.Query(ctx, sql, args)
}

func TestExpectedQuestionsShareStatements(t *testing.T) {
	f := newFixture(t)
	counted := &statements{Engine: f.engine}
	service := query.New(query.Options{Engine: counted, Views: f.views, TimeZone: "Europe/Lisbon"})
	ctx := context.Background()
	s, err := service.Begin(ctx, tenant("ana"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.DataTo(ctx, "ads"); err != nil {
		t.Fatal(err)
	}
	counted.asked = nil
	questions := []metric.Query{
		{View: "ads", Measures: []string{"leads"}}, {View: "ads", Measures: []string{"rate", "leads"}}, {View: "ads", Measures: []string{"listings"}},
		{View: "ads", Measures: []string{"leads"}, By: []string{"day"}}, {View: "ads", Measures: []string{"rate"}, By: []string{"day"}},
	}
	s.Expect(ctx, questions)
	for _, q := range questions {
		if _, err := s.Run(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	if len(counted.asked) != 2 {
		t.Errorf("%d statements for two kinds of questions:\n%s", len(counted.asked), strings.Join(counted.asked, "\n\n"))
	}
}

// Two questions whose filters differ in bytes that are no text get an answer each.
func TestExpectedApartWhereTextsAreBlurred(t *testing.T) {
	f := newFixture(t)
	counted := &statements{Engine: f.engine}
	s, err := query.New(query.Options{Engine: counted, Views: f.views, TimeZone: "Europe/Lisbon"}).Begin(t.Context(), tenant("ana"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.DataTo(t.Context(), "ads"); err != nil {
		t.Fatal(err)
	}
	counted.asked = nil
	for _, area := range []string{"\xfe", "\xff"} {
		where := []metric.Filter{{Column: "region", Op: metric.NotIn, Values: []any{area}}}
		s.Expect(t.Context(), []metric.Query{{View: "ads", Measures: []string{"leads"}, Where: where}, {View: "ads", Measures: []string{"views"}, Where: where}})
	}
	if len(counted.asked) > 0 {
		t.Errorf("asked together: %v", counted.asked)
	}
}
