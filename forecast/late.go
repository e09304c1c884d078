package forecast

import (
	"maps"
	"math"
	"slices"
)

// curve says how much of what will be known of a step is known so many steps after it.
type curve struct {
	share []float64 // by age; beyond its end everything is known
	error []float64 // standard error of each share
	noise float64   // variance of what is known, in that of a binomial share: 1 where reports come one by one, more where they are of many
}

// at gives the share that is known at an age.
func (c *curve) at(age int) (share, sd float64) {
	if age < 0 {
		age = 0
	}
	if age >= len(c.share) {
		return 1, 0
	}
	return c.share[age], c.error[age]
}

// reports is how the figures of one series came in: the sums of what came in each span, by the age that the steps have reached by now.
// From sums a curve is learned as well as from the steps one by one, and in a time that depends on the ages alone.
type reports struct {
	ages  int                // beyond this age nothing is expected any more
	now   int                // age of the newest step
	came  map[[3]int]float64 // by the ages that a span begins and ends at and the age of the step by now; −1 is before anything was known
	total float64
	steps []reported
}

// reported is one step: what was known at some ages.
type reported struct {
	ages   []int
	values []float64
}

// oldest is the largest age that is looked at. What is reported later than so many steps is no longer late reporting but another figure.
const oldest = 400

// recentSteps is how far back steps are asked for how they were reported, if ages are short: how figures come in changes with who reports them.
const recentSteps = 180

// reportsOf lays the snapshots along the steps of the series. The series itself is one more snapshot, that of now. It gives nil where no
// snapshot fits a step.
func reportsOf(s *Series, snapshots []Snapshot) *reports {
	n := len(s.Values)
	seen := make(map[int]map[int]float64)
	r := &reports{came: map[[3]int]float64{}}
	newest, furthest := -1, 0
	for _, shot := range snapshots {
		furthest = max(furthest, min(shot.Age, oldest))
	}
	for _, shot := range snapshots {
		at, ok := s.StepOf(shot.Time)
		if !ok || at >= n || shot.Age < 0 || shot.Age > oldest || math.IsNaN(shot.Value) || math.Abs(shot.Value) > Largest || math.IsNaN(s.Values[at]) {
			continue
		}
		if n-1-at > max(recentSteps, 4*furthest) {
			continue
		}
		if seen[at] == nil {
			seen[at] = map[int]float64{}
		}
		seen[at][shot.Age] = shot.Value
		r.ages = max(r.ages, shot.Age)
		newest = max(newest, at)
	}
	if newest < 0 {
		return nil
	}
	// The newest step that was looked at tells how long after its end that was.
	for age := range seen[newest] {
		r.now = max(r.now, age-(n-1-newest))
	}
	for at := range s.Values {
		shots := seen[at]
		if shots == nil {
			continue
		}
		age := min(n-1-at+r.now, r.ages+1)
		var step reported
		for a := 0; a < age; a++ {
			if v, ok := shots[a]; ok {
				step.ages, step.values = append(step.ages, a), append(step.values, v)
			}
		}
		step.ages, step.values = append(step.ages, age), append(step.values, s.Values[at])
		r.steps = append(r.steps, step)
		before, known := -1, 0.0
		for i, a := range step.ages {
			r.came[[3]int{before, a, age}] += step.values[i] - known
			before, known = a, step.values[i]
		}
		r.total += math.Abs(known)
	}
	return r
}

// rounds is how often the spans are laid over their ages anew: what came between two looks is spread as the curve says that it came.
const rounds = 12

