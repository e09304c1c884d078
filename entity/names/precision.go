package names

import (
	"cmp"
	"slices"
)

// AveragePrecision is the area under the steps of precision over recall when pairs are taken by falling score; equal scores are taken
// together, so that the order of the input does not matter. It is 0 where nothing is true.
// Source: the definition of sklearn.metrics.average_precision_score.
func AveragePrecision(scores []float64, truth []bool) float64 {
	if len(scores) != len(truth) {
		panic("BUG: as many scores as truths")
	}
	byScore := make([]int, len(scores))
	for i := range byScore {
		byScore[i] = i
	}
	slices.SortFunc(byScore, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	sum, hits, new := 0.0, 0, 0
	for i, k := range byScore {
		if truth[k] {
			hits++
			new++
		}
		if i+1 == len(byScore) || scores[byScore[i+1]] != scores[k] {
			sum += float64(new) * float64(hits) / float64(i+1)
			new = 0
		}
	}
	if hits == 0 {
		return 0
	}
	return sum / float64(hits)
}
