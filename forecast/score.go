package forecast

import "math"

// Levels are the shares of future values that the intervals shall hold.
var Levels = [...]float64{0.5, 0.8, 0.95}

// Interval is a range that a value lies in with the share of its level. One that was refused is two NaN.
type Interval struct{ Low, High float64 }

// Given tells whether the interval was not refused.
func (i Interval) Given() bool { return !math.IsNaN(i.Low) && !math.IsNaN(i.High) }

// Score is how wrong the forecast of one series was. What has no meaning for the series is NaN: a scaled error where the past never
// changes from one period to the next, a coverage where an interval was refused.
type Score struct {
	SMAPE   float64 // symmetric absolute percentage error, 0 to 200
	MASE    float64 // mean absolute error over that of the seasonal naive forecast inside the past
	Pinball float64 // mean of twice the pinball losses at 10, 50 and 90 %, over the same scale
	Covered [len(Levels)]float64
}

// Measure scores a forecast of the values that came, whose unknown ones (NaN) are left out, as the M4 competition does: past is what was
// known, period the number of steps that the scale of MASE looks back.
func Measure(past, came, point []float64, intervals [][len(Levels)]Interval, period int) Score {
	var abs, smape, pinball, n float64
	s := Score{Pinball: math.NaN()}
	for k, y := range came {
		if math.IsNaN(y) {
			continue
		}
		n++
		e := math.Abs(y - point[k])
		abs += e
		if sum := math.Abs(y) + math.Abs(point[k]); sum > 0 {
			smape += 200 * e / sum
		}
		if intervals == nil {
			continue
		}
		pinball += e + 2*(loss(y, intervals[k][1].Low, 0.1)+loss(y, intervals[k][1].High, 0.9))
		for l, in := range intervals[k] {
			if !in.Given() {
				s.Covered[l] = math.NaN()
			} else if y >= in.Low-1e-9 && y <= in.High+1e-9 {
				s.Covered[l]++
			}
		}
	}
	scale := Scale(past, period)
	s.SMAPE, s.MASE = smape/n, abs/n/scale
	if intervals != nil {
		s.Pinball = pinball / 3 / n / scale
	}
	for l := range s.Covered {
		s.Covered[l] /= n
		if intervals == nil {
			s.Covered[l] = math.NaN()
		}
	}
	return s
}

// Scale is the mean absolute change from one period to the next of what is known, NaN where there is none.
func Scale(past []float64, period int) float64 {
	var sum, n float64
	for i := period; i < len(past); i++ {
		if change := math.Abs(past[i] - past[i-period]); !math.IsNaN(change) {
			sum, n = sum+change, n+1
		}
	}
	if sum == 0 {
		return math.NaN()
	}
	return sum / n
}

// loss is the pinball loss of a quantile.
func loss(y, quantile, share float64) float64 {
	return math.Max(share*(y-quantile), (share-1)*(y-quantile))
}

// Mean of the scores, each figure over the series that have it.
func Mean(scores []Score) Score {
	pick := func(figure func(Score) float64) float64 {
		var sum, n float64
		for _, s := range scores {
			if v := figure(s); !math.IsNaN(v) && !math.IsInf(v, 0) {
				sum, n = sum+v, n+1
			}
		}
		return sum / n
	}
	m := Score{
		SMAPE:   pick(func(s Score) float64 { return s.SMAPE }),
		MASE:    pick(func(s Score) float64 { return s.MASE }),
		Pinball: pick(func(s Score) float64 { return s.Pinball }),
	}
	for l := range m.Covered {
		m.Covered[l] = pick(func(s Score) float64 { return s.Covered[l] })
	}
	return m
}
