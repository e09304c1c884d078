package entity

import (
	"math"
	"slices"
)

// relink gives the clusters of all forms that hang together with a dirty one, each in rows.
func (b *batch) relink() [][]int32 {
	r := b.r
	seeds := make([]int32, 0, len(b.dirty))
	for f := range b.dirty {
		if len(r.forms[f].rows) == 0 {
			continue
		}
		seeds = append(seeds, f)
		if r.compete {
			// What rivals leave to a pair changes with its neighbours' pairs.
			for _, l := range r.links[f] {
				seeds = append(seeds, l.to)
			}
		}
	}
	slices.Sort(seeds)
	seeds = slices.Compact(seeds)
	w := walk{r: r, seen: make(map[int32]bool, len(seeds)), odds: map[int32][2]float64{}}
	var clusters [][]int32
	for _, f := range seeds {
		if !w.seen[f] {
			clusters = append(clusters, w.component(f)...)
		}
	}
	return clusters
}

// walk goes through what hangs together.
type walk struct {
	r    *Resolver
	seen map[int32]bool
	odds map[int32][2]float64
}

// component links all that hangs together with a form, as the batch does, and gives the clusters in rows.
func (w *walk) component(start int32) [][]int32 {
	r := w.r
	members := []int32{start}
	w.seen[start] = true
	visit := func(f int32) {
		if !w.seen[f] {
			w.seen[f] = true
			members = append(members, f)
		}
	}
	for i := 0; i < len(members); i++ {
		f := members[i]
		for _, l := range r.links[f] {
			if w.bits(f, l) > 0 {
				visit(l.to)
			}
		}
		r.eachDecided(f, func(other int32, same bool) {
			if same {
				visit(other)
			}
		})
	}
	slices.SortFunc(members, func(a, b int32) int {
		switch {
		case a == b:
			return 0
		case r.after(a, b):
			return 1
		}
		return -1
	})
	if len(members) == 1 {
		return r.inRows(members)
	}
	// The members are numbered in an order of their own, so that nothing depends on when they came.
	at := make(map[int32]int32, len(members))
	part := &collection{table: make([]int16, len(members))}
	unique := make([]bool, len(r.sources))
	for i, f := range members {
		at[f] = int32(i)
		part.table[i] = r.c.table[f]
		unique[part.table[i]] = r.unique(part.table[i])
	}
	var pairs []uint64
	var weights []float64
	var said Decisions
	for i, f := range members {
		from := len(pairs)
		for _, l := range r.links[f] {
			if j, ok := at[l.to]; ok && int32(i) < j {
				if bits := w.bits(f, l); bits > 0 {
					pairs = append(pairs, uint64(i)<<32|uint64(j))
					weights = append(weights, bits)
				}
			}
		}
		sortPairs(pairs[from:], weights[from:])
		if keys := r.forms[f].rows; len(keys) == 1 {
			said = append(said, r.decided[r.keyOf(keys[0])]...)
		}
	}
	part.decided = said.numbered(func(k Key) (int32, bool) {
		row, ok := r.rowNumber(k)
		if !ok {
			return 0, false
		}
		i, here := at[r.rows[row].form]
		return i, here
	})
	if !slices.Contains(unique, true) {
		unique = nil
	}
	of := part.cluster(pairs, weights, func(a, b int32) float64 { return r.c.weightOf(r.md, members[a], members[b]) - r.md.threshold }, unique)
	groups := map[int32][]int32{}
	var order []int32
	for i, g := range of {
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], members[i])
	}
	var clusters [][]int32
	for _, g := range order {
		clusters = append(clusters, r.inRows(groups[g])...)
	}
	return clusters
}

// sortPairs sorts pairs with their weights; they are few.
func sortPairs(pairs []uint64, weights []float64) {
	for i := 1; i < len(pairs); i++ {
		for j := i; j > 0 && pairs[j] < pairs[j-1]; j-- {
			pairs[j], pairs[j-1] = pairs[j-1], pairs[j]
			weights[j], weights[j-1] = weights[j-1], weights[j]
		}
	}
}

// eachDecided calls fn for the forms that people spoke of together with one.
func (r *Resolver) eachDecided(f int32, fn func(other int32, same bool)) {
	if len(r.decided) == 0 || len(r.forms[f].rows) != 1 {
		return
	}
	k := r.keyOf(r.forms[f].rows[0])
	for _, d := range r.decided[k] {
		other := d.Left
		if other == k {
			other = d.Right
		}
		if row, ok := r.rowNumber(other); ok {
			fn(r.rows[row].form, d.Same)
		}
	}
}

// bits is the weight of a pair above the threshold, after rivals have taken their part.
func (w *walk) bits(f int32, l link) float64 {
	bits := float64(l.bits)
	if !w.r.compete {
		return bits - w.r.md.threshold
	}
	a, b := f, l.to
	if w.r.after(a, b) {
		a, b = b, a
	}
	o := rivalOdds(bits)
	return math.Min(bits, bitsOf(math.Min(o/(1+w.sums(a)[0]), o/(1+w.sums(b)[1])))) - w.r.md.threshold
}

// rivalOdds are the odds with which a pair competes.
func rivalOdds(bits float64) float64 {
	p := probability(bits)
	return math.Min(p/(1-p+1e-12), 1e12)
}

// sums are the odds of all pairs in which a form comes first, and of those in which it comes second.
func (w *walk) sums(f int32) [2]float64 {
	if s, ok := w.odds[f]; ok {
		return s
	}
	// Sums are made in an order that does not depend on when the forms came: of the odds themselves.
	var first, second []float64
	for _, l := range w.r.links[f] {
		if o := rivalOdds(float64(l.bits)); w.r.after(f, l.to) {
			second = append(second, o)
		} else {
			first = append(first, o)
		}
	}
	var s [2]float64
	for i, odds := range [2][]float64{first, second} {
		slices.Sort(odds)
		for _, o := range odds {
			s[i] += o
		}
	}
	w.odds[f] = s
	return s
}

// inRows gives a cluster of forms in rows. Rows that repeat another to the letter follow it, where that much agreement weighs for a match.
func (r *Resolver) inRows(forms []int32) [][]int32 {
	var together []int32
	var out [][]int32
	for _, f := range forms {
		rows := r.forms[f].rows
		if len(rows) > 1 && (r.unique(r.c.table[f]) || r.c.weightOf(r.md, f, f) < r.md.threshold) {
			least, _ := r.leastRow(rows, -1)
			for _, row := range rows {
				if row != least {
					out = append(out, []int32{row})
				}
			}
			together = append(together, least)
			continue
		}
		together = append(together, rows...)
	}
	return append(out, together)
}
