package forecast

import (
	"math"
	"slices"
)

// widest is what the intervals of a panel are multiplied by at the most for what moves all of its series at once.
const widest = 1.5

// widerBy tells, by level, what the intervals of a panel are to be multiplied by so that those of each origin, made of what had come by
// then, would have held what came: errors[origin, the newest first][step] are those of all series in their sizes, older is how many origins back all had come.
// A year that is bad for all series makes an origin differ from those before by more than its errors differ from each other, which pooling them does
// not show.
func widerBy(errors [][][]float64, older int) (wider [len(Levels)]float64) {
	var needs [len(Levels)][]float64
	for o, came := range errors {
		pooled := make([][]float64, len(came))
		for _, before := range errors[min(o+older, len(errors)):] {
			for k, e := range before {
				pooled[k] = append(pooled[k], e...)
			}
		}
		near, widen := neighbours(pooled, false)
		for l, level := range Levels {
			for k := range came {
				low, ok1 := quantile(near[k], (1-level)/2)
				high, ok2 := quantile(near[k], (1+level)/2)
				for _, e := range came[k] {
					bound := high
					if e < 0 {
						bound = low
					}
					if need := e / (bound * widen[k]); ok1 && ok2 && need >= 0 && !math.IsInf(need, 0) {
						needs[l] = append(needs[l], need)
					}
				}
			}
		}
	}
	for l, level := range Levels {
		slices.Sort(needs[l])
		wider[l] = 1
		if q, ok := quantile(needs[l], level); ok {
			wider[l] = math.Min(math.Max(q, 1), widest)
		}
	}
	return wider
}
