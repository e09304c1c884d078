package forecast

import "math"

// waves gives the Fourier terms of a period at the first n steps, one column each: its wave and those of a half, a third and so on of its
// length, as many as stated at the most and down to two steps.
func waves(period, most, n int) [][]float64 {
	var columns [][]float64
	length := exact(period)
	for k := 1; k <= most && 2*k <= period; k++ {
		sin, cos := make([]float64, n), make([]float64, n)
		for t := range n {
			_, turn := math.Modf(float64(k) * float64(t) / length)
			sin[t], cos[t] = math.Sincos(2 * math.Pi * turn)
		}
		if 2*k < period { // Of two steps the sine is nothing.
			columns = append(columns, sin)
		}
		columns = append(columns, cos)
	}
	return columns
}

// modulated gives the products of the first three waves of a short period with the first two of a long one: they let the week differ by the
// time of the year.
func modulated(short, long [][]float64) [][]float64 {
	var columns [][]float64
	for _, s := range short[:min(6, len(short))] {
		for _, l := range long[:min(4, len(long))] {
			column := make([]float64, len(s))
			for t := range column {
				column[t] = s[t] * l[t]
			}
			columns = append(columns, column)
		}
	}
	return columns
}

// exact is the length of a period whose whole steps stand for a year.
func exact(period int) float64 {
	const year = 365.2425
	switch period {
	case 365:
		return year
	case 52:
		return year / 7
	}
	return float64(period)
}
