package forecast

import (
	"maps"
	"math"
	"slices"
	"time"
)

// kind is what a column of a trend stands for.
type kind int

const (
	intercept kind = iota
	slope
	wave     // of a period
	modulate // what a long period does to the waves of a short one
	holiday
	regressor
	bend // the last, so that it can be solved for by itself
)

func (k kind) trend() bool { return k == intercept || k == slope || k == bend }

// basis is the columns of a trend, one value a step. They do not depend on where the past ends, so that all origins share them.
type basis struct {
	columns [][]float64
	kinds   []kind
	period  []int // of a wave, the longer one of a modulated one
	which   []int // of a regressor
	begin   []int // where a bend begins
	cycle   int   // the shortest period
	past    int   // how many steps of a slope are counted as one
	bends   int   // how many of the columns, the last, are bends
}

func (b *basis) add(k kind, period, which int, column []float64) {
	b.columns, b.kinds = append(b.columns, column), append(b.kinds, k)
	b.period, b.which = append(b.period, period), append(b.which, which)
	b.begin = append(b.begin, 0)
}

// basis lays out n steps, with the periods that can be learned from the last end.
func (t Trend) basis(p Past, last, n int) *basis {
	b := &basis{past: len(p.Values)}
	if len(t.Periods) > 0 {
		b.cycle = t.Periods[0]
	}
	past := len(p.Values)
	unit := 1 / float64(past)
	one, line := make([]float64, n), make([]float64, n)
	for i := range one {
		one[i], line[i] = 1, float64(i)*unit
	}
	b.add(intercept, 0, 0, one)
	b.add(slope, 0, 0, line)
	var before [][]float64
	for _, period := range t.Periods {
		if last < 2*period || period < 2 {
			continue
		}
		own := waves(period, overtones, n)
		for _, column := range own {
			b.add(wave, period, 0, column)
		}
		for _, column := range modulated(before, own) {
			b.add(modulate, period, 0, column)
		}
		before = own
	}
	b.holidays(p, n)
	for r, column := range p.Known {
		b.regressor(r, column, past, n)
	}
	b.bends = min(bends, past/10)
	for j := 1; j <= b.bends; j++ {
		begin := int(bendable * float64(past) * float64(j) / float64(b.bends+1))
		column := make([]float64, n)
		for i := begin; i < n; i++ {
			column[i] = float64(i-begin) * unit
		}
		b.add(bend, 0, 0, column)
		b.begin[len(b.begin)-1] = begin
	}
	return b
}

// holidays adds a column for all holidays and one for each, by name. A step of a week has as many as fall into it; longer steps have about
// as many every year, which is the season's.
func (b *basis) holidays(p Past, n int) {
	if p.Calendar == nil || p.Start.IsZero() || p.Step.Months > 0 || p.Step.Step > 7*24*time.Hour {
		return
	}
	days := max(1, int(p.Step.Step/(24*time.Hour)))
	all, named := make([]float64, n), map[string][]float64{}
	for i := range n {
		at := p.at(i)
		for d := range days {
			if name := p.Calendar.Holiday(at.AddDate(0, 0, d)); name != "" {
				if named[name] == nil {
					named[name] = make([]float64, n)
				}
				all[i]++
				named[name][i]++
			}
		}
	}
	if len(named) == 0 {
		return
	}
	b.add(holiday, 0, 0, all)
	for _, name := range slices.Sorted(maps.Keys(named)) {
		b.add(holiday, 0, 0, named[name])
	}
}

// regressor adds a known column, and its logarithm where it is an amount, since what is added to a large one does less.
func (b *basis) regressor(which int, known []float64, past, n int) {
	known = known[:n]
	least, most := slices.Min(known[:past]), slices.Max(known[:past])
	if !(most > least) {
		return
	}
	plain, bent := make([]float64, n), make([]float64, n)
	mean := average(known[:past])
	amount := least >= 0 && mean > 0
	for i, v := range known {
		plain[i] = (v - least) / (most - least)
		if amount {
			bent[i] = math.Log1p(math.Max(v, 0) / mean)
		}
	}
	b.add(regressor, 0, which, plain)
	if between := func(v float64) bool { return v != least && v != most }; amount && slices.ContainsFunc(known[:past], between) {
		b.add(regressor, 0, which, bent)
	}
}
