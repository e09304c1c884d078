package project

import (
	"os"
	"path/filepath"
	"testing"
)

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadKeepsOrderAndReadsShorthands(t *testing.T) {
	dir := write(t, map[string]string{
		"farol.yaml":          "name: shop\ntitle: {en: Shop, pt: Loja}\nlanguages: [en, pt]\n",
		"sources/orders.yaml": "type: file\npath: ${env:ORDERS:-data}/orders.csv\ncolumns:\n  zeta: integer\n  alpha: {type: text, required: true}\nrejects: {stop_above: 1%}\nkey: zeta\n",
		"models/a/daily.sql":  "/*\ndescription: One row a day.\nkey: [day]\nchecks:\n  - unique: [day]\n*/\nselect 1 as day from orders\n",
		"metrics/sales.yaml":  "table: daily\ntime: {column: day, grain: day}\nshared: true\ndimensions:\n  z: zeta\n  a: {column: alpha, label: {en: A}}\nmeasures:\n  rows: {count: \"*\"}\n  amount: {sum: zeta}\n  reach: {sum: zeta, not_across: [day, a]}\n",
		"pages/home.yaml":     "title: Home\nrows:\n  - - {kpi: sales.rows, compare: previous_year}\n    - {bar: sales.amount, by: z}\n",
		"access.yaml":         "roles:\n  all: {pages: all, rows: all}\n  one: {pages: [home], rows: {zeta: {attribute: z}}, export: false}\n",
	})
	p, err := Load(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := p.Sources[0]
	if s.Path != "data/orders.csv" || s.Columns[0].Name != "zeta" || s.Columns[0].Type != "integer" || s.Columns[1].Name != "alpha" ||
		!s.Columns[1].Required || s.Columns[1].Line != 5 || s.Rejects.StopAbove != "1%" || len(s.Key) != 1 || s.Load != "append" {
		t.Errorf("source: %+v", s)
	}
	m := p.Models[0]
	if m.Name != "daily" || m.File != "models/a/daily.sql" || m.Materialize != AsTable || m.Checks[0].Unique[0] != "day" || m.Checks[0].Line != 5 {
		t.Errorf("model: %+v", m)
	}
	v := p.Views[0]
	if v.Dimensions[0].Name != "z" || v.Dimensions[0].Column != "zeta" || v.Dimensions[1].Name != "a" || v.Measures[0].Count != "*" ||
		v.Measures[1].Name != "amount" || v.Measures[2].NotAcross[0] != "day" || v.Measures[2].NotAcross[1] != "a" {
		t.Errorf("view: %+v", v)
	}
	tiles := p.Pages[0].Rows[0]
	if tiles[0].Kpi != "sales.rows" || tiles[0].Compare[0] != "previous_year" || tiles[1].Bar[0] != "sales.amount" || tiles[1].By[0] != "z" ||
		tiles[1].Line_ != 4 {
		t.Errorf("page: %+v", tiles)
	}
	one := p.Policy.Roles["one"]
	if !p.Policy.Roles["all"].AllRows || !p.Policy.Roles["all"].AllPages || one.AllRows || one.Pages[0] != "home" ||
		one.Rows["zeta"].Attribute != "z" || *one.Export || one.Explore != nil || p.Policy.Lines["one"] != 3 {
		t.Errorf("policy: %+v", p.Policy)
	}
	if c := p.Config; c.Title.In("pt") != "Loja" || c.TimeZone != "UTC" || c.WeekStart != 1 {
		t.Errorf("config: %+v", c)
	}
}
