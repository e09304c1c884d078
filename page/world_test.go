package page_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// world is a project of one page over a small warehouse. Sales have six shops, of which one is not stated, and a number for a floor.
type world struct {
	t       *testing.T
	project *project.Project
	pages   *page.Renderer
	engine  engine.Engine
	now     time.Time
	landed  map[string]time.Time // source → when it came in
}

var everybody = access.Entitlement{Identity: access.Identity{User: "root"}, AllRows: true, AllPages: true, Key: "all"}

func newWorld(t *testing.T, rows ...[]project.Tile) *world {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	w := &world{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	warehouse, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), LakeDir: dir, TempDir: dir, MemoryMB: 256, Threads: 1, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := warehouse.Close(); err != nil {
			t.Error(err)
		}
	})
	w.engine = warehouse
	w.exec(
		`create table sales (tenant varchar, day date, shop varchar, floor bigint, open boolean, amount decimal(18,2), visits bigint)`,
		`insert into sales select 't' || (i % 2), date '2026-01-01' + cast(i // 6 as integer), case i % 6 when 5 then null else 'shop' || (i % 6) end,
			i % 3, i % 4 = 0, 1.25 * (1 + i % 6), 10 * (1 + i % 6) from range(360) r(i)`,
		`create table shops (id varchar, name varchar)`, `insert into shops select 'shop' || i, 'Shop ' || i from range(5) r(i)`,
		`create table bills (month date, tenant varchar, total bigint)`, `insert into bills values (date '2026-01-01', 't0', 5), (date '2026-02-01', 't1', 7)`,
	)
	text, integer, date := farol.Type{Kind: farol.KindText}, farol.Type{Kind: farol.KindInteger}, farol.Type{Kind: farol.KindDate}
	w.publish(
		engine.Table{Name: "sales", Rows: 360, Schema: farol.Schema{{Name: "tenant", Type: text}, {Name: "day", Type: date}, {Name: "shop", Type: text},
			{Name: "floor", Type: integer}, {Name: "open", Type: farol.Type{Kind: farol.KindBoolean}},
			{Name: "amount", Type: farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 2}}, {Name: "visits", Type: integer}}},
		engine.Table{Name: "shops", Rows: 5, PublishedAt: "2026-02-27T18:30:00Z", Schema: farol.Schema{{Name: "id", Type: text}, {Name: "name", Type: text}}},
		engine.Table{Name: "bills", Rows: 2, Schema: farol.Schema{{Name: "month", Type: date}, {Name: "tenant", Type: text}, {Name: "total", Type: integer}}},
	)
	w.project = &project.Project{
		Config: project.Config{Name: "small", Title: farol.Text{"en": "Small"}, Languages: []string{"en", "pt"}, TimeZone: "UTC", Currency: "EUR", WeekStart: 1},
		Views: []*metric.View{
			{Name: "sales", Table: "sales", Tenant: "tenant", Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
				Dimensions: []metric.Dimension{
					{Name: "shop", Lookup: &metric.Lookup{Table: "shops", Key: "id", Label: "name"}}, {Name: "floor"}, {Name: "open"}, {Name: "tenant"},
					{Name: "on", Column: "day"},
				},
				Measures: []metric.Measure{
					{Name: "amount", Sum: "amount"}, {Name: "visits", Sum: "visits"}, {Name: "each", Ratio: []string{"amount", "visits"}},
					{Name: "stock", Sum: "visits", NotAcross: []string{"time"}}, {Name: "level", Sum: "visits", NotAcross: []string{"floor"}}, {Name: "growing", RunningTotal: "visits"},
					{Name: "broken", SQL: "sum(cast(tenant as integer))"},
				}},
			{Name: "bills", Table: "bills", Tenant: "tenant", Time: &metric.Time{Column: "month", Grain: farol.GrainMonth},
				Dimensions: []metric.Dimension{{Name: "tenant"}}, Measures: []metric.Measure{{Name: "total", Sum: "total"}}},
			{Name: "shops", Table: "shops", Shared: true, Dimensions: []metric.Dimension{{Name: "id"}}, Measures: []metric.Measure{{Name: "shops", Count: "*"}}},
			{Name: "later", Table: "later", Shared: true, Measures: []metric.Measure{{Name: "n", Count: "*"}}},
		},
		Pages: []*project.Page{{Name: "home", Title: farol.Text{"en": "Home"}, Compare: "previous_period", Rows: rows}},
	}
	clock := func() time.Time { return w.now }
	service := query.New(query.Options{Engine: warehouse, Views: w.project.Views, TimeZone: "UTC", WeekStart: 1, Clock: clock})
	w.pages = page.New(w.project, service, clock, func(source string, _ []string) (page.Landed, bool) {
		at, ok := w.landed[source]
		return page.Landed{At: at}, ok
	})
	return w
}

func (w *world) exec(statements ...string) {
	w.t.Helper()
	err := w.engine.Write(context.Background(), func(tx engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(context.Background(), s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) publish(tables ...engine.Table) {
	w.t.Helper()
	err := w.engine.Write(context.Background(), func(tx engine.Tx) error {
		for _, table := range tables {
			if err := tx.Publish(context.Background(), table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) render(p page.Params) *page.Payload {
	w.t.Helper()
	payload, err := w.pages.Render(context.Background(), everybody, "home", p)
	if err != nil {
		w.t.Fatal(err)
	}
	return payload
}

// tile gives the first tile of the page.
func (w *world) tile(p page.Params) page.Tile {
	w.t.Helper()
	return w.render(p).Rows[0][0]
}

func said(p *page.Payload) string {
	s := ""
	for _, part := range p.Sentence {
		s += part.Text
	}
	return s
}

// table gives what is published under a name.
func (w *world) table(name string) engine.Table {
	w.t.Helper()
	s, err := w.engine.Snapshot(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	tables, err := s.Tables(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, t := range tables {
		if t.Name == name {
			return t
		}
	}
	w.t.Fatalf("the table %q is not published", name)
	return engine.Table{}
}
