package entity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// words makes random words of eight letters.
func words(seed uint64) func() string {
	rng := rand.New(rand.NewPCG(seed, 4))
	return func() string {
		b := make([]byte, 8)
		for i := range b {
			b[i] = byte('a' + rng.IntN(26))
		}
		return string(b)
	}
}

// Of many sources, what is kept of the witnesses grows with the partners that were met, not with records times sources.
func TestWitnessesOfManySourcesAreBounded(t *testing.T) {
	const sources, each = 1_000, 4
	c := &collection{table: make([]int16, sources*each)}
	var pairs []uint64
	for r := range c.table {
		c.table[r] = int16(r / each)
		if r%2 == 1 {
			pairs = append(pairs, uint64(r-1)<<32|uint64(r))
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c.partners(nil, nil, pairs, sources)
	runtime.ReadMemStats(&after)
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 4 {
		t.Errorf("%d pairs of %d sources take %d MB", len(pairs), sources, mb)
	}
}

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
	table := func(source string, copies int, more ...string) *Table {
		t := &Table{Source: source, Columns: append([]string{"first", "last", "born", "street"}, more...), Cells: make([][]string, 4+len(more))}
		for i, p := range people {
			for k := range copies {
				for c := range t.Cells {
					if c >= len(p) {
						t.Cells[c] = append(t.Cells[c], []string{"", "paid", "owes"}[rng.IntN(3)])
						continue
					}
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
		"with a column more":  {table("a", 2), table("b", 2, "state")},
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

// What is learned of duplicates as rivals leaves one of them a partner and the others none, so that no witness is left. Taken for duplicates they
// have some; without that, two of three would be lost.
func TestDuplicatesWithoutWitnessesAreFound(t *testing.T) {
	word := words(1)
	rng := rand.New(rand.NewPCG(1, 8))
	towns, firsts := []string{"Porto", "Lisboa", "Braga", "Faro", "Evora", "Milano", "Roma", "Koln", "Paris", "Lyon", "Sevilla", "Krakow"}, make([]string, 40)
	lasts, notes := make([]string, 60), []string{"called", "wrote", "visited", "waits", "at the fair", ""}
	for i := range firsts {
		firsts[i] = word()
	}
	for i := range lasts {
		lasts[i] = word()
	}
	slip := func(s string) string {
		if at := 1 + rng.IntN(len(s)-2); rng.IntN(6) == 0 {
			return s[:at] + s[at+1:]
		}
		return s
	}
	phone := func(p string) string {
		if rng.IntN(10) < 3 {
			return ""
		}
		return p
	}
	crm := &Table{Source: "crm", Columns: []string{"full_name", "born", "town", "phone"}, Cells: make([][]string, 4)}
	leads := &Table{Source: "leads", Columns: []string{"first", "full_name", "born", "town", "phone", "note"}, Cells: make([][]string, 6)}
	add := func(t *Table, cells ...string) {
		for i, cell := range cells {
			t.Cells[i] = append(t.Cells[i], cell)
		}
		t.IDs = append(t.IDs, fmt.Sprint(len(t.IDs)+1))
	}
	people := 0
	for range 1200 {
		first, last, town := firsts[rng.IntN(len(firsts))], lasts[rng.IntN(len(lasts))], towns[rng.IntN(len(towns))]
		born, number := fmt.Sprintf("%d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28)), fmt.Sprintf("9%08d", rng.IntN(100_000_000))
		inCrm, inLeads := rng.IntN(10) < 6, rng.IntN(10) < 4
		if inCrm {
			add(crm, slip(first)+" "+slip(last), born, town, phone(number))
		}
		if inLeads {
			for range []int{1, 1, 1, 2, 3}[rng.IntN(5)] {
				add(leads, slip(first), slip(last), born, town, phone(number), notes[rng.IntN(len(notes))])
			}
		}
		if inCrm || inLeads {
			people++
		}
	}
	found, err := Match(t.Context(), []*Table{crm, leads}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !found.Unique[0] || found.Unique[1] {
		t.Errorf("without duplicates: crm %t, leads %t, want true and false", found.Unique[0], found.Unique[1])
	}
	if got := float64(len(found.Entities)) / float64(people); got > 1.05 || got < 0.95 {
		t.Errorf("%d people are %d entities", people, len(found.Entities))
	}
}

// Where few records have partners, variants share them as duplicates do, and no number of witnesses tells them apart.
func TestWitnessesOfVariants(t *testing.T) {
	for _, w := range []struct {
		shared, apart, paired float64
		duplicates            bool
	}{
		{250, 0, 0.36, true}, {40, 2, 0.5, true}, {7, 0, 0.36, false}, {40, 12, 0.5, false}, {60, 4, 0.11, false}, {100, 0, 0.02, false},
		{0, 0, 1, false}, {500, 500, 1, false}, {6000, 4000, 0.5, false},
	} {
		if got := tooAgreed(w.shared, w.apart, w.paired); got != w.duplicates {
			t.Errorf("%v shared and %v apart where %v are paired are those of duplicates: %t", w.shared, w.apart, w.paired, got)
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

// A long list without duplicates holds more variants than a short one beside it has records, and is without duplicates still.
func TestAShortListTakesNothingFromALongOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	long := &Table{Source: "catalogue", Columns: []string{"title", "maker", "price"}, Cells: make([][]string, 3)}
	short := &Table{Source: "asked", Columns: long.Columns, Cells: make([][]string, 3)}
	word := func() string {
		b := make([]byte, 6)
		for i := range b {
			b[i] = "bdfgklmnprstvaeiou"[rng.IntN(18)]
		}
		return string(b)
	}
	makers := make([]string, 40)
	for i := range makers {
		makers[i] = word()
	}
	add := func(t *Table, id, title, maker, price string) {
		t.IDs = append(t.IDs, id)
		for i, cell := range []string{title, maker, price} {
			t.Cells[i] = append(t.Cells[i], cell)
		}
	}
	for i := range 500 {
		name, maker, price := word()+" "+word()+" "+word(), makers[rng.IntN(40)], 10+rng.IntN(900)
		for v, kind := range []string{"large", "small", "red"} { // Variants: other things, which share nearly all words.
			id := fmt.Sprint(3*i + v)
			add(long, id, name+" "+kind, maker, fmt.Sprint(price+17*v))
			if i%10 == 0 && v == 0 {
				add(short, id, maker+" "+name+" "+kind, maker, fmt.Sprint(price))
			}
		}
	}
	res, err := Match(context.Background(), []*Table{long, short}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Unique[0] {
		t.Errorf("the catalogue was taken for one with duplicates")
	}
	right, wrong := 0, 0
	for _, e := range res.Entities {
		if len(e) == 2 && e[0].Table != e[1].Table && long.IDs[e[0].Row] == short.IDs[e[1].Row] {
			right++
		} else if len(e) > 1 {
			wrong++
		}
	}
	if right < 45 || wrong > 3 {
		t.Errorf("%d of 50 were found, and %d that are wrong", right, wrong)
	}
}
