package forecast

import (
	"math"
	"slices"
)

// Worst is how much larger than the best's a member's error may be before it is dropped, and power that of the error that the others are
// weighed by the inverse of. docs/decisions/0017 has what was measured of both.
const (
	Worst = 1.5
	power = 4
)

// Member is a method with its part in a forecast.
type Member struct {
	Name   string
	MAE    float64 // mean absolute error over the backtest's origins
	Weight float64 // 0 for a member that was dropped; the weights add up to 1
}

// weigh drops the members whose error is over Worst × the best's and weighs the others by 1/MAE⁴. Errors that are NaN belong to members
// that could not be tried, and drop out.
func weigh(mae []float64) []float64 { return weighBy(mae, Worst, power) }

func weighBy(mae []float64, worst, power float64) []float64 {
	best := math.Inf(1)
	for _, e := range mae {
		if e < best {
			best = e
		}
	}
	weights := make([]float64, len(mae))
	var sum float64
	for i, e := range mae {
		if e <= worst*best { // False for NaN.
			// A best without any error takes all that share it.
			weights[i] = 1
			if best > 0 {
				weights[i] = math.Pow(best/e, power)
			}
			sum += weights[i]
		}
	}
	for i := range weights {
		if sum > 0 {
			weights[i] /= sum
		}
	}
	return weights
}

// errorsOf gives the mean absolute error of each method for one series over the origins, from the given one back, that it was tried at. Of a
// series alone it is put beside the yardstick's at the same origins, so that a member that needs a longer past is not judged by easier
// ones or harder; in a panel the others tell what is usual.
func errorsOf(runs []rolled, y []float64, series int, plan Plan, from int) []float64 {
	mae := make([]float64, len(runs))
	var all, times float64 // The yardstick's error at all origins, and their steps.
	for j, run := range runs {
		var sum, n, beside float64
		for o := from; o < len(run); o++ {
			if _, came := plan.cut(y, o); came != nil && run[o][series] != nil {
				off, known := distance(came, run[o][series])
				sum, n = sum+off, n+known
				if len(run[o]) == 1 && runs[0][o][series] != nil {
					off, _ = distance(came, runs[0][o][series])
					beside += off
				}
			}
		}
		if j == 0 {
			all, times = sum, n
		}
		switch mae[j] = math.NaN(); {
		case n > 0 && n < times && beside > 0:
			mae[j] = sum / beside * all / times
		case n > 0:
			mae[j] = sum / n
		}
	}
	return mae
}

// distance is the sum of the absolute errors of what was given, and of how many values that came.
func distance(came, given []float64) (sum, n float64) {
	for k, v := range came {
		if e := math.Abs(v - given[k]); !math.IsNaN(e) {
			sum, n = sum+e, n+1
		}
	}
	return sum, n
}

// mix gives the weighted mean of what the members gave, over those that gave something.
func mix(given [][]float64, weights []float64, h int) []float64 {
	var total float64
	out := make([]float64, h)
	for j, f := range given {
		if f == nil || weights[j] == 0 {
			continue
		}
		total += weights[j]
		for k, v := range f {
			out[k] += weights[j] * v
		}
	}
	if total == 0 {
		return nil
	}
	for k := range out {
		out[k] /= total
	}
	return out
}

// most is the longest period that lags reach back for. Longer ones have Fourier terms, which need fewer weights.
const most = 200

// MembersFor gives the methods that are tried on a panel whose step has such periods, the seasonal naive one first. A period that no
// series has run through once (or twice, for Fourier terms) is left out.
func MembersFor(periods []int, panel []Past) []Method {
	longest := 0
	for _, p := range panel {
		longest = max(longest, len(p.Values))
	}
	var short, long []int
	for _, p := range periods {
		switch {
		case p <= most && longest >= p:
			short = append(short, p)
		case p > most && longest >= 2*p:
			long = append(long, p)
		}
	}
	first := 1
	if len(short) > 0 {
		first = short[0]
	}
	members := []Method{SeasonalNaive(first), Theta(first), Smoothing(first)}
	lags := []int{max(first+1, 4)}
	switch {
	case len(short) > 1: // The short cycle twice, and the long one once with a few steps more.
		members = append(members, SeasonalNaive(short[1]))
		lags = []int{2 * first, short[1] + 4}
	case first > 26: // A quarter of it for series that do not reach back far enough.
		lags = []int{first / 4, first + 2}
	}
	for _, l := range lags {
		cycle := 0 // Of a long cycle the same hours of its days are enough.
		if len(short) > 1 && l > 2*first {
			cycle = first
		}
		members = append(members, Ridge{Lags: l, Cycle: cycle, Penalty: penalty}, Ridge{Lags: l, Cycle: cycle, Changes: true, Penalty: penalty}, Ridge{Lags: l, Cycle: cycle, Changes: true, Log: true, Penalty: penalty})
	}
	for _, p := range panel {
		if intermittent(p.Values) {
			members = append(members, Croston(), TSB())
			break
		}
	}
	for i, p := range long { // With the waves of the short cycles, so that these last to the end of a long horizon.
		cycles := append(slices.Clone(short), long[:i+1]...)
		members = append(members, SeasonalNaive(p))
		for _, l := range []int{2 * first, 4 * first, 8 * first} {
			members = append(members, Ridge{Lags: l, Waves: cycles, Penalty: penalty}, Ridge{Lags: l, Waves: cycles, Log: true, Penalty: penalty})
		}
		// Of days that are all counted the regression of counts has the year, the holidays and a level that bends, at a third of the time.
		if !allCounted(panel, short) {
			members = append(members, Trend{cycles, false, stiff}, Trend{cycles, true, stiff}, Trend{cycles, false, bending}, Trend{cycles, true, bending})
		}
	}
	if countable(panel, short) {
		members = append(members, Counts{Periods: periods, found: &notes{}})
	} else if len(long) == 0 && explained(panel) {
		members = append(members, Trend{short, false, stiff}, Trend{short, true, stiff}, Trend{short, false, bending})
	}
	return members
}

// penalty of the ridges among the members: on rolling origins of the past a tenth of it does as well, ten times as much is worse for long lags.
const penalty = 1e-3

// explained tells whether something beside the past is known of a series, which only some methods look at.
func explained(panel []Past) bool {
	for _, p := range panel {
		if p.Calendar != nil || len(p.Known) > 0 {
			return true
		}
	}
	return false
}
