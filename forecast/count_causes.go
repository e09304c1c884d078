package forecast

import (
	"fmt"
	"math"
	"time"
)

// belief is what is known of a cause's weight before the series itself is looked at. Weights are logarithms of factors.
type belief struct {
	mean, variance float64
	together       bool // the panel has a mean of its own: the cause is the same thing in each series
}

// The first beliefs, which the panel then corrects: factors of usual size.
var firstBeliefs = map[string]belief{
	"cycle":   {0, 0.09, false},
	"day":     {0, 0.09, true}, // A position of a cycle that has a name, as weekdays have.
	"wave":    {0, 0.01, true},
	"holiday": {-0.3, 0.16, true},
	"switch":  {0.2, 0.25, true}, // A regressor of 0 and 1.
	"share":   {0.6, 0.09, true}, // The exponent of a regressor that is never negative.
	"nothing": {-3, 4, true},     // Such a regressor at zero, against its usual size.
	"line":    {0, 0.04, true},   // Any other, in its standard deviations.
	"slope":   {0, 0.16, false},
	"age":     {0, 0.01, true}, // A year.
	"bend":    {0, 1, false},
}

// cause names one column.
type cause struct {
	key  string // what it shares its belief with
	kind string
}

// kinds of regressors, told by the content of all series.
const (
	constant = iota
	binary
	positives
	anything
)

// kindsOf tells what the known regressors of a panel are.
func kindsOf(panel []Past) []int {
	var kinds []int
	for _, p := range panel {
		for r, column := range p.Known {
			if r >= len(kinds) {
				kinds = append(kinds, constant)
			}
			for _, v := range column {
				switch {
				case v < 0:
					kinds[r] = anything
				case v != 0 && v != 1:
					kinds[r] = max(kinds[r], positives)
				default:
					kinds[r] = max(kinds[r], binary)
				}
			}
		}
	}
	return kinds
}

// stepsAYear is how many steps a year has, a guess for series without a step.
func stepsAYear(f Frequency) float64 {
	switch {
	case f.Months > 0:
		return 12 / float64(f.Months)
	case f.Step > 0:
		return float64(365*24*time.Hour+6*time.Hour) / float64(f.Step)
	}
	return 100
}

// columns are the causes of one series with their rows for the past and the horizon.
type columns struct {
	named []cause
	at    [][]float64
	kept  map[string]bool // keys of columns that are laid out even if they never change
}

func (c *columns) add(kind, key string, values []float64) {
	c.named = append(c.named, cause{key, kind})
	c.at = append(c.at, values)
}

