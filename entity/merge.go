package entity

import (
	"math"
	"slices"
	"sort"
)

// cluster puts records together by average linkage: two groups merge while the mean evidence over all pairs across them speaks for it, the
// strongest first. A chain of single strong pairs is not enough, as all other pairs speak against it.
func (c *collection) cluster(pairs []uint64, weight []float64, score func(a, b int32) float64, unique []bool) []int32 {
	n := c.records()
	of := make([]int32, n)
	for i := range of {
		of[i] = int32(i)
	}
	pairs, weight = c.decided.with(pairs, weight)
	parent := newForest(n)
	for k, w := range weight {
		if w > 0 {
			parent.join(int32(pairs[k]>>32), int32(uint32(pairs[k])))
		}
	}
	groups := parent.groups()
	var edges [][]edge
	where := make([]int32, n)
	for g, members := range groups {
		for _, r := range members {
			where[r] = int32(g)
		}
	}
	edges = make([][]edge, len(groups))
	for k, w := range weight {
		if w > 0 {
			a, b := int32(pairs[k]>>32), int32(uint32(pairs[k]))
			if len(groups[where[a]]) > 1 {
				edges[where[a]] = append(edges[where[a]], edge{a, b, w})
			}
		}
	}
	parallel(len(groups), func(from, to int) {
		for g := from; g < to; g++ {
			if len(groups[g]) > 1 {
				c.link(groups[g], edges[g], score, unique, of)
			}
		}
	})
	c.decided.hold(of)
	return of
}

type edge struct {
	a, b int32
	w    float64
}

// largestLinked bounds the groups whose pairs are all weighed, as that grows with the square.
const largestLinked = 300

// favour and objection bound what one pair can say for a merge and against it, in bits. A record that went another way, such as a firm that moved,
// objects in all of its pairs by one cause, so that objections are worth less than favours. Of 3, 6 and 12 the first was best on the half of the
// sets that constants are chosen on (decision 13), by what it found of persons with a history; 2 joins neighbours of firms in one list.
const favour, objection = 20, 3

func (c *collection) link(members []int32, edges []edge, score func(a, b int32) float64, unique []bool, of []int32) {
	if len(members) > largestLinked {
		c.split(members, edges, score, unique, of)
		return
	}
	n := len(members)
	sum := make([]float64, n*n)
	for i, a := range members {
		for j := i + 1; j < n; j++ {
			b := members[j]
			w := math.Max(-objection, math.Min(favour, score(min(a, b), max(a, b))))
			sum[i*n+j], sum[j*n+i] = w, w
		}
	}
	size := make([]int, n)
	alive := make([]int, n)
	has := make([]map[int16]bool, n)
	group := make([][]int32, n)
	for i := range size {
		size[i], alive[i] = 1, i
		group[i] = []int32{members[i]}
		if t := c.table[members[i]]; unique != nil && unique[t] {
			has[i] = map[int16]bool{t: true}
		}
	}
	merge := func(bi, bj int) {
		for _, k := range alive {
			if k != bi && k != bj {
				sum[bi*n+k] += sum[bj*n+k]
				sum[k*n+bi] = sum[bi*n+k]
			}
		}
		size[bi] += size[bj]
		group[bi] = append(group[bi], group[bj]...)
		for t := range has[bj] {
			if has[bi] == nil {
				has[bi] = map[int16]bool{}
			}
			has[bi][t] = true
		}
		alive = slices.DeleteFunc(alive, func(k int) bool { return k == bj })
	}
	c.decided.joined(members, merge)
	for len(alive) > 1 {
		best, bi, bj := 0.0, -1, -1
		for x, i := range alive {
			for _, j := range alive[x+1:] {
				if w := sum[i*n+j] / float64(size[i]*size[j]); w > best && !clash(has[i], has[j]) && !c.decided.apart(group[i], group[j]) {
					best, bi, bj = w, i, j
				}
			}
		}
		if bi < 0 {
			break
		}
		merge(bi, bj)
	}
	for _, i := range alive {
		least := slices.Min(group[i])
		for _, r := range group[i] {
			of[r] = least
		}
	}
}

func clash(a, b map[int16]bool) bool {
	for t := range a {
		if b[t] {
			return true
		}
	}
	return false
}

// split takes a large group apart at its weakest pairs until the parts can be linked.
func (c *collection) split(members []int32, edges []edge, score func(a, b int32) float64, unique []bool, of []int32) {
	sort.Slice(edges, func(i, j int) bool {
		if edges[i].w != edges[j].w {
			return edges[i].w > edges[j].w
		}
		return edges[i].a < edges[j].a || edges[i].a == edges[j].a && edges[i].b < edges[j].b
	})
	local := make(map[int32]int32, len(members))
	for i, r := range members {
		local[r] = int32(i)
	}
	forest := newForest(len(members))
	size := make([]int, len(members))
	for i := range size {
		size[i] = 1
	}
	kept := edges[:0]
	for _, e := range edges {
		x, y := forest.find(local[e.a]), forest.find(local[e.b])
		if x != y {
			if size[x]+size[y] > largestLinked {
				continue
			}
			forest.join(x, y)
			size[forest.find(x)] = size[x] + size[y]
		}
		kept = append(kept, e)
	}
	for _, g := range forest.groups() {
		part := make([]int32, len(g))
		for i, x := range g {
			part[i] = members[x]
		}
		if len(part) > 1 {
			c.link(part, nil, score, unique, of)
		}
	}
}
