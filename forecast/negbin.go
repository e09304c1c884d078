package forecast

import "math"

// scatter is how counts scatter around a mean: with the variance mean + over·mean², as the negative binomial distribution has it.
type scatter struct{ mean, over float64 }

// small is up to which mean a distribution of counts is summed up from zero. Beyond, a curve of the same mean, variance and skewness is as good.
const small = 300

// quantiles gives the least counts that are not passed with at least such shares, which are given in ascending order.
func (s scatter) quantiles(shares []float64) []float64 {
	out := make([]float64, len(shares))
	if !(s.mean > 0) {
		return out
	}
	variance := s.mean * (1 + s.over*s.mean)
	none := -s.mean // The logarithm of the share of zeros.
	if s.over*s.mean > 1e-9 {
		none = -math.Log1p(s.over*s.mean) / s.over
	}
	if s.mean > small || none < -600 {
		skew := (1 + 2*s.over*s.mean) / math.Sqrt(variance)
		for i, share := range shares {
			out[i] = math.Max(0, math.Round(s.mean+math.Sqrt(variance)*skewed(share, skew)))
		}
		return out
	}
	share, ratio := math.Exp(none), s.mean/(1+s.over*s.mean)
	total, count := share, 0.0
	for i, want := range shares {
		for total < want-1e-12 && count < 1000*small {
			share *= ratio * (1 + s.over*count) / (count + 1)
			count++
			total += share
		}
		out[i] = count
	}
	return out
}

// skewed gives the quantile of a gamma distribution of such a skewness that was brought to mean 0 and variance 1 (Wilson and Hilferty, "The
// distribution of chi-square", 1931).
func skewed(share, skew float64) float64 {
	z := math.Sqrt2 * math.Erfinv(2*share-1)
	if skew < 1e-6 {
		return z
	}
	root := 1 + skew*z/6 - skew*skew/36
	if root < 0 {
		root = 0
	}
	return 2 / skew * (root*root*root - 1)
}

// widened multiplies the standard deviation, but never to less than Poisson's.
func (s scatter) widened(by float64) scatter {
	if by != 1 && s.mean > 0 {
		s.over = math.Max(0, (by*by*(1+s.over*s.mean)-1)/s.mean)
	}
	return s
}
