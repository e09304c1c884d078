package matching

import (
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
)

// Pair says why two records weigh what they weigh.
func (s *Service) Pair(name string, left, right entity.Key) (*Pair, error) {
	sub, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	if left == right {
		return nil, farol.Errorf(farol.CodeBadRequest, "both records are %s", left).Hint("name two records")
	}
	p := &Pair{Fields: m.store.fields, Model: m.model.Version}
	for _, x := range []struct {
		key  entity.Key
		side *Side
	}{{left, &p.Left}, {right, &p.Right}} {
		r, err := sub.known(m, x.key)
		if err != nil {
			return nil, err
		}
		*x.side = m.side(x.key, r)
	}
	e, ok := m.resolver.Explain(left, right)
	if !ok {
		return nil, farol.Errorf(farol.CodeInternal, "BUG: the records %s and %s are kept but cannot be compared", left, right)
	}
	p.Together = p.Left.Entity == p.Right.Entity
	p.Prior, p.Weight, p.Parts = e.Prior, e.Weight, parts(e)
	p.Probability = entity.Probability(e.Weight)
	p.Kept = m.keptOf(p.Left, p.Right)
	if d, known := sub.pending()[pairOf(left, right)]; known {
		decided := m.decided(d)
		p.Decision = &decided
	}
	return p, nil
}

func (m *moment) side(k entity.Key, r *stored) Side {
	cells := m.store.row(r)
	id, _ := m.resolver.EntityOf(k)
	return Side{Key: k, Title: m.store.titleOf(cells, k), Entity: id, Records: len(m.resolver.Members(id)), Cells: cells}
}

func parts(e entity.Explanation) []Part {
	out := make([]Part, len(e.Parts))
	for i, p := range e.Parts {
		out[i] = Part{Field: p.Field, Level: p.Level, Left: p.Left, Right: p.Right, Given: p.Given, Bits: p.Bits, Share: p.Share}
	}
	return out
}

// keptOf is the id that stays if two records become one entity: that of more records, of equals the older one.
func (m *moment) keptOf(a, b Side) string {
	if a.Records != b.Records {
		if a.Records > b.Records {
			return a.Entity
		}
		return b.Entity
	}
	if m.given(b.Entity) < m.given(a.Entity) {
		return b.Entity
	}
	return a.Entity
}

// given is the place in history of an id's first event, by which ids are older or younger.
func (m *moment) given(id string) int32 {
	if of := m.of[id]; len(of) > 0 {
		return of[0]
	}
	return 0
}
