package response

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func known(scale, exponent float64) *Curve {
	return &Curve{Scale: scale, Exponent: exponent, Largest: 100}
}

var free = math.Inf(1)

// A split is best exactly if no unit of money can be moved from one part to another for a gain (Karush, Kuhn and Tucker).
func TestSplitIsTheBestOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 2000 {
		parts := make([]Part, 1+r.IntN(8))
		leasts, mosts := 0.0, 0.0
		for i := range parts {
			exponent := 0.01 + 0.99*r.Float64()
			if r.IntN(4) == 0 {
				exponent = 1
			}
			p := Part{Name: fmt.Sprint(i), Curve: known(math.Exp(3*r.NormFloat64()), exponent), Most: free}
			if r.IntN(2) == 0 {
				p.Least = 20 * r.Float64()
			}
			if r.IntN(2) == 0 {
				p.Most = p.Least + 50*r.Float64()
			}
			leasts, mosts, parts[i] = leasts+p.Least, mosts+p.Most, p
		}
		budget := leasts + math.Exp(4*r.NormFloat64())
		plan, err := Split(budget, parts)
		if err != nil {
			t.Fatal(err)
		}
		spent, lowest, highest := 0.0, math.Inf(1), 0.0
		for i, s := range plan.Shares {
			p := parts[i]
			spent += s.Spend
			if s.Spend < p.Least*(1-1e-12) || s.Spend > p.Most*(1+1e-12) {
				t.Fatalf("round %d: %v is outside %v to %v", round, s.Spend, p.Least, p.Most)
			}
			marginal := p.Curve.Exponent * p.Curve.value(s.Spend) / s.Spend
			if s.Spend > p.Least*(1+1e-9)+1e-12 {
				lowest = min(lowest, marginal) // money could be taken from here
			}
			if s.Spend < p.Most*(1-1e-9) {
				highest = max(highest, marginal) // and given here
			}
		}
		if want := min(budget, mosts); math.Abs(spent-want) > 1e-9*want || math.Abs(plan.Left-(budget-want)) > 1e-9*budget {
			t.Fatalf("round %d: %v of %v is spent, %v left", round, spent, want, plan.Left)
		}
		if highest > lowest*(1+1e-6) {
			t.Fatalf("round %d: money moved from a part that brings %v to one that brings %v would gain: %+v", round, lowest, highest, plan.Shares)
		}
	}
}

func TestSplitsOfTrivialCases(t *testing.T) {
	for _, c := range []struct {
		name   string
		budget float64
		parts  []Part
		want   []float64
		left   float64
	}{
		{"one part takes all", 10, []Part{{Curve: known(1, 0.5), Most: free}}, []float64{10}, 0},
		{"nothing to split", 0, []Part{{Curve: known(1, 0.5), Most: free}, {Curve: known(1, 1), Most: free}}, []float64{0, 0}, 0},
		{"two alike halve it", 10, []Part{{Curve: known(3, 0.5), Most: free}, {Curve: known(3, 0.5), Most: free}}, []float64{5, 5}, 0},
		{"twice the scale at one half takes four times as much", 10, []Part{{Curve: known(2, 0.5), Most: free}, {Curve: known(1, 0.5), Most: free}}, []float64{8, 2}, 0},
		{"the steeper straight one takes all", 10, []Part{{Curve: known(2, 1), Most: free}, {Curve: known(1, 1), Most: free}}, []float64{10, 0}, 0},
		{"up to its most", 10, []Part{{Curve: known(2, 1), Most: 4}, {Curve: known(1, 1), Most: free}}, []float64{4, 6}, 0},
		{"beside the other's least", 10, []Part{{Curve: known(2, 1), Most: free}, {Curve: known(1, 1), Least: 3, Most: free}}, []float64{7, 3}, 0},
		{"straight ones alike share evenly", 10, []Part{{Curve: known(2, 1), Most: free}, {Curve: known(2, 1), Most: free}}, []float64{5, 5}, 0},
		{"a bent one until the straight one is better", 10, []Part{{Curve: known(4, 0.5), Most: free}, {Curve: known(1, 1), Most: free}}, []float64{4, 6}, 0},
		{"leasts that take all", 10, []Part{{Curve: known(1, 0.5), Least: 7, Most: free}, {Curve: known(9, 0.5), Least: 3, Most: free}}, []float64{7, 3}, 0},
		{"more money than may be spent", 10, []Part{{Curve: known(1, 0.5), Most: 2}, {Curve: known(1, 0.5), Most: 3}}, []float64{2, 3}, 5},
		{"what brings nothing gets its least", 10, []Part{{Curve: known(0, 0.5), Least: 1, Most: free}, {Curve: known(1, 0.5), Most: 4}}, []float64{1, 4}, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan, err := Split(c.budget, c.parts)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				if got := plan.Shares[i].Spend; math.Abs(got-want) > 1e-9 {
					t.Errorf("part %d gets %v, want %v", i, got, want)
				}
			}
			if math.Abs(plan.Left-c.left) > 1e-9 {
				t.Errorf("%v is left, want %v", plan.Left, c.left)
			}
		})
	}
	plan, _ := Split(300, []Part{{Curve: known(1, 0.5), Most: free}, {Curve: known(1, 0.5), Most: 50}})
	if !strings.Contains(plan.Shares[0].Note, "beyond the largest spend") || plan.Shares[1].Note != "" {
		t.Errorf("notes are %q and %q", plan.Shares[0].Note, plan.Shares[1].Note)
	}
}

