package entity

import "math"

// growTree ties each field to the one that it depends on most among records that are not the same, as a tree of greatest mutual information.
func (c *collection) growTree(md *model, joint [][]float64, each float64) {
	n := len(c.fields)
	info := make([]float64, n*n)
	for f := 0; f < n; f++ {
		for g := f + 1; g < n; g++ {
			info[f*n+g] = mutual(joint[f*n+g], md.agrees(f), md.agrees(g))
			info[g*n+f] = info[f*n+g]
		}
	}
	in := make([]bool, n)
	root := 0
	for f := range md.u {
		md.parent[f], md.given[f] = -1, nil
		if md.u[f][0] < md.u[root][0] {
			root = f
		}
	}
	in[root] = true
	for range n - 1 {
		best, bf, bp := -1.0, -1, -1
		for f := range in {
			for p := range in {
				if !in[f] && in[p] && info[f*n+p] > best {
					best, bf, bp = info[f*n+p], f, p
				}
			}
		}
		in[bf] = true
		if best <= 0 {
			continue
		}
		md.parent[bf] = bp
		nf, np := len(md.u[bf]), len(md.u[bp])
		md.given[bf] = make([][]float64, np)
		for lp := 0; lp < np; lp++ {
			row := make([]float64, nf)
			var sum float64
			for lf := 0; lf < nf; lf++ {
				if bf < bp {
					row[lf] = joint[bf*n+bp][lf*np+lp]
				} else {
					row[lf] = joint[bp*n+bf][lp*nf+lf]
				}
				sum += row[lf]
			}
			// A level that few pairs show borrows from all: as much as twenty pairs of the sample.
			borrowed := 20 * each
			for lf := range row {
				row[lf] = math.Max((row[lf]+borrowed*md.u[bf][lf])/(sum+borrowed), md.u[bf][lf]/4)
			}
			md.given[bf][lp] = row
		}
	}
}

// agrees says of each level of a field whether matches show it more often than others.
func (md *model) agrees(f int) []bool {
	out := make([]bool, len(md.m[f]))
	for l := range out {
		out[l] = md.m[f][l] > md.u[f][l]
	}
	return out
}

// mutual is the part of two fields' mutual information that lies in their agreeing together, in bits, from the weights of each pair of
// levels: what differs together tells nothing that a weight could count twice.
func mutual(joint []float64, agreeF, agreeG []bool) float64 {
	nf, ng := len(agreeF), len(agreeG)
	var total float64
	pf, pg := make([]float64, nf), make([]float64, ng)
	for i, w := range joint {
		pf[i/ng] += w
		pg[i%ng] += w
		total += w
	}
	if total == 0 {
		return 0
	}
	var info float64
	for i, w := range joint {
		if w > 0 && agreeF[i/ng] && agreeG[i%ng] {
			info += w / total * math.Log2(w*total/(pf[i/ng]*pg[i%ng]))
		}
	}
	return info
}
