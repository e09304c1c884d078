package forecast

import "math"

// Theta is the dynamic optimized theta method on the series without its season (Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler,
// "Models for optimising the theta method and their relationship to state space models", 2016): smoothing with a drift that follows the
// line through all values so far.
func Theta(period int) Method {
	return alone{"theta", func(y []float64, h int) []float64 {
		level, s := seasonOf(y, period)
		out := theta(level, h)
		for k := range out {
			out[k] = s.with(out[k], len(y)+k)
		}
		return out
	}}
}

func theta(y []float64, h int) []float64 {
	n := len(y)
	if n < 4 {
		return nil
	}
	// The unknowns are the first level, the smoothing and the weight 1−1/θ of the line.
	low, high := []float64{math.Inf(1), 0.05, 0}, []float64{math.Inf(-1), 0.99, 0.999}
	for _, v := range y[:min(n, 10)] {
		low[0], high[0] = math.Min(low[0], v), math.Max(high[0], v)
	}
	spread := high[0] - low[0]
	low[0], high[0] = low[0]-spread, high[0]+spread
	best := search(func(p []float64) float64 { return thetaRun(y, p, nil) }, []float64{y[0], 0.5, 0.5}, low, high, 120)
	out := make([]float64, h)
	thetaRun(y, best, out)
	return out
}

// thetaRun gives the sum of the squared errors one step ahead and fills out with what comes after the end, where each forecast is taken for
// the value.
func thetaRun(y, p, out []float64) (sse float64) {
	level, alpha, weight := p[0], p[1], p[2]
	var a, b, mean float64
	left := 1.0 // (1−α)^(t−1)
	for i := 0; i < len(y)+len(out); i++ {
		t := float64(i + 1)
		mu := level + weight*(left*a+(1-left*(1-alpha))/alpha*b)
		left *= 1 - alpha
		v := mu
		if i < len(y) {
			v = y[i]
			if i >= 2 { // The line through fewer points says nothing.
				sse += (v - mu) * (v - mu)
			}
		} else {
			out[i-len(y)] = mu
		}
		level = alpha*v + (1-alpha)*level
		b = ((t-2)*b + 6/t*(v-mean)) / (t + 1)
		if i == 0 {
			b = 0
		}
		mean = ((t-1)*mean + v) / t
		a = mean - b*(t+1)/2
	}
	return sse
}
