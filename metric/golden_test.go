package metric_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	dialect "github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
)

var update = flag.Bool("update", false, "write the golden SQL anew")

// goldenFile is a feature: a view, the rows of its table, and questions with the answers that any executor must give.
type goldenFile struct {
	View struct {
		Tenant     string        `yaml:"tenant"`
		Time       *metric.Time  `yaml:"time"`
		Dimensions yaml.MapSlice `yaml:"dimensions"`
		Measures   yaml.MapSlice `yaml:"measures"`
	} `yaml:"view"`
	Schema  yaml.MapSlice               `yaml:"schema"`
	Rows    []map[string]any            `yaml:"rows"`
	Lookups map[string][]map[string]any `yaml:"lookups"` // table → rows of texts
	Cases   []goldenCase                `yaml:"cases"`
}

type goldenCase struct {
	Name   string          `yaml:"name"`
	Query  map[string]any  `yaml:"query"`
	Period string          `yaml:"period"`
	See    map[string]any  `yaml:"see"`  // column: value of a row filter; all rows without it
	Want   []yaml.MapSlice `yaml:"want"` // in order
	Totals yaml.MapSlice   `yaml:"totals"`
	Groups *int64          `yaml:"groups"` // before limit and offset
	Error  string          `yaml:"error"`  // code: part of the message
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var g goldenFile
			if err := yaml.UnmarshalWithOptions(body, &g, yaml.Strict()); err != nil {
				t.Fatal(err)
			}
			runGolden(t, g, strings.TrimSuffix(file, ".yaml")+".sql")
		})
	}
}

var window = regexp.MustCompile(`([a-z_]+\([^()]*\)) over \(([^()]*)\)`)

// DuckDB fails as a whole at a window that has no order, unless it numbers rows as they come.
func TestWindowsHaveAnOrder(t *testing.T) {
	files, err := filepath.Glob("testdata/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	windows, overs := 0, 0
	for _, file := range files {
		sql, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		overs += strings.Count(string(sql), " over (")
		for _, w := range window.FindAllStringSubmatch(string(sql), -1) {
			windows++
			if w[1] != "row_number()" && !strings.Contains(w[2], "order by ") {
				t.Errorf("%s: %s has no order", file, w[0])
			}
		}
	}
	if windows == 0 || windows != overs {
		t.Errorf("%d of %d windows were understood", windows, overs)
	}
}

func runGolden(t *testing.T, g goldenFile, sqlFile string) {
	db := openDB(t)
	view, schema := goldenView(t, g)
	createTable(t, db, "t", schema, g.Rows)
	opts := metric.PlanOptions{TimeZone: "Europe/Lisbon", WeekStart: 1, Lookup: func(name string) (farol.Schema, bool) {
		rows, ok := g.Lookups[name]
		if !ok {
			return nil, false
		}
		return lookupSchema(rows), true
	}}
	for name, rows := range g.Lookups {
		createTable(t, db, name, lookupSchema(rows), rows)
	}
	var golden strings.Builder
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			st, err := planCase(t, c, view, schema, opts)
			if c.Error != "" {
				code, text, _ := strings.Cut(c.Error, ": ")
				errs := farol.AsErrors(err)
				if len(errs) == 0 || string(errs[0].Code) != code || !strings.Contains(errs[0].Error(), text) {
					t.Fatalf("error is %v, want %s", err, c.Error)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&golden, "-- %s\n%s;\n", c.Name, st.SQL)
			got := ask(t, db, st)
			if diff := cmp.Diff(wantTexts(c.Want), rowTexts(st.Columns, got)); diff != "" {
				t.Errorf("rows (-want +got):\n%s\n%s\n%v", diff, st.SQL, st.Args)
			}
			if c.Totals != nil {
				fmt.Fprintf(&golden, "-- %s: totals\n%s;\n", c.Name, st.Totals.SQL)
				if diff := cmp.Diff(wantTexts([]yaml.MapSlice{c.Totals}), rowTexts(measuresOf(st.Columns, ask(t, db, *st.Totals)))); diff != "" {
					t.Errorf("totals (-want +got):\n%s\n%s", diff, st.Totals.SQL)
				}
			}
			if c.Groups != nil {
				count := ask(t, db, *st.Count)
				if count[0][0] != *c.Groups || len(got) > 0 && got[0][len(st.Columns)] != *c.Groups {
					t.Errorf("groups are %v, want %d", count, *c.Groups)
				}
			}
		})
	}
	if *update {
		if err := os.WriteFile(sqlFile, []byte(golden.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sqlFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), golden.String()); diff != "" {
		t.Errorf("SQL of %s differs (-want +got); -update writes it anew:\n%s", sqlFile, diff)
	}
}

func planCase(t *testing.T, c goldenCase, view *metric.View, schema farol.Schema, opts metric.PlanOptions) (metric.Statement, error) {
	body, err := json.Marshal(c.Query)
	if err != nil {
		t.Fatal(err)
	}
	var q metric.Query
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		t.Fatal(err)
	}
	if c.Period != "" {
		if q.Period, err = farol.ParsePeriod(c.Period); err != nil {
			t.Fatal(err)
		}
	}
	rows := metric.RowFilter{All: c.See == nil}
	for column, value := range c.See {
		rows.Any = append(rows.Any, []metric.Filter{{Column: column, Op: metric.In, Values: []any{value}}})
	}
	plan, err := metric.NewPlan(view, schema, q, rows, opts)
	if err != nil {
		return metric.Statement{}, err
	}
	// A plan is plain data: what comes back from its JSON answers the same.
	body, err = json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &plan); err != nil {
		t.Fatal(err)
	}
	return metric.Compile(plan, dialect.Dialect{})
}

