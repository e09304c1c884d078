package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// peopleProject is the project of testdata/script/entity.txtar.
func peopleProject(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/script/entity.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEntitiesAreAskedOfTheServingProcess(t *testing.T) {
	t.Parallel()
	dir := peopleProject(t)
	want(t, dir, 0, "person: 12 records", "run")
	before := want(t, dir, 0, "prior:", "match", "model", "person")
	s := serve(t, dir)
	if during := want(t, dir, 0, "prior:", "match", "model", "person"); during != before {
		t.Errorf("the model while serving:\n%s\nbefore:\n%s", during, before)
	}
	want(t, dir, 0, "No record changes its entity", "match", "learn", "person")
	want(t, dir, 0, "Model 2 is in use", "match", "learn", "person", "--apply")
	want(t, dir, 1, "did you mean person", "match", "learn", "preson")

	// A decision, of whoever, is no change of the project, and is read by the next run.
	said, err := os.ReadFile(filepath.Join(dir, "drafts", "person.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "decisions"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "decisions", "person.yaml"), said, 0o600); err != nil {
		t.Fatal(err)
	}
	out := want(t, dir, 0, "person: 12 records", "run")
	if !strings.Contains(out, "1 absorbed") {
		t.Errorf("the decision joined nobody:\n%s", out)
	}
	if log := s.log.String(); strings.Contains(log, "the project has changed") {
		t.Errorf("a decision was told as a change of the project:\n%s", log)
	}
	s.stop(t)
	want(t, dir, 0, "unchanged", "run")
}
