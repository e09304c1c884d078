package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
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

// What farol.yaml says wrongly is one error at its place among all others, with or without a warehouse to look at.
func TestCheckTellsWhatElseIsWrongBesideTheTimeZone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := project.Init(dir, project.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, places ...string) {
		t.Helper()
		_, err := app.Check(t.Context(), dir)
		var errs farol.Errors
		if !errors.As(err, &errs) {
			t.Fatalf("%s: %v", when, err)
		}
		var got []string
		for _, e := range errs {
			got = append(got, e.Place.String())
		}
		if !slices.Equal(got, places) {
			t.Errorf("%s: errors at %q, want %q", when, got, places)
		}
	}
	const faulty = "type: file\npath: data/orders/*.csv\nload: merge\n"
	places := []string{"farol.yaml:2:12", "farol.yaml:3:7", "sources/more.yaml:3:1"}
	write("sources/more.yaml", faulty)
	write("farol.yaml", "name: shop\ntime_zone: Europe/Lisbonne\nlake: s3://rows\n")
	check("unbuilt", places...)

	if err := os.Remove(filepath.Join(dir, "sources/more.yaml")); err != nil {
		t.Fatal(err)
	}
	write("farol.yaml", "name: shop\n")
	a, err := app.Open(t.Context(), app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Pipeline.Run(t.Context(), pipeline.Request{})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	write("sources/more.yaml", faulty)
	write("farol.yaml", "name: shop\ntime_zone: Europe/Lisbonne\nlake: s3://rows\n")
	check("built", places...)
}

// What every load would be refused for is told before anything is loaded: a header that cannot be read, a format that is none.
func TestCheckForeseesRefusals(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"farol.yaml":          "name: shop\n",
		"sources/twice.yaml":  "type: file\npath: twice.csv\n",
		"sources/format.yaml": "type: file\npath: format.csv\ncolumns:\n  day: {type: date, formats: [DAY/MON]}\n",
		"twice.csv":           "id,Amount,amount\n1,2,3\n",
		"format.csv":          "id,day\n1,2026-01-02\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := app.Check(t.Context(), dir)
	var errs farol.Errors
	if !errors.As(err, &errs) || len(errs) != 2 {
		t.Fatalf("got %v, want two errors", err)
	}
	if e := errs[0]; e.Code != farol.CodeBadValue || e.Place.String() != "sources/format.yaml:4" {
		t.Errorf("got %v at %s", e, e.Place)
	}
	if e := errs[1]; e.Code != farol.CodeBadHeader || e.Place.String() != "twice.csv:1" {
		t.Errorf("got %v at %s", e, e.Place)
	}
}
