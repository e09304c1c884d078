package forecast

import "math"

// Counts are regressed on causes around a level of their own. The level is a random walk; the causes' weights and the first level have a
// normal prior each. With the counts put on a line around what is expected of them (iteratively reweighted), all of them are found at once: the walk's
// part of the normal equations is tridiagonal, so that it is eliminated step by step, and what is left is as wide as there are causes.

// causes are what the level of counts is moved by: one row a step, of the past and of the horizon.
type causes struct {
	width  int
	rows   []float64 // [step·width + cause]
	mean   []float64 // the prior's
	strict []float64 // the prior's precision
}

// working are the counts on a line: what stands for each value, and how much it is believed.
type working struct{ value, weight []float64 }

// solved is the posterior of the level and of the causes' weights.
type solved struct {
	level    []float64 // by block
	weights  []float64
	evidence float64 // the logarithm of the marginal likelihood, but for what does not depend on the priors

	last  float64   // precision of the last level where the weights are known
	carry []float64 // how the last level moves against the weights
	root  []float64 // Cholesky factor of the weights' precision
}

// solver holds the sums of a working line, which the solutions for different priors share, and what solving needs, so that memory is asked for
// once. The level is one for each block of so many steps, the last of which ends with the series.
type solver struct {
	block  int
	causes *causes

	square         float64   // Σ weight·value²
	cross, right   []float64 // of the causes: Σ weight·x·x', the lower half, and Σ weight·x·value
	u, weight, sum []float64 // by block: Σ weight·x, Σ weight, Σ weight·value

	walks, carried, diagonal, reduced []float64
	s                                 []float64
	some                              []int
}

// finest is how many blocks a level has before they become longer than a step.
const finest = 100

// blocks gives the length of the blocks of n steps, their number, and the block of the first step's number in it.
func blocksOf(n int) (length, count, skipped int) {
	length = max(1, n/finest)
	count = (n + length - 1) / length
	return length, count, count*length - n
}

