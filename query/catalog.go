package query

import (
	"context"
	"errors"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// CatalogView is a view that may be asked, with what is offered of it.
type CatalogView struct {
	View       *metric.View
	Measures   []*metric.Measure // those that are not hidden
	Dimensions []*metric.Dimension
	Built      bool   // its table has a published version
	Version    int64  // of the table
	DataTo     string // "" without time or rows
}

// Catalog lists what may be asked.
func (s *Session) Catalog(ctx context.Context) ([]CatalogView, error) {
	list := []CatalogView{}
	for _, v := range s.Views() {
		entry := CatalogView{View: v}
		for i := range v.Measures {
			if !v.Measures[i].Hidden {
				entry.Measures = append(entry.Measures, &v.Measures[i])
			}
		}
		for i := range v.Dimensions {
			entry.Dimensions = append(entry.Dimensions, &v.Dimensions[i])
		}
		t, built := s.tables[v.Table]
		entry.Built, entry.Version = built, t.Version
		if built {
			reached, err := s.dataTo(ctx, v)
			var known *farol.Error
			if err != nil && (!errors.As(err, &known) || known.Code != farol.CodeUnknownName) {
				return nil, err
			}
			if err == nil && !reached.IsZero() {
				entry.DataTo = reached.Format("2006-01-02T15:04:05")
			}
		}
		list = append(list, entry)
	}
	return list, nil
}
