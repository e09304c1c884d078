package forecast

import (
	"math"
	"slices"
)

// Counts regresses counts on the cycles, holidays and known regressors that move them, around a level that walks (quasi-Poisson, with a
// logarithmic link). What is usual in the panel is believed of each series until its own past says otherwise.
type Counts struct {
	Periods []int

	found *notes // of the last origin, for what is asked of it again; nil keeps none
}

// countable tells whether the regression of counts is worth its time on a panel: where some series are counts that reach zero, so that logarithms are of
// no use, or that known regressors or holidays may explain, or where cycles are short.
func countable(panel []Past, cycles []int) bool {
	short := true
	for _, period := range cycles {
		short = short && period <= 12
	}
	for _, p := range panel {
		if counts(known(p)) && (short || len(p.Known) > 0 || p.Calendar != nil || slices.Min(p.Values) <= 0) {
			return true
		}
	}
	return false
}

// remembered is how many values before the end the regression looks at, so that its time is bounded.
const remembered = 1500

// Name tells what kind of method it is.
func (m Counts) Name() string { return "regression of counts" }

// Forecast gives the means.
func (m Counts) Forecast(panel []Past, h int) [][]float64 {
	out := make([][]float64, len(panel))
	for i, told := range m.tell(panel, h, &notes{}) {
		for _, s := range told {
			out[i] = append(out[i], s.mean)
		}
	}
	return out
}

// counted is one series with what is found of it so far.
type counted struct {
	y, offset, trusted []float64 // offset is the logarithm of the share of a value that was known
	h, skipped         int       // steps ahead, and steps before that are not looked at
	named              []cause
	causes             causes
	line               []float64 // the logarithm of what is expected at each step, without the offset
	over               float64
	few                bool // what is counted happens rarely
	model              int
	right              []float64 // how likely each model is right
	jumps              []int     // blocks before which the level jumped
	fit                *solved
	evidence           []float64   // by model
	fits               []*solved   // by model
	kinds, periods     []int       // of the regressors, and of the cycles
	ahead, doubt       [][]float64 // the line after the end and its variance: [model][step]
	step               float64     // days of a step
	first              float64
}

// model is how restless the level of a series is: the variance of its walk a day, and of the bends of its slope a year.
type model struct {
	walk, bend float64
	jumps      bool    // its level jumps now and then
	usual      float64 // how often it is right before a panel is looked at, in series
}

var models = []model{
	{1e-8, 1e-4, false, 8}, {1e-4, 1e-4, false, 3}, {9e-4, 1e-4, false, 1}, {6.4e-3, 1e-4, false, 0.5},
	{1e-8, 0.25, false, 3}, {1e-4, 0.25, false, 2}, {1e-8, 4, false, 1},
	{1e-8, 1e-4, true, 2},
}

const usualModel = 1

// notes are what was found at an origin. At a later one they are where to begin, so that little is left to do.
type notes struct {
	more    bool // another origin follows
	beliefs map[string]belief
	series  []*counted
}

// tell gives how each series scatters at each step after its end, nil for one that does not consist of counts. It begins with the notes of an
// earlier origin, which may be empty, and leaves its own there.
func (m Counts) tell(panel []Past, h int, before *notes) [][]scatter {
	panel = slices.Clone(panel)
	series := make([]*counted, len(panel))
	rounds := 3
	if before.beliefs == nil {
		before.beliefs, before.series = map[string]belief{}, make([]*counted, len(panel))
	} else {
		rounds = 1
	}
	skipped := make([]int, len(panel))
	for i, p := range panel {
		panel[i] = p.recent(remembered)
		skipped[i] = len(p.Values) - len(panel[i].Values)
	}
	kinds := kindsOf(panel)
	for i, p := range panel {
		if len(p.Values) >= 4 && counts(known(p)) {
			series[i] = prepareCounts(p, kinds, m.Periods, h)
			series[i].skipped = skipped[i]
			series[i].begin(before.series[i])
		}
	}
	for range rounds {
		for _, c := range series {
			if c != nil {
				c.believe(before.beliefs)
				c.regress(2)
				c.judge()
			}
		}
		correct(before.beliefs, series)
	}
	short := rounds == 1 && before.more // Between two origins it changes little which models are likely.
	if !short {
		for _, c := range series {
			if c != nil {
				c.compare(nil)
			}
		}
		prefer(series)
	}
	for _, c := range series {
		if c != nil {
			c.believe(before.beliefs)
			c.regress(1)
			if short {
				c.compare(c.right)
			} else {
				c.compare(nil)
			}
		}
	}
	prefer(series)
	out := make([][]scatter, len(panel))
	for i, c := range series {
		if c != nil {
			out[i] = c.predict()
			before.series[i] = c
		}
	}
	if m.found != nil {
		*m.found = *before
	}
	return out
}

