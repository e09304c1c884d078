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
	level    []float64
	weights  []float64
	evidence float64 // the logarithm of the marginal likelihood, but for what does not depend on the priors

	last  float64   // precision of the last level where the weights are known
	carry []float64 // how the last level moves against the weights
	root  []float64 // Cholesky factor of the weights' precision
}

// solver holds what solving again needs, so that memory is asked for once.
type solver struct {
	u, right, diagonal []float64
	cross              []float64
	s, b               []float64
}

func grown(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}

// products gives Σ weight·x·x' over the rows, the lower half.
func products(out []float64, c *causes, weight []float64) []float64 {
	d := c.width
	out = grown(out, d*d)
	clear(out)
	for t, w := range weight {
		if w == 0 {
			continue
		}
		x := c.rows[t*d : t*d+d]
		for i, v := range x {
			if v == 0 {
				continue
			}
			v *= w
			row := out[i*d : i*d+i+1]
			for j := range row {
				row[j] += v * x[j]
			}
		}
	}
	return out
}

// solve gives the posterior for a walk of such a precision a step (of the difference of neighbours), whose first level has a prior.
func (s *solver) solve(c *causes, w working, walk, first, strict float64) *solved {
	n, d := len(w.value), c.width
	s.u, s.right, s.diagonal = grown(s.u, n*d), grown(s.right, n), grown(s.diagonal, n)
	s.s, s.b = grown(s.s, d*d), grown(s.b, d)
	copy(s.s, s.cross)
	for i := range d {
		s.s[i*d+i] += c.strict[i]
		s.b[i] = c.strict[i] * c.mean[i]
	}
	evidence := 0.5 * (float64(n-1)*math.Log(walk) + math.Log(strict))
	for i := range d {
		evidence += 0.5 * math.Log(c.strict[i])
	}
	for t := range n {
		x, u := c.rows[t*d:t*d+d], s.u[t*d:t*d+d]
		diagonal, right := w.weight[t], w.weight[t]*w.value[t]
		for i := range d {
			s.b[i] += right * x[i]
		}
		switch {
		case n == 1:
			diagonal += strict
		case t == 0:
			diagonal += strict + walk
		case t == n-1:
			diagonal += walk
		default:
			diagonal += 2 * walk
		}
		if t == 0 {
			right += strict * first
			for i := range d {
				u[i] = w.weight[t] * x[i]
			}
		} else {
			pass := walk / s.diagonal[t-1]
			diagonal -= walk * pass
			right += pass * s.right[t-1]
			before := s.u[t*d-d : t*d]
			for i := range d {
				u[i] = w.weight[t]*x[i] + pass*before[i]
			}
		}
		s.diagonal[t], s.right[t] = diagonal, right
		evidence -= 0.5 * math.Log(diagonal)
		for i, v := range u {
			if v == 0 {
				continue
			}
			v /= diagonal
			s.b[i] -= v * right
			row := s.s[i*d : i*d+i+1]
			for j := range row {
				row[j] -= v * u[j]
			}
		}
	}
	out := &solved{level: make([]float64, n), root: make([]float64, d*d), carry: make([]float64, d)}
	copy(out.root, s.s)
	out.weights = cholesky(out.root, append([]float64(nil), s.b...))
	if out.weights == nil {
		return nil
	}
	for i := range d {
		evidence -= math.Log(out.root[i*d+i])
	}
	// Back along the walk.
	for t := n - 1; t >= 0; t-- {
		right := s.right[t] - dot(s.u[t*d:t*d+d], out.weights)
		if t < n-1 {
			right += walk * out.level[t+1]
		}
		out.level[t] = right / s.diagonal[t]
	}
	misfit := strict * (out.level[0] - first) * (out.level[0] - first)
	for t := range n {
		e := w.value[t] - out.level[t] - dot(c.rows[t*d:t*d+d], out.weights)
		misfit += w.weight[t] * e * e
		if t > 0 {
			misfit += walk * (out.level[t] - out.level[t-1]) * (out.level[t] - out.level[t-1])
		}
	}
	for i := range d {
		misfit += c.strict[i] * (out.weights[i] - c.mean[i]) * (out.weights[i] - c.mean[i])
	}
	out.evidence = evidence - 0.5*misfit
	out.last = s.diagonal[n-1]
	for i := range d {
		out.carry[i] = s.u[(n-1)*d+i] / s.diagonal[n-1]
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
