package examples_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/demo/realestate"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Invariant 7: row filters stand below everything. In these data each agency's listings, events and amounts are multiples of a
// prime of its own, so every sum that an agency sees, in total and by every dimension, must be one; a foreign share would show.
func TestInvariant7EverySumOfAnAgencyIsAMultipleOfItsPrime(t *testing.T) {
	data := t.TempDir()
	o := open(t, "realestate", map[string]string{"REALESTATE_DATA": data})
	if _, err := realestate.Generate(t.Context(), data, realestate.Options{Seed: 3, Primes: true, Agencies: 3}); err != nil {
		t.Fatal(err)
	}
	o.run(t)
	everybody := foreign(o, t, access.Local(), 7)
	if everybody == 0 {
		t.Fatal("the sums of all agencies are multiples of one agency's prime: this test could not fail")
	}
	for i := range 3 {
		agency := fmt.Sprintf("A%03d", i+1)
		who := access.Identity{User: agency, Roles: []string{"agent"}, Attributes: map[string]string{"agency_id": agency}}
		if n := foreign(o, t, who, int64(realestate.PrimesOfAgencies[i])); n > 0 {
			t.Errorf("%s sees %d sums that are no multiples of %d", agency, n, realestate.PrimesOfAgencies[i])
		}
		r := o.ask(t, who, metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"agency"}})
		if len(r.Rows) != 1 || r.Rows[0][0] != agency {
			t.Errorf("%s sees the agencies %v", agency, r.Rows)
		}
		r = o.ask(t, who, metric.Query{View: "ads", Measures: []string{"leads"}, By: []string{"listing"}})
		if len(r.Rows) == 0 {
			t.Errorf("%s sees no listing", agency)
		}
		for _, row := range r.Rows {
			if label := fmt.Sprint(row...); !strings.Contains(label, fmt.Sprintf(" %03d", i+1)) {
				t.Errorf("%s sees the listing %s", agency, label)
			}
		}
	}
}

// foreign counts the sums that are no multiples of prime, in total and by each dimension.
func foreign(o *opened, t *testing.T, who access.Identity, prime int64) (n int) {
	t.Helper()
	seen := 0
	for _, v := range o.project.Views {
		var sums []string
		for _, m := range v.Measures {
			if m.Sum != "" || m.Count != "" || m.CountDistinct != "" && m.Name == "advertised" {
				sums = append(sums, m.Name)
			}
		}
		// A listing's rows are not repeated and an invoice is one row, whatever it says: of them only amounts count.
		if v.Name == "payments" {
			sums = []string{"invoiced", "unpaid"}
		}
		groupings := [][]string{nil}
		for _, d := range v.Dimensions {
			if d.Name != "listing" {
				groupings = append(groupings, []string{d.Name})
			}
		}
		if v.Time != nil {
			groupings = append(groupings, []string{"month"})
		}
		for _, by := range groupings {
			r := o.ask(t, who, metric.Query{View: v.Name, Measures: sums, By: by})
			for _, row := range r.Rows {
				for i, c := range r.Columns {
					if c.Role != metric.RoleMeasure || row[i] == nil {
						continue
					}
					seen++
					if !multiple(t, r, row[i], prime) {
						n++
						if n <= 5 && who.Via != access.Local().Via {
							t.Logf("%s: %s.%s by %v is %v", who.User, v.Name, c.Name, by, row[i])
						}
					}
				}
			}
		}
	}
	if seen < 100 {
		t.Fatalf("only %d sums were seen", seen)
	}
	return n
}

// multiple tells whether a count, or an amount in cents, is a multiple of prime.
func multiple(t *testing.T, r *query.Result, value any, prime int64) bool {
	t.Helper()
	x, ok := new(big.Rat).SetString(text(value))
	if !ok {
		t.Fatalf("%s gives %v, which is no number", r.View, value)
	}
	x.Mul(x, big.NewRat(100, 1))
	if !x.IsInt() {
		return false
	}
	return new(big.Int).Mod(x.Num(), big.NewInt(prime)).Sign() == 0
}

func text(value any) string {
	if d, ok := value.(farol.Decimal); ok {
		return d.String()
	}
	return fmt.Sprint(value)
}
