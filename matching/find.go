package matching

import (
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/internal/near"
)

// usualCandidates is how many candidates an Answer has where nothing was said.
const usualCandidates = 5

// Find says who a record may be.
func (s *Service) Find(name string, q Question) (*Answer, error) {
	sub, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	has, err := sub.columnsOf(m, q.Source)
	if err != nil {
		return nil, err
	}
	record := entity.Record{Key: entity.Key{Source: q.Source}}
	for _, column := range slices.Sorted(maps.Keys(q.Record)) {
		at, err := m.fieldOf(column)
		if err != nil {
			return nil, err
		}
		if field := m.store.fields[at]; has != nil && !slices.Contains(has, field) {
			return nil, farol.Errorf(farol.CodeUnknownName, "records of the source %q have no field %q", q.Source, column).
				Hint("its fields are %s; or leave the source out", strings.Join(has, ", "))
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

// columnsOf gives the fields that records of a source have; nil where none is named, or where it has no record yet.
func (s *subject) columnsOf(m *moment, source string) ([]string, error) {
	if source == "" {
		return nil, nil
	}
	d := m.look()
	var has, names []string
	for _, l := range d.layouts[source] {
		has = append(has, l.columns...)
	}
	for _, l := range m.store.layouts {
		if s.e.Source == "" && l.table == source {
			has = append(has, l.columns...)
		}
	}
	if len(has) > 0 {
		return has, nil
	}
	for _, c := range d.sources {
		names = append(names, c.Source)
	}
	names = s.withTables(names)
	if slices.Contains(names, source) {
		return nil, nil
	}
	err := farol.Errorf(farol.CodeUnknownName, "%q has no source %q", s.name, titled(source))
	if meant := near.Nearest(source, names); len(meant) > 0 {
		return nil, err.Hint("did you mean %s?", strings.Join(meant, " or "))
	}
	return nil, err.Hint("the sources are %s", fewOf(names))
}
