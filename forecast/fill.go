package forecast

import (
	"math"
	"slices"
)

// fill closes gaps with what was to be expected by then of a level and a cycle of one period. It knows nothing of what comes after a gap, so that a
// forecast from an origin of the past does not either; only what comes before all known values is the first of them. How fast the level
// and the cycle follow is one for the whole series: what would have met its known values best, had the same gaps lain elsewhere.
func fill(values []float64, period int) []float64 {
	first := slices.IndexFunc(values, func(v float64) bool { return !math.IsNaN(v) })
	if first < 0 || !slices.ContainsFunc(values, math.IsNaN) {
		return slices.Clone(values)
	}
	if period < 1 || period > len(values) {
		period = 1
	}
	elsewhere := slices.Clone(values)
	for t := first + 1; t < len(values); t++ {
		if math.IsNaN(values[(t+len(values)/3)%len(values)]) {
			elsewhere[t] = math.NaN()
		}
	}
	best, least := followers[0], math.Inf(1)
	for _, f := range followers {
		if f.cycle > 0 && period < 2 {
			continue
		}
		if off, n := distance(values, f.fill(elsewhere, first, period)); off/n < least {
			best, least = f, off/n
		}
	}
	out := best.fill(values, first, period)
	known := knownOf(values)
	lowest, whole := slices.Min(known), counts(known)
	for t, v := range values {
		if !math.IsNaN(v) {
			continue
		}
		if lowest >= 0 {
			out[t] = math.Max(0, out[t])
		}
		if whole {
			out[t] = math.Round(out[t])
		}
	}
	return out
}

// follower is how much of what was not expected a level takes over, and a cycle of what the level leaves.
type follower struct{ level, cycle float64 }

var followers = []follower{{1, 0}, {0.3, 0}, {0.1, 0}, {0.5, 0.3}, {0.3, 0.3}, {0.1, 0.3}, {0.02, 0.3}, {0, 1}}

// fill gives the values with what was expected in the gaps.
func (f follower) fill(values []float64, first, period int) []float64 {
	out := slices.Clone(values)
	cycle, seen := make([]float64, period), make([]bool, period)
	level := out[first]
	for t, v := range out {
		at := t % period
		switch {
		case t < first:
			out[t] = out[first]
		case math.IsNaN(v):
			out[t] = level + cycle[at]
		default:
			e := v - level - cycle[at]
			if f.cycle > 0 && !seen[at] {
				seen[at], cycle[at] = true, e
				continue
			}
			level += f.level * e
			cycle[at] += f.cycle * (1 - f.level) * e
		}
	}
	return out
}
