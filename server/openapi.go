package server

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// OpenAPI describes the API in YAML, for the generation of clients. No project needs to be open for it.
func OpenAPI(version string) ([]byte, error) {
	s, err := New(Options{
		Project: &project.Project{Config: project.Config{Name: "farol"}}, Demo: true, Version: version,
		DataVersion: func(context.Context) (int64, error) { return 0, nil },
	})
	if err != nil {
		return nil, err
	}
	return s.api.OpenAPI().YAML()
}

// describeCells says what a cell of an answer may be, which Go's any does not: a text, a number, yes or no, or nothing. The values of
// a filter stay open, since a wrong one is refused with words of its own.
func describeCells(api huma.API) {
	for name, schema := range api.OpenAPI().Components.Schemas.Map() {
		if name == "MetricFilter" {
			continue
		}
		for _, property := range schema.Properties {
			describeCell(property)
		}
	}
}

func describeCell(s *huma.Schema) {
	for ; s.Items != nil; s = s.Items {
		if s.Ref != "" {
			return
		}
	}
	if s.Ref == "" && s.Type == "" && len(s.OneOf) == 0 {
		s.OneOf = []*huma.Schema{{Type: huma.TypeString, Nullable: true}, {Type: huma.TypeNumber}, {Type: huma.TypeBoolean}}
	}
}

// describeWords lists the words that the rules of a golden record and the events of an entity are told by, as the screens put each into
// the reader's language.
func describeWords(api huma.API) {
	schemas := api.OpenAPI().Components.Schemas.Map()
	schemas["EntityGoldenValue"].Properties["rule"].Enum = []any{entity.RuleOnly, entity.RuleSource, entity.RuleRecent, entity.RuleVote, entity.RuleComplete,
		entity.RuleOrder}
	schemas["MatchingEvent"].Properties["kind"].Enum = []any{entity.EventCreate, entity.EventJoin, entity.EventLeave, entity.EventMove, entity.EventAbsorb,
		entity.EventSplit, entity.EventRedirect, entity.EventRetire}
}
