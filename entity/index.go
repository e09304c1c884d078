package entity

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/farol-kpi/farol"
)

const (
	// hotBlock is how many different records may share a key before its pairs count for nobody. Whether a key is hot is read from the records
	// that are there, so that the order in which they came does not matter, and a key cools when records go. It also bounds the work of one
	// search: a record has some dozens of keys, each of which proposes at most so many candidates.
	hotBlock = 64

	// coldValue is how often a value is met, as learned, up to which its own key is enough: whoever shares it is proposed by it. Values that
	// are met more often are combined with others as well.
	coldValue = 8

	// insertedAtOnce is how many records are inserted while searches wait: some milliseconds.
	insertedAtOnce = 256

	// desks is how many may read a record at once: the one who writes sits at the first, searches at the others. A record brings at most
	// deskWords words in a field that no other has; more of them count, but are like no other word.
	desks, deskWords = 17, 64
)

// Index holds records by their keys and finds those that may be the same as one that comes. Any number of goroutines may Find while one
// inserts or removes.
type Index struct{ *index }

// index is what an Index and a Resolver have in common.
type index struct {
	mu      sync.RWMutex
	learned *Learned
	c       *collection
	md      *model
	s       *scorer
	lookup  []lookup

	sources  []string
	sourceOf map[string]int16
	rowOf    []map[string]int32 // row by the record's identifier, a source each
	rows     []row
	freeRows []int32

	forms     []form
	freeForms []int32
	leftovers []int32 // forms that Insert is about to release
	formOf    map[uint64]int32

	sketch sketches

	shards []shard
	hot    int // hotBlock, or less where a test has few records
	chunk  int // chunkRecords, or less where a test has few records

	alone map[Key]bool // records that count for themselves, because people decided about them
	desk  chan int32
}

// form is a record as it is compared; all records of a source that say the same share one.
type form struct {
	hash uint64
	rows []int32 // none for one that is free
}

// row is one record.
type row struct {
	id     string
	source int16
	form   int32
	at     int32 // place among the form's rows
	entity int32 // number of the entity, -1 for none yet
}

// lookup finds the values of one field.
type lookup struct {
	of   map[string]int32
	uses []int32
	free []int32
}

// Candidate is a record that may be the same as the one that was looked for.
type Candidate struct {
	Key         Key
	Entity      string  // the entity it belongs to, where a Resolver was asked
	Weight      float64 // bits, log2 of the odds that they are the same
	Probability float64
	Copies      int // records that say the same to the letter, this one included
}

// NewIndex makes an empty index of a learned model.
func NewIndex(l *Learned) Index { return Index{newIndex(l)} }

func newIndex(l *Learned) *index {
	x := &index{learned: l, sourceOf: map[string]int16{}, formOf: map[uint64]int32{}, shards: newShards(), hot: hotBlock,
		chunk: chunkRecords, forms: make([]form, desks), desk: make(chan int32, desks)}
	md := l.md
	x.c = &collection{table: make([]int16, desks)}
	for i := range l.fields {
		x.c.fields = append(x.c.fields, l.fields[i].field(desks, deskWords))
		x.lookup = append(x.lookup, lookup{of: map[string]int32{}, uses: make([]int32, desks)})
	}
	md.c = x.c
	x.md = &md
	x.s = newScorer(x.c, x.md, bitsOf(leastProbability))
	x.sketch = newSketches(x)
	for d := range int32(desks - 1) {
		x.desk <- d + 1
	}
	for _, name := range l.sources {
		x.source(name)
	}
	for i := range l.fields {
		x.known(i)
	}
	return x
}

// Insert puts records in, each in place of the one of its key, if there is one.
func (x Index) Insert(records ...Record) error {
	if err := checkKeys(records, nil); err != nil {
		return err
	}
	x.mu.RLock()
	err := x.checkSources(records)
	x.mu.RUnlock()
	if err != nil {
		return err
	}
	// Searches have their turn between the parts of a large batch.
	for len(records) > 0 {
		n := min(len(records), insertedAtOnce)
		x.mu.Lock()
		x.place(records[:n], func(_ int, p placed) {
			if p.gone >= 0 {
				x.leftovers = append(x.leftovers, p.gone)
			}
		})
		for _, f := range x.leftovers {
			x.release(f)
		}
		x.leftovers = x.leftovers[:0]
		x.mu.Unlock()
		records = records[n:]
	}
	return nil
}

