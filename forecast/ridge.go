package forecast

import (
	"fmt"
	"math"
)

// Ridge forecasts each value by a linear function of the values before it, whose weights are kept small by a penalty, step by step: each
// forecast is a value to the next. Each series has its own function: one learned from all of them, each brought to one size, was no better
// (docs/decisions/0017).
type Ridge struct {
	Lags    int     // how many of the values before are looked at
	Cycle   int     // where it is not 0, of those before one cycle only the ones about whole cycles ago, and the farthest
	Changes bool    // of the changes from value to value instead of the values
	Log     bool    // of the logarithms, where all values are positive
	Waves   []int   // periods whose Fourier terms are weighed too, the shortest first
	Penalty float64 // as a share of the mean square of what is weighed
}

// Name tells what is learned from what.
func (r Ridge) Name() string {
	name := fmt.Sprintf("ridge on %d lags", r.Lags)
	if r.Changes {
		name += " of changes"
	}
	if r.Log {
		name += " of logarithms"
	}
	if len(r.Waves) > 0 {
		name += fmt.Sprintf(" with waves of %v", r.Waves)
	}
	return name
}

// looksAt tells whether the value so many steps before is looked at.
func (r Ridge) looksAt(lag int) bool {
	const about, farthest = 2, 10
	if r.Cycle == 0 || lag <= r.Cycle+about || lag > r.Lags-farthest {
		return true
	}
	past := lag % r.Cycle
	return min(past, r.Cycle-past) <= about
}

// size is how a series is brought to numbers about one and back.
type size struct{ middle, scale float64 }

// Forecast leaves out the series that are shorter than twice the lags.
func (r Ridge) Forecast(panel []Past, h int) [][]float64 {
	out := make([][]float64, len(panel))
	for i, p := range panel {
		out[i] = r.from(p, []int{len(p.Values)}, h)[0]
	}
	return out
}

// roll shares the sums of products between the origins of a series.
func (r Ridge) roll(panel []Past, plan Plan, origins int) rolled {
	return plan.roll(panel, origins, r.from)
}

// least is how many values a forecast of h steps needs.
func (r Ridge) least(h int) int {
	n := 2*r.Lags + h/2
	for _, period := range r.Waves {
		n = max(n, 2*period)
	}
	return n
}

// from forecasts h steps after each of the ends, which ascend, from what was known by then.
func (r Ridge) from(p Past, ends []int, h int) [][]float64 {
	out := make([][]float64, len(ends))
	e := 0
	for e < len(ends) && ends[e] < r.least(h) {
		e++
	}
	last := len(ends)
	for r.Log && last > e && !positive(p.Values[:ends[last-1]]) {
		last--
	}
	var x []float64
	var s size
	for ; e < last; e++ {
		if x, s = r.prepare(p.Values[:ends[last-1]], ends[e]); s.scale > 0 {
			break
		}
		out[e] = SeasonalNaive(1).Forecast(PastOf(p.Values[:ends[e]]), h)[0]
	}
	if e == last {
		return out
	}
	waves := r.waves(len(x) + h)
	later := make([][]float64, len(waves))
	g := newGram(r.Lags, len(waves))
	before := r.Lags
	for ; e < last; e++ {
		known := x[:len(x)-(ends[last-1]-ends[e])]
		for i, wave := range waves {
			later[i] = wave[before-r.Lags:]
		}
		g.add(known[before-r.Lags:], later)
		before = len(known)
		if weights := g.solve(r.Penalty, r.looksAt); weights != nil {
			out[e] = r.extend(p.Values[:ends[e]], known, waves, s, weights, h)
		}
	}
	return out
}

// harmonics is how many waves a period has at the most.
const harmonics = 12

// waves gives the columns of all periods at the first n steps, and what each period does to the waves of the one before it.
func (r Ridge) waves(n int) [][]float64 {
	var columns, before [][]float64
	for _, period := range r.Waves {
		own := waves(period, harmonics, n)
		columns = append(append(columns, own...), modulated(before, own)...)
		before = own
	}
	return columns
}

// prepare brings the series to changes or logarithms, without the mean of its first values and in their standard deviations: that changes
// nothing but the numbers' size, and is known at every origin after them.
func (r Ridge) prepare(y []float64, first int) ([]float64, size) {
	x := make([]float64, len(y))
	for i, v := range y {
		if r.Log {
			v = math.Log(v)
		}
		x[i] = v
	}
	if r.Changes {
		for i := len(x) - 1; i > 0; i-- {
			x[i] -= x[i-1]
		}
		x = x[1:]
	}
	known := x[:len(x)-(len(y)-first)]
	s := size{scale: deviation(known)}
	if !r.Changes {
		s.middle = average(known)
	}
	if s.scale <= 1e-9*math.Abs(s.middle) {
		s.scale = 0
		return x, s
	}
	for i := range x {
		x[i] = (x[i] - s.middle) / s.scale
	}
	return x, s
}