func TestSplitRefusesInWords(t *testing.T) {
	c, nan := known(1, 0.5), math.NaN()
	for _, e := range []struct {
		budget float64
		parts  []Part
		words  string
	}{
		{1, nil, "no part"},
		{nan, []Part{{Curve: c}}, "is not a number"},
		{-1, []Part{{Curve: c}}, "is negative"},
		{1e300, []Part{{Curve: c}}, "is beyond 1e15"},
		{1, []Part{{}}, "has no curve"},
		{1, []Part{{Curve: c, Least: nan}}, "is not a number"},
		{1, []Part{{Curve: c, Least: -1, Most: 1}}, "is negative"},
		{1, []Part{{Curve: c, Most: math.Inf(-1)}}, "is not finite"},
		{1, []Part{{Curve: c, Least: 2, Most: 1}}, "above its most"},
		{1, []Part{{Curve: c, Least: 2, Most: 3}}, "at least 2 together"},
		{1, []Part{{Curve: known(nan, 0.5), Most: 3}}, "is none"},
		{1, []Part{{Curve: known(1, 0), Most: 3}}, "is none"},
		{1, []Part{{Curve: c, Most: 3, Present: nan}}, "present spend"},
	} {
		_, err := Split(e.budget, e.parts)
		if strings.Contains(e.words, "present") {
			_, err = Improve(e.budget, e.parts)
		}
		if err == nil || !strings.Contains(err.Error(), e.words) {
			t.Errorf("%v is answered with %v, want %q", e.parts, err, e.words)
		}
	}
}

// What Improve says never does worse than the present split on the true curves, wherever that stands.
func TestImproveNeverLosesOnPlantedTruth(t *testing.T) {
	moved, kept, gain, worse := [3]int{}, 0, [3]float64{}, 0
	for seed := range uint64(50) {
		m, model := fitted(t, seed)
		r := rand.New(rand.NewPCG(seed, 9))
		// Now as the rows are spent, evenly, and at the best split of the truth, which nothing can beat.
		for way := range 3 {
			var parts, ideal []Part
			budget := 0.0
			for _, key := range m.order {
				c := model.Curve(key[0], key[1], key[2])
				p := Part{Name: strings.Join(key[:], " "), Curve: c, Most: free, Present: math.Sqrt(c.Least * c.Largest)}
				if way == 1 {
					p.Present = 40
				}
				p.Least, p.Most = 0.2*p.Present*r.Float64(), p.Present*(1.5+2*r.Float64())
				budget += p.Present
				parts = append(parts, p)
				p.Curve = known(m.curves[key].scale, m.curves[key].exponent)
				ideal = append(ideal, p)
			}
			if way == 2 {
				best, err := Split(budget, ideal)
				if err != nil {
					t.Fatal(err)
				}
				for i := range parts {
					parts[i].Present = best.Shares[i].Spend
				}
			}
			plan, err := Improve(budget, parts)
			if err != nil {
				t.Fatal(err)
			}
			was, is := 0.0, 0.0
			for i, key := range m.order {
				was += m.curves[key].at(parts[i].Present)
				is += m.curves[key].at(plan.Shares[i].Spend)
			}
			if is < was*(1-1e-9) {
				worse++
				t.Errorf("seed %d, way %d: %.4f now, %.4f by the plan of %.2f", seed, way, was, is, plan.Better)
			}
			if plan.Better == 0.5 {
				kept++
			} else {
				moved[way]++
				gain[way] += is/was - 1
			}
		}
	}
	t.Logf("%d splits of 50 moved from the rows' and %d from an even one, with %.1f and %.1f %% more results; %d stayed, %d lost",
		moved[0], moved[1], 100*gain[0]/float64(moved[0]), 100*gain[1]/float64(moved[1]), kept, worse)
	if moved[0] < 40 || moved[1] < 25 {
		t.Errorf("only %d and %d splits of 50 moved", moved[0], moved[1])
	}
}
