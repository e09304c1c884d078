package main

import (
	"encoding/xml"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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

// Probabilities that are right still differ from what is so where pairs are few.
func TestChanceIsTheErrorOfProbabilitiesThatAreRight(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var sum, chance float64
	const times = 200
	for range times {
		var pairs []told
		for range 100 {
			p := 0.02 + 0.96*rng.Float64()
			pairs = append(pairs, told{p, rng.Float64() < p})
		}
		c := calibrate(pairs)
		sum += c.Error / times
		chance += c.Chance / times
	}
	if math.Abs(sum-chance) > 0.01 || chance < 0.05 {
		t.Errorf("the error is %.4f, by chance %.4f", sum, chance)
	}
}

func TestAPlotHasAPointForEachBin(t *testing.T) {
	var pairs []told
	for i := range 1000 {
		pairs = append(pairs, told{float64(i%90+5) / 100, i%3 == 0})
	}
	dir := t.TempDir()
	if err := plot(dir, "a_set", calibrate(pairs)); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(filepath.Join(dir, "a_set.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(svg), "<circle"); n != bins {
		t.Errorf("%d points for %d bins", n, bins)
	}
	if err := xml.Unmarshal(svg, new(struct{})); err != nil {
		t.Error(err)
	}
}

func TestAveragePrecision(t *testing.T) {
	for _, c := range []struct {
		scores []float64
		truth  []bool
		want   float64
	}{
		{[]float64{4, 3, 2, 1}, []bool{true, true, false, false}, 1},
		{[]float64{4, 3, 2, 1}, []bool{true, false, true, false}, (1 + 2.0/3) / 2},
		{[]float64{1, 1, 1, 1}, []bool{false, true, false, true}, 0.5},
		{[]float64{1, 2}, []bool{false, false}, 0},
	} {
		if got := averagePrecision(c.scores, c.truth); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v of %v: %v, want %v", c.scores, c.truth, got, c.want)
		}
	}
}
