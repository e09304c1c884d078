package chance

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sort"
)

// Stream is a source of random values. One goroutine uses it at a time.
type Stream struct{ *rand.Rand }

// New gives the stream of that name and number.
func New(seed uint64, name string, number uint64) Stream {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return Stream{rand.New(rand.NewPCG(seed^h.Sum64(), number*0x9E3779B97F4A7C15+1))}
}

// Is tells true with probability p.
func (s Stream) Is(p float64) bool { return s.Float64() < p }

// Between draws a whole number from low to high, both inside.
func (s Stream) Between(low, high int) int { return low + s.IntN(high-low+1) }

// Lognormal draws a value whose median is median and whose logarithm has the deviation sigma.
func (s Stream) Lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*s.NormFloat64())
}

// Poisson draws a count with that mean. Above 30 it is the rounded normal approximation, whose error does not matter here.
func (s Stream) Poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 30 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*s.NormFloat64())))
	}
	n, product, limit := 0, s.Float64(), math.Exp(-mean)
	for product > limit {
		n++
		product *= s.Float64()
	}
	return n
}

// Pick draws one of the values.
func Pick[T any](s Stream, values []T) T { return values[s.IntN(len(values))] }

// Weights draws places by weight.
type Weights struct{ sums []float64 }

// NewWeights prepares the weights; none may be negative, and one must be positive.
func NewWeights(weights []float64) Weights {
	sums := make([]float64, len(weights))
	total := 0.0
	for i, w := range weights {
		total += w
		sums[i] = total
	}
	return Weights{sums}
}

// Draw gives a place from 0.
func (w Weights) Draw(s Stream) int {
	x := s.Float64() * w.sums[len(w.sums)-1]
	return min(sort.Search(len(w.sums), func(i int) bool { return w.sums[i] > x }), len(w.sums)-1)
}
