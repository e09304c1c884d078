package main

import (
	"cmp"
	"math"
	"slices"
)

// truth says which records are the same: by a label of each, or by pairs of numbers of which the first is the lesser.
type truth struct {
	labels []int
	pairs  map[[2]int]bool
}

func ofLabels(names []string) *truth {
	number := map[string]int{}
	t := &truth{labels: make([]int, len(names))}
	for i, name := range names {
		n, ok := number[name]
		if !ok {
			n = len(number)
			number[name] = n
		}
		t.labels[i] = n
	}
	return t
}

func (t *truth) same(a, b int) bool {
	if t.labels != nil {
		return t.labels[a] == t.labels[b]
	}
	return t.pairs[[2]int{min(a, b), max(a, b)}]
}

// share is how well pairs were found.
type share struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

func shareOf(right, said, all int) share {
	var s share
	if said > 0 {
		s.Precision = float64(right) / float64(said)
	}
	if all > 0 {
		s.Recall = float64(right) / float64(all)
	}
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	s.Precision, s.Recall, s.F1 = digits(s.Precision), digits(s.Recall), digits(s.F1)
	return s
}

func digits(x float64) float64 { return math.Round(x*10_000) / 10_000 }

// pairsIn counts the pairs of records that have one key; across counts only those of two files.
func pairsIn[K comparable](n int, table []int, across bool, key func(i int) K) int {
	type inside struct {
		key   K
		table int
	}
	all := map[K]int{}
	within := map[inside]int{}
	for i := range n {
		all[key(i)]++
		if across {
			within[inside{key(i), table[i]}]++
		}
	}
	pairs := 0
	for _, k := range all {
		pairs += k * (k - 1) / 2
	}
	for _, k := range within {
		pairs -= k * (k - 1) / 2
	}
	return pairs
}

// count is the number of true pairs.
func (t *truth) count(table []int, across bool) int {
	if t.labels == nil {
		return len(t.pairs)
	}
	return pairsIn(len(t.labels), table, across, func(i int) int { return t.labels[i] })
}

// ofEntities scores all pairs of records that ended in one entity.
func (t *truth) ofEntities(entity, table []int, across bool) share {
	said := pairsIn(len(entity), table, across, func(i int) int { return entity[i] })
	right := 0
	if t.labels != nil {
		right = pairsIn(len(entity), table, across, func(i int) [2]int { return [2]int{entity[i], t.labels[i]} })
	} else {
		for p := range t.pairs {
			if entity[p[0]] == entity[p[1]] {
				right++
			}
		}
	}
	return shareOf(right, said, t.count(table, across))
}

// told is a pair that the answer tells.
type told struct {
	probability float64
	isTrue      bool
}

// calibration compares what the probabilities say with what is so, where they are neither sure nor ruled out.
type calibration struct {
	Pairs  int     `json:"calibration_pairs"`  // how many it rests on
	Error  float64 `json:"calibration_error"`  // mean distance of probability and truth over the bins, weighted by their pairs
	Chance float64 `json:"calibration_chance"` // the error that probabilities which are right show with so few pairs
	Bins   []bin   `json:"calibration"`
}

// bin is a tenth of the pairs, in the order of their probabilities.
type bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Pairs int     `json:"pairs"`
	Said  float64 `json:"said"` // mean probability
	True  float64 `json:"true"` // share that is the same
}

const leastUnsure, mostUnsure, bins = 0.02, 0.98, 10

func calibrate(pairs []told) calibration {
	var unsure []told
	for _, p := range pairs {
		if p.probability >= leastUnsure && p.probability <= mostUnsure {
			unsure = append(unsure, p)
		}
	}
	slices.SortStableFunc(unsure, func(a, b told) int { return cmp.Compare(a.probability, b.probability) })
	c := calibration{Pairs: len(unsure), Bins: []bin{}}
	for k := range bins {
		part := unsure[k*len(unsure)/bins : (k+1)*len(unsure)/bins]
		if len(part) == 0 {
			continue
		}
		b := bin{From: part[0].probability, To: part[len(part)-1].probability, Pairs: len(part)}
		for _, p := range part {
			b.Said += p.probability / float64(len(part))
			if p.isTrue {
				b.True += 1 / float64(len(part))
			}
		}
		c.Error += math.Abs(b.Said-b.True) * float64(len(part)) / float64(len(unsure))
		var spread float64
		for _, p := range part {
			spread += p.probability * (1 - p.probability)
		}
		// The mean distance of a normal variable from its mean.
		c.Chance += math.Sqrt(2*spread/math.Pi) / float64(len(unsure))
		b.Said, b.True = digits(b.Said), digits(b.True)
		c.Bins = append(c.Bins, b)
	}
	c.Error, c.Chance = digits(c.Error), digits(c.Chance)
	return c
}

// deviation is how far the share of so many pairs lies from its probability by chance.
func deviation(p float64, pairs int) float64 { return math.Sqrt(p * (1 - p) / float64(max(1, pairs))) }
