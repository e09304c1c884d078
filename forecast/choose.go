package forecast

import (
	"math"
	"slices"
)

// Worst is how much larger than the best's a member's error may be before it is dropped.
const Worst = 1.25

// Member is a method with its part in a forecast.
type Member struct {
	Name   string
	MAE    float64 // mean absolute error over the backtest's origins
	Weight float64 // 0 for a member that was dropped; the weights add up to 1
}

// weigh drops the members whose error is over Worst × the best's and weighs the others by 1/MAE². Errors that are NaN belong to members
// that could not be tried, and drop out.
func weigh(mae []float64) []float64 {
	best := math.Inf(1)
	for _, e := range mae {
		if e < best {
			best = e
		}
	}
	weights := make([]float64, len(mae))
	var sum float64
	for i, e := range mae {
		if e <= Worst*best { // False for NaN.
			// A best without any error takes all that share it.
			weights[i] = 1
			if best > 0 {
				weights[i] = (best / e) * (best / e)
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

// errorsOf gives the mean absolute error of each method for one series over the origins, from the given one back, that it was tried at.
func errorsOf(runs []rolled, y []float64, series int, plan Plan, from int) []float64 {
	mae := make([]float64, len(runs))
	for j, run := range runs {
		var sum, n float64
		for o := from; o < len(run); o++ {
			if _, came := plan.cut(y, o); came != nil && run[o][series] != nil {
				for k, v := range came {
					sum += math.Abs(v - run[o][series][k])
				}
				n += float64(len(came))
			}
		}
		mae[j] = math.NaN()
		if n > 0 {
			mae[j] = sum / n
		}
	}
	return mae
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

// MembersFor gives the methods that are tried on series of such periods and about such a length, the seasonal naive one first. The
// periods are those of the step; one that the series are not twice as long as is left out.
func MembersFor(periods []int, panel [][]float64) []Method {
	lengths := make([]int, 0, len(panel))
	for _, y := range panel {
		lengths = append(lengths, len(y))
	}
	slices.Sort(lengths)
	var fit []int
	for _, p := range periods {
		if len(lengths) > 0 && lengths[len(lengths)-1] >= 3*p && p <= 400 {
			fit = append(fit, p)
		}
	}
	first := 1
	if len(fit) > 0 {
		first = fit[0]
	}
	members := []Method{SeasonalNaive(first), Theta(first), Smoothing(first)}
	if len(fit) > 1 {
		members = append(members, SeasonalNaive(fit[1]))
	}
	lags := []int{max(first+1, 4)}
	if first > 26 {
		lags = []int{13, first + 2}
	}
	if len(fit) > 1 {
		lags = []int{2 * first, fit[1] + 4}
	}
	for _, l := range lags {
		members = append(members, Ridge{Lags: l, Penalty: 1e-3}, Ridge{Lags: l, Changes: true, Penalty: 1e-3}, Ridge{Lags: l, Changes: true, Log: true, Penalty: 1e-3})
	}
	return members
}
