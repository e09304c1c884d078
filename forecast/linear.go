package forecast

import "math"

func sum(values []float64) float64 {
	var s float64
	for _, v := range values {
		s += v
	}
	return s
}

// cholesky solves a·x = b for a symmetric positive a of which the lower half is given. It uses both up and gives nil where a is not
// positive. Two rows meet two others at a time, which halves what has to be read: most of the time of a ridge is spent here.
func cholesky(a, b []float64) []float64 {
	n := len(b)
	if !factor(a, n) {
		return nil
	}
	for i := range n {
		b[i] = (b[i] - dot(a[i*n:i*n+i], b[:i])) / a[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		b[i] /= a[i*n+i]
		for k, v := range a[i*n : i*n+i] {
			b[k] -= b[i] * v
		}
	}
	return b
}

// factor puts the lower half of the factor of a, n wide, in a's place, and tells whether a was positive.
func factor(a []float64, n int) bool {
	i := 0
	for ; i+1 < n; i += 2 {
		upper, lower := a[i*n:i*n+i+2], a[(i+1)*n:(i+1)*n+i+2]
		for j := 0; j < i; j += 2 {
			first, second := a[j*n:j*n+j+2], a[(j+1)*n:(j+1)*n+j+2]
			uf, us, lf, ls := dots(upper[:j], lower[:j], first[:j], second[:j])
			upper[j] = (upper[j] - uf) / first[j]
			lower[j] = (lower[j] - lf) / first[j]
			upper[j+1] = (upper[j+1] - us - upper[j]*second[j]) / second[j+1]
			lower[j+1] = (lower[j+1] - ls - lower[j]*second[j]) / second[j+1]
		}
		uu, ul, _, ll := dots(upper[:i], lower[:i], upper[:i], lower[:i])
		left := upper[i] - uu
		if !(left > 0) {
			return false
		}
		upper[i] = math.Sqrt(left)
		lower[i] = (lower[i] - ul) / upper[i]
		if left = lower[i+1] - ll - lower[i]*lower[i]; !(left > 0) {
			return false
		}
		lower[i+1] = math.Sqrt(left)
	}
	if i < n { // A last row by itself.
		row := a[i*n : i*n+n]
		for j := range i {
			row[j] = (row[j] - dot(row[:j], a[j*n:j*n+j])) / a[j*n+j]
		}
		left := row[i] - dot(row[:i], row[:i])
		if !(left > 0) {
			return false
		}
		row[i] = math.Sqrt(left)
	}
	return true
}

// dot sums four products at a time.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return s0 + s1 + s2 + s3
}

// dots gives the products of a and b with c and d. All are as long as a.
func dots(a, b, c, d []float64) (ac, ad, bc, bd float64) {
	n := len(a)
	b, c, d = b[:n], c[:n], d[:n]
	var ac1, ad1, bc1, bd1 float64
	i := 0
	for ; i+1 < n; i += 2 {
		x, y, z, w := a[i], b[i], c[i], d[i]
		ac += x * z
		ad += x * w
		bc += y * z
		bd += y * w
		x, y, z, w = a[i+1], b[i+1], c[i+1], d[i+1]
		ac1 += x * z
		ad1 += x * w
		bc1 += y * z
		bd1 += y * w
	}
	if i < n {
		x, y, z, w := a[i], b[i], c[i], d[i]
		ac += x * z
		ad += x * w
		bc += y * z
		bd += y * w
	}
	return ac + ac1, ad + ad1, bc + bc1, bd + bd1
}

// crossed gives the products of each row with the first of the others: so many for the first row, and one more for each after it.
func crossed(rows, others [][]float64, first int, take func(row, other int, product float64)) {
	for i := 0; i < len(rows); i += 2 {
		a, b := rows[i], rows[min(i+1, len(rows)-1)]
		for j := 0; j < first+i+1; j += 2 {
			c, d := others[min(j, len(others)-1)], others[min(j+1, len(others)-1)]
			ac, ad, bc, bd := dots(a, b, c, d)
			if j < first+i {
				take(i, j, ac)
			}
			if j+1 < first+i {
				take(i, j+1, ad)
			}
			if i+1 < len(rows) {
				take(i+1, j, bc)
				if j+1 < first+i+1 {
					take(i+1, j+1, bd)
				}
			}
		}
	}
}
