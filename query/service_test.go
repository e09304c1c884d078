package query_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Each tenant's figures are multiples of its own prime, and its texts carry its mark, so that a foreign share shows inside any answer.
var primes = map[string]int64{"ana": 7919, "rui": 6007}

type fixture struct {
	service *query.Service
	audit   []query.AuditRow
	engine  engine.Engine
	views   []*metric.View
}

func newFixture(t *testing.T) *fixture {
	dir := t.TempDir()
	ctx := context.Background()
	w, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), LakeDir: dir, TempDir: dir, MemoryMB: 256, Threads: 1, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	text, integer, date := farol.Type{Kind: farol.KindText}, farol.Type{Kind: farol.KindInteger}, farol.Type{Kind: farol.KindDate}
	err = w.Write(ctx, func(tx engine.Tx) error {
		for _, statement := range []string{
			`create table ads (tenant varchar, day date, listing bigint, area varchar, leads bigint, views bigint)`,
			`create table listings (tenant varchar, id bigint, title varchar)`,
			`create table regions (code varchar, name varchar)`,
			`insert into regions values ('n', 'Norte'), ('s', 'Évora')`,
			`create table market (region varchar, sales bigint)`,
			`insert into market values ('n', 5), ('s', 6)`,
		} {
			if _, err := tx.Exec(ctx, statement, nil); err != nil {
				return err
			}
		}
		for tenant, prime := range primes {
			args := map[string]any{"tenant": tenant, "prime": prime}
			// Both tenants have a listing of the same id.
			for _, statement := range []string{
				`insert into ads select $tenant, date '2026-01-01' + cast(i as integer), 1 + i % 3, case when i % 2 = 0 then 'n' else 's' end, $prime * (1 + i % 4), $prime * 10 from range(60) r(i)`,
				`insert into listings select $tenant, i, $tenant || ' house ' || i from range(1, 4) r(i)`,
			} {
				var err error
				if strings.Contains(statement, "$prime") {
					_, err = tx.Exec(ctx, statement, args)
				} else {
					_, err = tx.Exec(ctx, statement, map[string]any{"tenant": tenant})
				}
				if err != nil {
					return err
				}
			}
		}
		for _, table := range []engine.Table{
			{Name: "ads", Rows: 120, Schema: farol.Schema{{Name: "tenant", Type: text}, {Name: "day", Type: date}, {Name: "listing", Type: integer}, {Name: "area", Type: text}, {Name: "leads", Type: integer}, {Name: "views", Type: integer}}},
			{Name: "listings", Schema: farol.Schema{{Name: "tenant", Type: text}, {Name: "id", Type: integer}, {Name: "title", Type: text}}},
			{Name: "regions", Schema: farol.Schema{{Name: "code", Type: text}, {Name: "name", Type: text}}},
			{Name: "market", Schema: farol.Schema{{Name: "region", Type: text}, {Name: "sales", Type: integer}}},
		} {
			if err := tx.Publish(ctx, table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ads := &metric.View{Name: "ads", Table: "ads", Tenant: "tenant", Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
		Dimensions: []metric.Dimension{
			{Name: "listing", Lookup: &metric.Lookup{Table: "listings", Key: "id", Label: "title"}},
			{Name: "region", Column: "area", Lookup: &metric.Lookup{Table: "regions", Key: "code", Label: "name"}},
			{Name: "tenant"},
		},
		Measures: []metric.Measure{
			{Name: "leads", Sum: "leads"}, {Name: "views", Sum: "views", Hidden: true},
			{Name: "rate", Ratio: []string{"leads", "views"}},
			{Name: "listings", CountDistinct: "listing"},
			{Name: "free", SQL: "sum(leads) + 0"},
			{Name: "typo", SQL: "sum(cast(tenant as integer))"},
		}}
	f := &fixture{engine: w, views: []*metric.View{ads,
		{Name: "market", Table: "market", Shared: true, Dimensions: []metric.Dimension{{Name: "region"}}, Measures: []metric.Measure{{Name: "sales", Sum: "sales"}}},
		{Name: "later", Table: "later", Tenant: "tenant", Measures: []metric.Measure{{Name: "n", Count: "*"}}}}}
	f.service = query.New(query.Options{
		Engine: w, TimeZone: "Europe/Lisbon", WeekStart: 1, Views: f.views,
		Audit: func(_ context.Context, row query.AuditRow) { f.audit = append(f.audit, row) },
		Clock: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
	})
	return f
}

func tenant(name string) access.Entitlement {
	return access.Entitlement{Identity: access.Identity{User: name, Via: "session"}, Key: name,
		Rows: [][]metric.Filter{{{Column: "tenant", Op: metric.In, Values: []any{name}}}}}
}

var everything = access.Entitlement{Identity: access.Identity{User: "root"}, AllRows: true, Key: "all"}

func (f *fixture) begin(t *testing.T, e access.Entitlement) *query.Session {
	s, err := f.service.Begin(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func refused(t *testing.T, err error, code farol.Code) {
	t.Helper()
	if errs := farol.AsErrors(err); len(errs) == 0 || errs[0].Code != code {
		t.Errorf("error is %v, want %s", err, code)
	}
}

// Invariant 6: no question is answered without an entitlement, and one that shows nothing shows nothing.
func TestInvariant6NothingWithoutEntitlement(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	if s, err := f.service.Begin(ctx, access.Entitlement{}); err == nil {
		s.Close()
		t.Fatal("the zero entitlement was let in")
	} else {
		refused(t, err, farol.CodeForbidden)
	}
	if len(f.audit) != 1 || f.audit[0].Outcome != "forbidden" {
		t.Errorf("the refusal left %+v", f.audit)
	}
	for name, rows := range map[string][][]metric.Filter{
		"no rows":          nil,
		"an empty filter":  {{}},
		"another column":   {{{Column: "agency", Op: metric.In, Values: []any{"ana"}}}},
		"partly of others": {{{Column: "tenant", Op: metric.In, Values: []any{"ana"}}, {Column: "agency", Op: metric.In, Values: []any{"ana"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := f.begin(t, access.Entitlement{Identity: access.Identity{User: "x"}, Rows: rows})
			_, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}})
			refused(t, err, farol.CodeForbidden)
			_, err = s.Members(ctx, query.MembersRequest{View: "ads", Dimension: "listing"})
			refused(t, err, farol.CodeForbidden)
			_, err = s.Explain(ctx, metric.Query{View: "ads", Measures: []string{"leads"}})
			refused(t, err, farol.CodeForbidden)
			_, err = s.DataTo(ctx, "ads")
			refused(t, err, farol.CodeForbidden)
			err = s.Stream(ctx, metric.Query{View: "ads", Measures: []string{"leads"}}, func(*query.Result) error { t.Error("a head was given"); return nil }, nil)
			refused(t, err, farol.CodeForbidden)
			if got, err := s.Run(ctx, metric.Query{View: "market", Measures: []string{"sales"}}); err != nil || got.Rows[0][0] != int64(11) {
				t.Errorf("the shared view gives %v, %v", got, err)
			}
		})
	}
}

func TestTenantsNeverMix(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	period, _ := farol.ParsePeriod("2026-02")
	for name, prime := range primes {
		for other := range primes {
			if other == name {
				continue
			}
			s := f.begin(t, tenant(name))
			for i, q := range []metric.Query{
				{Measures: []string{"leads", "free"}, Totals: true},
				{Measures: []string{"leads"}, By: []string{"listing"}, Limit: 1, Other: true, Totals: true},
				{Measures: []string{"leads", "listings"}, By: []string{"week", "region"}, Period: period, Compare: metric.PreviousPeriod, Fill: true, Totals: true},
				{Measures: []string{"leads"}, By: []string{"tenant"}},
				{Measures: []string{"leads"}, By: []string{"listing"}, Search: other},
				{Measures: []string{"leads"}, Where: []metric.Filter{{Column: "tenant", Op: metric.In, Values: []any{other}}}},
				{Measures: []string{"leads"}, By: []string{"tenant"}, Where: []metric.Filter{{Column: "tenant", Op: metric.NotIn, Values: []any{name}}}},
			} {
				q.View = "ads"
				result, err := s.Run(ctx, q)
				if err != nil {
					t.Fatalf("%s, question %d: %v", name, i, err)
				}
				body, _ := json.Marshal(result)
				if strings.Contains(string(body), other) {
					t.Errorf("%s, question %d: the answer holds a text of %s: %s", name, i, other, body)
				}
				figures := append(append([][]any(nil), result.Rows...), result.Totals)
				sum := int64(0)
				for _, row := range figures {
					for c, v := range row {
						column := result.Columns[c]
						if column.Name == "leads" || column.Name == "free" || column.Name == "leads__compared" {
							n, _ := v.(int64)
							sum += n
							if n%prime != 0 {
								t.Errorf("%s, question %d: %s is %d, no multiple of %d", name, i, column.Name, n, prime)
							}
						}
					}
				}
				if sum == 0 && i < 4 {
					t.Errorf("%s, question %d: the answer is empty: %s", name, i, body)
				}
			}
			members, err := s.Members(ctx, query.MembersRequest{View: "ads", Dimension: "listing"})
			if err != nil || len(members.Members) != 3 {
				t.Fatalf("members are %v, %v", members, err)
			}
			for _, m := range members.Members {
				if !strings.HasPrefix(m.Label, name) || m.Count != 20 {
					t.Errorf("%s sees member %+v", name, m)
				}
			}
			_, err = s.Run(ctx, metric.Query{View: "ads", Measures: []string{"typo"}})
			refused(t, err, farol.CodeInternal)
			if strings.Contains(err.Error(), other) || strings.Contains(err.Error(), "INT") {
				t.Errorf("the error shows internals: %v", err)
			}
		}
	}
}

func TestAnswer(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	s := f.begin(t, tenant("ana"))
	period, _ := farol.ParsePeriod("2026-02-01..2026-02-02")
	got, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads", "rate"}, By: []string{"day"}, Period: period, Compare: metric.PreviousPeriod, Totals: true})
	if err != nil {
		t.Fatal(err)
	}
	p := primes["ana"]
	want := [][]any{{"2026-02-01", 4 * p, 2 * p, 0.4, 0.2}, {"2026-02-02", p, 3 * p, 0.1, 0.3}}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{nil, 5 * p, 5 * p, 0.25, 0.25}, got.Totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if got.Version == 0 || got.Tables["ads"] != got.Version || got.DataTo != "2026-03-01T00:00:00" || got.Period != "2026-02-01..2026-02-02" || got.Compared != "2026-01-30..2026-01-31" || got.RowCount != 2 {
		t.Errorf("the result says %+v", got)
	}
	page, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"listing"}, Limit: 2, Offset: 6})
	if err != nil || len(page.Rows) != 0 || page.RowCount != 3 {
		t.Errorf("a page beyond the last is %+v, %v", page, err)
	}
	_, err = s.Run(ctx, metric.Query{View: "later", Measures: []string{"n"}})
	refused(t, err, farol.CodeNotBuilt)
	_, err = s.Run(ctx, metric.Query{View: "adz", Measures: []string{"n"}})
	refused(t, err, farol.CodeUnknownName)
	_, err = s.Run(ctx, metric.Query{View: "ads", Measures: []string{"views"}})
	refused(t, err, farol.CodeBadQuery)
	catalog, err := s.Catalog(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var views []string
	for _, v := range catalog {
		views = append(views, fmt.Sprint(v.View.Name, " ", len(v.Measures), " ", len(v.Dimensions), " ", v.Built, " ", v.DataTo))
	}
	if diff := cmp.Diff([]string{"ads 5 3 true 2026-03-01T00:00:00", "market 1 1 true ", "later 1 0 false "}, views); diff != "" {
		t.Errorf("catalog (-want +got):\n%s", diff)
	}
}

func TestExplain(t *testing.T) {
	f := newFixture(t)
	s := f.begin(t, tenant("rui"))
	period, _ := farol.ParsePeriod("2026-01-01..2026-01-04")
	e, err := s.Explain(context.Background(), metric.Query{View: "ads", Measures: []string{"rate"}, Period: period})
	if err != nil {
		t.Fatal(err)
	}
	p := primes["rui"]
	if e.Value != 0.25 || e.Rows != 4 || len(e.Parts) != 2 || e.Parts[0].Value != 10*p || e.Parts[1].Value != 40*p || e.Parts[1].Measure.Name != "views" || e.AllRows || e.Table.Name != "ads" {
		t.Errorf("explanation is %+v", e)
	}
}

func TestStreamGivesEveryRow(t *testing.T) {
	f := newFixture(t)
	s := f.begin(t, everything)
	var lines []string
	err := s.Stream(context.Background(), metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"day", "tenant"}},
		func(r *query.Result) error {
			lines = append(lines, r.Columns[0].Name)
			return nil
		},
		func(row []any) error {
			lines = append(lines, fmt.Sprint(row...))
			return nil
		})
	if err != nil || len(lines) != 121 || lines[0] != "day" {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func TestEveryQuestionIsAudited(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	s := f.begin(t, tenant("ana"))
	_, _ = s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"listing"}})
	_, _ = s.Run(ctx, metric.Query{View: "ads", Measures: []string{"nothing"}})
	_, _ = s.Members(ctx, query.MembersRequest{View: "ads", Dimension: "region"})
	_, _ = s.Explain(ctx, metric.Query{View: "ads", Measures: []string{"leads"}})
	_ = s.Stream(ctx, metric.Query{View: "ads", Measures: []string{"leads"}}, func(*query.Result) error { return nil }, func([]any) error { return nil })
	var got []string
	for _, row := range f.audit {
		if row.User != "ana" || !strings.Contains(row.What, "ads") {
			t.Errorf("audit row is %+v", row)
		}
		got = append(got, fmt.Sprint(row.Action, " ", row.Rows, " ", row.Outcome))
	}
	want := []string{"query 3 ok", "query 0 unknown-name", "members 2 ok", "explain 1 ok", "export 1 ok"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestResolvePeriod(t *testing.T) {
	dataTo := time.Date(2026, 3, 10, 6, 0, 0, 0, time.UTC)
	for preset, want := range map[string]string{
		"last_28_days": "2026-02-11..2026-03-10", "last_12_months": "2025-04-01..2026-03-31", "last_1_day": "2026-03-10..2026-03-10",
		"last_2_weeks": "2026-02-25..2026-03-10", "this_month": "2026-03-01..2026-03-10", "last_month": "2026-02-01..2026-02-28",
		"this_quarter": "2026-01-01..2026-03-10", "last_quarter": "2025-10-01..2025-12-31",
		"this_year": "2026-01-01..2026-03-10", "last_year": "2025-01-01..2025-12-31", "all": "", "2026-02": "2026-02-01..2026-02-28", "2026-01-05..2026-W03": "2026-01-05..2026-01-18",
	} {
		if got, err := query.ResolvePeriod(preset, dataTo); err != nil || got.String() != want {
			t.Errorf("%s is %v, %v; want %s", preset, got, err, want)
		}
	}
	for _, bad := range []string{"last_0_days", "last_x_days", "last_3_fortnights", "yesterday", "2026-13", "2026-02..2026-01"} {
		_, err := query.ResolvePeriod(bad, dataTo)
		refused(t, err, farol.CodeBadQuery)
	}
	if got, err := query.ResolvePeriod("last_28_days", time.Time{}); err != nil || !got.IsZero() {
		t.Errorf("without data the period is %v, %v", got, err)
	}
}

// A question whose SQL fails while it runs must not take the others of its page with it.
func TestFailedQuestionLeavesTheOthers(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	s := f.begin(t, tenant("ana"))
	for range 2 {
		_, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"typo"}})
		refused(t, err, farol.CodeInternal)
		if _, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}}); err != nil {
			t.Fatalf("the next question fails too: %v, %v", err, farol.AsErrors(err)[0].Unwrap())
		}
	}
	// Invariant 5: once a table has a new version, the session cannot go on with the old one.
	_, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"typo"}})
	refused(t, err, farol.CodeInternal)
	err = f.engine.Write(ctx, func(tx engine.Tx) error {
		return tx.Publish(ctx, engine.Table{Name: "market", Schema: farol.Schema{{Name: "region", Type: farol.Type{Kind: farol.KindText}}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}})
		refused(t, err, farol.CodeConflict)
	}
}

func TestQuestionEndsWithItsContext(t *testing.T) {
	f := newFixture(t)
	s := f.begin(t, tenant("ana"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.Run(ctx, metric.Query{View: "ads", Measures: []string{"leads"}})
	refused(t, err, farol.CodeCancelled)
	if _, err := s.Run(context.Background(), metric.Query{View: "ads", Measures: []string{"leads"}}); err != nil {
		t.Errorf("the next question fails too: %v", err)
	}
}
