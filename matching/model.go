package matching

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
)

// modelFor gives the model in use, learning the first. It is nil where there is none and no record to learn one from.
func (s *subject) modelFor(ctx context.Context, m *moment, in *input, progress Progress) (*entity.Learned, modelNote, error) {
	// A model without a batch is what a run left that was killed between the two.
	number := max(1, m.model.Version)
	l, note, known, err := s.load(number)
	if err != nil || known {
		note.Version = number
		return l, note, err
	}
	if m.model.Version > 0 {
		s.o.Log.Warn("a model is gone, and is learned anew from the records as they are now; ids stay", "entity", s.name, "model", number)
	}
	if len(m.store.records) == 0 {
		return nil, modelNote{Version: m.model.Version}, nil
	}
	progress("learning", 0, 0)
	l, err = s.learnFrom(ctx, m.store, in.said)
	if err != nil {
		return nil, note, err
	}
	note = s.noteOf(number, m.store)
	return l, note, s.keepModel(l, note)
}

func (s *subject) noteOf(number int, from *store) modelNote {
	return modelNote{Version: number, Learned: s.o.Clock().UTC().Truncate(time.Second), Records: len(from.records), Stated: s.stated()}
}

// learnFrom learns a model from all records of a store.
func (s *subject) learnFrom(ctx context.Context, from *store, said entity.Decisions) (*entity.Learned, error) {
	found, err := entity.Match(ctx, from.tables(), entity.Options{Overrides: &s.e.Overrides, Decisions: said})
	if err != nil {
		return nil, s.o.Project.PlaceStated(s.e, err)
	}
	l := found.Learned()
	if l == nil {
		return nil, farol.Errorf(farol.CodeNoEvidence, "the records of %q show nothing to learn from", s.name).Hint("load more of them, and run again")
	}
	return l, nil
}

// stated is a fingerprint of what the project says of the model.
func (s *subject) stated() string {
	return digest(s.e.Overrides)[:32]
}

// Change is what another model would do to the entities, or has done.
type Change struct {
	Model    int       `json:"model" doc:"the version of the new model"`
	Applied  bool      `json:"applied"`
	Records  int       `json:"records" doc:"from which it was learned"`
	Entities int       `json:"entities" doc:"that there would be"`
	Before   int       `json:"before" doc:"entities that there are"`
	Absorbed int       `json:"absorbed"`
	Split    int       `json:"split"`
	Created  int       `json:"created"`
	Moved    int       `json:"moved" doc:"records that would change from an entity to another that lives on"`
	Examples []Example `json:"examples" doc:"some of what would happen, the largest first"`
}

// Example is one thing that a change does.
type Example struct {
	Kind    entity.EventKind `json:"kind"`
	Entity  string           `json:"entity"`
	Other   string           `json:"other"`
	Records int              `json:"records"`
	Title   string           `json:"title" doc:"what the first of the records calls itself"`
}

// examples is how many examples of a change are told.
const examples = 10

// Learn learns a model anew from all records and tells what it would do. With apply it becomes the model in use: the ids follow at once, the
// tables with the next run.
func (s *Service) Learn(ctx context.Context, name string, apply bool) (*Change, error) {
	sub, err := s.subject(name)
	if err != nil {
		return nil, err
	}
	give, err := sub.take(ctx)
	if err != nil {
		return nil, err
	}
	defer give()
	return sub.learn(ctx, apply)
}

func (s *subject) learn(ctx context.Context, apply bool) (change *Change, err error) {
	batches, version, err := s.standing()
	if err != nil {
		return nil, err
	}
	if version == 0 {
		return nil, s.unmatched()
	}
	if s.now != nil && s.now.batches != batches {
		s.drop()
	}
	snapshot, err := s.o.Engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closing := snapshot.Close(); err == nil {
			err = closing
		}
	}()
	in, err := s.input(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	next, members, err := s.standingRecords(ctx, snapshot, in)
	if err != nil {
		return nil, err
	}
	before := next.ledger.Clone()
	batch := lastBatch(next.history) + 1
	gone, err := absent(next.ledger, batch, members, next.store.records)
	if err != nil {
		return nil, err
	}
	count := map[string]bool{}
	for _, id := range members {
		count[id] = true
	}
	if next.learned, err = s.learnFrom(ctx, next.store, in.said); err != nil {
		return nil, withPlaces(err)
	}
	next.model, next.basis, next.derived = s.noteOf(version+1, next.store), in.basis, &derived{}
	if next.resolver, err = entity.NewResolver(next.learned, next.ledger, members, in.said); err != nil {
		return nil, err
	}
	upserts := make([]entity.Record, 0, len(next.store.records))
	for _, k := range sortedKeys(next.store.records) {
		upserts = append(upserts, next.store.records[k].record(k))
	}
	events, err := next.resolver.Apply(upserts, nil)
	if err != nil {
		return nil, err
	}
	change = next.change(events, len(count))
	if !apply {
		return change, nil
	}
	if events, err = gone.join(before, next.ledger, batch, events); err != nil {
		return nil, err
	}
	if err := s.keepModel(next.learned, next.model); err != nil {
		return nil, err
	}
	said := plainDecisions(in.said)
	note := batchNote{At: next.model.Learned, Model: next.model.Version, Decisions: &said}
	if err := s.append(ctx, events, note); err != nil {
		return nil, err
	}
	s.mu.Lock()
	next.asOf = note.At
	next.remember(events, note)
	next.batches++
	s.now = next
	s.mu.Unlock()
	s.tell(Ready, "")
	change.Applied = true
	return change, nil
}

