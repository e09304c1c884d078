package server

import (
	"context"
	"net/http"

	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
	"github.com/go-chi/chi/v5"
)

// LocalMembers asks which members of a dimension the operator, or the user that they ask as, may see.
type LocalMembers struct {
	As        string          `json:"as,omitempty"`
	View      string          `json:"view"`
	Dimension string          `json:"dimension"`
	Search    string          `json:"search,omitempty"` // part of a label
	Where     []metric.Filter `json:"where,omitempty"`
	Limit     int             `json:"limit"`
}

// localMembers serves the command line, which offers what somebody who misspelled a value may have meant. The session is that of the
// user asked for, so that a hint names no member that their answer could not.
func (s *Server) localMembers(r chi.Router) {
	r.Post("/members", localRoute(s, func(ctx context.Context, in LocalMembers, w http.ResponseWriter) error {
		e, err := s.As(ctx, in.As)
		if err != nil {
			return err
		}
		session, err := s.Query.Begin(ctx, e)
		if err != nil {
			return err
		}
		defer session.Close()
		found, err := s.members(ctx, session, query.MembersRequest{
			View: in.View, Dimension: in.Dimension, Search: in.Search, Where: in.Where, Limit: in.Limit,
		}, s.language("", ""))
		if err != nil {
			return err
		}
		return writeJSON(w, found)
	}))
}

// LocalAddress is where the pages are served.
type LocalAddress struct {
	URL string `json:"url"`
}

// Addressed answers on the socket where the network is served, beside what the handler answers: links that a command prints should lead
// there.
func Addressed(local http.Handler, url string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/local/v1/address" {
			_ = writeJSON(w, LocalAddress{URL: url}) // A client that is gone needs no answer.
			return
		}
		local.ServeHTTP(w, r)
	})
}
