package matching_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/source"
)

// twoTables makes the entity of two tables, one of which has telephones as numbers, the other as texts under another name.
func twoTables(t *testing.T) *world {
	w := newWorld(t)
	e := w.project.Entities[0]
	e.Records, e.Source, e.ID = []string{"crm", "web"}, "", []string{"id"}
	w.project.Sources = []*source.Spec{{Name: "crm"}, {Name: "web"}}
	w.people(300, 0)
	w.as("crm", "select id, name, street, town, born, try_cast(phone as integer) as mobile from main.people where source = 'crm'")
	w.as("web", "select id, name, street, town, born, phone from main.people where source = 'shop'")
	return w
}

// as makes and publishes a table.
func (w *world) as(name, sql string) {
	w.t.Helper()
	w.round++
	ctx := context.Background()
	w.must(w.engine.Write(ctx, func(tx engine.Tx) error {
		if _, err := tx.Exec(ctx, "create or replace table main."+name+" as "+sql, nil); err != nil {
			return err
		}
		return publish(ctx, tx, engine.Table{Name: name, Fingerprint: fmt.Sprint(w.round, sql), Loads: []string{name + "/00000001"}})
	}))
}

// Columns that mean the same may have different types in different tables. A golden value of one that the type of the other cannot hold makes
// the column text, whether all entities are written or those that were touched, and whichever process looks.
func TestGoldenColumnsOfDifferentTypes(t *testing.T) {
	const kind = "select data_type from information_schema.columns where table_name = 'person' and column_name = 'mobile'"
	for _, first := range []bool{true, false} {
		t.Run(fmt.Sprintf("from the first run %t", first), func(t *testing.T) {
			w := twoTables(t)
			if !first {
				if out := w.update(); len(out.Warnings) > 0 {
					t.Errorf("where all fit, it warns: %v", out.Warnings)
				}
				if got := w.query(kind); got != "BIGINT" {
					t.Fatalf("the golden column is %s", got)
				}
			}
			// The second has no plus, and would lose its zeros.
			w.as("web", `select id, name, street, town, born, case id when 's1' then '+351' || phone when 's2' then '00' || phone else phone end as phone from main.people where source = 'shop'
				union all select 'n1', 'Zoe Quaresma', 'Rua Nova 1', 'Evora', date '1990-01-02', '+351912000111' union all select 'n2', 'Abel Tinoco', 'Rua Velha 8', 'Faro', date '1980-01-02', '0912000222'`)
			out := w.update()
			if len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], `"mobile" is text, not integer`) || !strings.Contains(out.Warnings[0], "crm.mobile, web.phone") {
				t.Errorf("it warns: %v", out.Warnings)
			}
			if got := w.query("select p.mobile from person p join person_member m using (entity) where m.record in ('n1', 'n2') order by 1"); got != "+351912000111\n0912000222" {
				t.Errorf("the golden values are %s", got)
			}
			if got := w.query("select count(*) filter (where p.mobile is distinct from v.value), count(*) > 100 from person p join person_value v on v.entity = p.entity and v.field = 'mobile'"); got != "0|true" {
				t.Errorf("golden values that are not the ones told: %s", got)
			}
			// It stays so for what is touched later.
			w.as("crm", "select id, name, street, town, born, try_cast(phone as integer) as mobile from main.people where source = 'crm' and id <> 'c5'")
			if out = w.update(); len(out.Warnings) != 1 || w.query(kind) != "VARCHAR" {
				t.Errorf("afterwards the column is %s, and it warns %v", w.query(kind), out.Warnings)
			}
			w.start()
			if out = w.update(); !out.Unchanged || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], `"mobile" is text`) {
				t.Errorf("an unchanged run says %+v", out)
			}
			if w.schema("person") != w.schemaOf("person") {
				t.Errorf("published is %s, there is %s", w.schema("person"), w.schemaOf("person"))
			}
		})
	}
}

// schema is that of a table as it was published.
func (w *world) schema(table string) string {
	w.t.Helper()
	s, err := w.engine.Snapshot(context.Background())
	w.must(err)
	defer s.Close()
	tables, err := s.Tables(context.Background())
	w.must(err)
	for _, t := range tables {
		if t.Name == table {
			return fmt.Sprint(t.Schema)
		}
	}
	return ""
}

// schemaOf is that of a table as it is.
func (w *world) schemaOf(table string) string {
	w.t.Helper()
	s, err := w.engine.Snapshot(context.Background())
	w.must(err)
	defer s.Close()
	rows, err := s.Query(context.Background(), "select * from "+table, nil)
	w.must(err)
	defer rows.Close()
	return fmt.Sprint(rows.Columns())
}
