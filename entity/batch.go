package entity

import "slices"

// batch is the work of one Apply.
type batch struct {
	r      *Resolver
	fresh  []int32        // forms that are new
	gone   []int32        // forms that nobody has any more
	dirty  map[int32]bool // forms whose pairs or records have changed
	former map[int32]bool // entities that lost a record that is no more
	left   map[int32][]Key
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
				b.dirty[b.r.rows[at].form] = true
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
		b.dirty[f] = true
	}
}

func (b *batch) upsert(record *Record) {
	r := b.r
	before := int32(-1)
	if at, ok := r.rowNumber(record.Key); ok {
		before = r.rows[at].form
	}
	at, gone := r.place(record)
	if r.rows[at].form == before {
		return
	}
	if id, ok := r.members[record.Key]; ok {
		r.rows[at].entity = r.entityNumber(id)
		r.entities[r.rows[at].entity].rows = append(r.entities[r.rows[at].entity].rows, at)
		delete(r.members, record.Key)
	}
	b.partners(record.Key)
	b.changed(at, before, gone)
}

// changed notes that a row has another form than before, -1 for none, and that nobody has the form gone any more.
func (b *batch) changed(at, before, gone int32) {
	r := b.r
	f := r.rows[at].form
	if f == before {
		return
	}
	if gone >= 0 {
		b.gone = append(b.gone, gone)
	} else if before >= 0 {
		b.dirty[before] = true
	}
	for len(r.links) < len(r.forms) {
		r.links = append(r.links, nil)
	}
	if !b.dirty[f] && len(r.forms[f].rows) == 1 {
		b.fresh = append(b.fresh, f)
	}
	b.dirty[f] = true
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
	for _, f := range b.gone {
		for _, l := range r.links[f] {
			r.unlink(l.to, f)
			b.dirty[l.to] = true
		}
		r.links[f] = nil
		delete(b.dirty, f)
	}
	b.compare(b.again())
	for _, f := range b.gone {
		delete(b.dirty, f)
		r.release(f)
	}
	r.sizes = map[uint64]int{} // emptying the one of a large batch would cost every small batch after it
	return b.assign(b.relink())
}

// again lists the forms whose pairs are to be found: the new ones, and those of keys that became cool. Pairs that only keys which became hot
// had proposed are forgotten.
func (b *batch) again() []int32 {
	r := b.r
	forms := slices.Clone(b.fresh)
	for key, was := range r.sizes {
		now := r.block(key)
		switch {
		case was > r.hot && len(now) <= r.hot:
			forms = append(forms, now...)
		case was <= r.hot && len(now) > r.hot:
			b.lapse(key, now)
		}
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	return slices.DeleteFunc(forms, func(f int32) bool { return len(r.forms[f].rows) == 0 })
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
				b.dirty[f], b.dirty[l.to] = true, true
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

// compare finds the pairs of the forms anew.
func (b *batch) compare(forms []int32) {
	r := b.r
	found := make([][]link, len(forms))
	parallel(len(forms), func(from, to int) {
		var buffer []int32
		for i := from; i < to; i++ {
			buffer = r.candidates(forms[i], buffer[:0])
			for _, other := range buffer {
				if w := r.weigh(forms[i], other); w >= r.s.floor {
					found[i] = append(found[i], link{other, float32(w)})
				}
			}
		}
	})
	for i, f := range forms {
		// Both lists are in the order of the forms' numbers.
		old, now := r.links[f], found[i]
		r.links[f] = now
		for len(old) > 0 || len(now) > 0 {
			switch {
			case len(old) == 0 || len(now) > 0 && now[0].to < old[0].to:
				r.enlink(now[0].to, link{f, now[0].bits})
				b.dirty[f], b.dirty[now[0].to] = true, true
				now = now[1:]
			case len(now) == 0 || old[0].to < now[0].to:
				r.unlink(old[0].to, f)
				b.dirty[f], b.dirty[old[0].to] = true, true
				old = old[1:]
			default:
				old, now = old[1:], now[1:]
			}
		}
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
