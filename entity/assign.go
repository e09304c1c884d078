package entity

import (
	"cmp"
	"slices"
)

// assign gives each cluster the id that most of its records had, and writes down what happened.
//
// An entity goes on where most of its records are; of several that go on in one cluster the largest keeps its id, of equally large ones the
// oldest, and absorbs the others. A cluster in which none goes on gets a new id.
func (b *batch) assign(parts []groups) []Event {
	r, l := b.r, b.r.ledger
	clusters := b.other(parts)
	origins := b.origins(clusters)
	claims := b.claims(clusters, origins)
	l.batch++
	before := l.sequence
	events := make([]Event, 0, len(clusters))
	gone := make([]int32, 0, len(b.left))
	for e := range b.left {
		gone = append(gone, e)
	}
	b.byAge(gone)
	for _, e := range gone {
		l.record(&events, EventLeave, r.entities[e].id, "", sortedRecords(b.left[e]))
	}
	// Whoever goes on is told before whoever is new, so that a new id never stands before the one it came from.
	survivor := make([]int32, len(clusters))
	for i := range clusters {
		survivor[i] = b.survivor(claims[i])
	}
	for i := range clusters {
		b.continued(&events, clusters[i], survivor[i], claims[i], origins[i])
	}
	for i := range clusters {
		if survivor[i] < 0 {
			b.begun(&events, clusters[i], origins[i])
		}
	}
	for e := range b.former {
		if len(r.entities[e].rows) == 0 {
			gone = append(gone, e)
		}
	}
	b.retire(&events, gone)
	if l.sequence == before {
		l.batch--
	}
	return events
}

// other are the clusters that are not entities as they stand, in the order of their least keys: that is the order of new ids.
func (b *batch) other(parts []groups) [][]int32 {
	r := b.r
	type cluster struct {
		rows  []int32
		least Key
	}
	found := make([][]cluster, len(parts))
	each(len(parts), func(i int) {
		for c := range parts[i].len() {
			rows := parts[i].of(c)
			if r.stands(rows) {
				continue
			}
			least := r.keyOf(rows[0])
			for _, row := range rows[1:] {
				if k := r.keyOf(row); k.Compare(least) < 0 {
					least = k
				}
			}
			found[i] = append(found[i], cluster{rows, least})
		}
	})
	all := sortedInParts(slices.Concat(found...), func(a, b cluster) int { return a.least.Compare(b.least) })
	out, rows := make([][]int32, len(all)), 0
	for i := range all {
		out[i] = all[i].rows
		rows += len(out[i])
	}
	b.slab = make([]int32, 0, rows)
	return out
}

// stands says that a cluster is an entity as it is.
func (r *Resolver) stands(rows []int32) bool {
	e := r.rows[rows[0]].entity
	if e < 0 || len(r.entities[e].rows) != len(rows) {
		return false
	}
	for _, row := range rows[1:] {
		if r.rows[row].entity != e {
			return false
		}
	}
	return true
}

// origins says of each cluster which entities its rows come from; nil is a cluster whose rows are all new.
func (b *batch) origins(clusters [][]int32) []map[int32][]int32 {
	r := b.r
	origins := make([]map[int32][]int32, len(clusters))
	parallel(len(clusters), func(first, end int) {
		for i := first; i < end; i++ {
			if !slices.ContainsFunc(clusters[i], func(row int32) bool { return r.rows[row].entity >= 0 }) {
				continue
			}
			from := map[int32][]int32{}
			for _, row := range clusters[i] {
				from[r.rows[row].entity] = append(from[r.rows[row].entity], row)
			}
			origins[i] = from
		}
	})
	return origins
}

// claims says of each cluster which entities go on in it.
func (b *batch) claims(clusters [][]int32, origins []map[int32][]int32) [][]int32 {
	claims := make([][]int32, len(clusters))
	type heir struct{ cluster, rows int }
	heirs := map[int32]heir{}
	for i := range clusters {
		for e, rows := range origins[i] {
			if h, ok := heirs[e]; e >= 0 && (!ok || len(rows) > h.rows) {
				heirs[e] = heir{i, len(rows)}
			}
		}
	}
	for e, h := range heirs {
		claims[h.cluster] = append(claims[h.cluster], e)
		b.former[e] = true
	}
	for i := range claims {
		b.byAge(claims[i])
	}
	return claims
}

func (b *batch) byAge(entities []int32) {
	r := b.r
	slices.SortFunc(entities, func(x, y int32) int {
		return cmp.Compare(r.ledger.given[r.entities[x].id].order, r.ledger.given[r.entities[y].id].order)
	})
}

