package app

import (
	"math"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
)

// MatchExplanation is why two records weigh what they weigh, in bits: Prior and the bits of Parts add up to Weight.
type MatchExplanation struct {
	Left        string      `json:"left"`
	Right       string      `json:"right"`
	Prior       float64     `json:"prior"` // of any two records
	Parts       []MatchPart `json:"parts"`
	Weight      float64     `json:"weight"`
	Probability float64     `json:"probability"`
	Told        bool        `json:"told"`        // pairs.csv has the pair
	SameEntity  bool        `json:"same_entity"` // both records are in one entity
}

// MatchPart is what one field says about two records.
type MatchPart struct {
	Field string  `json:"field"`
	Level string  `json:"level"`
	Left  string  `json:"left"`
	Right string  `json:"right"`
	Given string  `json:"given,omitempty"` // the field on which this one's chance agreement depends
	Bits  float64 `json:"bits"`
}

// rivalsPart is the part of a pair that other records contest.
const rivalsPart = "other records"

// Explain takes the weight of two records apart. They are written as in pairs.csv: SOURCE:RECORD, or RECORD alone where there is one file.
func (m *Matching) Explain(left, right string) (*MatchExplanation, error) {
	a, err := m.find(left)
	if err != nil {
		return nil, err
	}
	b, err := m.find(right)
	if err != nil {
		return nil, err
	}
	if a == b {
		return nil, farol.Errorf(farol.CodeUsage, "both are the record %s", m.name(a)).Hint("name two records")
	}
	if a.Compare(b) > 0 {
		a, b = b, a
	}
	e := m.result.Explain(a, b)
	out := &MatchExplanation{Left: m.name(a), Right: m.name(b), Prior: e.Prior, Weight: e.Weight, Parts: []MatchPart{}}
	for _, p := range e.Parts {
		if p.Field == "" {
			p.Field, p.Level = p.Level, "" // It speaks of the pair as a whole.
		}
		out.Parts = append(out.Parts, MatchPart{Field: p.Field, Level: p.Level, Left: p.Left, Right: p.Right, Given: p.Given, Bits: p.Bits})
	}
	at, told := slices.BinarySearchFunc(m.result.Pairs, entity.Pair{Left: a, Right: b}, func(x, y entity.Pair) int {
		return x.Left.Compare(y.Left)*2 + x.Right.Compare(y.Right)
	})
	if told {
		// Where a file has no duplicates, only one of several records can be meant: what others take away, or what their lack adds, is a part
		// of the weight. Anything else that is missing would be a fault, and is not made up for here.
		out.Told = true
		contested := m.Files[a.Table].Unique || m.Files[b.Table].Unique
		if rest := m.result.Pairs[at].Weight - e.Weight; contested && math.Abs(rest) > 1e-3 {
			level := "none fits as well"
			if rest < 0 {
				level = "may be meant instead"
			}
			out.Parts = append(out.Parts, MatchPart{Field: rivalsPart, Level: level, Bits: rest})
			out.Weight += rest
		}
	}
	out.Probability = entity.Probability(out.Weight)
	for _, records := range m.result.Entities {
		if slices.Contains(records, a) {
			out.SameEntity = slices.Contains(records, b)
			break
		}
	}
	return out, nil
}

// find gives the record of a name.
func (m *Matching) find(name string) (entity.Ref, error) {
	for i, t := range m.tables {
		id, ok := strings.CutPrefix(name, t.Source+":")
		if !ok && len(m.tables) == 1 {
			id, ok = name, true
		}
		if !ok {
			continue
		}
		if r := slices.Index(t.IDs, id); r >= 0 {
			return entity.Ref{Table: int32(i), Row: int32(r)}, nil
		}
		if r := slices.Index(t.IDs, name); len(m.tables) == 1 && r >= 0 {
			return entity.Ref{Row: int32(r)}, nil
		}
		what := "row number"
		if m.Files[i].ID != "" {
			what = m.Files[i].ID
		}
		return entity.Ref{}, farol.Errorf(farol.CodeUnknownName, "%s has no record %q", m.Files[i].Path, id).Hint("a record is named by its %s, such as %q", what, m.name(entity.Ref{Table: int32(i)}))
	}
	var sources []string
	for _, t := range m.tables {
		sources = append(sources, t.Source)
	}
	return entity.Ref{}, farol.Errorf(farol.CodeUnknownName, "%q names no record", name).
		Hint("write SOURCE:RECORD; the sources are %s", strings.Join(sources, ", "))
}
