package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/server"
	"github.com/farol-kpi/farol/server/local"
	"github.com/farol-kpi/farol/ui"
)

// ServeOptions says where and how to serve.
type ServeOptions struct {
	Listen  string // HOST:PORT
	Demo    bool   // the log-in page offers the project's demo users
	Version string
	Ready   func(url string) // called once everything answers
	// BehindProxy believes the X-Forwarded-For of the one proxy that alone can reach Listen.
	BehindProxy bool
}

// NewServer makes what answers requests of the open project.
func (a *App) NewServer(o ServeOptions) (*server.Server, error) {
	return server.New(a.serverOptions(o))
}

func (a *App) serverOptions(o ServeOptions) server.Options {
	var screens fs.FS
	if built, ok := ui.FS(); ok {
		screens = built
	}
	return server.Options{
		Access: a.Access, Project: a.Project, Reading: a.reading, Query: a.Query, Pages: a.Pages, Pipeline: a.Pipeline, Matching: a.Matching, DataVersion: a.dataVersion,
		UI: screens, Demo: o.Demo, Log: a.Log, Clock: a.Clock, Version: o.Version, BehindProxy: o.BehindProxy,
	}
}

// dataVersion gives the greatest version of any published table.
func (a *App) dataVersion(ctx context.Context) (int64, error) {
	snapshot, err := a.Engine.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snapshot.Close()
	tables, err := snapshot.Tables(ctx)
	if err != nil {
		return 0, err
	}
	var greatest int64
	for _, t := range tables {
		greatest = max(greatest, t.Version)
	}
	return greatest, nil
}

// Serve answers on the network and on the project's socket, and runs what is scheduled, until the context ends. It follows the files
// of the project.
func (a *App) Serve(ctx context.Context, o ServeOptions) error {
	l, err := newLive(a, o)
	if err != nil {
		return err
	}
	defer l.close()
	var config net.ListenConfig
	network, err := config.Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return refusedAddress(o.Listen, err)
	}
	socket, err := listenSocket(ctx, SocketPath(a.Project.Dir))
	if err != nil {
		network.Close()
		return err
	}
	url := "http://" + network.Addr().String()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Serve(ctx, network, l.handler(), a.Log) })
	group.Go(func() error { return server.Serve(ctx, socket, server.Addressed(l.local(), url), a.Log) })
	group.Go(func() error {
		if a.setAside {
			l.rebuild(ctx)
		}
		return l.schedule(ctx)
	})
	group.Go(func() error {
		a.Matching.Prepare(ctx)
		return nil
	})
	group.Go(func() error { return a.watch(ctx) })
	group.Go(func() error { return l.follow(ctx) })
	if o.Ready != nil {
		o.Ready(url)
	}
	return group.Wait()
}

// pulse is how often the engine and the project's files are looked at.
const pulse = 2 * time.Second

// watch ends the service when the engine has failed as a whole: after a fault inside it every later statement fails, until a new
// process opens the warehouse again.
func (a *App) watch(ctx context.Context) error {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if _, err := a.dataVersion(ctx); errors.Is(err, duckdb.ErrDamaged) {
			a.Log.Error("the engine has failed: the process ends, to open the warehouse again", "error", err)
			return ErrEngineFailed
		}
	}
}

// ErrEngineFailed ends a service whose engine answers nothing any more. A supervisor starts it again.
var ErrEngineFailed = errors.New("the engine has failed")

// refusedAddress says why an address cannot be served on.
func refusedAddress(listen string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return farol.Errorf(farol.CodeConflict, "cannot listen on %s: another program uses the port", listen).Cause(err).
			Hint("end that program, or choose another port with --listen 127.0.0.1:PORT; port 0 takes a free one")
	}
	if errors.Is(err, syscall.EACCES) {
		return farol.Errorf(farol.CodeConflict, "cannot listen on %s: this user may not take the port", listen).Cause(err).
			Hint("choose a port above 1023 and put a proxy before it")
	}
	return farol.Errorf(farol.CodeUsage, "cannot listen on %q", listen).Cause(err).
		Hint("write --listen HOST:PORT with an address of this machine, such as 127.0.0.1:8080")
}

// listenSocket listens for the commands of this project. A socket left by a killed process is replaced: the warehouse's lock has
// already shown that no other process serves this project.
func listenSocket(ctx context.Context, path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	short, err := local.SocketName(path)
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", short)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(short, 0o600); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}
