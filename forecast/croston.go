package forecast

import "math"

// sparse is the share of zeros from which on a series is taken for intermittent.
const sparse = 0.3

// intermittent tells whether a series is never below zero and often there. What is not has methods of its own.
func intermittent(y []float64) bool {
	var zeros float64
	for _, v := range y {
		if v < 0 {
			return false
		}
		if v == 0 {
			zeros++
		}
	}
	return zeros >= sparse*float64(len(y)) && zeros < float64(len(y))
}

// smoothings are tried for how fast sizes and intervals are forgotten.
var smoothings = []float64{0.02, 0.05, 0.1, 0.2, 0.3}

// Croston forecasts an intermittent series by the size of what comes and the steps between, each smoothed when something comes (Croston,
// "Forecasting and stock control for intermittent demands", 1972), without the bias that their ratio has (Syntetos and Boylan, "The accuracy of
// intermittent demand estimates", 2005). It gives nothing for a series that is not intermittent.
func Croston() Method {
	return alone{"Croston", func(y []float64, h int) []float64 {
		return flat(y, h, func(alpha, _ float64) (last, sse float64) {
			var size, gap, since, rate float64
			started := false
			for _, v := range y {
				since++
				if started {
					sse += (v - rate) * (v - rate)
				}
				if v == 0 {
					continue
				}
				if !started {
					size, gap, started = v, since, true
				} else {
					size += alpha * (v - size)
					gap += alpha * (since - gap)
				}
				rate, since = (1-alpha/2)*size/gap, 0
			}
			return rate, sse
		}, smoothings[:1])
	}}
}

// TSB forecasts an intermittent series by the size of what comes and the chance that something does, which falls as long as nothing comes, so
// that what has run out is told (Teunter, Syntetos and Babai, "Intermittent demand: linking forecasting to inventory obsolescence", 2011). It
// gives nothing for a series that is not intermittent.
func TSB() Method {
	return alone{"TSB", func(y []float64, h int) []float64 {
		return flat(y, h, func(alpha, beta float64) (last, sse float64) {
			// Both begin with what the first steps were on the mean, so that the first figure does not count for more than others.
			var size, chance, some float64
			first := y[:min(len(y), 30)]
			for _, v := range first {
				if v != 0 {
					size, some = size+v, some+1
				}
			}
			if some > 0 {
				size /= some
			}
			chance = some / float64(len(first))
			for _, v := range y {
				sse += (v - chance*size) * (v - chance*size)
				if v == 0 {
					chance -= beta * chance
					continue
				}
				if some == 0 {
					size, some = v, 1
				}
				chance += beta * (1 - chance)
				size += alpha * (v - size)
			}
			return chance * size, sse
		}, smoothings)
	}}
}

// flat finds the smoothings of the size and of the other part that would have forecast the past best, one step ahead, and repeats what they
// give.
func flat(y []float64, h int, run func(alpha, beta float64) (last, sse float64), betas []float64) []float64 {
	if len(y) < 10 || !intermittent(y) {
		return nil
	}
	lowest, best := math.Inf(1), 0.0
	for _, alpha := range smoothings {
		for _, beta := range betas {
			if last, sse := run(alpha, beta); sse < lowest {
				lowest, best = sse, last
			}
		}
	}
	out := make([]float64, h)
	for k := range out {
		out[k] = best
	}
	return out
}
