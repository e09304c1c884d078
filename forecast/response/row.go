package response

import (
	"cmp"
	"math"
	"slices"

	"github.com/farol-kpi/farol"
)

// Row is what one audience of one objective of one channel spent in one period, and what it brought.
//
// Names may be empty where there is no such level. Spend is in one currency for all rows, per period; results are in the unit of their
// objective: whole numbers are taken as counts, others as amounts.
type Row struct {
	Channel, Objective, Audience string
	Spend, Results               float64
}

// Amounts outside these are no spend or results of anybody, and would leave the numbers that logarithms and sums can hold.
const (
	leastSpend = 1e-6
	mostAmount = 1e15
	leastRows  = 5
)

// checked gives the rows with a spend in an order of their own, so that sums do not depend on the order they came in, and how many had none.
func checked(rows []Row) (kept []Row, idle int, err error) {
	for i, r := range rows {
		for _, v := range []struct {
			name  string
			value float64
		}{{"spend", r.Spend}, {"results", r.Results}} {
			if why := wrong(v.value); why != "" {
				return nil, 0, farol.Errorf(farol.CodeBadValue, "the %s of row %d are no amount: %v %s", v.name, i+1, v.value, why).
					Hint("leave the row out, or give what was spent and counted in that period")
			}
		}
		switch {
		case r.Spend == 0:
			idle++
		case r.Spend < leastSpend:
			return nil, 0, farol.Errorf(farol.CodeBadValue, "the spend of row %d is %v, too small to be money", i+1, r.Spend).
				Hint("give spend in whole units of the currency, 0 where there was none")
		default:
			kept = append(kept, r)
		}
	}
	slices.SortFunc(kept, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Objective, b.Objective), cmp.Compare(a.Audience, b.Audience),
			cmp.Compare(a.Spend, b.Spend), cmp.Compare(a.Results, b.Results))
	})
	return kept, idle, enough(kept, idle)
}

// wrong says why a value is no amount of money or results.
func wrong(v float64) string {
	switch {
	case math.IsNaN(v):
		return "is not a number"
	case math.IsInf(v, 0):
		return "is not finite"
	case v < 0:
		return "is negative"
	case v > mostAmount:
		return "is beyond 1e15"
	}
	return ""
}

// enough refuses rows that cannot tell how results bend with spend.
func enough(rows []Row, idle int) error {
	none := func(format string, args ...any) error {
		return farol.Errorf(farol.CodeNoForecast, format, args...).Hint("give at least %d periods with a spend, of different size within an audience", leastRows)
	}
	if len(rows) < leastRows {
		return none("there is not enough history: %d periods with a spend, %d without", len(rows), idle)
	}
	results, differ := false, false
	for i, r := range rows {
		results = results || r.Results > 0
		same := i > 0 && r.Channel == rows[i-1].Channel && r.Objective == rows[i-1].Objective && r.Audience == rows[i-1].Audience
		differ = differ || same && r.Spend > rows[i-1].Spend*(1+1e-9)
	}
	if !results {
		return none("none of %d periods had a result, so nothing tells what spend brings", len(rows))
	}
	if !differ {
		return none("every audience spent the same in all of its periods, so nothing tells how results bend with spend")
	}
	return nil
}
