package forecast

import (
	"math"
	"slices"
)

// knownOf leaves out what is not.
func knownOf(values []float64) []float64 {
	out := make([]float64, 0, len(values))
	for _, v := range values {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

// median sorts the values and gives the middle one, NaN of none.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	if n%2 == 1 {
		return values[n/2]
	}
	return values[n/2-1]/2 + values[n/2]/2
}

// rolling gives the median of so many values around each, fewer at the ends.
func rolling(values []float64, width int) []float64 {
	out := make([]float64, len(values))
	window := make([]float64, 0, width+1) // Sorted.
	half := width / 2
	put := func(v float64) {
		if !math.IsNaN(v) {
			i, _ := slices.BinarySearch(window, v)
			window = slices.Insert(window, i, v)
		}
	}
	for t := range min(half, len(values)) {
		put(values[t])
	}
	for t := range values {
		if t+half < len(values) {
			put(values[t+half])
		}
		if old := t - half - 1; old >= 0 && !math.IsNaN(values[old]) {
			i, _ := slices.BinarySearch(window, values[old])
			window = slices.Delete(window, i, i+1)
		}
		out[t] = math.NaN()
		if n := len(window); n > 0 {
			out[t] = window[(n-1)/2]/2 + window[n/2]/2
		}
	}
	return out
}