// extend goes on from the end step by step. What lies far beyond all that the series has been is held at that distance, since a function
// of its own forecasts may run away.
func (r Ridge) extend(y, x []float64, waves [][]float64, s size, weights []float64, h int) []float64 {
	low, high := reach(y)
	past := append([]float64(nil), x[len(x)-r.Lags:]...)
	out := make([]float64, h)
	last := y[len(y)-1]
	if r.Log {
		last = math.Log(last)
	}
	for k := range out {
		next := weights[r.Lags]
		for l := range r.Lags {
			next += weights[l] * past[len(past)-1-l]
		}
		for e, wave := range waves {
			next += weights[r.Lags+1+e] * wave[len(x)+k]
		}
		v := next*s.scale + s.middle
		if r.Changes {
			v += last
			last = v
		}
		past = append(past, next)
		if r.Log {
			v = math.Exp(math.Min(v, 200))
		}
		out[k] = math.Min(math.Max(v, low), high)
	}
	return out
}

// reach is how far a series is believed to go beyond what it has been: by as much as it has varied. One that was always above zero goes down
// to half of its least value, since its values are ratios to each other, and one that never was below zero does not go there.
func reach(y []float64) (low, high float64) {
	least, most := y[0], y[0]
	for _, v := range y {
		least, most = math.Min(least, v), math.Max(most, v)
	}
	low, high = least-(most-least), most+(most-least)
	if least >= 0 {
		low = math.Max(low, least/2)
	}
	return low, high
}

// gram is the normal equations of a regression on lags, a constant and further columns, in this order. Its rows are nearly the same
// numbers one step apart, so that adding a series of n values costs n·lags steps and not n·lags².
type gram struct {
	lags, width int
	square      []float64 // width², the lower half of which counts
	right       []float64
	rows        float64
}

func newGram(lags, further int) *gram {
	w := lags + 1 + further
	return &gram{lags: lags, width: w, square: make([]float64, w*w), right: make([]float64, w)}
}

// add takes in all values of x that have every lag. The further columns begin with x and may go on beyond its end.
func (g *gram) add(x []float64, further [][]float64) {
	p, w, n := g.lags, g.width, len(x)
	if n <= p {
		return
	}
	g.right[p] += sum(x[p:])
	g.rows += float64(n - p)
	g.square[p*w+p] += float64(n - p)
	// Column l holds x[t−1−l] for t from p to n−1.
	lag := func(l int) []float64 { return x[p-1-l : n-1-l] }
	first := make([]float64, p+1)
	total := sum(lag(0))
	for l := 0; l < p; l += 2 {
		other := lag(min(l+1, p-1))
		own, ahead, otherOwn, otherAhead := dots(lag(l), other, lag(0), x[p:])
		first[l], g.right[l] = own, g.right[l]+ahead
		if l+1 < p {
			first[l+1], g.right[l+1] = otherOwn, g.right[l+1]+otherAhead
		}
	}
	for l := range p {
		g.square[p*w+l] += total
		if l+1 < p {
			total += x[p-2-l] - x[n-2-l]
		}
	}
	// The product of the columns i+1 and j+1 is that of i and j with one row more at the old end and one less at the new.
	for d := range p {
		product := first[d]
		g.square[d*w] += product
		for i := 1; i+d < p; i++ {
			j := i + d
			product += x[p-1-i]*x[p-1-j] - x[n-1-i]*x[n-1-j]
			g.square[j*w+i] += product
		}
	}
	others := make([][]float64, 0, w+1)
	for l := range p {
		others = append(others, lag(l))
	}
	others = append(others, x[p:]) // In the constant's place, which is the sum.
	for _, column := range further {
		others = append(others, column[p:n])
	}
	crossed(others[p+1:], others, p+2, func(e, f int, product float64) {
		if at := p + 1 + e; f == p {
			g.right[at] += product
		} else {
			g.square[at*w+f] += product
		}
	})
	for e, column := range others[p+1:] {
		g.square[(p+1+e)*w+p] += sum(column)
	}
}

// solve gives the weights of the columns, 0 of lags that are not looked at, and nil where nothing was added. The constant has no penalty.
func (g *gram) solve(penalty float64, lookedAt func(lag int) bool) []float64 {
	if g.rows == 0 {
		return nil
	}
	w := g.width
	var at []int
	var trace float64
	for i := range w {
		if i >= g.lags || lookedAt(i+1) {
			at = append(at, i)
		}
		if i < g.lags {
			trace += g.square[i*w+i]
		}
	}
	ridge := penalty*trace/float64(g.lags) + 1e-9*g.rows
	n := len(at)
	a, right := make([]float64, n*n), make([]float64, n)
	for i, from := range at {
		row := g.square[from*w : from*w+w]
		for j, other := range at[:i+1] {
			a[i*n+j] = row[other]
		}
		if right[i] = g.right[from]; from != g.lags {
			a[i*n+i] += ridge
		} else {
			a[i*n+i] += 1e-9 * g.rows
		}
	}
	if right = cholesky(a, right); right == nil {
		return nil
	}
	weights := make([]float64, w)
	for i, from := range at {
		weights[from] = right[i]
	}
	return weights
}
