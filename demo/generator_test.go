package demo

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// hashes gives the SHA-256 of every file below dir.
func hashes(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = sha256.Sum256(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSameSeedSameBytes(t *testing.T) {
	for name, g := range Generators() {
		t.Run(name, func(t *testing.T) {
			first, second, other := t.TempDir(), t.TempDir(), t.TempDir()
			for dir, seed := range map[string]uint64{first: 1, second: 1, other: 2} {
				report, err := g.Generate(t.Context(), dir, Options{Seed: seed})
				if err != nil {
					t.Fatal(err)
				}
				if report.Rows == 0 || report.Kept {
					t.Fatalf("report %+v: no rows, or said to be kept in an empty folder", report)
				}
			}
			a, b, c := hashes(t, first), hashes(t, second), hashes(t, other)
			if len(a) < 4 || len(a) != len(b) {
				t.Fatalf("%d and %d files", len(a), len(b))
			}
			for file := range a {
				if a[file] != b[file] {
					t.Errorf("%s differs between two runs of one seed", file)
				}
			}
			if a["truth.json"] == c["truth.json"] {
				t.Error("another seed gave the same truth")
			}

			report, err := g.Generate(t.Context(), first, Options{Seed: 1})
			if err != nil || !report.Kept {
				t.Errorf("a complete folder was made again: %+v, %v", report, err)
			}
			report, err = g.Generate(t.Context(), first, Options{Seed: 2})
			if err != nil || report.Kept {
				t.Errorf("a folder of another seed was kept: %+v, %v", report, err)
			}
			if again := hashes(t, first); again["truth.json"] != c["truth.json"] {
				t.Error("a folder that held another seed does not end the same as an empty one")
			}
		})
	}
}
