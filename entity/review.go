package entity

import (
	"cmp"
	"math"
	"slices"
)

// Doubt is a pair that a person should look at.
type Doubt struct {
	Left, Right Key
	Weight      float64 // bits
	Probability float64
	Together    bool // the pair is in one entity now
	// Pattern is how many doubtful pairs agree and differ in the same fields by as much: what is decided of one is likely true of them.
	Pattern int
	// Impact is how many pairs of records a decision against what is now would join or part.
	Impact int
	// Teaches orders the queue: uncertainty in bits × log2(1 + pattern pairs not yet asked for) × log2(1 + impact).
	Teaches float64
}

// doubtful is the least probability of a pair that is doubtful; the greatest is as far from 1. They are the bounds within which the calibration of
// probabilities is measured.
const doubtful = 0.02

// InDoubt says that a pair of that probability is doubtful: a person should look at it.
func InDoubt(probability float64) bool { return probability >= doubtful && probability <= 1-doubtful }

// Queue gives the doubtful pairs, those first whose decision teaches most; at most so many, and never more than 10,000. Pairs that were decided
// about are left out. Of pairs with one pattern each counts less than the one before it. They are looked for when Queue is called for the first
// time after a change, and kept until the next one.
func (r *Resolver) Queue(most int) []Doubt {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.now.mu.Lock()
	defer r.now.mu.Unlock()
	if r.now.queueAt != r.turn {
		r.now.queue, r.now.queueAt = r.doubts(), r.turn
	}
	return slices.Clone(r.now.queue[:min(most, len(r.now.queue))])
}

// doubts are all doubtful pairs, those first whose decision teaches most.
func (r *Resolver) doubts() []Doubt {
	asked := map[[2]Key]bool{}
	for _, d := range r.decisions {
		asked[[2]Key{d.Left, d.Right}], asked[[2]Key{d.Right, d.Left}] = true, true
	}
	patterns := map[string][]Doubt{}
	w := newRivals(r)
	levels := make([]level, len(r.c.fields))
	for f := range r.links {
		for _, l := range r.links[f] {
			if l.to < int32(f) {
				continue
			}
			bits := w.bits(int32(f), l)
			p := Probability(bits)
			if !InDoubt(p) {
				continue
			}
			a, b := int32(f), l.to
			if r.after(a, b) {
				a, b = b, a
			}
			left, _ := r.leastRow(r.forms[a].rows, -1)
			right, _ := r.leastRow(r.forms[b].rows, -1)
			d := Doubt{Left: r.keyOf(left), Right: r.keyOf(right), Weight: bits, Probability: p}
			if asked[[2]Key{d.Left, d.Right}] {
				continue
			}
			d.Together, d.Impact = r.impact(left, right)
			r.c.compare(a, b, levels)
			patterns[string(levels)] = append(patterns[string(levels)], d)
		}
	}
	var queue []Doubt
	for _, same := range patterns {
		for i := range same {
			d := &same[i]
			d.Pattern = len(same)
			d.Teaches = uncertainty(d.Probability) * math.Log2(1+float64(d.Impact))
		}
		slices.SortFunc(same, compareDoubts)
		for i := range same {
			same[i].Teaches *= math.Log2(1 + float64(len(same))/float64(i+1))
		}
		queue = append(queue, same...)
	}
	slices.SortFunc(queue, compareDoubts)
	return slices.Clone(queue[:min(len(queue), longestQueue)])
}

// longestQueue is how many doubtful pairs are kept: more than people answer between two changes.
const longestQueue = 10_000

func compareDoubts(a, b Doubt) int {
	return cmp.Or(cmp.Compare(b.Teaches, a.Teaches), a.Left.Compare(b.Left), a.Right.Compare(b.Right))
}

// uncertainty is the entropy of a probability in bits: 1 at one half, 0 where it is sure.
func uncertainty(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}

// impact says whether two rows are in one entity, and how many pairs of records a decision would join, or at least part.
func (r *Resolver) impact(a, b int32) (together bool, pairs int) {
	x, y := r.rows[a].entity, r.rows[b].entity
	if x == y {
		return true, len(r.entities[x].rows) - 1
	}
	return false, len(r.entities[x].rows) * len(r.entities[y].rows)
}

// Bar is one bar of the weight histogram.
type Bar struct {
	From, To float64 // bits
	Pairs    int
}

// SizeCount is how many entities have so many records.
type SizeCount struct {
	Size, Entities int
}

// Bridge is the weakest place of an entity: without it, the entity would be two.
type Bridge struct {
	Entity      string
	Left, Right Key     // the pair that holds the two parts together best
	Weight      float64 // bits
	Sizes       [2]int  // records of the part with Left and of the part with Right
}

// Health is what can be said of a matching without any label.
type Health struct {
	Records, Entities int
	Histogram         []Bar       // weights of the kept pairs, a bar a bit; what rivals leave below the least kept is in the first bar
	Valley            *float64    // weight in bits where the histogram is lowest between matches and others; nil where it shows no valley
	Sizes             []SizeCount // by size
	Bridges           []Bridge    // the weakest first
	// Unlinkable is the share of records that say too little to be recognised even by a perfect copy of themselves. Source: R. Linacre et al.,
	// "Splink: Free software for probabilistic record linkage at scale", 2022, "unlinkables".
	Unlinkable float64
}

