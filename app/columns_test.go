package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
)

// What farol check says of columns a run says in the same words at the same place, before a forecast is kept or a table published.
func TestARunSaysOfColumnsWhatCheckSays(t *testing.T) {
	const measure = "measure: sales.revenue\nhorizon: 7\n"
	for step, text := range map[string]string{
		"forecasts/ahead.yaml":           measure + "regressors:\n  - {name: plan, table: daily, column: nothere, time: day}\n",
		"forecasts/ahead.yaml of text":   measure + "regressors:\n  - {name: plan, table: daily, column: product, time: day}\n",
		"forecasts/ahead.yaml to reach":  measure + "targets: {table: daily, column: nothere, period: day}\n",
		"forecasts/ahead.yaml by shop":   measure + "targets: {table: daily, column: amount, period: shop}\n",
		"metrics/more.yaml":              "table: daily\ntenant: shop\nmeasures:\n  n: {sum: nothere}\n",
		"metrics/more.yaml of text":      "table: daily\ntenant: shop\nmeasures:\n  n: {sum: product}\n",
		"metrics/more.yaml shown to all": "table: daily\nshared: true\nmeasures:\n  n: {sum: amount}\n",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "shop")
			if _, err := project.Init(dir, project.InitOptions{}); err != nil {
				t.Fatal(err)
			}
			file, table := "forecasts/ahead.yaml", "ahead"
			if filepath.Dir(step) == "metrics" {
				file, table = "metrics/more.yaml", "daily"
			}
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, "forecasts"), 0o700), os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
			_, err := app.Check(t.Context(), dir)
			said := farol.AsErrors(err)
			if len(said) != 1 {
				t.Fatalf("check says %v", err)
			}
			a, err := app.Open(t.Context(), app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			summary, err := a.Pipeline.Run(t.Context(), pipeline.Request{})
			if err != nil {
				t.Fatal(err)
			}
			want := pipeline.Fault{Code: said[0].Code, Message: said[0].Message, Hint: said[0].Advice, Place: said[0].Place.String()}
			for _, s := range summary.Steps {
				if s.Name == table && (s.Error == nil || *s.Error != want || s.Version != 0) {
					t.Errorf("the run says %+v of version %d, and check %+v", s.Error, s.Version, want)
				}
			}
			if summary.State != pipeline.Failed {
				t.Errorf("the run ended as %q", summary.State)
			}
			if _, err := os.Stat(filepath.Join(app.StateDir(dir), "lake", "forecasts", "ahead", "ledger.jsonl")); err == nil {
				t.Error("a forecast was kept")
			}
		})
	}
}
