package query_test

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// A name that is near is proposed to those only who may ask it.
func TestWhatIsNotOpenIsNotProposed(t *testing.T) {
	f := newFixture(t)
	closed := &metric.View{Name: "turnover", Table: "market", Tenant: "region", Measures: []metric.Measure{{Name: "sales", Sum: "sales"}}}
	service := query.New(query.Options{Engine: f.engine, Views: append(f.views, closed)})
	for _, who := range []struct {
		access.Entitlement
		told bool
	}{{tenant("ana"), false}, {everything, true}} {
		s, err := service.Begin(t.Context(), who.Entitlement)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Run(t.Context(), metric.Query{View: "turnovr", Measures: []string{"sales"}})
		refused(t, err, farol.CodeUnknownName)
		if got := strings.Contains(farol.AsErrors(err)[0].Advice, "turnover"); got != who.told {
			t.Errorf("%s: proposed is %v: %v", who.Identity.User, got, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
