package forecast

import "math"

// band is what intervals of 80 % reach from and to at each step, in sizes, NaN where there are too few errors.
type band struct{ low, high []float64 }

// bandsOf gives the bands that the errors of each origin are held against: those of a panel as they are, of few series those of the origins that
// do not share values with it, as a band holds the share of its own errors that it was made to hold.
func bandsOf(byOrigin [][][]float64, near [][]float64, widen []float64, apart int, together bool) []band {
	of := func(near [][]float64, widen []float64) band {
		b := band{make([]float64, len(near)), make([]float64, len(near))}
		for k := range near {
			low, _ := quantile(near[k], 0.1)
			high, _ := quantile(near[k], 0.9)
			b.low[k], b.high[k] = low*widen[k], high*widen[k]
		}
		return b
	}
	out := make([]band, len(byOrigin))
	for o := range out {
		if together {
			out[o] = of(near, widen)
			continue
		}
		others := make([][]float64, len(byOrigin[o]))
		for other, errors := range byOrigin {
			if other <= o-apart || other >= o+apart {
				for k, e := range errors {
					others[k] = append(others[k], e...)
				}
			}
		}
		out[o] = of(neighbours(others, true))
	}
	return out
}

// insideOf is the share of a series' errors, by origin, that bands of 80 % so much wider would have held, NaN where there are none.
func insideOf(scaled [][]float64, bands []band, wider float64) float64 {
	var in, n float64
	for o, errors := range scaled {
		for k, e := range errors {
			low, high := bands[o].low[k]*wider, bands[o].high[k]*wider
			if math.IsNaN(low) || math.IsNaN(high) || math.IsNaN(e) {
				continue
			}
			if n++; e >= low && e <= high {
				in++
			}
		}
	}
	return in / n
}
