package entity

import (
	"maps"
	"slices"
	"sync"

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

	dirty, anew, seen marks // forms, while something is applied

	turn int64 // counts what was applied and decided
	now  outlook
}

// outlook is what was looked for among all pairs, with the turn that it holds for.
type outlook struct {
	mu                sync.Mutex
	queueAt, pairedAt int64
	queue             []Doubt
	paired, least     []int32
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
	r.remember()
	r.decide(decisions)
	for i := range r.shards {
		r.shards[i].crossed = map[uint64]bool{}
	}
	return r, nil
}

// remember takes from the ledger what each entity has absorbed, so that an id goes with its records if they part, whoever saw it absorbed.
func (r *Resolver) remember() {
	var absorbed []string
	for id, g := range r.ledger.given {
		if g.to != "" {
			absorbed = append(absorbed, id)
		}
	}
	slices.Sort(absorbed)
	for _, id := range absorbed {
		e := r.entityNumber(r.ledger.current(id))
		r.entities[e].took = append(r.entities[e].took, taken{id, r.ledger.given[id].records})
	}
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
//
// All processors take part, so that a process can start with all its records in one batch; nobody else is answered meanwhile. A million records
// of a dozen cells stay in memory with two gigabytes or less, and take as much again while they come, unless the process bounds its memory.
func (r *Resolver) Apply(upserts []Record, deletes []Key) ([]Event, error) {
	if err := checkKeys(upserts, deletes); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.checkSources(upserts); err != nil {
		return nil, err
	}
	b := newBatch(r)
	for _, k := range deletes {
		b.remove(k)
	}
	b.upsert(upserts)
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
	b := newBatch(r)
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
			b.changed(r.again(at))
			b.soil(r.rows[at].form)
		}
	}
	return b.settle(), nil
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
