package project

import (
	"bufio"
	"cmp"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

// wanted is an error that a project was planted with: a marker `want: CODE COLUMN "part of the text"` in a comment of its line.
type wanted struct {
	place farol.Place
	code  farol.Code
	text  string
}

var marker = regexp.MustCompile(`want: ([a-z-]+) ([0-9]+) "([^"]*)"`)

func planted(t *testing.T, dir string) (all []wanted) {
	t.Helper()
	err := filepath.WalkDir(dir, func(full string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(full)
		if err != nil {
			return err
		}
		defer f.Close()
		rel, _ := filepath.Rel(dir, full)
		lines := bufio.NewScanner(f)
		for line := 1; lines.Scan(); line++ {
			for _, m := range marker.FindAllStringSubmatch(lines.Text(), -1) {
				column, _ := strconv.Atoi(m[2])
				all = append(all, wanted{farol.Place{File: filepath.ToSlash(rel), Line: line, Column: column}, farol.Code(m[1]), m[3]})
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b wanted) int {
		return cmp.Or(cmp.Compare(a.place.File, b.place.File), cmp.Compare(a.place.Line, b.place.Line), cmp.Compare(a.place.Column, b.place.Column))
	})
	return all
}

// TestPlantedMistakes holds that each mistake is reported once, at its place, all at once and in order, and that nothing else is.
func TestPlantedMistakes(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*/farol.yaml")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no planted projects: %v", err)
	}
	opts := withEngine(t)
	for _, config := range dirs {
		dir := filepath.Dir(config)
		if _, err := os.Stat(filepath.Join(dir, "want.txt")); err == nil {
			continue // TestGoldenMistakes reads it.
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			want := planted(t, dir)
			if filepath.Base(dir) == "fifteen" && len(want) != 15 {
				t.Fatalf("%d mistakes are marked, want 15", len(want))
			}
			_, err := Load(t.Context(), dir, opts)
			got := farol.AsErrors(err)
			for i := range max(len(got), len(want)) {
				switch {
				case i >= len(got):
					t.Errorf("missing: %v %s %q", want[i].place, want[i].code, want[i].text)
				case i >= len(want):
					t.Errorf("too many: %v", got[i])
				case got[i].Place != want[i].place || got[i].Code != want[i].code || !strings.Contains(got[i].Error(), want[i].text):
					t.Errorf("got  %v\nwant %v %s %q", got[i], want[i].place, want[i].code, want[i].text)
				}
			}
		})
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenMistakes holds the wording and places of errors and warnings of every kind.
func TestGoldenMistakes(t *testing.T) {
	opts := withEngine(t)
	goldens, err := filepath.Glob("testdata/*/want.txt")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, golden := range goldens {
		dir := filepath.Dir(golden)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var got strings.Builder
			p, err := Load(t.Context(), dir, opts)
			for _, e := range farol.AsErrors(err) {
				got.WriteString(e.Error() + "\n")
			}
			if p != nil {
				for _, w := range p.Warnings {
					got.WriteString("warning: " + w.Error() + "\n")
				}
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("errors differ (-want +got):\n%s", diff)
			}
		})
	}
}
