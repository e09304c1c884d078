package tenancy

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/demo/realestate"
	"github.com/farol-kpi/farol/pipeline"
)

// agency is a tenant and all that is its own.
type agency struct {
	id       string
	prime    int64
	texts    []string        // that only it has: its marks, names, titles and addresses
	members  map[string]bool // of the dimensions agency, agent and listing
	listings []string
	owners   []string // identifiers of records of the entity, those first that are the same
	entities []string // their ids
}

// world is the realestate example over data with primes, opened and run as a user would.
type world struct {
	app      *app.App
	agencies []*agency
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := t.Context()
	dir, err := app.Example(t.TempDir(), "realestate")
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if _, err := realestate.Generate(ctx, data, realestate.Options{Seed: 5, Primes: true, Agencies: 3}); err != nil {
		t.Fatal(err)
	}
	w := &world{agencies: readAgencies(t, data)}
	addOwners(t, dir, w.agencies)
	if w.app, err = app.Open(ctx, app.Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Clock: time.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.app.Close() })
	summary, err := w.app.Pipeline.Run(ctx, pipeline.Request{})
	if err != nil || summary.State != pipeline.OK {
		t.Fatalf("the run ended as %q: %v", summary.State, err)
	}
	w.findOwners(t)
	for _, a := range w.agencies {
		w.addUser(t, access.User{User: a.id + "@test", Roles: []string{"agent"}, Attributes: map[string]string{"agency_id": a.id}})
	}
	w.addUser(t, access.User{User: "nowhere@test", Roles: []string{"agent"}})
	return w
}

func (w *world) addUser(t *testing.T, u access.User) {
	t.Helper()
	if err := w.app.Access.AddUser(t.Context(), access.Actor{User: "test"}, u, ""); err != nil {
		t.Fatal(err)
	}
}

// readAgencies reads from the generated files what belongs to whom.
func readAgencies(t *testing.T, dir string) []*agency {
	t.Helper()
	var all []*agency
	byID := map[string]*agency{}
	for i, row := range records(t, filepath.Join(dir, "agencies.csv")) {
		_, mark, _ := strings.Cut(row["name"], " · ")
		number := strings.TrimPrefix(row["agency_id"], "A")
		a := &agency{id: row["agency_id"], prime: int64(realestate.PrimesOfAgencies[i]), members: map[string]bool{row["agency_id"]: true},
			texts: []string{row["agency_id"], row["name"], "Agência " + number, mark + " " + number}}
		byID[a.id], all = a, append(all, a)
	}
	for _, row := range records(t, filepath.Join(dir, "agents.csv")) {
		a := byID[row["agency_id"]]
		a.members[row["agent_id"]] = true
		a.texts = append(a.texts, row["agent_id"], row["name"])
	}
	for _, row := range records(t, filepath.Join(dir, "listings.csv")) {
		a := byID[row["agency_id"]]
		a.members[row["listing_id"]] = true
		a.listings = append(a.listings, row["listing_id"])
		a.texts = append(a.texts, row["title"], row["address"])
	}
	return all
}

// records reads a CSV file with its header.
func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		all = append(all, r)
	}
	return all
}

// serve serves the real handler.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// handler gives what the app serves on the network.
func (w *world) handler(t *testing.T) http.Handler {
	t.Helper()
	s, err := w.app.NewServer(app.ServeOptions{Demo: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.Handler()
}

// client is a browser, signed in or not.
type client struct {
	t           *testing.T
	url         string
	token, csrf string
	header      http.Header // sent along
}

const cookieName = "farol_realestate"

func (w *world) client(t *testing.T, url, user string) *client {
	t.Helper()
	c := &client{t: t, url: url, header: http.Header{}}
	if user != "" {
		token, err := w.app.Access.LoginDemo(context.Background(), user)
		if err != nil {
			t.Fatal(err)
		}
		c.token, c.csrf = token, access.CSRF(token)
	}
	return c
}

// reply is an answer, decompressed.
type reply struct {
	status int
	header http.Header
	body   []byte
	sent   string // what the request named
}

var transport = &http.Transport{DisableCompression: true, DisableKeepAlives: true}

func (c *client) do(method, path string, body any) reply {
	c.t.Helper()
	var content []byte
	switch x := body.(type) {
	case nil:
	case string:
		content = []byte(x)
	default:
		var err error
		if content, err = json.Marshal(x); err != nil {
			c.t.Fatal(err)
		}
	}
	r, err := http.NewRequest(method, c.url+path, bytes.NewReader(content))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.AddCookie(&http.Cookie{Name: cookieName, Value: c.token})
		r.Header.Set("X-Farol-CSRF", c.csrf)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	for name, values := range c.header {
		r.Header[name] = values
	}
	response, err := transport.RoundTrip(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	stream := io.Reader(response.Body)
	if response.Header.Get("Content-Encoding") == "gzip" && method != http.MethodHead && response.StatusCode != http.StatusNotModified {
		if stream, err = gzip.NewReader(stream); err != nil {
			c.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	read, err := io.ReadAll(stream)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{response.StatusCode, response.Header, read, unescaped(path) + string(content)}
}
