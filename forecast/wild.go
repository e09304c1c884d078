package forecast

import (
	"math"
	"slices"
)

// calm puts what is usual there in the place of single wild steps among the newest of a series. All methods begin at the end, so that one day which
// will not come again would move every day to come; longer ago it has been passed over, and there the backtests must meet such days as they
// came. Nothing is judged by what stands in their place. A step is single where what came after it is as before it. Of the very last ones nobody knows that yet: what they say of the level is
// as much as such steps have said in this series. What known regressors may explain, or what is still being reported, stays as it is.
func (p *Past) calm(s *Series, period int) {
	if len(p.Known) > 0 || len(p.Shares) > 0 {
		return
	}
	from := max(0, len(p.Values)-looked)
	past := &pastOf{series: s, from: from, values: believed(s, *p).Values[from:], period: max(period, 1), calendar: p.Calendar, fewest: 15}
	if len(past.values) < 3*past.period { // A cycle that has not shown is not taken out.
		past.period = 1
	}
	past.closed()
	if !past.straighten() {
		past.constant(p)
		return
	}
	newest := len(past.values) - 2*max(7, min(period, 31))
	copied, whole := false, counts(p.Values)
	put := func(t int, usual float64) {
		if math.IsNaN(usual) || math.IsInf(usual, 0) {
			return
		}
		if !copied {
			missing := make([]bool, len(p.Values))
			copy(missing, p.Missing)
			p.Values, p.Missing, copied = slices.Clone(p.Values), missing, true
		}
		if past.least >= 0 {
			usual = math.Max(0, usual)
		}
		if whole {
			usual = math.Round(usual)
		}
		if usual == p.Values[from+t] {
			return
		}
		p.Values[from+t], p.Missing[from+t] = usual, true
	}
	past.wild(func(t int, usual float64) {
		if t >= newest && past.passed(t) {
			put(t, usual)
		}
	})
	past.endings(put)
}

// passed says that the two steps after t, as far as there are two, and the two before it lie closer together than t does to either.
func (p *pastOf) passed(t int) bool {
	if t+1 >= len(p.flat) || t < 2 {
		return false
	}
	before, after := p.flat[t-2:t], p.flat[t+1:min(t+3, len(p.flat))]
	for _, a := range after {
		for _, b := range before {
			if !(3*math.Abs(a-b) < math.Min(math.Abs(p.flat[t]-a), math.Abs(p.flat[t]-b))) {
				return false
			}
		}
	}
	return true
}
