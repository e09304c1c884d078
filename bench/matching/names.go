package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol/entity/text"
)

// nameSet is the set of labelled pairs of names, which are weighed one by one.
const nameSet = "company_names"

// ahead is by how much the weights shall order the pairs better than the measure that everybody starts with.
const ahead = 0.05

// nameResult is its line of output: how well the weights order the pairs, beside Jaro–Winkler on the same names in small letters.
type nameResult struct {
	Set         string  `json:"set"`
	Pairs       int     `json:"pairs"`
	Precision   float64 `json:"average_precision"`
	JaroWinkler float64 `json:"average_precision_jaro_winkler"`
	Aim         float64 `json:"aim"`
	Met         bool    `json:"met"`
	cost
	Error string `json:"error,omitempty"`
}

func (b *bench) measureNames(ctx context.Context) (nameResult, error) {
	r := nameResult{Set: nameSet}
	path := filepath.Join(b.data, nameSet, "cases.csv")
	raw, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil || len(rows) == 0 {
		return r, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	left, right, truth := slices.Index(rows[0], "name1"), slices.Index(rows[0], "name2"), slices.Index(rows[0], "is_match")
	if left < 0 || right < 0 || truth < 0 {
		return r, fmt.Errorf("%s has no columns name1, name2 and is_match", path)
	}
	cmd := exec.CommandContext(ctx, b.farol, "match", "score", path, "--left", "name1", "--right", "name2", "--json")
	from := time.Now()
	said, err := cmd.Output()
	if err != nil {
		return r, err
	}
	r.cost = costOf(cmd.ProcessState, time.Since(from))
	var answer struct{ Pairs []struct{ Weight float64 } }
	if err := json.Unmarshal(said, &answer); err != nil {
		return r, err
	}
	rows = rows[1:]
	if r.Pairs = len(answer.Pairs); r.Pairs != len(rows) {
		return r, fmt.Errorf("%d of %d pairs were weighed", r.Pairs, len(rows))
	}
	ours, theirs, same := make([]float64, len(rows)), make([]float64, len(rows)), make([]bool, len(rows))
	for i, row := range rows {
		ours[i], same[i] = answer.Pairs[i].Weight, row[truth] == "true"
		theirs[i] = text.JaroWinkler([]rune(strings.ToLower(row[left])), []rune(strings.ToLower(row[right])))
	}
	r.Precision, r.JaroWinkler = digits(averagePrecision(ours, same)), digits(averagePrecision(theirs, same))
	r.Aim = digits(r.JaroWinkler + ahead)
	r.Met = r.Precision >= r.Aim
	return r, nil
}

// averagePrecision is the area under the steps of precision over recall when pairs are taken by falling score; equal scores are taken
// together. It is 0 where nothing is true. Source: the definition of sklearn.metrics.average_precision_score.
func averagePrecision(scores []float64, truth []bool) float64 {
	byScore := make([]int, len(scores))
	for i := range byScore {
		byScore[i] = i
	}
	slices.SortFunc(byScore, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	sum, hits, fresh := 0.0, 0, 0
	for i, k := range byScore {
		if truth[k] {
			hits++
			fresh++
		}
		if i+1 == len(byScore) || scores[byScore[i+1]] != scores[k] {
			sum += float64(fresh) * float64(hits) / float64(i+1)
			fresh = 0
		}
	}
	if hits == 0 {
		return 0
	}
	return sum / float64(hits)
}
