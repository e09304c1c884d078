package entity

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// learnedPeople is what is learned of one table of invented people, with the match it comes from.
var learnedPeople = sync.OnceValue(func() *Result {
	table, _ := people(1500)
	res, err := Match(context.Background(), []*Table{table}, Options{})
	if err != nil {
		panic(err)
	}
	return res
})

// learnedLists is what is learned of two lists of people, each without duplicates.
var learnedLists = sync.OnceValue(func() *Result {
	table, truth := people(1600)
	lists := []*Table{{Source: "left", Columns: table.Columns}, {Source: "right", Columns: table.Columns}}
	for i := range lists {
		lists[i].Cells = make([][]string, len(table.Columns))
	}
	for row, who := range truth {
		list := lists[0]
		if row > 0 && truth[row-1] == who {
			list = lists[1]
		}
		for c := range table.Columns {
			list.Cells[c] = append(list.Cells[c], table.Cells[c][row])
		}
		list.IDs = append(list.IDs, fmt.Sprint(who))
	}
	res, err := Match(context.Background(), lists, Options{})
	if err != nil {
		panic(err)
	}
	if !slices.Contains(res.Unique, true) {
		panic("the lists hold no duplicates, and that was not found")
	}
	return res
})

func newTestResolver(t interface{ Fatal(...any) }, l *Learned, hot int, d Decisions) *Resolver {
	r, err := NewResolver(l, NewLedger(nil), nil, d)
	if err != nil {
		t.Fatal(err)
	}
	r.hot = hot
	return r
}

// history is a random run of batches over a pool of records of which many are the same, close or changed.
type history struct {
	pool    []Record
	state   map[Key]Record
	sources []string
}

func newHistory(t *rapid.T, tables []*Table, size int) *history {
	h := &history{state: map[Key]Record{}}
	// Neighbouring rows are the same people; a strange source was not there when the model was learned.
	for _, table := range tables {
		h.sources = append(h.sources, table.Source)
		from := rapid.IntRange(0, table.Rows()-size).Draw(t, "from")
		for row := from; row < from+size; row++ {
			h.pool = append(h.pool, table.Record(row))
		}
	}
	h.sources = append(h.sources, "strange", "later")
	return h
}

func (h *history) key(t *rapid.T) Key {
	return Key{rapid.SampledFrom(h.sources).Draw(t, "source"), fmt.Sprint(rapid.IntRange(0, 25).Draw(t, "id"))}
}

func (h *history) batch(t *rapid.T) (upserts []Record, deletes []Key) {
	seen := map[Key]bool{}
	for range rapid.IntRange(1, 12).Draw(t, "batch size") {
		k := h.key(t)
		if seen[k] {
			continue
		}
		seen[k] = true
		if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
			deletes = append(deletes, k)
			delete(h.state, k)
			continue
		}
		r := rapid.SampledFrom(h.pool).Draw(t, "content")
		r.Key = k
		if rapid.IntRange(0, 4).Draw(t, "changed") == 0 {
			r.Cells = slices.Clone(r.Cells)
			r.Cells[rapid.IntRange(0, len(r.Cells)-1).Draw(t, "cell")] = rapid.SampledFrom([]string{"", "zoltanova", "ba", "1970-02-03"}).Draw(t, "new")
		}
		upserts = append(upserts, r)
		h.state[k] = r
	}
	return upserts, deletes
}

func (h *history) decisions(t *rapid.T) Decisions {
	var d Decisions
	for range rapid.IntRange(0, 4).Draw(t, "decisions") {
		one := Decision{Left: h.key(t), Right: h.key(t), Same: rapid.Bool().Draw(t, "same")}
		if one.Left != one.Right && append(d, one).Check() == nil {
			d = append(d, one)
		}
	}
	return d
}

func (h *history) all() []Record {
	var out []Record
	for _, r := range h.state {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Record) int { return a.Key.Compare(b.Key) })
	return out
}

// Invariant 12: an entity id, once given, resolves for ever; incremental = rebuild.
func TestInvariant12IncrementalIsRebuild(t *testing.T) {
	for name, res := range map[string]*Result{"with duplicates": learnedPeople(), "without duplicates": learnedLists()} {
		t.Run(name, func(t *testing.T) {
			l := res.Learned()
			rapid.Check(t, func(t *rapid.T) {
				hot := rapid.SampledFrom([]int{2, 4, hotBlock}).Draw(t, "hot")
				h := newHistory(t, res.c.tables, 20)
				d := h.decisions(t)
				r := newTestResolver(t, l, hot, d)
				r.chunk = rapid.SampledFrom([]int{1, 3, chunkRecords}).Draw(t, "chunk")
				var events []Event
				for range rapid.IntRange(1, 12).Draw(t, "batches") {
					if rapid.IntRange(0, 5).Draw(t, "decide") == 0 {
						d = h.decisions(t)
						more, err := r.Decide(d)
						if err != nil {
							t.Fatal(err)
						}
						events = append(events, more...)
					}
					upserts, deletes := h.batch(t)
					more, err := r.Apply(upserts, deletes)
					if err != nil {
						t.Fatal(err)
					}
					events = append(events, more...)
				}
				rebuilt := newTestResolver(t, l, hot, d)
				if _, err := rebuilt.Apply(h.all(), nil); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(rebuilt.Clusters(), r.Clusters()); diff != "" {
					t.Fatalf("the history ends in other clusters than a rebuild (-rebuild +history):\n%s", diff)
				}
				holdsDecisions(t, r, d)
				holdsLedger(t, r, events, h)
				again, err := r.Apply(h.all(), nil)
				if err != nil || len(again) > 0 {
					t.Fatalf("applying what is there again gave %v and %v", again, err)
				}
			})
		})
	}
}

