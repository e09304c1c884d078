package duckdb_test

import (
	"path/filepath"
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
