package forecast

import "math"

// season is what a cycle of one period does to a series: one factor or summand a position in the cycle, counted from the first value.
type season struct {
	figure   []float64
	multiply bool
}

// seasonOf takes the season out of the series by the classical decomposition where the autocorrelation at the period is larger than
// chance leaves at 90 % (the test of the M4 competition's benchmarks). Without one the series comes back as it is, with a nil season.
func seasonOf(y []float64, period int) ([]float64, *season) {
	if period < 2 || len(y) < 3*period || !seasonal(y, period) {
		return y, nil
	}
	s := decompose(y, period, positive(y))
	if s == nil {
		return y, nil
	}
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = s.without(v, i)
	}
	return out, s
}

// seasonal compares the autocorrelation at the period with Bartlett's limit.
func seasonal(y []float64, period int) bool {
	n := float64(len(y))
	mean := average(y)
	var c0 float64
	for _, v := range y {
		c0 += (v - mean) * (v - mean)
	}
	if c0 == 0 {
		return false
	}
	limit, r := 1.0, 0.0
	for lag := 1; lag <= period; lag++ {
		if lag > 1 {
			limit += 2 * r * r
		}
		var c float64
		for i := lag; i < len(y); i++ {
			c += (y[i] - mean) * (y[i-lag] - mean)
		}
		r = c / c0
	}
	return math.Abs(r) > 1.645*math.Sqrt(limit/n)
}

// decompose gives the mean ratio (or distance) of the values of each position to a centred moving average of one period.
func decompose(y []float64, period int, multiply bool) *season {
	s := &season{figure: make([]float64, period), multiply: multiply}
	count := make([]float64, period)
	half := period / 2
	for i := half; i+half < len(y); i++ {
		var sum float64
		for j := i - half; j <= i+half; j++ {
			sum += y[j]
		}
		if period%2 == 0 {
			sum -= (y[i-half] + y[i+half]) / 2
		}
		trend := sum / float64(period)
		if multiply {
			s.figure[i%period] += y[i] / trend
		} else {
			s.figure[i%period] += y[i] - trend
		}
		count[i%period]++
	}
	for p := range s.figure {
		if count[p] == 0 {
			return nil
		}
		s.figure[p] /= count[p]
	}
	mean := average(s.figure)
	for p := range s.figure {
		if multiply {
			s.figure[p] /= mean
		} else {
			s.figure[p] -= mean
		}
	}
	return s
}

func (s *season) without(v float64, at int) float64 {
	if s == nil {
		return v
	}
	if s.multiply {
		return v / s.figure[at%len(s.figure)]
	}
	return v - s.figure[at%len(s.figure)]
}

func (s *season) with(v float64, at int) float64 {
	if s == nil {
		return v
	}
	if s.multiply {
		return v * s.figure[at%len(s.figure)]
	}
	return v + s.figure[at%len(s.figure)]
}

func average(y []float64) float64 {
	var sum float64
	for _, v := range y {
		sum += v
	}
	return sum / float64(len(y))
}

// positive tells whether every value is above zero, so that ratios have a meaning.
func positive(y []float64) bool {
	for _, v := range y {
		if v <= 0 {
			return false
		}
	}
	return true
}