func zeros(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// farJump is the variance of a jump: as much again or half as much is usual.
const farJump = 0.25

// jump finds the block before which a jump would explain most of what a solution leaves open, and by how much it would raise the logarithm of
// the likelihood, were nothing else to change.
func (s *solver) jump(f *solved) (block int, gain float64) {
	d := len(f.weights)
	n := len(s.weight)
	var all, after, open float64
	for _, w := range s.weight {
		all += w
	}
	for b := n - 1; b > 0; b-- {
		open += s.sum[b] - s.weight[b]*f.level[b] - dot(s.u[b*d:b*d+d], f.weights)
		if after += s.weight[b]; !(after > 0) {
			continue
		}
		known := after * (all - after) / all
		if g := open * open / (2 * (known + 1/farJump)); g > gain {
			block, gain = b, g
		}
	}
	return block, gain
}

// take sums up a working line.
func (s *solver) take(c *causes, w working) {
	n, d := len(w.value), c.width
	length, count, skipped := blocksOf(n)
	s.block, s.causes, s.square = length, c, 0
	s.cross, s.right = zeros(s.cross, d*d), zeros(s.right, d)
	s.u, s.weight, s.sum = zeros(s.u, count*d), zeros(s.weight, count), zeros(s.sum, count)
	for t, weight := range w.weight {
		if weight == 0 {
			continue
		}
		x, value, b := c.rows[t*d:t*d+d], w.value[t], (t+skipped)/length
		s.square += weight * value * value
		s.weight[b] += weight
		s.sum[b] += weight * value
		// Most causes are at rest at most steps.
		s.some = s.some[:0]
		u := s.u[b*d : b*d+d]
		for i, v := range x {
			if v == 0 {
				continue
			}
			s.some = append(s.some, i)
			v *= weight
			u[i] += v
			s.right[i] += v * value
			row := s.cross[i*d : i*d+i+1]
			for _, j := range s.some {
				row[j] += v * x[j]
			}
		}
	}
}

// solve gives the posterior for a walk of such a precision a block (of the difference of neighbours), whose first level has a prior. Before
// the blocks of jumps it may go anywhere.
func (s *solver) solve(walk, first, strict float64, jumps []int) *solved {
	c, n, d := s.causes, len(s.weight), s.causes.width
	s.walks = zeros(s.walks, n+1)
	for b := 1; b < n; b++ {
		s.walks[b] = walk
	}
	for _, b := range jumps {
		s.walks[b] = 1 / (1/walk + farJump)
	}
	s.carried, s.diagonal, s.reduced = zeros(s.carried, n*d), zeros(s.diagonal, n), zeros(s.reduced, n)
	s.s = append(s.s[:0], s.cross...)
	right := append([]float64(nil), s.right...)
	evidence := 0.5 * (float64(n-1-len(jumps))*math.Log(walk) + math.Log(strict))
	for _, b := range jumps {
		evidence += 0.5 * math.Log(s.walks[b])
	}
	misfit := s.square + strict*first*first
	for i := range d {
		s.s[i*d+i] += c.strict[i]
		right[i] += c.strict[i] * c.mean[i]
		evidence += 0.5 * math.Log(c.strict[i])
		misfit += c.strict[i] * c.mean[i] * c.mean[i]
	}
	all := append([]float64(nil), right...)
	var determinant float64
	for b := range n {
		u := s.carried[b*d : b*d+d]
		copy(u, s.u[b*d:b*d+d])
		diagonal, own := s.weight[b]+s.walks[b]+s.walks[b+1], s.sum[b]
		if b == 0 {
			diagonal += strict
			own += strict * first
		} else {
			pass := s.walks[b] / s.diagonal[b-1]
			diagonal -= s.walks[b] * pass
			own += pass * s.reduced[b-1]
			for i, v := range s.carried[b*d-d : b*d] {
				u[i] += pass * v
			}
		}
		s.diagonal[b], s.reduced[b] = diagonal, own
		determinant += math.Log(diagonal)
		for i, v := range u {
			if v == 0 {
				continue
			}
			v /= diagonal
			right[i] -= v * own
			row := s.s[i*d : i*d+i+1]
			for j, w := range u[:i+1] {
				row[j] -= v * w
			}
		}
	}
	out := &solved{level: make([]float64, n), root: append([]float64(nil), s.s...), carry: make([]float64, d)}
	if out.weights = cholesky(out.root, right); out.weights == nil {
		return nil
	}
	evidence -= 0.5 * determinant
	for i, v := range out.weights {
		evidence -= math.Log(out.root[i*d+i])
		misfit -= all[i] * v
	}
	// Back along the walk.
	for b := n - 1; b >= 0; b-- {
		own := s.reduced[b] - dot(s.carried[b*d:b*d+d], out.weights)
		if b < n-1 {
			own += s.walks[b+1] * out.level[b+1]
		}
		out.level[b] = own / s.diagonal[b]
		misfit -= s.sum[b] * out.level[b]
	}
	misfit -= strict * first * out.level[0]
	out.evidence = evidence - 0.5*misfit
	out.last = s.diagonal[n-1]
	for i := range d {
		out.carry[i] = s.carried[(n-1)*d+i] / s.diagonal[n-1]
	}
	return out
}

// ahead gives the mean and the variance of the line at a row of causes after the end, from the last level.
func (f *solved) ahead(x []float64) (mean, variance float64) {
	d := len(x)
	mean = f.level[len(f.level)-1] + dot(x, f.weights)
	a := make([]float64, d)
	for i := range d {
		a[i] = x[i] - f.carry[i]
	}
	// a'·S⁻¹·a is the square of L⁻¹·a.
	for i := range d {
		for j := range i {
			a[i] -= f.root[i*d+j] * a[j]
		}
		a[i] /= f.root[i*d+i]
		variance += a[i] * a[i]
	}
	return mean, variance + 1/f.last
}

// spread gives the posterior variances of the weights.
func (f *solved) spread() []float64 {
	d := len(f.weights)
	out := make([]float64, d)
	e := make([]float64, d)
	for k := range d {
		clear(e)
		e[k] = 1
		for i := k; i < d; i++ {
			for j := k; j < i; j++ {
				e[i] -= f.root[i*d+j] * e[j]
			}
			e[i] /= f.root[i*d+i]
			out[k] += e[i] * e[i]
		}
	}
	return out
}
