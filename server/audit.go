package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
)

// AuditList is what was done, the newest first.
type AuditList struct {
	Rows []access.AuditRow `json:"rows"`
	Next time.Time         `json:"next,omitzero" doc:"What to give as before for the rows that follow; absent at the end."`
}

func (s *Server) registerAudit(api huma.API) {
	route(s, api, administrator, op("audit", http.MethodGet, "/audit", "Who asked, exported, changed or was refused what, the newest first."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			Before time.Time `query:"before" doc:"Only what is older."`
			Limit  int       `query:"limit" default:"100" minimum:"1" maximum:"1000"`
		}) (*body[AuditList], error) {
			rows, err := s.Access.AuditRows(ctx, in.Before, in.Limit)
			out := &body[AuditList]{Body: AuditList{Rows: rows}}
			if len(rows) == in.Limit {
				out.Body.Next = rows[len(rows)-1].At
			}
			return out, err
		})
}
