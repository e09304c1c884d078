package forecast

import (
	"fmt"
	"math"
	"slices"
)

// conform puts intervals around the points. An interval is as wide as it would have had to be at the origins of the past: errors are put in
// the sizes that their series were known to have by then, so that errors that grow are seen to, and pooled over series and neighbouring steps.
func conform(out []Forecast, past [][][]float64, panel [][]float64, plan Plan) {
	// A panel has enough to judge an origin by only what had come by then.
	older, together := 1, len(panel) >= aPanel
	if together {
		older = plan.overlapping()
	}
	e := inSizes(past, panel, plan, older)
	near, widen := neighbours(e.pooled, !together)
	wider := [len(Levels)]float64{1, 1, 1}
	if together {
		wider = widerBy(e.byOrigin, older)
	}
	bands := bandsOf(e.byOrigin, near, widen, plan.overlapping(), together)
	for i := range out {
		if f := &out[i]; f.Point != nil {
			f.surround(knownOf(panel[i]), e.now[i], near, widen, wider)
			f.Backtest.Covered80 = insideOf(e.bySeries[i], bands, wider[1])
		}
	}
}

// sized are the errors of a panel at the origins of its past, in the sizes that their series were known to have by then.
type sized struct {
	pooled             [][]float64   // [step]
	bySeries, byOrigin [][][]float64 // the same, [series][origin][step] with NaN where nothing came, and [origin][step] with those of all series
	now                []float64     // the size of each series at its end
}

// inSizes puts errors in sizes that follow from origins so many further back.
func inSizes(past [][][]float64, panel [][]float64, plan Plan, older int) sized {
	h := plan.Horizon
	e := sized{pooled: make([][]float64, h), bySeries: make([][][]float64, len(panel)), now: make([]float64, len(panel))}
	usual := usualSize(past, panel)
	for i, missed := range past {
		sum, n := sumOf(missed)
		e.now[i] = blend(sum, n, usual*changeSize(panel[i]))
		for o, errors := range missed {
			if math.IsNaN(meanAbs(errors)) {
				continue
			}
			sum, n := sumOf(missed[min(len(missed), o+older):])
			if n == 0 && o > 0 { // The oldest origins only say what size the later ones have.
				break
			}
			known, _ := plan.cut(panel[i], o)
			size := blend(sum, n, usual*changeSize(known))
			if !(size > 0) {
				continue
			}
			for len(e.byOrigin) <= o {
				e.byOrigin = append(e.byOrigin, make([][]float64, h))
			}
			for len(e.bySeries[i]) <= o {
				e.bySeries[i] = append(e.bySeries[i], nil)
			}
			e.bySeries[i][o] = make([]float64, h)
			for k, v := range errors {
				if v /= size; !math.IsNaN(v) {
					e.pooled[k], e.byOrigin[o][k] = append(e.pooled[k], v), append(e.byOrigin[o][k], v)
				}
				e.bySeries[i][o][k] = v
			}
		}
	}
	return e
}

// surround puts intervals around the points of one series: the quantiles of the errors near each step, in its size.
func (f *Forecast) surround(known []float64, size float64, near [][]float64, widen []float64, wider [len(Levels)]float64) {
	floor := math.Inf(-1)
	if len(known) > 0 && slices.Min(known) >= 0 { // What was never below zero is a count or an amount.
		floor = 0
	}
	h := len(f.Point)
	f.Intervals = make([][len(Levels)]Interval, h)
	for l, level := range Levels {
		f.Refused[l] = refusal(level, len(known), h, f.Origins)
		if f.Refused[l] == "" && !(size > 0) {
			f.Refused[l] = "the past never changed, so that it does not tell how much the future may"
		}
		for k, point := range f.Point {
			low, ok1 := quantile(near[k], (1-level)/2)
			high, ok2 := quantile(near[k], (1+level)/2)
			if f.Refused[l] == "" && !(ok1 && ok2) {
				f.Refused[l] = "the backtests gave too few errors to judge it by"
			}
			unit := size * widen[k] * wider[l]
			// The point lies inside, though errors that were all on one side would have it outside.
			f.Intervals[k][l] = Interval{math.Max(floor, point+math.Min(low, 0)*unit), math.Max(floor, point+math.Max(high, 0)*unit)}
		}
		for k := range f.Intervals {
			if f.Refused[l] != "" {
				f.Intervals[k][l] = Interval{math.NaN(), math.NaN()}
			}
		}
	}
}

