package project

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine/duckdb"
)

// withEngine gives options with the real parser of SQL and an environment of its own.
func withEngine(t *testing.T) Options {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "lake"), 0o700); err != nil {
		t.Fatal(err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{
		Path: filepath.Join(dir, "warehouse.duckdb"), LakeDir: filepath.Join(dir, "lake"), TempDir: filepath.Join(dir, "tmp"),
		MemoryMB: 256, Threads: 1, Readers: 1, TimeZone: "UTC",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return Options{Parse: w.Parse, ParseAggregate: w.ParseAggregate, Lookup: func(string) (string, bool) { return "", false }}
}

func TestExamplesHaveNoErrors(t *testing.T) {
	found, err := filepath.Glob("../examples/*/farol.yaml")
	if err != nil || len(found) == 0 {
		t.Fatalf("no examples found: %v", err)
	}
	opts := withEngine(t)
	for _, config := range found {
		dir := filepath.Dir(config)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			p, err := Load(t.Context(), dir, opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range append(farol.Errors{}, p.Warnings...) {
				t.Error("warning:", w)
			}
		})
	}
}
