package server

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/query"
	"github.com/go-chi/chi/v5"
)

// LocalQuery is a question of the operator, who may ask as somebody else.
type LocalQuery struct {
	Question
	As string `json:"as,omitempty"`
}

// LocalExport is an export of the operator.
type LocalExport struct {
	ExportRequest
	As string `json:"as,omitempty"`
}

// LocalCatalog asks what may be asked.
type LocalCatalog struct {
	As       string `json:"as,omitempty"`
	Language string `json:"language,omitempty"`
}

// LocalLoads asks what was taken from a source, or from all when Source is "".
type LocalLoads struct {
	Source string `json:"source,omitempty"`
}

// LoadList is what was taken, the oldest first within each source.
type LoadList struct {
	Loads []pipeline.Load `json:"loads"`
}

// LocalForget asks to take a file back.
type LocalForget struct {
	Source string `json:"source"`
	File   string `json:"file"`
	Reload bool   `json:"reload,omitempty"`
}

// LocalRunLine is one line of a run's answer: an event, or at last its summary or the errors that ended it.
type LocalRunLine struct {
	Event   *pipeline.Event   `json:"event,omitempty"`
	Summary *pipeline.Summary `json:"summary,omitempty"`
	Errors  []LocalError      `json:"errors,omitempty"`
}

// LocalError is a farol.Error on its way to the command line.
type LocalError struct {
	Code    farol.Code  `json:"code"`
	Message string      `json:"message"`
	Hint    string      `json:"hint,omitempty"`
	Place   farol.Place `json:"place,omitzero"`
}

func (s *Server) localRoutes(r chi.Router) {
	s.localMatchRoutes(r)
	r.Post("/run", localRun(s, func(ctx context.Context, in RunRequest, progress func(pipeline.Event)) (pipeline.Summary, error) {
		request, err := in.request()
		if err != nil {
			return pipeline.Summary{}, err
		}
		request.Progress = progress
		return s.Pipeline.Run(ctx, request)
	}))
	r.Post("/forget", localRun(s, func(ctx context.Context, in LocalForget, progress func(pipeline.Event)) (pipeline.Summary, error) {
		row := access.AuditRow{User: actor(ctx).User, Via: actor(ctx).Via, Action: "forget", What: in.Source + " " + in.File, Outcome: "ok"}
		if err := s.Access.AuditNow(ctx, row); err != nil {
			return pipeline.Summary{}, err
		}
		return s.Pipeline.Forget(ctx, pipeline.Forgetting{Source: in.Source, File: in.File, Reload: in.Reload, Progress: progress})
	}))
	r.Post("/loads", localRoute(s, func(ctx context.Context, in LocalLoads, w http.ResponseWriter) error {
		loads, err := s.Pipeline.Loads(ctx, in.Source)
		if err != nil {
			return err
		}
		return writeJSON(w, LoadList{Loads: loads})
	}))
	r.Post("/query", localRoute(s, func(ctx context.Context, in LocalQuery, w http.ResponseWriter) error {
		e, err := s.As(ctx, in.As)
		if err != nil {
			return err
		}
		result, err := s.Ask(ctx, e, in.Question)
		if err != nil {
			return err
		}
		return writeJSON(w, result)
	}))
	r.Post("/catalog", localRoute(s, func(ctx context.Context, in LocalCatalog, w http.ResponseWriter) error {
		e, err := s.As(ctx, in.As)
		if err != nil {
			return err
		}
		session, err := s.Query.Begin(ctx, e)
		if err != nil {
			return err
		}
		defer session.Close()
		c, err := s.catalog(ctx, session, s.language(in.Language, ""))
		if err != nil {
			return err
		}
		return writeJSON(w, c)
	}))
	r.Post("/export", localRoute(s, func(ctx context.Context, in LocalExport, w http.ResponseWriter) error {
		e, err := s.As(ctx, in.As)
		if err != nil {
			return err
		}
		out := &lateWriter{w: w, header: func(h http.Header) { h.Set("Content-Type", in.Format.ContentType()) }}
		if err := s.Export(ctx, e, in.ExportRequest, out); err != nil {
			if out.began {
				panic(http.ErrAbortHandler)
			}
			return err
		}
		return nil
	}))
	r.Post("/link", localRoute(s, func(ctx context.Context, _ struct{}, w http.ResponseWriter) error {
		token, err := s.Access.FirstLink(ctx, s.Project.Policy, actor(ctx))
		if err != nil {
			return err
		}
		return writeJSON(w, s.link("/setup", token))
	}))
}

// As gives the entitlement of a user for the operator at the machine, or the operator's own when user is "".
func (s *Server) As(ctx context.Context, user string) (access.Entitlement, error) {
	id := access.Local()
	if user != "" {
		var err error
		if id, err = s.Access.As(ctx, user); err != nil {
			return access.Entitlement{}, err
		}
	}
	return access.Resolve(s.Project.Policy, id)
}

// Ask answers one question.
func (s *Server) Ask(ctx context.Context, e access.Entitlement, in Question) (*query.Result, error) {
	in, err := s.resolved(in)
	if err != nil {
		return nil, err
	}
	session, err := s.Query.Begin(ctx, e)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	q, err := in.query(ctx, session)
	if err != nil {
		return nil, err
	}
	return session.Run(ctx, q)
}

// localRun does something that is a run and streams its events. When the client goes, it is cancelled, as it would be at a terminal.
func localRun[In any](s *Server, f func(context.Context, In, func(pipeline.Event)) (pipeline.Summary, error)) http.HandlerFunc {
	return localRoute(s, func(ctx context.Context, in In, w http.ResponseWriter) error {
		w.Header().Set("Content-Type", "application/jsonl")
		lines := json.NewEncoder(w)
		flush := http.NewResponseController(w)
		line := func(l LocalRunLine) {
			if lines.Encode(l) == nil { // A client that is gone has ended ctx.
				_ = flush.Flush()
			}
		}
		summary, err := f(ctx, in, func(e pipeline.Event) { line(LocalRunLine{Event: &e}) })
		last := LocalRunLine{Summary: &summary}
		for _, e := range farol.AsErrors(err) {
			last.Errors = append(last.Errors, LocalError{e.Code, e.Message, e.Advice, e.Place})
		}
		line(last)
		return nil
	})
}

// localRoute reads a body, refuses unknown fields and answers errors as problems.
func localRoute[In any](s *Server, f func(context.Context, In, http.ResponseWriter) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			s.refuse(w, r, farol.Errorf(farol.CodeBadRequest, "the request is not what this route takes").Hint("use the same version of Farol for both").Cause(err))
			return
		}
		if err := f(r.Context(), in, w); err != nil {
			s.refuse(w, r, err)
		}
	}
}

func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
