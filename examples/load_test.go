package examples_test

import (
	"io/fs"
	"path"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/demo"
	"github.com/farol-kpi/farol/examples"
	"github.com/farol-kpi/farol/metric"
)

// names lists the examples.
func names(t *testing.T) []string {
	t.Helper()
	entries, err := fs.ReadDir(examples.FS, ".")
	if err != nil || len(entries) < 2 {
		t.Fatalf("%d examples, %v", len(entries), err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// complete tells that a text is there in every language.
func complete(t *testing.T, text farol.Text, of string) {
	t.Helper()
	for _, language := range []string{"en", "pt", "it"} {
		if text[language] == "" {
			t.Errorf("%s has no text in %q", of, language)
		}
	}
}

func TestEveryExampleLoads(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			p := open(t, name, nil).project
			if p.Config.Demo == nil || demo.Generators()[p.Config.Demo.Generator].Generate == nil {
				t.Error("the example has no generator")
			}
			if len(p.Sources) == 0 || len(p.Views) == 0 || len(p.Pages) < 3 {
				t.Errorf("%d sources, %d views, %d pages", len(p.Sources), len(p.Views), len(p.Pages))
			}
			for _, m := range p.Models {
				if m.Description == "" || len(m.Checks) == 0 {
					t.Errorf("model %s has no description or no checks", m.Name)
				}
			}
			for _, v := range p.Views {
				complete(t, v.Label, v.Name)
				for _, m := range v.Measures {
					complete(t, m.Label, v.Name+"."+m.Name)
					complete(t, m.Description, v.Name+"."+m.Name+" description")
				}
				for _, d := range v.Dimensions {
					complete(t, d.Label, v.Name+"."+d.Name)
				}
			}
			for _, page := range p.Pages {
				complete(t, page.Title, page.Name)
				complete(t, page.Sentence, page.Name+" sentence")
				for _, row := range page.Rows {
					for _, tile := range row {
						if tile.Kpi == "" {
							complete(t, tile.Title, path.Join(page.File, "tile"))
						}
					}
				}
			}
			roles := map[string]bool{}
			for _, u := range p.Config.Demo.Users {
				roles[u.Role] = true
				if _, err := access.Resolve(p.Policy, access.Identity{User: u.User, Roles: []string{u.Role}, Attributes: u.Attributes}); err != nil {
					t.Errorf("demo user %s: %v", u.User, err)
				}
			}
			if !roles["admin"] {
				t.Error("no demo user is an administrator")
			}
		})
	}
}

// Each example runs on the data of its generator, every measure has a figure, and a second run has nothing to do.
func TestEveryExampleRuns(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			o := open(t, name, map[string]string{"CAMPAIGNS_DATA": data, "REALESTATE_DATA": data, "COMPANIES_DATA": data})
			if _, err := demo.Generators()[o.project.Config.Demo.Generator].Generate(t.Context(), data, demo.Options{Seed: 1}); err != nil {
				t.Fatal(err)
			}
			o.run(t)
			for _, v := range o.project.Views {
				for _, m := range v.Measures {
					if m.Hidden || v.Ahead != nil {
						continue
					}
					r := o.ask(t, access.Local(), metric.Query{View: v.Name, Measures: []string{m.Name}})
					if len(r.Rows) != 1 || r.Rows[0][0] == nil {
						t.Errorf("%s.%s gives %v", v.Name, m.Name, r.Rows)
					}
				}
				for _, d := range v.Dimensions {
					r := o.ask(t, access.Local(), metric.Query{View: v.Name, Measures: []string{v.Measures[0].Name}, By: []string{d.Name}})
					// A single run gives ids and does nothing else to them.
					if len(r.Rows) < 2 && v.Name != "history" {
						t.Errorf("%s by %s has %d rows", v.Name, d.Name, len(r.Rows))
					}
				}
			}
			for _, f := range o.project.Forecasts {
				o.forecastIsOneNumber(t, access.Local(), f.Name, nil)
			}
			if name == "realestate" {
				o.forecastIsOneNumber(t, access.Local(), "contacts_ahead", map[string][]string{"agency": {"A002"}})
				o.forecastIsOneNumber(t, access.Identity{User: "one@demo", Roles: []string{"agent"}, Attributes: map[string]string{"agency_id": "A002"}}, "contacts_ahead", nil)
			}
			o.draw(t)
			for step, s := range o.run(t) {
				if s.State != "unchanged" {
					t.Errorf("%s is %q in a second run", step, s.State)
				}
			}
		})
	}
}
