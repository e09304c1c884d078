package matching

import (
	"maps"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
)

// usualCandidates is how many candidates an Answer has where nothing was said.
const usualCandidates = 5

// Find says who a record may be.
func (s *Service) Find(name string, q Question) (*Answer, error) {
	_, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	record := entity.Record{Key: entity.Key{Source: q.Source}}
	for _, column := range slices.Sorted(maps.Keys(q.Record)) {
		at, err := m.fieldOf(column)
		if err != nil {
			return nil, err
		}
		record.Columns, record.Cells = append(record.Columns, m.store.fields[at]), append(record.Cells, q.Record[column])
	}
	if len(record.Columns) == 0 {
		return nil, farol.Errorf(farol.CodeBadRequest, "the record says nothing").Hint("write its fields by column, such as %q", m.store.fields[0])
	}
	if q.Limit <= 0 {
		q.Limit = usualCandidates
	}
	a := &Answer{Candidates: []Candidate{}}
	threshold := m.threshold()
	for i, c := range m.resolver.Find(record) {
		if i == 0 && c.Weight >= threshold {
			a.Entity = c.Entity
		}
		if i == q.Limit {
			break
		}
		e, _ := m.resolver.ExplainRecord(record, c.Key)
		a.Candidates = append(a.Candidates, Candidate{Key: c.Key, Entity: c.Entity, Title: m.store.title(c.Key), Weight: c.Weight, Probability: c.Probability,
			Copies: c.Copies, Prior: e.Prior, Parts: parts(e)})
	}
	return a, nil
}
