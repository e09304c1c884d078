package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawn gives a count of a Poisson distribution.
func drawn(r *rand.Rand, mean float64) float64 {
	var n float64
	for at := r.ExpFloat64(); at < mean; at += r.ExpFloat64() {
		n++
	}
	return n
}

// campaign is counts that follow what is spent, with an exponent of 0.7, twice as many on days of a promotion and a third of them on Sundays; days
// without spend have none.
func campaign(n int, size float64, seed uint64) (p Past, mean []float64) {
	r := rand.New(rand.NewPCG(seed, 3))
	p = Past{Start: day(0), Step: Daily, Known: [][]float64{make([]float64, n), make([]float64, n)}}
	level := 1.0
	for t := range n {
		if t%21 == 0 {
			level = math.Exp(0.5 * r.NormFloat64())
		}
		spend := 50 * level * math.Exp(0.1*r.NormFloat64())
		if t%42 > 34 {
			spend = 0
		}
		p.Known[0][t] = spend
		mu := size * math.Pow(spend/50, 0.7)
		if t%30 < 5 {
			p.Known[1][t] = 1
			mu *= 2
		}
		if p.at(t).Weekday() == 0 {
			mu /= 3
		}
		mean = append(mean, mu)
		p.Values = append(p.Values, drawn(r, mu))
	}
	return p, mean
}

func TestCountsFollowWhatWasPlanted(t *testing.T) {
	const n, h = 300, 28
	var panel []Past
	var means [][]float64
	for i := range 12 {
		p, mean := campaign(n+h, float64(4+i*i), uint64(i))
		p.Values = p.Values[:n]
		panel, means = append(panel, p), append(means, mean[n:])
	}
	for i, f := range Panel(panel, Daily.Periods(), h) {
		// Some members cannot be tried on these series; that must not keep the best from being found.
		for _, m := range f.Members {
			if (m.Weight == 1) != (m.Name == Counts{}.Name()) {
				t.Errorf("series %d: %s has the weight %.2f", i, m.Name, m.Weight)
			}
		}
		var said, came, off float64
		for k, v := range f.Point {
			said, came, off = said+v, came+means[i][k], off+math.Abs(v-means[i][k])
		}
		if math.Abs(said/came-1) > 0.1 || off/came > 0.12 {
			t.Errorf("series %d: %.0f in all, and %.0f off day by day; %.0f were to be expected", i, said, off, came)
		}
		for k, v := range means[i] {
			if v == 0 && f.Point[k] > 0.05*average(panel[i].Values) {
				t.Errorf("series %d, step %d: %.2f where nothing is spent", i, k+1, f.Point[k])
			}
		}
	}
}

// A regressor that never was zero may be, one may be larger than ever, and one that never changed may change: every figure stays a number.
func TestCountsOfUnseenPlansAreNumbers(t *testing.T) {
	const n, h = 120, 14
	for name, plan := range map[string]float64{"nothing": 0, "much": 1e9, "beyond": 1e99, "a promotion": 2} {
		for _, past := range []float64{0, 1, 7} {
			p := Past{Start: day(0), Step: Daily, Known: [][]float64{make([]float64, n+h)}}
			r := rand.New(rand.NewPCG(1, 2))
			for k := range n {
				p.Known[0][k] = past * (1 + r.Float64())
				p.Values = append(p.Values, drawn(r, 5*p.Known[0][k]))
			}
			for k := range h {
				p.Known[0][n+k] = plan
			}
			f := Panel([]Past{p}, Daily.Periods(), h)[0]
			for k, v := range f.Point {
				if !(v >= 0) || math.IsInf(v, 0) || f.Intervals[k][1].Low < 0 || math.IsInf(f.Intervals[k][1].High, 0) {
					t.Fatalf("%s after %g: step %d is %g in %v", name, past, k+1, v, f.Intervals[k])
				}
			}
			if plan == 0 && past > 0 && sum(f.Point) > 0.2*h*average(p.Values) {
				t.Errorf("%.1f a day where nothing is spent, after %.1f", sum(f.Point)/h, average(p.Values))
			}
		}
	}
}

// After a shift of the level the new level counts, and days that were not tracked do not.
func TestCountsFollowTheLastLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	p := Past{Start: day(0), Step: Daily}
	for t := range 240 {
		mu := 100.0
		if t >= 200 {
			mu = 55
		}
		if t == 120 || t == 121 || t == 237 {
			mu = 0
		}
		p.Values = append(p.Values, drawn(r, mu))
	}
	f := Counts{Periods: []int{7}}.Forecast([]Past{p}, 14)[0]
	if got := average(f); got < 50 || got > 62 {
		t.Errorf("goes on at %.1f, want about 55", got)
	}
}

