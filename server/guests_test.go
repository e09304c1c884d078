package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
)

// guestEntity is an entity over both tenants' rows, as it stands in a project.
func guestEntity() *project.Entity {
	return &project.Entity{Name: "guest", Title: farol.Text{"en": "Guests", "pt": "Hóspedes"}, Description: "Who stayed",
		Noun:    map[string]project.CountNouns{"en": {One: "guest", Other: "guests"}, "pt": {One: "hóspede", Other: "hóspedes"}},
		Records: []string{"guests"}, Source: "book", ID: []string{"id"}, Label: "name"}
}

// guestRoles are what people may do with entities.
func guestRoles() map[string]access.Role {
	return map[string]access.Role{
		"curator":  {AllRows: true, Entities: []string{"guest"}, Review: true},
		"looker":   {AllRows: true, Entities: []string{"guest"}},
		"stranger": {AllRows: true, Entities: []string{"elsewhere"}, Review: true},
		// A policy that was not checked: whoever sees some rows only must not see an entity, whatever the role states.
		"leaky": {Rows: map[string]access.RowRule{"tenant": {Attribute: "tenant"}}, AllEntities: true, Review: true},
	}
}

func (w *world) guestUsers(t *testing.T) {
	t.Helper()
	for _, u := range []access.User{
		{User: "kim", Name: "Kim", Roles: []string{"curator"}},
		{User: "leo", Name: "Leo", Roles: []string{"looker"}},
		{User: "sid", Name: "Sid", Roles: []string{"stranger"}},
		{User: "lea", Name: "Lea", Roles: []string{"leaky"}, Attributes: map[string]string{"tenant": "ana"}},
	} {
		if err := w.access.AddUser(t.Context(), access.Actor{User: "test"}, u, ""); err != nil {
			t.Fatal(err)
		}
	}
}

// newMatching keeps the entities of a project, which nobody has matched yet.
func newMatching(t *testing.T, o matching.Options) *matching.Service {
	t.Helper()
	var err error
	if o.Lake, err = lake.Open(filepath.Join(o.Project.Dir, "lake")); err != nil {
		t.Fatal(err)
	}
	return matching.New(o)
}

// match brings the entity up to its records, as a run does.
func (w *world) match(t *testing.T) {
	t.Helper()
	publish := func(ctx context.Context, tx engine.Tx, table engine.Table) error { return tx.Publish(ctx, table) }
	if _, err := w.matching.Update(t.Context(), "guest", matching.Publishing{Publish: publish}); err != nil {
		t.Fatal(err)
	}
}

// newMatchedWorld is a world whose guests are matched.
func newMatchedWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.guestUsers(t)
	w.people(t)
	w.match(t)
	return w
}

// people fills the table of guests: of each tenant some hundred, every third of whom came twice, the second time with a slip.
func (w *world) people(t *testing.T) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	name := func(syllables int) string {
		const all = "balodemirusateno"
		var s []byte
		for range syllables {
			i := 2 * rng.IntN(len(all)/2)
			s = append(s, all[i:i+2]...)
		}
		return string(s)
	}
	slip := func(s string) string {
		i := 1 + rng.IntN(len(s)-2)
		return s[:i] + s[i+1:]
	}
	var rows [][]any
	for _, tenant := range []string{"ana", "rui"} {
		add := func(name, born, town string) {
			day, err := time.Parse(time.DateOnly, born)
			row := []any{tenant, tenant, fmt.Sprintf("%s-house-%d", tenant, len(rows)+1), name, day, town, "Casa " + tenant}
			if err != nil {
				row[4] = nil
			}
			rows = append(rows, row)
		}
		one := lonely(tenant)
		add(one["name"], one["born"], one["town"])
		for who := range 250 {
			first, last, town := name(2), name(4), name(3)
			born := fmt.Sprintf("%d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28))
			add(first+" "+last, born, town)
			switch who % 9 {
			case 0:
				add(first+" "+slip(last), born, town)
			case 3:
				add(slip(first)+" "+last, born, "")
			case 6:
				add(first+" "+slip(last), "", name(3)) // may be another of nearly that name
			}
		}
	}
	w.guests = len(rows)
	text := farol.Type{Kind: farol.KindText}
	err := w.engine.Write(t.Context(), func(tx engine.Tx) error {
		_, err := tx.Exec(t.Context(), `create or replace table guests (tenant varchar, book varchar, id varchar, name varchar, born date, town varchar, host varchar)`, nil)
		if err != nil {
			return err
		}
		if _, err := tx.Append(t.Context(), "guests", func(yield func([]any, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}); err != nil {
			return err
		}
		return tx.Publish(t.Context(), engine.Table{Name: "guests", Rows: int64(len(rows)), Schema: farol.Schema{
			{Name: "tenant", Type: text}, {Name: "book", Type: text}, {Name: "id", Type: text}, {Name: "name", Type: text},
			{Name: "born", Type: farol.Type{Kind: farol.KindDate}}, {Name: "town", Type: text}, {Name: "host", Type: text}}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// lonely is the first guest of a tenant, who came once.
func lonely(tenant string) map[string]string {
	return map[string]string{"name": "solitude of " + tenant, "born": "1951-05-17", "town": "porto"}
}

// firstGuest is the id of the first entity.
const firstGuest = "E1"

func jsonOf(v any) (*bytes.Reader, error) {
	spelled, err := json.Marshal(v)
	return bytes.NewReader(spelled), err
}
