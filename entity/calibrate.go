package entity

import (
	"cmp"
	"math"
	"slices"
)

// calibration brings a weight to what third records bear out: slope times the weight, and shift. The zero calibration leaves weights as they
// are.
type calibration struct{ shift, slope float64 }

// of is the weight as third records bear it out. Beyond the weights that they are asked about, a bit is a bit.
func (k calibration) of(bits float64) float64 {
	if k.slope == 0 {
		return bits
	}
	asked := math.Max(lightest, math.Min(heaviest, bits))
	return k.shift + k.slope*asked + bits - asked
}

// from is the weight that becomes so many bits.
func (k calibration) from(bits float64) float64 {
	if k.slope == 0 {
		return bits
	}
	least, most := k.of(lightest), k.of(heaviest)
	asked := math.Max(least, math.Min(most, bits))
	return (asked-k.shift)/k.slope + bits - asked
}

const (
	// lightest and heaviest bound the weights that are looked at: below and above, nothing is in doubt.
	lightest, heaviest = -14, 16

	// sureBits is the weight from which a third record is surely the same as one of the two.
	sureBits = 10

	// thirdsEach is how many third records are asked about each of the two, bitPairs how many pairs of each bit of weight, and leastPairs how
	// many there must be to learn from.
	thirdsEach, bitPairs, leastPairs = 8, 1200, 300

	// shiftDoubt and slopeDoubt are how far a calibration is thought to lie from none before anything is seen, in bits and bits a bit.
	shiftDoubt, slopeDoubt = 3, 0.3

	// tails is how heavy the tails are that the weights of third records have around their line, as degrees of freedom.
	tails = 8.0
)

// witnessed is a pair's weight, and the mean weight that its other side has with records which surely are the same as one of the two.
type witnessed struct{ bits, third float64 }

// calibrate finds what weights are worth without knowing any truth, where records may be the same as several others. A pair (a, b) is the same
// or not together with every pair (c, b) whose c is surely the same as a: the weights of those fall into two groups along the pair's own, and
// the share of the upper one at each weight is the probability which that weight stands for.
//
// Weights by themselves are too low where one cause spoils several fields of a match, and too high where neighbours share most.
func (c *collection) calibrate(md *model, w *weighed, unique []bool) calibration {
	seen := c.witnesses(md, w, unique)
	if len(seen) < leastPairs {
		return calibration{}
	}
	return fitCalibration(seen)
}

// settle calibrates the weights, and leaves the pairs that fall below the least probability.
func (c *collection) settle(md *model, w *weighed, unique []bool) {
	if md.began == nil {
		md.calibration = c.calibrate(md, w, unique)
	}
	kept := 0
	for k, bits := range w.bits {
		if bits = md.calibration.of(bits); bits >= bitsOf(leastProbability) {
			w.pairs[kept], w.bits[kept] = w.pairs[k], bits
			kept++
		}
	}
	w.pairs, w.bits = w.pairs[:kept], w.bits[:kept]
}

// witnesses asks third records about pairs of all weights.
func (c *collection) witnesses(md *model, w *weighed, unique []bool) []witnessed {
	near := make([][]int32, c.records())
	for k, pair := range w.pairs {
		if w.bits[k] >= sureBits {
			a, b := int32(pair>>32), int32(uint32(pair))
			near[a], near[b] = append(near[a], b), append(near[b], a)
		}
	}
	// thirds are the records that surely are the same as a, and may be the same as b.
	thirds := func(a, b int32, ask func(third int32)) {
		asked := 0
		for _, third := range near[a] {
			if third != b && (c.table[third] != c.table[b] || !unique[c.table[b]]) && asked < thirdsEach {
				ask(third)
				asked++
			}
		}
	}
	heard := func(a, b int32) (any bool) {
		thirds(a, b, func(int32) { any = true })
		return any
	}
	// Of the pairs of each bit, those whose hash is least.
	bits := make([][]uint64, heaviest-lightest)
	for k, pair := range w.pairs {
		bin := int(math.Floor(w.bits[k])) - lightest
		if a, b := int32(pair>>32), int32(uint32(pair)); bin >= 0 && bin < len(bits) && (heard(a, b) || heard(b, a)) {
			bits[bin] = append(bits[bin], pair)
		}
	}
	var chosen []uint64
	for _, pairs := range bits {
		if len(pairs) > bitPairs {
			slices.SortFunc(pairs, func(p, q uint64) int { return cmp.Compare(mix(p+1), mix(q+1)) })
			pairs = pairs[:bitPairs]
		}
		chosen = append(chosen, pairs...)
	}
	seen := make([]witnessed, len(chosen))
	parallel(len(chosen), func(from, to int) {
		for k := from; k < to; k++ {
			a, b := int32(chosen[k]>>32), int32(uint32(chosen[k]))
			var sum float64
			n := 0
			for _, side := range [2][2]int32{{a, b}, {b, a}} {
				thirds(side[0], side[1], func(third int32) {
					sum += c.weightOf(md, min(third, side[1]), max(third, side[1]))
					n++
				})
			}
			seen[k] = witnessed{c.weightOf(md, a, b), sum / float64(n)}
		}
	})
	return seen
}