// Health looks at all entities and their pairs; it gives at most so many bridges.
func (r *Resolver) Health(bridges int) Health {
	r.mu.RLock()
	defer r.mu.RUnlock()
	h := Health{Records: len(r.rows) - len(r.freeRows)}
	w := newRivals(r)
	least, counts := int(math.Floor(r.s.floor)), []int(nil)
	for f := range r.links {
		for _, l := range r.links[f] {
			if l.to < int32(f) {
				continue
			}
			bar := max(0, int(math.Floor(w.bits(int32(f), l)))-least)
			for len(counts) <= bar {
				counts = append(counts, 0)
			}
			counts[bar]++
		}
	}
	for i, n := range counts {
		h.Histogram = append(h.Histogram, Bar{float64(least + i), float64(least + i + 1), n})
	}
	if at, ok := valley(counts); ok {
		bits := float64(least+at) + 0.5
		h.Valley = &bits
	}
	unlinkable := 0
	for f := range r.forms {
		if n := len(r.forms[f].rows); n > 0 && r.c.weightOf(r.md, int32(f), int32(f)) < 0 {
			unlinkable += n
		}
	}
	h.Unlinkable = float64(unlinkable) / math.Max(1, float64(h.Records))
	sizes := map[int]int{}
	for e := range r.entities {
		n := len(r.entities[e].rows)
		if n == 0 {
			continue
		}
		h.Entities++
		sizes[n]++
		if b, ok := r.bridge(int32(e), w); ok {
			h.Bridges = append(h.Bridges, b)
		}
	}
	for size, n := range sizes {
		h.Sizes = append(h.Sizes, SizeCount{size, n})
	}
	slices.SortFunc(h.Sizes, func(a, b SizeCount) int { return a.Size - b.Size })
	slices.SortFunc(h.Bridges, func(a, b Bridge) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), a.Left.Compare(b.Left), a.Right.Compare(b.Right))
	})
	h.Bridges = h.Bridges[:min(bridges, len(h.Bridges))]
	return h
}

// valley finds the bar that lies deepest below the peaks on both its sides, of bars smoothed by their neighbours. A dip of less than a twentieth of
// the lower peak is none.
func valley(counts []int) (int, bool) {
	n := len(counts)
	smooth := make([]float64, n)
	for i := range counts {
		var sum, of float64
		for j := max(0, i-1); j <= min(n-1, i+1); j++ {
			sum += float64(counts[j])
			of++
		}
		smooth[i] = sum / of
	}
	left, right := make([]float64, n), make([]float64, n)
	for i := range smooth {
		left[i] = smooth[i]
		if i > 0 {
			left[i] = max(left[i], left[i-1])
		}
	}
	for i := n - 1; i >= 0; i-- {
		right[i] = smooth[i]
		if i < n-1 {
			right[i] = max(right[i], right[i+1])
		}
	}
	at, depth := -1, 0.0
	for i := range smooth {
		peak := min(left[i], right[i])
		if d := peak - smooth[i]; d > depth && d >= peak/20 {
			at, depth = i, d
		}
	}
	return at, at >= 0
}

// bridge finds the weakest link of the strongest tree that holds an entity together. An entity of one form has none, nor has one that only
// decisions hold together there.
func (r *Resolver) bridge(e int32, w *rivals) (Bridge, bool) {
	rows := slices.Clone(r.entities[e].rows)
	if len(rows) < 2 {
		return Bridge{}, false
	}
	slices.SortFunc(rows, func(a, b int32) int { return r.keyOf(a).Compare(r.keyOf(b)) })
	at := map[int32]int32{} // place of each form
	var forms []int32
	size := []int{}
	first := []int32{} // least row of each form
	for _, row := range rows {
		f := r.rows[row].form
		if _, ok := at[f]; !ok {
			at[f] = int32(len(forms))
			forms, size, first = append(forms, f), append(size, 0), append(first, row)
		}
		size[at[f]]++
	}
	var edges []edge
	for i, f := range forms {
		for _, l := range r.links[f] {
			if j, ok := at[l.to]; ok && int32(i) < j {
				edges = append(edges, edge{int32(i), j, w.bits(f, l)})
			}
		}
	}
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.w, x.w), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	tree := newForest(len(forms))
	parts := len(forms)
	var out Bridge
	for _, x := range edges {
		i, j := tree.find(x.a), tree.find(x.b)
		if i == j {
			continue
		}
		out = Bridge{Entity: r.entities[e].id, Left: r.keyOf(first[x.a]), Right: r.keyOf(first[x.b]), Weight: x.w, Sizes: [2]int{size[i], size[j]}}
		tree.join(i, j)
		size[tree.find(i)] = size[i] + size[j]
		parts--
	}
	return out, parts == 1 && len(forms) > 1
}
