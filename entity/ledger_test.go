package entity

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
)

// story tells events in short.
func story(events []Event) []string {
	var out []string
	for _, e := range events {
		line := string(e.Kind) + " " + e.Entity
		if e.Other != "" {
			line += " " + e.Other
		}
		for _, k := range e.Records {
			line += " " + k.Record
		}
		out = append(out, line)
	}
	return out
}

// An entity's id lives through what happens to its records: the larger keeps its id, the other resolves to it, and a part that leaves takes with it
// what it brought.
func TestTheLedgerTellsWhatHappenedToAnEntity(t *testing.T) {
	r := newTestResolver(t, learnedPeople().Learned(), hotBlock, nil)
	columns := learnedPeople().c.tables[0].Columns
	person := func(id, first, last, born, town string) Record {
		return Record{Key{"people", id}, columns, []string{first, last, born, town}}
	}
	step := func(what string, events []Event, err error, want ...string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, story(events)); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", what, diff)
		}
	}
	ada := func(id string) Record { return person(id, "baloda", "mirusate", "1951-02-03", "nodemi") }
	bea := func(id string) Record { return person(id, "rusano", "tebalomi", "1987-11-30", "sateru") }

	events, err := r.Apply([]Record{ada("a1"), ada("a2"), ada("a3"), bea("b1"), bea("b2")}, nil)
	step("two people come", events, err, "create E1 a1 a2 a3", "create E2 b1 b2")
	events, err = r.Apply([]Record{bea("b3")}, nil)
	step("a record comes to one", events, err, "join E2 b3")
	same := Decisions{{Left: Key{"people", "a1"}, Right: Key{"people", "b1"}, Same: true}}
	events, err = r.Apply([]Record{ada("a4")}, nil)
	step("and to the other", events, err, "join E1 a4")

	// A person joins the two by giving one the other's words.
	events, err = r.Apply([]Record{ada("b1"), ada("b2"), ada("b3")}, nil)
	step("all of one become the other", events, err, "absorb E1 E2 b1 b2 b3")
	if id, known := r.Resolve("E2"); !known || id != "E1" {
		t.Errorf("E2 resolves to %q, %v, want E1", id, known)
	}
	if got := len(r.Members("E2")); got != 7 {
		t.Errorf("%d members by the id of before, want 7", got)
	}
	events, err = r.Apply([]Record{bea("b1"), bea("b2"), bea("b3")}, nil)
	step("and are themselves again", events, err, "split E1 E3 b1 b2 b3", "redirect E2 E3")
	if id, _ := r.Resolve("E2"); id != "E3" {
		t.Errorf("E2 resolves to %q, want E3, where its records are", id)
	}
	events, err = r.Apply([]Record{ada("b3")}, nil)
	step("one record goes over", events, err, "move E3 E1 b3")
	events, err = r.Apply(nil, []Key{{"people", "b1"}, {"people", "b2"}, {"people", "nobody"}})
	step("the last of one go", events, err, "leave E3 b1 b2", "retire E3")
	if id, known := r.Resolve("E2"); !known || id != "E3" || len(r.Members(id)) > 0 {
		t.Errorf("E2 resolves to %q, %v, with %v, want E3 without records", id, known, r.Members(id))
	}
	events, err = r.Decide(same)
	step("decisions about who is not here rest", events, err)
	events, err = r.Apply([]Record{bea("b1")}, nil)
	step("until they come", events, err, "join E1 b1")
	events, err = r.Decide(nil)
	step("and are taken back", events, err, "split E1 E4 b1")
	if _, known := r.Resolve("E99"); known {
		t.Error("an id that was never given resolves")
	}
}