// causesOf lays out what may have moved the series of n values, and may in the h steps after them.
func causesOf(p Past, kinds, periods []int, h int, kept map[string]bool) *columns {
	n := len(p.Values)
	all := n + h
	c := &columns{kept: kept}
	dated := !p.Start.IsZero()
	times := make([]time.Time, 0, all)
	if dated {
		for t := range all {
			times = append(times, p.at(t))
		}
	}
	year := stepsAYear(p.Step)
	yearly := false
	for _, period := range periods {
		if math.Abs(float64(period)-year) < 1 && year > 31 {
			yearly = true
			continue
		}
		position, named := positionIn(p.Step, period, times)
		count := period
		if period == 168 && named {
			count = 7
		}
		switch {
		case period < 2 || n < 2*period:
		case count <= 31:
			kind := "cycle"
			if named {
				kind = "day"
			}
			for k := range count {
				column := make([]float64, all)
				for t := range column {
					if position(t) == k {
						column[t] = 1
					}
				}
				c.add(kind, fmt.Sprintf("%s %d.%d", kind, period, k), column)
			}
		default:
			c.waves(float64(period), 6, all, 0)
		}
	}
	if yearly || dated && year > 31 && year < 400 {
		if n > int(year/4) {
			var phase float64
			if dated {
				phase = float64(times[0].YearDay()-1) / 365.25 * year
			}
			c.waves(year, 2, all, phase)
		}
	}
	if p.Calendar != nil && dated && p.Step.Months == 0 && p.Step.Step <= 24*time.Hour {
		column := make([]float64, all)
		for t := range column {
			if p.Calendar.Holiday(times[t]) != "" {
				column[t] = 1
			}
		}
		if varies(column) || kept["holiday"] {
			c.add("holiday", "holiday", column)
		}
	}
	for r, column := range p.Known {
		c.regressor(r, kinds[r], column[:all], n)
	}
	slope := make([]float64, all)
	for t := range slope {
		slope[t] = (float64(t) - float64(n-1)) / year
	}
	c.add("slope", "slope", slope)
	unit := 28.0
	if len(periods) > 0 && periods[0] > 1 {
		unit = float64(4 * periods[0])
	}
	// What is new fades, fast at first.
	age := make([]float64, all)
	for t := range age {
		age[t] = math.Exp(-float64(t) / (2 * unit))
	}
	c.add("age", "fresh", age)
	age = make([]float64, all)
	for t := range age {
		age[t] = math.Log((float64(t) + unit) / (float64(n-1) + unit))
	}
	c.add("age", "age", age)
	for _, age := range []float64{1, 2, 3, 5} {
		if from := float64(n-1) - age*unit; from > unit {
			bend := make([]float64, all)
			for t := range bend {
				bend[t] = math.Max(0, float64(t)-from)/year - math.Max(0, float64(n-1)-from)/year
			}
			c.add("bend", "bend", bend)
		}
	}
	return c
}

// positionIn gives the position in a cycle of each step; where the step has dates, one that is the same thing in every series.
func positionIn(f Frequency, period int, times []time.Time) (position func(t int) int, named bool) {
	if len(times) > 0 {
		switch {
		case f == Daily && period == 7, f == Hourly && period == 168:
			return func(t int) int { return int(times[t].Weekday()) }, true
		case f == Hourly && period == 24:
			return func(t int) int { return times[t].Hour() }, true
		case f == Monthly && period == 12:
			return func(t int) int { return int(times[t].Month()) - 1 }, true
		}
	}
	return func(t int) int { return t % period }, false
}

// waves adds the first Fourier terms of a cycle. Smaller ones are believed to matter less.
func (c *columns) waves(period float64, count, all int, phase float64) {
	for k := 1; k <= count; k++ {
		sin, cos := make([]float64, all), make([]float64, all)
		for t := range all {
			sin[t], cos[t] = math.Sincos(2 * math.Pi * float64(k) * (float64(t) + phase) / period)
		}
		key := fmt.Sprintf("wave %.0f.%d", period, k)
		c.add("wave", key, sin)
		c.add("wave", key, cos)
	}
}

// regressor adds the columns of a known regressor.
func (c *columns) regressor(r, kind int, column []float64, n int) {
	changes := varies(column)
	add := func(kind string, wanted bool, values []float64) {
		if key := fmt.Sprintf("%s %d", kind, r); wanted || c.kept[key] {
			c.add(kind, key, values)
		}
	}
	switch kind {
	case binary:
		add("switch", changes, column)
	case positives:
		size, zeros := usualLog(column[:n]), false
		logs, none := make([]float64, len(column)), make([]float64, len(column))
		for t, v := range column {
			if v > 0 {
				logs[t] = math.Log(v) - size
			} else {
				none[t], zeros = 1, true
			}
		}
		add("share", changes && varies(logs), logs)
		add("nothing", changes && zeros, none)
	case anything:
		scale := deviation(column[:n])
		if !(scale > 0) {
			return
		}
		middle := average(column[:n])
		line := make([]float64, len(column))
		for t, v := range column {
			line[t] = (v - middle) / scale
		}
		add("line", changes, line)
	}
}

// usualLog is the mean logarithm of what is above zero.
func usualLog(values []float64) float64 {
	var sum, n float64
	for _, v := range values {
		if v > 0 {
			sum, n = sum+math.Log(v), n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func varies(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return true
		}
	}
	return false
}
