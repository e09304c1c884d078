package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/matching"
)

const (
	// maxQuestionFields bounds the fields of a record that is asked about; no table of records comes near it.
	maxQuestionFields = 100
	// maxFieldBytes bounds a value of it. Values are compared letter by letter, which takes time by the product of their lengths.
	maxFieldBytes = 10_000
)

func (s *Server) registerMatch(api huma.API) {
	route(s, api, signedIn, op("entity-match", http.MethodPost, "/entities/{name}/match", "Who one record may be. Nothing is kept of it."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			Body matching.Question
		}) (*body[matching.Answer], error) {
			if err := checkRecord(in.Body.Record); err != nil {
				return nil, err
			}
			return read(ctx, s, e, in.Name, asked(in.Body), func() (*matching.Answer, error) { return s.Matching.Find(in.Name, in.Body) },
				func(a *matching.Answer) int { return len(a.Candidates) })
		})
}

// checkRecord refuses a record that says nothing, or so much that no record of a table does.
func checkRecord(record map[string]string) error {
	switch known := slices.ContainsFunc(fieldsOf(record), func(name string) bool { return strings.TrimSpace(record[name]) != "" }); {
	case len(record) > maxQuestionFields:
		return farol.Errorf(farol.CodeTooLarge, "the record has %d fields, more than %d", len(record), maxQuestionFields).Hint("send only columns of the entity's records")
	case !known:
		return farol.Errorf(farol.CodeMissingField, "the record says nothing").Hint(`send its fields by column, as in {"record": {"name": "…"}}`)
	}
	for _, name := range fieldsOf(record) {
		if size := len(record[name]); size > maxFieldBytes {
			return farol.Errorf(farol.CodeTooLarge, "the field %q has %d bytes, more than %d", shorten(name), size, maxFieldBytes).Hint("leave the field out, or send its beginning")
		}
	}
	return nil
}

func fieldsOf(record map[string]string) []string {
	var names []string
	for name := range record {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// shorten keeps a name that somebody sends from filling an answer.
func shorten(name string) string {
	if len(name) > 100 {
		return strings.ToValidUTF8(name[:100], "") + "…"
	}
	return name
}

// asked is what the audit keeps of a question: which fields, but not their values, which may be anybody's and would outlast them there.
func asked(q matching.Question) string {
	what := "match by " + strings.Join(fieldsOf(q.Record), ", ")
	if q.Source != "" {
		what += " of " + shorten(q.Source)
	}
	return what
}
