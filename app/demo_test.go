package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
)

func TestExampleIsWrittenOnceAndKept(t *testing.T) {
	base := t.TempDir()
	dir, err := app.Example(base, "campaigns")
	if err != nil {
		t.Fatal(err)
	}
	config, other := filepath.Join(dir, "farol.yaml"), filepath.Join(dir, "pages", "calls.yaml")
	if err := os.WriteFile(config, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	again, err := app.Example(base, "campaigns")
	if err != nil || again != dir {
		t.Fatalf("%s, %v", again, err)
	}
	if b, err := os.ReadFile(config); err != nil || string(b) != "mine" {
		t.Errorf("a changed file was not kept: %q, %v", b, err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("a missing file was not written: %v", err)
	}
	err = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".part") {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestExampleOfTheRepositoryServesItself(t *testing.T) {
	base := t.TempDir()
	own := filepath.Join(base, "examples", "campaigns")
	if err := os.MkdirAll(own, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, "farol.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if dir, err := app.Example(base, "campaigns"); err != nil || dir != own {
		t.Errorf("%s, %v", dir, err)
	}
	_, err := app.Example(base, "campaign")
	var known *farol.Error
	if !errors.As(err, &known) || known.Code != farol.CodeUsage || !strings.Contains(known.Advice, "campaigns") {
		t.Errorf("an unknown name: %v", err)
	}
}
