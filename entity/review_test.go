package entity

import (
	"math"
	"slices"
	"testing"
)

// peopleResolver holds the invented people.
func peopleResolver(t *testing.T) *Resolver {
	t.Helper()
	r := newTestResolver(t, learnedPeople().Learned(), hotBlock, nil)
	table := learnedPeople().c.tables[0]
	var records []Record
	for row := range table.Rows() {
		records = append(records, table.Record(row))
	}
	if _, err := r.Apply(records, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestQueueAsksWhatTeachesMost(t *testing.T) {
	r := peopleResolver(t)
	// Without birthday and town, namesakes are in doubt.
	table := learnedPeople().c.tables[0]
	var vague []Record
	for row := 0; row < table.Rows(); row += 2 {
		record := table.Record(row)
		record.Cells[2], record.Cells[3] = "", ""
		vague = append(vague, record)
	}
	if _, err := r.Apply(vague, nil); err != nil {
		t.Fatal(err)
	}
	queue := r.Queue(1 << 30)
	if len(queue) < 3 {
		t.Fatalf("%d doubtful pairs are too few to tell an order", len(queue))
	}
	for i, d := range queue {
		if d.Probability < doubtful || d.Probability > 1-doubtful || d.Pattern < 1 || d.Impact < 1 || d.Teaches <= 0 {
			t.Errorf("%+v is not doubtful, or teaches nothing", d)
		}
		if i > 0 && d.Teaches > queue[i-1].Teaches {
			t.Errorf("%+v comes after %+v", d, queue[i-1])
		}
		left, _ := r.EntityOf(d.Left)
		if right, _ := r.EntityOf(d.Right); (left == right) != d.Together {
			t.Errorf("%+v, but the entities are %s and %s", d, left, right)
		}
	}
	if got := r.Queue(2); !slices.Equal(got, queue[:2]) {
		t.Errorf("%v, want the first two of all", got)
	}
	// What is decided is not asked again, and holds.
	first := queue[0]
	if _, err := r.Decide(Decisions{{Left: first.Right, Right: first.Left, Same: !first.Together}}); err != nil {
		t.Fatal(err)
	}
	left, _ := r.EntityOf(first.Left)
	if right, _ := r.EntityOf(first.Right); (left == right) == first.Together {
		t.Errorf("the decision about %+v does not hold", first)
	}
	if slices.ContainsFunc(r.Queue(1<<30), func(d Doubt) bool { return d.Left == first.Left && d.Right == first.Right }) {
		t.Errorf("%+v is asked again", first)
	}
}

func TestHealthAddsUp(t *testing.T) {
	r := peopleResolver(t)
	h := r.Health(5)
	clusters := r.Clusters()
	records, entities := 0, 0
	for _, s := range h.Sizes {
		records += s.Size * s.Entities
		entities += s.Entities
	}
	if records != h.Records || entities != h.Entities || h.Entities != len(clusters) || h.Records != 1500 && h.Records != learnedPeople().c.tables[0].Rows() {
		t.Errorf("%d records in %d entities by size, want %d in %d, and %d clusters", records, entities, h.Records, h.Entities, len(clusters))
	}
	pairs := 0
	for _, b := range h.Histogram {
		pairs += b.Pairs
	}
	links := 0
	for _, l := range r.links {
		links += len(l)
	}
	if pairs == 0 || pairs*2 != links {
		t.Errorf("the histogram shows %d pairs of %d", pairs, links/2)
	}
	if h.Unlinkable < 0 || h.Unlinkable > 0.05 {
		t.Errorf("%.3f of people with name, birthday and town are unlinkable", h.Unlinkable)
	}
	if len(h.Bridges) != 5 {
		t.Fatalf("%d bridges, want 5", len(h.Bridges))
	}
	for i, b := range h.Bridges {
		left, _ := r.EntityOf(b.Left)
		right, _ := r.EntityOf(b.Right)
		if left != b.Entity || right != b.Entity || b.Sizes[0]+b.Sizes[1] != len(r.Members(b.Entity)) || i > 0 && b.Weight < h.Bridges[i-1].Weight {
			t.Errorf("%+v is no bridge of %s and %s, or out of order", b, left, right)
		}
	}
}

// A record that says nothing but a common value cannot be recognised.
func TestHealthCountsTheUnlinkable(t *testing.T) {
	r := peopleResolver(t)
	before := r.Health(0).Unlinkable
	table := learnedPeople().c.tables[0]
	blank := Record{Key: Key{"people", "blank"}, Columns: table.Columns, Cells: make([]string, len(table.Columns))}
	if _, err := r.Apply([]Record{blank}, nil); err != nil {
		t.Fatal(err)
	}
	n := float64(table.Rows())
	if want := (before*n + 1) / (n + 1); math.Abs(r.Health(0).Unlinkable-want) > 1e-9 {
		t.Errorf("%.6f unlinkable with a blank record, want %.6f", r.Health(0).Unlinkable, want)
	}
}

func TestValleyLiesBetweenThePeaks(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   int
		found  bool
	}{
		{[]int{90, 60, 20, 5, 1, 4, 20, 40, 30, 5}, 4, true},
		{[]int{90, 60, 20, 5, 1}, 0, false},
		{[]int{1, 5, 20, 60, 90}, 0, false},
		{nil, 0, false},
	} {
		if at, ok := valley(c.counts); ok != c.found || ok && at != c.want {
			t.Errorf("valley of %v is %d, %v, want %d, %v", c.counts, at, ok, c.want, c.found)
		}
	}
}
