package forecast

import (
	"math"
	"slices"
)

// endingSteps is the most steps at the end that may be wild together, and outage the most that may be zero.
const (
	endingSteps = 2
	outage      = 6
)

// unseen is how many times as far as any step before a step at the end may lie and be believed.
const unseen = 3

// endings finds the last step, or the last two, where they lie far from what came before, and what they are to be taken for: of steps that
// lay far away before, what came next tells how much of the distance stays. It is all of it where levels walk and none where values scatter. Of a few
// zeros where none are usual nothing stays. What falls on a holiday says nothing.
func (p *pastOf) endings(found func(t int, usual float64)) {
	n := len(p.flat)
	p.slope = p.drift()
	zeros := 0
	for zeros < min(n, outage+1) && p.values[n-1-zeros] == 0 {
		zeros++
	}
	if zeros <= outage && p.strangeZeros(n-zeros) && !p.anyHoliday(n-zeros, n) {
		p.replace(n-zeros, 0, found)
		return
	}
	for steps := endingSteps; steps >= 1; steps-- {
		last := n - steps
		if last < 0 || !(math.Abs(p.off(last, steps)) > 4*p.noise) { // Most series end as they are.
			continue
		}
		off := make([]float64, n) // How far the steps from t on lie from before, all of them on one side.
		var sizes []float64
		for t := range max(0, last-steps+1) {
			if off[t] = p.off(t, steps); !math.IsNaN(off[t]) {
				sizes = append(sizes, math.Abs(off[t]))
			}
		}
		if len(sizes) < 8 || !(math.Abs(p.off(last, steps)) > 6.5*1.4826*median(sizes)) {
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
		p.replace(last, math.Min(stays, stays*unseen*slices.Max(sizes)/math.Abs(p.off(last, steps))), found)
		return
	}
}

// replace takes the steps from one on for what is before them, but for the share of the distance that stays.
func (p *pastOf) replace(from int, stays float64, found func(t int, usual float64)) {
	before := p.before(from)
	for t := from; t < len(p.flat); t++ {
		found(t, p.scale.back(p.scale.to(p.values[t])-(1-stays)*(p.flat[t]-before)))
	}
}

// constant puts the constant in the place of the last steps, where nothing but it had come before.
func (p *pastOf) constant(past *Past) {
	n := len(p.values)
	last := n - endingSteps
	if last < p.fewest || p.values[n-1] == p.values[0] && p.values[n-2] == p.values[0] {
		return
	}
	for _, v := range p.values[:last] {
		if v != p.values[0] {
			return
		}
	}
	missing := make([]bool, len(past.Values))
	copy(missing, past.Missing)
	past.Values, past.Missing = slices.Clone(past.Values), missing
	for t := p.from + last; t < p.from+n; t++ {
		if past.Values[t] != p.values[0] {
			past.Values[t], past.Missing[t] = p.values[0], true
		}
	}
}

// drift is what the level usually changes by from step to step.
func (p *pastOf) drift() float64 {
	const apart = 7
	var changes []float64
	for t := apart; t < len(p.flat)-endingSteps; t++ {
		if c := (p.flat[t] - p.flat[t-apart]) / apart; !math.IsNaN(c) {
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return 0
	}
	return median(changes)
}

// anyHoliday tells whether one of the steps is a holiday.
func (p *pastOf) anyHoliday(from, to int) bool {
	for t := from; t < to && !p.series.Start.IsZero(); t++ {
		if p.calendar.Holiday(p.at(t)) != "" {
			return true
		}
	}
	return false
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
	return median(known) + 4*p.slope // From the middle of the seven on.
}

// off is how far so many steps from t on lie from the level before them, the nearest of them, NaN where they lie on both sides of it.
func (p *pastOf) off(t, steps int) float64 {
	if t+steps > len(p.flat) || p.anyHoliday(t, t+steps) {
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
