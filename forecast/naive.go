package forecast

import "fmt"

// Method forecasts a panel of series of one step. It gives h values after the end of each, or nil for a series that is too short for it,
// and changes none of them. Methods that learn from all of the series together are why it is given a panel.
type Method interface {
	Name() string
	Forecast(panel [][]float64, h int) [][]float64
}

// alone makes a method of one that looks at each series by itself.
type alone struct {
	name     string
	forecast func(y []float64, h int) []float64
}

func (m alone) Name() string { return m.name }

func (m alone) Forecast(panel [][]float64, h int) [][]float64 {
	out := make([][]float64, len(panel))
	for i, y := range panel {
		if len(y) > 0 {
			out[i] = m.forecast(y, h)
		}
	}
	return out
}

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
