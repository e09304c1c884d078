package response

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// planted is a market whose curves are known.
type market struct {
	rows   []Row
	curves map[[3]string]truth
	order  [][3]string
}

type truth struct{ scale, exponent float64 }

func (t truth) at(spend float64) float64 {
	if spend <= 0 {
		return 0
	}
	return t.scale * math.Pow(spend, t.exponent)
}

// grown plants 3 channels of 2 objectives of 3 audiences, from much history to three rows, with counts twice as scattered as Poisson's
// and periods that are good or bad as a whole by 15 %.
func grown(seed uint64) market {
	r := rand.New(rand.NewPCG(seed, 77))
	m := market{curves: map[[3]string]truth{}}
	n := noise{linear: 2, square: 0.0225, counts: true}
	for c := range 3 {
		cl, cb := -0.5+0.7*r.NormFloat64(), 0.62+0.1*r.NormFloat64()
		for o := range 2 {
			ol, ob := cl+0.6*r.NormFloat64(), cb+0.08*r.NormFloat64()
			for a := range 3 {
				key := [3]string{fmt.Sprint("channel", c), fmt.Sprint("objective", o), fmt.Sprint("audience", a)}
				t := truth{math.Exp(ol + 0.4*r.NormFloat64()), max(0.05, min(1, ob+0.08*r.NormFloat64()))}
				m.curves[key] = t
				m.order = append(m.order, key)
				usual := 30 * math.Exp(r.NormFloat64())
				for range []int{60, 20, 3}[a] {
					spend := usual * math.Exp(0.6*r.NormFloat64())
					m.rows = append(m.rows, Row{key[0], key[1], key[2], spend, n.draw(t.at(spend), r)})
				}
			}
		}
	}
	return m
}

// fitted fits a market once for all tests that look at it.
func fitted(t *testing.T, seed uint64) (market, *Model) {
	t.Helper()
	if known, ok := fits[seed]; ok {
		return known.market, known.model
	}
	m := grown(seed)
	model, err := Fit(m.rows)
	if err != nil {
		t.Fatal(err)
	}
	fits[seed] = fit{m, model}
	return m, model
}

type fit struct {
	market
	model *Model
}

var fits = map[uint64]fit{}

// The true exponent lies in its 80 % interval in 70 to 90 % of 50 markets, and so do the curve and the next period's results in theirs.
func TestIntervalsHoldPlantedTruth(t *testing.T) {
	const seeds = 50
	held, of := map[string]float64{}, map[string]float64{}
	for seed := range uint64(seeds) {
		m, model := fitted(t, seed)
		r := rand.New(rand.NewPCG(seed, 3))
		for _, key := range m.order {
			c := model.Curve(key[0], key[1], key[2])
			count := func(what string, value, low, high float64) {
				for _, name := range []string{what, what + " of " + key[2]} {
					of[name]++
					if low <= value && value <= high {
						held[name]++
					}
				}
			}
			truth := m.curves[key]
			count("exponent", truth.exponent, c.Bend.Lo80, c.Bend.Hi80)
			count("exponent, 95", truth.exponent, c.Bend.Lo95, c.Bend.Hi95)
			spend := c.Least + (c.Largest-c.Least)*r.Float64()
			f, err := c.At(spend)
			if err != nil {
				t.Fatal(err)
			}
			count("curve", truth.at(spend), f.Curve.Lo80, f.Curve.Hi80)
			count("results", noise{linear: 2, square: 0.0225, counts: true}.draw(truth.at(spend), r), f.Results.Lo80, f.Results.Hi80)
		}
	}
	for name, n := range of {
		share := held[name] / n
		t.Logf("%s: %.3f of %.0f", name, share, n)
	}
	for _, name := range []string{"exponent", "curve", "results", "exponent of audience0", "exponent of audience1", "exponent of audience2"} {
		if share := held[name] / of[name]; share < 0.70 || share > 0.90 {
			t.Errorf("80 %% interval of the %s holds the truth in %.3f", name, share)
		}
	}
}
