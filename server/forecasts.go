package server

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
)

// ForecastList is the forecasts that the requester may ask about.
type ForecastList struct {
	Forecasts []page.ForecastBrief `json:"forecasts"`
}

func (s *Server) registerForecasts(api huma.API) {
	route(s, api, signedIn, op("forecasts", http.MethodGet, "/forecasts", "The forecasts that the requester may ask about, and what each says in brief."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Lang           string `query:"lang"`
			AcceptLanguage string `header:"Accept-Language"`
			Conditional
		}) (*tagged[ForecastList], error) {
			p := s.params(e, Screen{Lang: in.Lang, AcceptLanguage: in.AcceptLanguage})
			return answer(ctx, s, e, in.Conditional, []any{"forecasts", p.Language, s.minute()}, func() (*ForecastList, error) {
				list, err := s.Pages.ForecastList(ctx, e, p)
				return &ForecastList{Forecasts: list}, err
			})
		})
	route(s, api, signedIn, open(op("forecast", http.MethodGet, "/forecasts/{name}", "What a forecast rests on, how it was chosen and how often it was right.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Screen
			Conditional
		}) (*tagged[page.ForecastAccount], error) {
			if err := s.noteForecast(ctx, e, in.Name); err != nil {
				return nil, err
			}
			p := s.params(e, in.Screen)
			return answer(ctx, s, e, in.Conditional, []any{p.Language, s.minute()}, func() (*page.ForecastAccount, error) {
				return s.Pages.Forecast(ctx, e, in.Name, p)
			})
		})
}

// noteForecast records the attempt at a forecast that is not the requester's; the answer is that there is none.
func (s *Server) noteForecast(ctx context.Context, e access.Entitlement, name string) error {
	if slices.ContainsFunc(s.Pages.Forecasts(e, ""), func(f page.ForecastLink) bool { return f.Name == name }) {
		return nil
	}
	return s.Access.AuditNow(ctx, access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "refused", What: "forecast " + name, Outcome: "forbidden"})
}
