package entity

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/entity/text"
)

// slipped is a text with some characters left out, doubled, swapped or replaced.
func slipped(rng *rand.Rand, s, letters string) string {
	b := []byte(s)
	for range rng.IntN(4) {
		if len(b) < 2 {
			break
		}
		i := rng.IntN(len(b) - 1)
		switch rng.IntN(4) {
		case 0:
			b = append(b[:i], b[i+1:]...)
		case 1:
			b = append(b[:i+1], b[i:]...)
		case 2:
			b[i], b[i+1] = b[i+1], b[i]
		default:
			b[i] = letters[rng.IntN(len(letters))]
		}
	}
	return string(b)
}

func randomText(rng *rand.Rand, letters string, most int) string {
	b := make([]byte, 1+rng.IntN(most))
	for i := range b {
		b[i] = letters[rng.IntN(len(letters))]
	}
	return string(b)
}

func TestEditsOfPackedDigits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300_000 {
		a := randomText(rng, "0123", packed)
		b := slipped(rng, a, "0123")
		if len(a) > len(b) {
			a, b = b, a
		}
		x, ok := pack(a)
		y, both := pack(b)
		if !ok || !both {
			if len(b) <= packed {
				t.Fatalf("%s or %s is not packed", a, b)
			}
			continue
		}
		got, want := digitEdits(x, y, len(a), len(b)), text.Edits(a, b, 2)
		if got > want || want <= 1 && got != want {
			t.Fatalf("%s and %s are %d apart, want %d", a, b, got, want)
		}
		begin, end := digitEnds(x, y, len(a), len(b))
		if begin != commonPrefix(a, b) || end != commonSuffix(a, b) {
			t.Fatalf("%s and %s begin alike with %d and end with %d, want %d and %d", a, b, begin, end, commonPrefix(a, b), commonSuffix(a, b))
		}
	}
	if _, ok := pack("12345678901234"); ok {
		t.Error("more digits than there is room for were packed")
	}
	if _, ok := pack("12a"); ok {
		t.Error("a letter was packed")
	}
}

// What two values look like never promises less agreement than they show.
func TestALookNeverPromisesLessThanThereIs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	words := make([]string, 300)
	for i := range words {
		words[i] = randomText(rng, "abcdeilmnorstu0127", 9)
	}
	sentence := func() string {
		var out []string
		for range 1 + rng.IntN(4) {
			out = append(out, words[int(float64(len(words))*rng.Float64()*rng.Float64()*rng.Float64())])
		}
		return strings.Join(out, " ")
	}
	for kind := range kindNames {
		if compared(Kind(kind)) != Kind(kind) {
			continue // It is looked at as another.
		}
		t.Run(Kind(kind).String(), func(t *testing.T) {
			cell := func() string {
				switch Kind(kind) {
				case KindName:
					return randomText(rng, "abcden ", 9)
				case KindDate:
					return fmt.Sprintf("%d-%02d-%02d", 1890+rng.IntN(120), 1+rng.IntN(12), 1+rng.IntN(28))
				case KindNumber:
					return fmt.Sprintf("%.2f", rng.NormFloat64()*1000)
				case KindPhone, KindIdentifier:
					return randomText(rng, "0123456789", 12)
				case KindCode:
					if rng.IntN(2) == 0 {
						return randomText(rng, "0123456789", 9)
					}
				}
				return sentence()
			}
			letters := map[Kind]string{KindDate: "0123456789-", KindNumber: "0123456789"}[Kind(kind)]
			if letters == "" {
				letters = "abcde01 "
			}
			table := &Table{Source: "s", Columns: []string{"c"}, Cells: [][]string{nil}}
			for row := range 700 {
				next := cell()
				if row%2 == 1 {
					next = slipped(rng, table.Cells[0][row-1], letters)
				}
				table.Cells[0] = append(table.Cells[0], next)
				table.IDs = append(table.IDs, fmt.Sprint(row))
			}
			x, told := looked(t, table, Kind(kind)), 0
			for field := range x.c.fields {
				told += x.looksHold(t, field)
			}
			if told == 0 && Kind(kind) != KindCategory && Kind(kind) != KindWeb {
				t.Error("no look tells anything")
			}
		})
	}
}

// looked is an index of one column, stated to be of a kind.
func looked(t *testing.T, table *Table, kind Kind) *index {
	c, err := newCollection([]*Table{table}, nil, nil, &Overrides{Fields: map[string]FieldOverride{"c": {Kind: kind.String()}}})
	if err != nil {
		t.Fatal(err)
	}
	md := c.newModel()
	for f := range md.u {
		for l := range md.u[f] {
			md.u[f][l] = 1 / float64(len(md.u[f]))
		}
	}
	md.prior = -10
	md.setWeights()
	x := newIndex((&Result{c: c, md: md, Unique: []bool{false}}).Learned())
	if err := (Index{x}).Insert(recordsOf(table)...); err != nil {
		t.Fatal(err)
	}
	if x.c.fields[0].kind != kind {
		t.Fatalf("the column is read as %s", x.c.fields[0].kind)
	}
	return x
}

// looksHold holds the looks of a field against what its values show, and says how many of them tell something.
func (x *index) looksHold(t *testing.T, field int) int {
	f, at, told := x.c.fields[field], x.sketch.at[field], 0
	for a := int32(desks); a < int32(len(x.forms)); a++ {
		for b := a + 1; b < int32(len(x.forms)); b++ {
			if f.of[a] < 0 || f.of[b] < 0 || f.of[a] == f.of[b] {
				continue
			}
			was := f.similar(f.of[a], f.of[b])
			ra, rb := x.sketch.row(a)[at:], x.sketch.row(b)[at:]
			for _, got := range []level{f.nearest(ra[1:], rb[1:]), f.nearest(rb[1:], ra[1:])} {
				if got > was {
					t.Fatalf("%s: %q and %q promise %q, and show %q", f.name, f.textOf(a), f.textOf(b), f.levelName(got), f.levelName(was))
				}
				if got > 2 {
					told++
				}
			}
		}
	}
	return told
}

// No pair that would be kept is held to be hopeless.
func TestNoPairThatWouldBeKeptIsHopeless(t *testing.T) {
	works, err := Match(t.Context(), titles(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, res := range map[string]*Result{"people": learnedPeople(), "lists": learnedLists(), "works": works} {
		x := newIndex(res.Learned())
		if err := (Index{x}).Insert(recordsOf(res.c.tables...)...); err != nil {
			t.Fatal(err)
		}
		hopeless, kept := 0, 0
		for a := int32(desks); a < int32(len(x.forms)); a += 4 {
			for b := a + 1; b < int32(len(x.forms)); b++ {
				first, second := a, b
				if x.after(a, b) {
					first, second = b, a
				}
				no := x.hopeless(a, b) || x.hopeless(b, a)
				w := x.c.weightOf(x.md, first, second)
				if w >= x.s.floor {
					kept++
				}
				if no {
					hopeless++
					if w >= x.s.floor {
						t.Fatalf("%s: two records that weigh %.2f are held to be hopeless: %+v", name, w, x.explain(a, b))
					}
				}
			}
		}
		if kept == 0 || hopeless == 0 {
			t.Errorf("%s: %d kept and %d hopeless pairs", name, kept, hopeless)
		}
	}
}
