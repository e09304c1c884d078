package response

import "math"

// pair is the height and the exponent of a curve: the logarithm of its results at the common reference spend, and b.
type pair struct{ level, bend float64 }

// form is what is known about a pair, in information form: the precision matrix, its determinant, and precision times mean. The determinant
// is carried along because it would cancel to nothing where spends hardly differ.
type form struct {
	ll, lb, bb, det float64
	h               pair
}

func (f form) plus(g form) form {
	sum := form{ll: f.ll + g.ll, lb: f.lb + g.lb, bb: f.bb + g.bb, h: pair{f.h.level + g.h.level, f.h.bend + g.h.bend}}
	sum.det = max(sum.ll*sum.bb-sum.lb*sum.lb, f.det+g.det)
	return sum
}

// spread is a symmetric covariance.
type spread struct{ ll, lb, bb float64 }

// link joins a node with its parent, from which it deviates by variance v.
type link struct {
	gain [4]float64 // of the parent's value in the node's conditional mean, by rows
	free spread     // the node's covariance once its parent is known
	base pair       // the node's conditional mean where its parent is 0
	up   form       // what the node tells its parent
	log  float64    // of the density of everything below, integrated over the node
}

// joined integrates a node out: Gaussian belief propagation on a tree (Pearl 1988; Willsky 2002), exact for Gaussians.
func joined(f form, v pair) link {
	det := 1 + v.level*f.ll + v.bend*f.bb + v.level*v.bend*f.det
	g := [4]float64{(1 + v.bend*f.bb) / det, -v.level * f.lb / det, -v.bend * f.lb / det, (1 + v.level*f.ll) / det}
	s := spread{v.level * (1 + v.bend*f.bb) / det, -v.level * v.bend * f.lb / det, v.bend * (1 + v.level*f.ll) / det}
	base := pair{s.ll*f.h.level + s.lb*f.h.bend, s.lb*f.h.level + s.bb*f.h.bend}
	return link{
		gain: g, free: s, base: base,
		up: form{ll: (f.ll + v.bend*f.det) / det, lb: f.lb / det, bb: (f.bb + v.level*f.det) / det, det: f.det / det,
			h: pair{g[0]*f.h.level + g[2]*f.h.bend, g[1]*f.h.level + g[3]*f.h.bend}},
		log: (f.h.level*base.level + f.h.bend*base.bend - math.Log(det)) / 2,
	}
}

// given is the node's mean once its parent is known.
func (l link) given(parent pair) pair {
	return pair{l.base.level + l.gain[0]*parent.level + l.gain[1]*parent.bend, l.base.bend + l.gain[2]*parent.level + l.gain[3]*parent.bend}
}

// carried is gain·p·gainᵀ, with less taken off the gain's diagonal.
func (l link) carried(p spread, less float64) spread {
	a, b, c, d := l.gain[0]-less, l.gain[1], l.gain[2], l.gain[3]-less
	return spread{a*a*p.ll + 2*a*b*p.lb + b*b*p.bb, a*c*p.ll + (a*d+b*c)*p.lb + b*d*p.bb, c*c*p.ll + 2*c*d*p.lb + d*d*p.bb}
}

// drawn adds Gaussian noise of covariance s, made of two standard draws.
func (s spread) drawn(mean pair, first, second float64) pair {
	root := math.Sqrt(max(s.ll, 0))
	slope := 0.0
	if root > 0 {
		slope = s.lb / root
	}
	return pair{mean.level + root*first, mean.bend + slope*first + math.Sqrt(max(s.bb-slope*slope, 0))*second}
}
