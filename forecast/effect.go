package forecast

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// tellEffects says what each cause adds to the forecasts and to the past, so that the effects of a step of the horizon add up to its point.
//
// What holidays and known regressors add is what the forecast would lack without them: the members that have a weight are asked again with a
// calendar that knows no holiday from the end of the past on, and with each regressor at its usual value (the median of its past). So no effect
// is told that the members do not know of. The cycles are read off the path that is left, and the trend is the rest.
func tellEffects(out []Forecast, members []Method, pasts []Past, periods []int, regressors []string) {
	without := map[string][][]float64{}
	ask := func(name string, change func(Past) Past) {
		changed := make([]Past, len(pasts))
		for i, p := range pasts {
			changed[i] = change(p)
		}
		without[name] = again(out, members, changed)
	}
	if slices.ContainsFunc(pasts, func(p Past) bool { return p.Calendar != nil }) {
		ask("holiday", func(p Past) Past {
			if p.Calendar != nil {
				p.Calendar = p.Calendar.until(p.at(len(p.Values)))
			}
			return p
		})
	}
	for r, name := range regressors {
		ask(name, func(p Past) Past {
			n := len(p.Values)
			p.Known = slices.Clone(p.Known)
			column := slices.Clone(p.Known[r])
			fillUsual(column[n:], column[:n])
			p.Known[r] = column
			return p
		})
	}
	for i := range out {
		if len(out[i].Point) > 0 {
			e := effectsOf{past: pasts[i], point: out[i].Point}
			for r, name := range regressors {
				e.known(name, pasts[i].Known[r], without[name][i])
			}
			if w := without["holiday"]; w != nil && pasts[i].Calendar != nil {
				e.holidays(w[i])
			}
			out[i].Effects = e.all(periods)
		}
	}
}

// fillUsual puts the usual value of the past into what is to come.
func fillUsual(ahead, past []float64) {
	usual := median(slices.Clone(past))
	for k := range ahead {
		ahead[k] = usual
	}
}

// blind tells that a method looks at nothing but values.
func blind(m Method) bool {
	switch m.(type) {
	case alone, Ridge:
		return true
	}
	return false
}

// again gives what the members would add up to after other pasts, less what they do; members that look at values only say the same again.
func again(out []Forecast, members []Method, pasts []Past) [][]float64 {
	change := make([][]float64, len(out))
	for i := range change {
		change[i] = make([]float64, len(out[i].Point))
	}
	for j, m := range members {
		if blind(m) || !slices.ContainsFunc(out, func(f Forecast) bool { return len(f.Members) > j && f.Members[j].Weight > 0 }) {
			continue
		}
		h := 0
		for _, f := range out {
			h = max(h, len(f.Point))
		}
		var given [][]float64
		if c, ok := m.(Counts); ok {
			given = c.instead(pasts, h)
		} else {
			given = m.Forecast(pasts, h)
		}
		for i, f := range out {
			if len(f.Members) <= j || !(f.Members[j].Weight > 0) || given[i] == nil || f.given[j] == nil {
				continue
			}
			for k, v := range given[i] {
				change[i][k] += f.Members[j].Weight * (v - f.given[j][k])
			}
		}
	}
	return change
}

// effectsOf takes one path apart: the past and the forecast after it.
type effectsOf struct {
	past   Past
	point  []float64
	causes []Effect
}

// known adds what a regressor adds: in the horizon what the members lack without it, and in the past as much for as much.
func (e *effectsOf) known(name string, column, lacks []float64) {
	n := len(e.past.Values)
	values := make([]float64, n+len(e.point))
	usual := median(slices.Clone(column[:n]))
	var both, square float64
	for k, v := range lacks {
		values[n+k] = -v
		d := column[n+k] - usual
		both, square = both-v*d, square+d*d
	}
	if square > 0 {
		for t, v := range e.past.Values {
			if w := both / square * (column[t] - usual); math.Abs(w) <= math.Abs(v) { // No more than there is.
				values[t] = w
			} else {
				values[t] = math.Copysign(v, w)
			}
		}
	}
	e.causes = append(e.causes, Effect{Name: name, Values: values})
}

// holidays adds what holidays add; those of the past are told when the rest is known.
func (e *effectsOf) holidays(lacks []float64) {
	n := len(e.past.Values)
	values := make([]float64, n+len(e.point))
	for k, v := range lacks {
		values[n+k] = -v
	}
	e.causes = append(e.causes, Effect{Name: "holiday", Values: values})
}

