package tenancy

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/server"
)

// entityName is an entity whose records are all agencies': agencies must never reach it.
const entityName = "owner"

// names are those under which records are looked for: the entity's, and some that there are not.
var names = []string{entityName, "none", "OWNER", "owner%00", "owner_member", "owners"}

var entityOperations = []string{"entity", "entity-model", "entity-review", "entity-pair", "entity-cluster", "entity-match", "entity-decide", "entity-undecide"}

// addOwners gives the project a source of people who own houses, agency by agency, a third of whom stand there twice, and the entity over it.
func addOwners(t *testing.T, dir string, agencies []*agency) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 5))
	word := func(syllables int) string {
		var b strings.Builder
		for range syllables {
			b.WriteString([]string{"ba", "lo", "de", "mi", "ru", "sa", "te", "no"}[rng.IntN(8)])
		}
		return b.String()
	}
	rows := [][]string{{"owner_id", "agency_id", "name", "phone", "town"}}
	for _, a := range agencies {
		add := func(name, phone, town string) {
			a.owners = append(a.owners, fmt.Sprintf("%s-o%d", a.id, len(a.owners)))
			rows = append(rows, []string{a.owners[len(a.owners)-1], a.id, name, phone, town})
		}
		for i := range 150 {
			first, last, phone, town := word(2), word(5), fmt.Sprint(910_000_000+rng.IntN(9_999_999)), word(3)
			add(first+" "+last, phone, town)
			if i < 20 {
				a.texts = append(a.texts, last)
			}
			switch i % 6 {
			case 0:
				add(first+" "+last[:6]+last[7:], phone, town)
			case 3:
				add(first+" "+last[:4]+last[5:], "", word(3)) // may be another
			}
		}
	}
	writeFile(t, dir, "sources/owners.yaml", "type: file\npath: data/owners.csv\nload: replace\nkey: [owner_id]\ncolumns:\n  owner_id: {type: text, required: true}\n"+
		"  agency_id: {type: text, required: true}\n  name: {type: text}\n  phone: {type: text}\n  town: {type: text}\n")
	writeFile(t, dir, "entities/"+entityName+".yaml", "records: [owners]\nlabel: name\n")
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "data/owners.csv", text.String())
}

func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// findOwners looks up the ids that a run has given.
func (w *world) findOwners(t *testing.T) {
	t.Helper()
	for _, a := range w.agencies {
		for i := 0; i < len(a.owners) && i < 20; i += 2 {
			pair, err := w.app.Matching.Pair(entityName, entity.Key{Source: "owners", Record: a.owners[i]}, entity.Key{Source: "owners", Record: a.owners[i+1]})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 && !pair.Together {
				t.Fatalf("%+v are two", pair)
			}
			a.entities = append(a.entities, pair.Left.Entity)
		}
	}
}

// entityGet reads addresses of each entity.
func entityGet(below ...string) func(*walker) {
	return func(w *walker) {
		for _, name := range names {
			for _, path := range below {
				w.get("/entities/" + name + path)
			}
		}
	}
}

// couples are pairs of records: the other's, one's own and one of each.
func (w *walker) couples() [][2]string {
	theirs, mine := w.other.owners, w.own.owners
	all := [][2]string{{theirs[0], theirs[1]}, {mine[0], mine[1]}, {mine[0], theirs[0]}, {theirs[0], mine[0]}, {theirs[0], theirs[0]}, {"", ""}, {"%", "_"}}
	return some(w, 3, all)
}

func keyOf(record string) entity.Key { return entity.Key{Source: "owners", Record: record} }

func spelledPair(couple [2]string) string {
	return url.Values{"left_source": {"owners"}, "left_record": {couple[0]}, "right_source": {"owners"}, "right_record": {couple[1]}}.Encode()
}

func (w *walker) recordPairs() {
	for _, name := range names {
		for _, couple := range w.couples() {
			w.get("/entities/" + name + "/pair?" + spelledPair(couple))
		}
	}
	w.get("/entities/" + entityName + "/pair")
}

func (w *walker) clusters() {
	for _, name := range names {
		for _, id := range append([]string{"E1", "E2", "E99999", "e1", w.other.id, "%2e%2e", "x%2Fy"}, w.other.entities...) {
			w.get("/entities/" + name + "/clusters/" + id)
		}
	}
}

func (w *walker) matches() {
	for _, name := range names {
		for _, text := range append([]string{"a", w.other.id}, w.other.texts...) {
			w.ask("POST", "/entities/"+name+"/match", map[string]any{"record": map[string]string{"name": text}, "limit": 50})
			if name != entityName {
				break
			}
		}
		w.ask("POST", "/entities/"+name+"/match", map[string]any{"record": map[string]string{"agency_id": w.other.id, "town": "balo", "name": "lomi"}, "source": "owners", "limit": 50})
	}
}

func (w *walker) decisions() {
	for _, name := range names {
		for _, couple := range w.couples() {
			for _, same := range []bool{true, false} {
				w.ask("POST", "/entities/"+name+"/decisions", server.Judgement{Left: keyOf(couple[0]), Right: keyOf(couple[1]), Same: same})
			}
		}
	}
}

func (w *walker) undoing() {
	for _, name := range names {
		for _, couple := range w.couples() {
			w.ask("DELETE", "/entities/"+name+"/decisions?"+spelledPair(couple), nil)
		}
	}
}

// everyRecord is what shows when an entity is given to who may not see it.
var everyRecord = map[string][]string{"entity": {"text"}, "entity-review": {"text"}, "entity-pair": {"text"}, "entity-cluster": {"text"}, "entity-match": {"text"}}

// serveWith serves the project under another policy for agents.
func (w *world) serveWith(t *testing.T, agent access.Role) string {
	t.Helper()
	p := *w.app.Project
	p.Policy = access.Policy{Roles: map[string]access.Role{"agent": agent}}
	s, err := server.New(server.Options{Access: w.app.Access, Project: &p, Query: w.app.Query, Pages: w.app.Pages, Pipeline: w.app.Pipeline,
		Matching: w.app.Matching.Renew(&p), Clock: w.app.Clock, DataVersion: func(context.Context) (int64, error) { return 1, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return serve(t, s.Handler()).URL
}

// Whoever sees some rows only sees no entity, even under a policy that the check of the project would refuse.
func (w *world) entityOfAllRows(t *testing.T) {
	own, other := w.agencies[1], w.agencies[2]
	filtered := access.Role{AllPages: true, Rows: map[string]access.RowRule{"agency_id": {Attribute: "agency_id"}}, AllEntities: true, Review: true}
	report(t, own.id, w.shown(t, w.serveWith(t, filtered), own, other, everyRecord))
	named := access.Role{AllPages: true, AllRows: true, Entities: []string{"other"}, Review: true}
	report(t, own.id, w.shown(t, w.serveWith(t, named), own, other, everyRecord))
}

func (w *world) givenEntity(t *testing.T) {
	own, other := w.agencies[1], w.agencies[2]
	given := access.Role{AllPages: true, AllRows: true, AllEntities: true}
	caught(t, w.shown(t, w.serveWith(t, given), own, other, everyRecord), everyRecord)
}
