package entity

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listsResolver holds two lists of people, each without duplicates.
func listsResolver(t *testing.T) *Resolver {
	t.Helper()
	r := newTestResolver(t, learnedLists().Learned(), hotBlock, nil)
	if _, err := r.Apply(recordsOf(learnedLists().c.tables...), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

// told is a pair as Pairs tells it.
type told struct {
	left, right Key
	weight      float64
	together    bool
}

func (r *Resolver) told() []told {
	var out []told
	r.Pairs(func(left, right Key, weight, _ float64, together bool) bool {
		out = append(out, told{left, right, weight, together})
		return true
	})
	return out
}

func sum(e Explanation) float64 {
	s := e.Prior
	for _, p := range e.Parts {
		s += p.Bits
	}
	return s
}

// Every kept pair is explained by parts that add up to the weight that is shown, rivals included, whichever record is asked for first.
func TestThePartsOfAPairAddUpToItsShownWeight(t *testing.T) {
	for name, r := range map[string]*Resolver{"with duplicates": peopleResolver(t), "without duplicates": listsResolver(t)} {
		t.Run(name, func(t *testing.T) {
			pairs, rivals := r.told(), 0
			for i, p := range pairs {
				e, ok := r.Explain(p.left, p.right)
				if !ok || math.Abs(e.Weight-p.weight) > 1e-4 || math.Abs(sum(e)-e.Weight) > 1e-9 {
					t.Fatalf("%s and %s are shown with %.6f, explained by %+v, %v", p.left, p.right, p.weight, e, ok)
				}
				if i > 0 && (pairs[i-1].left.Compare(p.left) > 0 || pairs[i-1].left == p.left && pairs[i-1].right.Compare(p.right) >= 0) {
					t.Fatalf("%+v comes after %+v", p, pairs[i-1])
				}
				left, _ := r.EntityOf(p.left)
				if right, _ := r.EntityOf(p.right); p.left.Compare(p.right) >= 0 || (left == right) != p.together {
					t.Fatalf("%+v, but the entities are %s and %s", p, left, right)
				}
				back, _ := r.Explain(p.right, p.left)
				for k, part := range e.Parts {
					if other := back.Parts[k]; part.Left != other.Right || part.Right != other.Left || part.Level != other.Level || part.Bits != other.Bits {
						t.Fatalf("%+v one way, %+v the other way", part, other)
					}
					if part.Level == LevelRivals && part.Bits < -0.1 {
						rivals++
					}
				}
			}
			if len(pairs) == 0 {
				t.Fatal("no pair is kept")
			}
			gone := pairs[0].left
			if _, err := r.Apply(nil, []Key{gone}); err != nil {
				t.Fatal(err)
			}
			for _, p := range r.told() {
				if p.left == gone || p.right == gone {
					t.Fatalf("%+v is told of a record that is gone", p)
				}
			}
			if competes := name == "without duplicates"; competes != (rivals > 0) {
				t.Errorf("rivals take a part of %d pairs", rivals)
			}
		})
	}
}

// A record that is not here is explained by what Find weighs, and one that nobody knows by nothing.
func TestARecordThatIsNotHereIsExplained(t *testing.T) {
	r := peopleResolver(t)
	table := learnedPeople().c.tables[0]
	found := 0
	for row := range 200 {
		record := table.Record(row)
		record.Key = Key{"desk", fmt.Sprint(row)}
		for _, c := range r.Find(record) {
			found++
			e, ok := r.ExplainRecord(record, c.Key)
			if !ok || math.Abs(e.Weight-c.Weight) > 1e-4 || math.Abs(sum(e)-e.Weight) > 1e-9 {
				t.Fatalf("found with %.6f, explained by %+v, %v", c.Weight, e, ok)
			}
		}
	}
	if found == 0 {
		t.Error("nothing was found")
	}
	if e, ok := r.ExplainRecord(table.Record(0), Key{"people", "nobody"}); ok {
		t.Errorf("a record that is not here is explained: %+v", e)
	}
	if e, ok := r.Explain(Key{"people", "nobody"}, Key{"people", table.IDs[0]}); ok {
		t.Errorf("a record that is not here is explained: %+v", e)
	}
	lists := listsResolver(t)
	left := learnedLists().c.tables[0]
	e, ok := lists.Explain(Key{"left", left.IDs[0]}, Key{"left", left.IDs[1]})
	if !ok || !slices.ContainsFunc(e.Parts, func(p Part) bool { return p.Level == LevelOneSource }) {
		t.Errorf("records that can never be joined are explained by %+v, %v", e, ok)
	}
}

// The links of an entity are the pairs that are together in it, with copies and decisions, and never more than asked for.
func TestLinksAreWhatHoldsAnEntityTogether(t *testing.T) {
	for name, r := range map[string]*Resolver{"with duplicates": peopleResolver(t), "without duplicates": listsResolver(t)} {
		t.Run(name, func(t *testing.T) {
			want := map[string][]told{}
			for _, p := range r.told() {
				if p.together {
					id, _ := r.EntityOf(p.left)
					want[id] = append(want[id], p)
				}
			}
			linked, bridges := 0, 0
			for _, cluster := range r.Clusters() {
				id, _ := r.EntityOf(cluster[0])
				links, ok := r.Links(id, 1<<30)
				if !ok || links.Entity != id || links.Records != len(cluster) || links.Total != len(links.Links) {
					t.Fatalf("links of %s: %+v, %v", id, links, ok)
				}
				var got []told
				for _, l := range links.Links {
					i, _ := r.rowNumber(l.Left)
					if j, _ := r.rowNumber(l.Right); r.rows[i].form != r.rows[j].form {
						got = append(got, told{l.Left, l.Right, l.Weight, true})
					}
				}
				slices.SortFunc(got, func(a, b told) int {
					if n := a.left.Compare(b.left); n != 0 {
						return n
					}
					return a.right.Compare(b.right)
				})
				if diff := cmp.Diff(want[id], got, cmp.AllowUnexported(told{})); diff != "" {
					t.Fatalf("links of %s (-pairs +links):\n%s", id, diff)
				}
				linked += len(got)
				if links.Bridge != nil {
					bridges++
				}
				if fewer, _ := r.Links(id, 1); links.Total > 1 && (len(fewer.Links) != 1 || fewer.Total != links.Total || fewer.Links[0] != links.Links[0]) {
					t.Fatalf("the first link of %+v is told as %+v", links, fewer)
				}
			}
			if linked == 0 || bridges == 0 {
				t.Errorf("%d links and %d bridges", linked, bridges)
			}
		})
	}
	r := peopleResolver(t)
	table := learnedPeople().c.tables[0]
	copied, stranger := table.Record(0), table.Record(1000)
	copied.Key.Record = "copy"
	if _, err := r.Apply([]Record{copied}, nil); err != nil {
		t.Fatal(err)
	}
	same, _ := r.EntityOf(copied.Key)
	links, _ := r.Links(same, 100)
	if !slices.ContainsFunc(links.Links, func(l Link) bool { return l.Left == table.Record(0).Key && l.Right == copied.Key }) {
		t.Errorf("the copy is missing: %+v", links.Links)
	}
	said := Decision{Left: stranger.Key, Right: copied.Key, Same: true, By: "ada"}
	if _, err := r.Decide(Decisions{said}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Decisions{said}, r.Decisions()); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
	id, _ := r.EntityOf(copied.Key)
	links, _ = r.Links(id, 100)
	if !slices.ContainsFunc(links.Links, func(l Link) bool { return l.Decided != nil && *l.Decided == said }) {
		t.Errorf("the decision is missing: %+v", links.Links)
	}
	if links, ok := r.Links("E999999", 10); ok {
		t.Errorf("an entity that never was has links: %+v", links)
	}
}
