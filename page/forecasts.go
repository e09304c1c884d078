package page

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
)

// Forecasts lists the forecasts that an entitlement may ask about.
func (r *Renderer) Forecasts(ent access.Entitlement, language string) []ForecastLink {
	return []ForecastLink{}
}

// Forecast tells all there is to tell of a forecast of the series that the filters choose.
func (r *Renderer) Forecast(ctx context.Context, ent access.Entitlement, name string, p Params) (*ForecastAccount, error) {
	return nil, farol.Errorf(farol.CodeNotFound, "there is no forecast %q for you", name)
}
