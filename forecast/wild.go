package forecast

import (
	"math"
	"slices"
)

// calm puts what is usual there in the place of single wild steps among the newest of a series. All methods begin at the end, so that one day which
// will not come again would move every day to come; longer ago it has been passed over, and there the backtests must meet such days as they
// came. A step is single where what came after it is as before it. Of the very last ones nobody knows that yet: what they say of the level is
// as much as such steps have said in this series. What known regressors may explain, or what is still being reported, stays as it is.
func (p *Past) calm(s *Series, period int) {
	if len(p.Known) > 0 || len(p.Shares) > 0 {
		return
	}
	from := max(0, len(p.Values)-looked)
	past := &pastOf{series: s, from: from, values: believed(s, *p).Values[from:], period: max(period, 1), calendar: p.Calendar}
	past.closed()
	if !past.straighten() {
		return
	}
	newest := len(past.values) - 2*max(7, min(period, 31))
	copied, whole := false, counts(p.Values)
	put := func(t int, usual float64) {
		if math.IsNaN(usual) || math.IsInf(usual, 0) {
			return
		}
		if !copied {
			p.Values, copied = append([]float64(nil), p.Values...), true
		}
		if whole {
			usual = math.Round(usual)
		}
		p.Values[from+t] = usual
	}
	past.wild(func(t int, usual float64) {
		if t >= newest && past.passed(t) {
			put(t, usual)
		}
	})
	past.endings(put)
}

// endingSteps is the most steps at the end that may be wild together.
const endingSteps = 2

// endings finds the last step, or the last two, where they lie far from what came before, and what they are to be taken for: of steps that
// lay so far away before, what came next tells how much of the distance stays. It is all of it where levels walk and none where values scatter.
func (p *pastOf) endings(found func(t int, usual float64)) {
	n := len(p.flat)
	for steps := endingSteps; steps >= 1; steps-- {
		last := n - steps
		strange := last >= 0 && p.strangeZeros(last)
		if last < 0 || !strange && !(math.Abs(p.off(last, steps)) > 4*p.noise) { // Most series end as they are.
			continue
		}
		off := make([]float64, n) // How far the steps from t on lie from before, all of them on one side.
		var sizes []float64
		for t := range off {
			off[t] = p.off(t, steps)
			if t+steps < n && !math.IsNaN(off[t]) {
				sizes = append(sizes, math.Abs(off[t]))
			}
		}
		if len(sizes) < 30 || !strange && !(math.Abs(off[last]) > 6.5*1.4826*median(sizes)) {
			continue
		}
		var stayed, squares float64 // Far ones count most.
		for t := range max(0, last-steps) {
			before := p.before(t)
			mean := average(p.flat[t:t+steps]) - before
			if product := mean * (p.flat[t+steps] - before); !math.IsNaN(product) && !math.IsNaN(off[t]) {
				stayed, squares = stayed+product, squares+mean*mean
			}
		}
		// Of mere noise a fifth seems to stay, as the level before is not known better; what is between the two is either of them.
		stays := math.Min(math.Max(2*stayed/squares-0.5, 0), 1)
		if math.IsNaN(stays) {
			continue
		}
		before := p.before(last)
		for t := last; t < n; t++ {
			found(t, p.scale.back(p.scale.to(p.values[t])-(1-stays)*(p.flat[t]-before)))
		}
		return
	}
}

// strangeZeros tells that from a step on there are nothing but zeros, and more of them than ever come by accident.
func (p *pastOf) strangeZeros(from int) bool {
	least, ok := p.zerosInARow()
	return ok && len(p.values)-from >= least && slices.Max(p.values[from:]) == 0 && slices.Min(p.values[from:]) == 0
}

// before is the level that a step comes after, NaN where it is not known.
func (p *pastOf) before(t int) float64 {
	known := knownOf(p.flat[max(0, t-7):t])
	if len(known) < 4 {
		return math.NaN()
	}
	return median(known)
}

// off is how far so many steps from t on lie from the level before them, the nearest of them, NaN where they lie on both sides of it.
func (p *pastOf) off(t, steps int) float64 {
	if t+steps > len(p.flat) {
		return math.NaN()
	}
	before, off := p.before(t), math.NaN()
	for _, v := range p.flat[t : t+steps] {
		switch e := v - before; {
		case math.IsNaN(e) || e*off < 0:
			return math.NaN()
		case math.IsNaN(off) || math.Abs(e) < math.Abs(off):
			off = e
		}
	}
	return off
}

// passed says that the two steps after t, as far as there are two, and the two before it lie closer together than t does to either.
func (p *pastOf) passed(t int) bool {
	if t+1 >= len(p.flat) || t < 2 {
		return false
	}
	before, after := p.flat[t-2:t], p.flat[t+1:min(t+3, len(p.flat))]
	for _, a := range after {
		for _, b := range before {
			if !(3*math.Abs(a-b) < math.Min(math.Abs(p.flat[t]-a), math.Abs(p.flat[t]-b))) {
				return false
			}
		}
	}
	return true
}
