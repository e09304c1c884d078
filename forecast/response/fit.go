package response

import (
	"math"
	"math/rand/v2"
)

// Model holds the curves of all audiences, fitted together. It never changes and may be asked from several goroutines.
type Model struct {
	tree      *tree
	rows      []Row
	reference float64 // the logarithm of the common spend at which heights are pooled
	noise     map[string]noise
	means     []pair
	spreads   []spread
	draws     [][]pair // joint draws of all nodes
	like      []likeness

	// Idle counts rows without spend. They tell nothing about what spend brings and are left out.
	Idle int
}

// Draws is how many joint draws stand for what is not known: a tenth of them lies below an 80 % interval, known to within a hundredth.
const Draws = 1000

// Fit learns the curves of all audiences at once.
//
// The logarithm of a curve is a straight line in the logarithm of spend; its height and exponent deviate from those of the objective, these from
// the channel's and these from the mean of all, each by Gaussian steps whose sizes are learned too (empirical Bayes). Results scatter by
// φ·mean + κ·mean², both learned by objective: counts, more widely scattered than Poisson's. Lines are found by penalised quasi-likelihood
// (Breslow and Clayton 1993), the sizes of the steps are integrated out by slice sampling (Neal 2003) of their exact marginal likelihood.
// The same rows, in any order, give the same model.
//
// It fails with CodeBadValue on an amount that is none (negative, not finite, beyond 1e15) and with CodeNoForecast on fewer than five rows with a
// spend, no result at all, or audiences that each always spent the same.
func Fit(rows []Row) (*Model, error) {
	kept, idle, err := checked(rows)
	if err != nil {
		return nil, err
	}
	m := &Model{tree: planted(kept), rows: kept, Idle: idle}
	for _, r := range kept {
		m.reference += math.Log(r.Spend) / float64(len(kept))
	}
	like := m.climb()
	random := rand.New(rand.NewPCG(5, 8)) // any fixed seed: a figure does not change from one look to the next
	m.like, m.draws = m.tree.sampled(like, Draws, random)
	return m, nil
}

// usual is where the search for likeness begins: heights some twofold apart, exponents a tenth.
var usual = likeness{{0.5, 0.01}, {0.5, 0.01}, {0.5, 0.01}}

// climb finds the most likely lines with their noise and likeness, in turns: a step of scoring, then of EM (Dempster, Laird and Rubin 1977).
func (m *Model) climb() likeness {
	lines, like, b := m.guess(), usual, &belief{}
	m.noise = firstNoise(m.rows)
	for turn := range 60 {
		m.weigh(lines)
		m.tree.upward(like, b)
		m.means, m.spreads = m.tree.downward(b)
		moved := m.follow(lines)
		if turn > 60/2 && moved < 1e-4 {
			break
		}
		if moved < 1 {
			m.noise = m.scatter(lines)
			like = m.tree.closer(b, m.means, m.spreads, like)
		}
	}
	return like
}

// guess gives every audience the exponent in the middle and the height of its own results.
func (m *Model) guess() []pair {
	lines := make([]pair, len(m.tree.nodes))
	for i, n := range m.tree.nodes {
		if n.depth != levels {
			continue
		}
		brought, expected := 0.5, 0.5
		for _, r := range m.rows[n.first:n.end] {
			brought += r.Results
			expected += math.Exp(0.55 * m.at(r))
		}
		lines[i] = pair{math.Log(brought / expected), 0.55}
	}
	return lines
}

// at is a row's place on the axis of spends.
func (m *Model) at(r Row) float64 { return math.Log(r.Spend) - m.reference }

// mean is what a line expects at x, held within numbers that can be squared.
func (p pair) mean(x float64) float64 { return math.Exp(max(-60, min(60, p.level+p.bend*x))) }

// weigh says what each audience's rows tell of its line, as seen from where the line is: the working response of scoring.
func (m *Model) weigh(lines []pair) {
	for i, n := range m.tree.nodes {
		if n.depth != levels {
			continue
		}
		var f form
		var total, centre float64
		for _, r := range m.rows[n.first:n.end] {
			x, mean := m.at(r), lines[i].mean(m.at(r))
			s := m.noise[r.Objective]
			per := s.linear + s.square*mean
			w := mean / per
			pull := w*(lines[i].level+lines[i].bend*x) + (r.Results-mean)/per
			f.h.level += pull
			f.h.bend += pull * x
			total += w
			centre += w * x
		}
		centre /= math.Max(total, 1e-300)
		apart := 0.0
		for _, r := range m.rows[n.first:n.end] {
			x, mean := m.at(r), lines[i].mean(m.at(r))
			s := m.noise[r.Objective]
			apart += mean / (s.linear + s.square*mean) * (x - centre) * (x - centre)
		}
		f.ll, f.lb, f.bb, f.det = total, total*centre, apart+total*centre*centre, total*apart
		m.tree.own[i] = f
	}
}

// follow moves lines to their new means, by at most a factor of e² anywhere on their rows, and says how far the farthest went.
func (m *Model) follow(lines []pair) (farthest float64) {
	for i, n := range m.tree.nodes {
		if n.depth != levels {
			continue
		}
		to := m.means[i]
		low, high := m.at(m.rows[n.first]), m.at(m.rows[n.end-1])
		by := max(math.Abs(to.level-lines[i].level+(to.bend-lines[i].bend)*low), math.Abs(to.level-lines[i].level+(to.bend-lines[i].bend)*high))
		part := 1.0
		if by > 2 {
			part = 2 / by
		}
		lines[i].level += part * (to.level - lines[i].level)
		lines[i].bend += part * (to.bend - lines[i].bend)
		farthest = max(farthest, by)
	}
	return farthest
}
