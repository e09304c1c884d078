package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/project"
)

// failing is a real engine that answers nothing any more once it is told to fail, as DuckDB does after a fault inside it.
type failing struct {
	engine.Engine
	failed atomic.Bool
}

func (f *failing) Snapshot(ctx context.Context) (engine.Snapshot, error) {
	if f.failed.Load() {
		return nil, fmt.Errorf("a statement failed: %w", duckdb.ErrDamaged)
	}
	return f.Engine.Snapshot(ctx)
}

// A service whose engine has failed must end, so that its supervisor opens the warehouse again; until then it must not.
func TestServeEndsWhenItsEngineHasFailed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := project.Init(dir, project.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Dir: dir, Log: quiet(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	e := &failing{Engine: a.Engine}
	a.Engine = e
	ended := make(chan error, 1)
	go func() {
		ended <- a.Serve(t.Context(), app.ServeOptions{Listen: "127.0.0.1:0", Ready: func(string) { e.failed.Store(true) }})
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, app.ErrEngineFailed) || !e.failed.Load() {
			t.Errorf("serving ended with %v; the engine had failed: %v", err, e.failed.Load())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the service goes on with a failed engine")
	}
}
