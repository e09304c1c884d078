package app_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/demo"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/pipeline"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// Every page of every example is drawn from generated data, for the first user that the example names, without a failed tile.
func TestExamplesFromNothingToEveryPage(t *testing.T) {
	for _, name := range app.Examples() {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			dir, err := app.Example(t.TempDir(), name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := demo.Generators()[name].Generate(ctx, filepath.Join(dir, "data"), demo.Options{Seed: 1}); err != nil {
				t.Fatal(err)
			}
			a, err := app.Open(ctx, app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { a.Close() })
			began := time.Now()
			summary, err := a.Pipeline.Run(ctx, pipeline.Request{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range summary.Steps {
				t.Logf("%-24s %-8s in %d applied %d rejected %d %.2fs %v", s.Name, s.State, s.RowsIn, s.Applied, s.Rejected, s.Seconds, s.Error)
			}
			t.Logf("run: %s in %s", summary.State, time.Since(began))
			if summary.State != "ok" {
				t.Fatalf("the run ended as %s", summary.State)
			}
			for i, u := range a.Project.Config.Demo.Users {
				ent, err := access.Resolve(a.Project.Policy, access.Identity{User: u.User, Roles: []string{u.Role}, Attributes: u.Attributes})
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range a.Pages.Pages(ent) {
					for _, language := range a.Project.Config.Languages {
						began := time.Now()
						payload, err := a.Pages.Render(ctx, ent, p.Name, page.Params{Language: language})
						if err != nil {
							t.Fatalf("%s for %s: %v", p.Name, u.User, err)
						}
						took := time.Since(began)
						for _, row := range payload.Rows {
							for _, tile := range row {
								// A small agency may have nothing to show; the first one must show everything.
								if tile.State != "ok" && (i == 0 || tile.State != "empty") {
									t.Errorf("%s for %s: tile %s %q is %s: %+v", p.Name, u.User, tile.ID, tile.Title, tile.State, tile.Problem)
								}
							}
						}
						if out := os.Getenv("FAROL_PAYLOADS"); out != "" {
							b, _ := json.MarshalIndent(payload, "", " ")
							if err := os.WriteFile(filepath.Join(out, name+"-"+p.Name+"-"+u.User+"-"+language+".json"), b, 0o600); err != nil {
								t.Fatal(err)
							}
						}
						var sentence string
						for _, part := range payload.Sentence {
							sentence += part.Text
						}
						t.Logf("%s %s %s: %v %s", p.Name, u.User, language, took.Round(time.Millisecond), sentence)
					}
				}
			}
		})
	}
}

// Data of another seed must not be added to those of the first.
func TestResetExample(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(app.StateDir(dir), "lake", "kept")
	for _, step := range []struct {
		made string
		want bool // what was loaded is still there
	}{{"seed=1", true}, {"seed=1", true}, {"seed=2", false}} {
		if step.want {
			if err := os.MkdirAll(kept, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := app.ResetExample(t.Context(), dir, step.made); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(kept); (err == nil) != step.want {
			t.Errorf("%s: still there is %v, want %v", step.made, err == nil, step.want)
		}
	}
}
