package names

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/entity/text"
)

func TestAveragePrecision(t *testing.T) {
	for _, c := range []struct {
		name   string
		scores []float64
		truth  []bool
		want   float64
	}{
		{"all in order", []float64{4, 3, 2, 1}, []bool{true, true, false, false}, 1},
		{"one out of order", []float64{4, 3, 2, 1}, []bool{true, false, true, false}, (1 + 2.0/3) / 2},
		{"equal scores are one step", []float64{1, 1, 1, 1}, []bool{false, true, false, true}, 0.5},
		{"nothing true", []float64{1, 2}, []bool{false, false}, 0},
	} {
		if got := averagePrecision(c.scores, c.truth); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

type labelled struct {
	left, right string
	same        bool
	schema      string
}

// samplePairs reads the labelled pairs that lie beside the checkout. The pairs whose first name has an even hash were looked at when the
// constants were chosen; the others never were.
func samplePairs(t testing.TB) (seen, unseen []labelled) {
	t.Helper()
	dir := os.Getenv("FAROL_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	raw, err := os.ReadFile(filepath.Join(dir, "matching", "company_names", "cases.csv"))
	if err != nil {
		t.Skipf("the labelled pairs are not here (%v); set FAROL_DATA to the folder that has matching/company_names/cases.csv", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	for _, r := range rows[1:] {
		p := labelled{r[column["name1"]], r[column["name2"]], r[column["is_match"]] == "true", r[column["schema"]]}
		h := fnv.New32a()
		h.Write([]byte(p.left))
		if h.Sum32()%2 == 0 {
			seen = append(seen, p)
		} else {
			unseen = append(unseen, p)
		}
	}
	return seen, unseen
}

func precisionOf(pairs []labelled, score func(labelled) float64) float64 {
	scores, truth := make([]float64, len(pairs)), make([]bool, len(pairs))
	for i, p := range pairs {
		scores[i], truth[i] = score(p), p.same
	}
	return averagePrecision(scores, truth)
}

// The weight has to order real pairs better than the measure that everybody starts with.
func TestOrdersPairsBetterThanJaroWinkler(t *testing.T) {
	seen, unseen := samplePairs(t)
	weight := func(p labelled) float64 { return Weight(p.left, p.right, Auto) }
	plain := func(p labelled) float64 {
		return text.JaroWinkler([]rune(strings.ToLower(p.left)), []rune(strings.ToLower(p.right)))
	}
	for _, half := range []struct {
		name  string
		pairs []labelled
	}{{"pairs that constants were chosen on", seen}, {"pairs that nobody looked at", unseen}, {"all", append(seen[:len(seen):len(seen)], unseen...)}} {
		ours, theirs := precisionOf(half.pairs, weight), precisionOf(half.pairs, plain)
		t.Logf("%s (%d): average precision %.4f, Jaro–Winkler %.4f, %+.4f", half.name, len(half.pairs), ours, theirs, ours-theirs)
		if ours < theirs+0.05 {
			t.Errorf("%s: %.4f is not 0.05 above Jaro–Winkler's %.4f", half.name, ours, theirs)
		}
	}
}

// averagePrecision is the area under the steps of precision over recall when pairs are taken by falling score; equal scores are taken
// together, so that the order of the input does not matter. It is 0 where nothing is true.
// Source: the definition of sklearn.metrics.average_precision_score.
func averagePrecision(scores []float64, truth []bool) float64 {
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
