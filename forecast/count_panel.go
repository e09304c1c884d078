package forecast

import (
	"math"
)

// begin takes up what was found of the series at an earlier origin. Without that the line goes between each value and the mean of all.
func (c *counted) begin(before *counted) {
	c.line = make([]float64, len(c.y))
	mean := math.Exp(c.first)
	for t, y := range c.y {
		c.line[t] = math.Log((y/math.Exp(c.offset[t])+mean)/2 + 1e-9)
	}
	if before == nil {
		c.believe(nil)
		c.regress(3)
		return
	}
	c.over, c.model, c.right = before.over, before.model, before.right
	for t, line := range before.line {
		if at := t + before.skipped - c.skipped; at >= 0 && at < len(c.line) {
			c.line[at] = line
		}
	}
}

// about names what is believed of a cause: what happens rarely is another kind of thing than what happens all the time.
func (c *counted) about(cause cause) string {
	if c.few {
		return cause.key + " of few"
	}
	return cause.key
}

// believe takes the beliefs of the panel for the priors of the causes.
func (c *counted) believe(beliefs map[string]belief) {
	for j, cause := range c.named {
		b, ok := beliefs[c.about(cause)]
		if !ok {
			b = firstBeliefs[cause.kind]
		}
		variance := b.variance
		if cause.kind == "bend" {
			variance = models[c.model].bend
		}
		c.causes.mean[j], c.causes.strict[j] = b.mean, 1/variance
	}
}

// posterior weighs the models by their evidence and by how often they are right in the panel.
func (c *counted) posterior(prior []float64) []float64 {
	out := make([]float64, len(models))
	most := math.Inf(-1)
	for g, e := range c.evidence {
		most = math.Max(most, e+math.Log(prior[g]))
	}
	var sum float64
	for g, e := range c.evidence {
		out[g] = math.Exp(e + math.Log(prior[g]) - most)
		sum += out[g]
	}
	for g := range out {
		out[g] /= sum
	}
	return out
}

// prefer finds how often each model is right in the panel, for what happens rarely and for what does all the time, and gives each series its
// likeliest.
func prefer(series []*counted) {
	for _, few := range []bool{false, true} {
		var some []*counted
		for _, c := range series {
			if c != nil && c.few == few {
				some = append(some, c)
			}
		}
		prior := shares(some)
		for _, c := range some {
			c.right = c.posterior(prior)
			for g, p := range c.right {
				if p > c.right[c.model] {
					c.model = g
				}
			}
		}
	}
}

// shares finds how often each model is right, from what is usual on.
func shares(series []*counted) []float64 {
	prior := make([]float64, len(models))
	var all float64
	for _, m := range models {
		all += m.usual
	}
	for g, m := range models {
		prior[g] = m.usual / all
	}
	for range 10 {
		next := make([]float64, len(models))
		for g, m := range models {
			next[g] = m.usual / (all + float64(len(series)))
		}
		for _, c := range series {
			for g, p := range c.posterior(prior) {
				next[g] += p / (all + float64(len(series)))
			}
		}
		prior = next
	}
	return prior
}

// correct mends the beliefs by what was found in the panel.
func correct(beliefs map[string]belief, series []*counted) {
	kinds := map[string]string{}
	type one struct{ value, variance float64 }
	each := map[string][]one{}
	for _, c := range series {
		if c == nil || c.fit == nil {
			continue
		}
		spread := c.fit.spread()
		for j, cause := range c.named {
			key := c.about(cause)
			kinds[key] = cause.kind
			each[key] = append(each[key], one{c.fit.weights[j], spread[j]})
		}
	}
	const own = 4 // How many series the first belief counts for.
	for key, all := range each {
		first := firstBeliefs[kinds[key]]
		before, ok := beliefs[key]
		if !ok {
			before = first
		}
		b := before
		if first.together {
			sum, n := own*first.mean, float64(own)
			for _, o := range all {
				gain := math.Max(0.02, 1-o.variance/before.variance) // How far the series itself says it.
				sum += gain * (before.mean + (o.value-before.mean)/gain)
				n += gain
			}
			b.mean = sum / n
		}
		sum, n := own*first.variance, float64(own)
		for _, o := range all {
			sum += (o.value - b.mean) * (o.value - b.mean)
			n += math.Max(0.02, 1-o.variance/before.variance)
		}
		b.variance = math.Max(1e-5, sum/n)
		beliefs[key] = b
	}
}
