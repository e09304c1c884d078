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
		for _, derived := range []bool{false, true} {
			t.Run(fmt.Sprint(Kind(kind), derived), func(t *testing.T) {
				if derived && Kind(kind) != KindCode {
					t.Skip("only words with digits are taken out of a text")
				}
				make := func() string {
					switch Kind(kind) {
					case KindName:
						return randomText(rng, "abcden ", 9)
					case KindDate:
						return fmt.Sprintf("%d-%02d-%02d", 1890+rng.IntN(120), 1+rng.IntN(12), 1+rng.IntN(28))
					case KindNumber:
						return fmt.Sprintf("%.2f", rng.NormFloat64()*1000)
					case KindCode:
						if rng.IntN(2) == 0 && !derived {
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
					cell := make()
					if row%2 == 1 {
						cell = slipped(rng, table.Cells[0][row-1], letters)
					}
					table.Cells[0] = append(table.Cells[0], cell)
					table.IDs = append(table.IDs, fmt.Sprint(row))
				}
				lf := learnedField{name: "c", kind: Kind(kind), derived: derived, known: 1500, distinct: 1500, columns: []string{"c"}, values: map[string]met{}}
				if derived {
					lf.read = KindText
				} else {
					lf.read = Kind(kind)
				}
				x := newIndex(&Learned{fields: []learnedField{lf}, sources: []string{"s"}, unique: []bool{false}, md: *levelModel(&lf)})
				if err := (Index{x}).Insert(recordsOf(table)...); err != nil {
					t.Fatal(err)
				}
				f, told := x.c.fields[0], 0
				for a := int32(desks); a < int32(len(x.forms)); a++ {
					for b := a + 1; b < int32(len(x.forms)); b++ {
						if f.of[a] < 0 || f.of[b] < 0 || f.of[a] == f.of[b] {
							continue
						}
						was := f.similar(f.of[a], f.of[b])
						ra, rb := x.sketch.row(a), x.sketch.row(b)
						for _, got := range []level{f.nearest(ra[1:], rb[1:]), f.nearest(rb[1:], ra[1:])} {
							if got > was {
								t.Fatalf("%q and %q promise %q, and show %q", f.textOf(a), f.textOf(b), f.levelName(got), f.levelName(was))
							}
							if got > 2 {
								told++
							}
						}
					}
				}
				if told == 0 && Kind(kind) != KindCategory {
					t.Error("no look tells anything")
				}
			})
		}
	}
}

// levelModel is a model of one field whose levels weigh something.
func levelModel(lf *learnedField) *model {
	c := &collection{fields: []*field{lf.field(0, 0)}}
	c.stated = make([][]float64, 1)
	md := c.newModel()
	for l := range md.u[0] {
		md.u[0][l] = 1 / float64(len(md.u[0]))
	}
	md.prior = -10
	md.setWeights()
	return md
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
