package main

import (
	"math"
	"testing"
)

// Two entities of three records each, of which one record went to the wrong one.
func TestEntitiesAreScoredByTheirPairs(t *testing.T) {
	names := []string{"a", "a", "a", "b", "b", "b"}
	entity := []int{1, 1, 2, 2, 2, 2}
	table := []int{0, 1, 0, 1, 0, 1}
	byLabel := ofLabels(names)
	byPair := &truth{pairs: map[[2]int]bool{}}
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			if names[i] == names[j] && table[i] != table[j] {
				byPair.pairs[[2]int{i, j}] = true
			}
		}
	}
	// All pairs: said 1 + 6, right 1 + 3, true 3 + 3.
	if got, want := byLabel.ofEntities(entity, table, false), shareOf(4, 7, 6); got != want {
		t.Errorf("all pairs: %v, want %v", got, want)
	}
	// Across: said 1 + 4, right 1 + 2, true 2 + 2.
	want := shareOf(3, 5, 4)
	if got := byLabel.ofEntities(entity, table, true); got != want {
		t.Errorf("pairs across by label: %v, want %v", got, want)
	}
	if got := byPair.ofEntities(entity, table, true); got != want {
		t.Errorf("pairs across by pair: %v, want %v", got, want)
	}
	if want.F1 != 0.6667 || !byPair.same(1, 0) || byPair.same(0, 2) || byLabel.same(2, 3) {
		t.Errorf("F1 %v", want.F1)
	}
}

func TestCalibrationMeasuresTheDistanceFromTheTruth(t *testing.T) {
	var pairs []told
	for i := range 1000 {
		pairs = append(pairs, told{0.5, i%2 == 0}, told{0.999, false}, told{0.3, i%10 < 5})
	}
	c := calibrate(pairs)
	if c.Pairs != 2000 || len(c.Bins) != bins || math.Abs(c.Error-0.1) > 1e-6 {
		t.Errorf("%+v, want 2000 pairs and an error of 0.1", c)
	}
	if c := calibrate(nil); c.Pairs != 0 || c.Error != 0 {
		t.Errorf("%+v of no pairs", c)
	}
}