// survivor is the largest of the entities that go on in a cluster, the oldest of equals, -1 for none.
func (b *batch) survivor(claims []int32) int32 {
	best := int32(-1)
	for _, e := range claims {
		if best < 0 || len(b.r.entities[e].rows) > len(b.r.entities[best].rows) {
			best = e
		}
	}
	return best
}

// continued tells what came to an entity that goes on.
func (b *batch) continued(events *[]Event, rows []int32, survivor int32, claims []int32, origins map[int32][]int32) {
	if survivor < 0 {
		return
	}
	r := b.r
	id := r.entities[survivor].id
	if fresh := origins[-1]; len(fresh) > 0 {
		r.ledger.record(events, EventJoin, id, "", r.keysOf(fresh))
	}
	b.moved(events, survivor, claims, origins)
	for _, e := range claims {
		if e == survivor {
			continue
		}
		absorbed := &r.entities[e]
		records := r.keysOf(origins[e])
		r.ledger.record(events, EventAbsorb, id, absorbed.id, records)
		r.entities[survivor].took = append(append(r.entities[survivor].took, absorbed.took...), taken{absorbed.id, slices.Clone(records)})
		absorbed.took, absorbed.rows = nil, nil
		delete(b.former, e)
	}
	b.settleRows(rows, survivor)
}

// moved tells which records came from entities that go on elsewhere.
func (b *batch) moved(events *[]Event, to int32, claims []int32, origins map[int32][]int32) {
	r := b.r
	var from []int32
	for e := range origins {
		if e >= 0 && e != to && !slices.Contains(claims, e) {
			from = append(from, e)
		}
	}
	b.byAge(from)
	for _, e := range from {
		r.ledger.record(events, EventMove, r.entities[e].id, r.entities[to].id, r.keysOf(origins[e]))
	}
}

// begun tells of a cluster in which no entity goes on.
func (b *batch) begun(events *[]Event, rows []int32, origins map[int32][]int32) {
	r, l := b.r, b.r.ledger
	id := l.fresh()
	if origins == nil {
		l.record(events, EventCreate, id, "", r.keysOf(rows))
		b.settleRows(rows, r.entityNumber(id))
		return
	}
	parent := int32(-1)
	var from []int32
	for e := range origins {
		if e >= 0 {
			from = append(from, e)
		}
	}
	b.byAge(from)
	for _, e := range from {
		if parent < 0 || len(origins[e]) > len(origins[parent]) {
			parent = e
		}
	}
	fresh := r.keysOf(origins[-1])
	l.record(events, EventSplit, r.entities[parent].id, id, r.keysOf(origins[parent]))
	e := r.entityNumber(id)
	b.moved(events, e, []int32{parent}, origins)
	if len(fresh) > 0 {
		l.record(events, EventJoin, id, "", fresh)
	}
	b.settleRows(rows, e)
	current, _ := l.Resolve(r.entities[parent].id)
	b.redirect(events, r.numberOf[current], e)
}

// redirect points the ids that an entity absorbed to the one that most of their records went to with a split.
func (b *batch) redirect(events *[]Event, from, to int32) {
	r := b.r
	// In the order in which the ids were given, which a Resolver that began from a ledger knows too.
	slices.SortFunc(r.entities[from].took, func(x, y taken) int {
		return cmp.Compare(r.ledger.given[x.id].order, r.ledger.given[y.id].order)
	})
	kept := r.entities[from].took[:0]
	for _, t := range r.entities[from].took {
		here, there := 0, 0
		for _, k := range t.records {
			if row, ok := r.rowNumber(k); ok {
				switch r.rows[row].entity {
				case from:
					here++
				case to:
					there++
				}
			}
		}
		if there <= here {
			kept = append(kept, t)
			continue
		}
		r.ledger.record(events, EventRedirect, t.id, r.entities[to].id, nil)
		r.entities[to].took = append(r.entities[to].took, t)
	}
	r.entities[from].took = kept
}

// settleRows makes rows those of an entity.
func (b *batch) settleRows(rows []int32, e int32) {
	for _, row := range rows {
		b.r.rows[row].entity = e
	}
	// One piece of memory holds the rows of all that changed.
	at := len(b.slab)
	b.slab = append(b.slab, rows...)
	b.r.entities[e].rows = b.slab[at:len(b.slab):len(b.slab)]
}

// retire tells which entities have no record left.
func (b *batch) retire(events *[]Event, entities []int32) {
	r := b.r
	b.byAge(entities)
	for _, e := range slices.Compact(entities) {
		if current, _ := r.ledger.Resolve(r.entities[e].id); len(r.entities[e].rows) == 0 && current == r.entities[e].id {
			r.ledger.record(events, EventRetire, r.entities[e].id, "", nil)
		}
	}
}

func sortedRecords(keys []Key) []Key {
	slices.SortFunc(keys, Key.Compare)
	return keys
}
