package duckdb_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine/duckdb"
)

// FuzzParse holds that any text is either refused with a place inside it or names only tables that stand in it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"select * from t", "with x as (select 1) from x, y", "sum(a)) + (sum(b)", "select 'ç\n' from \"a b\"", "/*", "$start", ";;"} {
		f.Add(seed)
	}
	w, err := duckdb.Open(f.Context(), duckdb.Options{Path: filepath.Join(f.TempDir(), "w.duckdb"), MemoryMB: 256, Threads: 1, Readers: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = w.Close() })
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := w.Parse(t.Context(), text)
		checkRefusal(t, text, err)
		for _, r := range parsed.Tables {
			if r.Name == "" || r.Line < 1 || r.Column < 1 {
				t.Errorf("%q reads %+v", text, r)
			}
		}
		checkRefusal(t, text, w.ParseAggregate(t.Context(), text))
	})
}

func checkRefusal(t *testing.T, text string, err error) {
	t.Helper()
	var e *farol.Error
	if err != nil && (!errors.As(err, &e) || e.Code != farol.CodeBadSQL && e.Code != farol.CodeForbiddenSQL) {
		t.Errorf("%q: %v", text, err)
	}
}
