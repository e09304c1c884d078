package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSearchFindsTheLowPoint(t *testing.T) {
	valley := func(p []float64) float64 { return math.Pow(p[0]-0.3, 2) + 10*math.Pow(p[1]-p[0]*p[0], 2) }
	got := search(valley, []float64{0.9, 0.9, 5}, []float64{0, 0, 5}, []float64{1, 1, 5}, 400)
	if math.Abs(got[0]-0.3) > 0.01 || math.Abs(got[1]-0.09) > 0.01 || got[2] != 5 {
		t.Errorf("%v, want 0.3, 0.09 and the 5 that is not searched", got)
	}
}

// A ridge on lags gives back the function that made the series.
func TestRidgeLearnsItsFunction(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	y := []float64{1, 2, 3}
	for i := 3; i < 2000; i++ {
		y = append(y, 5+0.6*y[i-1]-0.3*y[i-3]+r.NormFloat64())
	}
	g := newGram(3, 0)
	g.add(y, nil)
	for i, want := range []float64{0.6, 0, -0.3, 5} {
		if got := g.solve(0, Ridge{}.looksAt)[i]; math.Abs(got-want) > 0.15*math.Max(1, want) {
			t.Errorf("weight %d is %.3f, want %.1f", i, got, want)
		}
	}
}

// The short way to the normal equations gives what multiplying the columns gives.
func TestNormalEquationsAreTheProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	x := make([]float64, 40)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	waves := Ridge{Waves: []int{11}}.waves(45)
	g := newGram(5, len(waves))
	g.add(x, waves)
	column := func(at, t int) float64 {
		switch {
		case at < 5:
			return x[t-1-at]
		case at == 5:
			return 1
		}
		return waves[at-6][t]
	}
	for a := range g.width {
		for b := range a + 1 {
			var want float64
			for t := 5; t < len(x); t++ {
				want += column(a, t) * column(b, t)
			}
			if got := g.square[a*g.width+b]; math.Abs(got-want) > 1e-9 {
				t.Fatalf("columns %d and %d: %g, want %g", a, b, got, want)
			}
		}
	}
}

// Waves carry a year on that no lag reaches back to.
func TestWavesCarryALongPeriod(t *testing.T) {
	y := make([]float64, 900)
	for i := range y {
		y[i] = 50 + 20*math.Sin(2*math.Pi*float64(i)/300)
	}
	got := Ridge{Lags: 4, Waves: []int{300}, Penalty: 1e-6}.Forecast(PastOf(y[:750]), 150)[0]
	for k, v := range got {
		if math.Abs(v-y[750+k]) > 1 {
			t.Fatalf("step %d is %.2f, want %.2f", k+1, v, y[750+k])
		}
	}
}

func TestThetaGivesHalfTheSlopeOfALineOrMore(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = 10 + 2*float64(i)
	}
	got := Theta(1).Forecast(PastOf(y), 10)[0]
	if slope := (got[9] - got[0]) / 9; slope < 1 || slope > 2.2 || math.Abs(got[0]-130) > 4 {
		t.Errorf("goes on with a slope of %.2f from %.1f, want about 2 from 130", slope, got[0])
	}
}

// The error that smoothing expects grows with the steps ahead as that of a random walk does, √k.
func TestSpreadOfARandomWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	y := []float64{0}
	for i := range 190 {
		y = append(y, y[i]+r.NormFloat64())
	}
	s := Spread(y, 1, 16)
	if s[0] < 0.8 || s[0] > 1.2 || s[15]/s[0] < 2.5 || s[15]/s[0] > 5 {
		t.Errorf("%.2f after one step and %.2f after 16, want about 1 and 4", s[0], s[15])
	}
}

func TestWeightsDropTheWorse(t *testing.T) {
	got := weigh([]float64{1, 1.5, 1.51, math.NaN()})
	for i, want := range []float64{81. / 97, 16. / 97, 0, 0} { // 1 to (2/3)⁴.
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("weight %d is %.3f, want %.3f", i, got[i], want)
		}
	}
}

// A member that is usually good is believed where the series itself has hardly been tried, and its own errors are where it has.
func TestLeanFollowsTheEvidence(t *testing.T) {
	own, usual := []float64{1, 2}, []float64{2, 1}
	if few := lean(own, usual, 1, 16); few[0] <= few[1] {
		t.Errorf("one origin outweighs the panel: %v", few)
	}
	if many := lean(own, usual, 100, 4); many[0] >= many[1] {
		t.Errorf("the panel outweighs a hundred origins: %v", many)
	}
	if none := lean([]float64{math.NaN(), math.NaN()}, usual, 0, 4); none[0] != 2 || none[1] != 1 {
		t.Errorf("without origins %v, want what is usual", none)
	}
}

