package pipeline_test

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol/source"
)

// Rows of one key in two files both stand in a table that only adds; that is said, with both files, once for each load.
func TestAKeyInTwoFilesIsTold(t *testing.T) {
	for _, mode := range []source.Mode{source.Append, source.Replace, source.Merge} {
		w := newWorld(t)
		w.source("sales", mode, "shop", "id").Columns = columns("shop", "text", "id", "integer", "amount", "integer")
		w.write("sales/1.csv", "shop,id,amount\nnorth,1,10\nnorth,2,20\n")
		w.write("sales/2.csv", "shop,id,amount\nsouth,1,30\n")
		told := func(what string, want ...string) {
			t.Helper()
			got := strings.Join(step(t, w.runOK(), "sales").Warnings, "\n")
			if mode == source.Merge {
				want = nil
			}
			for _, text := range want {
				if !strings.Contains(got, text) {
					t.Errorf("%s, %s: the warnings are %q, want %q", mode, what, got, text)
				}
			}
			if len(want) == 0 && got != "" {
				t.Errorf("%s, %s: warned %q", mode, what, got)
			}
		}
		told("the same number in two shops")
		w.write("sales/3.csv", "shop,id,amount\nnorth,2,21\nsouth,1,31\nsouth,9,90\n")
		told("two keys again", "[shop, id]", ": 2, such as north, 2 in sales/1.csv and sales/3.csv", "load: merge")
		w.write("sales/4.csv", "shop,id,amount\neast,1,1\n")
		told("with another file, which repeats none")
		w.loseWarehouse()
		told("rebuilt", ": 2, such as north, 2")
	}
}
