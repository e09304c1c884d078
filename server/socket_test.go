package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/server"
	"github.com/farol-kpi/farol/server/local"
)

// socket serves the local handler and gives a client of it.
func (w *world) socket(t *testing.T) *local.Client {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "s")
	if _, ok := local.Dial(context.Background(), path); ok {
		t.Fatal("something answers where nothing listens")
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, w.server.Local(), slog.New(slog.DiscardHandler)) }()
	c, ok := local.Dial(ctx, path)
	if !ok {
		t.Fatal("nothing answers")
	}
	t.Cleanup(func() {
		c.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return c
}

func wantCode(t *testing.T, err error, code farol.Code) {
	t.Helper()
	var e *farol.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestTheOperatorAsksOverTheSocket(t *testing.T) {
	w := newWorld(t)
	c := w.socket(t)
	ctx := context.Background()
	total := func(as string) string {
		r, err := c.Query(ctx, as, server.Question{View: "ads", Measures: []string{"ads.leads"}})
		if err != nil {
			t.Fatal(err)
		}
		return r.Rows[0][0].(json.Number).String()
	}
	// 60 days of 1, 2, 3, 4 in turn make 150.
	if all, ana := total(""), total("ana"); all != "2088900" || ana != "1187850" {
		t.Errorf("got %s and %s", all, ana)
	}
	_, err := c.Query(ctx, "eva", server.Question{View: "ads", Measures: []string{"leads"}})
	wantCode(t, err, farol.CodeNoAttribute)
	_, err = c.Query(ctx, "nobody", server.Question{View: "ads", Measures: []string{"leads"}})
	wantCode(t, err, farol.CodeNotFound)
	_, err = c.Query(ctx, "", server.Question{View: "ads", Measures: []string{"leeds"}})
	wantCode(t, err, farol.CodeUnknownName)

	catalog, err := c.Catalog(ctx, "", "pt")
	if err != nil || len(catalog.Views) != 2 || catalog.Views[0].Measures[0].Label != "Contactos" || catalog.Views[0].DataTo == "" {
		t.Errorf("got %+v, %v", catalog, err)
	}
	var file bytes.Buffer
	export := server.ExportRequest{Question: server.Question{View: "ads", Measures: []string{"leads"}, By: []string{"day", "listing"}}, Format: "csv"}
	if err := c.Export(ctx, "rui", export, &file); err != nil {
		t.Fatal(err)
	}
	if records, err := csv.NewReader(&file).ReadAll(); err != nil || len(records) != 61 {
		t.Errorf("%d records, %v", len(records), err)
	}
	export.View = "nothing"
	wantCode(t, c.Export(ctx, "rui", export, &file), farol.CodeUnknownName)
}

func TestARunOverTheSocket(t *testing.T) {
	w := newWorld(t)
	c := w.socket(t)
	var events []pipeline.Event
	summary, err := c.Run(context.Background(), pipeline.Request{Select: []string{"ads+"}, Since: farol.Date(2026, 1, 31), Progress: func(e pipeline.Event) { events = append(events, e) }})
	if err != nil || summary.Run != "r1" || len(events) != 2 || events[1].Kind != pipeline.EventEnd {
		t.Errorf("got %+v, %v, %v", summary, events, err)
	}
	if asked := <-w.runner.asked; asked.Select[0] != "ads+" || !asked.Since.Equal(farol.Date(2026, 1, 31)) {
		t.Errorf("asked %+v", asked)
	}
	w.runner.err = farol.Errorf(farol.CodeRunning, "another run has it").At("a.sql", 3).Hint("wait")
	_, err = c.Run(context.Background(), pipeline.Request{})
	wantCode(t, err, farol.CodeRunning)
	if e := farol.AsErrors(err)[0]; e.Place.Line != 3 || e.Advice != "wait" {
		t.Errorf("got %+v", e)
	}
}

func TestLoadsAreTakenBackOverTheSocket(t *testing.T) {
	w := newWorld(t)
	c := w.socket(t)
	loads, err := c.Loads(t.Context(), "ads")
	if err != nil || len(loads) != 1 || loads[0].File != "data/1.csv" || loads[0].State != pipeline.LoadUsed {
		t.Errorf("got %+v, %v", loads, err)
	}
	var events int
	if _, err := c.Forget(t.Context(), pipeline.Forgetting{Source: "ads", File: "data/1.csv", Progress: func(pipeline.Event) { events++ }}); err != nil || events != 2 {
		t.Errorf("%d events, %v", events, err)
	}
	if asked := <-w.runner.asked; asked.Select[0] != "ads" || asked.Select[1] != "data/1.csv" {
		t.Errorf("asked %+v", asked)
	}
	// Who took it back is in the audit.
	rows, err := w.access.AuditRows(t.Context(), time.Time{}, 10)
	if err != nil || !slices.ContainsFunc(rows, func(r access.AuditRow) bool { return r.Action == "forget" && r.What == "ads data/1.csv" }) {
		t.Errorf("the audit has %+v, %v", rows, err)
	}
}

func TestUsersOverTheSocket(t *testing.T) {
	w := newWorld(t)
	c := w.socket(t)
	ctx := context.Background()
	wantCode(t, c.AddUser(ctx, server.NewUser{User: "neu", Roles: []string{"agnet"}}), farol.CodeUnknownName)
	if err := c.AddUser(ctx, server.NewUser{User: "neu", Roles: []string{"agent"}, Attributes: map[string]string{"tenant": "ana"}, Password: password}); err != nil {
		t.Fatal(err)
	}
	yes := true
	if err := c.SetUser(ctx, "neu", server.UserChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	users, err := c.Users(ctx)
	if err != nil || len(users) != 6 || !users[2].Disabled || users[2].User != "neu" {
		t.Errorf("got %+v, %v", users, err)
	}
	if link, err := c.PasswordLink(ctx, "ana"); err != nil || len(link.Path) < 40 || !link.ExpiresAt.Equal(w.now.Add(24*time.Hour)) {
		t.Errorf("got %+v, %v", link, err)
	}
	_, err = c.FirstLink(ctx)
	wantCode(t, err, farol.CodeConflict)
	plain, err := c.AddToken(ctx, server.NewToken{User: "ana", Name: "a b/c"})
	if err != nil || plain == "" {
		t.Fatal(err)
	}
	if tokens, err := c.Tokens(ctx, "ana"); err != nil || len(tokens) != 1 || tokens[0].Name != "a b/c" {
		t.Errorf("got %+v, %v", tokens, err)
	}
	if err := c.DeleteToken(ctx, "ana", "a b/c"); err != nil {
		t.Error(err)
	}
	if err := c.DeleteUser(ctx, "neu"); err != nil {
		t.Error(err)
	}
	// What happens over the socket is the operator's doing.
	var n int
	if err := w.db.Reader().QueryRow("select count(*) from audit where user = 'local' and via = 'local' and address = 'local'").Scan(&n); err != nil || n != 6 {
		t.Errorf("%d rows, %v", n, err)
	}
}
