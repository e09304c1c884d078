package entity

import (
	"cmp"
	"slices"
)

// Link is a compared pair of two records of one entity.
type Link struct {
	Left, Right Key // the lesser at the left
	Weight      float64
	Probability float64
	Decided     *Decision // what a person said of the two, nil where nobody did
}

// Links are what holds an entity together.
type Links struct {
	Entity  string // the id that it has now
	Records int
	// Links are the pairs that weigh most, and Total is how many pairs there are. Records that say the same to the letter count as one, which
	// the least of them stands for; each other of them has a link with that.
	Links []Link
	Total int
	// Bridge is the weakest place, nil where the entity has none.
	Bridge *Bridge
}

// Links gives the pairs inside an entity, by the id it has now or had once, those that weigh most first and at most so many; ok is false where
// there is no such entity.
func (r *Resolver) Links(id string, most int) (out Links, ok bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	current, _ := r.ledger.Resolve(id)
	e, ok := r.numberOf[current]
	if !ok || len(r.entities[e].rows) == 0 {
		return Links{}, false
	}
	rows := slices.Clone(r.entities[e].rows)
	slices.SortFunc(rows, func(a, b int32) int { return r.keyOf(a).Compare(r.keyOf(b)) })
	out = Links{Entity: current, Records: len(rows)}
	first := make(map[int32]int32, len(rows)) // least row of each form
	w := newRivals(r)
	for _, row := range rows {
		f := r.rows[row].form
		if least, known := first[f]; known {
			out.Links = append(out.Links, r.linkBetween(least, row, r.c.weightOf(r.md, f, f)))
		} else {
			first[f] = row
		}
	}
	for _, row := range rows {
		f := r.rows[row].form
		if first[f] != row {
			continue
		}
		for _, l := range r.links[f] {
			if other, inside := first[l.to]; inside && r.keyOf(row).Compare(r.keyOf(other)) < 0 {
				out.Links = append(out.Links, r.linkBetween(row, other, w.bits(f, l)))
			}
		}
		out.Links = append(out.Links, r.onlyDecided(row, e)...)
	}
	slices.SortFunc(out.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), a.Left.Compare(b.Left), a.Right.Compare(b.Right))
	})
	out.Total = len(out.Links)
	out.Links = slices.Clip(out.Links[:min(most, out.Total)])
	if b, found := r.bridge(e, w); found {
		out.Bridge = &b
	}
	return out, true
}

// linkBetween is the link of two rows, the lesser first.
func (r *Resolver) linkBetween(a, b int32, bits float64) Link {
	l := Link{Left: r.keyOf(a), Right: r.keyOf(b), Weight: bits, Probability: Probability(bits)}
	for _, d := range r.decided[l.Left] {
		if d.Left == l.Right || d.Right == l.Right {
			l.Decided = &d
		}
	}
	return l
}

// onlyDecided gives the pairs of a row with greater ones of its entity that people joined and no key proposed.
func (r *Resolver) onlyDecided(row, e int32) []Link {
	var out []Link
	k := r.keyOf(row)
	for _, d := range r.decided[k] {
		other := d.Left
		if other == k {
			other = d.Right
		}
		to, here := r.rowNumber(other)
		if !d.Same || !here || r.rows[to].entity != e || k.Compare(other) >= 0 {
			continue
		}
		a, b := r.rows[row].form, r.rows[to].form
		if _, kept := r.linkOf(a, b); !kept {
			out = append(out, r.linkBetween(row, to, r.explain(a, b).Weight))
		}
	}
	return out
}

// linkOf finds the pair of two forms among those that are kept.
func (r *Resolver) linkOf(a, b int32) (link, bool) {
	i, ok := slices.BinarySearchFunc(r.links[a], b, byTarget)
	if !ok {
		return link{}, false
	}
	return r.links[a][i], true
}

// Pairs calls yield for every kept pair, until it says no: in the order of the left record, then of the right one, the lesser at the left. Of
// records that say the same to the letter, the least stands for all; together says whether those two are in one entity. Nothing else of the
// Resolver that writes runs meanwhile, so yield must not call Apply or Decide.
func (r *Resolver) Pairs(yield func(left, right Key, weight, probability float64, together bool) bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	order, byKey, least := r.paired()
	w := newRivals(r)
	var greater []link
	for _, f := range order {
		greater = greater[:0]
		for _, l := range r.links[f] {
			if byKey(f, l.to) < 0 {
				greater = append(greater, l)
			}
		}
		slices.SortFunc(greater, func(a, b link) int { return byKey(a.to, b.to) })
		for _, l := range greater {
			bits := w.bits(f, l)
			x, y := least[f], least[l.to]
			if !yield(r.keyOf(x), r.keyOf(y), bits, Probability(bits), r.rows[x].entity == r.rows[y].entity) {
				return
			}
		}
	}
}

// paired are the forms that have pairs, in the order of their least keys, which are given by row. They are sorted when somebody asks for the first
// time after a change, and kept until the next one.
func (r *Resolver) paired() (order []int32, byKey func(a, b int32) int, least []int32) {
	r.now.mu.Lock()
	defer r.now.mu.Unlock()
	if r.now.pairedAt != r.turn {
		r.now.least, r.now.paired, r.now.pairedAt = make([]int32, len(r.forms)), nil, r.turn
		for f := range r.forms {
			if len(r.links[f]) > 0 {
				r.now.least[f], _ = r.leastRow(r.forms[f].rows, -1)
				r.now.paired = append(r.now.paired, int32(f))
			}
		}
		least := r.now.least
		r.now.paired = sortedInParts(r.now.paired, func(a, b int32) int { return r.keyOf(least[a]).Compare(r.keyOf(least[b])) })
	}
	least = r.now.least
	return r.now.paired, func(a, b int32) int { return r.keyOf(least[a]).Compare(r.keyOf(least[b])) }, least
}

// Decisions are what people said, as they were given last.
func (r *Resolver) Decisions() Decisions {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.decisions)
}
