package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/demo/realestate"
	"github.com/farol-kpi/farol/metric"
)

// Events that come late or twice, a day after others were loaded, change the days that they happened on: what is made step by step
// equals what is made at once.
func TestDaysThatComeOneByOneGiveTheSameFigures(t *testing.T) {
	all := t.TempDir()
	if _, err := realestate.Generate(t.Context(), all, realestate.Options{Seed: 5, Agencies: 20, Listings: 200}); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := os.CopyFS(data, os.DirFS(all)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(data, "ad_events", "*.csv"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	slices.Sort(files)
	later := files[len(files)-3:]
	for _, file := range later {
		if err := os.Rename(file, file+".later"); err != nil {
			t.Fatal(err)
		}
	}
	byStep := open(t, "realestate", map[string]string{"REALESTATE_DATA": data})
	byStep.run(t)
	first := answers(t, byStep)
	for _, file := range later {
		if err := os.Rename(file+".later", file); err != nil {
			t.Fatal(err)
		}
		byStep.run(t)
	}
	atOnce := open(t, "realestate", map[string]string{"REALESTATE_DATA": all})
	atOnce.run(t)

	got, want := answers(t, byStep), answers(t, atOnce)
	for question := range want {
		for i := range want[question] {
			if i >= len(got[question]) || got[question][i] != want[question][i] {
				t.Errorf("%s differs between step by step and at once: %v, %s", question, got[question][min(i, len(got[question])-1)], want[question][i])
			}
		}
		if slices.Equal(first[question], want[question]) {
			t.Errorf("%s was the same before the last days came: this test could not fail", question)
		}
	}
}

// answers gives every offered sum of the views by day, or in total for a view without time, as text, a row each.
func answers(t *testing.T, o *opened) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, v := range o.project.Views {
		if v.Name == "payments" {
			continue // no event changes an invoice
		}
		q := metric.Query{View: v.Name}
		for _, m := range v.Measures {
			if !m.Hidden {
				q.Measures = append(q.Measures, m.Name)
			}
		}
		if v.Time != nil {
			q.By = []string{"day"}
		}
		r := o.ask(t, access.Local(), q)
		for _, row := range r.Rows {
			text, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			out[v.Name] = append(out[v.Name], string(text))
		}
	}
	return out
}