// Of the newest days only a share is known: the level must not fall with it.
func TestCountsKnowTheirShares(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 4))
	p := Past{Start: day(0), Step: Daily}
	for range 150 {
		p.Values = append(p.Values, drawn(r, 40))
	}
	for _, share := range []float64{0.9, 0.8, 0.6, 0.3} {
		p.Shares = append(p.Shares, share)
		p.Reported = append(p.Reported, drawn(r, 40*share))
	}
	f := Counts{Periods: []int{7}}.Forecast([]Past{p}, 14)[0]
	if got := average(f); got < 37 || got > 43 {
		t.Errorf("goes on at %.1f, want about 40", got)
	}
}

// The walk is eliminated block by block; the normal equations solved at once give the same.
func TestSolverGivesWhatTheNormalEquationsGive(t *testing.T) {
	for _, n := range []int{1, 9, 401} {
		solveBoth(t, n)
	}
}

func solveBoth(t *testing.T, n int) {
	const d = 3
	r := rand.New(rand.NewPCG(2, 2))
	c := &causes{width: d, rows: make([]float64, n*d), mean: []float64{0.3, -1, 0}, strict: []float64{2, 0.5, 4}}
	w := working{make([]float64, n), make([]float64, n)}
	for i := range c.rows {
		c.rows[i] = r.NormFloat64()
	}
	for t := range n {
		w.value[t], w.weight[t] = r.NormFloat64(), r.Float64()
	}
	const walk, first, strict = 7.0, 0.4, 0.25
	var s solver
	s.take(c, w)
	got := s.solve(walk, first, strict, nil)
	length, count, skipped := blocksOf(n)
	width := count + d
	a, b := make([]float64, width*width), make([]float64, width)
	var square, misfit float64
	rows := [][]float64{}
	add := func(row []float64, value, weight float64) {
		rows = append(rows, append([]float64{value, weight}, row...))
		square += weight * value * value
		for i, x := range row {
			b[i] += weight * x * value
			for j, z := range row {
				a[i*width+j] += weight * x * z
			}
		}
	}
	for t := range n {
		row := make([]float64, width)
		row[(t+skipped)/length] = 1
		copy(row[count:], c.rows[t*d:t*d+d])
		add(row, w.value[t], w.weight[t])
	}
	for k := 1; k < count; k++ {
		row := make([]float64, width)
		row[k], row[k-1] = 1, -1
		add(row, 0, walk)
	}
	row := make([]float64, width)
	row[0] = 1
	add(row, first, strict)
	for i := range d {
		row := make([]float64, width)
		row[count+i] = 1
		add(row, c.mean[i], c.strict[i])
	}
	want := cholesky(a, b)
	for i, v := range want {
		have := 0.0
		if i < count {
			have = got.level[i]
		} else {
			have = got.weights[i-count]
		}
		if math.Abs(have-v) > 1e-8 {
			t.Errorf("%d values: unknown %d is %.12f, want %.12f", n, i, have, v)
		}
	}
	// The evidence is the density of the values, but for what does not depend on the priors.
	for _, row := range rows {
		e := row[0] - dot(row[2:], want)
		misfit += row[1] * e * e
	}
	evidence := -misfit/2 + float64(count-1)/2*math.Log(walk) + math.Log(strict)/2 + math.Log(2*0.5*4)/2
	for i := range width {
		evidence -= math.Log(a[i*width+i])
	}
	if math.Abs(got.evidence-evidence) > 1e-8 {
		t.Errorf("%d values: evidence %.12f, want %.12f", n, got.evidence, evidence)
	}
	// The variance of a line ahead, by the same equations: that of a row of the last level and causes.
	x := []float64{0.5, -1, 2}
	_, variance := got.ahead(x)
	half := make([]float64, width)
	half[count-1] = 1
	copy(half[count:], x)
	for i := range half {
		for j := range i {
			half[i] -= a[i*width+j] * half[j]
		}
		half[i] /= a[i*width+i]
	}
	if math.Abs(variance-dot(half, half)) > 1e-9 {
		t.Errorf("%d values: variance %.12f, want %.12f", n, variance, dot(half, half))
	}
}

func TestQuantilesOfCounts(t *testing.T) {
	shares := []float64{0.025, 0.1, 0.5, 0.9, 0.975}
	for _, c := range []struct {
		s    scatter
		want []float64
	}{
		{scatter{0, 0}, []float64{0, 0, 0, 0, 0}},
		{scatter{0.1, 0.5}, []float64{0, 0, 0, 0, 1}},
		{scatter{3, 0}, []float64{0, 1, 3, 5, 7}},
		{scatter{12, 0.1}, []float64{4, 6, 11, 19, 24}}, // Summed up by an independent program.
	} {
		if got := c.s.quantiles(shares); !equalTo(got, c.want) {
			t.Errorf("%v: %v, want %v", c.s, got, c.want)
		}
	}
	// The curve for large means goes on where the sums end.
	for _, over := range []float64{0, 0.02, 0.3} {
		below, above := scatter{small, over}.quantiles(shares), scatter{small * 1.0001, over}.quantiles(shares)
		for i := range shares {
			if math.Abs(below[i]-above[i]) > 0.03*below[i]+1 {
				t.Errorf("over %.2f at %.3f: %.0f below and %.0f above", over, shares[i], below[i], above[i])
			}
		}
	}
}

