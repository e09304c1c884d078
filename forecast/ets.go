package forecast

import "math"

// Smoothing is exponential smoothing with a damped trend and a season that changes (Hyndman, Koehler, Ord and Snyder, "Forecasting with
// Exponential Smoothing", 2008), the season multiplied where that fits a positive series better.
func Smoothing(period int) Method {
	return alone{"damped smoothing", func(y []float64, h int) []float64 {
		// A long cycle has more positions than the series has cycles to teach them by, so that its season is held still.
		var still *season
		level := y
		if period > longCycle {
			level, still = seasonOf(y, period)
		}
		s := smooth(level, period)
		if s == nil {
			return nil
		}
		out := s.forecast(h)
		for k := range out {
			out[k] = still.with(out[k], len(y)+k)
		}
		return out
	}}
}

// Spread gives the standard deviation of the error that damped smoothing itself expects at each step ahead, from its errors one step ahead
// and from how much of each it carries on. It is nil where the series is too short for the method.
func Spread(y []float64, period, h int) []float64 {
	if period > longCycle {
		period = 1
	}
	s := smooth(y, period)
	if s == nil {
		return nil
	}
	return s.spread(h)
}

// longCycle is the period from which on a season is not smoothed.
const longCycle = 12

// smoothing is a fitted model and its state at the end of the series.
type smoothing struct {
	alpha, beta, gamma, damp float64
	multiply                 bool
	level, trend             float64
	season                   []float64 // by the position in the cycle, nil without a season
	next                     int       // the position of the next step
	sigma                    float64   // root mean square error one step ahead
}

func smooth(y []float64, period int) *smoothing {
	if len(y) < 6 {
		return nil
	}
	// What was long ago has been forgotten by the end; taking it in would cost time and change nothing.
	if m := max(period, 1); len(y) > max(200, 12*m) {
		y = y[len(y)-max(200, 12*m):]
	}
	var best *smoothing
	lowest := math.Inf(1)
	try := func(m int, multiply, trend bool) {
		var first *season
		level := y
		if m > 1 {
			if first = decompose(y[:min(len(y), max(4*m, 40/m*m))], m, multiply); first == nil {
				return
			}
			level = make([]float64, min(len(y), 4*m))
			for i := range level {
				level[i] = first.without(y[i], i)
			}
		}
		l0, b0 := line(level[:min(len(level), max(10, 2*m))])
		wide := deviation(level[:min(len(level), max(10, 2*m))]) + 1e-12
		s := &smoothing{multiply: multiply}
		start := func(p []float64) {
			s.alpha, s.beta, s.gamma, s.damp = p[0], p[0]*p[1], 0, p[2]
			s.level, s.trend = l0+p[3]*wide, b0*p[4]
			if first != nil {
				s.gamma = (1 - p[0]) * p[5]
				s.season = append(s.season[:0], first.figure...)
			}
		}
		from := []float64{0.3, 0.1, 0.95, 0, 0.5, 0.1}
		low, high := []float64{0.001, 0, 0.8, -2, -1, 0}, []float64{0.99, 0.1, 0.98, 2, 2, 0.3}
		unknowns := 5
		if first != nil {
			unknowns += 1 + m
		}
		if !trend { // A trend that begins at nothing and learns nothing is none.
			from[1], from[4], high[1], low[4], high[4] = 0, 0, 0, 0, 0
			unknowns -= 3
		}
		found := search(func(p []float64) float64 { start(p); return s.run(y) }, from, low, high, 80)
		start(found)
		e := s.run(y)
		// Akaike's criterion: what a trend explains must be worth its unknowns.
		n := float64(len(y))
		if aic := n*math.Log(e/n+1e-300) + 2*float64(unknowns)*n/math.Max(1, n-float64(unknowns)-1); aic < lowest {
			lowest, best = aic, s
			best.sigma = math.Sqrt(e / n)
		}
	}
	if period > 1 && period <= longCycle && len(y) >= 3*period && seasonal(y, period) {
		try(period, false, false)
		if positive(y) {
			try(period, true, false)
		}
		if best != nil {
			try(period, best.multiply, true)
		}
	}
	if best == nil {
		try(1, false, false)
		try(1, false, true)
	}
	return best
}

// run takes the values in and gives the sum of the squared errors one step ahead.
func (s *smoothing) run(y []float64) (sse float64) {
	m := len(s.season)
	for i, v := range y {
		trend := s.damp * s.trend
		mu := s.level + trend
		switch {
		case m == 0:
			e := v - mu
			sse += e * e
			s.level, s.trend = mu+s.alpha*e, trend+s.beta*e
		case s.multiply:
			now := s.season[i%m]
			e := v - mu*now
			sse += e * e
			if now = math.Max(now, 1e-6); mu > 0 {
				s.season[i%m] += s.gamma * e / mu
			}
			s.level, s.trend = mu+s.alpha*e/now, trend+s.beta*e/now
		default:
			e := v - mu - s.season[i%m]
			sse += e * e
			s.season[i%m] += s.gamma * e
			s.level, s.trend = mu+s.alpha*e, trend+s.beta*e
		}
	}
	s.next = len(y)
	return sse
}

func (s *smoothing) forecast(h int) []float64 {
	out := make([]float64, h)
	level, trend := s.level, s.trend
	for k := range out {
		trend *= s.damp
		level += trend
		out[k] = level
		if m := len(s.season); m > 0 && s.multiply {
			out[k] *= s.season[(s.next+k)%m]
		} else if m > 0 {
			out[k] += s.season[(s.next+k)%m]
		}
	}
	return out
}

// spread is that of the model whose errors add up, whose parts are carried on by their smoothing.
func (s *smoothing) spread(h int) []float64 {
	out := make([]float64, h)
	variance, damped, sum := 1.0, 1.0, 0.0
	for k := range out {
		out[k] = s.sigma * math.Sqrt(variance)
		damped *= s.damp
		sum += damped
		c := s.alpha + s.beta*sum
		if m := len(s.season); m > 0 && (k+1)%m == 0 {
			c += s.gamma
		}
		variance += c * c
	}
	return out
}

// line gives the least-squares line through the values: its height one step before the first, and its slope.
func line(y []float64) (before, slope float64) {
	n := float64(len(y))
	var sy, sty float64
	for i, v := range y {
		sy += v
		sty += float64(i+1) * v
	}
	if n < 2 {
		return sy, 0
	}
	slope = (sty - (n+1)/2*sy) / (n * (n*n - 1) / 12)
	return sy/n - slope*(n+1)/2, slope
}

func deviation(y []float64) float64 {
	mean := average(y)
	var sum float64
	for _, v := range y {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(y)))
}
