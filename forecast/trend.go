package forecast

import (
	"math"
	"slices"
)

// Trend is a line that bends here and there, with waves for each period, a week that differs by the time of the year, holidays and the
// known regressors, and what is left at the end dying away. All are found at once, by a regression whose bends are drawn toward none
// (Taylor and Letham, "Forecasting at scale", 2018, with a Laplace prior for the bends, found by weights that are renewed).
type Trend struct {
	Periods []int   // the shortest first; one that the past has not run through twice is left out
	Log     bool    // of the logarithms, where all values are positive
	Bend    float64 // how much a bend is expected to change the slope, in standard deviations over the whole past
}

// What the trends among the members were given; docs/decisions/0017 has what rolling origins of the past say of others.
const (
	stiff, bending = 0.02, 0.1
	bends          = 25   // at the most, over the first part of the past
	bendable       = 0.8  // that part; a slope has to be seen for a while before it is believed
	overtones      = 10   // of a period at the most
	lasting        = 0.02 // of the time that it was learned from, until half of the slope at the end is gone
)

// Name tells what bends.
func (t Trend) Name() string {
	name := "stiff trend"
	if t.Bend > stiff {
		name = "bending trend"
	}
	if t.Log {
		name += " of logarithms"
	}
	return name
}

// Forecast leaves out the series of fewer than three of the shortest periods or of ten values.
func (t Trend) Forecast(panel []Past, h int) [][]float64 {
	out := make([][]float64, len(panel))
	for i, p := range panel {
		out[i] = t.from(p, []int{len(p.Values)}, h)[0]
	}
	return out
}

// roll shares the sums of the columns' products between the origins.
func (t Trend) roll(panel []Past, plan Plan, origins int) rolled {
	return plan.roll(panel, origins, t.from)
}

// from forecasts h steps after each of the ends, which ascend, from what was known by then.
func (t Trend) from(p Past, ends []int, h int) [][]float64 {
	out := make([][]float64, len(ends))
	fits := t.fit(p, ends, h)
	for e, f := range fits {
		if f == nil {
			continue
		}
		low, high := reach(p.Values[:f.end])
		values := f.ahead(h)
		for k, v := range values {
			if t.Log {
				v = math.Exp(math.Min(v, 200))
			}
			values[k] = math.Min(math.Max(v, low), high)
		}
		out[e] = values
	}
	return out
}

// fitted is a trend that was found from the values up to an end.
type fitted struct {
	*basis
	end           int
	weights       []float64 // of the columns
	middle, scale float64   // of the values
	left, decay   float64   // what is left at the end, and its share that lasts a step
}

// fit finds the trend at each end, nil where it cannot.
func (t Trend) fit(p Past, ends []int, h int) []*fitted {
	out := make([]*fitted, len(ends))
	least := 10
	if len(t.Periods) > 0 {
		least = max(least, 3*t.Periods[0])
	}
	for len(ends) > 0 && ends[0] < least {
		ends = ends[1:]
	}
	fits := out[len(out)-len(ends):]
	if len(ends) == 0 || t.Log && !positive(p.Values[:ends[0]]) {
		return out
	}
	x := slices.Clone(p.Values[:ends[len(ends)-1]])
	if t.Log {
		for i, v := range x {
			if v <= 0 { // Ends after it have none.
				x = x[:i]
				break
			}
			x[i] = math.Log(v)
		}
	}
	// The scale is for the numbers' sake only and knows the values up to the first end alone.
	middle, scale := average(x[:ends[0]]), deviation(x[:ends[0]])
	if scale <= 1e-9*math.Abs(middle) {
		scale = math.Max(1e-9*math.Abs(middle), 1e-300)
	}
	for i := range x {
		x[i] = (x[i] - middle) / scale
	}
	b := t.basis(p, ends[len(ends)-1], len(p.Values)+h)
	sums := newProducts(len(b.columns))
	for e, end := range ends {
		if end > len(x) {
			break
		}
		sums.add(b, x, end)
		if weights := t.solve(b, sums, end); weights != nil {
			f := &fitted{basis: b, end: end, weights: weights, middle: middle, scale: scale}
			f.left, f.decay = remainder(f.missed(x), b.cycle)
			fits[e] = f
		}
	}
	return out
}

// missed gives what the trend leaves of the scaled values up to its end.
func (f *fitted) missed(x []float64) []float64 {
	out := slices.Clone(x[:f.end])
	for i, w := range f.weights {
		if w == 0 {
			continue
		}
		for t, v := range f.columns[i][:f.end] {
			out[t] -= w * v
		}
	}
	return out
}

// ahead gives the h values after the end. The slope of the end fades, since no slope lasts.
func (f *fitted) ahead(h int) []float64 {
	out := make([]float64, h)
	for i, w := range f.weights {
		if w == 0 || f.kinds[i].trend() {
			continue
		}
		for k, v := range f.columns[i][f.end : f.end+h] {
			out[k] += w * v
		}
	}
	level, slope := f.line()
	fade, left := math.Exp2(-1/(lasting*float64(f.end))), f.left
	for k := range out {
		slope *= fade
		level += slope
		left *= f.decay
		out[k] = (out[k]+level+left)*f.scale + f.middle
	}
	return out
}

// line is the height of the trend at the end, and its slope.
func (f *fitted) line() (level, slope float64) {
	for i, w := range f.weights {
		if f.kinds[i].trend() {
			level += w * f.columns[i][f.end-1]
			slope += w * (f.columns[i][f.end-1] - f.columns[i][f.end-2])
		}
	}
	return level, slope
}

// remainder tells what is left at the end of what a fit leaves, once the noise is taken out, and which share of it lasts a step: the level
// of a first-order autoregression that is seen through noise, by Kalman's filter. Its two sizes follow from how alike neighbours are,
// and values one cycle further apart.
func remainder(missed []float64, cycle int) (level, decay float64) {
	n := len(missed)
	cycle = min(max(cycle, 7), n/4)
	alike := func(apart int) float64 { return dot(missed[apart:], missed[:n-apart]) }
	all, next, further := alike(0), alike(1), alike(1+cycle)
	if !(all > 0) || !(next > 0) {
		return 0, 0
	}
	decay = next / all
	if further > 0 {
		decay = math.Pow(further/next, 1/float64(cycle))
	}
	decay = math.Min(math.Max(decay, 0.01), 0.999)
	signal := math.Min(next/decay/all, 0.99)
	spread := signal
	for _, v := range missed {
		spread = decay*decay*spread + signal*(1-decay*decay)
		gain := spread / (spread + 1 - signal)
		level *= decay
		level += gain * (v - level)
		spread *= 1 - gain
	}
	return level, decay
}
