package forecast

import "math"

// Completion is a series whose newest steps were reported only in part, with what they are expected to come to.
type Completion struct {
	Values []float64 // of the whole series, the last steps completed; NaN where a gap was
	Share  []float64 // of the last steps, the newest last: how much of them is known; empty where nothing is expected any more
	Spread []float64 // of the same steps: standard error of what they are expected to come to
}

// settled is the share from which on a step is taken as it is.
const settled = 0.9995

// completeLate corrects the newest steps of a panel for what has not been reported yet. Snapshots are one list a series, in any order; a series
// without any is left as it is.
//
// What is known of a step divided by its share is trusted as far as the share is large: where hardly anything is known a twentieth more or
// less would be multiplied by twenty. So it is held against what the complete steps around it and the cycle let expect, each by its own
// variance (the credibility of Bühlmann; of counts it is the mean of a gamma-Poisson law).
func completeLate(panel []*Series, snapshots [][]Snapshot) []Completion {
	seen := make([]*reports, len(panel))
	for i, s := range panel {
		if len(snapshots[i]) > 0 {
			seen[i] = reportsOf(s, snapshots[i])
		}
	}
	out := make([]Completion, len(panel))
	for i, c := range curves(seen) {
		out[i].Values = append([]float64(nil), panel[i].Values...)
		if c != nil {
			complete(&out[i], panel[i], c, seen[i].now)
		}
	}
	return out
}

// completePasts corrects the values of subjects that have snapshots.
func completePasts(pasts []Past, subjects []Subject) {
	var panel []*Series
	var snapshots [][]Snapshot
	var of []int
	for i, s := range subjects {
		if len(s.Snapshots) > 0 {
			panel, snapshots, of = append(panel, s.Series), append(snapshots, s.Snapshots), append(of, i)
		}
	}
	for j, c := range completeLate(panel, snapshots) {
		if len(c.Share) > 0 {
			filled := Series{Frequency: panel[j].Frequency, Values: c.Values}
			p := &pasts[of[j]]
			p.Reported = p.Values[len(p.Values)-len(c.Share):]
			p.Values, p.Shares = filled.Filled(), c.Share
		}
	}
}

// complete fills in the last steps of a series whose newest one has the age now.
func complete(out *Completion, s *Series, c *curve, now int) {
	n := len(s.Values)
	known := make([]float64, n) // The share that is known of each step.
	late := 0
	for t := range known {
		known[t], _ = c.at(now + n - 1 - t)
		if late == 0 && math.Abs(known[t]-1) > 1-settled {
			late = n - t
		}
	}
	if late == 0 || late == n {
		return
	}
	e := expectationOf(s, known, late, c.noise)
	out.Share, out.Spread = known[n-late:], make([]float64, late)
	for t := n - late; t < n; t++ {
		if !math.IsNaN(s.Values[t]) {
			_, sd := c.at(now + n - 1 - t)
			out.Values[t], out.Spread[t-n+late] = e.complete(t, s.Values[t], sd, c.noise)
		}
	}
}

// expectation is what the steps around a step let expect of it: their level, and the cycle.
type expectation struct {
	values, known []float64
	mean          float64   // of the complete steps
	cycle         []float64 // factor by the position in the cycle
	memory        float64   // how much less a step counts for the level than its neighbour that is nearer
	apart         []float64 // by the steps from the end: mean square distance of what came from what was expected, over the square of what is usual
	most          float64   // the largest that a complete step has been
}

// memories are tried on the past of each series.
var memories = []float64{0.7, 0.85, 0.94}

// around is how many steps on either side count for a level.
const around = 60

// expectationOf learns the cycle and how well steps are foreseen, from the steps that are complete.
func expectationOf(s *Series, known []float64, late int, noise float64) *expectation {
	period := 1
	if periods := s.Frequency.Periods(); len(periods) > 0 && periods[0] <= 31 {
		period = periods[0]
	}
	n := len(s.Values)
	end := n - late
	from := max(0, end-max(around, 8*period))
	e := &expectation{values: s.Values, known: known}
	e.mean, e.cycle = cycleOf(s.Values, from, end, period)
	for _, v := range s.Values[from:end] {
		e.most = math.Max(e.most, v) // An unknown one is no larger.
		if math.IsNaN(e.most) {
			e.most = 0
		}
	}
	lowest, best, found := math.Inf(1), memories[0], []float64(nil)
	for _, memory := range memories {
		e.memory = memory
		apart := make([]float64, late)
		for a := range apart {
			// As many steps after it as at the end, and as much known of these.
			var off, size float64
			for t := from + period; t+a < end; t++ {
				if !math.IsNaN(s.Values[t]) {
					m, usual := e.level(t, t+a, true), e.usual(t)
					off += (s.Values[t] - m) * (s.Values[t] - m)
					size += usual * usual
				}
			}
			if apart[a] = 1; size > 0 {
				apart[a] = off / size
			}
		}
		e.apart = apart
		wider := e.wider(late, noise)
		for a := range apart {
			apart[a] *= wider
		}
		if sum := sum(apart); sum < lowest {
			lowest, best, found = sum, memory, apart
		}
	}
	e.memory, e.apart = best, found
	return e
}

