package pipeline_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// A refused load leaves all of its rejected rows where the message says, until the source is read again.
func TestARefusedLoadKeepsItsRejects(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n"+strings.Repeat("x\n", 20))
	s := step(t, w.run(), "sales")
	const kept = ".farol/refused/sales/sales__1.csv.jsonl"
	if s.Error == nil || s.Error.Code != farol.CodeTooManyReject || !strings.HasSuffix(s.Error.Hint, "in "+kept) {
		t.Fatalf("the step says %+v", s.Error)
	}
	rows, err := os.ReadFile(filepath.Join(w.dir, kept))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(rows), `"reason":`); n != 20 {
		t.Errorf("%d rejects are kept, want 20:\n%s", n, rows)
	}
	w.write("sales/1.csv", "id\n1\n")
	w.runOK()
	if _, err := os.Stat(filepath.Join(w.dir, kept)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the rejects of the refused load are still there: %v", err)
	}
}
