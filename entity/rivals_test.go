package entity

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What rivals leave to a pair is what they leave to it in the batch that the model was learned from, also after the model was written and read.
func TestRivalsTakeWhatTheyTakeInTheBatch(t *testing.T) {
	res := learnedLists()
	l := res.Learned()
	r := newTestResolver(t, l, hotBlock, nil)
	if _, err := r.Apply(recordsOf(res.c.tables...), nil); err != nil {
		t.Fatal(err)
	}
	weight := map[[2]Key]float64{}
	for _, p := range r.told() {
		weight[[2]Key{p.left, p.right}] = p.weight
	}
	key := func(ref Ref) Key { return Key{res.c.tables[ref.Table].Source, res.c.tables[ref.Table].IDs[ref.Row]} }
	same, pairs, taken := 0, 0, 0
	for _, p := range res.Pairs {
		got, kept := weight[[2]Key{key(p.Left), key(p.Right)}]
		if !kept {
			continue
		}
		pairs++
		if math.Abs(got-p.Weight) < 0.01 {
			same++
		}
		if alone := res.Explain(p.Left, p.Right).Weight; math.Abs(alone-p.Weight) > 0.1 {
			taken++
		}
	}
	// A pair that only one of the two proposes takes its part there alone.
	if pairs == 0 || taken == 0 || same*100 < pairs*95 {
		t.Errorf("%d of %d pairs weigh as in the batch, where rivals matter to %d", same, pairs, taken)
	}
	var file bytes.Buffer
	if err := l.Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := ReadLearned(&file)
	if err != nil {
		t.Fatal(err)
	}
	again := newTestResolver(t, read, hotBlock, nil)
	if _, err := again.Apply(recordsOf(res.c.tables...), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.told(), again.told(), cmp.AllowUnexported(told{})); diff != "" {
		t.Errorf("the model that was read weighs otherwise (-learned +read):\n%.1000s", diff)
	}
}