// line is a group of witnessed pairs: the third weight lies around at + slope*bits, with the slope of both groups.
type line struct{ at, spread float64 }

// away is how far a pair lies from the line, in squares of its spread.
func (l line) away(w witnessed, slope float64) float64 {
	d := w.third - l.at - slope*w.bits
	return d * d / l.spread
}

// likelihood is how well a curve tells which pairs are the same, in nats, with what is thought of it before anything is seen.
func (k calibration) likelihood(seen []witnessed, same []float64) float64 {
	sum := -k.shift*k.shift/(2*shiftDoubt*shiftDoubt) - (k.slope-1)*(k.slope-1)/(2*slopeDoubt*slopeDoubt)
	for i, w := range seen {
		// log p is −log(1+2^−bits), log(1−p) is that of the same bits against it.
		bits := (k.shift + k.slope*w.bits) * math.Ln2
		sum -= same[i]*math.Log1p(math.Exp(-bits)) + (1-same[i])*math.Log1p(math.Exp(bits))
	}
	return sum
}

// climb goes some of Newton's steps towards the curve of greatest likelihood. A step that overshoots is halved.
func (k calibration) climb(seen []witnessed, same []float64) calibration {
	const ln2 = math.Ln2
	at := k.likelihood(seen, same)
	for range 3 {
		g0, g1 := -k.shift/(shiftDoubt*shiftDoubt), -(k.slope-1)/(slopeDoubt*slopeDoubt)
		h00, h01, h11 := 1/float64(shiftDoubt*shiftDoubt), 0.0, 1/(slopeDoubt*slopeDoubt)
		for i, w := range seen {
			p := Probability(k.shift + k.slope*w.bits)
			d, v := (same[i]-p)*ln2, p*(1-p)*ln2*ln2
			g0 += d
			g1 += d * w.bits
			h00 += v
			h01 += v * w.bits
			h11 += v * w.bits * w.bits
		}
		det := h00*h11 - h01*h01
		shift, slope := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		for part := 1.0; ; part /= 2 {
			to := calibration{k.shift + part*shift, k.slope + part*slope}
			if l := to.likelihood(seen, same); l >= at {
				k, at = to, l
				break
			}
			if part < 1e-3 {
				return k
			}
		}
	}
	return k
}

// fitCalibration tells two groups of pairs apart by their third weights, each a line of the same slope with Student's tails, whose shares follow
// the pair's own weight by a logistic curve; that curve is the calibration. By expectation maximisation. Source of the tails: K. Lange, R. Little
// and J. Taylor, "Robust Statistical Modeling Using the t Distribution", 1989.
func fitCalibration(seen []witnessed) calibration {
	same := make([]float64, len(seen)) // probability that a pair is of the upper group
	trust := [2][]float64{make([]float64, len(seen)), make([]float64, len(seen))}
	for i, w := range seen {
		same[i] = Probability(w.bits + w.third)
		trust[0][i], trust[1][i] = 1, 1
	}
	k := calibration{0, 1}
	for range 200 {
		// The lines.
		var mass, meanX, meanY, xx, xy [2]float64
		part := func(g, i int) float64 {
			if g == 1 {
				return same[i]
			}
			return 1 - same[i]
		}
		for g := range 2 {
			for i, w := range seen {
				q := part(g, i) * trust[g][i]
				mass[g] += q
				meanX[g] += q * w.bits
				meanY[g] += q * w.third
			}
			meanX[g], meanY[g] = meanX[g]/mass[g], meanY[g]/mass[g]
			for i, w := range seen {
				q := part(g, i) * trust[g][i]
				xx[g] += q * (w.bits - meanX[g]) * (w.bits - meanX[g])
				xy[g] += q * (w.bits - meanX[g]) * (w.third - meanY[g])
			}
		}
		slope := math.Max(0, math.Min(1, (xy[0]+xy[1])/(xx[0]+xx[1])))
		var lines [2]line
		for g := range lines {
			l := line{meanY[g] - slope*meanX[g], 1}
			var total, sum float64
			for i, w := range seen {
				sum += part(g, i) * trust[g][i] * l.away(w, slope)
				total += part(g, i)
			}
			l.spread = math.Max(sum/total, 0.25)
			lines[g] = l
		}
		if !(lines[1].at > lines[0].at) {
			return calibration{} // There are no two groups.
		}
		was := k
		k = k.climb(seen, same)
		// The groups.
		for i, w := range seen {
			var log [2]float64
			for g, l := range lines {
				away := l.away(w, slope)
				log[g] = -math.Log2(l.spread)/2 - (tails+1)/2.0*math.Log2(1+away/tails)
				trust[g][i] = (tails + 1) / (tails + away)
			}
			same[i] = Probability(k.of(w.bits) + log[1] - log[0])
		}
		if math.Abs(k.shift-was.shift) < 1e-3 && math.Abs(k.slope-was.slope) < 1e-4 {
			break
		}
	}
	if !(k.slope > 0) {
		return calibration{}
	}
	return k
}