// standingRecords gives the records as they are now and the entities that they are in, for another model: of what is in memory nothing is
// changed. It needs no model, so that one which cannot be read any more can be learned anew.
func (s *subject) standingRecords(ctx context.Context, snapshot engine.Snapshot, in *input) (*moment, map[entity.Key]string, error) {
	if s.now != nil && s.now.resolver != nil && s.now.basis == in.basis {
		next := *s.now
		next.shown = shown{}
		next.ledger, next.history, next.of = s.now.ledger.Clone(), slices.Clip(s.now.history), maps.Clone(s.now.of)
		members := make(map[entity.Key]string, len(next.store.records))
		for k := range next.store.records {
			if id, ok := next.resolver.EntityOf(k); ok {
				members[k] = id
			}
		}
		return &next, members, nil
	}
	next, members, err := s.replay(ctx)
	if err != nil {
		return nil, nil, err
	}
	next.replayed = int64(len(next.history))
	d, err := s.read(ctx, snapshot, in.tables, s.newStore(in.tables), func(string, int64, int64) {})
	if err != nil {
		return nil, nil, err
	}
	d.keep()
	next.store = d.into
	return next, members, nil
}

func (m *moment) change(events []entity.Event, before int) *Change {
	c := &Change{Model: m.model.Version, Records: len(m.store.records), Entities: len(m.resolver.Clusters()), Before: before, Examples: []Example{}}
	for _, e := range events {
		switch e.Kind {
		case entity.EventAbsorb:
			c.Absorbed++
		case entity.EventSplit:
			c.Split++
		case entity.EventCreate:
			c.Created++
		case entity.EventMove:
			c.Moved += len(e.Records)
		default:
			continue
		}
		x := Example{Kind: e.Kind, Entity: e.Entity, Other: e.Other, Records: len(e.Records)}
		if len(e.Records) > 0 {
			x.Title = m.store.title(e.Records[0])
		}
		c.Examples = append(c.Examples, x)
	}
	slices.SortStableFunc(c.Examples, func(a, b Example) int { return b.Records - a.Records })
	c.Examples = c.Examples[:min(examples, len(c.Examples))]
	return c
}

// Model gives the model in use as YAML, whose lines entities/NAME.yaml may override.
func (s *Service) Model(name string) (string, error) {
	sub, err := s.subject(name)
	if err != nil {
		return "", err
	}
	sub.mu.RLock()
	m := sub.now
	sub.mu.RUnlock()
	if m != nil && m.learned != nil {
		return string(m.learned.Describe().YAML()), nil
	}
	_, version, err := sub.standing()
	if err != nil {
		return "", err
	}
	if version == 0 {
		return "", sub.unmatched()
	}
	l, _, known, err := sub.load(version)
	if err != nil {
		return "", err
	}
	if !known {
		return "", sub.unmatched()
	}
	return string(l.Describe().YAML()), nil
}

func (s *subject) unmatched() error {
	return farol.Errorf(farol.CodeNotBuilt, "the records of %q were not matched yet", s.name).Hint("run farol run --select +%s", s.name)
}

// withPlaces says in words where errors stand, since the answer to a question is told without places.
func withPlaces(err error) error {
	var errs farol.Errors
	for _, one := range farol.AsErrors(err) {
		at := *one
		if at.Place.File != "" {
			at.Advice = strings.TrimPrefix(at.Advice+"; it stands in "+at.Place.String(), "; ")
		}
		errs = append(errs, &at)
	}
	return errs.Err()
}
