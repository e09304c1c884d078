package entity

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/farol-kpi/farol"
)

// EventKind says what happened to an entity.
type EventKind string

// The kinds of events.
const (
	EventCreate   EventKind = "create"   // Entity was given its id, with Records
	EventJoin     EventKind = "join"     // Records that belonged to no entity came to Entity
	EventLeave    EventKind = "leave"    // Records of Entity are no more
	EventMove     EventKind = "move"     // Records of Entity went to Other, and both live on
	EventAbsorb   EventKind = "absorb"   // Entity took Other in, with its Records; Other resolves to Entity from now on
	EventSplit    EventKind = "split"    // Records of Entity went to Other, whose id is new
	EventRedirect EventKind = "redirect" // Entity, absorbed earlier, resolves to Other, as most of its records are there now
	EventRetire   EventKind = "retire"   // Entity has no record left; its id resolves to itself and is given to nobody else
)

// Event is one line of the ledger.
type Event struct {
	Sequence int64     `json:"seq"`   // counts from 1, without gaps
	Batch    int64     `json:"batch"` // the batch that it came with: counts from 1
	Kind     EventKind `json:"kind"`
	Entity   string    `json:"entity"`
	Other    string    `json:"other,omitempty"`
	Records  []Key     `json:"records,omitempty"` // in the order of keys
}

// Ledger remembers every entity id that was ever given, and what each resolves to.
//
// Invariant 12: an id, once given, resolves for ever. The ledger only grows: its events are written in their order and never changed, and
// replaying them gives the same ledger. It does not keep the events; who appends them writes them down.
type Ledger struct {
	name     func(n int64) string
	given    map[string]*given
	number   int64 // ids given
	sequence int64
	batch    int64
}

// given is one id.
type given struct {
	order   int64  // when it was given: counts from 1
	to      string // the id that it resolves to, empty for itself
	records []Key  // that it had when it was absorbed
}

// NewLedger makes an empty ledger. name gives the id of the nth entity, n counting from 1; it gives different ids for different n. Without one
// the ids are E1, E2 and so on.
func NewLedger(name func(n int64) string) *Ledger {
	if name == nil {
		name = func(n int64) string { return fmt.Sprintf("E%d", n) }
	}
	return &Ledger{name: name, given: map[string]*given{}}
}

// Replay makes the ledger that events left, and the entity that each record was in at their end.
func Replay(events []Event, name func(n int64) string) (*Ledger, map[Key]string, error) {
	l := NewLedger(name)
	if err := l.Append(events...); err != nil {
		return nil, nil, err
	}
	members := map[Key]string{}
	for _, e := range events {
		to := e.Entity
		switch e.Kind {
		case EventMove, EventSplit:
			to = e.Other
		case EventLeave:
			for _, k := range e.Records {
				delete(members, k)
			}
			continue
		}
		for _, k := range e.Records {
			members[k] = to
		}
	}
	return l, members, nil
}

// Append adds events that were written down before, each after the one that precedes it.
func (l *Ledger) Append(events ...Event) error {
	for _, e := range events {
		if e.Sequence != l.sequence+1 || e.Batch < l.batch {
			return farol.Errorf(farol.CodeConflict, "ledger event %d of batch %d does not follow event %d of batch %d", e.Sequence, e.Batch, l.sequence, l.batch).
				Hint("a line of the ledger is missing, doubled or out of its place: restore the file")
		}
		if err := l.add(e); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) add(e Event) error {
	from, known := l.given[e.Entity]
	other, both := l.given[e.Other]
	wrong := func(what, id string) error {
		return farol.Errorf(farol.CodeConflict, "ledger event %d, %s: entity %q %s", e.Sequence, e.Kind, id, what).
			Hint("a line of the ledger is missing, doubled or out of its place: restore the file")
	}
	if known == (e.Kind == EventCreate) {
		if known {
			return wrong("was given before", e.Entity)
		}
		return wrong("was never given", e.Entity)
	}
	switch e.Kind {
	case EventCreate:
		l.give(e.Entity)
	case EventSplit:
		if both {
			return wrong("was given before", e.Other)
		}
		l.give(e.Other)
	case EventAbsorb, EventRedirect, EventMove:
		if !both {
			return wrong("was never given", e.Other)
		}
		switch e.Kind {
		case EventAbsorb:
			if l.current(e.Entity) == l.current(e.Other) {
				return wrong("is absorbed by itself", e.Other)
			}
			other.to, other.records = e.Entity, e.Records
		case EventRedirect:
			from.to = ""
			if l.current(e.Other) == e.Entity {
				return wrong("is redirected to itself", e.Entity)
			}
			from.to = e.Other
		}
	case EventJoin, EventLeave, EventRetire:
	default:
		return farol.Errorf(farol.CodeBadValue, "ledger event %d has the unknown kind %q", e.Sequence, e.Kind)
	}
	l.sequence, l.batch = e.Sequence, e.Batch
	return nil
}

func (l *Ledger) give(id string) {
	l.number++
	l.given[id] = &given{order: l.number}
}

// Resolve gives the entity that an id stands for now: itself, or the one that took its records in. known is false for an id that was never
// given.
func (l *Ledger) Resolve(id string) (current string, known bool) {
	if _, known = l.given[id]; !known {
		return "", false
	}
	return l.current(id), true
}

func (l *Ledger) current(id string) string {
	for {
		g := l.given[id]
		if g == nil || g.to == "" {
			return id
		}
		id = g.to
	}
}

// IDs are all ids that were ever given, in the order in which they were.
func (l *Ledger) IDs() []string {
	ids := slices.Collect(maps.Keys(l.given))
	slices.SortFunc(ids, func(a, b string) int { return int(l.given[a].order - l.given[b].order) })
	return ids
}

// Sequence is the number of the last event.
func (l *Ledger) Sequence() int64 { return l.sequence }

// Clone gives a copy: what is appended to one does not show in the other. So a new model is tried before it is taken.
func (l *Ledger) Clone() *Ledger {
	out := *l
	out.given = make(map[string]*given, len(l.given))
	for id, g := range l.given {
		copied := *g
		out.given[id] = &copied
	}
	return &out
}

// fresh is an id that was never given.
func (l *Ledger) fresh() string {
	for n := l.number + 1; ; n++ {
		id := l.name(n)
		if _, taken := l.given[id]; !taken && id != "" {
			return id
		}
		if n > l.number+1<<20 {
			panic("BUG: the source of entity ids repeats itself")
		}
	}
}

// record adds what happens to the batch that is being made. The keys are sorted, and the event's from now on.
func (l *Ledger) record(events *[]Event, kind EventKind, id, other string, keys []Key) {
	e := Event{Sequence: l.sequence + 1, Batch: l.batch, Kind: kind, Entity: id, Other: other, Records: keys}
	if err := l.add(e); err != nil {
		panic("BUG: " + err.Error())
	}
	*events = append(*events, e)
}

// WriteEvents writes events as JSON, a line each.
func WriteEvents(w io.Writer, events []Event) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i := range events {
		if err := enc.Encode(&events[i]); err != nil {
			return err
		}
	}
	return b.Flush()
}

// ReadEvents reads what WriteEvents wrote, to its end. A line that is cut short or holds anything else is refused with its number.
func ReadEvents(r io.Reader) ([]Event, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var events []Event
	for line := 1; ; line++ {
		var e Event
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return nil, farol.Errorf(farol.CodeUnreadable, "cannot read line %d of the ledger", line).
				Hint("restore the file, or take away a last line that was cut short").Cause(err)
		}
		events = append(events, e)
	}
}
