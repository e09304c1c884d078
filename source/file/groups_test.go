package file_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// groupRows is how many rows DuckDB stores together in a table.
const groupRows = 122_880

// Each group of rows in the file becomes one in the table: none is larger, which would leave a small one over, and only the last is small.
// A checkpoint joins small ones by writing the table again.
func TestGroupsOfRowsBecomeGroupsOfTheTable(t *testing.T) {
	ctx := context.Background()
	dir, out := t.TempDir(), t.TempDir()
	r, err := file.Open(ctx, file.Options{TempDir: t.TempDir(), TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // Ends with the test.
	spec := source.Spec{Name: "events", Path: events(t, dir, 400_000)}
	items, err := r.Find(ctx, dir, &spec)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Stage(ctx, dir, &spec, items[0], out, nil); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "select distinct row_group_id, row_group_num_rows from parquet_metadata(?) order by 1", filepath.Join(out, "rows.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var groups []int64
	for rows.Next() {
		var id, n int64
		if err := rows.Scan(&id, &n); err != nil {
			t.Fatal(err)
		}
		groups = append(groups, n)
	}
	if err := rows.Err(); err != nil || len(groups) < 4 {
		t.Fatalf("groups of %v rows, %v", groups, err)
	}
	for i, n := range groups {
		if n > groupRows || (i < len(groups)-1 && n < groupRows*9/10) {
			t.Errorf("group %d of %v has %d rows, want a little less than %d", i, groups, n, groupRows)
		}
	}
}
