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

// totals says what the steps up to each come to together. A sum is not as uncertain as its steps are added up: errors cancel where they are
// independent and pile up where the level is wrong, and which of the two it is the errors of the sums at the origins tell. The first ahead steps
// do not count.
func totals(out []Forecast, panel []Past, plan Plan, ahead int) {
	h := plan.Horizon - ahead
	came := cameOf(panel)
	pooled := make([][]float64, h)
	sizes := make([]float64, len(out))
	for i, f := range out {
		base := changeSize(came[i])
		missed := after(f.missed, ahead)
		all, n := sumOf(missed)
		sizes[i] = blend(all, n, base)
		for _, errors := range missed {
			size := blend(all-meanAbs(errors), n-1, base)
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
		few(out, panel, plan, ahead)
		return
	}
	near, widen := neighbours(pooled)
	for i := range out {
		if f := &out[i]; len(f.Point) > ahead {
			f.sums = make([]sumErrors, h)
			for k := range f.sums {
				f.sums[k] = sumErrors{sorted: near[k], size: sizes[i] * widen[k] * math.Sqrt(float64(k+1))}
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

// few fills in the totals of a few series, each from its own origins: the variance of a step's error, and how alike the errors of one origin
// are, make that of a sum. Both are known from as many draws only as there are origins that do not overlap.
func few(out []Forecast, panel []Past, plan Plan, ahead int) {
	for i := range out {
		f := &out[i]
		if len(f.Point) <= ahead {
			continue
		}
		var squares, sums, known, pairs, origins float64
		for _, errors := range after(f.missed, ahead) {
			errors = knownOf(errors)
			s, n := sum(errors), float64(len(errors))
			sums += s * s
			squares += dot(errors, errors)
			if known, pairs = known+n, pairs+n*(n-1); n > 0 {
				origins++
			}
		}
		apart := math.Max(1, (origins-1)*float64(plan.Step)/float64(plan.Horizon)+1)
		alike := together
		if pairs > 0 && squares > 0 { // The mean product of two errors of one origin over the mean square of one.
			own := math.Min(math.Max((sums-squares)/pairs*known/squares, 0), 1)
			alike = (own*apart + together) / (apart + 1)
		}
		step := squares / math.Max(1, known)
		f.sums = make([]sumErrors, plan.Horizon-ahead)
		for k := range f.sums {
			n := float64(k + 1)
			f.sums[k] = sumErrors{freedom: apart, size: math.Sqrt(step * n * (1 + (n-1)*alike))}
		}
		f.sum(panel[i].Values, ahead)
	}
}

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
			low, ok1 := f.sums[k].quantile((1 - level) / 2)
			high, ok2 := f.sums[k].quantile((1 + level) / 2)
			in := &f.Totals[k].Intervals[l]
			if f.Refused[l] != "" || !ok1 || !ok2 {
				in.Low, in.High = math.NaN(), math.NaN()
				continue
			}
			in.Low, in.High = math.Max(floor, sum+low), math.Max(floor, sum+high)
		}
	}
}

// Chance is how likely the first so many steps come to at least the target together, by the errors that sums had at the origins of the past. It
// is false where there is no forecast of so many steps, or where the past cannot carry an interval of 50 % either.
func (f Forecast) Chance(steps int, target float64) (p float64, ok bool) {
	if steps < 1 || steps > len(f.sums) || math.IsNaN(target) || f.Refused[0] != "" || !f.Totals[steps-1].Intervals[0].Given() {
		return math.NaN(), false
	}
	e := f.sums[steps-1]
	if target <= e.floor {
		return 1, true
	}
	return e.atLeast(target - f.Totals[steps-1].Value), true
}
