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

// allCounted tells whether every series of a panel is one of counts whose cycles are short.
func allCounted(panel []Past, cycles []int) bool {
	for _, period := range cycles {
		if period > 12 {
			return false
		}
	}
	for _, p := range panel {
		if !counts(known(p)) {
			return false
		}
	}
	return true
}

// early is how far the logarithm of what was reported of a step may lie from that of what is usual by then.
const early = 0.5

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
	missing            []bool    // the steps of which nothing is known
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
			series[i] = prepareCounts(p, kinds, m.Periods, h, before.series[i])
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
			if before.series[i] = c; !before.more {
				c.causes.rows = nil
			}
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

// known gives what had been counted by the end.
func known(p Past) []float64 {
	if len(p.Shares) == 0 {
		return p.Values
	}
	out := append([]float64(nil), p.Values...)
	copy(out[len(out)-len(p.Reported):], p.Reported)
	return out
}

// prepareCounts lays a series out. The rows of its causes take the place of those of an earlier origin, if any, which are needed no longer.
func prepareCounts(p Past, kinds, periods []int, h int, before *counted) *counted {
	n := len(p.Values)
	c := &counted{y: known(p), missing: p.Missing, h: h, over: 0.1, model: usualModel, step: 365.25 / stepsAYear(p.Step)}
	c.offset, c.trusted = make([]float64, n), make([]float64, n)
	for i, share := range p.Shares {
		t := n - len(p.Shares) + i
		share = math.Max(share, 1e-3)
		c.offset[t] = math.Log(share)
		// What was only reported earlier than usual is no more than what the step is taken for.
		if taken := p.Values[t] * share; !(math.Abs(math.Log((c.y[t]+1)/(taken+1))) < early) {
			c.y[t] = taken
		}
	}
	for t := range c.trusted {
		if c.trusted[t] = 1; p.Missing != nil && p.Missing[t] {
			c.trusted[t] = 0
		}
	}
	laid := causesOf(p, kinds, periods, h, nil)
	c.kinds, c.periods = kinds, periods
	c.named = laid.named
	d := len(laid.at)
	var rows []float64
	if before != nil {
		rows, before.causes.rows = before.causes.rows, nil
	}
	if cap(rows) < (n+h)*d { // Later origins have more steps.
		rows = make([]float64, 0, (n+h)*d*9/8)
	}
	c.causes = causes{width: d, rows: zeros(rows, (n+h)*d), mean: make([]float64, d), strict: make([]float64, d)}
	for j, column := range laid.at {
		for t, v := range column {
			c.causes.rows[t*d+j] = v
		}
	}
	c.few = average(c.y) < 2
	// Half a count more, so that a series of zeros has a level.
	total, seen := 0.5, 0.0
	for t, v := range c.y {
		total += c.trusted[t] * v
		seen += c.trusted[t] * math.Exp(c.offset[t])
	}
	c.first = math.Log(total / seen)
	return c
}
