package entity

import (
	"maps"
	"math"
	"slices"

	"github.com/farol-kpi/farol"
)

// Resolver keeps records in entities as they come, change and go.
//
// Invariant 12: incremental = rebuild. Which pairs are compared, what they weigh and how they are linked is a function of the records that are
// there, the model and the decisions, never of the order in which they came: any history ends in the same clusters as one batch of what it
// left. Only the ids tell how it came about, and the ledger keeps them for ever. Any number of goroutines may Find and ask while one applies.
type Resolver struct {
	*index
	ledger    *Ledger
	decisions Decisions
	decided   map[Key][]Decision

	links    [][]link // pairs of each form that may be the same, by form
	compete  bool     // some source holds no duplicates
	entities []entity
	numberOf map[string]int32
	members  map[Key]string // entities of records that have not come yet
}

// link is a pair that may be the same, from one side.
type link struct {
	to   int32
	bits float32
}

// entity is the records under one id.
type entity struct {
	id   string
	rows []int32
	took []taken
}

// taken is what an entity absorbed: an id, with the records it had.
type taken struct {
	id      string
	records []Key
}

// NewResolver makes a Resolver without records. The ledger is written to from then on; members, as Replay gives them, are the entities in which
// records are as they come back after a start. With a clone of the ledger and another model, the first Apply of all records tells what
// the change of model would do to the entities.
func NewResolver(l *Learned, ledger *Ledger, members map[Key]string, decisions Decisions) (*Resolver, error) {
	if err := decisions.Check(); err != nil {
		return nil, err
	}
	for k, id := range members {
		if current, known := ledger.Resolve(id); !known || current != id {
			return nil, farol.Errorf(farol.CodeConflict, "record %s is kept in entity %q, which the ledger does not hold", k, id).
				Hint("restore the ledger, or replay it to find where the records are")
		}
	}
	r := &Resolver{index: newIndex(l), ledger: ledger, members: maps.Clone(members), numberOf: map[string]int32{},
		compete: slices.Contains(l.unique, true), links: make([][]link, desks)}
	r.decide(decisions)
	r.sizes = map[uint64]int{}
	return r, nil
}

func (r *Resolver) decide(d Decisions) {
	r.decisions, r.alone = d, d.keys()
	r.decided = map[Key][]Decision{}
	for _, one := range d {
		r.decided[one.Left] = append(r.decided[one.Left], one)
		r.decided[one.Right] = append(r.decided[one.Right], one)
	}
}

// Apply takes a batch in: records that are new or have changed, and the keys of those that are gone. It gives what happened to the entities, for
// the ledger's file. A batch is refused as a whole, before anything has changed. Applying the same batch again changes nothing.
func (r *Resolver) Apply(upserts []Record, deletes []Key) ([]Event, error) {
	if err := checkKeys(upserts, deletes); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := &batch{r: r, dirty: map[int32]bool{}, former: map[int32]bool{}}
	for _, k := range deletes {
		b.remove(k)
	}
	for i := range upserts {
		b.upsert(&upserts[i])
	}
	return b.settle(), nil
}

// Decide replaces all decisions and gives what that did to the entities. Decisions that contradict each other are refused, and change nothing.
// Those about a record that is not here rest until it comes.
func (r *Resolver) Decide(d Decisions) ([]Event, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := &batch{r: r, dirty: map[int32]bool{}, former: map[int32]bool{}}
	touched := d.keys()
	for k := range r.alone {
		touched[k] = true
	}
	order := make([]Key, 0, len(touched))
	for k := range touched {
		order = append(order, k)
	}
	slices.SortFunc(order, Key.Compare)
	r.decide(d)
	for _, k := range order {
		if at, ok := r.rowNumber(k); ok {
			before := r.rows[at].form
			b.changed(at, before, r.again(at))
			b.dirty[r.rows[at].form] = true
		}
	}
	return b.settle(), nil
}

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
	of := part.cluster(pairs, weights, func(a, b int32) float64 { return r.c.weightOf(r.md, members[a], members[b]) }, unique)
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

// bits is the weight of a pair after rivals have taken their part.
func (w *walk) bits(f int32, l link) float64 {
	bits := float64(l.bits)
	if !w.r.compete {
		return bits
	}
	a, b := f, l.to
	if w.r.after(a, b) {
		a, b = b, a
	}
	o := rivalOdds(bits)
	return math.Min(bits, bitsOf(math.Min(o/(1+w.sums(a)[0]), o/(1+w.sums(b)[1]))))
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
		if len(rows) > 1 && (r.unique(r.c.table[f]) || r.c.weightOf(r.md, f, f) < 0) {
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

// Resolve gives the entity that an id stands for now. known is false for an id that was never given.
func (r *Resolver) Resolve(id string) (current string, known bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.ledger.Resolve(id)
}

// EntityOf gives the entity of a record.
func (r *Resolver) EntityOf(k Key) (string, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	at, ok := r.rowNumber(k)
	if !ok {
		return "", false
	}
	return r.entities[r.rows[at].entity].id, true
}

// Members gives the records of an entity, by the id it has now or had once, in the order of their keys.
func (r *Resolver) Members(id string) []Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	current, _ := r.ledger.Resolve(id)
	e, ok := r.numberOf[current]
	if !ok {
		return nil
	}
	return r.keysOf(r.entities[e].rows)
}

// Clusters gives the records of every entity, each in the order of keys, by their first.
func (r *Resolver) Clusters() [][]Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out [][]Key
	for i := range r.entities {
		if rows := r.entities[i].rows; len(rows) > 0 {
			out = append(out, r.keysOf(rows))
		}
	}
	slices.SortFunc(out, func(a, b []Key) int { return a[0].Compare(b[0]) })
	return out
}

// Find is Index.Find with the entity of each candidate.
func (r *Resolver) Find(record Record) []Candidate {
	d := <-r.desk
	defer func() { r.desk <- d }()
	r.mu.RLock()
	defer r.mu.RUnlock()
	found := r.find(&record, d)
	for i := range found {
		at, _ := r.rowNumber(found[i].Key)
		found[i].Entity = r.entities[r.rows[at].entity].id
	}
	return found
}

func (r *Resolver) keysOf(rows []int32) []Key {
	keys := make([]Key, len(rows))
	for i, row := range rows {
		keys[i] = r.keyOf(row)
	}
	slices.SortFunc(keys, Key.Compare)
	return keys
}
