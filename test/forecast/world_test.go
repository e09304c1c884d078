package forecast

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/pipeline"
)

// firstDay is a Monday. The data begin there.
var firstDay = time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)

// world is a project of three shops whose visits are forecast, served.
type world struct {
	t    *testing.T
	dir  string
	app  *app.App
	url  string
	now  time.Time
	days int
}

var files = map[string]string{
	"farol.yaml": "name: shops\nlanguages: [en, pt, it]\ntime_zone: UTC\n",
	"access.yaml": `
roles:
  everybody: {pages: all, rows: all, admin: true}
  shop: {pages: all, rows: {shop: {attribute: shop}}}
  pair: {pages: all, rows: {shop: {values: [north, south]}}}
  town: {pages: all, rows: {town: {values: [Porto]}}}
  reader: {pages: [home], rows: {shop: {attribute: shop}}, explore: false}
  watcher: {pages: [ahead], rows: {shop: {attribute: shop}}, explore: false}
  stranger: {pages: [], rows: {shop: {attribute: shop}}, explore: false}
`,
	"sources/visits.yaml": "type: file\npath: data/visits/*.csv\nload: append\ncolumns: {day: date, shop: text, town: text, kind: text, n: integer}\n",
	"metrics/visits.yaml": `
table: visits
time: {column: day, grain: day}
tenant: shop
dimensions:
  branch: {column: shop, label: {en: Branch, pt: Loja, it: Negozio}}
  town: town
  kind: kind
measures:
  n: {sum: n, label: {en: Visits, pt: Visitas, it: Visite}}
`,
	"forecasts/ahead.yaml": `
title: {en: Visits ahead, pt: Visitas por vir, it: Visite in arrivo}
measure: visits.n
by: [[], [branch]]
horizon: 14
country: PT
targets:
  - {period: 2025-12, value: 6000}
  - {period: 2025-12, value: 1, where: {branch: north}}
`,
	"pages/home.yaml": `
title: Home
rows:
  - - {fan: forecast(visits.n)}
    - {kpi: forecast(visits.n)}
    - {kpi: chance(visits.n)}
    - {table: [forecast(visits.n), expected(visits.n), target(visits.n), chance(visits.n)], by: branch}
    - {line: [visits.n], by: day}
    - {kpi: forecast(visits.n), period: next_7_days, spark: day}
`,
	"pages/ahead.yaml": "title: Ahead\nrows: [[{fan: forecast(visits.n)}]]\n",
	"pages/other.yaml": "title: Other\nrows: [[{kpi: visits.n}]]\n",
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, 300, nil)
}

// newWorldOf is a world of so many days in which some files are other ones.
func newWorldOf(t *testing.T, days int, others map[string]string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), now: firstDay.AddDate(0, 0, days).Add(7 * time.Hour)}
	for name, text := range files {
		w.write(name, text)
	}
	for name, text := range others {
		w.write(name, text)
	}
	w.visits(days)
	a, err := app.Open(t.Context(), app.Options{Dir: w.dir, Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return w.now }})
	w.must(err)
	w.app = a
	t.Cleanup(func() { _ = a.Close() })
	w.run()
	for user, role := range map[string]string{"all": "everybody", "north": "shop", "south": "shop", "new": "shop", "pair": "pair", "town": "town", "reader": "reader", "watcher": "watcher", "stranger": "stranger"} {
		shop := user
		if user == "reader" || user == "stranger" || user == "watcher" {
			shop = "north"
		}
		u := access.User{User: user, Roles: []string{role}}
		if role != "everybody" && role != "pair" && role != "town" {
			u.Attributes = map[string]string{"shop": shop}
		}
		w.must(a.Access.AddUser(t.Context(), access.Actor{User: "test"}, u, ""))
	}
	s, err := a.NewServer(app.ServeOptions{Demo: true, Version: "test"})
	w.must(err)
	t.Cleanup(s.Close)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	w.must(os.MkdirAll(filepath.Dir(path), 0o755))
	w.must(os.WriteFile(path, []byte(text), 0o644))
}

// visits writes the days up to a number. One shop is new: it has a week. On day 305 nobody expected what came to the south.
func (w *world) visits(days int) {
	var b strings.Builder
	b.WriteString("day,shop,town,kind,n\n")
	for day := w.days; day < days; day++ {
		r := rand.New(rand.NewPCG(3, uint64(day)))
		for i, shop := range []string{"north", "south", "new"} {
			n := float64(60+30*i)*(1+0.4*math.Sin(2*math.Pi*float64(day%7)/7)) + 4*r.NormFloat64()
			if day == 305 && shop == "south" {
				n *= 6
			}
			if shop != "new" || day >= 293 {
				fmt.Fprintf(&b, "%s,%s,Porto,web,%d\n", firstDay.AddDate(0, 0, day).Format(time.DateOnly), shop, int(n))
			}
		}
	}
	w.write(fmt.Sprintf("data/visits/%04d.csv", w.days), b.String())
	w.days = days
}

func (w *world) run() {
	w.t.Helper()
	summary, err := w.app.Pipeline.Run(w.t.Context(), pipeline.Request{})
	w.must(err)
	for _, step := range summary.Steps {
		if step.Error != nil {
			w.t.Fatalf("%s: %+v", step.Name, step.Error)
		}
	}
}

// ask sends a request as a user and gives the status with the answer.
func (w *world) ask(user, method, path string, body, into any) (int, string) {
	w.t.Helper()
	text, err := json.Marshal(body)
	w.must(err)
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+"/api/v1"+path, bytes.NewReader(text))
	w.must(err)
	token, err := w.app.Access.LoginDemo(w.t.Context(), user)
	w.must(err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Farol-CSRF", access.CSRF(token))
	r.AddCookie(&http.Cookie{Name: "farol_shops", Value: token})
	answer, err := http.DefaultClient.Do(r)
	w.must(err)
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	w.must(err)
	if into != nil && answer.StatusCode == http.StatusOK {
		w.must(json.Unmarshal(read, into))
	}
	return answer.StatusCode, string(read)
}
