package entity

import (
	"context"
	"slices"
	"testing"

	"github.com/farol-kpi/farol"
	"pgregory.net/rapid"
)

// Decisions hold in the batch whatever the evidence says, also about records that repeat each other to the letter.
func TestMatchHoldsDecisions(t *testing.T) {
	table, _ := people(600)
	for c := range table.Cells {
		table.Cells[c] = append(table.Cells[c], table.Cells[c][0], table.Cells[c][0])
	}
	table.IDs = append(table.IDs, "copy", "another copy")
	key := func(id string) Key { return Key{table.Source, id} }
	d := Decisions{
		{Left: key("0"), Right: key("copy")},
		{Left: key("another copy"), Right: key("300"), Same: true},
		{Left: key("10"), Right: key("500"), Same: true},
		{Left: key("nobody"), Right: key("500"), Same: true},
	}
	of := func(d Decisions) map[Key]int {
		res, err := Match(context.Background(), []*Table{table}, Options{Decisions: d})
		if err != nil {
			t.Fatal(err)
		}
		out := map[Key]int{}
		for i, e := range res.Entities {
			for _, ref := range e {
				out[key(table.IDs[ref.Row])] = i
			}
		}
		return out
	}
	without, with := of(nil), of(d)
	for _, one := range d[:3] {
		if (without[one.Left] == without[one.Right]) == one.Same {
			t.Errorf("the evidence alone says %+v: the decision shows nothing", one)
		}
		if (with[one.Left] == with[one.Right]) != one.Same {
			t.Errorf("%+v does not hold", one)
		}
	}
	if len(with) != table.Rows() {
		t.Errorf("%d rows are in an entity, want %d", len(with), table.Rows())
	}
}

func TestDecisionsThatContradictEachOtherAreRefused(t *testing.T) {
	a, b, c := Key{"s", "a"}, Key{"s", "b"}, Key{"t", "c"}
	d := Decisions{{Left: a, Right: b, Same: true}, {Left: c, Right: b, Same: true}, {Left: a, Right: c}}
	if errs := farol.AsErrors(d.Check()); len(errs) != 1 || errs[0].Code != farol.CodeConflict {
		t.Errorf("%v, want %s", errs, farol.CodeConflict)
	}
	if err := d[:2].Check(); err != nil {
		t.Error(err)
	}
	if _, err := Match(context.Background(), nil, Options{Decisions: d}); err == nil {
		t.Error("Match took decisions that contradict each other")
	}
	r := newTestResolver(t, learnedPeople().Learned(), hotBlock, nil)
	if _, err := r.Decide(d); err == nil {
		t.Error("Decide took decisions that contradict each other")
	}
	if _, err := NewResolver(learnedPeople().Learned(), NewLedger(nil), nil, d); err == nil {
		t.Error("NewResolver took decisions that contradict each other")
	}
}

// What must be linked is together and what cannot is apart, also in groups that are too large to be weighed as a whole and were parted.
func TestDecisionsHoldInGroupsThatWereParted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "records")
		var d Decisions
		keys := make([]Key, n)
		for i := range keys {
			keys[i] = Key{"s", string(rune('a' + i))}
		}
		for range rapid.IntRange(1, 8).Draw(t, "decisions") {
			one := Decision{Left: rapid.SampledFrom(keys).Draw(t, "left"), Right: rapid.SampledFrom(keys).Draw(t, "right"), Same: rapid.Bool().Draw(t, "same")}
			if one.Left != one.Right && append(d, one).Check() == nil {
				d = append(d, one)
			}
		}
		number := func(k Key) (int32, bool) { return int32(slices.Index(keys, k)), true }
		decided := d.numbered(number)
		of := make([]int32, n)
		for i := range of {
			// Groups as linkage leaves them: none holds what cannot be together, each is called by its least.
			of[i] = int32(i)
			for j := range i {
				group := func(e int32) (g []int32) {
					for r := range i {
						if of[r] == e {
							g = append(g, int32(r))
						}
					}
					return g
				}
				if rapid.IntRange(0, 3).Draw(t, "join") == 0 && !decided.apart(group(of[j]), []int32{int32(i)}) {
					of[i] = of[j]
					break
				}
			}
		}
		decided.hold(of)
		for _, one := range d {
			a, _ := number(one.Left)
			b, _ := number(one.Right)
			if (of[a] == of[b]) != one.Same && (one.Same || of[a] == of[b]) {
				t.Fatalf("%+v does not hold in %v", one, of)
			}
		}
		for r, e := range of {
			if least := slices.Index(of, e); int32(least) != e || least > r {
				t.Fatalf("group %d of %v is not called by its least", e, of)
			}
		}
	})
}
