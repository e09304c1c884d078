package pipeline

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
	"github.com/farol-kpi/farol/state"
)

// clocked is a pipeline whose clock moves only when its scheduler waits.
type clocked struct {
	*Pipeline
	now time.Time
	// each is called before every wait; it ends the scheduler by returning false.
	each func(now time.Time) bool
}

func newClocked(t *testing.T, db *state.DB, p *project.Project, now time.Time) *clocked {
	t.Helper()
	l, err := lake.Open(filepath.Join(p.Dir, "lake"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(p.Dir, "w.duckdb"), LakeDir: l.Dir(), MemoryMB: 256, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	files, err := file.Open(t.Context(), file.Options{TempDir: t.TempDir(), TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	c := &clocked{now: now}
	c.Pipeline, err = New(Options{Project: p, Engine: w, Lake: l, Files: files, State: db, Clock: func() time.Time { return c.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	c.wait = func(ctx context.Context, d time.Duration) error {
		if !c.each(c.now) {
			return context.Canceled
		}
		c.now = c.now.Add(d)
		return nil
	}
	return c
}

func (c *clocked) starts(t *testing.T) []string {
	t.Helper()
	runs, err := c.Runs(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for i := len(runs) - 1; i >= 0; i-- {
		list = append(list, runs[i].Started.Format("15:04")+" "+runs[i].Select[0])
	}
	return list
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %q, want %q", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: got %q, want %q", what, got, want)
		}
	}
}

func TestServeRunsWhatIsDueAndCatchesUpOnce(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("id\n1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := &project.Project{Dir: dir, Config: project.Config{Schedule: "0 */6 * * *"}, Sources: []*source.Spec{
		{Name: "hourly", Path: "a.csv", Schedule: "5 * * * *"}, {Name: "usual", Path: "a.csv"},
	}}
	db, err := state.Open(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()

	day := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	c := newClocked(t, db, p, day.Add(4*time.Hour+30*time.Minute))
	c.each = func(now time.Time) bool { return now.Before(day.Add(6*time.Hour + 10*time.Minute)) }
	if err := c.Serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "first day", c.starts(t), "05:05 hourly+", "06:00 usual+", "06:05 hourly+")

	// Down for five hours: four of the hourly runs and none of the others are missed, and one run makes up for them.
	c.now = day.Add(11*time.Hour + 20*time.Minute)
	c.each = func(now time.Time) bool { return now.Before(day.Add(11*time.Hour + 40*time.Minute)) }
	if err := c.Serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "after a pause", c.starts(t)[3:], "11:20 hourly+")

	// Another expression begins anew: nothing was missed of it.
	p.Sources[0].Schedule = "50 * * * *"
	c.each = func(now time.Time) bool { return now.Before(day.Add(11*time.Hour + 55*time.Minute)) }
	if err := c.Serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "after a change", c.starts(t)[4:], "11:50 hourly+")
}

func TestServeWaitsForARunOfSomebodyElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("id\n1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := &project.Project{Dir: dir, Sources: []*source.Spec{{Name: "a", Path: "a.csv", Schedule: "0 * * * *"}}}
	db, err := state.Open(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	c := newClocked(t, db, p, day.Add(59*time.Minute+55*time.Second))
	end, err := c.begin()
	if err != nil {
		t.Fatal(err)
	}
	busy := 0
	c.each = func(now time.Time) bool {
		if !now.Before(day.Add(time.Hour)) {
			if busy++; busy == 3 {
				end()
			}
		}
		return now.Before(day.Add(90 * time.Minute))
	}
	if err := c.Serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "runs", c.starts(t), "01:00 a+")
	if runs, _ := c.Runs(t.Context(), 1); runs[0].Started.Second() != 15 {
		t.Errorf("it began at %s, want as soon as the other had ended", runs[0].Started)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	dir := t.TempDir()
	db, err := state.Open(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c := newClocked(t, db, &project.Project{Dir: dir}, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	c.wait = func(ctx context.Context, d time.Duration) error {
		cancel()
		return waitReal(ctx, d)
	}
	if err := c.Serve(ctx); err != nil {
		t.Errorf("ended with %v", err)
	}
}
