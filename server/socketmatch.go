package server

import (
	"context"
	"net/http"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/matching"
	"github.com/go-chi/chi/v5"
)

// LocalModel asks for the model of an entity.
type LocalModel struct {
	Name string `json:"name"`
}

// ModelText is a model as YAML.
type ModelText struct {
	YAML string `json:"yaml"`
}

// LocalLearn asks to learn the model of an entity anew.
type LocalLearn struct {
	Name  string `json:"name"`
	Apply bool   `json:"apply,omitempty"` // it becomes the model in use
}

func (s *Server) localMatchRoutes(r chi.Router) {
	r.Post("/match/model", localRoute(s, func(_ context.Context, in LocalModel, w http.ResponseWriter) error {
		m, err := s.matcher()
		if err != nil {
			return err
		}
		text, err := m.Model(in.Name)
		if err != nil {
			return err
		}
		return writeJSON(w, ModelText{text})
	}))
	r.Post("/match/learn", localRoute(s, func(ctx context.Context, in LocalLearn, w http.ResponseWriter) error {
		m, err := s.matcher()
		if err != nil {
			return err
		}
		if in.Apply {
			row := access.AuditRow{User: actor(ctx).User, Via: actor(ctx).Via, Action: "learn", What: in.Name, Outcome: "ok"}
			if err := s.Access.AuditNow(ctx, row); err != nil {
				return err
			}
		}
		change, err := m.Learn(ctx, in.Name, in.Apply)
		if err != nil {
			return err
		}
		return writeJSON(w, change)
	}))
}

func (s *Server) matcher() (*matching.Service, error) {
	if s.Matching == nil {
		return nil, farol.Errorf(farol.CodeNotFound, "the project has no entities").Hint("write entities/NAME.yaml")
	}
	return s.Matching, nil
}
