package forecast

import "math"

// teller is a method that tells more than a value a step: how what comes will scatter.
type teller interface {
	Method
	tell(panel []Past, h int, before *notes) [][]scatter
}

// tellings are what a method told at the origins and at the end: [origin][series][step], nil where it had nothing to tell.
type tellings struct {
	method         Method
	latest         [][]scatter
	past           [][][]scatter
	means, medians rolled
}

func tellingsOf(m teller, panel []Past, plan Plan) *tellings {
	t := &tellings{method: m}
	origins := 0
	for _, p := range panel {
		origins = max(origins, plan.origins(len(p.Values)))
	}
	t.past, t.means, t.medians = make([][][]scatter, origins), make(rolled, origins), make(rolled, origins)
	// From the oldest to the newest, so that each begins with what was known before it.
	before := notes{more: true}
	for o := origins - 1; o >= 0; o-- {
		known := make([]Past, len(panel))
		for i, p := range panel {
			if y, _ := plan.cut(p.Values, o); y != nil {
				known[i] = p.until(len(y), plan.Horizon)
			}
		}
		t.past[o] = m.tell(known, plan.Horizon, &before)
		t.means[o] = figures(t.past[o], func(s scatter) float64 { return s.mean })
		t.medians[o] = figures(t.past[o], func(s scatter) float64 { return s.quantiles([]float64{0.5})[0] })
	}
	before.more = false
	t.latest = m.tell(panel, plan.Horizon, &before)
	return t
}

// now gives the means after the end.
func (t *tellings) now() [][]float64 {
	return figures(t.latest, func(s scatter) float64 { return s.mean })
}

func figures(told [][]scatter, figure func(scatter) float64) [][]float64 {
	out := make([][]float64, len(told))
	for i, steps := range told {
		for _, s := range steps {
			out[i] = append(out[i], figure(s))
		}
	}
	return out
}

// give puts the medians and intervals that were told around the points of the series that the method forecasts alone.
func (t *tellings) give(out []Forecast, panel []Past, plan Plan) {
	if t == nil {
		return
	}
	truth := cameOf(panel)
	var mine []int
	for i := range out {
		for _, m := range out[i].Members {
			if m.Weight == 1 && m.Name == t.method.Name() && !t.even(i, truth, plan) {
				mine = append(mine, i)
			}
		}
	}
	wide := t.width(mine, truth, plan)
	for _, i := range mine {
		f := &out[i]
		var in, n float64
		for o := range t.past {
			for k, s := range t.past[o][i] {
				_, came := plan.cut(truth[i], o)
				if math.IsNaN(came[k]) {
					continue
				}
				q := s.widened(wide).quantiles([]float64{0.1, 0.9})
				if n++; came[k] >= q[0] && came[k] <= q[1] {
					in++
				}
			}
		}
		f.Backtest.Covered80 = in / n
		for k, s := range t.latest[i] {
			q := s.widened(wide).quantiles(bounds)
			f.Median[k] = q[len(Levels)]
			for l := range Levels {
				if f.Refused[l] == "" {
					f.Intervals[k][l] = Interval{q[len(Levels)-1-l], q[len(Levels)+1+l]}
				}
			}
		}
	}
}

// even tells that what came scattered less than counts of chance do, at half their variance and less: so does what stands in stock, such as
// members or articles on offer. No distribution of counts is as narrow, so that such a series keeps the intervals of its errors.
func (t *tellings) even(i int, truth [][]float64, plan Plan) bool {
	var squares, means, n float64
	for o := range t.past {
		_, came := plan.cut(truth[i], o)
		for k, s := range t.past[o][i] {
			if math.IsNaN(came[k]) {
				continue
			}
			squares, means, n = squares+(came[k]-s.mean)*(came[k]-s.mean), means+s.mean, n+1
		}
	}
	// Of few errors half the variance may be chance, and of rare counts often nothing comes.
	return n > 0 && means > 5*n && squares < means*math.Min(0.5, 1-3*math.Sqrt(2/n))
}

// bounds are the shares that lie below the bounds of all intervals and the median, in ascending order.
var bounds = func() []float64 {
	out := make([]float64, 2*len(Levels)+1)
	out[len(Levels)] = 0.5
	for l, level := range Levels {
		out[len(Levels)-1-l], out[len(Levels)+1+l] = (1-level)/2, (1+level)/2
	}
	return out
}()

// widths are what the spread that is told may be multiplied by, first that it is left as it is.
var widths = []float64{1, 0.7, 0.84, 1.2, 1.45, 1.75, 2.1, 2.5, 3, 4}

// width is the factor with which the intervals of the past would have lost least (twice the pinball losses of their bounds, in the size
// of each series). A wider or narrower one must earn a hundredth.
func (t *tellings) width(mine []int, truth [][]float64, plan Plan) float64 {
	best, least := 1.0, math.Inf(1)
	for _, wide := range widths {
		var sum float64
		for _, i := range mine {
			size := changeSize(truth[i])
			if !(size > 0) {
				continue
			}
			for o := range t.past {
				if t.past[o][i] == nil {
					continue
				}
				_, came := plan.cut(truth[i], o)
				for k, s := range t.past[o][i] {
					if math.IsNaN(came[k]) {
						continue
					}
					q := s.widened(wide).quantiles(bounds)
					for j, share := range bounds {
						sum += loss(came[k], q[j], share) / size
					}
				}
			}
		}
		if wide == 1 {
			sum *= 0.99
		}
		if sum < least {
			best, least = wide, sum
		}
	}
	return best
}
