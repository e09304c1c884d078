package response

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
)

func rowsOf(spends, results []float64) []Row {
	rows := make([]Row, len(spends))
	for i := range rows {
		rows[i] = Row{"google", "leads", "all", spends[i], results[i]}
	}
	return rows
}

func TestHostileRowsAreRefusedInWords(t *testing.T) {
	fine := []float64{1, 2, 3, 4, 5, 6}
	with := func(v float64) []float64 { return append([]float64{v}, fine[1:]...) }
	same := []float64{7, 7, 7, 7, 7, 7}
	for _, c := range []struct {
		name            string
		spends, results []float64
		code            farol.Code
		words           string
	}{
		{"no rows", nil, nil, farol.CodeNoForecast, "0 periods with a spend, 0 without"},
		{"one point", fine[:1], fine[:1], farol.CodeNoForecast, "1 periods with a spend"},
		{"never a spend", make([]float64, 6), fine, farol.CodeNoForecast, "0 periods with a spend, 6 without"},
		{"never a result", fine, make([]float64, 6), farol.CodeNoForecast, "none of 6 periods had a result"},
		{"all spends equal", same, fine, farol.CodeNoForecast, "spent the same in all of its periods"},
		{"spend is NaN", with(math.NaN()), fine, farol.CodeBadValue, "spend of row 1 are no amount: NaN is not a number"},
		{"spend is Inf", with(math.Inf(1)), fine, farol.CodeBadValue, "is not finite"},
		{"negative spend", with(-1), fine, farol.CodeBadValue, "is negative"},
		{"spend of 1e300", with(1e300), fine, farol.CodeBadValue, "is beyond 1e15"},
		{"spend of 1e-300", with(1e-300), fine, farol.CodeBadValue, "too small to be money"},
		{"results are NaN", fine, with(math.NaN()), farol.CodeBadValue, "results of row 1"},
		{"negative results", fine, with(-1), farol.CodeBadValue, "is negative"},
		{"results of 1e300", fine, with(1e300), farol.CodeBadValue, "is beyond 1e15"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Fit(rowsOf(c.spends, c.results))
			var e *farol.Error
			if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(e.Message, c.words) || e.Advice == "" {
				t.Errorf("it is answered with %v", err)
			}
		})
	}
}

// Strange rows that are rows all the same give finite figures that are in order.
func TestStrangeRowsGiveFigures(t *testing.T) {
	for _, c := range []struct {
		name            string
		spends, results []float64
	}{
		{"one spike", []float64{1, 2, 3, 4, 5, 6}, []float64{0, 0, 1e15, 0, 0, 0}},
		{"one result", []float64{1, 2, 3, 4, 5, 6}, []float64{0, 0, 1, 0, 0, 0}},
		{"as far apart as amounts go", []float64{1e-6, 1, 1e15, 1e15, 1, 1e-6}, []float64{1e15, 0, 1e-300, 1e15, 1, 0}},
		{"falling", []float64{1, 2, 4, 8, 16, 32}, []float64{1000, 500, 250, 125, 62, 31}},
		{"bending upwards", []float64{1, 2, 4, 8, 16, 32}, []float64{1, 8, 64, 512, 4096, 32768}},
		{"tiny amounts", []float64{1, 2, 4, 8, 16, 32}, []float64{1e-300, 1e-300, 2e-300, 1e-300, 1e-300, 1e-300}},
		{"two spends a hair apart", []float64{1, 1, 1, 1, 1, 1.0000001}, []float64{5, 6, 7, 5, 6, 7}},
		{"an exact curve", []float64{1, 4, 9, 16, 25, 36}, []float64{10, 20, 30, 40, 50, 60}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Fit(rowsOf(c.spends, c.results))
			if err != nil {
				t.Fatal(err)
			}
			sound(t, m.Curve("google", "leads", "all"))
			sound(t, m.Curve("google", "leads", "others"))
			sound(t, m.Curve("meta", "sales", "all"))
		})
	}
}

// sound checks what must be so of any curve.
func sound(t *testing.T, c *Curve) {
	t.Helper()
	ordered := func(r Range) bool {
		all := []float64{r.Lo95, r.Lo80, r.Lo50, r.Middle, r.Hi50, r.Hi80, r.Hi95}
		return slices.IsSorted(all) && all[0] >= 0 && !math.IsInf(all[6], 0) && !slices.ContainsFunc(all, math.IsNaN)
	}
	if !(c.Exponent > 0 && c.Exponent <= 1) || !(c.Scale >= 0) || math.IsInf(c.Scale, 0) || !ordered(c.Bend) || c.Bend.Lo95 <= 0 || c.Bend.Hi95 > 1 {
		t.Fatalf("the curve is %v·spend^%v, %+v", c.Scale, c.Exponent, c.Bend)
	}
	for _, spend := range []float64{0, 1e-300, 1e-6, c.Least, c.Largest, 2 * c.Largest, mostAmount} {
		f, err := c.At(min(spend, mostAmount))
		if err != nil || !ordered(f.Curve) || !ordered(f.Results) || !(f.Mean >= 0) || math.IsInf(f.Mean, 0) {
			t.Fatalf("at a spend of %v: %+v, %v", spend, f, err)
		}
		if beyond := min(spend, mostAmount) > c.Largest*(1+1e-9); beyond != (f.Note != "") || beyond != (f.Beyond > 1) {
			t.Fatalf("at a spend of %v, the largest being %v, the note is %q", spend, c.Largest, f.Note)
		}
	}
	for _, spend := range []float64{math.NaN(), math.Inf(1), -1, 1e300} {
		if _, err := c.At(spend); err == nil {
			t.Fatalf("a spend of %v is forecast", spend)
		}
	}
	plan, err := Improve(100, []Part{{Curve: c, Most: math.Inf(1), Present: 100}, {Curve: known(1, 1), Most: 70}})
	if err != nil || math.IsNaN(plan.Results) || math.IsInf(plan.Results, 0) {
		t.Fatalf("the plan is %+v, %v", plan, err)
	}
}

// FuzzFit takes any numbers as rows of a few audiences: it answers in words or with sound figures, in bounded time.
func FuzzFit(f *testing.F) {
	pack := func(values ...float64) (b []byte) {
		for _, v := range values {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	f.Add(pack(1, 1, 2, 2, 3, 3, 4, 4, 5, 5))
	f.Add(pack(1, 0, 2, 0, 3, 1, 4, 0, 5, 0, 6, 1e15))
	f.Add(pack(1e-6, 1e15, 1e15, 0, 1, 1, 1e15, 1e15, 0.1, 1e-300, 1e-6, 3))
	f.Add(pack(math.NaN(), 1, math.Inf(1), 2, -1, 3, 1e300, 4, 0, 0))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var rows []Row
		for i := 0; i+16 <= len(raw) && len(rows) < 200; i += 16 {
			r := Row{Channel: "a", Objective: "b", Audience: string(rune('a' + len(rows)%3))}
			r.Spend = math.Float64frombits(binary.LittleEndian.Uint64(raw[i:]))
			r.Results = math.Float64frombits(binary.LittleEndian.Uint64(raw[i+8:]))
			rows = append(rows, r)
		}
		began := time.Now()
		m, err := Fit(rows)
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("%d rows took %v", len(rows), took)
		}
		if err != nil {
			var e *farol.Error
			if !errors.As(err, &e) || e.Message == "" || e.Advice == "" {
				t.Fatalf("it is answered with %v", err)
			}
			return
		}
		sound(t, m.Curve("a", "b", "a"))
		sound(t, m.Curve("a", "b", "b"))
		sound(t, m.Curve("x", "b", "y"))
	})
}
