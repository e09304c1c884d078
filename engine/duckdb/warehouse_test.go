package duckdb_test

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/engine/enginetest"
)

func open(t *testing.T) engine.Engine {
	t.Helper()
	dir := t.TempDir()
	w, err := duckdb.Open(t.Context(), duckdb.Options{
		Path: filepath.Join(dir, "warehouse.duckdb"), LakeDir: filepath.Join(dir, "lake"), MemoryMB: 512, Threads: 2, Readers: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestConformance(t *testing.T) { enginetest.Run(t, open) }

// A warehouse is written as the newest storage has it. One that was made with DuckDB's default opens all the same: its tables are
// there, and so are new ones beside them when it opens again.
func TestWarehouseOfOlderStorageOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	old, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.ExecContext(t.Context(), "CREATE TABLE words AS SELECT 'word ' || range % 100 AS word FROM range(300_000)"); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	opened := func(path string, do func(w *duckdb.Warehouse)) {
		t.Helper()
		w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		do(w)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	query := func(w *duckdb.Warehouse, sql string) []any {
		t.Helper()
		rows, err := place{w: w}.query(t, sql)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s: %v, %v", sql, rows, err)
		}
		return rows[0]
	}
	make := func(w *duckdb.Warehouse) {
		err := w.Write(t.Context(), func(tx engine.Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE more AS SELECT 'name ' || range % 100 AS word FROM range(300_000)", nil)
			return err
		})
		if err == nil {
			err = w.Checkpoint(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	opened(path, make)
	opened(path, func(w *duckdb.Warehouse) {
		for _, table := range []string{"words", "more"} {
			if row := query(w, "SELECT count(*), count(DISTINCT word) FROM "+table); row[0] != int64(300_000) || row[1] != int64(100) {
				t.Errorf("%s holds %v", table, row)
			}
		}
	})

	opened(filepath.Join(t.TempDir(), "new.duckdb"), func(w *duckdb.Warehouse) {
		make(w)
		// Only the newest storage has this compression.
		if row := query(w, "SELECT string_agg(DISTINCT compression) FROM pragma_storage_info('more') WHERE segment_type = 'VARCHAR'"); !strings.Contains(row[0].(string), "DICT_FSST") {
			t.Errorf("a new warehouse packs text as %v", row[0])
		}
	})
}

// A warehouse of a newer DuckDB cannot be read; it may be set aside and built again.
func TestWarehouseOfNewerDuckDBIsOfNoUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	// The number of the format follows a checksum and the word DUCK.
	if _, err := f.WriteAt(binary.LittleEndian.AppendUint64(nil, 9_999), 12); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if w, err = duckdb.Open(t.Context(), duckdb.Options{Path: path}); !errors.Is(err, duckdb.ErrDamaged) {
		t.Errorf("opening it gave %v, %v", w, err)
	}
}
