package matching

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol/entity"
)

// A title is a line, whatever a cell holds: a queue has a thousand of them.
func TestTitlesAreShort(t *testing.T) {
	key := entity.Key{Source: "crm", Record: strings.Repeat("k", 5000)}
	long := strings.Repeat("é", 500_000)
	s := &store{fields: []string{"name", "note"}, label: 0, records: map[entity.Key]*stored{}}
	l := &layout{columns: s.fields, fields: []int{0, 1}}
	for packed, begin := range map[string]string{"Ada" + mark + long: "Ada", long + mark: "éé", mark + long: "éé", mark: "crm/kk"} {
		s.records[key] = &stored{packed: packed, layout: l}
		got := s.title(key)
		if !strings.HasPrefix(got, begin) || len(got) > longestTitle+len("…") || strings.Contains(got, "\ufffd") || len(got) > 3 && !strings.HasSuffix(got, "…") {
			t.Errorf("%.20q: a title of %d bytes: %.20q", packed, len(got), got)
		}
	}
}
