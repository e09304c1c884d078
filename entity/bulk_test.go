package entity

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crowded are records of people who are met twice, with copies and with columns that others lack, as a model learned them.
func crowded(res *Result) []Record {
	records := recordsOf(res.c.tables...)
	for i := 0; i < len(records); i += 9 {
		copied := records[i]
		copied.Key.Record += " again"
		records = append(records, copied)
	}
	return records
}

// Invariant 12: many records at once, read and compared by all processors, end as they do one by one; and what the ledger says of them depends
// neither on who was faster nor on the order in which they came.
func TestInvariant12ManyAtOnceAreAsOneByOne(t *testing.T) {
	for name, res := range map[string]*Result{"with duplicates": learnedPeople(), "without duplicates": learnedLists()} {
		t.Run(name, func(t *testing.T) {
			records := crowded(res)
			var story []Event
			for round := range 4 {
				whole := newTestResolver(t, res.Learned(), 8, nil)
				if round%2 == 1 {
					whole.chunk = 300
				}
				events, err := whole.Apply(records, nil)
				if err != nil {
					t.Fatal(err)
				}
				if round == 0 {
					story = events
				}
				if diff := cmp.Diff(story, events); diff != "" {
					t.Fatalf("round %d tells another story (-first +this):\n%.2000s", round, diff)
				}
				rand.New(rand.NewPCG(uint64(round), 1)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			}
			whole, single := newTestResolver(t, res.Learned(), 8, nil), newTestResolver(t, res.Learned(), 8, nil)
			events, err := whole.Apply(records, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range records {
				if _, err := single.Apply(records[i:i+1], nil); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(single.Clusters(), whole.Clusters()); diff != "" {
				t.Errorf("many at once end in other clusters (-one by one +at once):\n%.2000s", diff)
			}
			if diff := cmp.Diff(single.told(), whole.told(), cmp.AllowUnexported(told{})); diff != "" {
				t.Errorf("many at once keep other pairs (-one by one +at once):\n%.2000s", diff)
			}
			joined := 0
			for _, cluster := range whole.Clusters() {
				joined += len(cluster) - 1
			}
			if joined == 0 {
				t.Error("nobody was joined")
			}
			startsAgain(t, whole, records, events)
		})
	}
}

// startsAgain holds a start from the ledger to what was there: nothing happens to any entity.
func startsAgain(t *testing.T, was *Resolver, records []Record, events []Event) {
	ledger, members, err := Replay(events, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewResolver(was.learned, ledger, members, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.hot = was.hot
	more, err := r.Apply(records, nil)
	if err != nil || len(more) > 0 {
		t.Errorf("a start from the ledger gave %v and %v", more, err)
	}
	for _, record := range records {
		want, _ := was.EntityOf(record.Key)
		if got, _ := r.EntityOf(record.Key); got != want {
			t.Fatalf("%s is in %s after a start, was in %s", record.Key, got, want)
		}
	}
}
