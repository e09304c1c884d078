package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/demo/companies"
	"github.com/farol-kpi/farol/metric"
)

// The figures of quality are those that the generator planted: what is missing, of zeros, rejected and wrong.
func TestQualityOfCompaniesIsThatOfTheTruth(t *testing.T) {
	data := t.TempDir()
	if _, err := companies.Generate(t.Context(), data, companies.Options{Seed: 7, Records: 8_000}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(data, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Planted struct {
			Sources map[string]struct {
				Records, Duplicates, Bad int64
				VATGiven                 int64 `json:"vat_given"`
				VATWrong                 int64 `json:"vat_wrong"`
				VATZeros                 int64 `json:"vat_zeros"`
			}
		}
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	o := open(t, "companies", map[string]string{"COMPANIES_DATA": data})
	steps := o.run(t)
	r := o.ask(t, access.Local(), metric.Query{View: "records", By: []string{"source"},
		Measures: []string{"records", "vat_valid", "vat_wrong", "vat_placeholder", "vat_missing", "repeats"}})
	if len(r.Rows) != len(truth.Planted.Sources) || len(r.Rows) != 5 {
		t.Fatalf("%d sources", len(r.Rows))
	}
	for _, row := range r.Rows {
		source, figure := row[0].(string), func(i int) int64 { return row[i].(int64) }
		want := truth.Planted.Sources[source]
		valid, wrong := figure(2), figure(3)
		if figure(1) != want.Records || valid+wrong != want.VATGiven || figure(4) != want.VATZeros || figure(5) != want.Records-want.VATGiven-want.VATZeros {
			t.Errorf("%s: %v, planted were %+v", source, row, want)
		}
		// A mistyped number may be another valid one by chance, which is rare.
		if wrong > want.VATWrong || wrong < want.VATWrong*85/100 {
			t.Errorf("%s: %d numbers are wrong, %d were mistyped", source, wrong, want.VATWrong)
		}
		if repeats := figure(6); repeats > want.Duplicates || source == "invoices" && repeats < want.Duplicates/2 {
			t.Errorf("%s: %d repeats, %d duplicates", source, repeats, want.Duplicates)
		}
		if s := steps[source]; s.Rejected != want.Bad {
			t.Errorf("%s: %d rows were rejected, %d are bad", source, s.Rejected, want.Bad)
		}
	}
}

// Days that come one by one, with records that change and go, end in the same figures as all days at once.
func TestDaysOfCompaniesGiveTheSameFigures(t *testing.T) {
	all, data := t.TempDir(), t.TempDir()
	if _, err := companies.Generate(t.Context(), all, companies.Options{Seed: 2, Increments: 3}); err != nil {
		t.Fatal(err)
	}
	bring := func(day int) {
		name := companies.FirstDay.AddDate(0, 0, day).Format(time.DateOnly)
		if err := os.CopyFS(filepath.Join(data, name), os.DirFS(filepath.Join(all, name))); err != nil {
			t.Fatal(err)
		}
	}
	bring(0)
	byDay := open(t, "companies", map[string]string{"COMPANIES_DATA": data})
	byDay.run(t)
	first := answers(t, byDay)
	for day := range 3 {
		bring(day + 1)
		byDay.run(t)
	}
	atOnce := open(t, "companies", map[string]string{"COMPANIES_DATA": all})
	atOnce.run(t)
	got, want := answers(t, byDay), answers(t, atOnce)
	// What is told of companies rests on a model that was learned from fewer records; TestCompaniesFoundAreThoseOfTheTruth holds that.
	for _, view := range []string{"records", "fields", "changes"} {
		if len(want[view]) == 0 {
			t.Errorf("%s has no answer", view)
		}
		if !slices.Equal(got[view], want[view]) {
			t.Errorf("%s differs between day by day and at once", view)
		}
		if slices.Equal(first[view], want[view]) {
			t.Errorf("%s was the same before the last days came: this test could not fail", view)
		}
	}
}

// Who keeps the sources decides on pairs in doubt; the analyst sees companies and decides nothing.
func TestTheAnalystOfCompaniesSeesThemAndDecidesNothing(t *testing.T) {
	o := open(t, "companies", nil)
	review := map[string]bool{"operator": true, "analyst": false, "admin": true}
	for _, u := range o.project.Config.Demo.Users {
		e, err := access.Resolve(o.project.Policy, access.Identity{User: u.User, Roles: []string{u.Role}})
		if err != nil {
			t.Fatal(err)
		}
		if !e.MaySeeEntity("company") || e.MayReview("company") != review[u.Role] {
			t.Errorf("%s may see companies: %v, may decide: %v", u.Role, e.MaySeeEntity("company"), e.MayReview("company"))
		}
	}
	if n := len(o.project.Config.Demo.Users); n != len(review) {
		t.Errorf("%d users", n)
	}
}