func TestQuantileIsThatOfAFurtherValue(t *testing.T) {
	values := make([]float64, 39)
	for i := range values {
		values[i] = float64(i + 1)
	}
	if v, ok := quantile(values, 0.975); !ok || v != 39 {
		t.Errorf("97.5 %% of 39 values: %v, %v", v, ok)
	}
	if _, ok := quantile(values[:38], 0.975); ok {
		t.Error("38 values have no quantile of 97.5 %")
	}
}

// The week of a year that has another one in summer is found by the waves that the year changes.
func TestWavesOfAWeekDifferByTheYear(t *testing.T) {
	y := make([]float64, 1600)
	for i := range y {
		y[i] = 50 + 8*math.Sin(2*math.Pi*float64(i)/7)*math.Cos(2*math.Pi*float64(i)/300)
	}
	got := Ridge{Lags: 2, Waves: []int{7, 300}, Penalty: 1e-6}.Forecast(PastOf(y[:1200]), 400)[0]
	for k, v := range got {
		if math.Abs(v-y[1200+k]) > 0.5 {
			t.Fatalf("step %d is %.2f, want %.2f", k+1, v, y[1200+k])
		}
	}
}

// The factor gives back what it was made of, whether its width is even or odd, and says where there is none.
func TestCholeskySolves(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := 1; n < 12; n++ {
		root, a, want, b := make([]float64, n*n), make([]float64, n*n), make([]float64, n), make([]float64, n)
		for i := range root {
			root[i] = r.NormFloat64()
		}
		for i := range n {
			want[i] = r.NormFloat64()
			for j := range n {
				a[i*n+j] = dot(root[i*n:i*n+n], root[j*n:j*n+n])
			}
			a[i*n+i]++
		}
		for i := range n {
			b[i] = dot(a[i*n:i*n+n], want)
		}
		got := cholesky(slices.Clone(a), b)
		for i, v := range got {
			if math.Abs(v-want[i]) > 1e-9 {
				t.Fatalf("width %d: unknown %d is %g, want %g", n, i, v, want[i])
			}
		}
		a[n*n-1] = -1e3
		if cholesky(a, make([]float64, n)) != nil {
			t.Errorf("width %d: what is not positive was solved", n)
		}
	}
}

// Where the origins share their sums a ridge gives what it gives at each by itself.
func TestRidgeRollsAsItForecasts(t *testing.T) {
	y := planted(260, 4)
	plan := PlanFor(21, 7)
	for _, m := range []Ridge{{Lags: 8, Penalty: penalty}, {Lags: 15, Changes: true, Log: true, Penalty: penalty}, {Lags: 7, Waves: []int{7, 60}, Log: true, Penalty: penalty}} {
		for o, given := range backtest(m, PastOf(y), plan) {
			known, _ := plan.cut(y, o)
			want := m.Forecast(PastOf(known), plan.Horizon)[0]
			if (want == nil) != (given[0] == nil) {
				t.Fatalf("%s, origin %d: %v, want %v", m.Name(), o, given[0], want)
			}
			for k := range want {
				if math.Abs(given[0][k]-want[k]) > 0.01*want[k] {
					t.Fatalf("%s, origin %d, step %d: %g, want %g", m.Name(), o, k+1, given[0][k], want[k])
				}
			}
		}
	}
}

// A member that was tried at hard origins only is not worse for that.
func TestErrorsAreOfTheSameOrigins(t *testing.T) {
	y := []float64{0, 0, 0, 0, 0, 0, 0, 0, 8, 9}
	plan := Plan{Horizon: 1, Origins: 2, Step: 1, Least: 1}
	// Newest origin first: the naive misses by 10 and by 1; the other was tried at the first alone and misses by 5.
	runs := []rolled{{{{-1}}, {{7}}}, {{{4}}, {nil}}}
	if got := errorsOf(runs, y, 0, plan, 0); got[0] != 5.5 || got[1] != 2.75 {
		t.Errorf("%v, want 5.5 and half of it", got)
	}
}

// A past that is cut off keeps what it knows of its missing steps.
func TestCutPastsKeepTheirMissingSteps(t *testing.T) {
	p := Past{Values: make([]float64, 10), Missing: make([]bool, 10)}
	p.Missing[6] = true
	if got := p.recent(5); len(got.Missing) != 5 || !got.Missing[1] {
		t.Errorf("the newest five have %v missing", got.Missing)
	}
	if got := p.until(7, 2); len(got.Missing) != 7 || !got.Missing[6] {
		t.Errorf("the first seven have %v missing", got.Missing)
	}
	if came := cameOf([]Past{p})[0]; !math.IsNaN(came[6]) || math.IsNaN(came[5]) {
		t.Errorf("came %v", came)
	}
}