// wider tells how much further than in the past the newest steps lie from what is expected of them, at least 1: where the level has just
// changed, what is known of them says more than the steps before.
func (e *expectation) wider(late int, noise float64) float64 {
	const usual = 2 // As if so many steps had been as in the past.
	n := len(e.values)
	times, weights := float64(usual), float64(usual)
	for t := n - late; t < n; t++ {
		p := e.known[t]
		if math.IsNaN(e.values[t]) || !(p > 0) {
			continue
		}
		off := e.values[t]/p - e.level(t, n-1, false)
		expected, sampled := e.spreads(t, 0, noise)
		if !(expected > 0) {
			continue
		}
		w := expected / (expected + sampled)
		times += w * w * (off*off - sampled) / expected
		weights += w * w
	}
	return math.Min(math.Max(times/weights, 1), 1e6)
}

// cycleOf gives the mean of each position in the cycle over that of all, drawn toward it as by one more cycle.
func cycleOf(values []float64, from, end, period int) (mean float64, cycle []float64) {
	sums, ns := make([]float64, period), make([]float64, period)
	var total, n float64
	for t := from; t < end; t++ {
		if v := values[t]; !math.IsNaN(v) {
			sums[t%period], ns[t%period] = sums[t%period]+v, ns[t%period]+1
			total, n = total+v, n+1
		}
	}
	mean, cycle = total/math.Max(n, 1), make([]float64, period)
	for p := range cycle {
		if cycle[p] = 1; mean > 0 {
			cycle[p] = math.Max((sums[p]+mean)/((ns[p]+1)*mean), 0.01)
		}
	}
	return mean, cycle
}

// usual is what a step would be if nothing but the cycle counted. Variances are told by it and not by what is expected of a step, since that is
// uncertain itself: where it is too high, what is known would be trusted more, and where it is too low, less, which makes the whole too low.
func (e *expectation) usual(t int) float64 { return e.mean * e.cycle[t%len(e.cycle)] }

// spreads gives the variance of what step t comes to around what is expected of it, and that of what is known of it over its share around
// what it comes to. Neither may depend on what is known of it, for the same reason.
func (e *expectation) spreads(t int, shareError, noise float64) (expected, sampled float64) {
	p, usual := e.known[t], e.usual(t)
	expected = e.apart[len(e.values)-1-t] * usual * usual
	return expected, noise*math.Abs(usual)*math.Abs(1-p)/p + usual*usual*shareError*shareError/p/p
}

// level gives what the steps around t up to the step last let expect of it. As it would have been, the steps are taken for complete and
// counted as if only so much of them had been known as is of those at the end.
func (e *expectation) level(t, last int, asItWouldHaveBeen bool) float64 {
	var came, share float64
	weight := 1.0
	add := func(u int) {
		v := e.values[u]
		if math.IsNaN(v) {
			return
		}
		p := e.known[u]
		if asItWouldHaveBeen {
			p = e.known[len(e.known)-1-(last-u)]
			v *= p
		}
		came += weight * v
		share += weight * p * e.cycle[u%len(e.cycle)]
	}
	for d := 1; d <= around && t-d >= 0 || d <= last-t && d <= around; d++ {
		weight *= e.memory
		if t-d >= 0 {
			add(t - d)
		}
		if t+d <= last {
			add(t + d)
		}
	}
	if !(share > 0) {
		return 0
	}
	return came / share * e.cycle[t%len(e.cycle)]
}

// complete gives what a step will come to, and the standard error of that.
func (e *expectation) complete(t int, known, shareError, noise float64) (value, spread float64) {
	p, m := e.known[t], e.level(t, len(e.values)-1, false)
	if !(p > 0) {
		usual := e.usual(t)
		return m, math.Sqrt(e.apart[len(e.values)-1-t]) * math.Abs(usual)
	}
	expected, sampled := e.spreads(t, shareError, noise)
	divided := known / p
	trust := 1.0
	if expected+sampled > 0 {
		trust = expected / (expected + sampled)
	}
	value = m + trust*(divided-m)
	if p <= 1 && known >= 0 { // What is known is not taken back.
		if p < 0.5 {
			value = math.Min(value, 2*e.most)
		}
		value = math.Max(value, known)
	}
	return value, math.Sqrt(trust * sampled)
}
