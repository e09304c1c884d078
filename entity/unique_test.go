package entity

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A table that was put together from copies holds duplicates, and so do a table and its copy for all that can be told: each row has itself as a
// partner there. What is the same to the letter stays together.
func TestCopiesAreNotPartedAsRivals(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		b := make([]byte, 8)
		for i := range b {
			b[i] = byte('a' + rng.IntN(26))
		}
		return string(b)
	}
	var people [][]string
	for range 150 {
		people = append(people, []string{word(), word(), fmt.Sprintf("19%02d-%02d-%02d", 20+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28)), word()})
	}
	table := func(source string, copies int) *Table {
		t := &Table{Source: source, Columns: []string{"first", "last", "born", "street"}, Cells: make([][]string, 4)}
		for i, p := range people {
			for k := range copies {
				for c := range t.Cells {
					cell := p[c]
					if k == 1 && c == 3 {
						cell = cell[1:] // One copy of each has a slip.
					}
					t.Cells[c] = append(t.Cells[c], cell)
				}
				t.IDs = append(t.IDs, fmt.Sprintf("%d.%d", i, k))
			}
		}
		return t
	}
	for name, tables := range map[string][]*Table{
		"copies inside":       {table("a", 3), table("b", 3)},
		"a table and its own": {table("a", 2), table("b", 2)},
	} {
		found, err := Match(t.Context(), tables, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, unique := range found.Unique {
			if unique {
				t.Errorf("%s: table %d is held to be without duplicates", name, i)
			}
		}
		if len(found.Entities) != len(people) {
			t.Errorf("%s: %d entities, want %d", name, len(found.Entities), len(people))
		}
	}
}

// A level that hardly any other pair shows next to one that nearly all show speaks as both together do: no level of next to no agreement can
// weigh for a match because of the one beside it.
func TestNeighbouringLevelsArePooledByWhatTheyHold(t *testing.T) {
	w := monotone([]float64{0.80, 0.05, 0.055, 0.095}, []float64{0.001, 0.005, 0.989, 0.00003})
	for l := 1; l < len(w); l++ {
		if w[l] > w[l-1] {
			t.Errorf("level %d weighs %.2f, more than the one before it with %.2f", l, w[l], w[l-1])
		}
	}
	if w[2] > -2 || w[3] != w[2] {
		t.Errorf("levels that nearly all others show weigh %.2f and %.2f, want both below -2", w[2], w[3])
	}
}
