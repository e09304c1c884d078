package forecast

import "fmt"

// SeasonalNaive repeats the last period, or the last value where the series is not longer than one.
func SeasonalNaive(period int) Method {
	return alone{fmt.Sprintf("seasonal naive of %d", period), func(y []float64, h int) []float64 {
		m := period
		if m < 1 || len(y) <= m {
			m = 1
		}
		out := make([]float64, h)
		for k := range out {
			out[k] = y[len(y)-m+k%m]
		}
		return out
	}}
}

// Naive2 repeats the last value with the season put back on it, the yardstick of the M competitions.
func Naive2(period int) Method {
	return alone{"naive 2", func(y []float64, h int) []float64 {
		level, s := seasonOf(y, period)
		out := make([]float64, h)
		for k := range out {
			out[k] = s.with(level[len(y)-1], len(y)+k)
		}
		return out
	}}
}
