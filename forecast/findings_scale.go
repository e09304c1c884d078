package forecast

import (
	"math"
	"slices"
)

// scale is one on which values may scatter alike wherever they are, and the way back.
type scale struct {
	to, back func(float64) float64
	fits     func(least float64) bool
}

// scales are tried in this order: logarithms, roots, and the values themselves.
var scales = []scale{
	{math.Log, math.Exp, func(least float64) bool { return least > 0 }},
	{math.Sqrt, func(v float64) float64 { return math.Max(v, 0) * math.Max(v, 0) }, func(least float64) bool { return least >= 0 }},
	{func(v float64) float64 { return v }, func(v float64) float64 { return v }, func(float64) bool { return true }},
}

// straighten takes the cycle out of the values, on the scale on which it fits best and high ones scatter as low ones do. It is false for a series that is
// too short or too empty for anything to be unusual in it.
func (p *pastOf) straighten() bool {
	plain := slices.Clone(p.values)
	some, zeros, least := 0, 0, math.Inf(1)
	for t, v := range plain {
		if p.isShut(t) {
			plain[t] = math.NaN()
		} else if !math.IsNaN(v) {
			some++
			least = math.Min(least, v)
			if v == 0 {
				zeros++
			}
		}
	}
	if some < p.fewest || some < 3*p.period || 2*zeros > some {
		return false
	}
	p.least = least
	worst := math.Inf(1)
	for _, s := range scales {
		if !s.fits(least) {
			continue
		}
		flat := make([]float64, len(plain))
		for t, v := range plain {
			flat[t] = s.to(v)
		}
		scaled := slices.Clone(flat)
		p.level(flat)
		low, high := halves(scaled, flat)
		// What is left in the unit of the series, where the cycle does not fit; and how unevenly, which makes outliers of what is only high.
		if bad := math.Log(p.left(flat, s)) + math.Abs(math.Log(high/low)); bad < worst || p.flat == nil {
			worst, p.flat, p.scale = bad, flat, s
			p.noise = 1.4826 * (low + high) / 2 * math.Sqrt(7.0/6)
		}
	}
	if p.noise > 0 && p.counted() {
		// A count scatters by as much as Poisson's at the least.
		typical := math.Max(p.typical(), 1)
		p.noise = math.Max(p.noise, p.scale.to(typical+math.Sqrt(typical))-p.scale.to(typical))
	}
	return p.noise > 0 && !math.IsInf(p.noise, 0)
}

// level takes the cycle out.
func (p *pastOf) level(flat []float64) {
	if p.period < 2 || p.period > 200 {
		return
	}
	around := rolling(flat, p.period)
	positions := make([][]float64, p.period)
	for t, v := range flat {
		if e := v - around[t]; !math.IsNaN(e) {
			positions[t%p.period] = append(positions[t%p.period], e)
		}
	}
	for i, e := range positions {
		positions[i] = []float64{median(e)}
	}
	for t := range flat {
		flat[t] -= positions[t%p.period][0]
	}
}

// left is the mean distance of the values from what is around them and the cycle, without the largest ones.
func (p *pastOf) left(flat []float64, s scale) float64 {
	around := rolling(flat, 7)
	var apart []float64
	for t, v := range flat {
		if e := p.values[t] - s.back(s.to(p.values[t])-(v-around[t])); !math.IsNaN(e) {
			apart = append(apart, math.Abs(e))
		}
	}
	slices.Sort(apart)
	return average(apart[:len(apart)*19/20])
}

// halves gives the median distance of the values from what is around them, of those steps that are usually low and of those that are high.
func halves(values, flat []float64) (low, high float64) {
	around := rolling(flat, 7)
	usual := make([]float64, len(flat))
	for t, v := range flat {
		usual[t] = values[t] - (v - around[t])
	}
	middle := median(knownOf(usual))
	var below, above []float64
	for t, v := range flat {
		switch e := math.Abs(v - around[t]); {
		case math.IsNaN(e):
		case usual[t] < middle:
			below = append(below, e)
		default:
			above = append(above, e)
		}
	}
	if low, high = median(below), median(above); math.IsNaN(low) {
		low = high
	}
	return low, high
}

// counted tells that the values are whole numbers and never below zero.
func (p *pastOf) counted() bool {
	for _, v := range p.values {
		if (v != math.Trunc(v) || v < 0) && !math.IsNaN(v) {
			return false
		}
	}
	return true
}