func equalTo(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// Whatever is known later, what is told at an origin is the same.
func TestCountsKnowNoFuture(t *testing.T) {
	p, _ := campaign(200, 9, 5)
	q := p
	q.Values = append([]float64(nil), p.Values...)
	for i := 172; i < 200; i++ {
		q.Values[i] = 900
	}
	p.Known, q.Known = nil, nil
	plan := PlanFor(28, 7)
	a, b := tellingsOf(Counts{Periods: []int{7}}, []Past{p}, plan), tellingsOf(Counts{Periods: []int{7}}, []Past{q}, plan)
	for k := range a.past[0][0] {
		if a.past[0][0][k] != b.past[0][0][k] {
			t.Errorf("step %d of the newest origin: %v, and %v with another future", k+1, a.past[0][0][k], b.past[0][0][k])
		}
	}
}

// Where there was no origin to try it at, the spread that is told is left as it is.
func TestSpreadIsLeftWhereNothingJudgesIt(t *testing.T) {
	p, _ := campaign(30, 9, 5)
	p.Known = nil
	plan := PlanFor(28, 7)
	if wide := tellingsOf(Counts{Periods: []int{7}}, []Past{p}, plan).width([]int{0}, [][]float64{p.Values}, plan); wide != 1 {
		t.Errorf("multiplied by %g without an origin", wide)
	}
}

// What stands in stock changes by little: its intervals are not those of counts of chance, whose least spread is the root of their mean.
func TestEvenCountsHaveNarrowIntervals(t *testing.T) {
	const n, h = 500, 28
	r := rand.New(rand.NewPCG(5, 9))
	var even, chance Past
	known := [][]float64{make([]float64, n+h)}
	for t := range n + h {
		mean := 1000.0
		if r.IntN(9) == 0 {
			mean, known[0][t] = 1050, 1
		}
		even.Values = append(even.Values, mean+float64(r.IntN(7)-3))
		chance.Values = append(chance.Values, drawn(r, mean))
	}
	for _, c := range []struct {
		name        string
		p           Past
		least, most float64 // of the width of 80 %
	}{{"in stock", even, 4, 12}, {"of chance", chance, 60, 110}} {
		c.p.Start, c.p.Step, c.p.Known = day(0), Daily, known
		came := c.p.Values[n:]
		c.p.Values = c.p.Values[:n]
		f := Panel([]Past{c.p}, Daily.Periods(), h)[0]
		if !slices.ContainsFunc(f.Members, func(m Member) bool { return m.Weight == 1 && m.Name == Counts{}.Name() }) {
			t.Fatalf("%s: given as %s", c.name, f)
		}
		inside := 0.0
		for k, all := range f.Intervals {
			if in := all[1]; in.High-in.Low < c.least || in.High-in.Low > c.most || f.Median[k] < in.Low || f.Median[k] > in.High {
				t.Errorf("%s: at step %d 80 %% lie in %.1f … %.1f, the median is %.1f", c.name, k+1, in.Low, in.High, f.Median[k])
			} else if came[k] >= in.Low && came[k] <= in.High {
				inside++
			}
		}
		if inside < 0.65*h || inside > 0.97*h {
			t.Errorf("%s: of 80 %% intervals %.0f of %d held what came", c.name, inside, h)
		}
	}
}

// A series of rare counts that nobody is beside is not given as its last week again, whose zeros are nearer to what comes than any mean is.
func TestRareCountsAloneKeepTheirMean(t *testing.T) {
	const n, h, each = 400, 28, 12
	r := rand.New(rand.NewPCG(4, 4))
	sizes := []float64{1, 2, 3, 5}
	var naive, expected float64
	for range each {
		p := Past{Start: day(0), Step: Daily}
		for range n {
			v := 0.0
			if r.Float64() < 0.15 {
				v = sizes[r.IntN(len(sizes))]
			}
			p.Values = append(p.Values, v)
		}
		f := Panel([]Past{p}, Daily.Periods(), h)[0]
		if f.Naive {
			naive++
		}
		expected += sum(f.Point) / each
	}
	if want := h * 0.15 * 2.75; naive > 1 || math.Abs(expected-want) > 0.2*want {
		t.Errorf("%.0f of %d are given as the naive forecast; %.1f are expected on the mean, %.1f come", naive, each, expected, want)
	}
}
