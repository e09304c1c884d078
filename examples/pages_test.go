package examples_test

import (
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
)

// draw draws every page for every demo user in every language. Each tile must hold data, and each sentence must be whole.
func (o *opened) draw(t *testing.T) {
	t.Helper()
	renderer := page.New(o.project, o.query, time.Now, func(string) (page.Landed, bool) { return page.Landed{}, false })
	for _, u := range o.project.Config.Demo.Users {
		who := access.Identity{User: u.User, Roles: []string{u.Role}, Attributes: u.Attributes}
		entitlement, err := access.Resolve(o.project.Policy, who)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range o.project.Pages {
			for _, language := range o.project.Config.Languages {
				started := time.Now()
				payload, err := renderer.Render(t.Context(), entitlement, p.Name, page.Params{Language: language})
				if err != nil {
					t.Errorf("%s for %s: %v", p.Name, u.User, err)
					continue
				}
				var sentence strings.Builder
				for _, part := range payload.Sentence {
					sentence.WriteString(part.Text)
				}
				t.Logf("%-20s %-12s %3d ms  %s", p.Name, u.User, time.Since(started).Milliseconds(), sentence.String())
				if strings.ContainsAny(sentence.String(), "{}") || sentence.Len() == 0 {
					t.Errorf("%s in %s: the sentence is %q", p.Name, language, sentence.String())
				}
				for _, row := range payload.Rows {
					for _, tile := range row {
						if tile.State != "ok" || tile.Data == nil || len(tile.Data.Rows) == 0 {
							t.Errorf("%s for %s: tile %s %q is %s: %+v", p.Name, u.User, tile.ID, tile.Title, tile.State, tile.Problem)
						}
					}
				}
			}
		}
	}
}
