package metric_test

import (
	"testing"

	"github.com/farol-kpi/farol/metric"
)

func TestTenantDimension(t *testing.T) {
	region := metric.Dimension{Name: "region"}
	for _, c := range []struct {
		name   string
		tenant string
		d      metric.Dimension
		want   string
	}{
		{"by its column", "agency_id", metric.Dimension{Name: "agency", Column: "agency_id"}, "agency"},
		{"by its name, which is the column where none is stated", "agency_id", metric.Dimension{Name: "agency_id"}, "agency_id"},
		{"of another column", "agency_id", metric.Dimension{Name: "agency_id", Column: "x"}, ""},
		{"of a view without tenants", "", metric.Dimension{Name: "agency"}, ""},
	} {
		v := metric.View{Tenant: c.tenant, Dimensions: []metric.Dimension{region, c.d}}
		got := ""
		if d := v.TenantDimension(); d != nil {
			got = d.Name
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
