package project

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/farol-kpi/farol"
)

func TestInitWritesAProjectWithoutErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "My Shop")
	files, err := Init(dir, InitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".gitignore", "access.yaml", "data/sales.csv", "farol.yaml", "metrics/sales.yaml", "models/daily.sql",
		"pages/home.yaml", "sources/sales.yaml"} {
		if !slices.Contains(files, want) {
			t.Errorf("%s was not written; written: %v", want, files)
		}
	}
	p, err := Load(t.Context(), dir, withEngine(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.Config.Name != "my_shop" || len(p.Models) != 1 || !slices.Equal(p.Models[0].DependsOn, []string{"sales"}) || len(p.Warnings) > 0 {
		t.Errorf("the project is not as written: %+v %v", p.Config, p.Warnings)
	}
}

func TestInitRefusesAFolderThatHoldsFiles(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "farol.yaml")
	if err := os.WriteFile(mine, []byte("name: mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Init(dir, InitOptions{})
	var e *farol.Error
	if !errors.As(err, &e) || e.Code != farol.CodeConflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	if text, _ := os.ReadFile(mine); string(text) != "name: mine\n" {
		t.Error("the refused folder was changed")
	}
	if _, err := Init(dir, InitOptions{Force: true, Name: "other"}); err != nil {
		t.Fatal(err)
	}
	p, err := Load(t.Context(), dir, Options{})
	if err != nil || p.Config.Name != "mine" || len(p.Sources) != 1 {
		t.Errorf("forced, it must add what is missing and keep what is there: %v %v", p, err)
	}
}
