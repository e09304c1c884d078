package forecast

import "math"

// keepClosed forecasts nothing for the weekdays on which nothing but zeros has come for so long that it cannot be chance. Methods that mix weekdays would
// have a little come on them, and ranges of all steps together far more.
func keepClosed(out []Forecast, pasts []Past) {
	for i, p := range pasts {
		f := &out[i]
		if p.Step != Daily || p.Start.IsZero() || f.Point == nil {
			continue
		}
		values := cameOf([]Past{p})[0]
		past := &pastOf{series: &Series{Start: p.Start, Frequency: p.Step, Values: values}, values: values}
		if len(past.closed()) == 0 {
			continue
		}
		zeros := past.zeroWeekdays()
		for k := range f.Point {
			if day := p.at(len(values) + k).Weekday(); !past.shut[day] || !zeros[day] {
				continue
			}
			f.Point[k], f.Median[k] = 0, 0
			for l := range f.Intervals[k] {
				if f.Intervals[k][l].Given() {
					f.Intervals[k][l] = Interval{}
				}
			}
		}
	}
}

// zeroWeekdays tells which weekdays are known to have had zeros, and not only to have no value: what is not measured may be anything.
func (p *pastOf) zeroWeekdays() (zeros [7]bool) {
	for t := max(0, len(p.values)-26*7); t < len(p.values); t++ {
		if v := p.values[t]; !math.IsNaN(v) {
			zeros[p.at(t).Weekday()] = v == 0
		}
	}
	return zeros
}
