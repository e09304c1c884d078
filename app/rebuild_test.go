package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
)

// A warehouse that does not open is set aside, and serving builds its tables again from the lake alone.
func TestServeRebuildsADamagedWarehouse(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := project.Init(dir, project.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	open := func() *app.App {
		a, err := app.Open(ctx, app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	tables := func(a *app.App) int {
		s, err := a.Engine.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		list, err := s.Tables(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	a := open()
	if summary, err := a.Pipeline.Run(ctx, pipeline.Request{}); err != nil || summary.State != pipeline.OK {
		t.Fatalf("%s, %v", summary.State, err)
	}
	built := tables(a)
	if err := a.Close(); err != nil || built == 0 {
		t.Fatalf("%d tables, %v", built, err)
	}
	if err := os.WriteFile(filepath.Join(app.StateDir(dir), "warehouse.duckdb"), []byte("this is no database, whatever its name says"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}

	a = open()
	defer a.Close()
	if n := tables(a); n != 0 {
		t.Fatalf("%d tables are in the new warehouse", n)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, app.ServeOptions{Listen: "127.0.0.1:0"}) }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(time.Minute)
	for tables(a) < built {
		select {
		case err := <-ended:
			t.Fatalf("serving ended: %v", err)
		case <-tick.C:
		case <-late:
			t.Fatal("the tables were not built again")
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