// Remove takes records out. A key that is not there is no error: removing again changes nothing.
func (x Index) Remove(keys ...Key) {
	for _, k := range keys {
		x.mu.Lock()
		if r, ok := x.rowNumber(k); ok {
			if f := x.leave(r); f >= 0 {
				x.release(f)
			}
			x.forget(r)
		}
		x.mu.Unlock()
	}
}

// Len is how many records the index holds.
func (x *index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.rows) - len(x.freeRows)
}

// Find gives the records that may be the same as one, those that weigh most first. The record itself, where it is in the index, is left out.
// Records of a source that was found to hold no duplicates are none of each other's candidates.
func (x Index) Find(r Record) []Candidate {
	d := <-x.desk
	defer func() { x.desk <- d }()
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.find(&r, d)
}

func (x *index) find(r *Record, d int32) []Candidate {
	self := int32(-1)
	if at, ok := x.rowNumber(r.Key); ok {
		self = at
	}
	x.sit(r, d)
	var found []Candidate
	for _, f := range x.candidates(d, nil, nil) {
		form := &x.forms[f]
		least, copies := x.leastRow(form.rows, self)
		if copies == 0 {
			continue
		}
		if w := x.weigh(d, f); w >= x.s.floor {
			at := &x.rows[least]
			found = append(found, Candidate{Key: Key{x.sources[at.source], at.id}, Weight: w, Probability: Probability(w), Copies: copies})
		}
	}
	slices.SortFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), a.Key.Compare(b.Key))
	})
	return found
}

// sit seats a record that need not be here, at the desk of a search.
func (x *index) sit(r *Record, d int32) {
	source, known := x.sourceOf[r.Key.Source]
	if !known {
		source = int16(len(x.sources))
	}
	x.c.table[d] = source
	x.seat(r, d)
}

// leastRow is the row of the least identifier, and how many there are without the one left out.
func (x *index) leastRow(rows []int32, without int32) (int32, int) {
	least, n := int32(-1), 0
	for _, r := range rows {
		if r == without {
			continue
		}
		if n++; least < 0 || x.rows[r].id < x.rows[least].id {
			least = r
		}
	}
	return least, n
}

// weigh is the weight of two forms in bits, or minus infinity where it stays below the least probability. It is the same whichever came
// first.
func (x *index) weigh(a, b int32) float64 {
	if x.hopeless(a, b) {
		return math.Inf(-1)
	}
	if x.after(a, b) {
		a, b = b, a
	}
	return float64(float32(x.s.weigh(a, b)))
}

// after orders forms by source and content, alike in every index of one model.
func (x *index) after(a, b int32) bool {
	s, t := x.c.table[a], x.c.table[b]
	if s == t {
		return x.forms[a].hash > x.forms[b].hash
	}
	n := int16(len(x.learned.sources))
	if s < n || t < n {
		return s > t
	}
	return x.sourceName(s) > x.sourceName(t)
}

func (x *index) sourceName(s int16) string {
	if int(s) < len(x.sources) {
		return x.sources[s]
	}
	return ""
}

// unique says that a source was found to hold no duplicates.
func (x *index) unique(source int16) bool {
	return int(source) < len(x.learned.unique) && x.learned.unique[source]
}

func checkKeys(upserts []Record, deletes []Key) error {
	seen := make(map[Key]bool, len(upserts)+len(deletes))
	check := func(k Key) error {
		switch {
		case k.Source == "" || k.Record == "":
			return farol.Errorf(farol.CodeMissingKey, "record %q of source %q has no full key", k.Record, k.Source).
				Hint("give every record the name of its source and an identifier that is unique there")
		case seen[k]:
			return farol.Errorf(farol.CodeDuplicateKey, "record %s comes twice in one batch", k).
				Hint("send the later state only, or two batches one after the other")
		}
		seen[k] = true
		return nil
	}
	for i := range upserts {
		if err := check(upserts[i].Key); err != nil {
			return err
		}
	}
	for _, k := range deletes {
		if err := check(k); err != nil {
			return err
		}
	}
	return nil
}

