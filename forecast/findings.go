package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Kinds of findings.
const (
	levelShift = "level shift"
	outlier    = "outlier"
	gap        = "gap"
	closed     = "closed"
	incomplete = "incomplete"
)

// looked is how many of the newest steps findings are sought in: what was longer ago no longer matters to a forecast.
const looked = 3000

// told is how many findings of a kind are told at the most, the largest.
const told = 5

// findings tells what is unusual in the past of a series, in the order of time. What a calendar explains is usual. It is made to be believed: a
// series without anything unusual should have none.
func findings(s *Series, period int, calendar *Calendar) []Finding {
	from := max(0, len(s.Values)-looked)
	p := &pastOf{series: s, from: from, values: s.Values[from:], period: max(period, 1), calendar: calendar, fewest: 30}
	out := p.closed()
	out = append(out, p.gaps()...)
	if p.straighten() {
		shifts := p.shifts()
		out = append(append(out, shifts...), p.outliers()...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Time.Compare(b.Time) })
	return out
}

// pastOf is what findings are sought in.
type pastOf struct {
	series   *Series
	from     int
	values   []float64
	period   int
	calendar *Calendar
	fewest   int // known values that something can be unusual among

	shut  [7]bool   // weekdays on which nothing ever comes
	flat  []float64 // the values without their cycle, on a scale on which they scatter alike; NaN where unknown or closed
	scale scale
	least float64 // of the values
	slope float64 // what the level usually changes by from step to step, on that scale, as far as it is taken out
	noise float64 // standard deviation from step to step on that scale, as far as outliers do not count
}

// name writes the time of a step.
func (p *pastOf) name(t int) string {
	if p.series.Start.IsZero() {
		return fmt.Sprintf("step %d", p.from+t+1)
	}
	return when(p.at(t))
}

func (p *pastOf) at(t int) time.Time { return p.series.Frequency.After(p.series.Start, p.from+t) }

