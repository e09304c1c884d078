package entity

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
)

// people makes a table of invented people, of whom each third is met twice, the second time with slips.
func people(n int) (*Table, []int) {
	rng := rand.New(rand.NewPCG(7, 7))
	name := func(k int) string {
		const syllables = "balodemirusateno"
		var s []byte
		for range k {
			i := 2 * rng.IntN(len(syllables)/2)
			s = append(s, syllables[i:i+2]...)
		}
		return string(s)
	}
	slip := func(s string) string {
		i := 1 + rng.IntN(len(s)-2)
		return s[:i] + s[i+1:]
	}
	t := &Table{Source: "people", Columns: []string{"first", "last", "born", "town"}, Cells: make([][]string, 4)}
	var truth []int
	add := func(who int, cells ...string) {
		for c, v := range cells {
			t.Cells[c] = append(t.Cells[c], v)
		}
		t.IDs = append(t.IDs, fmt.Sprint(len(t.IDs)))
		truth = append(truth, who)
	}
	for who := 0; t.Rows() < n; who++ {
		first, last, town := name(2), name(4), name(3)
		born := fmt.Sprintf("%d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28))
		add(who, first, last, born, town)
		if who%3 == 0 {
			switch who % 4 {
			case 0:
				add(who, first, slip(last), born, town)
			case 1:
				add(who, slip(first), last, born, "")
			case 2:
				add(who, first, last, "", town)
			default:
				add(who, last, first, born, town)
			}
		}
	}
	return t, truth
}

func TestMatchFindsThePeopleWhoAreMetTwice(t *testing.T) {
	table, truth := people(3000)
	res, err := Match(context.Background(), []*Table{table}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	right, said := 0, 0
	for _, e := range res.Entities {
		for i, a := range e {
			for _, b := range e[i+1:] {
				said++
				if truth[a.Row] == truth[b.Row] {
					right++
				}
			}
		}
	}
	seen := map[int]int{}
	want := 0
	for _, who := range truth {
		want += seen[who]
		seen[who]++
	}
	if recall, precision := float64(right)/float64(want), float64(right)/float64(said); recall < 0.95 || precision < 0.97 {
		t.Errorf("recall %.3f and precision %.3f of %d pairs, want at least 0.95 and 0.97", recall, precision, want)
	}
}

func TestMatchDoesNotDependOnTheOrderOfTheRows(t *testing.T) {
	table, _ := people(1200)
	want := entitiesByID(t, table)
	order := rand.New(rand.NewPCG(3, 4)).Perm(table.Rows())
	shuffled := &Table{Source: table.Source, Columns: table.Columns}
	for _, r := range order {
		shuffled.IDs = append(shuffled.IDs, table.IDs[r])
	}
	for _, cells := range table.Cells {
		column := make([]string, len(order))
		for i, r := range order {
			column[i] = cells[r]
		}
		shuffled.Cells = append(shuffled.Cells, column)
	}
	got := entitiesByID(t, shuffled)
	if !slices.Equal(got, want) {
		t.Errorf("%d entities of the shuffled rows differ from %d of the rows as they were", len(got), len(want))
	}
}

func entitiesByID(t *testing.T, table *Table) []string {
	t.Helper()
	res, err := Match(context.Background(), []*Table{table}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range res.Entities {
		var ids []string
		for _, r := range e {
			ids = append(ids, table.IDs[r.Row])
		}
		slices.Sort(ids)
		out = append(out, fmt.Sprint(ids))
	}
	slices.Sort(out)
	return out
}

func TestThePartsOfAnExplanationAddUpToTheWeight(t *testing.T) {
	table, _ := people(1500)
	res, err := Match(context.Background(), []*Table{table}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Pairs) == 0 {
		t.Fatal("no pair to explain")
	}
	for _, p := range res.Pairs {
		e := res.Explain(p.Left, p.Right)
		sum := e.Prior
		for _, part := range e.Parts {
			sum += part.Bits
		}
		if math.Abs(sum-e.Weight) > 1e-9 || math.Abs(e.Weight-p.Weight) > 1e-4 {
			t.Fatalf("%v: parts add up to %.6f, explained weight %.6f, told weight %.6f", p, sum, e.Weight, p.Weight)
		}
	}
}

func TestMatchAnswersStrangeTables(t *testing.T) {
	constant := func(n int) *Table {
		t := &Table{Source: "a", Columns: []string{"x", "y"}, Cells: make([][]string, 2)}
		for i := range n {
			t.Cells[0] = append(t.Cells[0], "same")
			t.Cells[1] = append(t.Cells[1], "Rua Nova 7")
			t.IDs = append(t.IDs, fmt.Sprint(i))
		}
		return t
	}
	for name, tables := range map[string][]*Table{
		"constant columns": {constant(500)},
		"one row":          {constant(1)},
		"no common column": {
			{Source: "a", Columns: []string{"p"}, Cells: [][]string{{"x1", "y2"}}, IDs: []string{"1", "2"}},
			{Source: "b", Columns: []string{"q"}, Cells: [][]string{{"z1", "w2"}}, IDs: []string{"1", "2"}},
		},
	} {
		_, err := Match(context.Background(), tables, Options{})
		if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != farol.CodeNoEvidence {
			t.Errorf("%s: %v, want %s", name, err, farol.CodeNoEvidence)
		}
	}
	scattered := make([]*Table, mostSources+1)
	for i := range scattered {
		scattered[i] = &Table{Source: fmt.Sprint(i), Columns: []string{"x"}, Cells: [][]string{{"y"}}, IDs: []string{"1"}}
	}
	_, err := Match(context.Background(), scattered, Options{})
	if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != farol.CodeTooLarge {
		t.Errorf("a source a record: %v, want %s", err, farol.CodeTooLarge)
	}
	res, err := Match(context.Background(), []*Table{{Source: "empty", Columns: []string{"x"}, Cells: [][]string{nil}}}, Options{})
	if err != nil || len(res.Entities) != 0 {
		t.Errorf("an empty table: %v and %v, want no entity and no error", res, err)
	}
}

// Of more fields than are compared those stay that are known most often, wherever they stand.
func TestTheFieldsThatAreKnownMostStay(t *testing.T) {
	c := &collection{}
	for i := range maxFields + 3 {
		c.fields = append(c.fields, &field{name: fmt.Sprint(i), known: 5})
	}
	c.fields[maxFields+2].known = 10
	c.keepBest()
	if last := c.fields[len(c.fields)-1]; len(c.fields) != maxFields || len(c.doubts) != 1 || !strings.HasSuffix(c.doubts[0], "left out: 31, 32, 33") || last.known != 10 || c.fields[maxFields-2].name != fmt.Sprint(maxFields-2) {
		t.Errorf("%d fields stay, the last is %q, known %d times; want %d with the one that is known 10 times", len(c.fields), last.name, last.known, maxFields)
	}
}

// Copies in two sources without duplicates belong together one by one, and never make the product of their numbers.
func TestCopiesInTwoSourcesPairOneByOne(t *testing.T) {
	table, _ := people(900)
	twin := func(source string) *Table {
		c := &Table{Source: source, Columns: table.Columns, Cells: make([][]string, len(table.Cells)), IDs: slices.Clone(table.IDs)}
		for i := range table.Cells {
			c.Cells[i] = slices.Clone(table.Cells[i])
		}
		for n := range 400 {
			for i := range c.Cells {
				c.Cells[i] = append(c.Cells[i], c.Cells[i][0])
			}
			c.IDs = append(c.IDs, fmt.Sprintf("copy %d", n))
		}
		return c
	}
	res, err := Match(context.Background(), []*Table{twin("a"), twin("b")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(res.Pairs); n > 10_000 {
		t.Errorf("%d pairs of 1,300 rows and their twins, want no product of copies", n)
	}
	var of int
	for _, e := range res.Entities {
		of += len(e)
	}
	if of != 2600 {
		t.Errorf("%d rows in entities, want each of 2,600 once", of)
	}
}

// Firms in one house are told apart: their common address, however it is spelled, says no more than how many others have it.
func TestACommonTextSaysNoMoreThanItsShare(t *testing.T) {
	table, truth := people(900)
	addresses := make([]string, table.Rows())
	var shared []int32
	for row, who := range truth {
		house := fmt.Sprintf("corso %s %s %d", table.Cells[1][slices.Index(truth, who)], table.Cells[0][slices.Index(truth, who)], 1+who%97)
		if who%12 == 0 {
			house = "via della stazione vecchia 12"
			shared = append(shared, int32(row))
		}
		if row%2 == 1 {
			house = strings.Replace(house, "o", "oo", 1)
		}
		addresses[row] = house
	}
	table.Columns, table.Cells = append(table.Columns, "address"), append(table.Cells, addresses)
	res, err := Match(t.Context(), []*Table{table}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	most := math.Log2(2*float64(table.Rows())/float64(len(shared))) + 0.1
	for i, a := range shared[:20] {
		for _, b := range shared[i+1 : 20] {
			for _, part := range res.Explain(Ref{Row: a}, Ref{Row: b}).Parts {
				if part.Field == "address" {
					seen[part.Level] = true
					if part.Bits > most {
						t.Errorf("address, %s: %.2f bits of %.2f that its share allows", part.Level, part.Bits, most)
					}
				}
			}
		}
	}
	if len(seen) < 2 {
		t.Errorf("only the levels %v were seen", seen)
	}
}
