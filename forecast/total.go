package forecast

import (
	"math"
	"slices"
)

// sumErrors are the errors that sums of the first steps have had. Few of them are taken for draws of Student's distribution.
type sumErrors struct {
	sorted  []float64 // in sizes of one, nil where there are few
	freedom float64   // how many of the few do not overlap
	size    float64   // what they are to be multiplied by
	floor   float64   // no sum is below it
}

// totals says what the steps up to each come to together. The first ahead steps do not count.
func totals(out []Forecast, panel []Past, plan Plan, ahead int) {
	came := cameOf(panel)
	p := &spans{missed: make([][][]float64, len(out)), bases: make([]float64, len(out)), plan: plan, ahead: ahead, known: map[[2]int][]sumErrors{}}
	for i, f := range out {
		p.missed[i], p.bases[i] = f.missed, changeSize(came[i])
	}
	sums := p.errors(ahead, 0, plan.Horizon-ahead)
	for i := range out {
		if f := &out[i]; len(f.Point) > ahead {
			f.sums, f.spans, f.place = make([]sumErrors, len(sums)), p, i
			for k, of := range sums {
				f.sums[k] = of[i]
			}
			f.sum(panel[i].Values, ahead)
		}
	}
}

// after leaves out the first steps of each origin.
func after(missed [][]float64, steps int) [][]float64 {
	out := make([][]float64, len(missed))
	for o, errors := range missed {
		out[o] = errors[steps:]
	}
	return out
}

// together is how alike the errors of two steps of one origin are taken to be as far as the origins do not tell.
const together = 0.2

// quantile of the errors, in their unit.
func (e sumErrors) quantile(share float64) (float64, bool) {
	if !(e.size > 0) {
		return math.NaN(), false
	}
	if e.sorted == nil {
		return e.size * student(normalQuantile(share), e.freedom), true
	}
	q, ok := quantile(e.sorted, share)
	return e.size * q, ok
}

// atLeast gives the share of errors that are no less than one. None is surer than the number of errors allows.
func (e sumErrors) atLeast(missing float64) float64 {
	missing /= e.size
	if e.sorted == nil {
		low, high := -8.0, 8.0
		for range 50 {
			if middle := (low + high) / 2; student(middle, e.freedom) < missing {
				low = middle
			} else {
				high = middle
			}
		}
		return math.Min(math.Max(math.Erfc(low/math.Sqrt2)/2, 0.001), 0.999)
	}
	n := float64(len(e.sorted))
	at, _ := slices.BinarySearch(e.sorted, missing)
	below := float64(at)
	if at > 0 && at < len(e.sorted) { // Between two errors the share goes evenly from one to the other.
		if gap := e.sorted[at] - e.sorted[at-1]; gap > 0 {
			below += (missing-e.sorted[at-1])/gap - 0.5
		}
	}
	return math.Min(math.Max((n-below+0.5)/(n+1), 0.5/(n+1)), (n+0.5)/(n+1))
}

// normalQuantile is that of the standard normal distribution.
func normalQuantile(share float64) float64 { return math.Sqrt2 * math.Erfinv(2*share-1) }

// student gives the quantile of Student's distribution that belongs to one of the normal distribution (Abramowitz and Stegun, 26.7.5).
func student(z, freedom float64) float64 {
	n := math.Max(freedom, 2)
	z3, z5, z7 := z*z*z, z*z*z*z*z, z*z*z*z*z*z*z
	return z + (z3+z)/(4*n) + (5*z5+16*z3+3*z)/(96*n*n) + (3*z7+19*z5+17*z3-15*z)/(384*n*n*n)
}

// sum fills in the totals of one forecast, each of which is refused where the intervals of its steps are.
func (f *Forecast) sum(past []float64, ahead int) {
	floor := math.Inf(-1)
	if len(past) > 0 && slices.Min(past) >= 0 {
		floor = 0
	}
	f.Totals = make([]Total, len(f.sums))
	var sum float64
	for k := range f.Totals {
		sum += f.Point[ahead+k]
		f.Totals[k].Value, f.sums[k].floor = sum, floor
		for l, level := range Levels {
			f.Totals[k].Intervals[l] = f.sums[k].interval(sum, level, f.Refused[l] == "")
		}
	}
}

// interval gives the interval of a level around a sum, NaN where it is refused.
func (e sumErrors) interval(sum, level float64, given bool) Interval {
	low, ok1 := e.quantile((1 - level) / 2)
	high, ok2 := e.quantile((1 + level) / 2)
	if !given || !ok1 || !ok2 {
		return Interval{Low: math.NaN(), High: math.NaN()}
	}
	return Interval{Low: math.Max(e.floor, sum+low), High: math.Max(e.floor, sum+high)}
}

// Chance is how likely the first so many steps come to at least the target together, by the errors that sums had at the origins of the past. It
// is false where there is no forecast of so many steps, or where the past cannot carry an interval of 50 % either.
func (f Forecast) Chance(steps int, target float64) (p float64, ok bool) {
	return f.SpanChance(0, steps, target)
}