// usualSize is how large errors are in a panel, in changes from value to value.
func usualSize(past [][][]float64, panel [][]float64) float64 {
	var sum, n float64
	for i, missed := range past {
		if ratio := math.Log(meanOf(missed) / changeSize(panel[i])); !math.IsNaN(ratio) && !math.IsInf(ratio, 0) {
			sum, n = sum+ratio, n+1
		}
	}
	if n == 0 {
		return 1
	}
	return math.Exp(sum / n)
}

// enough is how many errors a quantile is taken from, if the horizon has as many.
const enough = 200

// neighbours gives, for each step, the sorted errors of the steps around it, and what they are to be multiplied by there. Of a panel the
// step itself has errors enough. Those of a series alone are neighbours in time and much alike, so that all steps together judge each, by
// how errors grow with the steps ahead.
func neighbours(errors [][]float64, alone bool) (near [][]float64, widen []float64) {
	h := len(errors)
	near, widen = make([][]float64, h), make([]float64, h)
	fewest, growth := math.MaxInt, make([]float64, h)
	for k, own := range errors {
		fewest = min(fewest, len(own))
		growth[k], widen[k] = meanAbs(own), 1
	}
	if alone = alone && fewest < enough/2; alone || fewest < enough/5 {
		mean := average(knownOf(growth))
		if math.IsNaN(mean) { // No step has an error.
			return near, widen
		}
		for k, own := range growth { // A step without one is taken for usual.
			if math.IsNaN(own) {
				growth[k] = mean
			}
		}
		before, slope := line(growth)
		var all []float64
		for k := range widen {
			if widen[k] = mean; slope > 0 {
				widen[k] = math.Max(before+slope*float64(k+1), mean/5)
			}
			if mean == 0 {
				widen[k] = 1
			}
			for _, e := range errors[k] {
				all = append(all, e/widen[k])
				if alone { // Its origins overlap: most of them may have missed on one side, which does not tell on which side the next will.
					all = append(all, -e/widen[k])
				}
			}
		}
		slices.Sort(all)
		for k := range near {
			near[k] = all
		}
		return near, widen
	}
	for k := range near {
		for wide := 0; ; wide++ {
			near[k] = near[k][:0]
			for _, own := range errors[max(0, k-wide):min(h, k+wide+1)] {
				near[k] = append(near[k], own...)
			}
			if len(near[k]) >= enough || wide >= h {
				break
			}
		}
		slices.Sort(near[k])
	}
	return near, widen
}

// refusal says why a past of n values cannot carry an interval of the level. One that leaves out a share at each end must have had the
// chance to see a value there: a value in forty for 95 %.
func refusal(level float64, n, h, origins int) string {
	if need := int(math.Round(2/(1-level))) + h; n < need {
		return fmt.Sprintf("%s of the past are too few for %.0f %% over %s: %d are needed", many(n, "value"), 100*level, many(h, "step"), need)
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

// changeSize is the mean absolute change from one known value to the next.
func changeSize(y []float64) float64 { return Scale(knownOf(y), 1) }

// meanAbs is the mean absolute value of those that are known, NaN of none.
func meanAbs(values []float64) float64 {
	var sum, n float64
	for _, v := range values {
		if !math.IsNaN(v) {
			sum, n = sum+math.Abs(v), n+1
		}
	}
	return sum / n
}

// sumOf adds up the mean absolute errors of the origins after which anything came, and counts these.
func sumOf(missed [][]float64) (sum, n float64) {
	for _, errors := range missed {
		if own := meanAbs(errors); !math.IsNaN(own) {
			sum, n = sum+own, n+1
		}
	}
	return sum, n
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
