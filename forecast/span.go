package forecast

import (
	"math"
	"slices"
	"sync"
)

// spans are the errors that sums of steps have had at the origins of a panel's past, from any first step on. A sum is not as uncertain as its
// steps are added up: errors cancel where they are independent and pile up where the level is wrong, and which of the two it is the errors of the
// sums at the origins tell. So a sum that begins later is judged by sums that began as much later, and one that begins with steps of the past
// that are not believed by sums that began with as many of them.
type spans struct {
	missed [][][]float64 // [series][origin][step]
	bases  []float64     // what each series changes by
	plan   Plan
	ahead  int // the first steps of the horizon, which are of the past and not believed

	mu    sync.Mutex
	known map[[2]int][]sumErrors // of each series, by the steps that are passed over and those that are summed
}

// of gives the errors that sums of so many steps of each series had after some that are passed over. Only those that were asked for are kept: all there
// are would be far more than anybody asks.
func (p *spans) of(skip, steps int) []sumErrors {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := [2]int{skip, steps}
	if p.known[asked] == nil {
		p.known[asked] = p.errors(p.ahead+skip, steps-1, steps)[0]
	}
	return p.known[asked]
}

// errors gives, for each number of steps after the first, the errors of their sums, of each series. The numbers are one more than those from one place up
// to, but not including, another.
func (p *spans) errors(first, from, to int) [][]sumErrors {
	h := p.plan.Horizon - first
	sizes := p.sizes(first)
	lo, hi := from, to
	pooled := p.pool(first, lo, hi)
	if hi-lo < h && len(pooled[lo]) < enough { // A sum of more steps has as many errors, or more.
		lo, hi = 0, h
		pooled = p.pool(first, lo, hi)
	}
	out := make([][]sumErrors, to-from)
	few := lo == 0 && len(pooled[0]) < enough/5
	for k := from; k < to; k++ {
		if few {
			out[k-from] = p.few(first, k+1)
			continue
		}
		sorted := nearby(pooled[lo:hi], k-lo)
		own := make([]sumErrors, len(p.missed))
		for i := range own {
			own[i] = sumErrors{sorted: sorted, size: sizes[i] * math.Sqrt(float64(k+1))}
		}
		out[k-from] = own
	}
	return out
}

// sizes gives what the errors of each series are put in.
func (p *spans) sizes(first int) []float64 {
	sizes := make([]float64, len(p.missed))
	for i := range p.missed {
		all, n := sumOf(after(p.missed[i], first))
		sizes[i] = blend(all, n, p.bases[i])
	}
	return sizes
}

// pool gives the errors of sums, in sizes, for each number of steps; those of numbers from one place up to another only.
func (p *spans) pool(first, from, to int) [][]float64 {
	pooled := make([][]float64, p.plan.Horizon-first)
	for i := range p.missed {
		missed := after(p.missed[i], first)
		all, n := sumOf(missed)
		for _, errors := range missed {
			size := blend(all-meanAbs(errors), n-1, p.bases[i])
			if !(size > 0) {
				continue
			}
			var sum, known float64
			for k, e := range errors[:to] {
				if !math.IsNaN(e) {
					sum, known = sum+e, known+1
				}
				if known > 0 && k >= from { // A sum of which parts are not known scatters as if there were fewer.
					pooled[k] = append(pooled[k], sum/size/math.Sqrt(known))
				}
			}
		}
	}
	return pooled
}

// nearby gives the sorted errors of a number of steps, with those of the numbers next to it where it has too few.
func nearby(pooled [][]float64, k int) []float64 {
	for wide := 0; ; wide++ {
		var near []float64
		for _, own := range pooled[max(0, k-wide):min(len(pooled), k+wide+1)] {
			near = append(near, own...)
		}
		if len(near) >= enough || wide >= len(pooled) {
			slices.Sort(near)
			return near
		}
	}
}

// few gives the errors of the sums of so many steps of a few series, each from its own origins: the variance of a step's error, and how alike the errors of one origin
// are, make that of a sum. Both are known from as many draws only as there are origins that do not overlap.
func (p *spans) few(first, steps int) []sumErrors {
	out := make([]sumErrors, len(p.missed))
	for i := range out {
		var squares, sums, known, pairs, origins float64
		for _, errors := range after(p.missed[i], first) {
			errors = knownOf(errors)
			s, n := sum(errors), float64(len(errors))
			sums += s * s
			squares += dot(errors, errors)
			if known, pairs = known+n, pairs+n*(n-1); n > 0 {
				origins++
			}
		}
		apart := math.Max(1, (origins-1)*float64(p.plan.Step)/float64(p.plan.Horizon)+1)
		alike := together
		if pairs > 0 && squares > 0 { // The mean product of two errors of one origin over the mean square of one.
			own := math.Min(math.Max((sums-squares)/pairs*known/squares, 0), 1)
			alike = (own*apart + together) / (apart + 1)
		}
		step := squares / math.Max(1, known)
		n := float64(steps)
		out[i] = sumErrors{freedom: apart, size: math.Sqrt(step * n * (1 + (n-1)*alike))}
	}
	return out
}

// Span says what the steps after the first skip ones, up to the first steps of them, come to together. Where the newest steps of the past were left out
// since they are not believed (Ask.CutOff), both count from the end of the past and may be negative, as far back as Completed goes: Span(-3, 4) is the
// last three of the past as they are forecast, and the first four to come. It is false where there is no forecast of all these steps.
func (f Forecast) Span(skip, steps int) (t Total, ok bool) {
	e, value, ok := f.spanned(skip, steps)
	if !ok {
		return Total{}, false
	}
	t.Value = value
	for l, level := range Levels {
		t.Intervals[l] = e.interval(value, level, f.Refused[l] == "")
	}
	return t, true
}

// SpanChance is how likely the steps of a span come to at least the target together, as Chance tells it of the first steps.
func (f Forecast) SpanChance(skip, steps int, target float64) (p float64, ok bool) {
	e, value, ok := f.spanned(skip, steps)
	if !ok || math.IsNaN(target) || f.Refused[0] != "" || !e.interval(value, Levels[0], true).Given() {
		return math.NaN(), false
	}
	if target <= e.floor {
		return 1, true
	}
	return e.atLeast(target - value), true
}

// spanned gives the errors of a span and what it comes to.
func (f Forecast) spanned(skip, steps int) (e sumErrors, value float64, ok bool) {
	if f.spans == nil || skip < -f.spans.ahead || steps <= skip || steps > len(f.sums) {
		return e, math.NaN(), false
	}
	value = f.upTo(steps) - f.upTo(skip)
	if skip == 0 {
		return f.sums[steps-1], value, true
	}
	e = f.spans.of(skip, steps-skip)[f.place]
	e.floor = f.sums[0].floor
	return e, value, true
}

// upTo gives what the first steps come to; for a negative number what is missing up to the end of the past, below zero.
func (f Forecast) upTo(steps int) float64 {
	switch {
	case steps > 0:
		return f.Totals[steps-1].Value
	case steps < 0:
		return -sum(f.Completed[len(f.Completed)+steps:])
	}
	return 0
}
