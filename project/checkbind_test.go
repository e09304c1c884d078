package project

import (
	"context"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
)

// failing is a Binder that makes tables and fails at SQL in a way that says nothing of it.
type failing struct{ table, model error }

func (f failing) Table(context.Context, string, farol.Schema) error { return f.table }

func (f failing) Model(context.Context, string, string, bool) (farol.Schema, error) {
	return nil, f.model
}

// A model that could not be held against its tables must not look like one that is right.
func TestWhatTheBinderCannotTellIsAWarning(t *testing.T) {
	dir := t.TempDir() + "/shop"
	if _, err := Init(dir, InitOptions{}); err != nil {
		t.Fatal(err)
	}
	known := map[string]Table{"sales": {Schema: farol.Schema{{Name: "shop", Type: farol.Type{Kind: farol.KindText}}}}}
	stopped := farol.Errorf(farol.CodeCancelled, "reading it took longer than a minute").Hint("look for a large range")
	for name, c := range map[string]struct {
		binder      failing
		place, text string
	}{
		"a model that does not end": {failing{model: stopped}, "models/daily.sql", "the model was not held against its tables: reading it took longer"},
		"a table that is not made":  {failing{table: context.DeadlineExceeded}, "", `what reads the table "sales" was not held against its tables: the engine failed`},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Load(t.Context(), dir, withEngine(t))
			if err != nil || len(p.Warnings) > 0 {
				t.Fatal(err, p.Warnings)
			}
			_, errs := CheckModels(t.Context(), p, known, nil, c.binder)
			if len(errs) > 0 || len(p.Warnings) != 1 {
				t.Fatalf("errors %v, warnings %v: want one warning", errs, p.Warnings)
			}
			if w := p.Warnings[0]; w.Place.File != c.place || !strings.HasPrefix(w.Message, c.text) || w.Advice == "" {
				t.Errorf("got %v, want %s: %s", w, c.place, c.text)
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			p.Warnings = nil
			if CheckModels(gone, p, known, nil, c.binder); len(p.Warnings) > 0 {
				t.Errorf("warned although nobody waits any more: %v", p.Warnings)
			}
		})
	}
}