// instead gives the means that the last origin would have had with other plans and holidays after it, nil where none was told.
func (m Counts) instead(panel []Past, h int) [][]float64 {
	out := make([][]float64, len(panel))
	if m.found == nil {
		return out
	}
	for i, p := range panel {
		if i >= len(m.found.series) || m.found.series[i] == nil || m.found.series[i].right == nil {
			continue
		}
		if c := m.found.series[i]; len(p.Values) == len(c.y)+c.skipped && h == c.h {
			out[i] = c.instead(p.recent(remembered))
		}
	}
	return out
}

func (c *counted) instead(p Past) []float64 {
	n, d := len(c.y), c.causes.width
	kept := map[string]bool{}
	for _, cause := range c.named {
		kept[cause.key] = true
	}
	laid := causesOf(p, c.kinds, c.periods, c.h, kept)
	rows := make([]float64, c.h*d)
	at := 0
	for j, cause := range c.named { // In the same order; columns that were not there before are left out.
		for at < len(laid.named) && laid.named[at] != cause {
			at++
		}
		if at == len(laid.named) {
			return nil
		}
		for k := range c.h {
			rows[k*d+j] = laid.at[at][n+k]
		}
		at++
	}
	out := make([]float64, c.h)
	for g, p := range c.right {
		if c.fits[g] == nil {
			continue
		}
		level := c.fits[g].level[len(c.fits[g].level)-1]
		for k := range out {
			out[k] += p * (level + dot(rows[k*d:k*d+d], c.fits[g].weights))
		}
	}
	for k, line := range out {
		out[k] = c.mean(line)
	}
	return out
}

// mean is what a line stands for: no more than ten times what has been.
func (c *counted) mean(line float64) float64 {
	return math.Min(math.Exp(line), 10*math.Max(1, slices.Max(c.y)))
}

// begin takes up what was found of the series at an earlier origin. Without that the line goes between each value and the mean of all.
func (c *counted) begin(before *counted) {
	c.line = make([]float64, len(c.y))
	mean := math.Exp(c.first)
	for t, y := range c.y {
		c.line[t] = math.Log((y/math.Exp(c.offset[t])+mean)/2 + 1e-9)
	}
	if before == nil {
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

// known gives what had been counted by the end.
func known(p Past) []float64 {
	if len(p.Shares) == 0 {
		return p.Values
	}
	out := append([]float64(nil), p.Values...)
	copy(out[len(out)-len(p.Reported):], p.Reported)
	return out
}

func prepareCounts(p Past, kinds, periods []int, h int) *counted {
	n := len(p.Values)
	c := &counted{y: known(p), h: h, over: 0.1, model: usualModel, step: 365.25 / stepsAYear(p.Step)}
	c.offset, c.trusted = make([]float64, n), make([]float64, n)
	for i, share := range p.Shares {
		c.offset[n-len(p.Shares)+i] = math.Log(math.Max(share, 1e-3))
	}
	for t := range c.trusted {
		c.trusted[t] = 1
	}
	laid := causesOf(p, kinds, periods, h, nil)
	c.kinds, c.periods = kinds, periods
	c.named = laid.named
	d := len(laid.at)
	c.causes = causes{width: d, rows: make([]float64, (n+h)*d), mean: make([]float64, d), strict: make([]float64, d)}
	for j, column := range laid.at {
		for t, v := range column {
			c.causes.rows[t*d+j] = v
		}
	}
	c.few = average(c.y) < 2
	// Half a count more, so that a series of zeros has a level.
	total, seen := 0.5, 0.0
	for t, v := range c.y {
		total += v
		seen += math.Exp(c.offset[t])
	}
	c.first = math.Log(total / seen)
	return c
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
		if c.y[t] == 0 && math.Log1p(c.over*mu)/c.over > 12 {
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
		spread := math.Expm1(math.Min(variance, 2))
		out[k] = scatter{mean, c.over*(1+spread) + spread}
	}
	return out
}
