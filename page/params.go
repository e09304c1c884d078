package page

import (
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol/metric"
)

// Params is what a reader chose, as it stands in the address.
type Params struct {
	Language   string
	Period     string              // A..B or a preset; the page's default when empty
	Comparison string              // previous_period, previous_year, none; the page's default when empty
	Filters    map[string][]string // dimension → members; "!" before the first: all but these
}

// members gives the chosen members, and whether they are those that are left out.
func members(chosen []string) (_ []string, allBut bool) {
	if len(chosen) == 0 || !strings.HasPrefix(chosen[0], "!") {
		return chosen, false
	}
	return append([]string{chosen[0][1:]}, chosen[1:]...), true
}

// filter gives the metric filter of chosen members, or false where nothing is chosen. The member "" is the unknown one.
func filter(dimension string, chosen []string) (metric.Filter, bool) {
	chosen, allBut := members(chosen)
	f := metric.Filter{Column: dimension, Op: metric.In, Values: anys(chosen)}
	if allBut {
		f.Op = metric.NotIn
	}
	return f, len(chosen) > 0
}

// Filters gives what is chosen of several dimensions as metric filters, in the order of their names.
func Filters(chosen map[string][]string) []metric.Filter {
	filters := []metric.Filter{}
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		if f, ok := filter(name, chosen[name]); ok {
			filters = append(filters, f)
		}
	}
	return filters
}
