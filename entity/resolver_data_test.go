package entity

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// readTable reads a file of the matching samples, or skips where they are not there.
func readTable(t *testing.T, source, id, name string) *Table {
	t.Helper()
	file := filepath.Join(cmp.Or(os.Getenv("FAROL_DATA"), "../../shared/data"), "matching", name)
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("no samples: %v; set FAROL_DATA to their folder", err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.TrimLeadingSpace = true
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := &Table{Source: source}
	for c, column := range rows[0] {
		column = strings.TrimPrefix(column, "\ufeff")
		var cells []string
		for _, row := range rows[1:] {
			cells = append(cells, row[c])
		}
		if column == id {
			table.IDs = cells
			continue
		}
		table.Columns = append(table.Columns, column)
		table.Cells = append(table.Cells, cells)
	}
	return table
}

func recordsOf(tables ...*Table) []Record {
	var out []Record
	for _, table := range tables {
		for row := range table.Rows() {
			out = append(out, table.Record(row))
		}
	}
	return out
}

// f1 of clusters against the pairs that are true.
func f1(clusters [][]Key, pairs int, same func(a, b Key) bool) float64 {
	said, right := 0, 0
	for _, c := range clusters {
		for i, a := range c {
			for _, b := range c[i+1:] {
				said++
				if same(a, b) {
					right++
				}
			}
		}
	}
	return 2 * float64(right) / float64(said+pairs)
}

func (r *Result) keys() [][]Key {
	var out [][]Key
	for _, e := range r.Entities {
		var keys []Key
		for _, ref := range e {
			keys = append(keys, Key{r.c.tables[ref.Table].Source, r.c.tables[ref.Table].IDs[ref.Row]})
		}
		out = append(out, keys)
	}
	return out
}

// Invariant 12: papers that come in eight steps end in the clusters of one batch.
func TestInvariant12PapersInEightSteps(t *testing.T) {
	a, b := readTable(t, "a", "id", "dblp_acm/tableA.csv"), readTable(t, "b", "id", "dblp_acm/tableB.csv")
	res, err := Match(context.Background(), []*Table{a, b}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole := newTestResolver(t, res.Learned(), hotBlock, nil)
	if _, err := whole.Apply(recordsOf(a, b), nil); err != nil {
		t.Fatal(err)
	}
	stepped := newTestResolver(t, res.Learned(), hotBlock, nil)
	var given []string
	for step := range 8 {
		events, err := stepped.Apply(recordsOf(
			readTable(t, "a", "id", fmt.Sprintf("dblp_acm/steps/step%d_tableA.csv", step+1)),
			readTable(t, "b", "id", fmt.Sprintf("dblp_acm/steps/step%d_tableB.csv", step+1))), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind == EventCreate {
				given = append(given, e.Entity)
			}
		}
	}
	if diff := gocmp.Diff(whole.Clusters(), stepped.Clusters()); diff != "" {
		t.Errorf("eight steps end in other clusters than one batch (-batch +steps):\n%.2000s", diff)
	}
	for _, id := range given {
		if current, known := stepped.Resolve(id); !known || len(stepped.Members(current)) == 0 {
			t.Errorf("%s resolves to %q, which has no record", id, current)
		}
	}
	truth := map[[2]string]bool{}
	matches := readTable(t, "matches", "", "dblp_acm/matches.csv")
	for row := range matches.Cells[0] {
		truth[[2]string{matches.Cells[0][row], matches.Cells[1][row]}] = true
	}
	same := func(x, y Key) bool {
		if x.Source > y.Source {
			x, y = y, x
		}
		return x.Source != y.Source && truth[[2]string{x.Record, y.Record}]
	}
	batch, live := f1(res.keys(), len(truth), same), f1(stepped.Clusters(), len(truth), same)
	t.Logf("F1 %.4f as a batch, %.4f in steps", batch, live)
	if live < batch-0.01 {
		t.Errorf("F1 is %.4f in steps, %.4f as a batch", live, batch)
	}
}

// Invariant 12: people that come in any order, many or one at a time, end in the same clusters: five orders, fifty
// with FAROL_LONG=1.
func TestInvariant12PeopleInAnyOrder(t *testing.T) {
	table := readTable(t, "people", "rec_id", "febrl/dataset3.csv")
	res, err := Match(context.Background(), []*Table{table}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	records := recordsOf(table)
	whole := newTestResolver(t, res.Learned(), hotBlock, nil)
	if _, err := whole.Apply(records, nil); err != nil {
		t.Fatal(err)
	}
	want := whole.Clusters()
	person := func(k Key) string { return strings.Split(k.Record, "-")[1] }
	count, pairs := map[string]int{}, 0
	for _, r := range records {
		pairs += count[person(r.Key)]
		count[person(r.Key)]++
	}
	same := func(a, b Key) bool { return person(a) == person(b) }
	batch, live := f1(res.keys(), pairs, same), f1(want, pairs, same)
	t.Logf("F1 %.4f as a batch, %.4f by the resolver", batch, live)
	if live < batch-0.01 {
		t.Errorf("F1 is %.4f by the resolver, %.4f as a batch", live, batch)
	}
	orders := 5
	if os.Getenv("FAROL_LONG") != "" {
		orders = 50
	}
	for order := range orders {
		rng := rand.New(rand.NewPCG(uint64(order), 1))
		shuffled := slices.Clone(records)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		r := newTestResolver(t, res.Learned(), hotBlock, nil)
		for len(shuffled) > 0 {
			n := min(len(shuffled), 1)
			if rng.IntN(2) == 0 {
				n = min(len(shuffled), 1+rng.IntN(400))
			}
			if _, err := r.Apply(shuffled[:n], nil); err != nil {
				t.Fatal(err)
			}
			shuffled = shuffled[n:]
		}
		if diff := gocmp.Diff(want, r.Clusters()); diff != "" {
			t.Fatalf("order %d ends in other clusters (-batch +order):\n%.2000s", order, diff)
		}
	}
}
