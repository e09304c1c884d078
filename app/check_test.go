package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
)

// Checking opens the warehouse with the lake that the project states, and makes no other beside it.
func TestCheckUsesTheStatedLake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := project.Init(dir, project.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "farol.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(text, "\nlake: ./store\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	summary, err := a.Pipeline.Run(t.Context(), pipeline.Request{})
	if err := errors.Join(err, a.Close()); err != nil || summary.State != pipeline.OK {
		t.Fatal(summary.State, err)
	}
	if _, err := app.Check(t.Context(), dir); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]bool{"store/landing": true, ".farol/lake": false} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}
