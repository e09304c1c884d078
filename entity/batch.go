package entity

import "slices"

// batch is the work of one Apply. Forms whose pairs or records have changed are marked dirty.
type batch struct {
	r      *Resolver
	fresh  []int32        // forms that are new
	gone   []int32        // forms that nobody has any more
	former map[int32]bool // entities that lost a record that is no more
	left   map[int32][]Key
	slab   []int32 // rows of the entities that change
}

func newBatch(r *Resolver) *batch {
	r.turn++
	r.dirty.reset(len(r.forms))
	return &batch{r: r, former: map[int32]bool{}}
}

// soil marks a form dirty.
func (b *batch) soil(f int32) {
	b.r.dirty.room(len(b.r.forms))
	b.r.dirty.add(f)
}

func (b *batch) remove(k Key) {
	r := b.r
	delete(r.members, k)
	at, ok := r.rowNumber(k)
	if !ok {
		return
	}
	b.partners(k)
	b.depart(at)
	if e := r.rows[at].entity; e >= 0 {
		if b.left == nil {
			b.left = map[int32][]Key{}
		}
		b.left[e] = append(b.left[e], k)
		b.former[e] = true
		rows := r.entities[e].rows
		rows[slices.Index(rows, at)] = rows[len(rows)-1]
		r.entities[e].rows = rows[:len(rows)-1]
	}
	r.forget(at)
}

// partners notes the records that people spoke of together with one.
func (b *batch) partners(k Key) {
	for _, d := range b.r.decided[k] {
		for _, other := range [2]Key{d.Left, d.Right} {
			if at, ok := b.r.rowNumber(other); ok && other != k {
				b.soil(b.r.rows[at].form)
			}
		}
	}
}

// depart takes a row out of its form.
func (b *batch) depart(at int32) {
	f := b.r.rows[at].form
	if gone := b.r.leave(at); gone >= 0 {
		b.gone = append(b.gone, gone)
	} else {
		b.soil(f)
	}
}

func (b *batch) upsert(records []Record) {
	r := b.r
	r.place(records, func(i int, p placed) {
		if r.rows[p.row].form == p.before {
			return
		}
		k := records[i].Key
		if id, ok := r.members[k]; ok {
			e := r.entityNumber(id)
			r.rows[p.row].entity = e
			r.entities[e].rows = append(r.entities[e].rows, p.row)
			delete(r.members, k)
		}
		b.partners(k)
		b.changed(p)
	})
}

// changed notes that a row has another form than before.
func (b *batch) changed(p placed) {
	r := b.r
	f := r.rows[p.row].form
	if f == p.before {
		return
	}
	if p.gone >= 0 {
		b.gone = append(b.gone, p.gone)
	} else if p.before >= 0 {
		b.soil(p.before)
	}
	if p.entered {
		b.fresh = append(b.fresh, f)
	}
	b.soil(f)
}

func (r *Resolver) entityNumber(id string) int32 {
	e, ok := r.numberOf[id]
	if !ok {
		e = int32(len(r.entities))
		r.entities = append(r.entities, entity{id: id})
		r.numberOf[id] = e
	}
	return e
}

// settle compares what has to be compared, links what hangs together with it anew, and gives the entities what they are left with.
func (b *batch) settle() []Event {
	r := b.r
	if n := len(r.forms) - len(r.links); n > 0 {
		r.links = append(r.links, make([][]link, n)...)
	}
	for _, f := range b.gone {
		for _, l := range r.links[f] {
			r.unlink(l.to, f)
			b.soil(l.to)
		}
		r.links[f] = nil
	}
	b.compare(b.again())
	for _, f := range b.gone {
		r.release(f)
	}
	return b.assign(b.relink())
}

