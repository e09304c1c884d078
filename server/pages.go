package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
)

// Screen is what a page's address chooses.
type Screen struct {
	Name           string `path:"name" maxLength:"100"`
	Period         string `query:"period" doc:"A..B, or a preset such as last_28_days."`
	Comparison     string `query:"comparison" enum:"previous_period,previous_year,none"`
	Lang           string `query:"lang"`
	AcceptLanguage string `header:"Accept-Language"`
	Choices
}

func (s *Server) params(e access.Entitlement, in Screen) page.Params {
	chosen := in.Lang
	if chosen == "" {
		chosen = e.Identity.Language
	}
	return page.Params{Language: s.language(chosen, in.AcceptLanguage), Period: in.Period, Comparison: in.Comparison, Filters: in.Filters}
}

func (s *Server) registerPages(api huma.API) {
	route(s, api, signedIn, open(op("page", http.MethodGet, "/pages/{name}", "All that a page shows, from one version of every table.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Screen
			Conditional
		}) (*tagged[page.Payload], error) {
			if err := s.notePage(ctx, e, in.Name); err != nil {
				return nil, err
			}
			p := s.params(e, in.Screen)
			return answer(ctx, s, e, in.Conditional, []any{p.Language, s.minute()}, func() (*page.Payload, error) {
				return s.Pages.Render(ctx, e, in.Name, p)
			})
		})
	route(s, api, signedIn, open(op("explain-tile", http.MethodGet, "/pages/{name}/explain", "What a figure of a page rests on.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Screen
			Tile    string `query:"tile"`
			Measure string `query:"measure" required:"true" doc:"view.measure"`
		}) (*body[page.Explanation], error) {
			if err := s.notePage(ctx, e, in.Name); err != nil {
				return nil, err
			}
			x, err := s.Pages.Explain(ctx, e, in.Name, in.Tile, in.Measure, s.params(e, in.Screen))
			if err != nil {
				return nil, err
			}
			return &body[page.Explanation]{Body: *x}, nil
		})
}

// notePage records the attempt at a page that is not the requester's; the answer is that there is none.
func (s *Server) notePage(ctx context.Context, e access.Entitlement, name string) error {
	if e.MaySeePage(name) {
		return nil
	}
	return s.Access.AuditNow(ctx, access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "refused", What: "page " + name, Outcome: "forbidden"})
}

// open lets an operation take the parameters f.NAME, which depend on the project: Choices refuses the unknown ones instead.
func open(o huma.Operation) huma.Operation {
	o.Description = "Filters are spelled f.NAME=MEMBER, repeated for more members; an exclamation mark before the first means all but these."
	o.RejectUnknownQueryParameters = false
	return o
}
