package page

import (
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

// filter gives the metric filter of chosen members, or false where nothing is chosen. The member "" is the unknown one.
func filter(dimension string, chosen []string) (metric.Filter, bool) {
	if len(chosen) == 0 {
		return metric.Filter{}, false
	}
	f := metric.Filter{Column: dimension, Op: metric.In}
	for i, v := range chosen {
		if i == 0 && strings.HasPrefix(v, "!") {
			f.Op, v = metric.NotIn, v[1:]
		}
		if v == "" {
			f.Values = append(f.Values, nil)
			continue
		}
		f.Values = append(f.Values, v)
	}
	return f, true
}