// all gives the trend, the cycles and the causes, in this order.
func (e *effectsOf) all(periods []int) []Effect {
	first := 1
	if len(periods) > 0 {
		first = periods[0]
	}
	n := len(e.past.Values)
	path := append(slices.Clone(e.past.Values), e.point...)
	isHoliday := make([]bool, n)
	var holiday []float64
	for _, c := range e.causes {
		if c.Name == "holiday" {
			holiday = c.Values
		}
		for t, v := range c.Values {
			path[t] -= v
		}
	}
	if holiday != nil {
		for t := range isHoliday {
			if isHoliday[t] = e.past.Calendar.Holiday(e.past.at(t)) != ""; isHoliday[t] {
				path[t] = math.NaN()
			}
		}
		copy(path, fill(fill(path[:n], first), 1)) // A holiday at the end may have no value a period earlier.
		for t, v := range path[:n] {
			if math.IsNaN(v) { // All of the past are holidays.
				path[t] = path[n]
			}
		}
	}
	var cycles []Effect
	for _, period := range periods {
		name := e.past.Step.cycle(period)
		var values []float64
		switch {
		case period > most && n >= period+period/2:
			values = longCycleOf(path, n, period)
		case period >= 2 && period <= most && n >= 3*period:
			values = shortCycle(path, n, period)
		}
		if values == nil {
			continue
		}
		for t, v := range values {
			path[t] -= v
		}
		cycles = append(cycles, Effect{Name: name, Values: values})
	}
	trend := append(smoothed(path[:n], max(first, 7)), path[n:]...)
	if len(cycles) > 0 { // What the cycle of the past leaves of that of the forecast is the cycle's too, and not a trend that jumps.
		copy(trend[n:], smoothed(path[n:], max(first, 7)))
		for t := n; t < len(path); t++ {
			cycles[0].Values[t] += path[t] - trend[t]
		}
	}
	for t, is := range isHoliday {
		if is { // What is left of the day once all else is taken away.
			holiday[t] = e.past.Values[t] - trend[t]
			for _, c := range cycles {
				holiday[t] -= c.Values[t]
			}
		}
	}
	return append(append([]Effect{{Name: "trend", Values: trend}}, cycles...), e.causes...)
}

// shortCycle gives what a short cycle adds: as a factor where all is above zero, of the forecast itself where it runs through the cycle often enough,
// else of the newest part of the past too.
func shortCycle(path []float64, n, period int) []float64 {
	from := max(0, n-8*period)
	if len(path)-n >= 3*period {
		from = n - period/2
	}
	multiply := positive(path[from:])
	figure, count := make([]float64, period), make([]float64, period)
	half := period / 2
	for t := max(from, half); t+half < len(path); t++ {
		middle := sum(path[t-half : t+half+1])
		if period%2 == 0 {
			middle -= (path[t-half] + path[t+half]) / 2
		}
		middle /= float64(period)
		if multiply {
			figure[t%period] += path[t] / middle
		} else {
			figure[t%period] += path[t] - middle
		}
		count[t%period]++
	}
	for p := range figure {
		if count[p] == 0 {
			return nil
		}
		figure[p] /= count[p]
	}
	mean := average(figure)
	out := make([]float64, len(path))
	for t, v := range path {
		if multiply {
			out[t] = v - v*mean/figure[t%period]
		} else {
			out[t] = figure[t%period] - mean
		}
	}
	return out
}

// longCycleOf gives what a long cycle adds, by three waves found beside a line, where the forecast follows it too: with a cycle that it does not know
// taken away it would be more restless than before.
func longCycleOf(path []float64, n, period int) []float64 {
	const waves = 3
	w := 2 + 2*waves
	column := func(t int) []float64 {
		x := []float64{1, float64(t) / float64(n)}
		for k := 1; k <= waves; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(t) / float64(period))
			x = append(x, sin, cos)
		}
		return x
	}
	from := max(0, n-3*period)
	square, right := make([]float64, w*w), make([]float64, w)
	for t := from; t < n; t++ {
		x := column(t)
		for i, v := range x {
			right[i] += v * path[t]
			for j := range i + 1 {
				square[i*w+j] += v * x[j]
			}
		}
	}
	for i := range w {
		square[i*w+i] += 1e-6 * float64(n-from)
	}
	weights := cholesky(square, right)
	if weights == nil {
		return nil
	}
	out := make([]float64, len(path))
	for t := range out {
		out[t] = dot(column(t)[2:], weights[2:])
	}
	var before, after float64
	for t := n; t < len(path); t++ {
		before += math.Abs(path[t] - path[t-1])
		after += math.Abs(path[t] - out[t] - path[t-1] + out[t-1])
	}
	if after > 1.1*before {
		return nil
	}
	return out
}

// smoothed gives the moving mean, over fewer values at the ends.
func smoothed(path []float64, width int) []float64 {
	out := make([]float64, len(path))
	half := width / 2
	for t := range out {
		out[t] = average(path[max(0, t-half):min(len(path), t+half+1)])
	}
	return out
}

// cycle names a cycle of so many steps.
func (f Frequency) cycle(period int) string {
	long := time.Duration(period) * f.Step
	if f.Months > 0 {
		long = time.Duration(period*f.Months) * 365 * 24 * time.Hour / 12
	}
	const day = 24 * time.Hour
	switch {
	case long == day:
		return "day"
	case long == 7*day:
		return "week"
	case long >= 360*day && long <= 370*day:
		return "year"
	}
	return fmt.Sprintf("cycle of %d", period)
}