// A Resolver that begins from what a ledger holds goes on as the one before it would have: ids that were absorbed leave with their records.
func TestAResolverGoesOnWhereAnotherEnded(t *testing.T) {
	columns := learnedPeople().c.tables[0].Columns
	person := func(id string, ada bool) Record {
		if ada {
			return Record{Key{"people", id}, columns, []string{"baloda", "mirusate", "1951-02-03", "nodemi"}}
		}
		return Record{Key{"people", id}, columns, []string{"rusano", "tebalomi", "1987-11-30", "sateru"}}
	}
	one := newTestResolver(t, learnedPeople().Learned(), hotBlock, nil)
	var all []Event
	now := map[string]Record{}
	apply := func(r *Resolver, ada bool, ids ...string) []Event {
		t.Helper()
		var records []Record
		for _, id := range ids {
			now[id] = person(id, ada)
			records = append(records, now[id])
		}
		events, err := r.Apply(records, nil)
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	all = append(all, apply(one, true, "a1", "a2", "a3")...)
	all = append(all, apply(one, false, "b1", "b2")...)
	all = append(all, apply(one, true, "b1", "b2")...)
	ledger, members, err := Replay(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewResolver(learnedPeople().Learned(), ledger, members, nil)
	if err != nil {
		t.Fatal(err)
	}
	var back []Record
	for _, r := range now {
		back = append(back, r)
	}
	if events, err := other.Apply(back, nil); err != nil || len(events) > 0 {
		t.Fatalf("coming back is told as %v, %v", story(events), err)
	}
	want := apply(one, false, "b1", "b2")
	if got := story(want); len(got) != 2 || got[1] != "redirect E2 E3" {
		t.Fatalf("the one tells %v", got)
	}
	if diff := cmp.Diff(want, apply(other, false, "b1", "b2")); diff != "" {
		t.Errorf("the other tells other things (-want +got):\n%s", diff)
	}
}

// A new model is tried on a copy of the ledger: what it would do to the entities is told, and nothing is done.
func TestANewModelIsPlannedBeforeItIsTaken(t *testing.T) {
	old := peopleResolver(t)
	var records []Record
	table := learnedPeople().c.tables[0]
	members := map[Key]string{}
	for row := range table.Rows() {
		r := table.Record(row)
		records = append(records, r)
		members[r.Key], _ = old.EntityOf(r.Key)
	}
	stricter := learnedPeople().Learned()
	stricter.md.prior -= 12
	plan, err := NewResolver(stricter, old.ledger.Clone(), members, nil)
	if err != nil {
		t.Fatal(err)
	}
	was := old.ledger.Sequence()
	events, err := plan.Apply(records, nil)
	if err != nil {
		t.Fatal(err)
	}
	splits := 0
	for _, e := range events {
		if e.Kind != EventSplit {
			t.Fatalf("a stricter model only splits, and not %+v", e)
		}
		splits++
	}
	if more := len(plan.Clusters()) - len(old.Clusters()); splits == 0 || splits != more {
		t.Errorf("%d splits make %d more entities", splits, more)
	}
	if old.ledger.Sequence() != was {
		t.Error("planning wrote to the ledger")
	}
	for _, id := range old.ledger.IDs() {
		if _, known := plan.Resolve(id); !known {
			t.Errorf("%s does not resolve under the new model", id)
		}
	}
	members[records[0].Key] = "E0"
	if _, err := NewResolver(stricter, old.ledger.Clone(), members, nil); err == nil {
		t.Error("a record in an entity that the ledger does not hold was taken")
	}
}

func TestLedgerRefusesWhatDoesNotFollow(t *testing.T) {
	first := Event{Sequence: 1, Batch: 1, Kind: EventCreate, Entity: "E1"}
	second := Event{Sequence: 2, Batch: 1, Kind: EventCreate, Entity: "E2"}
	for name, events := range map[string][]Event{
		"a gap":                  {second},
		"a line twice":           {first, first},
		"an earlier batch":       {first, {Sequence: 2, Kind: EventCreate, Entity: "E2"}},
		"an id given twice":      {first, {Sequence: 2, Batch: 1, Kind: EventCreate, Entity: "E1"}},
		"a split into the same":  {first, {Sequence: 2, Batch: 1, Kind: EventSplit, Entity: "E1", Other: "E1"}},
		"an unknown id":          {first, {Sequence: 2, Batch: 1, Kind: EventAbsorb, Entity: "E1", Other: "E9"}},
		"an unknown kind":        {first, {Sequence: 2, Batch: 1, Kind: "explode", Entity: "E1"}},
		"absorbed by itself":     {first, {Sequence: 2, Batch: 1, Kind: EventAbsorb, Entity: "E1", Other: "E1"}},
		"a circle of redirects":  {first, second, {Sequence: 3, Batch: 1, Kind: EventRedirect, Entity: "E1", Other: "E2"}, {Sequence: 4, Batch: 1, Kind: EventRedirect, Entity: "E2", Other: "E1"}},
		"a circle of absorption": {first, second, {Sequence: 3, Batch: 1, Kind: EventAbsorb, Entity: "E1", Other: "E2"}, {Sequence: 4, Batch: 1, Kind: EventAbsorb, Entity: "E2", Other: "E1"}},
	} {
		if _, _, err := Replay(events, nil); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	for _, file := range []string{`{"seq":1,"batch":1,"kind":"create","enti`, `{"seq":1,"surprise":2}`, "[]"} {
		_, err := ReadEvents(strings.NewReader(file))
		if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != farol.CodeUnreadable {
			t.Errorf("%s: %v, want %s", file, err, farol.CodeUnreadable)
		}
	}
}

func TestIDsComeFromTheirSourceAndNeverTwice(t *testing.T) {
	l := NewLedger(func(n int64) string { return fmt.Sprintf("x%d", (n+1)/2) })
	r, err := NewResolver(learnedPeople().Learned(), l, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	table := learnedPeople().c.tables[0]
	if _, err := r.Apply([]Record{table.Record(0), table.Record(40), table.Record(80)}, nil); err != nil {
		t.Fatal(err)
	}
	if ids := l.IDs(); !slices.Equal(ids, []string{"x1", "x2", "x3"}) {
		t.Errorf("%v, want three ids of the source", ids)
	}
}

func TestApplyRefusesABatchAsAWhole(t *testing.T) {
	r := peopleResolver(t)
	before := r.Clusters()
	table := learnedPeople().c.tables[0]
	a, b := table.Record(0), table.Record(1)
	a.Cells[0] = "changed"
	scattered := make([]Record, mostSources)
	for i := range scattered {
		scattered[i] = Record{Key: Key{Source: fmt.Sprint("source ", i), Record: "1"}, Columns: b.Columns, Cells: b.Cells}
	}
	for name, c := range map[string]struct {
		upserts []Record
		deletes []Key
		want    farol.Code
	}{
		"a key twice":           {[]Record{a, b, a}, nil, farol.CodeDuplicateKey},
		"changed and deleted":   {[]Record{a}, []Key{a.Key}, farol.CodeDuplicateKey},
		"no identifier":         {[]Record{a, {Key: Key{Source: "s"}}}, nil, farol.CodeMissingKey},
		"a delete of no source": {[]Record{a}, []Key{{Record: "1"}}, farol.CodeMissingKey},
		"a source a record":     {scattered, []Key{a.Key}, farol.CodeTooLarge},
	} {
		_, err := r.Apply(c.upserts, c.deletes)
		if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if diff := cmp.Diff(before, r.Clusters()); diff != "" {
			t.Errorf("%s was applied in part:\n%s", name, diff)
		}
	}
}

// Searches see whole states while batches are applied: a record is always found with its copy, whose entity resolves.
func TestFindWhileBatchesAreApplied(t *testing.T) {
	r := peopleResolver(t)
	table := learnedPeople().c.tables[0]
	asked := table.Record(5)
	asked.Key.Record = "asked"
	asked.Cells[1] += "zzq neverseen"
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range desks + 3 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				found := r.Find(asked)
				if len(found) == 0 {
					t.Error("the record's original was not found")
					return
				}
				if _, known := r.Resolve(found[0].Entity); !known {
					t.Errorf("%+v is in no entity", found[0])
					return
				}
			}
		})
	}
	for i := range 200 {
		other := table.Record(20 + i)
		other.Cells[0] = fmt.Sprint("name", i)
		if _, err := r.Apply([]Record{other}, []Key{{"people", fmt.Sprint(400 + i)}}); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	readers.Wait()
}

// Find weighs a record as it will weigh when it has come.
func TestFindSaysWhatApplyWillFind(t *testing.T) {
	r := peopleResolver(t)
	table := learnedPeople().c.tables[0]
	met := 0
	for row := 0; row < table.Rows(); row += 7 {
		asked := table.Record(row)
		asked.Key.Record = "asked"
		asked.Cells[row%4] += "q"
		before := r.Find(asked)
		if _, err := r.Apply([]Record{asked}, nil); err != nil {
			t.Fatal(err)
		}
		after := r.Find(asked)
		met += len(before)
		for _, found := range [2][]Candidate{before, after} {
			for i := range found {
				found[i].Entity = ""
			}
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("row %d: (-before it came +after):\n%s", row, diff)
		}
		if _, err := r.Apply(nil, []Key{asked.Key}); err != nil {
			t.Fatal(err)
		}
	}
	if met == 0 {
		t.Error("nothing was found")
	}
}
