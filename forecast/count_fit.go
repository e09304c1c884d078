package forecast

import (
	"math"
	"slices"
)

// mean is what a line stands for: no more than ten times what has been.
func (c *counted) mean(line float64) float64 {
	return math.Min(math.Exp(line), 10*math.Max(1, slices.Max(c.y)))
}

// working puts the counts on a line around what is expected of them.
func (c *counted) working() working {
	n := len(c.y)
	w := working{make([]float64, n), make([]float64, n)}
	for t, y := range c.y {
		mu := math.Exp(c.line[t] + c.offset[t])
		w.value[t] = c.line[t] + (y-mu)/mu
		w.weight[t] = c.trusted[t] * mu / (1 + c.over*mu)
	}
	return w
}

// regress finds the level and the weights in a few rounds.
func (c *counted) regress(rounds int) {
	n, d := len(c.y), c.causes.width
	var s solver
	_, _, skipped := blocksOf(n)
	for range rounds {
		w := c.working()
		s.take(&c.causes, w)
		fit := c.solve(&s, models[c.model])
		if fit == nil {
			return
		}
		c.fit = fit
		for t := range c.line {
			line := fit.level[(t+skipped)/s.block] + dot(c.causes.rows[t*d:t*d+d], fit.weights)
			if line > c.line[t]+3 {
				line = c.line[t] + 3
			} else if line < c.line[t]-3 {
				line = c.line[t] - 3
			}
			c.line[t] = math.Max(-20, line)
		}
	}
}

// judge finds how much more than Poisson's the counts scatter, and which values are no counts of the same thing: zeros where many were
// expected.
func (c *counted) judge() {
	n := len(c.y)
	low, high := 1e-5, 10.0
	mean, square := make([]float64, 0, n), make([]float64, 0, n)
	for t, y := range c.y {
		if c.trusted[t] > 0 {
			mu := math.Exp(c.line[t] + c.offset[t])
			mean, square = append(mean, mu), append(square, (y-mu)*(y-mu))
		}
	}
	// What was learned from the values makes them look closer to the line than they are.
	free := math.Max(1, float64(len(mean))-math.Min(float64(len(mean))/3, 12))
	misfit := func(over float64) float64 {
		var sum float64
		for t, mu := range mean {
			sum += math.Min(square[t]/(mu+over*mu*mu), 16) // One wild value does not make all of them wild.
		}
		return sum / free
	}
	for range 14 {
		middle := math.Sqrt(low * high)
		if misfit(middle) > 1 {
			low = middle
		} else {
			high = middle
		}
	}
	c.over = math.Sqrt(low * high)
	for t := range n {
		mu := math.Exp(c.line[t] + c.offset[t])
		c.trusted[t] = 1
		if c.missing != nil && c.missing[t] || c.y[t] == 0 && math.Log1p(c.over*mu)/c.over > 12 {
			c.trusted[t] = 0
		}
	}
}

// solve gives the posterior under a model.
func (c *counted) solve(s *solver, m model) *solved {
	for j, cause := range c.named {
		if cause.kind == "bend" {
			c.causes.strict[j] = 1 / m.bend
		}
	}
	var jumps []int
	if m.jumps {
		jumps = c.jumps
	}
	return s.solve(1/(m.walk*c.step*float64(s.block)), c.first, 0.25, jumps)
}

// mostJumps is how many jumps of the level are looked for.
const mostJumps = 3

// leap finds where the level jumped, one jump after the other while each is worth its place among all blocks.
func (c *counted) leap(s *solver, m model) *solved {
	c.jumps = nil
	fit := c.solve(s, m)
	price := math.Log(float64(len(s.weight)))
	for fit != nil && len(c.jumps) < mostJumps {
		block, gain := s.jump(fit)
		if gain < price || slices.Contains(c.jumps, block) {
			break
		}
		c.jumps = append(c.jumps, block)
		next := c.solve(s, m)
		if next != nil {
			next.evidence -= price * float64(len(c.jumps))
		}
		if next == nil || next.evidence < fit.evidence {
			c.jumps = c.jumps[:len(c.jumps)-1]
			break
		}
		fit = next
	}
	return fit
}

// compare finds the evidence for each model, with the counts on the line where they are, and what it says of the steps after the end.
// Models that were unlikely before are left out.
func (c *counted) compare(before []float64) {
	var s solver
	n, d := len(c.y), c.causes.width
	s.take(&c.causes, c.working())
	c.evidence = make([]float64, len(models))
	c.fits = make([]*solved, len(models))
	c.ahead, c.doubt = make([][]float64, len(models)), make([][]float64, len(models))
	for g, m := range models {
		c.evidence[g] = math.Inf(-1)
		if before != nil && before[g] < 0.03 {
			continue
		}
		var fit *solved
		if m.jumps {
			if fit = c.leap(&s, m); len(c.jumps) == 0 { // Nothing but the first model again.
				continue
			}
		} else {
			fit = c.solve(&s, m)
		}
		if fit == nil {
			continue
		}
		c.evidence[g], c.fits[g] = fit.evidence, fit
		for k := range c.h {
			mean, variance := fit.ahead(c.causes.rows[(n+k)*d : (n+k)*d+d])
			c.ahead[g] = append(c.ahead[g], mean)
			c.doubt[g] = append(c.doubt[g], variance+m.walk*c.step*float64(k+1))
		}
	}
}

// predict mixes what the models say of the steps after the end.
func (c *counted) predict() []scatter {
	out := make([]scatter, c.h)
	lines, variances := make([]float64, c.h), make([]float64, c.h)
	for g, p := range c.right {
		if math.IsNaN(p) { // No model could be solved.
			return nil
		}
		if c.ahead[g] == nil {
			continue
		}
		for k, line := range c.ahead[g] {
			lines[k] += p * line
			variances[k] += p * (c.doubt[g][k] + line*line)
		}
	}
	for k := range out {
		line := lines[k]
		variance := math.Max(0, variances[k]-line*line)
		mean := c.mean(line)
		if math.IsNaN(mean) || math.IsNaN(variance) {
			return nil
		}
		spread := math.Expm1(math.Min(variance, 2))
		out[k] = scatter{mean, c.over*(1+spread) + spread}
	}
	return out
}
