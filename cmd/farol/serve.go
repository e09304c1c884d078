package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/app"
)

type serveCmd struct {
	Listen      string `default:"127.0.0.1:8080" env:"FAROL_LISTEN" help:"HOST:PORT of the pages and the API; port 0 takes a free one." placeholder:"ADDR"`
	BehindProxy bool   `help:"Believe X-Forwarded-For: only where a proxy of your own is all that can reach the address."`
}

// Help shows examples.
func (serveCmd) Help() string {
	return "Examples:\n  farol serve\n  farol serve --listen 10.0.0.5:8080 --behind-proxy   (behind a TLS proxy)"
}

// Run supervises a worker, or is one.
func (c serveCmd) Run(e *env) error {
	if !app.IsWorker() {
		code, err := app.Supervise(e.ctx, os.Args[1:], e.out, e.err)
		if err == nil && code != 0 {
			return exitError(code)
		}
		return err
	}
	e.level = slog.LevelInfo
	a, err := e.open()
	if err != nil {
		return err
	}
	serveErr := a.Serve(e.ctx, app.ServeOptions{Listen: c.Listen, Version: e.version, BehindProxy: c.BehindProxy, Ready: func(url string) { e.ready(a, url) }})
	if errors.Is(serveErr, app.ErrEngineFailed) {
		return exitError(app.WorkerFailed) // Closing would wait for statements that never end.
	}
	return errors.Join(serveErr, a.Close())
}

// ready says where the pages are and, while nobody may administer yet, by which link the first administrator enters.
func (e *env) ready(a *app.App, url string) {
	link := ""
	token, err := a.Access.FirstLink(e.ctx, a.Project.Policy, access.Actor{User: access.Local().User, Via: access.Local().Via})
	var known *farol.Error
	switch {
	case err == nil:
		link = url + "/setup#" + token
	case !errors.As(err, &known) || known.Code != farol.CodeConflict:
		e.log().Error("no link for the first administrator could be made", "error", err)
	}
	if e.json {
		printJSON(e.out, map[string]any{"url": url, "setup": link})
		return
	}
	fmt.Fprintf(e.out, "Farol serves %s on %s\n", a.Project.Config.Name, url)
	if link != "" {
		fmt.Fprintf(e.out, "The first administrator enters once, within a day, by\n  %s\n", link)
	}
}
