package response

import (
	"fmt"
	"math"

	"github.com/farol-kpi/farol"
)

// Part is one place a budget may go to. Amounts are per period, in the rows' currency.
type Part struct {
	Name    string
	Curve   *Curve
	Least   float64 // spent in any case
	Most    float64 // never exceeded; +Inf where nothing bounds it
	Present float64 // spent now; looked at only by Improve
}

// Share is what a part is given.
type Share struct {
	Name     string
	Spend    float64
	Results  float64 // by the part's one curve
	Marginal float64 // results that the next unit of money would bring there; 0 where none is allowed
	Note     string  // where the spend is beyond the largest one seen
}

// Plan is a split of a budget.
type Plan struct {
	Shares  []Share // in the order of the parts
	Results float64
	Left    float64 // of the budget, because no part may take it or none would bring a result with it

	// Kept says that the present split stays, or part of the way to it, and why.
	Kept string

	// Better is how probable it is that this split brings more than the present one, by the draws of all curves: 0.5 where they are the
	// same. Only Improve sets it.
	Better float64
}

// Split gives the split of a budget that brings most by the parts' curves.
//
// Results are concave in spend, so the best split is the one where the next unit of money brings as much in every part that is at neither bound
// (water-filling: Boyd and Vandenberghe 2004, §5.5.3; Koopman 1953). The price of a result is found by bisection down to neighbouring floating-point
// numbers, and what is left between them is shared among the parts that both prices part. So it is exact, also where curves are straight
// (b = 1), whose parts take all or nothing, and alike straight ones evenly within their bounds. Parts that bring nothing get their least.
//
// It fails with CodeBadValue where there is no part, an amount is none, a least exceeds its most, or the leasts exceed the budget.
func Split(budget float64, parts []Part) (Plan, error) {
	parts, err := bounds(budget, parts)
	if err != nil {
		return Plan{}, err
	}
	return planned(budget, parts, filled(budget, parts)), nil
}

// bounds checks the parts and gives each the most that the others' leasts leave to it.
func bounds(budget float64, parts []Part) ([]Part, error) {
	bad := func(hint, format string, args ...any) error {
		return farol.Errorf(farol.CodeBadValue, format, args...).Hint("%s", hint)
	}
	if len(parts) == 0 {
		return nil, bad("name at least one", "there is no part to give the budget to")
	}
	if why := wrong(budget); why != "" {
		return nil, bad("give an amount of 0 or more", "the budget cannot be split: %v %s", budget, why)
	}
	sum := 0.0
	for i, p := range parts {
		name := fmt.Sprintf("part %d (%q)", i+1, p.Name)
		switch {
		case p.Curve == nil:
			return nil, bad("take it from a fitted model", "%s has no curve", name)
		case wrong(p.Least) != "":
			return nil, bad("give an amount of 0 or more", "the least of %s is no amount: %v %s", name, p.Least, wrong(p.Least))
		case wrong(p.Most) != "" && !math.IsInf(p.Most, 1):
			return nil, bad("give an amount, or +Inf where nothing bounds it", "the most of %s is no amount: %v %s", name, p.Most, wrong(p.Most))
		case p.Least > p.Most:
			return nil, bad("state a least that is not above the most", "the least of %s (%v) is above its most (%v)", name, p.Least, p.Most)
		case !(p.Curve.Scale >= 0) || math.IsInf(p.Curve.Scale, 0) || !(p.Curve.Exponent > 0 && p.Curve.Exponent <= 1):
			return nil, bad("take it from a fitted model", "the curve of %s is none: %v·spend^%v", name, p.Curve.Scale, p.Curve.Exponent)
		}
		sum += p.Least
	}
	if sum > budget*(1+1e-12) {
		return nil, bad("raise the budget or lower a least", "the parts are to get at least %v together, the budget is %v", sum, budget)
	}
	own := make([]Part, len(parts))
	for i, p := range parts {
		p.Most = min(p.Most, max(p.Least, p.Least+budget-sum))
		own[i] = p
	}
	return own, nil
}

// filled gives each part's spend.
func filled(budget float64, parts []Part) []float64 {
	at := func(price float64) (spends []float64, sum float64) {
		spends = make([]float64, len(parts))
		for i, p := range parts {
			spends[i] = p.wants(price)
			sum += spends[i]
		}
		return spends, sum
	}
	// Prices are logarithms of results per unit of money. Any curve's first thousandth of a cent and last possible amount lie between these.
	low, high := -2000.0, 2000.0
	generous, most := at(low)
	if most <= budget {
		return generous
	}
	frugal, least := at(high)
	for {
		price := low + (high-low)/2
		if price <= low || price >= high {
			break
		}
		if spends, sum := at(price); sum > budget {
			low, generous, most = price, spends, sum
		} else {
			high, frugal, least = price, spends, sum
		}
	}
	part := 0.0
	if most > least {
		part = max(0, min(1, (budget-least)/(most-least)))
	}
	for i := range frugal {
		frugal[i] += part * (generous[i] - frugal[i])
	}
	return frugal
}

// wants is what a part would spend where a unit of money must bring exp(price) results.
func (p Part) wants(price float64) float64 {
	c := p.Curve
	if c.Scale == 0 {
		return p.Least
	}
	first := math.Log(c.Scale) + math.Log(c.Exponent) - price // logarithm of the marginal result of a spend of 1, over the price
	if c.Exponent == 1 {
		if first > 0 {
			return p.Most
		}
		return p.Least
	}
	return max(p.Least, min(p.Most, math.Exp(first/(1-c.Exponent))))
}

// planned describes a split.
func planned(budget float64, parts []Part, spends []float64) Plan {
	plan := Plan{Left: budget}
	for i, p := range parts {
		s := Share{Name: p.Name, Spend: spends[i], Results: p.Curve.value(spends[i])}
		if spends[i] < p.Most {
			s.Marginal = p.Curve.Exponent * s.Results / max(s.Spend, leastSpend)
		}
		if s.Spend > p.Curve.Largest*(1+1e-9) {
			s.Note = fmt.Sprintf("this is beyond the largest spend seen (%.6g)", p.Curve.Largest)
		}
		plan.Shares = append(plan.Shares, s)
		plan.Results += s.Results
		plan.Left -= s.Spend
	}
	if plan.Left = max(0, plan.Left); plan.Left < 1e-9*budget {
		plan.Left = 0
	}
	return plan
}
