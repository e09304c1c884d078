package entity

import (
	"cmp"
	"slices"

	"github.com/farol-kpi/farol"
)

// Key names a record for ever: the source that it comes from and its identifier there.
type Key struct {
	Source string `json:"source" yaml:"source"`
	Record string `json:"record" yaml:"record"`
}

// String is the key as a person reads it.
func (k Key) String() string { return k.Source + "/" + k.Record }

// Compare orders keys by source and record.
func (k Key) Compare(other Key) int {
	if n := cmp.Compare(k.Source, other.Source); n != 0 {
		return n
	}
	return cmp.Compare(k.Record, other.Record)
}

// Decision is what a person said of two records.
type Decision struct {
	Left  Key    `json:"left" yaml:"left"`
	Right Key    `json:"right" yaml:"right"`
	Same  bool   `json:"same" yaml:"same"`
	By    string `json:"by,omitempty" yaml:"by,omitempty"` // who decided, as the person is known to the project
}

// Decisions are what people said of pairs of records. Records that must be linked are one before any evidence is weighed, and those that
// cannot be linked never meet in one entity, whatever the evidence. A record that is decided about counts for itself, even where another
// repeats it to the letter.
type Decisions []Decision

// Check refuses decisions that contradict each other: two records that are said to be the same, if only through others, and not to be.
func (d Decisions) Check() error {
	number := map[Key]int32{}
	for _, one := range d {
		for _, k := range [2]Key{one.Left, one.Right} {
			if _, ok := number[k]; !ok {
				number[k] = int32(len(number))
			}
		}
	}
	same := newForest(len(number))
	for _, one := range d {
		if one.Same {
			same.join(number[one.Left], number[one.Right])
		}
	}
	var problems farol.Errors
	for _, one := range d {
		if !one.Same && same.find(number[one.Left]) == same.find(number[one.Right]) {
			problems = append(problems, farol.Errorf(farol.CodeConflict, "records %s and %s are decided to be the same and not to be", one.Left, one.Right).
				Hint("take one of the decisions that join them away, or the one that parts them"))
		}
	}
	return problems.Err()
}

// keys are the records that were decided about.
func (d Decisions) keys() map[Key]bool {
	keys := make(map[Key]bool, 2*len(d))
	for _, one := range d {
		keys[one.Left], keys[one.Right] = true, true
	}
	return keys
}

// rowsOf finds the records of some keys among the rows of all tables.
func rowsOf(tables []*Table, keys map[Key]bool) map[Key]int32 {
	if len(keys) == 0 {
		return nil
	}
	rows := make(map[Key]int32, len(keys))
	row := int32(0)
	for _, t := range tables {
		for _, id := range t.IDs {
			if k := (Key{t.Source, id}); keys[k] {
				rows[k] = row
			}
			row++
		}
	}
	return rows
}

// numbered gives the decisions by record numbers. Those about a record that number does not know rest until it comes.
func (d Decisions) numbered(number func(Key) (int32, bool)) *decided {
	out := &decided{cannot: map[uint64]bool{}}
	for _, one := range d {
		a, known := number(one.Left)
		b, both := number(one.Right)
		if !known || !both || a == b {
			continue
		}
		a, b = min(a, b), max(a, b)
		if one.Same {
			out.must = append(out.must, [2]int32{a, b})
		} else {
			out.cannot[uint64(a)<<32|uint64(b)] = true
		}
	}
	if len(out.must)+len(out.cannot) == 0 {
		return nil
	}
	slices.SortFunc(out.must, func(x, y [2]int32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	out.must = slices.Compact(out.must)
	return out
}

// decided is decisions by record numbers, the lesser first; nil is none.
type decided struct {
	must   [][2]int32
	cannot map[uint64]bool
}

// decidedBits is the weight of a decision: more than evidence can have.
const decidedBits = 1 << 20

// with adds the pairs that must be linked to those that may be.
func (d *decided) with(pairs []uint64, weight []float64) ([]uint64, []float64) {
	if d == nil {
		return pairs, weight
	}
	pairs, weight = slices.Clone(pairs), slices.Clone(weight)
	for _, p := range d.must {
		pairs = append(pairs, uint64(p[0])<<32|uint64(p[1]))
		weight = append(weight, decidedBits)
	}
	return pairs, weight
}

// joined merges, before any evidence is weighed, the members that must be linked. The groups are numbered as the members are.
func (d *decided) joined(members []int32, merge func(i, j int)) {
	if d == nil || len(d.must) == 0 {
		return
	}
	at := make(map[int32]int32, len(members))
	for i, m := range members {
		at[m] = int32(i)
	}
	group := newForest(len(members))
	for _, p := range d.must {
		i, here := at[p[0]]
		j, both := at[p[1]]
		if !here || !both {
			continue
		}
		if i, j = group.find(i), group.find(j); i != j {
			merge(int(min(i, j)), int(max(i, j)))
			group.join(i, j)
		}
	}
}

// apart says that two groups hold records that cannot be linked.
func (d *decided) apart(a, b []int32) bool {
	if d == nil || len(d.cannot) == 0 {
		return false
	}
	for _, x := range a {
		for _, y := range b {
			if d.cannot[uint64(min(x, y))<<32|uint64(max(x, y))] {
				return true
			}
		}
	}
	return false
}

// hold joins what must be linked and was parted because its group was too large to be weighed as a whole. Where that would bring together
// what people parted, those that must be linked leave the evidence and stand alone together.
func (d *decided) hold(of []int32) {
	if d == nil || !slices.ContainsFunc(d.must, func(p [2]int32) bool { return of[p[0]] != of[p[1]] }) {
		return
	}
	bound := newForest(len(of))
	for _, p := range d.must {
		bound.join(p[0], p[1])
	}
	groups := map[int32][]int32{}
	for r, e := range of {
		groups[e] = append(groups[e], int32(r))
	}
	for _, together := range bound.groups() {
		if len(together) == 1 {
			continue
		}
		first := of[together[0]]
		for _, r := range together {
			if e := of[r]; e != first && !d.apart(groups[first], groups[e]) {
				for _, moved := range groups[e] {
					of[moved] = first
				}
				groups[first] = append(groups[first], groups[e]...)
				groups[e] = nil
			}
		}
		if slices.ContainsFunc(together, func(r int32) bool { return of[r] != first }) {
			alone := int32(-1) - together[0]
			for _, r := range together {
				e := of[r]
				groups[e] = slices.DeleteFunc(groups[e], func(m int32) bool { return m == r })
				of[r] = alone
			}
			groups[alone] = together
		}
	}
	for _, members := range groups {
		if len(members) > 0 {
			least := slices.Min(members)
			for _, r := range members {
				of[r] = least
			}
		}
	}
}
