package forecast

import "math"

// products are the sums of the products of a trend's columns with each other and with the values, up to a step.
type products struct {
	square []float64 // the lower half of width²
	right  []float64
	values float64 // of the values with themselves
	until  int
}

func newProducts(width int) *products {
	return &products{square: make([]float64, width*width), right: make([]float64, width)}
}

// add goes on to the step.
func (s *products) add(b *basis, x []float64, until int) {
	w := len(b.columns)
	rows := make([][]float64, w)
	for i, column := range b.columns {
		rows[i] = column[s.until:until]
		s.right[i] += dot(rows[i], x[s.until:until])
	}
	crossed(rows, rows, 1, func(i, j int, product float64) { s.square[i*w+j] += product })
	s.values += dot(x[s.until:until], x[s.until:until])
	s.until = until
}

// usable tells whether a column can be learned from the steps up to an end: a period that was run through twice, and a bend that was
// followed for a while.
func (b *basis) usable(i, end int) bool {
	switch b.kinds[i] {
	case wave, modulate:
		return 2*b.period[i] <= end
	case bend:
		return float64(b.begin[i]) <= bendable*float64(end)
	}
	return true
}

// prior is how large the weight of a column is expected to be, in standard deviations of the values. What little is known of, as one
// holiday among all, is held more.
func (k kind) prior() float64 {
	switch k {
	case modulate:
		return 0.1
	case slope:
		return 20
	case holiday, regressor:
		return 1
	}
	return 10
}

// solve gives the weight of each column, 0 of those that cannot be learned by then, and nil where there is nothing to learn from.
func (t Trend) solve(b *basis, sums *products, end int) []float64 {
	width := len(b.columns)
	var at []int // The columns that are used, the bends last.
	flat := 0
	for i := range width {
		if b.usable(i, end) {
			at = append(at, i)
			if b.kinds[i] != bend {
				flat++
			}
		}
	}
	n, rows := len(at), float64(end)
	mean := sums.right[0] / rows
	variance := sums.values/rows - mean*mean
	if !(variance > 1e-12*sums.values/rows) {
		return nil
	}
	wide := math.Sqrt(variance)
	longer := float64(b.past) / rows // Slopes are counted by the whole past.
	noise := variance / 2
	weights := make([]float64, n)
	for i := flat; i < n; i++ {
		weights[i] = t.Bend * wide * longer
	}
	// The noise is found along with the weights: what is left of the values by them.
	for range 3 {
		a, right := make([]float64, n*n), make([]float64, n)
		for i, from := range at {
			for j := range i + 1 {
				a[i*n+j] = sums.square[from*width+at[j]]
			}
			right[i] = sums.right[from]
			a[i*n+i] += 1e-9 * rows
			if k := b.kinds[from]; k != intercept && k != bend {
				expected := k.prior() * wide
				if k == slope {
					expected *= longer
				}
				a[i*n+i] += noise / (expected * expected)
			}
		}
		if !t.bend(a, right, weights, flat, noise, wide*longer) {
			return nil
		}
		left := sums.values
		for i, from := range at {
			product := 0.0
			for j, other := range at {
				if j <= i {
					product += sums.square[from*width+other] * weights[j]
				} else {
					product += sums.square[other*width+from] * weights[j]
				}
			}
			left += weights[i] * (product - 2*sums.right[from])
		}
		before := noise
		noise = math.Max(left/rows, 1e-6*variance)
		if math.Abs(noise-before) < 0.02*before {
			break
		}
	}
	out := make([]float64, width)
	for i, from := range at {
		out[from] = weights[i]
	}
	return out
}

// bend solves a·weights = right, where the columns from flat on are bends with a Laplace prior: their penalty is renewed by their size
// until that stays. All else is eliminated once. It uses a and right up, and tells whether a was positive.
func (t Trend) bend(a, right, weights []float64, flat int, noise, wide float64) bool {
	n := len(right)
	bent := n - flat
	// Cholesky's rows of what is not a bend, and of the bends as far as these go.
	for i := range n {
		row := a[i*n : i*n+n]
		for j := range min(i+1, flat) {
			other := a[j*n : j*n+n]
			sum := row[j] - dot(row[:j], other[:j])
			if i == j {
				if !(sum > 0) {
					return false
				}
				row[i] = math.Sqrt(sum)
			} else {
				row[j] = sum / other[j]
			}
		}
		right[i] -= dot(row[:min(i, flat)], right[:min(i, flat)])
		if i < flat {
			right[i] /= row[i]
		}
	}
	if bent > 0 {
		rest := make([]float64, bent*bent)
		for i := range bent {
			for j := range i + 1 {
				rest[i*bent+j] = a[(flat+i)*n+flat+j] - dot(a[(flat+i)*n:(flat+i)*n+flat], a[(flat+j)*n:(flat+j)*n+flat])
			}
		}
		square, found := make([]float64, bent*bent), make([]float64, bent)
		for range 30 {
			copy(square, rest)
			copy(found, right[flat:])
			for i := range bent {
				square[i*bent+i] += noise / (t.Bend * wide * (math.Abs(weights[flat+i]) + 1e-4*wide))
			}
			if found = cholesky(square, found); found == nil {
				return false
			}
			moved := 0.0
			for i, v := range found {
				moved = math.Max(moved, math.Abs(v-weights[flat+i]))
				weights[flat+i] = v
			}
			if moved < 1e-3*wide {
				break
			}
		}
	}
	for i := flat - 1; i >= 0; i-- {
		sum := right[i]
		for k := i + 1; k < n; k++ {
			sum -= a[k*n+i] * weights[k]
		}
		weights[i] = sum / a[i*n+i]
	}
	return true
}
