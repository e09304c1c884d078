package forecast

import (
	"math"
	"sync"
)

// spans are the errors that sums of steps have had at the origins of a panel's past, from any first step on. A sum is not as uncertain as its
// steps are added up: errors cancel where they are independent and pile up where the level is wrong, and which of the two it is the errors of the
// sums at the origins tell. So a sum that begins later is judged by sums that began as much later.
type spans struct {
	missed [][][]float64 // [series][origin][step]
	bases  []float64     // what each series changes by
	plan   Plan
	ahead  int // steps of the horizon that do not count

	mu   sync.Mutex
	from map[int][][]sumErrors // by the steps that are passed over: [series][step], for each number of steps
}

// after gives the errors of the sums of steps after some that are passed over, of each series for each number of steps.
func (p *spans) after(skip int) [][]sumErrors {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.from[skip] == nil {
		p.from[skip] = p.errors(p.ahead + skip)
	}
	return p.from[skip]
}

func (p *spans) errors(ahead int) [][]sumErrors {
	h := p.plan.Horizon - ahead
	pooled := make([][]float64, h)
	sizes := make([]float64, len(p.missed))
	for i := range p.missed {
		missed := after(p.missed[i], ahead)
		all, n := sumOf(missed)
		sizes[i] = blend(all, n, p.bases[i])
		for _, errors := range missed {
			size := blend(all-meanAbs(errors), n-1, p.bases[i])
			if !(size > 0) {
				continue
			}
			var sum, known float64
			for k, e := range errors {
				if !math.IsNaN(e) {
					sum, known = sum+e, known+1
				}
				if known > 0 { // A sum of which parts are not known scatters as if there were fewer.
					pooled[k] = append(pooled[k], sum/size/math.Sqrt(known))
				}
			}
		}
	}
	if h > 0 && len(pooled[0]) < enough/5 {
		return p.few(ahead)
	}
	near, widen := neighbours(pooled, false)
	out := make([][]sumErrors, len(p.missed))
	for i := range out {
		out[i] = make([]sumErrors, h)
		for k := range out[i] {
			out[i][k] = sumErrors{sorted: near[k], size: sizes[i] * widen[k] * math.Sqrt(float64(k+1))}
		}
	}
	return out
}

// few gives the errors of the sums of a few series, each from its own origins: the variance of a step's error, and how alike the errors of one origin
// are, make that of a sum. Both are known from as many draws only as there are origins that do not overlap.
func (p *spans) few(ahead int) [][]sumErrors {
	out := make([][]sumErrors, len(p.missed))
	for i := range out {
		var squares, sums, known, pairs, origins float64
		for _, errors := range after(p.missed[i], ahead) {
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
		out[i] = make([]sumErrors, p.plan.Horizon-ahead)
		for k := range out[i] {
			n := float64(k + 1)
			out[i][k] = sumErrors{freedom: apart, size: math.Sqrt(step * n * (1 + (n-1)*alike))}
		}
	}
	return out
}

// Span says what the steps after the first skip ones, up to the first steps of them, come to together. It is false where there is no forecast of
// so many steps.
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
	if skip < 0 || steps <= skip || steps > len(f.sums) {
		return e, math.NaN(), false
	}
	value = f.Totals[steps-1].Value
	if skip == 0 {
		return f.sums[steps-1], value, true
	}
	e = f.spans.after(skip)[f.place][steps-skip-1]
	e.floor = f.sums[0].floor
	return e, value - f.Totals[skip-1].Value, true
}
