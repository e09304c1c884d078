package matching

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/lake"
)

// kept is what is known of one entity from run to run.
//
// Whoever changes it has the turn; whoever asks holds mu for reading, and so sees records, pairs and ids of one moment. What is changed is
// changed under mu, and only after it is in the ledger: an id that a crash would take back is never seen.
type kept struct {
	name string
	book *lake.Book
	turn chan struct{} // holds one while somebody changes it

	mu    sync.RWMutex
	state State // Empty where there is none
	why   string
	read  int64 // records read so far, while it is being prepared
	total int64
	now   *moment

	decided sync.Mutex // one who reads or writes the decisions at a time
	said    said
}

// moment is an entity as it is in memory.
type moment struct {
	basis    string // of the tables that the records were read from
	store    *store
	resolver *entity.Resolver
	ledger   *entity.Ledger
	learned  *entity.Learned
	model    modelNote
	batches  int64              // of the ledger
	history  []happened         // to all entities, in its order
	of       map[string][]int32 // places in history by entity
	replayed int64              // events that were on disk when it was made
	shown    shown
	heeded   entity.Decisions // that stand in the ledger
	lastRun  *LastRun
	asOf     time.Time
	derived  *derived
}

// shown is how the tables stand to what is in memory, so that a run need not write a million entities of which a hundred have changed.
type shown struct {
	fingerprint string          // of the tables that show the moment but for what was touched since; empty where none are known to
	how         string          // of the rules that they were made by
	events      int             // of the history that they have
	touched     map[string]bool // ids that have changed since
}

// modelNote is what is kept beside a learned model.
type modelNote struct {
	Version int       `json:"version"`
	Learned time.Time `json:"learned"`
	Records int       `json:"records"`
	Stated  string    `json:"stated"` // fingerprint of what the project said of the model when it was learned
}

// batchNote is what is kept beside a batch of the ledger.
type batchNote struct {
	At    time.Time `json:"at"`
	Model int       `json:"model"` // the version in use from then on
	// Decisions are what people had said when the batch was made; nil where that is the same as at the batch before. A process that starts
	// goes through them as the one before it did, so that both tell the same.
	Decisions *entity.Decisions `json:"decisions,omitempty"`
}

// happened is an event with the batch that it came with.
type happened struct {
	entity.Event
	with batchNote
}

// take waits for the turn; give it back with the function.
func (k *kept) take(ctx context.Context) (func(), error) {
	select {
	case k.turn <- struct{}{}:
		return func() { <-k.turn }, nil
	case <-ctx.Done():
		return nil, farol.Errorf(farol.CodeCancelled, "waiting for the records of %q was stopped", k.name).Cause(ctx.Err())
	}
}

// tell notes how far a preparation is, or that the entity is ready or failed.
func (k *kept) tell(state State, why string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.state, k.why = state, why
}

func (k *kept) progress(read, total int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.read, k.total = read, total
}

// standing gives the ledger's last batch, and the number of the model in use: 0 where none is.
func (k *kept) standing() (batches int64, model int, err error) {
	last, known, err := k.book.Last()
	if err != nil || !known {
		return 0, 0, err
	}
	var note batchNote
	if err := json.Unmarshal(last.Note, &note); err != nil {
		return 0, 0, farol.Errorf(farol.CodeUnreadable, "the ledger of %q has a batch whose head cannot be read", k.name).At(k.book.Path(), 0).
			Hint("put the file back from a backup").Cause(err)
	}
	return last.Batch, note.Model, nil
}

