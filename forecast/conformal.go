package forecast

import (
	"fmt"
	"math"
	"slices"
)

// conform puts intervals around the points. An interval is as wide as it would have had to be at the origins of the past: errors are put in
// the sizes that their series were known to have by then, so that errors that grow are seen to, and pooled over series and neighbouring steps.
func conform(out []Forecast, past [][][]float64, panel [][]float64, plan Plan) {
	h := plan.Horizon
	pooled := make([][]float64, h)
	sizes := make([]float64, len(panel))
	scaled := make([][][]float64, len(panel)) // The pooled errors by series: [origin][step].
	usual := usualSize(past, panel)
	// A panel has enough to judge an origin by only what had come by then.
	older, together := 1, len(panel) >= aPanel
	if together {
		older = plan.overlapping()
	}
	var byOrigin [][][]float64 // The same by origin: [origin][step].
	for i, missed := range past {
		base := usual * changeSize(panel[i])
		sum, n := sumOf(missed)
		sizes[i] = blend(sum, n, base)
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
			for len(byOrigin) <= o {
				byOrigin = append(byOrigin, make([][]float64, h))
			}
			for len(scaled[i]) <= o {
				scaled[i] = append(scaled[i], nil)
			}
			scaled[i][o] = make([]float64, h)
			for k, e := range errors {
				if scaled[i][o][k] = e / size; !math.IsNaN(e) {
					pooled[k] = append(pooled[k], e/size)
					byOrigin[o][k] = append(byOrigin[o][k], e/size)
				}
			}
		}
	}
	near, widen := neighbours(pooled, !together)
	wider := [len(Levels)]float64{1, 1, 1}
	if together {
		wider = widerBy(byOrigin, older)
	}
	elsewhere := bandsOf(byOrigin, near, widen, plan.overlapping(), together)
	for i := range out {
		f := &out[i]
		if f.Point == nil {
			continue
		}
		floor := math.Inf(-1)
		known := knownOf(panel[i])
		if slices.Min(known) >= 0 { // What was never below zero is a count or an amount.
			floor = 0
		}
		f.Intervals = make([][len(Levels)]Interval, h)
		for l, level := range Levels {
			f.Refused[l] = refusal(level, len(known), h, f.Origins)
			if f.Refused[l] == "" && !(sizes[i] > 0) {
				f.Refused[l] = "the past never changed, so that it does not tell how much the future may"
			}
			for k := range f.Point {
				size := sizes[i] * widen[k] * wider[l]
				low, ok1 := quantile(near[k], (1-level)/2)
				high, ok2 := quantile(near[k], (1+level)/2)
				if f.Refused[l] == "" && !(ok1 && ok2) {
					f.Refused[l] = "the backtests gave too few errors to judge it by"
				}
				// The point lies inside, though errors that were all on one side would have it outside.
				f.Intervals[k][l] = Interval{math.Max(floor, f.Point[k]+math.Min(low, 0)*size), math.Max(floor, f.Point[k]+math.Max(high, 0)*size)}
			}
		}
		f.Backtest.Covered80 = insideOf(scaled[i], elsewhere, wider[1])
		for l := range Levels {
			for k := range f.Intervals {
				if f.Refused[l] != "" {
					f.Intervals[k][l] = Interval{math.NaN(), math.NaN()}
				}
			}
		}
	}
}

// band is what intervals of 80 % reach from and to at each step, in sizes, NaN where there are too few errors.
type band struct{ low, high []float64 }

// bandsOf gives the bands that the errors of each origin are held against: those of a panel as they are, of few series those of the origins that
// do not share values with it, as a band holds the share of its own errors that it was made to hold.
func bandsOf(byOrigin [][][]float64, near [][]float64, widen []float64, apart int, together bool) []band {
	of := func(near [][]float64, widen []float64) band {
		b := band{make([]float64, len(near)), make([]float64, len(near))}
		for k := range near {
			low, _ := quantile(near[k], 0.1)
			high, _ := quantile(near[k], 0.9)
			b.low[k], b.high[k] = low*widen[k], high*widen[k]
		}
		return b
	}
	out := make([]band, len(byOrigin))
	for o := range out {
		if together {
			out[o] = of(near, widen)
			continue
		}
		others := make([][]float64, len(byOrigin[o]))
		for other, errors := range byOrigin {
			if other <= o-apart || other >= o+apart {
				for k, e := range errors {
					others[k] = append(others[k], e...)
				}
			}
		}
		out[o] = of(neighbours(others, true))
	}
	return out
}

// insideOf is the share of a series' errors, by origin, that bands of 80 % so much wider would have held, NaN where there are none.
func insideOf(scaled [][]float64, bands []band, wider float64) float64 {
	var in, n float64
	for o, errors := range scaled {
		for k, e := range errors {
			low, high := bands[o].low[k]*wider, bands[o].high[k]*wider
			if math.IsNaN(low) || math.IsNaN(high) || math.IsNaN(e) {
				continue
			}
			if n++; e >= low && e <= high {
				in++
			}
		}
	}
	return in / n
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
