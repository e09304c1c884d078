package response

import (
	"math"
	"math/rand/v2"
)

// expected is the scale of the half-normal prior of each step (Gelman 2006): heights of neighbours some e¹·⁵ apart, exponents a fifth. It is
// wide enough to be overruled by a dozen curves, and keeps two curves from saying that all curves are alike.
var expected = pair{1.5, 0.2}

// The range of a step's standard deviation, as a share of the expected one.
var (
	narrowest = math.Log(0.02)
	widest    = math.Log(20)
)

// closer is a step of EM: the mean square of what children deviate from their parents, with the spread that is left.
func (t *tree) closer(b *belief, means []pair, spreads []spread, was likeness) likeness {
	var sum likeness
	var count [levels]float64
	for i := 1; i < len(t.nodes); i++ {
		n := t.nodes[i]
		l := b.links[i]
		c := l.carried(spreads[n.parent], 1)
		dl, db := means[i].level-means[n.parent].level, means[i].bend-means[n.parent].bend
		sum[n.depth-1].level += dl*dl + l.free.ll + c.ll
		sum[n.depth-1].bend += db*db + l.free.bb + c.bb
		count[n.depth-1]++
	}
	for d := range sum {
		// Two deviations of the usual size stand for what is expected, so that a level of one node keeps a step.
		sum[d].level = bounded((sum[d].level+2*usual[d].level)/(count[d]+2), expected.level)
		sum[d].bend = bounded((sum[d].bend+2*usual[d].bend)/(count[d]+2), expected.bend)
	}
	return sum
}

func bounded(variance, scale float64) float64 {
	return scale * scale * math.Exp(2*max(narrowest, min(widest, math.Log(variance/(scale*scale))/2)))
}

// sampled walks over likeness by slice sampling in the logarithms of the steps and takes joint draws of all nodes on the way, each with
// the likeness it was taken at. A large tree
// tells its likeness well and needs fewer turns.
func (t *tree) sampled(from likeness, draws int, random *rand.Rand) (walked []likeness, drawn [][]pair) {
	turns := max(50, min(250, 100_000/len(t.nodes)))
	w := walk{tree: t, random: random}
	for d := range from {
		w.at[2*d] = math.Log(from[d].level) / 2
		w.at[2*d+1] = math.Log(from[d].bend) / 2
	}
	w.height = w.density(w.at)
	for turn := range turns + turns/5 {
		for i := range w.at {
			w.step(i)
		}
		if turn < turns/5 {
			continue
		}
		w.density(w.at) // the last one tried may have been another
		for len(drawn) < draws*(turn-turns/5+1)/turns {
			walked, drawn = append(walked, steps(w.at)), append(drawn, t.draw(&w.belief, random.NormFloat64))
		}
	}
	return walked, drawn
}

// walk is a slice sampler over the logarithms of the steps' standard deviations.
type walk struct {
	tree   *tree
	random *rand.Rand
	at     [2 * levels]float64
	height float64
	belief belief
}

func steps(at [2 * levels]float64) (v likeness) {
	for d := range v {
		v[d] = pair{math.Exp(2 * at[2*d]), math.Exp(2 * at[2*d+1])}
	}
	return v
}

// scaled is a coordinate as a share of the expected step.
func scaled(at [2 * levels]float64, i int) float64 {
	if i%2 == 0 {
		return at[i] - math.Log(expected.level)
	}
	return at[i] - math.Log(expected.bend)
}

// density is the logarithm of the posterior of the steps: marginal likelihood, half-normal prior and the logarithm's Jacobian.
func (w *walk) density(at [2 * levels]float64) float64 {
	prior := 0.0
	for i := range at {
		s := scaled(at, i)
		if s < narrowest || s > widest {
			return math.Inf(-1)
		}
		prior += s - math.Exp(2*s)/2
	}
	w.tree.upward(steps(at), &w.belief)
	return w.belief.log + prior
}

// step draws one coordinate anew: a slice of width 1.5, stepped out at most three times a side, then shrunk.
func (w *walk) step(i int) {
	floor := w.height - w.random.ExpFloat64()
	try := func(x float64) float64 {
		at := w.at
		at[i] = x
		return w.density(at)
	}
	low := w.at[i] - 1.5*w.random.Float64()
	high := low + 1.5
	for range 3 {
		if try(low) <= floor {
			break
		}
		low -= 1.5
	}
	for range 3 {
		if try(high) <= floor {
			break
		}
		high += 1.5
	}
	for range 40 {
		x := low + (high-low)*w.random.Float64()
		if d := try(x); d >= floor {
			w.at[i], w.height = x, d
			return
		}
		if x < w.at[i] {
			low = x
		} else {
			high = x
		}
	}
}
