package entity

import "slices"

// groups are groups of numbers, one after the other.
type groups struct {
	numbers []int32
	ends    []int32
}

// end closes the group that numbers were added to.
func (g *groups) end() { g.ends = append(g.ends, int32(len(g.numbers))) }

func (g *groups) len() int { return len(g.ends) }

// of is a group; appending to it does not change the next.
func (g *groups) of(i int) []int32 {
	from := int32(0)
	if i > 0 {
		from = g.ends[i-1]
	}
	return g.numbers[from:g.ends[i]:g.ends[i]]
}

// relink gives the clusters of all forms that hang together with a dirty one, in rows.
func (b *batch) relink() []groups {
	parts := b.components()
	// Each part of them is clustered by itself, and gives clusters of its own.
	const each1024 = 1024
	clusters := make([]groups, (parts.len()+each1024-1)/each1024)
	each(len(clusters), func(i int) {
		w := newRivals(b.r)
		for c := i * each1024; c < min(parts.len(), (i+1)*each1024); c++ {
			w.cluster(parts.of(c), &clusters[i])
		}
	})
	return clusters
}

// components are the forms that hang together with a dirty one.
func (b *batch) components() groups {
	r := b.r
	seeds := &r.anew
	seeds.reset(len(r.forms))
	for _, f := range r.dirty.list {
		if len(r.forms[f].rows) == 0 {
			continue
		}
		seeds.add(f)
		if r.compete {
			// What rivals leave to a pair changes with its neighbours' pairs, and with those of their neighbours.
			for _, l := range r.links[f] {
				seeds.add(l.to)
				for _, m := range r.links[l.to] {
					seeds.add(m.to)
				}
			}
		}
	}
	var parts groups
	w := newRivals(r)
	r.seen.reset(len(r.forms))
	visit := func(f int32) {
		if r.seen.add(f) {
			parts.numbers = append(parts.numbers, f)
		}
	}
	for _, seed := range seeds.list {
		if r.seen.has(seed) {
			continue
		}
		at := len(parts.numbers)
		for visit(seed); at < len(parts.numbers); at++ {
			f := parts.numbers[at]
			for _, l := range r.links[f] {
				if w.bits(f, l) > r.md.threshold {
					visit(l.to)
				}
			}
			r.eachDecided(f, func(other int32, same bool) {
				if same {
					visit(other)
				}
			})
		}
		parts.end()
	}
	return parts
}

// cluster links all that hangs together, as the batch does, and gives the clusters in rows.
func (w *rivals) cluster(members []int32, out *groups) {
	r := w.r
	if len(members) == 1 {
		r.inRows(members, out)
		return
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
				if bits := w.bits(f, l) - r.md.threshold; bits > 0 {
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
	// Every sum that bits asks for below was made above: groups are weighed by several goroutines.
	score := func(a, b int32) float64 {
		if l, kept := r.linkOf(members[a], members[b]); kept {
			return w.bits(members[a], l) - r.md.threshold
		}
		return r.c.weightOf(r.md, members[a], members[b]) - r.md.threshold
	}
	of := part.cluster(pairs, weights, score, unique)
	together := map[int32][]int32{}
	var order []int32
	for i, g := range of {
		if together[g] == nil {
			order = append(order, g)
		}
		together[g] = append(together[g], members[i])
	}
	for _, g := range order {
		r.inRows(together[g], out)
	}
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

// inRows gives a cluster of forms in rows. Rows that repeat another to the letter follow it, where that much agreement weighs for a match.
func (r *Resolver) inRows(forms []int32, out *groups) {
	for _, f := range forms {
		if rows := r.forms[f].rows; r.apart(f) {
			least, _ := r.leastRow(rows, -1)
			for _, row := range rows {
				if row != least {
					out.numbers = append(out.numbers, row)
					out.end()
				}
			}
		}
	}
	for _, f := range forms {
		if rows := r.forms[f].rows; r.apart(f) {
			least, _ := r.leastRow(rows, -1)
			out.numbers = append(out.numbers, least)
		} else {
			out.numbers = append(out.numbers, rows...)
		}
	}
	out.end()
}

// apart says of a form that its rows are different things although they say the same.
func (r *Resolver) apart(f int32) bool {
	return len(r.forms[f].rows) > 1 && (r.unique(r.c.table[f]) || r.c.weightOf(r.md, f, f) < r.md.threshold)
}
