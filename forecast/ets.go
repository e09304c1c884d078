package forecast

import "math"

// Smoothing is exponential smoothing with a damped trend and a season that changes (Hyndman, Koehler, Ord and Snyder, "Forecasting with
// Exponential Smoothing", 2008), the season multiplied where that fits a positive series better.
func Smoothing(period int) Method {
	return alone{"damped smoothing", func(y []float64, h int) []float64 {
		s := smooth(y, period)
		if s == nil {
			return nil
		}
		return s.forecast(h)
	}}
}

// smoothing is a fitted model and its state at the end of the series.
type smoothing struct {
	alpha, beta, gamma, damp float64
	multiply                 bool
	level, trend             float64
	season                   []float64 // of the next steps, nil without a season
	sigma                    float64   // root mean square error one step ahead
}

func smooth(y []float64, period int) *smoothing {
	if len(y) < 6 {
		return nil
	}
	var best *smoothing
	bestError := math.Inf(1)
	try := func(m int, multiply bool) {
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
		low, high := []float64{0.001, 0, 0.8, -2, -1, 0}, []float64{0.99, 1, 0.98, 2, 2, 0.9}
		n := 6
		if first == nil {
			n = 5
		}
		found := search(func(p []float64) float64 { start(p); return s.run(y, bestError) }, from[:n], low[:n], high[:n], 150)
		start(found)
		if e := s.run(y, math.Inf(1)); e < bestError {
			bestError, best = e, s
			best.sigma = math.Sqrt(e / float64(len(y)))
		}
	}
	if period > 1 && len(y) >= 3*period && seasonal(y, period) {
		try(period, false)
		if positive(y) {
			try(period, true)
		}
	}
	if best == nil {
		try(1, false)
	}
	return best
}

// run takes the values in and gives the sum of the squared errors one step ahead. It stops early where that is far beyond enough.
func (s *smoothing) run(y []float64, enough float64) (sse float64) {
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
		if sse > 100*enough {
			return sse
		}
	}
	if m > 0 { // The next step comes first.
		at := len(y) % m
		s.season = append(append([]float64(nil), s.season[at:]...), s.season[:at]...)
	}
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
			out[k] *= s.season[k%m]
		} else if m > 0 {
			out[k] += s.season[k%m]
		}
	}
	return out
}

// spread gives the standard deviation of the error that the model itself expects at each step ahead, that of the model whose errors add up.
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
