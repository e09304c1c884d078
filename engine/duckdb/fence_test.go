package duckdb_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
)

type place struct {
	dir  string
	w    *duckdb.Warehouse
	path string
	lake string
}

func openPlace(t *testing.T) place {
	t.Helper()
	p := place{dir: t.TempDir()}
	p.path, p.lake = filepath.Join(p.dir, "warehouse.duckdb"), filepath.Join(p.dir, "lake")
	if err := os.MkdirAll(p.lake, 0o750); err != nil {
		t.Fatal(err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: p.path, LakeDir: p.lake, MemoryMB: 256, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	p.w = w
	t.Cleanup(func() { _ = w.Close() })
	return p
}

func (p place) exec(t *testing.T, sql string) error {
	t.Helper()
	return p.w.Write(t.Context(), func(tx engine.Tx) error {
		_, err := tx.Exec(t.Context(), sql, nil)
		return err
	})
}

func (p place) query(t *testing.T, sql string) ([][]any, error) {
	t.Helper()
	s, err := p.w.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.Query(t.Context(), sql, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]any
	for rows.Next() {
		all = append(all, append([]any(nil), rows.Values()...))
	}
	return all, rows.Err()
}

// The settings are the first fence. What they let through is refused by Parse, which enginetest tries.
func TestFenceRefusesFilesOutsideTheLake(t *testing.T) {
	p := openPlace(t)
	outside := filepath.Join(p.dir, "outside.csv")
	twin := p.lake + "-twin"
	if err := os.Mkdir(twin, 0o750); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{outside, filepath.Join(twin, "x.csv")} {
		if err := os.WriteFile(f, []byte("a\n1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(p.lake, "link.csv")); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		fmt.Sprintf("SELECT * FROM read_csv('%s')", outside),
		fmt.Sprintf("SELECT * FROM '%s'", outside),
		fmt.Sprintf("SELECT * FROM read_text('%s/../outside.csv')", p.lake),
		fmt.Sprintf("SELECT * FROM read_csv('%s/link.csv')", p.lake),
		fmt.Sprintf("SELECT * FROM read_csv('%s/x.csv')", twin),
		"SELECT * FROM read_text('/etc/passwd')",
		"SELECT * FROM read_csv('https://example.com/x.csv')",
	} {
		if rows, err := p.query(t, sql); err == nil {
			t.Errorf("%s gave %v", sql, rows)
		}
	}
	for _, sql := range []string{
		fmt.Sprintf("COPY (SELECT 1) TO '%s'", filepath.Join(p.dir, "out.csv")),
		fmt.Sprintf("ATTACH '%s' AS o", filepath.Join(p.dir, "o.duckdb")),
		fmt.Sprintf("EXPORT DATABASE '%s'", filepath.Join(p.dir, "export")),
		"INSTALL httpfs", "LOAD httpfs", "SET memory_limit = '1TB'", "SET enable_external_access = true", "SET lock_configuration = false",
		"SET TimeZone = 'Asia/Tokyo'", "SET allowed_directories = ['/']", "RESET memory_limit",
	} {
		if err := p.exec(t, sql); err == nil {
			t.Errorf("%s passed", sql)
		}
	}
	if got, err := os.ReadDir(p.dir); err != nil || len(got) > 6 {
		t.Errorf("there are new files: %v, %v", got, err)
	}
	if rows, err := p.query(t, "SELECT 1"); err != nil || rows[0][0] != int64(1) {
		t.Errorf("afterwards: %v, %v", rows, err)
	}
}

func TestLakeIsReadByFieldID(t *testing.T) {
	p := openPlace(t)
	first, second := filepath.Join(p.lake, "1.parquet"), filepath.Join(p.lake, "2.parquet")
	for _, sql := range []string{
		fmt.Sprintf("COPY (SELECT 1 AS id, 'x' AS old_name) TO '%s' (FORMAT parquet, FIELD_IDS {id: 1, old_name: 2})", first),
		fmt.Sprintf("COPY (SELECT 2 AS id, 'y' AS name, 7.5 AS price) TO '%s' (FORMAT parquet, FIELD_IDS {id: 1, name: 2, price: 3})", second),
		fmt.Sprintf(`CREATE TABLE by_id AS SELECT * FROM read_parquet(['%s', '%s'], schema = MAP {
			1: {name: 'id', type: 'BIGINT', default_value: NULL}, 2: {name: 'name', type: 'VARCHAR', default_value: NULL},
			3: {name: 'price', type: 'DECIMAL(18,2)', default_value: NULL}})`, first, second),
		fmt.Sprintf("CREATE TABLE by_name AS SELECT * FROM read_parquet(['%s', '%s'], union_by_name = true, filename = true)", first, second),
	} {
		if err := p.exec(t, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	rows, err := p.query(t, "SELECT id, name, CAST(price AS DOUBLE) FROM by_id ORDER BY id")
	if got := fmt.Sprint(rows); err != nil || got != "[[1 x <nil>] [2 y 7.5]]" {
		t.Errorf("by field id: %s, %v", got, err)
	}
	rows, err = p.query(t, "SELECT id, old_name, name, parse_filename(filename) FROM by_name ORDER BY id")
	if got := fmt.Sprint(rows); err != nil || got != "[[1 x <nil> 1.parquet] [2 <nil> y 2.parquet]]" {
		t.Errorf("by name: %s, %v", got, err)
	}
}

func TestLargeSortSpills(t *testing.T) {
	dir := t.TempDir()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), TempDir: filepath.Join(dir, "spill"), MemoryMB: 128, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	p := place{w: w}
	if err := p.exec(t, "CREATE TABLE t AS SELECT hash(range) AS h, repeat('x', 60) || range AS s FROM range(3000000) ORDER BY h"); err != nil {
		t.Fatal(err)
	}
	if rows, err := p.query(t, "SELECT count(*) FROM t"); err != nil || rows[0][0] != int64(3_000_000) {
		t.Errorf("got %v, %v", rows, err)
	}
}

func TestOnlyOneProcessOpens(t *testing.T) {
	p := openPlace(t)
	_, err := duckdb.Open(t.Context(), duckdb.Options{Path: p.path, LakeDir: p.lake})
	var f *farol.Error
	if !errors.As(err, &f) || f.Code != farol.CodeLocked || f.Advice == "" {
		t.Errorf("a second Open gave %v", err)
	}
	if err := p.w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := duckdb.Open(t.Context(), duckdb.Options{Path: p.path, LakeDir: p.lake})
	if err != nil {
		t.Fatalf("Open after Close: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestDamagedWarehouseIsToldApart(t *testing.T) {
	p := openPlace(t)
	if err := p.exec(t, "CREATE TABLE t AS SELECT range AS v FROM range(100000)"); err != nil {
		t.Fatal(err)
	}
	if err := p.w.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"not a database": []byte(strings.Repeat("hello ", 1000)),
		"truncated":      good[:5000],
		"no header":      append(make([]byte, 8192), good[8192:]...),
		"short":          []byte("x"),
	} {
		path := filepath.Join(t.TempDir(), "w.duckdb")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
		if err == nil {
			_ = w.Close()
			t.Errorf("%s: it opened", name)
		} else if !errors.Is(err, duckdb.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	folder := t.TempDir()
	if w, err := duckdb.Open(t.Context(), duckdb.Options{Path: folder}); err == nil {
		_ = w.Close()
		t.Error("a folder opened")
	} else if errors.Is(err, duckdb.ErrDamaged) {
		t.Errorf("a folder is taken for a damaged warehouse: %v", err)
	}
}

func TestWarehouseSurvivesReopening(t *testing.T) {
	p := openPlace(t)
	err := p.w.Write(t.Context(), func(tx engine.Tx) error {
		if _, err := tx.Exec(t.Context(), "CREATE TABLE t AS SELECT 1 AS v", nil); err != nil {
			return err
		}
		return tx.Publish(t.Context(), engine.Table{Name: "t", Rows: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.w.Close(); err != nil {
		t.Fatal(err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: p.path, LakeDir: p.lake})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Write(t.Context(), func(tx engine.Tx) error { return tx.Publish(t.Context(), engine.Table{Name: "u"}) }); err != nil {
		t.Fatal(err)
	}
	s, err := w.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tables, err := s.Tables(t.Context())
	if err != nil || len(tables) != 2 || tables[0].Version != 1 || tables[1].Version != 2 {
		t.Errorf("got %v, %v", tables, err)
	}
}
