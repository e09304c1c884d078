package metric

import (
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
)

// unknown says that a name does not exist and what the writer may have meant.
func unknown(what, name, where string, known []string) *farol.Error {
	err := farol.Errorf(farol.CodeUnknownName, "%s has no %s %q", where, what, name)
	if near := nearest(name, known); near != "" {
		return err.Hint("did you mean %q?", near)
	}
	if len(known) == 0 {
		return err
	}
	sorted := append([]string(nil), known...)
	sort.Strings(sorted)
	if len(sorted) > 12 {
		sorted = append(sorted[:12], "…")
	}
	return err.Hint("it has %s", strings.Join(sorted, ", "))
}

// nearest gives the known name that is fewest edits away, at most a third of the letters, or "".
func nearest(name string, known []string) string {
	best, least := "", len([]rune(name))/3+1
	for _, k := range known {
		if d := edits(strings.ToLower(name), strings.ToLower(k)); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// edits counts the letters to insert, delete or replace between two words (Levenshtein).
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(y)]
}