// checkSources refuses records that would bring more sources than are told apart.
func (x *index) checkSources(upserts []Record) error {
	fresh := map[string]bool{}
	for i := range upserts {
		if _, known := x.sourceOf[upserts[i].Key.Source]; !known {
			fresh[upserts[i].Key.Source] = true
		}
	}
	if n := len(x.sources) + len(fresh); n > mostSources {
		return tooManySources(n)
	}
	return nil
}

// source is the number of a source.
func (x *index) source(name string) int16 {
	s, ok := x.sourceOf[name]
	if !ok {
		s = int16(len(x.sources))
		x.sourceOf[name] = s
		x.sources = append(x.sources, name)
		x.rowOf = append(x.rowOf, map[string]int32{})
	}
	return s
}

func (x *index) rowNumber(k Key) (int32, bool) {
	s, ok := x.sourceOf[k.Source]
	if !ok {
		return 0, false
	}
	r, ok := x.rowOf[s][k.Record]
	return r, ok
}

func (x *index) keyOf(r int32) Key { return Key{x.sources[x.rows[r].source], x.rows[r].id} }

// greet is where the hash of a record begins.
func (x *index) greet(k Key) uint64 {
	h := mix(hashText(k.Source) + 1)
	if x.alone[k] {
		h = mix(h + hashText(k.Record))
	}
	return h
}

// keep makes a value that nobody had one of the field's. Only what belongs to the field is written to.
func (x *index) keep(field int, v *value, words []string) int32 {
	f, lf, lookup := x.c.fields[field], &x.learned.fields[field], &x.lookup[field]
	kept := *v
	if lf.worded() {
		kept.bits, kept.tokens = 0, nil
		f.split(lf, &kept, words, func(text string, _ int) int32 {
			t := int32(len(f.words))
			f.index[text] = t
			f.words = append(f.words, lf.weighed(text, 1))
			return t
		})
	}
	var id int32
	if n := len(lookup.free); n > 0 {
		id, lookup.free = lookup.free[n-1], lookup.free[:n-1]
		f.values[id] = kept
	} else {
		id = int32(len(f.values))
		f.values = append(f.values, kept)
		lookup.uses = append(lookup.uses, 0)
	}
	lookup.of[kept.text] = id
	for _, pair := range lf.together {
		for i, text := range pair {
			if other, ok := lookup.of[pair[1-i]]; ok && text == kept.text {
				if f.together == nil {
					f.together = map[uint64]bool{}
				}
				f.together[uint64(min(id, other))<<32|uint64(max(id, other))] = true
			}
		}
	}
	return id
}

// known keeps the categories that go together with others, so that they do before any record has them.
func (x *index) known(field int) {
	lf := &x.learned.fields[field]
	for _, pair := range lf.together {
		for _, text := range pair {
			if _, ok := x.lookup[field].of[text]; !ok {
				v := lf.met(value{text: text, mask: maskOf(text)})
				x.keep(field, &v, uniqueWords(text))
			}
		}
	}
}

// leave takes a row out of its form, and the form out of its blocks where the row was its last; that form is given, -1 where it lives on.
func (x *index) leave(at int32) int32 {
	r := x.rows[at]
	rows := x.forms[r.form].rows
	last := rows[len(rows)-1]
	rows[r.at] = last
	x.rows[last].at = r.at
	x.forms[r.form].rows = rows[:len(rows)-1]
	if len(rows) > 1 {
		return -1
	}
	delete(x.formOf, x.forms[r.form].hash)
	for _, k := range x.keys(r.form, nil) {
		x.shardOf(k).unpost(k, r.form, x.hot)
	}
	return r.form
}

// release makes the number of a form that nobody has free for another.
func (x *index) release(at int32) {
	for i, f := range x.c.fields {
		id := f.of[at]
		if id < 0 {
			continue
		}
		lookup := &x.lookup[i]
		if lookup.uses[id]--; lookup.uses[id] == 0 && f.kind != KindCategory {
			delete(lookup.of, f.values[id].text)
			f.values[id] = value{}
			lookup.free = append(lookup.free, id)
		}
		f.of[at] = -1
	}
	x.forms[at] = form{}
	x.freeForms = append(x.freeForms, at)
}

// forget takes a row away that has left its form.
func (x *index) forget(at int32) {
	delete(x.rowOf[x.rows[at].source], x.rows[at].id)
	x.rows[at] = row{}
	x.freeRows = append(x.freeRows, at)
}
