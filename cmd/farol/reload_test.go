package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// edit replaces a text in a file of the project, which must hold it.
func (s *service) edit(t *testing.T, file, before, after string) {
	t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(file))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(before)) {
		t.Fatalf("%s has no %q", file, before)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte(before), []byte(after), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

// get asks for a path as a browser does, which shows again what it has when it is told that nothing changed.
func (s *service) get(t *testing.T, browser *http.Client, path, etag string) (status int, text, tag string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", etag)
	response, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(b), response.Header.Get("ETag")
}

// awaitText asks until the answer holds a text, or does no more.
func (s *service) awaitText(t *testing.T, browser *http.Client, path, text string, holds bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	end := time.After(20 * time.Second)
	for {
		_, got, _ := s.get(t, browser, path, "")
		if strings.Contains(got, text) == holds {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s still says\n%.500s\n%s", path, got, s.log)
		}
	}
}

func TestServeFollowsTheFilesOfTheProject(t *testing.T) {
	t.Parallel()
	s := serve(t, shopCopy(t))
	browser := s.enter(t)
	const home = "/api/v1/pages/home"
	_, text, tag := s.get(t, browser, home, "")
	if !strings.Contains(text, `"title":"Home"`) {
		t.Fatalf("the page says %.300s", text)
	}
	if status, _, _ := s.get(t, browser, home, tag); status != http.StatusNotModified {
		t.Errorf("the same page again answered %d", status)
	}

	// A page and a measure, seen by the next command and by the browser, whose session stays.
	s.edit(t, "pages/home.yaml", "title: Home", "title: Counter")
	s.edit(t, "metrics/sales.yaml", "  revenue: {sum: amount", "  pieces: {sum: quantity, label: Pieces}\n  revenue: {sum: amount")
	want(t, s.dir, 0, "sales.pieces", "query", "sales.pieces", "--by", "shop")
	if status, text, _ := s.get(t, browser, home, tag); status != http.StatusOK || !strings.Contains(text, `"title":"Counter"`) {
		t.Errorf("after the change the page answered %d %.300s", status, text)
	}

	// A run builds the models as they are now.
	s.edit(t, "models/daily.sql", "sum(amount) as amount", "sum(amount) * 2 as amount")
	want(t, s.dir, 0, "daily", "run")
	want(t, s.dir, 0, "€1,138.20", "query", "sales.revenue", "--by", "shop")

	// An error keeps the project as it was, whatever else has changed, and is told: by run, by readiness, in the log.
	s.edit(t, "pages/home.yaml", "title: Counter", "title: Till")
	s.edit(t, "metrics/sales.yaml", "{sum: quantity, label: Pieces}", "{sum: quantity, labels: Pieces}")
	_, _, errOut := invoke(t, s.dir, "run")
	if code, _, _ := invoke(t, s.dir, "run"); code != exitIncorrect || !strings.Contains(errOut, "metrics/sales.yaml:") || !strings.Contains(errOut, "labels") {
		t.Errorf("run ended with %d:\n%s", code, errOut)
	}
	if status, text, _ := s.get(t, browser, home, ""); status != http.StatusOK || !strings.Contains(text, `"title":"Counter"`) {
		t.Errorf("with an error in a file the page answered %d %.300s", status, text)
	}
	want(t, s.dir, 0, "sales.pieces", "query", "sales.pieces")
	status, text, _ := s.get(t, http.DefaultClient, "/readyz", "")
	if status != http.StatusOK || !strings.Contains(text, "has changed, but has errors") || !strings.Contains(text, "metrics/sales.yaml:") || strings.Contains(text, "labels") {
		t.Errorf("/readyz answered %d %s", status, text)
	}
	if n := strings.Count(s.log.String(), "but has errors"); n != 1 || !strings.Contains(s.log.String(), "metrics/sales.yaml:") {
		t.Errorf("the log tells the error %d times:\n%s", n, s.log)
	}

	// Mended, it takes effect without anybody asking.
	s.edit(t, "metrics/sales.yaml", "labels: Pieces", "label: Pieces")
	s.awaitText(t, browser, home, `"title":"Till"`, true)
	s.awaitText(t, http.DefaultClient, "/readyz", "errors", false)

	// Rights change with it.
	s.edit(t, "access.yaml", "pages: all", "pages: []")
	want(t, s.dir, 0, "ana", "user", "list")
	if status, text, _ := s.get(t, browser, home, ""); status != http.StatusNotFound && status != http.StatusForbidden {
		t.Errorf("a page that is no longer the role's answered %d %.300s", status, text)
	}

	// What the open warehouse cannot follow is said.
	s.edit(t, "farol.yaml", "time_zone: ", "time_zone: Asia/Tokyo # ")
	want(t, s.dir, 3, "start it again", "run")
	s.stop(t)
}

func TestLoadsAreTakenBackWhileServing(t *testing.T) {
	t.Parallel()
	s := serve(t, shopCopy(t))
	const wrong = "sale_id,sold_at,shop,product,quantity,amount\n900,2026-02-01 09:00:00,porto,teapots,4,1000.00\n"
	if err := os.WriteFile(filepath.Join(s.dir, "data", "wrong.csv"), []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, s.dir, 0, "daily", "run")
	want(t, s.dir, 0, "€1,569.10", "query", "sales.revenue", "--by", "shop")
	want(t, s.dir, 0, "data/wrong.csv", "loads", "sales")
	want(t, s.dir, 0, "ok in", "forget", "sales", "data/wrong.csv", "--yes")
	want(t, s.dir, 0, "€569.10", "query", "sales.revenue", "--by", "shop")
	want(t, s.dir, 0, "forgotten", "loads", "sales")
	s.stop(t)
}
