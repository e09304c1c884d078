package matching

import (
	"math"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/project"
)

// ask gives the entity as it is now, which stays so until the function is called.
func (s *subject) ask() (*moment, func(), error) {
	s.mu.RLock()
	if s.now != nil && s.now.resolver != nil {
		return s.now, s.mu.RUnlock, nil
	}
	defer s.mu.RUnlock()
	switch s.state {
	case Preparing:
		return nil, nil, farol.Errorf(farol.CodeNotBuilt, "the records of %q are being read after a start: %.0f %% are", s.name, 100*s.share()).Hint("ask again in a moment")
	case Failed:
		return nil, nil, farol.Errorf(farol.CodeNotBuilt, "the records of %q cannot be asked about: %s", s.name, s.why).Hint("mend that, then run farol run")
	}
	return nil, nil, s.unmatched()
}

// moment finds an entity by its name and gives it as it is now, which stays so until the function is called.
func (s *Service) moment(name string) (*subject, *moment, func(), error) {
	sub, err := s.subject(name)
	if err != nil {
		return nil, nil, nil, err
	}
	m, leave, err := sub.ask()
	return sub, m, leave, err
}

func (k *kept) share() float64 {
	if k.total == 0 {
		return 0
	}
	return min(1, float64(k.read)/float64(k.total))
}

// List gives all entities by name.
func (s *Service) List() []Brief {
	list := []Brief{}
	for _, name := range s.names() {
		sub, err := s.subject(name)
		if err != nil {
			list = append(list, Brief{Name: name, State: Failed, Why: err.Error()})
			continue
		}
		list = append(list, sub.brief())
	}
	return list
}

func (s *subject) brief() Brief {
	m, leave, err := s.ask()
	if err == nil {
		defer leave()
		return s.briefOf(m)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := Brief{Name: s.name, State: s.state, Why: s.why, Done: s.share()}
	if b.State == "" || b.State == Ready {
		b.State = Empty
	}
	if b.State == Empty {
		b.Why = farol.AsErrors(err)[0].Message
	}
	return b
}

func (s *subject) briefOf(m *moment) Brief {
	d := m.look()
	// Somebody may have decided since, and the next run takes that out.
	review := max(0, len(d.doubts)-m.answered(s.pending(), 0, 0))
	return Brief{Name: s.name, State: Ready, Done: 1, Records: d.health.Records, Entities: d.health.Entities, Review: review}
}

// pairOf names two records whichever is asked for first.
func pairOf(a, b entity.Key) [2]entity.Key {
	if a.Compare(b) > 0 {
		a, b = b, a
	}
	return [2]entity.Key{a, b}
}

// pending are all decisions that stand in the project now, by pair. Where the file cannot be read, the ones before it do.
func (s *subject) pending() map[[2]entity.Key]project.Decision {
	by := map[[2]entity.Key]project.Decision{}
	for _, d := range s.standingDecisions() {
		by[pairOf(d.Left, d.Right)] = d
	}
	return by
}

// waiting counts what the project says otherwise than the resolver holds to.
func waiting(now map[[2]entity.Key]project.Decision, held entity.Decisions) int {
	n := 0
	before := map[[2]entity.Key]bool{}
	for _, d := range held {
		before[pairOf(d.Left, d.Right)] = d.Same
	}
	for pair, d := range now {
		if same, ok := before[pair]; !ok || same != d.Same {
			n++
		}
	}
	for pair := range before {
		if _, ok := now[pair]; !ok {
			n++
		}
	}
	return n
}

// Overview gives what the first page of an entity shows.
func (s *Service) Overview(name string) (*Overview, error) {
	sub, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	d := m.look()
	decided := sub.pending()
	o := &Overview{
		Brief: sub.briefOf(m), Table: strings.Join(sub.e.Records, ", "), Fields: m.store.fields, Pairs: d.pairs, Repeats: d.repeats,
		Decided: len(decided), Waiting: waiting(decided, m.resolver.Decisions()),
		Model:   Model{Version: m.model.Version, Learned: m.model.Learned, Records: m.model.Records, Aged: d.strange || m.model.Records > 0 && d.health.Records >= 2*m.model.Records},
		Sources: d.sources, Histogram: []Bar{}, Valley: d.health.Valley, Threshold: m.threshold(), Sizes: []SizeCount{}, Bridges: []Bridge{},
		Unlinkable: d.health.Unlinkable, Run: m.lastRun, AsOf: m.asOf,
	}
	for _, b := range d.health.Histogram {
		o.Histogram = append(o.Histogram, Bar(b))
	}
	for _, x := range d.health.Sizes {
		o.Sizes = append(o.Sizes, SizeCount(x))
	}
	for i := range d.health.Bridges {
		o.Bridges = append(o.Bridges, m.bridge(&d.health.Bridges[i]))
	}
	return o, nil
}

func (m *moment) bridge(b *entity.Bridge) Bridge {
	return Bridge{Entity: b.Entity, Title: m.titleOf(b.Entity), Left: b.Left, Right: b.Right, Weight: b.Weight, Sizes: b.Sizes}
}

// titleOf is what an entity is called: as the first of its records calls itself.
func (m *moment) titleOf(id string) string {
	if keys := m.resolver.Members(id); len(keys) > 0 {
		return m.store.title(keys[0])
	}
	return id
}

// known finds the store's record of a key.
func (s *subject) known(m *moment, k entity.Key) (*stored, error) {
	if r := m.store.records[k]; r != nil {
		return r, nil
	}
	return nil, farol.Errorf(farol.CodeNotFound, "%q has no record %q of the source %q", s.name, k.Record, k.Source).
		Hint("look for it in the table %s_member", s.name)
}

// fieldOf finds a field by the name that somebody gave it.
func (m *moment) fieldOf(name string) (int, error) {
	for i, f := range m.store.fields {
		if strings.EqualFold(f, name) {
			return i, nil
		}
	}
	err := farol.Errorf(farol.CodeUnknownName, "records have no field %q", name)
	if meant := near.Nearest(name, m.store.fields); len(meant) > 0 {
		return 0, err.Hint("did you mean %s?", strings.Join(meant, " or "))
	}
	return 0, err.Hint("the fields are %s", strings.Join(m.store.fields, ", "))
}

// threshold is the weight in bits from which a pair speaks for one entity.
func (m *moment) threshold() float64 {
	p := m.learned.Describe().Threshold
	return math.Log2(p / (1 - p))
}
