package main

import (
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/server/local"
)

// connect gives a client of the project: of the process that serves it where one does, else of the project opened here. End it
// with the returned function. Every command goes through the same handler either way.
func (e *env) connect() (*local.Client, func(), error) {
	socket := app.SocketPath(e.dir)
	deadline := time.Now().Add(3 * time.Second)
	for {
		if c, ok := local.Dial(e.ctx, socket); ok {
			return c, c.Close, nil
		}
		a, err := e.open()
		if err == nil {
			s, err := a.NewServer(app.ServeOptions{Version: e.version})
			if err != nil {
				return nil, nil, errors.Join(err, a.Close())
			}
			c, end := local.Inside(s.Local())
			return c, func() {
				end()
				s.Close()
				if err := a.Close(); err != nil {
					e.log().Error("the project did not close cleanly", "error", err)
				}
			}, nil
		}
		var known *farol.Error
		if !errors.As(err, &known) || known.Code != farol.CodeLocked || time.Now().After(deadline) {
			return nil, nil, err
		}
		// Whoever holds the warehouse may be about to serve.
		select {
		case <-e.ctx.Done():
			return nil, nil, e.ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// open opens the project in this process.
func (e *env) open() (*app.App, error) {
	dir, err := filepath.Abs(e.dir)
	if err != nil {
		return nil, err
	}
	return app.Open(e.ctx, app.Options{Dir: dir, Log: e.log(), Clock: e.now})
}

// log writes what an operator should know to standard error, for a program as JSON. A command that prints its own account of what
// happened logs errors only.
func (e *env) log() *slog.Logger {
	o := &slog.HandlerOptions{Level: e.level}
	if e.json {
		return slog.New(slog.NewJSONHandler(e.err, o))
	}
	return slog.New(slog.NewTextHandler(e.err, o))
}
