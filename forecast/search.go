package forecast

import "math"

// search finds a low point of f by the simplex of Nelder and Mead, inside the box between low and high, from start on. It looks at no more
// than so many points, so that its time is bounded.
func search(f func([]float64) float64, start, low, high []float64, points int) []float64 {
	type corner struct {
		at []float64
		f  float64
	}
	look := func(at []float64) corner {
		for i := range at {
			at[i] = math.Min(math.Max(at[i], low[i]), high[i])
		}
		v := f(at)
		if math.IsNaN(v) {
			v = math.Inf(1)
		}
		points--
		return corner{at, v}
	}
	simplex := []corner{look(append([]float64(nil), start...))}
	for i := range start {
		step := (high[i] - low[i]) / 5
		if step == 0 { // Not searched.
			continue
		}
		at := append([]float64(nil), start...)
		if at[i]+step > high[i] {
			step = -step
		}
		at[i] += step
		simplex = append(simplex, look(at))
	}
	n := len(simplex) - 1
	if n == 0 {
		return simplex[0].at
	}
	order := func() {
		for i := 1; i <= n; i++ {
			for j := i; j > 0 && simplex[j].f < simplex[j-1].f; j-- {
				simplex[j], simplex[j-1] = simplex[j-1], simplex[j]
			}
		}
	}
	middle := make([]float64, len(start))
	toward := func(by float64) corner {
		at := make([]float64, len(start))
		for i := range at {
			at[i] = middle[i] + by*(simplex[n].at[i]-middle[i])
		}
		return look(at)
	}
	for order(); points > 0; order() {
		if math.Abs(simplex[n].f-simplex[0].f) <= 1e-5*math.Abs(simplex[0].f) {
			break
		}
		for i := range middle {
			middle[i] = 0
			for _, c := range simplex[:n] {
				middle[i] += c.at[i] / float64(n)
			}
		}
		mirrored := toward(-1)
		switch {
		case mirrored.f < simplex[0].f:
			if further := toward(-2); further.f < mirrored.f {
				mirrored = further
			}
			simplex[n] = mirrored
		case mirrored.f < simplex[n-1].f:
			simplex[n] = mirrored
		default:
			if nearer := toward(0.5); nearer.f < simplex[n].f {
				simplex[n] = nearer
				continue
			}
			for j := 1; j <= n; j++ {
				for i := range simplex[j].at {
					simplex[j].at[i] = (simplex[j].at[i] + simplex[0].at[i]) / 2
				}
				simplex[j] = look(simplex[j].at)
			}
		}
	}
	return simplex[0].at
}
