package forecast

import (
	"context"
	"math"
	"slices"
	"testing"
)

// A sum that begins later holds its share and is reached as often as is said, as one from the first step on does, and is wider than the sum of as many
// first steps, since errors grow.
func TestSpansHoldTheirShare(t *testing.T) {
	const series, h = 60, 14
	subjects, came := plantedPanel(t, series, 200, h)
	together, alone := bothWays(t, subjects, h)
	for name, given := range map[string][]Forecast{"together": together, "alone": alone} {
		for _, c := range [][2]int{{3, 7}, {7, h}, {13, h}} {
			var inside, chance, reached, later, first float64
			for i, f := range given {
				truth := sum(came[i][c[0]:c[1]])
				span, ok := f.Span(c[0], c[1])
				if !ok || math.Abs(span.Value-sum(f.Point[c[0]:c[1]])) > 1e-9*truth {
					t.Fatalf("%s: the steps %d to %d come to %g, %v, and one by one to %g", name, c[0]+1, c[1], span.Value, ok, sum(f.Point[c[0]:c[1]]))
				}
				if in := span.Intervals[1]; truth >= in.Low && truth <= in.High {
					inside += 1.0 / series
				}
				in, as := span.Intervals[1], f.Totals[c[1]-c[0]-1].Intervals[1]
				later, first = later+in.High-in.Low, first+as.High-as.Low
				target := span.Value * 1.02
				p, ok := f.SpanChance(c[0], c[1], target)
				if !ok || p <= 0 || p >= 1 {
					t.Fatalf("%s: the chance of %g is %g, %v", name, target, p, ok)
				}
				chance += p / series
				if truth >= target {
					reached += 1.0 / series
				}
			}
			if inside < 0.63 || inside > 0.95 {
				t.Errorf("%s: %.2f of the sums of the steps %d to %d are inside 80 %%", name, inside, c[0]+1, c[1])
			}
			if math.Abs(chance-reached) > 0.25 {
				t.Errorf("%s: a target of the steps %d to %d was given a chance of %.2f and reached by %.2f", name, c[0]+1, c[1], chance, reached)
			}
			if name == "together" && later < first {
				t.Errorf("the ranges of the steps %d to %d are %g wide, those of as many first ones %g", c[0]+1, c[1], later/series, first/series)
			}
		}
	}
	f := together[0]
	for _, c := range [][2]int{{-1, 3}, {3, 3}, {4, 3}, {0, h + 1}, {h, h + 1}} {
		if _, ok := f.Span(c[0], c[1]); ok {
			t.Errorf("there is a sum of the steps %d to %d", c[0]+1, c[1])
		}
		if _, ok := f.SpanChance(c[0], c[1], 1); ok {
			t.Errorf("there is a chance of the steps %d to %d", c[0]+1, c[1])
		}
	}
	if p, ok := f.SpanChance(7, h, 0); p != 1 || !ok {
		t.Errorf("what is never negative reaches zero with %g", p)
	}
	whole, _ := f.Span(0, h)
	if a, _ := f.SpanChance(0, h, whole.Value); whole.Value != f.Totals[h-1].Value {
		t.Errorf("all steps come to %g, and to %g", whole.Value, f.Totals[h-1].Value)
	} else if b, _ := f.Chance(h, whole.Value); a != b {
		t.Errorf("two chances of one target: %g and %g", a, b)
	}
}

// A period that has begun with steps that are not believed holds its share as one to come does, also where all of it is over: what they are taken for is
// no more certain than what is forecast.
func TestSpansMayBeginWithStepsNotBelieved(t *testing.T) {
	const series, h, late = 60, 7, 7
	subjects, came := plantedPanel(t, series, 200, h)
	a := Ask{Horizon: h, CutOff: late}
	together, err := a.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	var alone []Forecast
	for _, s := range subjects {
		f, err := a.Forecast(context.Background(), []Subject{s})
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, f[0])
	}
	for name, given := range map[string][]Forecast{"together": together, "alone": alone} {
		for _, c := range [][2]int{{-late, 3}, {-late, 0}, {-late, -3}, {-2, 1}, {-late, h}} {
			var inside, chance, reached float64
			for i, f := range given {
				past := subjects[i].Series.Values
				all := append(slices.Clone(past[len(past)-late:]), came[i]...)
				said := append(slices.Clone(f.Completed), f.Point...)
				truth, value := sum(all[late+c[0]:late+c[1]]), sum(said[late+c[0]:late+c[1]])
				span, ok := f.Span(c[0], c[1])
				if !ok || math.Abs(span.Value-value) > 1e-9*truth {
					t.Fatalf("%s: the steps %d to %d come to %g, %v, and one by one to %g", name, c[0]+1, c[1], span.Value, ok, value)
				}
				if in := span.Intervals[1]; truth >= in.Low && truth <= in.High {
					inside += 1.0 / series
				}
				p, ok := f.SpanChance(c[0], c[1], value*1.02)
				if !ok || p <= 0 || p >= 1 {
					t.Fatalf("%s: the chance of %g is %g, %v", name, value*1.02, p, ok)
				}
				chance += p / series
				if truth >= value*1.02 {
					reached += 1.0 / series
				}
			}
			if inside < 0.65 || inside > 0.95 {
				t.Errorf("%s: %.2f of the sums of the steps %d to %d are inside 80 %%", name, inside, c[0]+1, c[1])
			}
			if math.Abs(chance-reached) > 0.25 {
				t.Errorf("%s: a target of the steps %d to %d was given a chance of %.2f and reached by %.2f", name, c[0]+1, c[1], chance, reached)
			}
		}
	}
	for _, c := range [][2]int{{-late - 1, 3}, {-3, -3}, {-3, -4}, {-late, h + 1}} {
		if _, ok := together[0].Span(c[0], c[1]); ok {
			t.Errorf("there is a sum of the steps %d to %d", c[0]+1, c[1])
		}
	}
}

// Of the sums of later steps only those are kept that were asked for: all there are of a thousand series and a quarter are half a gigabyte.
func TestOnlySpansThatWereAskedForAreKept(t *testing.T) {
	const h = 14
	subjects, _ := plantedPanel(t, 60, 200, h)
	got, err := Ask{Horizon: h}.Forecast(context.Background(), subjects)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		for step := range h {
			if _, ok := f.Span(step, step+1); !ok {
				t.Fatalf("there is no span of the step %d", step+1)
			}
		}
	}
	kept := 0
	for _, of := range got[0].spans.known {
		kept += len(of)
	}
	if want := len(got) * (h - 1); kept != want {
		t.Errorf("the errors of %d sums are kept, %d were asked for", kept, want)
	}
}
