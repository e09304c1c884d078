package response

import "math"

// noise is how results scatter around their mean: variance = linear·mean + square·mean². Linear is in the unit of the results, and never below
// the 1 of Poisson where they are whole numbers; square is the variance of what multiplies a period as a whole.
type noise struct {
	linear, square float64
	least          float64 // bound of linear
	counts         bool
}

// leastSquare says that no curve is exact to better than one in a hundred in one period; it keeps a perfect fit from being a proof.
const leastSquare = 1e-4

// ofOne gathers what tells one objective's noise.
type ofOne struct {
	noise
	rows, sum float64
	// Sums of a regression of squared residuals on mean and mean².
	mm, ms, ss, my, sy float64
	used               float64 // parameters that the rows paid for
}

// firstNoise is thought before any line is known.
func firstNoise(rows []Row) map[string]noise {
	all := map[string]*ofOne{}
	for _, r := range rows {
		o := all[r.Objective]
		if o == nil {
			o = &ofOne{noise: noise{counts: true}}
			all[r.Objective] = o
		}
		o.rows++
		o.sum += r.Results
		o.counts = o.counts && r.Results == math.Trunc(r.Results)
	}
	first := map[string]noise{}
	for name, o := range all {
		n := noise{linear: 1, square: 0.1, least: 1, counts: o.counts}
		if !o.counts {
			n.least = max(1e-3*o.sum/o.rows, 1e-9)
			n.linear = n.least
		}
		first[name] = n
	}
	return first
}

// scatter learns the noise of each objective from squared residuals, weighted by what they themselves scatter by (pseudo-likelihood: Carroll and
// Ruppert 1988), and scaled for the parameters already paid. Objectives of few rows follow all rows together.
func (m *Model) scatter(lines []pair) map[string]noise {
	each, all := map[string]*ofOne{}, &ofOne{}
	for i, n := range m.tree.nodes {
		if n.depth != levels {
			continue
		}
		name := m.rows[n.first].Objective
		o := each[name]
		if o == nil {
			o = &ofOne{}
			each[name] = o
		}
		was, f, s := m.noise[name], m.tree.own[i], m.spreads[i]
		for _, r := range m.rows[n.first:n.end] {
			mean := lines[i].mean(m.at(r))
			variance := mean * (was.linear + was.square*mean)
			x, xx, y := mean/variance, mean*mean/variance, (r.Results-mean)*(r.Results-mean)/variance
			for _, to := range []*ofOne{o, all} {
				to.rows++
				to.mm, to.ms, to.ss, to.my, to.sy = to.mm+x*x, to.ms+x*xx, to.ss+xx*xx, to.my+x*y, to.sy+xx*y
			}
		}
		paid := f.ll*s.ll + 2*f.lb*s.lb + f.bb*s.bb
		o.used += paid
		all.used += paid
	}
	found := map[string]noise{}
	for name, o := range each {
		was := m.noise[name]
		if o.rows-o.used < 8 {
			o = all
		}
		found[name] = o.solved(was)
	}
	return found
}

// solved gives the least squares of the two, neither below its bound.
func (o *ofOne) solved(was noise) noise {
	free := max(o.rows-o.used, 1)
	grow := o.rows / free
	my, sy := o.my*grow, o.sy*grow
	n := noise{least: was.least, counts: was.counts}
	det := o.mm*o.ss - o.ms*o.ms
	if det > 1e-9*o.mm*o.ss {
		n.linear, n.square = (my*o.ss-sy*o.ms)/det, (sy*o.mm-my*o.ms)/det
	} else {
		n.linear = my / o.mm
	}
	switch {
	case n.linear < n.least:
		n.linear = n.least
		n.square = (sy - n.least*o.ms) / o.ss
	case n.square < leastSquare:
		n.linear = my / o.mm
	}
	n.linear, n.square = max(n.linear, n.least), max(n.square, leastSquare)
	if math.IsNaN(n.linear+n.square) || math.IsInf(n.linear+n.square, 0) {
		return was
	}
	// One step of half the way in logarithms keeps lines and noise from chasing each other.
	n.linear, n.square = math.Sqrt(n.linear*was.linear), math.Sqrt(n.square*was.square)
	return n
}
