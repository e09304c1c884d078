package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
)

// Catalog is all that may be asked.
type Catalog struct {
	Views []CatalogView `json:"views"`
}

// CatalogView is a metrics view that may be asked.
type CatalogView struct {
	Name       string           `json:"name"`
	Label      string           `json:"label"`
	Time       *CatalogTime     `json:"time,omitempty"`
	DataTo     string           `json:"data_to"`
	Measures   []CatalogMeasure `json:"measures"`
	Dimensions []page.Dimension `json:"dimensions"`
}

// CatalogTime is the finest grain of a view's time column.
type CatalogTime struct {
	Grain farol.Grain `json:"grain" enum:"hour,day,week,month,quarter,year"`
}

// CatalogMeasure is a measure with what a reader must know of it.
type CatalogMeasure struct {
	page.Measure
	Description string   `json:"description"`
	NotAcross   []string `json:"not_across"`
	Why         string   `json:"why"`
}

func (s *Server) registerCatalog(api huma.API) {
	route(s, api, explorer, op("catalog", http.MethodGet, "/catalog", "The metrics views, measures and dimensions that may be asked."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Lang           string `query:"lang"`
			AcceptLanguage string `header:"Accept-Language"`
			Conditional
		}) (*tagged[Catalog], error) {
			language := s.params(e, Screen{Lang: in.Lang, AcceptLanguage: in.AcceptLanguage}).Language
			return answer(ctx, s, e, in.Conditional, language, func() (*Catalog, error) {
				session, err := s.Query.Begin(ctx, e)
				if err != nil {
					return nil, err
				}
				defer session.Close()
				return s.catalog(ctx, session, language)
			})
		})
}

func (s *Server) catalog(ctx context.Context, session *query.Session, language string) (*Catalog, error) {
	c := &Catalog{Views: []CatalogView{}}
	for _, v := range session.Views() {
		out := CatalogView{Name: v.Name, Label: page.Label(v.Label, v.Name, language), Measures: []CatalogMeasure{}, Dimensions: []page.Dimension{}}
		if v.Time != nil {
			out.Time = &CatalogTime{v.Time.Grain}
			// A view that is not built yet is listed all the same, without an age.
			if to, err := session.DataTo(ctx, v.Name); err == nil && !to.IsZero() {
				out.DataTo = to.Format("2006-01-02T15:04:05")
			}
		}
		for i := range v.Measures {
			m := &v.Measures[i]
			if m.Hidden {
				continue
			}
			across := m.NotAcross
			if across == nil {
				across = []string{}
			}
			out.Measures = append(out.Measures, CatalogMeasure{
				Measure: page.NameMeasure(v, m, language, s.Project.Config.Currency), Description: m.Description.In(language), NotAcross: across, Why: m.Why.In(language),
			})
		}
		for _, d := range v.Dimensions {
			out.Dimensions = append(out.Dimensions, page.NameDimension(&d, language))
		}
		c.Views = append(c.Views, out)
	}
	return c, ctx.Err()
}
