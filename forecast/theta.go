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
	lines := linesOf(y)
	best := search(func(p []float64) float64 { return lines.run(y, p, nil) }, []float64{y[0], 0.5, 0.5}, low, high, 120)
	out := make([]float64, h)
	lines.run(y, best, out)
	return out
}

// lines are the least-squares lines through the first 1, 2, … values, by their height one step before the first and their slope.
type lines struct{ before, slope []float64 }

func linesOf(y []float64) lines {
	l := lines{make([]float64, len(y)), make([]float64, len(y))}
	var b, mean float64
	for i, v := range y {
		l.before[i], b, mean = longer(i, v, b, mean)
		l.slope[i] = b
	}
	return l
}

// longer gives the line through i values of such a slope and mean and the next one, v, and the mean of all.
func longer(i int, v, slope, mean float64) (before, newSlope, newMean float64) {
	if t := float64(i + 1); i > 0 {
		newSlope = ((t-2)*slope + 6/t*(v-mean)) / (t + 1)
		newMean = ((t-1)*mean + v) / t
		return newMean - newSlope*(t+1)/2, newSlope, newMean
	}
	return v, 0, v
}

// run gives the sum of the squared errors one step ahead and fills out with what comes after the end, where each forecast is taken for
// the value.
func (l lines) run(y, p, out []float64) (sse float64) {
	level, alpha, weight := p[0], p[1], p[2]
	rest := 1 - alpha
	share := weight / alpha
	left := 1.0 // (1−α)^(t−1)
	var a, b, mu float64
	for i, v := range y {
		mu = level + weight*left*a + share*(1-left*rest)*b
		left *= rest
		if i >= 2 { // The line through fewer points says nothing.
			sse += (v - mu) * (v - mu)
		}
		level = alpha*v + rest*level
		a, b = l.before[i], l.slope[i]
	}
	mean := average(y)
	for k := range out {
		out[k] = level + weight*left*a + share*(1-left*rest)*b
		left *= rest
		level = alpha*out[k] + rest*level
		a, b, mean = longer(len(y)+k, out[k], b, mean)
	}
	return sse
}
