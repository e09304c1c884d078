package csvfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// What an interrupted generation has left must not stay beside the files of the next, which may have other options.
func TestLeftoversOfAnInterruptedGenerationGo(t *testing.T) {
	dir := t.TempDir()
	open := func(made string) *csvfile.Folder {
		f, kept, _, err := csvfile.Open(t.Context(), dir, made)
		if err != nil || kept {
			t.Fatalf("%s: kept is %v, %v", made, kept, err)
		}
		return f
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := open("large")
	if err := f.Create("days/1.csv", "id", "\n").Close(); err != nil {
		t.Fatal(err)
	}
	f.Create("days/2.csv", "id", "\n") // Its process dies here.

	f = open("small")
	if err := f.Create("days/0.csv", "id", "\n").Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Finish(nil); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, pattern := range []string{"*", ".*", "days/*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			name, _ := filepath.Rel(dir, path)
			names = append(names, name)
		}
	}
	if want := []string{"days", "mine.csv", csvfile.TruthFile, "days/0.csv"}; !slices.Equal(names, want) {
		t.Errorf("the folder holds %q, want %q", names, want)
	}
	if _, kept, _, err := csvfile.Open(t.Context(), dir, "small"); err != nil || !kept {
		t.Errorf("the complete folder is not kept: %v", err)
	}
}