func holdsDecisions(t *rapid.T, r *Resolver, d Decisions) {
	for _, one := range d {
		left, here := r.EntityOf(one.Left)
		right, both := r.EntityOf(one.Right)
		if here && both && (left == right) != one.Same {
			t.Fatalf("decision %+v does not hold: %s and %s", one, left, right)
		}
	}
}

// holdsLedger replays the events, written and read again, and compares with the resolver.
func holdsLedger(t *rapid.T, r *Resolver, events []Event, h *history) {
	var file bytes.Buffer
	if err := WriteEvents(&file, events); err != nil {
		t.Fatal(err)
	}
	read, err := ReadEvents(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events, read); diff != "" {
		t.Fatalf("read events differ from those written (-written +read):\n%s", diff)
	}
	replayed, members, err := Replay(read, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.ledger.IDs(), replayed.IDs()); diff != "" {
		t.Fatalf("the replayed ledger holds other ids (-ledger +replayed):\n%s", diff)
	}
	for _, id := range replayed.IDs() {
		want, _ := r.Resolve(id)
		if got, known := replayed.Resolve(id); !known || got != want {
			t.Fatalf("%s resolves to %q when replayed, want %q", id, got, want)
		}
		if again, known := r.Resolve(want); !known || again != want {
			t.Fatalf("%s resolves to %s, which resolves to %q", id, want, again)
		}
	}
	if len(members) != len(h.state) {
		t.Fatalf("%d records are members after a replay, want %d", len(members), len(h.state))
	}
	for k, want := range members {
		if got, _ := r.EntityOf(k); got != want {
			t.Fatalf("record %s is in %s when replayed, in %s by the resolver", k, want, got)
		}
	}
	// A start from the ledger gives every record the id it had.
	restarted, err := NewResolver(r.learned, replayed, members, r.decisions)
	if err != nil {
		t.Fatal(err)
	}
	restarted.hot = r.hot
	more, err := restarted.Apply(h.all(), nil)
	if err != nil || len(more) > 0 {
		t.Fatalf("a start from the ledger gave %v and %v", more, err)
	}
}

// What is weighed one record at a time weighs as it did in the batch that the model was learned from.
func TestResolverWeighsAsTheBatchDoes(t *testing.T) {
	for name, res := range map[string]*Result{"with duplicates": learnedPeople(), "without duplicates": learnedLists()} {
		t.Run(name, func(t *testing.T) {
			r := newTestResolver(t, res.Learned(), hotBlock, nil)
			var records []Record
			for _, table := range res.c.tables {
				for row := range table.Rows() {
					records = append(records, table.Record(row))
				}
			}
			if _, err := r.Apply(records, nil); err != nil {
				t.Fatal(err)
			}
			key := func(ref Ref) Key {
				table := res.c.tables[ref.Table]
				return Key{table.Source, table.IDs[ref.Row]}
			}
			same, sure, found := 0, 0, 0
			for _, p := range res.Pairs {
				if p.Left.Table == p.Right.Table && r.unique(int16(p.Left.Table)) {
					continue
				}
				a, _ := r.rowNumber(key(p.Left))
				b, _ := r.rowNumber(key(p.Right))
				want := res.Explain(p.Left, p.Right).Weight
				if got := r.c.weightOf(r.md, r.rows[a].form, r.rows[b].form); math.Abs(got-want) > 1e-3 {
					t.Fatalf("%s and %s weigh %.4f, in the batch %.4f", key(p.Left), key(p.Right), got, want)
				}
				same++
				if p.Probability > 0.9 {
					sure++
					left, _ := r.EntityOf(key(p.Left))
					if right, _ := r.EntityOf(key(p.Right)); left == right {
						found++
					}
				}
			}
			if same == 0 || sure == 0 || float64(found) < 0.98*float64(sure) {
				t.Errorf("%d of %d sure pairs of the batch are in one entity, want 98 %%", found, sure)
			}
		})
	}
}
