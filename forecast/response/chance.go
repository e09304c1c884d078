package response

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Range is a value with the intervals that hold it with 50, 80 and 95 %: as much probability lies below as above each.
type Range struct {
	Middle     float64 // the median
	Lo50, Hi50 float64
	Lo80, Hi80 float64
	Lo95, Hi95 float64
}

// ranged makes the range of draws, which it sorts.
func ranged(draws []float64) Range {
	slices.Sort(draws)
	at := func(share float64) float64 {
		whole, part := math.Modf(share * float64(len(draws)-1))
		i := int(whole)
		return draws[i] + part*(draws[min(i+1, len(draws)-1)]-draws[i])
	}
	return Range{at(0.5), at(0.25), at(0.75), at(0.1), at(0.9), at(0.025), at(0.975)}
}

// draw gives results around a mean: a gamma of the wanted variance, and for counts a Poisson around a gamma of what Poisson leaves.
func (n noise) draw(mean float64, random *rand.Rand) float64 {
	variance := mean * (n.linear + n.square*mean)
	if !n.counts {
		return gamma(mean, variance, random)
	}
	return poisson(gamma(mean, variance-mean, random), random)
}

// gamma draws from the gamma distribution of this mean and variance (Marsaglia and Tsang 2000).
func gamma(mean, variance float64, random *rand.Rand) float64 {
	if mean <= 0 || variance <= mean*mean*1e-12 {
		return mean
	}
	shape := mean * mean / variance
	boost := 1.0
	if shape < 1 {
		boost = math.Pow(random.Float64(), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			if mean*mean/variance < 1 {
				return boost * d * v * (variance / mean)
			}
			return d * v * (variance / mean)
		}
	}
}

// poisson draws a count: by its waiting times, above thirty by the normal law, which is then within a count of it.
func poisson(mean float64, random *rand.Rand) float64 {
	if mean > 30 {
		return max(0, math.Round(mean+math.Sqrt(mean)*random.NormFloat64()))
	}
	count := 0.0
	for waited := random.ExpFloat64(); waited < mean; waited += random.ExpFloat64() {
		count++
	}
	return count
}