// steps writes a number of steps.
func (p *pastOf) steps(n int) string {
	unit := p.series.Frequency.String()
	if p.series.Start.IsZero() || strings.ContainsAny(unit, "0123456789") {
		unit = "step"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// closed finds the weekdays on which nothing comes although something does on others, for as many weeks as that cannot be chance.
func (p *pastOf) closed() []Finding {
	if p.series.Frequency != Daily || p.series.Start.IsZero() || len(p.values) < 28 {
		return nil
	}
	recent := max(0, len(p.values)-26*7) // Opening hours change: the last half a year counts.
	var some, all [7]float64
	for t := recent; t < len(p.values); t++ {
		day := p.at(t).Weekday()
		all[day]++
		if v := p.values[t]; !math.IsNaN(v) && v != 0 {
			some[day]++
		}
	}
	open, days := 0.0, 0.0
	for d := range all {
		if some[d] > 0 {
			open, days = open+some[d], days+all[d]
		}
	}
	var out []Finding
	if days == 0 {
		return nil
	}
	for d := range all {
		// The chance that nothing came by accident.
		if some[d] == 0 && math.Pow(1-open/days, all[d]) < 1e-4 {
			p.shut[d] = true
			last := len(p.values) - 1
			for p.at(last).Weekday() != time.Weekday(d) {
				last--
			}
			out = append(out, Finding{Time: p.at(last), Kind: closed, Size: all[d],
				Text: fmt.Sprintf("nothing comes on %ss: none of the last %.0f had any", time.Weekday(d), all[d])})
		}
	}
	return out
}

// isShut tells that a step is one of the days that are always closed.
func (p *pastOf) isShut(t int) bool {
	return p.shut != [7]bool{} && p.shut[p.at(t).Weekday()]
}

// gaps finds runs of steps without a value, and of zeros where a zero is not usual.
func (p *pastOf) gaps() []Finding {
	var out []Finding
	runs := func(in func(t int) bool, least int, say string) {
		for t := 0; t < len(p.values); t++ {
			end := t
			for end < len(p.values) && in(end) {
				end++
			}
			for end > t && p.isShut(end-1) { // Closed days at the end belong to no run.
				end--
			}
			n := 0
			for u := t; u < end; u++ {
				if !p.isShut(u) {
					n++
				}
			}
			if n >= least {
				text := fmt.Sprintf("%s %s from %s to %s", p.steps(n), say, p.name(t), p.name(end-1))
				if n == 1 {
					text = fmt.Sprintf("%s %s: %s", p.steps(n), say, p.name(t))
				}
				out = append(out, Finding{Time: p.at(t), Kind: gap, Size: float64(n), Text: text})
			}
			t = max(t, end)
		}
	}
	runs(func(t int) bool { return math.IsNaN(p.values[t]) || p.isShut(t) }, max(3, p.series.Gaps/20), "have no value")
	if least, ok := p.zerosInARow(); ok {
		runs(func(t int) bool { return p.values[t] == 0 || p.isShut(t) }, least, "are zero, which is not usual,")
	}
	return largestOf(out)
}

// zerosInARow tells how many zeros one after the other are unusual: as many as come by accident once in ten thousand steps. It is false where
// zeros are usual.
func (p *pastOf) zerosInARow() (least int, ok bool) {
	var zeros, known float64
	for t, v := range p.values {
		if !math.IsNaN(v) && !p.isShut(t) {
			known++
			if v == 0 {
				zeros++
			}
		}
	}
	share := (zeros + 1) / (known + 2)
	if known < 28 || share >= 0.2 {
		return 0, false
	}
	least = int(math.Ceil(math.Log(1e-4/math.Max(known, 1)) / math.Log(share)))
	if p.typical() >= 5 { // A zero where many are usual is one by itself.
		least = min(least, 2)
	}
	return max(least, 1), true
}

// typical is the median of the known values.
func (p *pastOf) typical() float64 {
	var known []float64
	for _, v := range p.values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	return median(known)
}

// largestOf keeps the findings of the largest size.
func largestOf(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		switch x, y := math.Abs(a.Size), math.Abs(b.Size); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return found[:min(len(found), told)]
}

// shifts finds steps from which on the level is another one.
func (p *pastOf) shifts() []Finding {
	n := len(p.flat)
	wide := max(14, 2*p.period)
	if wide > 60 {
		wide = max(28, p.period)
	}
	if n < 3*wide {
		return nil
	}
	// How far the medians of the steps after and before lie apart.
	apart := make([]float64, n)
	var usual []float64
	for t := range apart {
		apart[t] = math.NaN()
		if t >= wide/2 && t+wide/2 <= n {
			apart[t] = median(knownOf(p.flat[t:min(n, t+wide)])) - median(knownOf(p.flat[max(0, t-wide):t]))
			if !math.IsNaN(apart[t]) {
				usual = append(usual, apart[t])
			}
		}
	}
	drift := median(slices.Clone(usual)) // A trend is no shift.
	for i := range usual {
		usual[i] = math.Abs(usual[i] - drift)
	}
	least := math.Max(5*1.4826*median(usual), 5*1.2533*p.noise*math.Sqrt(2/float64(wide)))
	var out []Finding
	for len(out) < told {
		best := -1
		for t, v := range apart {
			if !math.IsNaN(v) && math.Abs(v-drift) > least && (best < 0 || math.Abs(v-drift) > math.Abs(apart[best]-drift)) {
				best = t
			}
		}
		if best < 0 {
			break
		}
		at := p.sharpest(best, wide)
		if f, ok := p.shift(at, wide); ok && math.Abs(p.jump(at, 7)) > 0.6*math.Abs(apart[best]) {
			out = append(out, f)
		}
		for t := max(0, best-wide); t < min(n, best+wide+1); t++ {
			apart[t] = math.NaN() // The same shift again.
		}
	}
	return out
}

// jump is how far the few steps after t lie from those before.
func (p *pastOf) jump(t, few int) float64 {
	n := len(p.flat)
	return median(knownOf(p.flat[t:min(n, t+few)])) - median(knownOf(p.flat[max(0, t-few):t]))
}

// sharpest finds the step near t that parts what is before from what is after best: with the least sum of distances from the two medians.
func (p *pastOf) sharpest(t, wide int) int {
	best, lowest := t, math.Inf(1)
	from, to := max(0, t-wide), min(len(p.flat), t+wide)
	for at := max(from+3, t-wide/2); at <= min(to-3, t+wide/2); at++ {
		var sum float64
		for _, side := range [][]float64{knownOf(p.flat[from:at]), knownOf(p.flat[at:to])} {
			m := median(slices.Clone(side))
			for _, v := range side {
				sum += math.Abs(v - m)
			}
		}
		if sum < lowest {
			best, lowest = at, sum
		}
	}
	return best
}

// shift tells a level shift in the unit of the series. One of less than a twentieth does not matter to anybody.
func (p *pastOf) shift(at, wide int) (Finding, bool) {
	if at <= 0 || at >= len(p.values) {
		return Finding{}, false
	}
	before := median(knownOf(p.values[max(0, at-wide):at]))
	after := median(knownOf(p.values[at:min(len(p.values), at+wide)]))
	change := after - before
	if math.IsNaN(change) || math.Abs(change) < 0.05*math.Max(math.Abs(before), math.Abs(after)) || change == 0 {
		return Finding{}, false
	}
	text := fmt.Sprintf("the level shifts from about %s to about %s on %s", brief(before), brief(after), p.name(at))
	if before > 0 && after > 0 {
		text += fmt.Sprintf(" (%+.0f %%)", 100*(after/before-1))
	}
	return Finding{Time: p.at(at), Kind: levelShift, Size: change, Text: text}, true
}

// noisesOf gives the noise of each position in the cycle, as if ten values more had shown that of all.
func (p *pastOf) noisesOf(around []float64) []float64 {
	positions := make([][]float64, min(p.period, 200))
	for t, v := range p.flat {
		if e := math.Abs(v - around[t]); !math.IsNaN(e) {
			positions[t%len(positions)] = append(positions[t%len(positions)], e)
		}
	}
	out := make([]float64, len(positions))
	for i, e := range positions {
		n, own := float64(len(e)), 0.0
		if n > 0 {
			own = 1.4826 * median(e)
		}
		out[i] = math.Max(p.noise, math.Sqrt((n*own*own+10*p.noise*p.noise)/(n+10)))
	}
	return out
}

// outliers tells the single steps that lie far from those around them.
func (p *pastOf) outliers() []Finding {
	var out []Finding
	p.wild(func(t int, usual float64) {
		text := fmt.Sprintf("%s is %s, about %s is usual there", p.name(t), brief(p.values[t]), brief(usual))
		out = append(out, Finding{Time: p.at(t), Kind: outlier, Size: p.values[t] - usual, Text: text})
	})
	return largestOf(out)
}

// wild finds single steps that lie far from those around them, and what is usual there. A holiday is none.
func (p *pastOf) wild(found func(t int, usual float64)) {
	around := rolling(p.flat, max(7, min(p.period, 31)))
	noises := p.noisesOf(around)
	for t, v := range p.flat {
		e := v - around[t]
		if math.IsNaN(e) || math.Abs(e) < 6.5*noises[t%len(noises)] || p.values[t] == 0 && e < 0 || !p.series.Start.IsZero() && p.calendar.Holiday(p.at(t)) != "" {
			continue
		}
		usual := p.scale.back(p.scale.to(p.values[t]) - e)
		if p.least >= 0 {
			usual = math.Max(usual, 0)
		}
		found(t, usual)
	}
}

// believed gives the series as the methods see it, with its gaps: the newest steps corrected, or left out.
func believed(s *Series, p Past) *Series {
	n, late := len(p.Values), len(p.Shares)
	values := append(slices.Clone(s.Values[:n-late]), p.Values[n-late:]...)
	return &Series{Start: s.Start, Frequency: s.Frequency, Values: values, Gaps: s.Gaps}
}

// unfinished tells which of the newest steps are not complete yet, and what they are taken for.
func unfinished(s *Series, past Past) []Finding {
	n := len(s.Values)
	late := 0 // As far back as it matters.
	for i, share := range past.Shares {
		if share < 0.95 {
			late = len(past.Shares) - i
			break
		}
	}
	if late == 0 {
		return nil
	}
	var came, will float64
	for t := n - late; t < n; t++ {
		if v := s.Values[t]; !math.IsNaN(v) {
			came, will = came+v, will+past.Values[t]
		}
	}
	p := &pastOf{series: s}
	return []Finding{{Time: p.at(n - late), Kind: incomplete, Size: will - came, Text: fmt.Sprintf(
		"the last %s are not complete: of %s about %.0f %% is known; together they are taken for %s instead of %s",
		p.steps(late), p.name(n-1), 100*past.Shares[len(past.Shares)-1], brief(will), brief(came))}}
}

// brief writes a figure by three digits or all digits before the point.
func brief(v float64) string {
	if a := math.Abs(v); a >= 100 && a < 1e15 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
