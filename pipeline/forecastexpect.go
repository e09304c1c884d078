package pipeline

import (
	"math"
	"time"
)

// surest is the highest chance of what is not certain, and that of what is reported already but not believed yet.
const surest = 0.999

// expect says what a target's period will end with, and how likely it is that it is reached. Steps that are not believed are as uncertain as those that
// are to come: a period is over for certain when all of its steps are believed.
func (w *forecasting) expect(s *series, a *aim) {
	next := w.after(w.end.now, 1)
	if !a.period.To.After(w.after(next, -w.unsure())) {
		a.expected, a.chance = a.soFar, 0
		if a.soFar >= a.value {
			a.chance = 1
		}
		return
	}
	f := s.said
	if f.Withheld != "" || w.after(next, len(f.Point)).Before(a.period.To) {
		return // Nothing is said of the period's end.
	}
	inside := func(at time.Time) bool { return !at.Before(a.period.From) && at.Before(a.period.To) }
	late := len(f.Completed)
	var believed float64
	for i, v := range s.values[:len(s.values)-late] {
		if !math.IsNaN(v) && inside(w.after(s.start, i)) {
			believed += v
		}
	}
	certain := believed >= a.value
	// What is reported of the others is the least that they come to, which lifts what they are taken for.
	var taken, lifted, reported, rest float64
	first, end := len(f.Point), len(f.Point)
	for k := -late; k < len(f.Point); k++ {
		if !inside(w.after(next, k)) {
			continue
		}
		if first, end = min(first, k), k+1; k >= 0 {
			rest += f.Point[k]
			continue
		}
		complete := s.complete(late+k, f.Completed[late+k])
		taken, lifted = taken+complete, lifted+complete-f.Completed[late+k]
		if v := s.values[len(s.values)+k]; !math.IsNaN(v) {
			reported += v
		}
	}
	a.expected = believed + taken + rest
	if _, ok := f.Span(first, end); !ok && first < 0 {
		// How wrong steps are that fill by a curve the backtests do not tell: what they are taken for stands, and those to come are judged alone.
		believed, lifted, first = believed+taken, 0, 0
	}
	// A period that begins later is judged by the errors that sums of just those steps had in the backtests.
	if span, ok := f.Span(first, end); ok && span.Intervals[1].Given() {
		a.lo80, a.hi80 = believed+lifted+span.Intervals[1].Low, believed+lifted+span.Intervals[1].High
	}
	if p, ok := f.SpanChance(first, end, a.value-believed-lifted); ok {
		if a.chance = p; p < 1 || !certain { // A small share of many errors must not be written as none.
			a.chance = math.Min(math.Max(p, 1-surest), surest)
		}
	}
	if first < 0 && s.least >= 0 { // Late reports add to what is there.
		a.lo80, a.hi80 = math.Max(a.lo80, believed+reported), math.Max(a.hi80, believed+reported)
		if believed+reported >= a.value {
			a.chance = math.Max(a.chance, surest)
		}
	}
}
