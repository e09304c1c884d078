package forecast

import (
	"fmt"
	"math"
	"slices"
)

// conform puts intervals around the points. An interval is as wide as it would have had to be at the origins of the past: errors are put in
// the sizes of their series, found without the origin that they are of, and pooled over series and neighbouring steps.
func conform(out []Forecast, past [][][]float64, panel [][]float64, plan Plan) {
	h := plan.Horizon
	pooled := make([][]float64, h)
	sizes := make([]float64, len(panel))
	for i, missed := range past {
		base := changeSize(panel[i])
		var sum float64
		for _, errors := range missed {
			sum += meanAbs(errors)
		}
		n := float64(len(missed))
		sizes[i] = blend(sum, n, base)
		for _, errors := range missed {
			size := blend(sum-meanAbs(errors), n-1, base)
			if !(size > 0) {
				continue
			}
			for k, e := range errors {
				pooled[k] = append(pooled[k], e/size)
			}
		}
	}
	near := make([][]float64, h)
	for k := range near {
		// Steps next to each other are alike; a wider neighbourhood where errors are few.
		wide := 0
		for {
			near[k] = near[k][:0]
			for j := max(0, k-wide); j <= min(h-1, k+wide); j++ {
				near[k] = append(near[k], pooled[j]...)
			}
			if len(near[k]) >= 200 || wide >= h {
				break
			}
			wide++
		}
		slices.Sort(near[k])
	}
	for i := range out {
		f := &out[i]
		if f.Point == nil {
			continue
		}
		floor := math.Inf(-1)
		if slices.Min(panel[i]) >= 0 { // What was never below zero is a count or an amount.
			floor = 0
		}
		f.Intervals = make([][len(Levels)]Interval, h)
		for l, level := range Levels {
			f.Refused[l] = refusal(level, len(panel[i]), h, f.Origins)
			if f.Refused[l] == "" && !(sizes[i] > 0) {
				f.Refused[l] = "the past never changed, so that it does not tell how much the future may"
			}
			for k := range f.Point {
				low, ok1 := quantile(near[k], (1-level)/2)
				high, ok2 := quantile(near[k], (1+level)/2)
				if f.Refused[l] == "" && !(ok1 && ok2) {
					f.Refused[l] = fmt.Sprintf("the backtests gave %d errors to judge it by", len(near[k]))
				}
				f.Intervals[k][l] = Interval{math.Max(floor, f.Point[k]+low*sizes[i]), math.Max(floor, f.Point[k]+high*sizes[i])}
			}
		}
		for l := range Levels {
			for k := range f.Intervals {
				if f.Refused[l] != "" {
					f.Intervals[k][l] = Interval{math.NaN(), math.NaN()}
				}
			}
		}
	}
}

// refusal says why a past of n values cannot carry an interval of the level. One that leaves out a share at each end must have had the
// chance to see a value there: a value in forty for 95 %.
func refusal(level float64, n, h, origins int) string {
	if need := int(math.Round(2/(1-level))) + h; n < need {
		return fmt.Sprintf("%d values of the past are too few for %.0f %% over %d steps: %d are needed", n, 100*level, h, need)
	}
	if origins < 2 {
		return fmt.Sprintf("the past is too short to have been forecast at two origins (%d)", origins)
	}
	return ""
}

// prior is how many origins the size that follows from the changes of the series weighs.
const prior = 1

// blend gives the size of a series' errors: the mean of its origins, held by what its changes from value to value say.
func blend(sum, n, base float64) float64 {
	if math.IsNaN(base) {
		return sum / n
	}
	return (sum + prior*base) / (n + prior)
}

// changeSize is the mean absolute change from value to value.
func changeSize(y []float64) float64 { return Scale(y, 1) }

func meanAbs(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += math.Abs(v)
	}
	return sum / float64(len(values))
}

// quantile gives the conformal quantile of sorted values: the one that a further value, were it like these, would fall below with at
// least that share. It is false where there are too few values to have one.
func quantile(sorted []float64, share float64) (float64, bool) {
	n := float64(len(sorted))
	at := share*(n+1) - 1
	if at < 0 || at > n-1 || n == 0 {
		return math.NaN(), false
	}
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[i], true
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i]), true
}
