package duckdb_test

import (
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
)

func benchWarehouse(b *testing.B) *duckdb.Warehouse {
	b.Helper()
	w, err := duckdb.Open(b.Context(), duckdb.Options{Path: filepath.Join(b.TempDir(), "w.duckdb"), MemoryMB: 1024, Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close() })
	return w
}

func benchExec(b *testing.B, w *duckdb.Warehouse, statements ...string) {
	b.Helper()
	err := w.Write(b.Context(), func(tx engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(b.Context(), s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

const twoMillion = "AS SELECT range AS id, range % 300 AS tenant, (range * 7919 % 100000) / 100.0 AS amount, DATE '2025-01-01' + CAST(range % 365 AS INTEGER) AS day FROM range(2000000) ORDER BY tenant, day"

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "w.duckdb")
	for b.Loop() {
		w, err := duckdb.Open(b.Context(), duckdb.Options{Path: path, MemoryMB: 512, Threads: 2})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSnapshotAndQuery(b *testing.B) {
	w := benchWarehouse(b)
	benchExec(b, w, "CREATE TABLE t "+twoMillion)
	for name, sql := range map[string]string{
		"constant": "SELECT 1", "one tenant of 300": "SELECT day, sum(amount) FROM t WHERE tenant = $tenant GROUP BY day",
		"all rows": "SELECT day, sum(amount) FROM t GROUP BY day",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := w.Snapshot(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				rows, err := s.Query(b.Context(), sql, map[string]any{"tenant": int64(7)})
				if err != nil {
					b.Fatal(err)
				}
				for rows.Next() {
				}
				if err := rows.Err(); err != nil {
					b.Fatal(err)
				}
				_ = rows.Close()
				_ = s.Close()
			}
		})
	}
}

func BenchmarkReadMillionRows(b *testing.B) {
	w := benchWarehouse(b)
	benchExec(b, w, "CREATE TABLE t "+twoMillion)
	for b.Loop() {
		s, err := w.Snapshot(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		rows, err := s.Query(b.Context(), "SELECT id, tenant, amount, day FROM t LIMIT 1000000", nil)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			n++
		}
		if n != 1_000_000 {
			b.Fatal(n, rows.Err())
		}
		_ = rows.Close()
		_ = s.Close()
	}
}

func BenchmarkSwapTwoMillionRows(b *testing.B) {
	w := benchWarehouse(b)
	benchExec(b, w, "CREATE TABLE t "+twoMillion)
	for b.Loop() {
		benchExec(b, w, "CREATE TABLE t_new "+twoMillion)
		benchExec(b, w, "DROP TABLE t", "ALTER TABLE t_new RENAME TO t")
		if err := w.Checkpoint(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	w := benchWarehouse(b)
	for b.Loop() {
		if _, err := w.Parse(b.Context(), "with x as (select a, sum(b) from t where d >= $start group by all) select * from x join u using (a)"); err != nil {
			b.Fatal(err)
		}
	}
}

// Eight columns of short texts and numbers, as the tables of entities have.
func BenchmarkAppend(b *testing.B) {
	const rows = 500_000
	w := benchWarehouse(b)
	for b.Loop() {
		benchExec(b, w, "CREATE OR REPLACE TABLE t (a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR, f VARCHAR, n BIGINT, x DOUBLE)")
		err := w.Write(b.Context(), func(tx engine.Tx) error {
			row := []any{"E123456", "name", "Officine Meccaniche Rossi", "register", "000123", "vote", int64(3), 12.5}
			_, err := tx.Append(b.Context(), "t", func(yield func([]any, error) bool) {
				for i := range rows {
					row[6] = int64(i)
					if !yield(row, nil) {
						return
					}
				}
			})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
