package project

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

func schemaOf(t *testing.T, columns ...string) (s farol.Schema) {
	t.Helper()
	for _, c := range columns {
		name, kind, _ := strings.Cut(c, " ")
		parsed, err := farol.ParseType(kind)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, farol.Column{Name: name, Type: parsed})
	}
	return s
}

var columnProject = map[string]string{
	"farol.yaml":          "name: shop\n",
	"sources/orders.yaml": "type: file\npath: data/orders.csv\nkey: [order_id]\n",
	"sources/names.yaml":  "type: file\npath: data/names.csv\n",
	"models/daily.sql": `/*
time: day
key: [day, agency]
sort: agency_id
checks:
  - not_null: [agency_id, dayy]
  - accepted_range: {column: amuont, min: 0}
*/
select 1 as day from orders
`,
	"metrics/own.yaml": `table: daily
time: {column: created, grain: day}
tenant: agency_id
dimensions:
  agency: {column: agency_id, lookup: {table: names, key: id, label: nam}}
  city: citty
measures:
  amount: {sum: amount, where: {stat: paid}}
  label: {sum: city}
  rows: {count: "*"}
  mid: {quantile: {column: amnt, q: 0.5}}
`,
	"metrics/open.yaml":   "table: market\nshared: true\nmeasures: {n: {count: \"*\"}}\n",
	"models/market.sql":   "select 1 as x from orders",
	"pages/home.yaml":     "title: Home\nrows: [[{kpi: own.amount}]]\n",
	"access.yaml":         "roles:\n  agent: {pages: all, rows: {agency_idd: {attribute: a}}}\n  other: {pages: all, rows: {Region: {attribute: a}}}\n",
	"data/orders.csv":     "",
	"models/unbuilt.sql":  "/*\nkey: [anything]\n*/\nselect 1 as x from orders",
	"metrics/later.yaml":  "table: unbuilt\nshared: true\nmeasures: {n: {sum: nothing}}\n",
	"models/ignored.md":   "notes",
	"sources/.hidden.yml": "x",
}

func TestCheckColumns(t *testing.T) {
	p, err := Load(t.Context(), write(t, columnProject), Options{})
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]farol.Schema{
		"orders": schemaOf(t, "id integer"),
		"names":  schemaOf(t, "id integer", "name text"),
		"daily":  schemaOf(t, "day date", "agency_id integer", "amount decimal(18,2)", "city text", "created text", "status text"),
		"market": schemaOf(t, "x integer", "region text", "agency_id integer"),
	}
	var got []string
	for _, e := range CheckColumns(p, tables) {
		got = append(got, e.Error())
	}
	want := []string{
		`metrics/open.yaml:2:1: the shared view "open" reads "market", whose column "region" keeps tenants apart (role other) (tenant-leak); write tenant: region, or share a model without that column`,
		`metrics/own.yaml:2:16: the time column "created" of "daily" is text (bad-value); cast it in the model, or name a column that is a date or timestamp`,
		`metrics/own.yaml:5:70: the table "names" has no column "nam" (unknown-name); did you mean name?`,
		`metrics/own.yaml:6:9: the table "daily" has no column "citty" (unknown-name); did you mean city?`,
		`metrics/own.yaml:8:33: the table "daily" has no column "stat" (unknown-name); did you mean status?`,
		`metrics/own.yaml:9:16: the sum of "city" cannot be taken: it is text (bad-value); name a column of numbers, or count it`,
		`metrics/own.yaml:11:28: the table "daily" has no column "amnt" (unknown-name); did you mean amount?`,
		`models/daily.sql:3:12: the table "daily" has no column "agency" (unknown-name); did you mean agency_id?`,
		`models/daily.sql:6:27: the table "daily" has no column "dayy" (unknown-name); did you mean day?`,
		`models/daily.sql:7:30: the table "daily" has no column "amuont" (unknown-name); did you mean amount?`,
		`sources/orders.yaml:3:7: the table "orders" has no column "order_id" (unknown-name); its columns are id`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	tables["unbuilt"] = schemaOf(t, "anything integer", "nothing integer")
	found := false
	for _, e := range CheckColumns(p, tables) {
		found = found || e.Place == farol.Place{File: "access.yaml", Line: 2, Column: 30} && e.Code == farol.CodeUnknownName
	}
	if !found {
		t.Errorf("a row filter on a column of no table is not reported: %v", CheckColumns(p, tables))
	}
}

