package query_test

import (
	"testing"

	"github.com/farol-kpi/farol/query"
)

func TestMemberText(t *testing.T) {
	for want, v := range map[string]any{
		"": nil, "1000000": 1e6, "1000001": int64(1_000_001), "-0.25": -0.25, "123456789.125": 123456789.125, "true": true, "Évora": "Évora",
	} {
		if got := query.MemberText(v); got != want {
			t.Errorf("%v is spelled %q, want %q", v, got, want)
		}
	}
}
