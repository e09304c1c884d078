package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// Invariant 2: a table and the loads it is built to change in one transaction. Whatever version a reader holds, the loads that are
// published are those whose rows it sees.
func TestInvariant2TableAndLoadsChangeTogether(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	var held []engine.Snapshot
	for i := 1; i <= 3; i++ {
		w.write(fmt.Sprintf("sales/%d.csv", i), fmt.Sprintf("id\n%d\n", i))
		w.runOK()
		s, err := w.engine.Snapshot(t.Context())
		w.must(err)
		held = append(held, s)
	}
	for i, s := range held {
		tables, err := s.Tables(t.Context())
		w.must(err)
		rows, err := s.Query(t.Context(), "select cast(_load as varchar) from landing.sales order by 1", nil)
		w.must(err)
		var seen []string
		for rows.Next() {
			seen = append(seen, fmt.Sprintf("sales/%08s", rows.Values()[0]))
		}
		w.must(rows.Err())
		if !slices.Equal(tables[0].Loads, seen) || len(seen) != i+1 || tables[0].Rows != int64(i+1) {
			t.Errorf("version %d rests on %q, but has rows of %q", i+1, tables[0].Loads, seen)
		}
		w.must(s.Close())
	}
}

// Invariant 3: applying a load again changes nothing, also where the run that landed it died before it applied it.
func TestInvariant3ALoadIsAppliedOnce(t *testing.T) {
	for _, mode := range []source.Mode{source.Append, source.Replace, source.Merge} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.source("sales", mode, "id").Columns = columns("id", "integer", "n", "integer")
			w.write("sales/1.csv", "id,n\n1,1\n2,1\n")
			w.write("sales/2.csv", "id,n\n3,1\n")
			w.runOK()
			hash, loads := w.hash("sales"), w.table("sales").Loads
			for range 3 {
				w.runOK()
			}
			// A warehouse that was put back to before the loads gets each of them once again.
			w.loseWarehouse()
			w.runOK()
			w.runOK()
			expect(t, "the table", w.hash("sales"), hash)
			if got := w.table("sales").Loads; !slices.Equal(got, loads) {
				t.Errorf("it rests on %q, want %q", got, loads)
			}
			all, err := w.lake.Manifests("sales")
			w.must(err)
			if len(all) != 2 {
				t.Errorf("the lake has %d loads, want 2", len(all))
			}
		})
	}
}

// Invariant 4: a lake that no longer has the rows its manifest counted is not taken for whole.
func TestInvariant4RowsOfTheLakeAreCounted(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n2\n3\n")
	w.write("sales/2.csv", "id\n4\n")
	w.runOK()
	all, err := w.lake.Manifests("sales")
	w.must(err)
	paths := func(m lake.Manifest) string { return w.lake.Path(m, m.Files[0]) }
	short, err := os.ReadFile(paths(all[1]))
	w.must(err)
	w.must(os.WriteFile(paths(all[0]), short, 0o644))
	w.loseWarehouse()
	got := step(t, w.run(), "sales")
	if got.State != pipeline.Failed || got.Error.Code != farol.CodeUnreadable || !strings.Contains(got.Error.Message, "sales/00000001 has 1 rows in the lake, but its manifest says 3") {
		t.Errorf("the step is %+v, %+v", got, got.Error)
	}
	if got.RowsIn != 0 || got.Applied != 0 || w.table("sales").Name != "" {
		t.Errorf("something was applied: %+v", got)
	}
}

// Many loads go in several statements, and their numbers do not depend on which file was read first.
func TestManyFiles(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	var want []string
	for i := range 104 {
		name := fmt.Sprintf("sales/%03d.csv", i)
		w.write(name, fmt.Sprintf("id\n%d\n", i))
		want = append(want, name)
	}
	w.model("sold", project.AsTable, "select count(*) as n, sum(id) as total from sales")
	s := w.runOK()
	expect(t, "the model", w.query("select n, total from sold"), "104|5356")
	if got := step(t, s, "sales"); got.Applied != 104 {
		t.Errorf("applied %d rows", got.Applied)
	}
	all, err := w.lake.Manifests("sales")
	w.must(err)
	var got []string
	for _, m := range all {
		got = append(got, m.Item)
	}
	if !slices.Equal(got, want) {
		t.Errorf("loads landed in the order %q", got)
	}
	staged, err := filepath.Glob(filepath.Join(w.lake.Dir(), "staging", "*"))
	w.must(err)
	if len(staged) > 0 {
		t.Errorf("left staged: %q", staged)
	}
}

// What an abandoned run has staged goes with the next run.
func TestAbandonedStagingIsRemoved(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	abandoned := filepath.Join(w.lake.Dir(), "staging", "sales-dead")
	w.must(os.MkdirAll(abandoned, 0o755))
	w.runOK()
	if _, err := os.Stat(abandoned); !os.IsNotExist(err) {
		t.Error("it is still there")
	}
}