// learn gives the shares at ages 0 to ages, from spans of any length, by Turnbull's self-consistency under truncation: a step that is three
// steps old says how what comes within three steps is spread, and nothing of what comes later ("The empirical distribution function with
// arbitrarily grouped, censored and truncated data", 1976). It is nil where nothing came.
func learn(came map[[3]int]float64, ages int) []float64 {
	cells := ages + 2 // The last one is all that comes after the largest age that was looked at.
	mass := make([]float64, cells)
	for g := range mass {
		mass[g] = 1 / float64(1+g) // Any start that falls will do.
	}
	share := make([]float64, cells)
	// In one order, so that rounding is the same every time.
	keys := slices.SortedFunc(maps.Keys(came), func(a, b [3]int) int { return slices.Compare(a[:], b[:]) })
	for range rounds {
		in := make([]float64, cells)    // what came at each age
		until := make([]float64, cells) // what came up to there, of the steps that are as old
		for _, key := range keys {
			value := came[key]
			from, to, now := key[0], key[1], min(key[2], cells-1)
			if to = min(to, cells-1); from >= to {
				continue
			}
			var whole float64
			for g := from + 1; g <= to; g++ {
				whole += mass[g]
			}
			var reached float64
			for g := from + 1; g <= to; g++ {
				part := value / float64(to-from)
				if whole > 0 {
					part = value * mass[g] / whole
				}
				in[g] += part
				reached += part
				until[g] += reached
			}
			for g := to + 1; g <= now; g++ {
				until[g] += value
			}
		}
		share[cells-1] = 1
		for g := cells - 1; g > 0; g-- {
			hazard := 0.0
			if until[g] > 0 {
				hazard = math.Min(in[g]/until[g], 1)
			}
			share[g-1] = share[g] * (1 - hazard)
		}
		for g := range mass {
			before := 0.0
			if g > 0 {
				before = share[g-1]
			}
			mass[g] = math.Max(share[g]-before, 0)
		}
	}
	for _, v := range share {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return share[:cells-1]
}

// monotone makes the shares rise, or fall where figures are taken back later more than they grow, by the least change (the pooling of
// neighbours), and keeps them above nothing and, where they rise, at no more than all.
func monotone(share []float64) []float64 {
	fall := len(share) > 0 && average(share) > 1
	type block struct{ mean, n float64 }
	var blocks []block
	for _, v := range share {
		if fall {
			v = -v
		}
		b := block{v, 1}
		for len(blocks) > 0 && blocks[len(blocks)-1].mean > b.mean {
			last := blocks[len(blocks)-1]
			b = block{(b.mean*b.n + last.mean*last.n) / (b.n + last.n), b.n + last.n}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	out := make([]float64, 0, len(share))
	for _, b := range blocks {
		v := b.mean
		if fall {
			v = math.Max(-v, 1)
		} else {
			v = math.Min(math.Max(v, 0), 1)
		}
		for range int(b.n) {
			out = append(out, v)
		}
	}
	return out
}

// noiseOf compares how far what was known of the steps lay from the curve with what a binomial share of what is known now would.
func (r *reports) noiseOf(share []float64) (sum, n float64) {
	c := curve{share: share, error: make([]float64, len(share))}
	for _, step := range r.steps {
		last := len(step.ages) - 1
		end, _ := c.at(step.ages[last])
		whole := step.values[last]
		for i := range last {
			p, _ := c.at(step.ages[i])
			if p /= end; !(p > 0.02 && p < 0.98) || !(whole > 0) {
				continue
			}
			e := step.values[i] - p*whole
			sum += e * e / (whole * p * (1 - p))
			n++
		}
	}
	return sum, n
}

// curves learns a curve for each series of the panel: its own, drawn toward that of all as far as its own is uncertain and the series are
// alike. It is nil for a series without reports.
func curves(panel []*reports) []*curve {
	out := make([]*curve, len(panel))
	own, noise := make([][]float64, len(panel)), make([]float64, len(panel))
	ages := 0
	for _, r := range panel {
		if r != nil {
			ages = max(ages, r.ages)
		}
	}
	for i, r := range panel {
		if r != nil {
			own[i] = learn(r.came, ages)
		}
	}
	usual := noises(panel, own, noise)
	all := map[[3]int]float64{}
	for i, r := range panel {
		if r != nil && noise[i] > 0 {
			for key, v := range r.came { // In what they are worth as evidence, not in the unit of each.
				all[key] += v / noise[i]
			}
		}
	}
	shared := learn(all, ages)
	if shared == nil {
		return out
	}
	shared = monotone(shared)
	between, series := make([]float64, ages+1), 0.0
	for i, r := range panel {
		if own[i] == nil || !(r.total > 0) {
			continue
		}
		series++
		for g := range between {
			e := own[i][g] - shared[g]
			between[g] += e*e - shareVariance(shared[g], noise[i], r.total)
		}
	}
	for i, r := range panel {
		if r == nil {
			continue
		}
		c := &curve{share: make([]float64, ages+1), error: make([]float64, ages+1), noise: max(noise[i], usual/100)}
		for g := range c.share {
			c.share[g] = shared[g]
			sampled := shareVariance(shared[g], noise[i], r.total)
			apart := math.Max(between[g], 0) / math.Max(series-1, 1)
			weight := 0.0
			switch {
			case own[i] == nil || !(r.total > 0):
				c.error[g] = math.Sqrt(apart)
			case series < 2: // A series alone has nothing but itself to go by.
				weight = 1
			case apart > 0:
				weight = apart / (apart + sampled)
			}
			if weight > 0 {
				c.share[g] += weight * (own[i][g] - shared[g])
				c.error[g] = math.Sqrt(weight * sampled)
			}
		}
		c.share = monotone(c.share)
		out[i] = c
	}
	return out
}

// noises finds how noisy the reports of each series are, as if thirty looks more had shown what is usual in the panel, which it gives too.
func noises(panel []*reports, own [][]float64, noise []float64) (usual float64) {
	const looks = 30
	sums, ns := make([]float64, len(panel)), make([]float64, len(panel))
	var ratio, n float64
	for i, r := range panel {
		if r == nil || own[i] == nil {
			continue
		}
		if sums[i], ns[i] = r.noiseOf(own[i]); ns[i] > 0 && sums[i] > 0 {
			// Units differ, so that what is usual is a typical one and not the mean.
			w := math.Min(ns[i], 10*looks)
			ratio, n = ratio+w*math.Log(sums[i]/ns[i]), n+w
		}
	}
	usual = 1
	if n > 0 {
		usual = math.Exp(ratio / n)
	}
	for i, r := range panel {
		if r != nil {
			noise[i] = (sums[i] + looks*usual) / (ns[i] + looks)
		}
	}
	return usual
}

// shareVariance is that of a share of so much.
func shareVariance(p, noise, total float64) float64 {
	if !(total > 0) {
		return 0.25
	}
	p = math.Min(math.Max(p, 0.01), 0.99)
	return math.Min(noise*p*(1-p)/total, 0.25)
}
