package duckdb_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol/engine/duckdb"
)

// One moment compared with a date and with a timestamp means the same wall clock for both, also where the zone is not UTC.
func TestMomentIsWallClockInEveryZone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	w, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), LakeDir: dir, TempDir: dir, TimeZone: "Europe/Lisbon"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	s, err := w.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, start := range []time.Time{
		time.Date(2026, 8, 15, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 8, 15, 0, 0, 1, 0, time.UTC),
	} {
		rows, err := s.Query(ctx, `select count(*) filter (where d >= $start), count(*) filter (where t >= $start)
			from (select date '2026-08-15' as d, timestamp '2026-08-15 00:00:00' as t union all select date '2026-08-16', timestamp '2026-08-16 00:00:00')`,
			map[string]any{"start": start})
		if err != nil {
			t.Fatal(err)
		}
		if !rows.Next() {
			t.Fatal(rows.Err())
		}
		want := int64(2)
		if start.Second() == 1 {
			want = 1
		}
		if v := rows.Values(); v[0] != want || v[1] != want {
			t.Errorf("from %s: %v dates and %v timestamps, want %d of each", start, v[0], v[1], want)
		}
		rows.Close()
	}
}
