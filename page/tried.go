package page

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/query"
)

// ForecastTried is one step that has come, as it would have been forecast a horizon before by nobody who knew it.
type ForecastTried struct {
	Origin string   `json:"origin" doc:"The last step that was believed."`
	At     string   `json:"at"`
	Value  float64  `json:"value"`
	Lo80   *float64 `json:"lo80"`
	Hi80   *float64 `json:"hi80"`
	Lo95   *float64 `json:"lo95"`
	Hi95   *float64 `json:"hi95"`
	Actual float64  `json:"actual"`
}

// tried tells what would have been said of the newest steps, until what was issued has come due. All of it is told: it is no more than one horizon.
func (g *rendering) tried(ctx context.Context, a *query.Ahead) ([]ForecastTried, error) {
	rows, err := a.Records(ctx, "_tried", query.Asking{Order: "step", Desc: true})
	list := []ForecastTried{}
	if err != nil && farol.AsErrors(err)[0].Code == farol.CodeNotBuilt {
		return list, nil // The tables were made by an older Farol.
	}
	for _, r := range rows {
		list = append(list, ForecastTried{Origin: at(r.Text("origin")), At: at(r.Text("step")), Value: *r.Number("value"), Actual: *r.Number("actual"),
			Lo80: r.Number("lo80"), Hi80: r.Number("hi80"), Lo95: r.Number("lo95"), Hi95: r.Number("hi95")})
	}
	return list, err
}
