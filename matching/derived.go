package matching

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// derived is what is computed of a moment when it is first asked for: at a million records it takes a second or more.
type derived struct {
	once    sync.Once
	health  entity.Health
	queue   []entity.Doubt // the doubtful pairs that teach most; the resolver keeps some thousands
	doubts  []float64      // the probabilities of all doubtful pairs, the least first
	sorting sync.Once
	sorted  []int32 // places in queue by probability, the least first
	sources []SourceCount
	layouts map[string][]*layout // of the records of each source
	strange bool                 // some source is not known to the model
	pairs   int
	repeats int // records that share their entity with another
}

// mostBridges is how many weak entities an Overview tells of.
const mostBridges = 20

// look computes what is derived, once. The caller keeps the moment from changing.
func (m *moment) look() *derived {
	m.derived.once.Do(func() {
		d := m.derived
		d.health = m.resolver.Health(mostBridges)
		d.queue = m.resolver.Queue(math.MaxInt)
		asked := m.asked()
		m.resolver.Pairs(func(left, right entity.Key, _, probability float64, _ bool) bool {
			d.pairs++
			if entity.InDoubt(probability) && !asked[pairOf(left, right)] {
				d.doubts = append(d.doubts, probability)
			}
			return true
		})
		slices.Sort(d.doubts)
		for _, s := range d.health.Sizes {
			if s.Size > 1 {
				d.repeats += s.Size * s.Entities
			}
		}
		d.count(m)
	})
	return m.derived
}

// asked are the pairs that people have decided about, as the resolver knows them.
func (m *moment) asked() map[[2]entity.Key]bool {
	asked := map[[2]entity.Key]bool{}
	for _, d := range m.resolver.Decisions() {
		asked[pairOf(d.Left, d.Right)] = true
	}
	return asked
}

// between counts the doubtful pairs of a range of probability.
func (d *derived) between(from, to float64) int {
	least := sort.SearchFloat64s(d.doubts, from)
	if to <= 0 {
		return len(d.doubts) - least
	}
	return max(0, sort.SearchFloat64s(d.doubts, math.Nextafter(to, 2))-least)
}

// answered counts the doubtful pairs of a range of probability that people have decided about since the last run.
func (m *moment) answered(pending map[[2]entity.Key]project.Decision, from, to float64) int {
	n, asked := 0, m.asked()
	for pair := range pending {
		if asked[pair] {
			continue
		}
		e, known := m.resolver.Explain(pair[0], pair[1])
		if p := entity.Probability(e.Weight); known && entity.InDoubt(p) && p >= from && (to <= 0 || p <= to) {
			n++
		}
	}
	return n
}

// inOrder goes through the queue, which at a million records is too long to be sorted for every question.
func (d *derived) inOrder(o Order) iter.Seq[*entity.Doubt] {
	if o != Surest && o != Weakest {
		return func(yield func(*entity.Doubt) bool) {
			for i := range d.queue {
				if !yield(&d.queue[i]) {
					return
				}
			}
		}
	}
	d.sorting.Do(func() {
		d.sorted = make([]int32, len(d.queue))
		for i := range d.sorted {
			d.sorted[i] = int32(i)
		}
		slices.SortFunc(d.sorted, func(i, j int32) int {
			a, b := &d.queue[i], &d.queue[j]
			return cmp.Or(cmp.Compare(a.Probability, b.Probability), a.Left.Compare(b.Left), a.Right.Compare(b.Right))
		})
	})
	return func(yield func(*entity.Doubt) bool) {
		for i := range d.sorted {
			if o == Surest {
				i = len(d.sorted) - 1 - i
			}
			if !yield(&d.queue[d.sorted[i]]) {
				return
			}
		}
	}
}

// count tells what each source brings.
func (d *derived) count(m *moment) {
	of := map[string]*SourceCount{}
	d.layouts = map[string][]*layout{}
	for _, s := range m.learned.Describe().Sources {
		of[s.Name] = &SourceCount{Source: s.Name, Unique: s.Unique}
	}
	for _, keys := range m.resolver.Clusters() {
		alone := true
		for i, k := range keys {
			c := of[k.Source]
			if c == nil {
				d.strange = true
				c = &SourceCount{Source: k.Source}
				of[k.Source] = c
			}
			if l := m.store.records[k].layout; !slices.Contains(d.layouts[k.Source], l) {
				d.layouts[k.Source] = append(d.layouts[k.Source], l)
			}
			c.Records++
			// Keys are in the order of their sources.
			if i == 0 || keys[i-1].Source != k.Source {
				c.Entities++
				alone = alone && i == 0
			}
		}
		if alone {
			of[keys[0].Source].Alone++
		}
	}
	for _, c := range of {
		d.sources = append(d.sources, *c)
	}
	slices.SortFunc(d.sources, func(a, b SourceCount) int { return cmp.Compare(a.Source, b.Source) })
}

// figures are what a run tells of the entities, of which it has made those events that came after the first so many.
func (m *moment) figures(had int64) []Figure {
	run := &LastRun{}
	left := int64(0)
	for _, h := range m.history[min(had, int64(len(m.history))):] {
		run.count(h.Event)
		if h.Kind == entity.EventLeave {
			left += int64(len(h.Records))
		}
	}
	entities, pairs, doubts := 0, 0, 0
	if m.resolver != nil {
		d := m.look()
		entities, pairs, doubts = d.health.Entities, d.pairs, len(d.doubts)
	}
	return []Figure{
		{"records", int64(len(m.store.records))}, {"entities", int64(entities)}, {"created", int64(run.Created)}, {"joined", int64(run.Joined)}, {"left", left},
		{"absorbed", int64(run.Absorbed)}, {"split", int64(run.Split)}, {"retired", int64(run.Retired)}, {"pairs", int64(pairs)}, {"in doubt", int64(doubts)},
	}
}
