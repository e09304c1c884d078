package response

import (
	"math"

	"github.com/farol-kpi/farol"
)

// sure is how probable it must be that no direction money could be moved in looks like a gain by chance.
const sure = 1.645 // the normal quantile of 95 %

// Improve gives the best split of the budget, moved away from the present one only as far as its gain is beyond doubt by the draws of the curves:
// the whole way, half of it, a quarter and so on down to a thousandth, and otherwise not at all. The best split by curves that are themselves
// guessed looks better than it is (the optimizer's curse: Smith and Winkler 2006), and the more parts there are, the more directions look good by
// chance. So the mean gain must be so many of its standard deviations as hold for all directions at once (Scheffé 1953): 2.0 for two parts, 5.3
// for eighteen.
//
// It fails as Split does, and with CodeBadValue where a present spend is no amount. Where the present spends break a bound or do not sum to what
// the best split spends, there is no way between the two, and the best split is given with its probability.
func Improve(budget float64, parts []Part) (Plan, error) {
	parts, err := bounds(budget, parts)
	if err != nil {
		return Plan{}, err
	}
	present, fits, sum := make([]float64, len(parts)), true, 0.0
	for i, p := range parts {
		if why := wrong(p.Present); why != "" {
			return Plan{}, farol.Errorf(farol.CodeBadValue, "the present spend of part %d (%q) is no amount: %v %s", i+1, p.Name, p.Present, why).
				Hint("give what is spent there now, 0 for nothing")
		}
		present[i] = p.Present
		sum += p.Present
		fits = fits && p.Present >= p.Least*(1-1e-9) && p.Present <= p.Most*(1+1e-9)
	}
	best := filled(budget, parts)
	plan := planned(budget, parts, best)
	fits = fits && math.Abs(sum-(budget-plan.Left)) <= 1e-6*budget
	chance, carries := better(parts, best, present)
	plan.Better = chance
	if carries || !fits {
		return plan, nil
	}
	for way := 0.5; way > 0.0009; way /= 2 {
		between := make([]float64, len(parts))
		for i := range between {
			between[i] = present[i] + way*(best[i]-present[i])
		}
		if chance, carries := better(parts, between, present); carries {
			plan = planned(budget, parts, between)
			plan.Better, plan.Kept = chance, "the best split by the curves is farther away, but what is known of them does not carry so far"
			return plan, nil
		}
	}
	plan = planned(budget, parts, present)
	plan.Better, plan.Kept = 0.5, "the present split stays: what is known of the curves makes no other one surely better"
	return plan, nil
}

// better gives the share of draws by which one split brings more than another, and whether the gain is beyond doubt. Draws of one model belong
// together by their number.
func better(parts []Part, one, other []float64) (share float64, carries bool) {
	sum, squares := 0.0, 0.0
	for d := range Draws {
		gain := 0.0
		for i, p := range parts {
			if n := len(p.Curve.draws); n > 0 {
				gain += brings(p.Curve.draws[d%n], one[i]) - brings(p.Curve.draws[d%n], other[i])
			} else {
				gain += p.Curve.value(one[i]) - p.Curve.value(other[i])
			}
		}
		switch {
		case gain > 0:
			share += 1.0 / Draws
		case gain == 0:
			share += 0.5 / Draws
		}
		sum += gain / Draws
		squares += gain * gain / Draws
	}
	doubt := math.Sqrt(max(0, squares-sum*sum))
	return share, sum > 0 && sum >= farthest(len(parts)-1)*doubt
}

// farthest is the square root of a χ² quantile (Wilson and Hilferty 1931): how many standard deviations the best of all directions goes by chance.
func farthest(directions int) float64 {
	k := 2 / (9 * float64(max(directions, 1)))
	return math.Sqrt(float64(max(directions, 1)) * math.Pow(1-k+sure*math.Sqrt(k), 3))
}

// brings is what a drawn curve gives for a spend; nothing for none.
func brings(d pair, spend float64) float64 {
	if spend <= 0 {
		return 0
	}
	return d.mean(math.Log(spend))
}
