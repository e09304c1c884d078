package matching

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// Progress is told what is being done and how far it is; total is 0 where that is not measured.
type Progress func(what string, done, total int64)

// Publishing is what an Update works with beside the Service itself.
type Publishing struct {
	// Before, where it is set, is called at the beginning of the transaction that makes the tables.
	Before func(ctx context.Context, tx engine.Tx) error
	// Publish completes a table that was made in the transaction, and publishes it.
	Publish  func(ctx context.Context, tx engine.Tx, t engine.Table) error
	Progress Progress // may be nil
}

// Outcome is what an Update did.
type Outcome struct {
	Unchanged bool // the tables show all there is
	RowsIn    int64
	Rejected  int64
	Figures   []Figure
	Warnings  []string
}

// Figure is a number with its name.
type Figure struct {
	Name  string `json:"name"`
	Value int64  `json:"value"`
}

// Update brings an entity and its tables up to what the tables of its records are now. It is for the pipeline, which calls it once at a time.
//
// Invariant 12: what happened to the entities is in the ledger for good before any table shows it. Invariant 2: all tables change in one
// transaction. So a run that is killed anywhere, begun again, ends in the same ids and tables.
func (s *Service) Update(ctx context.Context, name string, p Publishing) (Outcome, error) {
	sub, err := s.subject(name)
	if err != nil {
		return Outcome{}, err
	}
	if p.Progress == nil {
		p.Progress = func(string, int64, int64) {}
	}
	give, err := sub.take(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer give()
	return sub.update(ctx, p)
}

func (s *subject) update(ctx context.Context, p Publishing) (out Outcome, err error) {
	snapshot, err := s.o.Engine.Snapshot(ctx)
	if err != nil {
		return out, err
	}
	defer func() {
		if closing := snapshot.Close(); err == nil {
			err = closing
		}
	}()
	in, err := s.input(ctx, snapshot)
	if err != nil {
		return out, err
	}
	batches, model, err := s.standing()
	if err != nil {
		return out, err
	}
	if s.shownBy(in.tables, s.fingerprint(in, batches, model)) {
		return s.unchanged(ctx, snapshot, in, model)
	}
	if s.now != nil && s.now.batches != batches {
		s.drop() // Somebody has put another ledger in the place of the one that was read.
	}
	before := s.now
	had := int64(0)
	if before != nil {
		had = int64(len(before.history))
	}
	d, err := s.refresh(ctx, snapshot, in, p.Progress)
	if err != nil {
		if s.now == nil && ctx.Err() == nil {
			s.tell(Failed, farol.AsErrors(err)[0].Error())
		}
		return out, err
	}
	if before == nil {
		had = s.now.replayed
	}
	out.RowsIn, out.Rejected, out.Warnings = d.rowsIn, d.rejected, d.warnings
	if err := snapshot.Close(); err != nil {
		return out, err
	}
	p.Progress("writing tables", 0, 0)
	w := &writing{subject: s, in: in, m: s.now, p: p}
	if err := w.all(ctx, s.fingerprint(in, s.now.batches, s.now.model.Version)); err != nil {
		return out, err
	}
	has, sources := s.now.presence(s, in)
	out.Warnings = append(out.Warnings, s.warnings(in, w.schemas[s.name], s.now.learned, s.now.model, has, sources)...)
	out.Figures = s.now.figures(had)
	return out, nil
}

// input is what an entity is made from, as one snapshot shows it.
type input struct {
	tables    map[string]engine.Table // all that are published
	decisions []project.Decision
	said      entity.Decisions
	basis     string
}

func (s *subject) input(ctx context.Context, snapshot engine.Snapshot) (*input, error) {
	list, err := snapshot.Tables(ctx)
	if err != nil {
		return nil, err
	}
	in := &input{tables: make(map[string]engine.Table, len(list))}
	for _, t := range list {
		in.tables[t.Name] = t
	}
	basis := []any{s.e.Source}
	for _, name := range s.e.Records {
		t, ok := in.tables[name]
		if !ok {
			return nil, farol.Errorf(farol.CodeNotBuilt, "entity %q needs %q, which has not been built", s.name, name).At(s.e.File, 1).
				Hint("run it with what it needs: --select +%s", s.name)
		}
		basis = append(basis, name, t.Fingerprint, t.Schema, s.o.Project.KeyOf(s.e, name))
	}
	in.basis = digest(basis...)
	if in.decisions, err = project.ReadDecisions(s.o.Project.Dir, s.name); err != nil {
		return nil, err
	}
	for _, d := range in.decisions {
		in.said = append(in.said, d.Decision)
	}
	return in, nil
}

// tablesVersion changes when a new Farol makes other tables of the same records and ids.
const tablesVersion = 1

// fingerprint is of all that the tables are made from. It has one part only: whatever changes, what was computed from the tables is computed
// again as a whole, because an entity may change whatever its age.
func (s *subject) fingerprint(in *input, batches int64, model int) string {
	how := digest(tablesVersion, in.basis, plainDecisions(in.said), s.e.Golden, batches, model)[:32]
	return how + "." + how
}

// plainDecisions are the decisions without who said so.
func plainDecisions(all entity.Decisions) entity.Decisions {
	plain := slices.Clone(all)
	for i := range plain {
		plain[i].By = ""
	}
	return plain
}

// shownBy tells that all tables of the entity have a fingerprint.
func (s *subject) shownBy(tables map[string]engine.Table, want string) bool {
	for _, name := range s.e.Tables() {
		if t, ok := tables[name]; !ok || t.Fingerprint != want {
			return false
		}
	}
	return true
}

func digest(parts ...any) string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(parts); err != nil {
		panic("BUG: a fingerprint cannot be written as JSON: " + err.Error())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// refresh brings what is in memory, and the ledger, up to the records that a snapshot shows. The caller has the turn.
func (s *subject) refresh(ctx context.Context, snapshot engine.Snapshot, in *input, progress Progress) (*difference, error) {
	d, err := s.change(ctx, snapshot, in, progress)
	if err != nil {
		return nil, err
	}
	s.tell(Ready, "")
	return d, nil
}

func (s *subject) change(ctx context.Context, snapshot engine.Snapshot, in *input, progress Progress) (*difference, error) {
	if s.now == nil || s.now.resolver == nil {
		return s.begin(ctx, snapshot, in, progress)
	}
	m := s.now
	d := &difference{into: m.store, rowsIn: int64(len(m.store.records))}
	if in.basis != m.basis {
		into := s.newStore(in.tables)
		same := slices.EqualFunc(into.layouts, m.store.layouts, func(a, b *layout) bool {
			return a.table == b.table && slices.Equal(a.columns, b.columns) && slices.Equal(a.fields, b.fields)
		})
		if same {
			into = m.store
		}
		var err error
		if d, err = s.read(ctx, snapshot, in.tables, into, progress); err != nil {
			return nil, err
		}
		if !same {
			for _, k := range sortedKeys(m.store.records) {
				if d.fresh[k] == nil {
					d.deletes = append(d.deletes, k)
				}
			}
		}
		if err := s.guard(d, len(d.deletes), len(m.store.records)); err != nil {
			return nil, err
		}
	}
	decided := !slices.Equal(plainDecisions(in.said), plainDecisions(m.resolver.Decisions()))
	if d.empty() && !decided {
		s.mu.Lock()
		defer s.mu.Unlock()
		m.basis, m.asOf = in.basis, s.o.Clock().UTC()
		return d, nil
	}
	progress("comparing records", 0, 0)
	s.mu.Lock()
	defer s.mu.Unlock()
	events, err := m.resolver.Apply(d.upserts, d.deletes)
	if err == nil && decided {
		var more []entity.Event
		more, err = m.resolver.Decide(in.said)
		events = append(events, more...)
	}
	if err == nil {
		err = s.enter(ctx, m, events)
	}
	if err != nil {
		// The resolver may be ahead of the ledger: it is made anew from what is on disk.
		s.now = nil
		s.state, s.why = Failed, farol.AsErrors(err)[0].Error()
		return nil, err
	}
	if d.into != m.store {
		m.shown = shown{} // The tables get other columns.
	}
	d.keep()
	m.store, m.basis, m.derived = d.into, in.basis, &derived{}
	m.touch(events, d.upserts)
	return d, nil
}

// guard keeps a slip, such as another table in the place of the one that held the records, from retiring every entity there is. Where the tables
// have no rows at all, that is what they say, and it is told.
func (s *subject) guard(d *difference, gone, of int) error {
	switch {
	case of == 0 || gone < of:
		return nil
	case d.rowsIn == 0:
		d.warnings = append(d.warnings, fmt.Sprintf("%s: no rows are left, so all %d records are gone, and every entity of %q is retired; records that come back get new ids",
			strings.Join(s.e.Records, ", "), of, s.name))
		return nil
	}
	return farol.Errorf(farol.CodeConflict, "not one of the %d records of %q is there any more, though its tables have %d rows: every entity would be retired", of, s.name, d.rowsIn).
		At(s.e.File, 1).Hint("see that records, source and id name what they named before; if this is meant, farol match learn %s --apply takes the rows as they are", s.name)
}

// touch notes the entities that the tables do not show as they are now.
func (m *moment) touch(events []entity.Event, upserts []entity.Record) {
	if m.shown.fingerprint == "" {
		return
	}
	for _, e := range events {
		m.shown.touched[e.Entity] = true
		if e.Other != "" {
			m.shown.touched[e.Other] = true
		}
	}
	for i := range upserts {
		if id, ok := m.resolver.EntityOf(upserts[i].Key); ok {
			m.shown.touched[id] = true
		}
	}
}

// enter writes what happened to the ledger, if anything did, and remembers it.
func (s *subject) enter(ctx context.Context, m *moment, events []entity.Event) error {
	note := batchNote{At: s.o.Clock().UTC().Truncate(time.Second), Model: m.model.Version}
	m.asOf = note.At
	if len(events) == 0 {
		return nil
	}
	if m.resolver != nil {
		if said := plainDecisions(m.resolver.Decisions()); !slices.Equal(said, m.heeded) {
			note.Decisions = &said
		}
	}
	if err := s.append(ctx, events, note); err != nil {
		return err
	}
	m.remember(events, note)
	m.batches++
	return nil
}

// begin makes what is in memory from what is on disk.
func (s *subject) begin(ctx context.Context, snapshot engine.Snapshot, in *input, progress Progress) (*difference, error) {
	m, members, err := s.replay(ctx)
	if err != nil {
		return nil, err
	}
	m.replayed = int64(len(m.history))
	d, err := s.read(ctx, snapshot, in.tables, s.newStore(in.tables), progress)
	if err != nil {
		return nil, err
	}
	left := 0
	for k := range members {
		if d.fresh[k] == nil {
			left++
		}
	}
	if err := s.guard(d, left, len(members)); err != nil {
		return nil, err
	}
	// The records belong to the new store alone.
	m.store, m.basis, m.derived = d.into, in.basis, &derived{}
	d.keep()
	if m.learned, m.model, err = s.modelFor(ctx, m, in, progress); err != nil {
		return nil, err
	}
	batch, before := lastBatch(m.history)+1, m.ledger.Clone()
	gone, err := absent(m.ledger, batch, members, m.store.records)
	if err != nil {
		return nil, err
	}
	var events []entity.Event
	if m.learned != nil {
		progress("comparing records", 0, 0)
		said := m.heeded
		if m.batches == 0 {
			said = in.said
		}
		if m.resolver, err = entity.NewResolver(m.learned, m.ledger, members, said); err != nil {
			return nil, err
		}
		if events, err = m.resolver.Apply(d.upserts, nil); err != nil {
			return nil, err
		}
	}
	if events, err = gone.join(before, m.ledger, batch, events); err != nil {
		return nil, err
	}
	if m.resolver != nil && !slices.Equal(plainDecisions(in.said), plainDecisions(m.resolver.Decisions())) {
		more, err := m.resolver.Decide(in.said)
		if err != nil {
			return nil, err
		}
		events = append(events, more...)
	}
	d.upserts, d.fresh = nil, nil
	if err := s.enter(ctx, m, events); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = m
	return d, nil
}

func lastBatch(history []happened) int64 {
	if len(history) == 0 {
		return 0
	}
	return history[len(history)-1].Batch
}

// drop forgets what is in memory.
func (s *subject) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = nil
}

// prepare reads the records of an entity that was matched before.
func (s *subject) prepare(ctx context.Context) (err error) {
	give, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	batches, _, err := s.standing()
	if err != nil {
		s.tell(Failed, err.Error())
		return err
	}
	if s.now != nil || batches == 0 {
		return nil
	}
	s.tell(Preparing, "")
	defer func() {
		switch {
		case err == nil:
		case farol.AsErrors(err)[0].Code == farol.CodeNotBuilt:
			s.tell(Empty, "")
			err = nil
		default:
			s.tell(Failed, farol.AsErrors(err)[0].Error())
		}
	}()
	snapshot, err := s.o.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closing := snapshot.Close(); err == nil {
			err = closing
		}
	}()
	in, err := s.input(ctx, snapshot)
	if err != nil {
		return err
	}
	_, err = s.refresh(ctx, snapshot, in, func(_ string, done, total int64) { s.progress(done, total) })
	if err != nil || s.now.resolver == nil {
		return err
	}
	if f := s.fingerprint(in, s.now.batches, s.now.model.Version); s.shownBy(in.tables, f) {
		s.now.shown = shown{fingerprint: f, how: s.how(in, s.now), events: len(s.now.history), touched: map[string]bool{}}
	}
	m, leave, err := s.ask()
	if err == nil {
		m.look()
		leave()
	}
	return err
}