// replay reads the ledger from disk.
func (s *subject) replay(ctx context.Context) (m *moment, members map[entity.Key]string, err error) {
	m = &moment{of: map[string][]int32{}}
	var events []entity.Event
	sources := map[string]string{} // one text for all records of a source
	cut, err := s.book.Read(ctx, func(p lake.Page, lines []byte) error {
		var note batchNote
		if err := json.Unmarshal(p.Note, &note); err != nil {
			return farol.Errorf(farol.CodeUnreadable, "batch %d of the ledger of %q has a head that cannot be read", p.Batch, s.name).At(s.book.Path(), 0).
				Hint("put the file back from a backup").Cause(err)
		}
		batch, err := entity.ReadEvents(bytes.NewReader(lines))
		if err != nil {
			return err
		}
		for i := range batch {
			for j := range batch[i].Records {
				k := &batch[i].Records[j]
				if sources[k.Source] == "" {
					sources[k.Source] = k.Source
				}
				k.Source = sources[k.Source]
			}
		}
		events = append(events, batch...)
		m.remember(batch, note)
		m.batches = p.Batch
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if cut > 0 {
		s.o.Log.Warn("a crash cut the last batch of a ledger short; it was never shown, and is made again", "entity", s.name, "file", s.book.Path(), "bytes", cut)
	}
	m.ledger, members, err = entity.Replay(events, nil)
	return m, members, err
}

// remember adds a batch to the history.
func (m *moment) remember(events []entity.Event, note batchNote) {
	run := &LastRun{At: note.At}
	for _, e := range events {
		at := int32(len(m.history))
		m.history = append(m.history, happened{e, note})
		m.of[e.Entity] = append(m.of[e.Entity], at)
		if e.Other != "" {
			m.of[e.Other] = append(m.of[e.Other], at)
		}
		run.count(e)
	}
	if len(events) > 0 {
		m.lastRun = run
	}
	m.model.Version = note.Model
	if note.Decisions != nil {
		m.heeded = *note.Decisions
	}
}

func (r *LastRun) count(e entity.Event) {
	switch e.Kind {
	case entity.EventCreate:
		r.Created++
	case entity.EventJoin:
		r.Joined += len(e.Records)
	case entity.EventAbsorb:
		r.Absorbed++
	case entity.EventSplit:
		r.Split++
	case entity.EventRetire:
		r.Retired++
	}
}

// load reads the model of that number; known is false where there is none.
func (s *subject) load(number int) (l *entity.Learned, note modelNote, known bool, err error) {
	text, known, err := s.book.ReadModel(number, &note)
	if err != nil || !known {
		return nil, note, known, err
	}
	if l, err = entity.ReadLearned(bytes.NewReader(text)); err != nil {
		err = farol.Errorf(farol.CodeUnreadable, "this Farol cannot read model %d of %q", number, s.name).
			Hint("learn it anew, which keeps the ids: farol match learn %s --apply", s.name).Cause(err)
	}
	return l, note, true, err
}

// keepModel writes a model for good, before any batch names it.
func (s *subject) keepModel(l *entity.Learned, note modelNote) error {
	var text bytes.Buffer
	if err := l.Write(&text); err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot write the model of %q", s.name).Cause(err)
	}
	return s.book.WriteModel(note.Version, note, text.Bytes())
}

// append writes a batch to the ledger's file for good.
func (s *subject) append(ctx context.Context, events []entity.Event, note batchNote) error {
	var lines bytes.Buffer
	if err := entity.WriteEvents(&lines, events); err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot write the ledger of %q", s.name).Cause(err)
	}
	return s.book.Append(context.WithoutCancel(ctx), note, lines.Bytes())
}

// absence is what happened to records that went while nobody held them in memory.
type absence struct {
	leaves  []entity.Event
	retired []string // entities that lost their last record
}

// absent takes the records that are no more out of the members, and tells of them in the words of the ledger, which it adds to.
func absent(ledger *entity.Ledger, batch int64, members map[entity.Key]string, here map[entity.Key]*stored) (absence, error) {
	gone, left := map[string][]entity.Key{}, map[string]int{}
	for k, id := range members {
		if here[k] != nil {
			left[id]++
		} else {
			gone[id] = append(gone[id], k)
		}
	}
	var a absence
	if len(gone) == 0 {
		return a, nil
	}
	for _, id := range ledger.IDs() {
		if gone[id] == nil {
			continue
		}
		slices.SortFunc(gone[id], entity.Key.Compare)
		for _, k := range gone[id] {
			delete(members, k)
		}
		a.leaves = append(a.leaves, entity.Event{Sequence: ledger.Sequence() + int64(len(a.leaves)) + 1, Batch: batch, Kind: entity.EventLeave, Entity: id, Records: gone[id]})
		if left[id] == 0 {
			a.retired = append(a.retired, id)
		}
	}
	return a, ledger.Append(a.leaves...)
}

// join makes one batch of what went and of what the resolver made of the rest, in the order in which a resolver that had held the records would
// have told it: so that the ledger says the same, wherever a process ended. before is the ledger as it was before either.
func (a absence) join(before, ledger *entity.Ledger, batch int64, rest []entity.Event) ([]entity.Event, error) {
	if len(a.leaves) == 0 {
		return rest, nil
	}
	cut := slices.IndexFunc(rest, func(e entity.Event) bool { return e.Kind == entity.EventRetire })
	if cut < 0 {
		cut = len(rest)
	}
	retired := map[string]bool{}
	for _, e := range rest[cut:] {
		retired[e.Entity] = true
	}
	for _, id := range a.retired {
		retired[id] = true
	}
	events := slices.Concat(a.leaves, rest[:cut])
	for _, id := range ledger.IDs() {
		if retired[id] {
			events = append(events, entity.Event{Kind: entity.EventRetire, Entity: id})
		}
	}
	for i := range events {
		events[i].Sequence, events[i].Batch = before.Sequence()+int64(i)+1, batch
	}
	if err := before.Append(events...); err != nil {
		return nil, err
	}
	*ledger = *before
	return events, nil
}
