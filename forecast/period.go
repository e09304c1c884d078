package forecast

import (
	"math"
	"slices"
)

// The past that periods are sought in, and how many of them and of the series of a panel.
const (
	searched    = 3000
	mostPeriods = 3
	asked       = 40
	cycles      = 5 // that a period must have been run through to be told from a wave that fades
)

// periodsIn gives the periods that a panel of one step has, the shortest first: those of the step's calendar, and others where most of
// the series show them. Where they show others and none of the calendar's, the calendar's that they are long enough to show are left out.
func periodsIn(panel []Past) []int {
	if len(panel) == 0 {
		return nil
	}
	calendar := panel[0].Step.Periods()
	votes, able := map[int]int{}, map[int]int{}
	every := (len(panel) + asked - 1) / asked
	lengths := []int{}
	for i := 0; i < len(panel); i += every {
		y := panel[i].recent(searched).Values
		lengths = append(lengths, len(y))
		for _, p := range detect(y, calendar) {
			votes[p]++
		}
	}
	var found, shown []int
	for p, count := range votes {
		for _, n := range lengths {
			if n >= cycles*p {
				able[p]++
			}
		}
		if 2*count > able[p] {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	if slices.ContainsFunc(found, func(p int) bool { return slices.Contains(calendar, p) }) || len(found) == 0 {
		shown = slices.Clone(calendar)
	} else {
		for _, p := range calendar {
			if !slices.ContainsFunc(lengths, func(n int) bool { return n >= cycles*p }) {
				shown = append(shown, p)
			}
		}
	}
	for _, p := range found {
		if len(shown) < mostPeriods && !slices.Contains(shown, p) {
			shown = append(shown, p)
		}
	}
	slices.Sort(shown)
	return shown
}

// shown leaves out the periods that no series has run through three times, unless it has run through them twice and most of those that have
// repeat themselves.
func shown(periods []int, panel []Past) []int {
	longest := 0
	for _, p := range panel {
		longest = max(longest, len(p.Values))
	}
	return slices.DeleteFunc(slices.Clone(periods), func(p int) bool {
		return p <= most && longest < 3*p && (longest < 2*p || !repeats(panel, p))
	})
}

// repeats tells whether the last two runs through a period are alike, without the trend from the one to the other, in most of the series that have
// two: more than chance leaves at 95 %.
func repeats(panel []Past, period int) bool {
	alike, able := 0, 0
	for _, p := range panel {
		n := len(p.Values)
		if n < 2*period || able == asked {
			continue
		}
		able++
		before, last := slices.Clone(p.Values[n-2*period:n-period]), slices.Clone(p.Values[n-period:])
		from, to := average(before), average(last)
		for t := range period {
			trend := (to - from) / float64(period) * (float64(t) - float64(period-1)/2)
			before[t], last[t] = before[t]-from-trend, last[t]-to-trend
		}
		if r := dot(before, last) / math.Sqrt(dot(before, before)*dot(last, last)); r > math.Max(0.4, 1.645/math.Sqrt(float64(period))) {
			alike++
		}
	}
	return 2*alike > able
}

// detect gives the periods that a series shows: those whose waves stand out of the waves of about their length by more than chance leaves.
// The expected ones are sought first. What is explained by those found is taken out before the next is sought.
func detect(y []float64, expected []int) []int {
	x := changes(y)
	n := len(x)
	lines := linesIn(x)
	var found []int
	take := func(p int) {
		found = append(found, p)
		lines = slices.DeleteFunc(lines, func(l peak) bool {
			return l.of(p, n) || slices.ContainsFunc(slices.Concat(found, expected), func(f int) bool { return l.between(f, p, n) })
		})
	}
	for _, e := range expected {
		if cycles*e <= len(y) && share(lines, e, n) > 0.05+chance(e, n) {
			take(e)
		}
	}
	for len(lines) > 0 && len(found) < mostPeriods {
		p := clearest(lines, n, found, expected)
		if p == 0 {
			break
		}
		take(p)
	}
	slices.Sort(found)
	return found
}

// changes gives the changes from value to value, those that are beyond all usual ones cut, so that a level that walks or jumps is no cycle.
func changes(y []float64) []float64 {
	if len(y) < 2 {
		return nil
	}
	x := make([]float64, len(y)-1)
	sizes := make([]float64, len(x))
	for i := range x {
		x[i] = y[i+1] - y[i]
		sizes[i] = math.Abs(x[i])
	}
	slices.Sort(sizes)
	// Where most values do not change the usual change is that of those that do.
	first, _ := slices.BinarySearch(sizes, math.SmallestNonzeroFloat64)
	if first == len(sizes) {
		return nil
	}
	limit := 5 * sizes[first+(len(sizes)-first)/2]
	for i, v := range x {
		x[i] = math.Max(-limit, math.Min(limit, v)) / limit
	}
	mean := average(x)
	for i := range x {
		x[i] -= mean
	}
	return x
}

// peak is a wave that stands out: how many times it fits into a step, and how strong it is beside its neighbours.
type peak struct{ frequency, strength float64 }

// of tells whether the wave is one of a period's, as exactly as n values tell.
func (l peak) of(period, n int) bool {
	length := exact(period)
	k := math.Round(l.frequency * length)
	return k >= 1 && math.Abs(k/length-l.frequency) <= 1/float64(n)
}

// between tells whether the wave is what one of two periods does to the waves of the other.
func (l peak) between(a, b, n int) bool {
	short, long := exact(min(a, b)), exact(max(a, b))
	for k := -3; k <= 3; k++ {
		at := (l.frequency + float64(k)/long) * short
		if math.Abs(at-math.Round(at)) <= 1.5*short/float64(n) {
			return a != b
		}
	}
	return false
}

// chance is the share of all waves that are a period's, as exactly as n values tell.
func chance(period, n int) float64 { return math.Min(1, 2*float64(period)/float64(n)) }

// linesIn gives the waves that stand out. A cycle that repeats is a line in the spectrum; one that fades, as that of an autoregression, is a
// hill, whose neighbours are as high.
func linesIn(x []float64) []peak {
	n := len(x)
	if n < 24 {
		return nil
	}
	power := spectrum(x)
	bins := len(power)
	apart := float64(2*bins) / float64(n) // How many entries of the spectrum n values tell apart.
	var out []peak
	wide := int(math.Min(24, math.Max(8, float64(n)/30)) * apart)
	around := make([]float64, 0, 2*wide)
	for i := int(2 * apart); i < bins-1; i++ {
		if i < 1 || power[i] < power[i-1] || power[i] <= power[i+1] {
			continue
		}
		around = around[:0]
		for j := max(1, i-wide); j < min(bins, i+wide); j++ {
			if math.Abs(float64(j-i)) > 1.5*apart {
				around = append(around, power[j])
			}
		}
		slices.Sort(around)
		usual := around[len(around)/2]/math.Ln2 + 1e-12*power[i]
		// The strength of a wave of noise is exponential; half of n waves are tried, and the median of its few neighbours is not exact. On
		// series of noise, walks and autoregressions one in fifty shows a period with this limit.
		if strength := power[i] / usual; strength > 3*math.Log(float64(n))+12 {
			out = append(out, peak{float64(i) / float64(2*bins), strength})
		}
	}
	return out
}

// clearest gives the period that explains most of the lines, less what it would by chance, the shortest of those that explain nearly as much;
// 0 where none does. One that is nearly a known one is none.
func clearest(lines []peak, n int, found, expected []int) int {
	most := 0.0
	var candidates []int
	gain := func(p int) float64 { return share(lines, p, n) - chance(p, n) }
	for p := 2; cycles*p <= n; p++ {
		if g := gain(p); g > 0.3 && !slices.ContainsFunc(found, func(f int) bool { return 20*max(p-f, f-p) <= f || alike(p, f) }) &&
			!slices.ContainsFunc(expected, func(e int) bool { return alike(p, e) }) {
			candidates = append(candidates, p)
			most = math.Max(most, g)
		}
	}
	for _, p := range candidates {
		if gain(p) > 0.85*most {
			return p
		}
	}
	return 0
}

// alike tells whether one of two periods is nearly a whole number of the other, but for exactly so: the waves of a year that is not alike
// every time lie beside those of its half.
func alike(a, b int) bool {
	times := exact(max(a, b)) / exact(min(a, b))
	apart := math.Abs(times - math.Round(times))
	return times > 1.5 && apart > 0 && apart < 0.06
}

// share is how much of the lines a period explains.
func share(lines []peak, period, n int) float64 {
	var explained, all float64
	for _, l := range lines {
		all += l.strength
		if l.of(period, n) {
			explained += l.strength
		}
	}
	return explained / all
}

// spectrum gives the power of the waves of a series that fades in and out, from none a step to half of one.
func spectrum(x []float64) []float64 {
	size := 1
	for size < len(x) {
		size *= 2
	}
	z := make([]complex128, size)
	for i, v := range x {
		z[i] = complex(v*(1-math.Cos(2*math.Pi*(float64(i)+0.5)/float64(len(x)))), 0)
	}
	transform(z)
	power := make([]float64, size/2)
	for i := range power {
		power[i] = real(z[i])*real(z[i]) + imag(z[i])*imag(z[i])
	}
	return power
}

// transform is Fourier's, in place, of a power of two.
func transform(z []complex128) {
	n := len(z)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		if j ^= bit; i < j {
			z[i], z[j] = z[j], z[i]
		}
	}
	for half := 1; half < n; half *= 2 {
		for k := range half {
			sin, cos := math.Sincos(-math.Pi * float64(k) / float64(half))
			turn := complex(cos, sin)
			for i := k; i < n; i += 2 * half {
				a, b := z[i], turn*z[i+half]
				z[i], z[i+half] = a+b, a-b
			}
		}
	}
}
