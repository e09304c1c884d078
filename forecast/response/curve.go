package response

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/farol-kpi/farol"
)

// Curve is how results of one audience bend with spend: results = Scale·spend^Exponent in one period of the rows' length.
type Curve struct {
	Scale    float64 // results at a spend of 1
	Exponent float64 // above 0, at most 1
	Bend     Range   // what the exponent may be

	Rows           int     // periods with a spend that the audience has itself
	Least, Largest float64 // spends seen in them; those of the neighbours followed where it has none

	// Notes say in words what the curve rests on where that is less than its own rows.
	Notes []string

	noise  noise
	draws  []pair // height at a spend of 1 (logarithm), and exponent
	random uint64
}

// leastExponent stands for "above 0": spend that brings a tenth more when it grows tenthousandfold.
const leastExponent = 0.01

// Curve gives the curve of an audience. One that no row names follows its objective, its channel or the mean of all, as far as those are known,
// and is as uncertain as neighbours differ.
func (m *Model) Curve(channel, objective, audience string) *Curve {
	full := path{depth: levels, names: [levels]string{channel, objective, audience}}
	known, at := m.deepest(full)
	h := fnv.New64a()
	fmt.Fprintf(h, "%q", full.names)
	c := &Curve{random: h.Sum64(), draws: make([]pair, len(m.draws)), noise: m.noiseOf(objective)}
	random := rand.New(rand.NewPCG(c.random, 1))
	for i, d := range m.draws {
		c.draws[i] = d[at]
		for depth := known; depth < levels; depth++ {
			step := m.like[i][depth]
			c.draws[i].level += math.Sqrt(step.level) * random.NormFloat64()
			c.draws[i].bend += math.Sqrt(step.bend) * random.NormFloat64()
		}
	}
	m.seen(c, at)
	c.project()
	c.settle(m.reference)
	if known < levels {
		name := [levels]string{"all channels", fmt.Sprintf("the channel %q", channel), fmt.Sprintf("the objective %q", objective)}[known]
		c.Notes = append(c.Notes, "it has no history of its own and follows "+name)
	}
	return c
}

// deepest gives the last node of a path that rows name, and its depth.
func (m *Model) deepest(p path) (depth, at int) {
	for p.depth > 0 {
		if at, ok := m.tree.index[p]; ok {
			return p.depth, at
		}
		p.depth--
		p.names[p.depth] = ""
	}
	return 0, 0
}

// noiseOf gives an objective's noise; one never seen is as noisy as the noisiest.
func (m *Model) noiseOf(objective string) noise {
	if n, ok := m.noise[objective]; ok {
		return n
	}
	worst := noise{counts: true}
	for _, n := range m.noise {
		worst.linear, worst.square, worst.counts = max(worst.linear, n.linear), max(worst.square, n.square), worst.counts && n.counts
	}
	return worst
}

// seen notes which spends a node's rows cover, and what is lacking in them.
func (m *Model) seen(c *Curve, at int) {
	results := 0.0
	c.Least = math.Inf(1)
	for i, n := range m.tree.nodes {
		if n.depth != levels || !m.below(i, at) {
			continue
		}
		for _, r := range m.rows[n.first:n.end] {
			c.Least, c.Largest = min(c.Least, r.Spend), max(c.Largest, r.Spend)
			results += r.Results
		}
	}
	if m.tree.nodes[at].depth != levels {
		return
	}
	c.Rows = m.tree.nodes[at].end - m.tree.nodes[at].first
	if c.Rows < leastRows {
		c.Notes = append(c.Notes, fmt.Sprintf("it has %d periods with a spend and mostly follows its neighbours", c.Rows))
	}
	if c.Largest <= c.Least*(1+1e-9) {
		c.Notes = append(c.Notes, "all of its periods spent the same, so that only its neighbours tell how it bends")
	}
	if results == 0 {
		c.Notes = append(c.Notes, "none of its periods had a result")
	}
}

func (m *Model) below(i, at int) bool {
	for ; i >= 0; i = m.tree.nodes[i].parent {
		if i == at {
			return true
		}
	}
	return false
}

// project moves draws whose exponent is not in (0, 1] to the nearest curve that is, near being meant as the draws themselves scatter: the
// projected posterior of Dunson and Neelon (2003). An interval may so end in 1 itself, which a truncated one never would.
func (c *Curve) project() {
	var mean pair
	for _, d := range c.draws {
		mean.level += d.level / float64(len(c.draws))
		mean.bend += d.bend / float64(len(c.draws))
	}
	var lb, bb float64
	for _, d := range c.draws {
		lb += (d.level - mean.level) * (d.bend - mean.bend)
		bb += (d.bend - mean.bend) * (d.bend - mean.bend)
	}
	slope := 0.0
	if bb > 0 {
		slope = lb / bb
	}
	for i, d := range c.draws {
		to := max(leastExponent, min(1, d.bend))
		c.draws[i] = pair{d.level + slope*(to-d.bend), to}
	}
}

// settle chooses the one curve that stands for the draws: their median exponent through their mean height in the middle of the spends.
func (c *Curve) settle(reference float64) {
	bends := make([]float64, len(c.draws))
	middle := (math.Log(c.Least) + math.Log(c.Largest)) / 2
	height := 0.0
	for i := range c.draws {
		c.draws[i].level -= c.draws[i].bend * reference
		bends[i] = c.draws[i].bend
		height += (c.draws[i].level + c.draws[i].bend*middle) / float64(len(c.draws))
	}
	c.Bend = ranged(bends)
	c.Exponent = c.Bend.Middle
	c.Scale = math.Exp(height - c.Exponent*middle)
}

// Forecast is what a spend in one period is expected to bring.
type Forecast struct {
	Spend   float64
	Mean    float64 // by the one curve: Scale·Spend^Exponent
	Curve   Range   // what the curve's own height at this spend may be: the mean of many such periods
	Results Range   // what one such period may bring: the curve's range and the noise of counting
	Beyond  float64 // the spend as a multiple of the largest seen, where it is more; else 0

	// Note says in words that the spend is beyond the largest one seen.
	Note string
}

// At forecasts one period of a spend, in the rows' currency. A spend of 0 brings 0. It fails with CodeBadValue where the spend is no amount.
func (c *Curve) At(spend float64) (Forecast, error) {
	if why := wrong(spend); why != "" {
		return Forecast{}, farol.Errorf(farol.CodeBadValue, "nothing can be forecast for this spend: %v %s", spend, why).Hint("give an amount of 0 or more")
	}
	f := Forecast{Spend: spend}
	if spend < leastSpend {
		return f, nil
	}
	f.Mean = c.value(spend)
	random := rand.New(rand.NewPCG(c.random, 2))
	curve, results := make([]float64, len(c.draws)), make([]float64, len(c.draws))
	for i, d := range c.draws {
		curve[i] = d.mean(math.Log(spend))
		results[i] = c.noise.draw(curve[i], random)
	}
	f.Curve, f.Results = ranged(curve), ranged(results)
	if spend > c.Largest*(1+1e-9) {
		f.Beyond = spend / c.Largest
		f.Note = fmt.Sprintf("this is %.3g times the largest spend seen (%.6g): nothing seen tells what comes there", f.Beyond, c.Largest)
	}
	return f, nil
}

// value is the one curve's results at a spend.
func (c *Curve) value(spend float64) float64 {
	if spend <= 0 {
		return 0
	}
	return c.Scale * math.Pow(spend, c.Exponent)
}
