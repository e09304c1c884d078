package entity

import (
	"math"
	"sort"
)

// maxFields bounds how many fields are compared: the best known ones are kept.
const maxFields = 32

// scorer weighs many pairs with one model.
type scorer struct {
	c     *collection
	md    *model
	floor float64     // what a pair must weigh
	least float64     // what it must weigh before calibration
	order []int       // fields, the cheapest to compare first
	most  []float64   // the most that two different values of a field can weigh
	level [][]float64 // the most that a level says, by field and level
}

// cost is how dear a kind is to compare.
var cost = [...]int{KindCategory: 0, KindNumber: 1, KindDate: 2, KindCode: 3, KindName: 4, KindText: 5, KindIdentifier: 3, KindPhone: 3, KindWeb: 4}

func newScorer(c *collection, md *model, floor float64) *scorer {
	s := &scorer{c: c, md: md, floor: floor, least: md.calibration.from(floor)}
	for f := range c.fields {
		s.order = append(s.order, f)
		levels := make([]float64, len(md.m[f]))
		most := math.Inf(-1)
		for l := range levels {
			levels[l] = s.atMost(f, level(l))
			if l >= 2 {
				most = math.Max(most, levels[l])
			}
		}
		s.level = append(s.level, levels)
		s.most = append(s.most, most)
	}
	sort.SliceStable(s.order, func(a, b int) bool {
		return cost[c.fields[s.order[a]].kind] < cost[c.fields[s.order[b]].kind]
	})
	return s
}

// atMost is the most that a level of a field says under any parent.
func (s *scorer) atMost(f int, l level) float64 {
	most := math.Inf(-1)
	for _, row := range s.md.weight[f] {
		most = math.Max(most, row[l])
	}
	if s.c.fields[f].derived && l <= 3 {
		// The rarest word's own share may take the place of the level's.
		most = math.Max(most, s.md.agree[f][2]-math.Log2(share(2, s.c.fields[f].known))+2)
	}
	return most
}

// weigh is the pair's weight, or minus infinity where it stays below the floor.
func (s *scorer) weigh(a, b int32) float64 {
	c, md := s.c, s.md
	var store [maxFields]level
	levels := store[:len(c.fields)]
	bound := md.prior
	for f, fd := range c.fields {
		va, vb := fd.of[a], fd.of[b]
		switch {
		case va < 0 || vb < 0:
			levels[f] = noLevel
			if fd.peers != nil {
				// The value may stand in the other field.
				bound += math.Max(0, s.most[f])
			}
		case va == vb:
			levels[f] = fd.values[va].same
			bound += s.exact(f, va)
		default:
			levels[f] = open
			bound += s.most[f]
		}
	}
	if bound < s.least {
		return math.Inf(-1)
	}
	for _, f := range s.order {
		if levels[f] != open {
			continue
		}
		fd := c.fields[f]
		l := fd.similar(fd.of[a], fd.of[b])
		levels[f] = l
		if fd.peers == nil {
			if bound += s.level[f][l] - s.most[f]; bound < s.least {
				return math.Inf(-1)
			}
		}
	}
	c.crossings(a, b, levels)
	return c.pairWeight(md, a, b, levels)
}

// open is a level that is still to be found.
const open level = 254

// exact is the most that agreement on a value can say.
func (s *scorer) exact(f int, v int32) float64 {
	fd := s.c.fields[f]
	most := math.Max(s.level[f][fd.values[v].same], s.level[f][2])
	// What a value's rarity says beyond its level; a parent can raise it by two bits at most.
	return math.Max(most, s.md.agree[f][0]-fd.values[v].rarity+2)
}