// again lists the forms whose pairs are to be found: the new ones, and those of keys that became cool. Pairs that only keys which became hot
// had proposed are forgotten.
func (b *batch) again() []int32 {
	r := b.r
	forms := b.fresh
	for i := range r.shards {
		crossed := r.shards[i].crossed
		for key, was := range crossed {
			now := r.block(key)
			switch hot := len(now) > r.hot; {
			case was && !hot:
				forms = append(forms, now...)
			case !was && hot:
				b.lapse(key, now)
			}
		}
		clear(crossed)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// lapse forgets the pairs of a block which no other key proposes.
func (b *batch) lapse(key uint64, block []int32) {
	r := b.r
	for _, f := range block {
		if len(r.links[f]) == 0 {
			continue
		}
		mine := r.keys(f, nil)
		for _, l := range slices.Clone(r.links[f]) {
			theirs := r.keys(l.to, nil)
			if _, both := slices.BinarySearch(theirs, key); both && !r.proposed(mine, theirs) {
				r.unlink(f, l.to)
				r.unlink(l.to, f)
				b.soil(f)
				b.soil(l.to)
			}
		}
	}
}

// proposed says that two forms share a key which is not hot.
func (r *Resolver) proposed(a, b []uint64) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case b[0] < a[0]:
			b = b[1:]
		case len(r.block(a[0])) <= r.hot:
			return true
		default:
			a, b = a[1:], b[1:]
		}
	}
	return false
}

// compare finds the pairs of the forms anew. A pair of two of them is weighed once.
func (b *batch) compare(forms []int32) {
	r := b.r
	if len(forms) == 0 {
		return
	}
	r.anew.reset(len(r.forms))
	for _, f := range forms {
		r.anew.add(f)
	}
	found := make([][]link, len(forms))
	parallel(len(forms), func(from, to int) {
		var buffer []int32
		var kept []link
		for i := from; i < to; i++ {
			buffer = r.candidates(forms[i], buffer[:0], &r.anew)
			kept = kept[:0]
			for _, other := range buffer {
				if w := r.weigh(forms[i], other); w >= r.s.floor {
					kept = append(kept, link{other, float32(w)})
				}
			}
			found[i] = slices.Clone(kept)
		}
	})
	b.mirror(forms, found)
	for i, f := range forms {
		// Both lists are in the order of the forms' numbers.
		old, now := r.links[f], found[i]
		r.links[f] = now
		for len(old) > 0 || len(now) > 0 {
			switch {
			case len(old) == 0 || len(now) > 0 && now[0].to < old[0].to:
				if to := now[0].to; !r.anew.has(to) {
					r.enlink(to, link{f, now[0].bits})
				}
				b.soil(f)
				b.soil(now[0].to)
				now = now[1:]
			case len(now) == 0 || old[0].to < now[0].to:
				if to := old[0].to; !r.anew.has(to) {
					r.unlink(to, f)
				}
				b.soil(f)
				b.soil(old[0].to)
				old = old[1:]
			default:
				old, now = old[1:], now[1:]
			}
		}
	}
}

// mirror gives each of two forms that are both compared anew the pair that was found at the first. The forms are in ascending order.
func (b *batch) mirror(forms []int32, found [][]link) {
	anew := &b.r.anew
	for i, f := range forms {
		for _, l := range found[i] {
			// What came from lesser forms stands behind, in their order; it is skipped here and put in its place below.
			if l.to > f && anew.has(l.to) {
				at, _ := slices.BinarySearch(forms, l.to)
				found[at] = append(found[at], link{f, l.bits})
			}
		}
	}
	for i := range found {
		slices.SortFunc(found[i], func(a, b link) int { return int(a.to) - int(b.to) })
	}
}

func byTarget(l link, to int32) int { return int(l.to - to) }

func (r *Resolver) unlink(at, to int32) {
	if i, ok := slices.BinarySearchFunc(r.links[at], to, byTarget); ok {
		r.links[at] = slices.Delete(r.links[at], i, i+1)
	}
}

func (r *Resolver) enlink(at int32, l link) {
	if i, ok := slices.BinarySearchFunc(r.links[at], l.to, byTarget); !ok {
		r.links[at] = slices.Insert(r.links[at], i, l)
	}
}