// A look-up in a table that keeps other tenants' rows would name them to everybody.
func TestLookupsMayNotLeakTenants(t *testing.T) {
	files := map[string]string{
		"farol.yaml":         "name: shop\n",
		"sources/staff.yaml": "type: file\npath: data/staff.csv\ncolumns: {id: integer, name: text, agency_id: integer}\n",
		"sources/sales.yaml": "type: file\npath: data/sales.csv\n",
		"metrics/own.yaml":   "table: sales\ntenant: agency_id\nmeasures: {n: {count: \"*\"}}\ndimensions:\n  who: {column: who, lookup: {table: staff, key: id, label: name}}\n",
		"metrics/open.yaml":  "table: sales\nshared: true\nmeasures: {n: {count: \"*\"}}\ndimensions:\n  who: {column: who, lookup: {table: staff, key: id, label: name}}\n",
	}
	_, err := Load(t.Context(), write(t, files), Options{})
	got := farol.AsErrors(err)
	if len(got) != 1 || got[0].Code != farol.CodeTenantLeak || got[0].Place != (farol.Place{File: "metrics/open.yaml", Line: 5, Column: 22}) {
		t.Errorf("got %v, want one leak in open.yaml", got)
	}
}

// What an entity makes of the records of several tenants belongs to none of them: its tables have no tenant's column, or one whose golden values
// another tenant's records said.
func TestEntitiesMayNotLeakTenants(t *testing.T) {
	const shared, count = "shared: true\n", "measures: {n: {count: \"*\"}}\n"
	files := map[string]string{
		"farol.yaml":          "name: shop\n",
		"sources/people.yaml": "type: file\npath: data/people.csv\ncolumns: {id: text, book: text, name: text, broker: text}\nkey: [book, id]\n",
		"sources/sales.yaml":  "type: file\npath: data/sales.csv\ncolumns: {person: text, broker: text}\n",
		"entities/a.yaml":     "records: people\nsource: book\n",
		"entities/b.yaml":     "records: people\nsource: broker\nid: [book, id]\n", // its golden records lack the column
		"access.yaml":         "roles:\n  broker: {pages: all, rows: {Broker: {attribute: broker}}}\n",
		"metrics/golden.yaml": "table: a\ntenant: broker\n" + count,
		"metrics/values.yaml": "table: a_value\n" + shared + count,
		"metrics/other.yaml":  "table: b\n" + shared + count,
		"metrics/names.yaml":  "table: sales\ntenant: broker\n" + count + "dimensions:\n  who: {column: person, lookup: {table: a, key: entity, label: name}}\n",
		// No role that sees some rows only is let at these: nothing in them is what its filter names.
		"metrics/closed.yaml": "table: a_member\ntenant: entity\n" + count,
		"metrics/whole.yaml":  "table: b\ntenant: entity\n" + count,
	}
	_, err := Load(t.Context(), write(t, files), Options{})
	var got []string
	for _, e := range farol.AsErrors(err) {
		got = append(got, e.Place.String()+" "+string(e.Code))
	}
	want := []string{"metrics/golden.yaml:2:1 tenant-leak", "metrics/names.yaml:5:25 tenant-leak", "metrics/other.yaml:2:1 tenant-leak", "metrics/values.yaml:2:1 tenant-leak"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, err)
	}
	files["sources/people.yaml"] = strings.ReplaceAll(files["sources/people.yaml"], "broker", "town")
	delete(files, "entities/b.yaml")
	delete(files, "metrics/other.yaml")
	delete(files, "metrics/whole.yaml")
	if _, err := Load(t.Context(), write(t, files), Options{}); err != nil {
		t.Errorf("records of no tenant: %v", err)
	}
}
