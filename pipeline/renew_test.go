package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/state"
)

// Two readings of one project run one at a time, and the scheduler of the one that is retired ends after its run, not within it.
func TestRenewSharesTheTurnAndRetireEndsServe(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("id\n1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := state.Open(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	p := &project.Project{Dir: dir, Sources: []*source.Spec{{Name: "a", Path: "a.csv", Schedule: "5 * * * *"}}}
	c := newClocked(t, db, p, time.Date(2026, 1, 5, 4, 0, 0, 0, time.UTC))
	waits := 0
	c.each = func(time.Time) bool { waits++; return true }

	next, err := c.Renew(&project.Project{Dir: dir, Sources: []*source.Spec{{Name: "b", Path: "a.csv"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	retired := false
	_, err = c.Run(t.Context(), Request{Progress: func(Event) {
		_, err := next.Run(context.WithoutCancel(t.Context()), Request{})
		var known *farol.Error
		if retired = errors.As(err, &known) && known.Code == farol.CodeRunning; !retired {
			t.Errorf("a second reading ran within the run of the first: %v", err)
		}
		c.Retire()
	}})
	if err != nil || !retired {
		t.Fatal(err)
	}
	if err := c.Serve(t.Context()); err != nil {
		t.Error(err)
	}
	if s, err := next.Run(t.Context(), Request{}); err != nil || s.State != OK || s.Steps[0].Name != "b" {
		t.Errorf("the second reading: %+v, %v", s, err)
	}
	if _, err := next.Renew(&project.Project{Dir: dir, Sources: []*source.Spec{{Name: "a", Path: "a.csv", Schedule: "often"}}}, nil); err == nil {
		t.Error("a schedule that is none was taken")
	}
}