func goldenView(t *testing.T, g goldenFile) (*metric.View, farol.Schema) {
	view := &metric.View{Name: "v", Table: "t", Tenant: g.View.Tenant, Time: g.View.Time, Shared: g.View.Tenant == ""}
	for _, item := range g.View.Dimensions {
		d := metric.Dimension{}
		remarshal(t, item.Value, &d)
		d.Name = item.Key.(string)
		view.Dimensions = append(view.Dimensions, d)
	}
	for _, item := range g.View.Measures {
		m := metric.Measure{}
		remarshal(t, item.Value, &m)
		m.Name = item.Key.(string)
		view.Measures = append(view.Measures, m)
	}
	var schema farol.Schema
	for _, item := range g.Schema {
		typ, err := farol.ParseType(item.Value.(string))
		if err != nil {
			t.Fatal(err)
		}
		schema = append(schema, farol.Column{Name: item.Key.(string), Type: typ})
	}
	return view, schema
}

func remarshal(t *testing.T, from, to any) {
	body, err := yaml.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(body, to, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
}

func lookupSchema(rows []map[string]any) farol.Schema {
	var schema farol.Schema
	for name, v := range rows[0] {
		kind := farol.KindText
		if _, number := v.(uint64); number {
			kind = farol.KindInteger
		}
		schema = append(schema, farol.Column{Name: name, Type: farol.Type{Kind: kind}})
	}
	slices.SortFunc(schema, func(a, b farol.Column) int { return strings.Compare(a.Name, b.Name) })
	return schema
}

func openDB(t testing.TB) *sql.DB {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

var typeNames = map[farol.Kind]string{farol.KindText: "varchar", farol.KindInteger: "bigint", farol.KindNumber: "double", farol.KindBoolean: "boolean",
	farol.KindDate: "date", farol.KindTimestamp: "timestamp", farol.KindTime: "time", farol.KindDuration: "bigint"}

func createTable(t testing.TB, db *sql.DB, name string, schema farol.Schema, rows []map[string]any) {
	var columns, marks []string
	for _, c := range schema {
		typ := typeNames[c.Type.Kind]
		if c.Type.Kind == farol.KindDecimal {
			typ = c.Type.String()
		}
		columns = append(columns, dialect.Dialect{}.Quote(c.Name)+" "+typ)
		marks = append(marks, "cast(? as "+typ+")")
	}
	if _, err := db.Exec(`create table "` + name + `" (` + strings.Join(columns, ", ") + ")"); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		values := make([]any, len(schema))
		for i, c := range schema {
			if v := row[c.Name]; v != nil {
				values[i] = fmt.Sprint(v)
			}
		}
		if _, err := db.Exec(`insert into "`+name+`" values (`+strings.Join(marks, ", ")+")", values...); err != nil {
			t.Fatalf("row %v: %v", row, err)
		}
	}
}

// ask runs a statement and gives its values as engine.Rows would.
func ask(t testing.TB, db *sql.DB, st metric.Statement) [][]any {
	var args []any
	for name, v := range st.Args {
		args = append(args, sql.Named(name, v))
	}
	rows, err := db.QueryContext(context.Background(), st.SQL, args...)
	if err != nil {
		t.Fatalf("%v\n%s\n%v", err, st.SQL, st.Args)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	var list [][]any
	for rows.Next() {
		values, pointers := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			pointers[i] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			t.Fatal(err)
		}
		list = append(list, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func text(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case duckdb.Decimal:
		return farol.Decimal{Unscaled: x.Value, Scale: int(x.Scale)}.String()
	case time.Time:
		if x.Equal(x.Truncate(24 * time.Hour)) {
			return x.Format(time.DateOnly)
		}
		return x.Format(time.DateTime)
	case float64:
		return fmt.Sprintf("%.10g", x)
	}
	return fmt.Sprint(v)
}

func rowTexts(columns []metric.OutColumn, rows [][]any) []string {
	list := []string{}
	for _, row := range rows {
		var cells []string
		for i, c := range columns {
			cells = append(cells, c.Name+"="+text(row[i]))
		}
		list = append(list, strings.Join(cells, " "))
	}
	return list
}

func measuresOf(columns []metric.OutColumn, rows [][]any) ([]metric.OutColumn, [][]any) {
	var kept []metric.OutColumn
	for i, c := range columns {
		if c.Role == metric.RoleMeasure || c.Role == metric.RoleCompared {
			rows[0][len(kept)] = rows[0][i]
			kept = append(kept, c)
		}
	}
	return kept, rows
}

func wantTexts(rows []yaml.MapSlice) []string {
	list := []string{}
	for _, row := range rows {
		var cells []string
		for _, cell := range row {
			cells = append(cells, fmt.Sprint(cell.Key)+"="+text(cell.Value))
		}
		list = append(list, strings.Join(cells, " "))
	}
	return list
}
