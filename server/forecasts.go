package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
)

// ForecastList is the forecasts that the requester may ask about.
type ForecastList struct {
	Forecasts []page.ForecastLink `json:"forecasts"`
}

func (s *Server) registerForecasts(api huma.API) {
	route(s, api, signedIn, op("forecasts", http.MethodGet, "/forecasts", "The forecasts that the requester may ask about."),
		func(_ context.Context, e access.Entitlement, in *struct {
			Lang           string `query:"lang"`
			AcceptLanguage string `header:"Accept-Language"`
		}) (*body[ForecastList], error) {
			language := s.params(e, Screen{Lang: in.Lang, AcceptLanguage: in.AcceptLanguage}).Language
			return &body[ForecastList]{Body: ForecastList{Forecasts: s.Pages.Forecasts(e, language)}}, nil
		})
	route(s, api, signedIn, open(op("forecast", http.MethodGet, "/forecasts/{name}", "What a forecast rests on, how it was chosen and how often it was right.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Screen
			Conditional
		}) (*tagged[page.ForecastAccount], error) {
			p := s.params(e, in.Screen)
			return answer(ctx, s, e, in.Conditional, []any{p.Language, s.minute()}, func() (*page.ForecastAccount, error) {
				return s.Pages.Forecast(ctx, e, in.Name, p)
			})
		})
}
