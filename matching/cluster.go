package matching

import (
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
)

// What a Cluster tells at most: an entity may have thousands of records.
const (
	mostRecords = 200
	mostLinks   = 200
	mostEvents  = 200
	mostKeys    = 20 // records of one event
)

// Cluster gives one entity, by the id it has now or had once.
func (s *Service) Cluster(name, id string) (*Cluster, error) {
	sub, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	current, known := m.resolver.Resolve(id)
	if !known {
		return nil, farol.Errorf(farol.CodeNotFound, "%q has no entity %q, and never had", name, id).Hint("look for it in the table %s", name)
	}
	keys := m.resolver.Members(current)
	c := &Cluster{ID: current, Asked: id, Fields: m.store.fields, Golden: []GoldenValue{}, Total: len(keys), Records: []Side{}, Links: []Link{}, History: m.historyOf(current)}
	if id != current {
		c.History = m.historyOf(current, id)
	}
	if len(keys) == 0 {
		c.Title = current
		return c, nil
	}
	c.Golden = entity.Golden(m.learned, m.recordsOf(keys), sub.e.Golden.Survivorship())
	c.Title = m.store.title(keys[0])
	if label := m.store.label; label >= 0 {
		for _, g := range c.Golden {
			if g.Column == m.store.fields[label] {
				c.Title = titled(g.Value)
			}
		}
	}
	for _, k := range keys[:min(mostRecords, len(keys))] {
		cells := m.store.row(m.store.records[k])
		c.Records = append(c.Records, Side{Key: k, Title: m.store.titleOf(cells, k), Entity: current, Records: len(keys), Cells: cells})
	}
	if links, ok := m.resolver.Links(current, mostLinks); ok {
		for _, l := range links.Links {
			c.Links = append(c.Links, Link{Left: l.Left, Right: l.Right, Weight: l.Weight, Probability: l.Probability})
		}
		if links.Bridge != nil {
			b := m.bridge(links.Bridge)
			c.Bridge = &b
		}
	}
	return c, nil
}

// historyOf is what happened to some ids, the latest first.
func (m *moment) historyOf(ids ...string) []Event {
	var places []int32
	for _, id := range ids {
		places = append(places, m.of[id]...)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	out := []Event{}
	for _, at := range slices.Backward(places) {
		if len(out) == mostEvents {
			break
		}
		h := m.history[at]
		e := Event{Event: h.Event, At: h.with.At, Total: len(h.Records)}
		e.Records = e.Records[:min(mostKeys, len(e.Records))]
		out = append(out, e)
	}
	return out
}
