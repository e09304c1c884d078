package examples_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
)

// draw draws every page for every demo user, and for the first of them in every language. Each tile must hold data, and each sentence
// must be whole.
func (o *opened) draw(t *testing.T) {
	t.Helper()
	renderer := page.New(o.project, o.query, time.Now, func(string, []string) (page.Landed, bool) { return page.Landed{}, false })
	for i, u := range o.project.Config.Demo.Users {
		who := access.Identity{User: u.User, Roles: []string{u.Role}, Attributes: u.Attributes}
		entitlement, err := access.Resolve(o.project.Policy, who)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range o.project.Pages {
			languages := o.project.Config.Languages
			if i > 0 {
				languages = languages[:1]
			}
			for _, language := range languages {
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
				if agency := u.Attributes["agency_id"]; agency != "" {
					own(t, payload, strings.TrimPrefix(agency, "A"))
				}
				for _, row := range payload.Rows {
					for _, tile := range row {
						drawn := tile.Data != nil && len(tile.Data.Rows) > 0 || tile.Fan != nil && len(tile.Fan.Series) > 0 && len(tile.Fan.Series[0].Next) > 0
						if tile.State != "ok" || !drawn {
							t.Errorf("%s for %s: tile %s %q is %s: %+v", p.Name, u.User, tile.ID, tile.Title, tile.State, tile.Problem)
						}
					}
				}
			}
		}
	}
}

// mark is what stands in every text of an agency of the realestate data: "Agência 017 · Lume", "Agente 01 · Lume 017".
var mark = regexp.MustCompile(`Agência (\d{3}) · |[^ ] · \pL+ (\d{3})`)

// own fails where a payload holds a mark of another agency, or none at all.
func own(t *testing.T, payload *page.Payload, number string) {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	found := mark.FindAllStringSubmatch(string(text), -1)
	if len(found) == 0 {
		t.Errorf("%s shows no mark of agency %s", payload.Name, number)
	}
	for _, m := range found {
		if m[1]+m[2] != number {
			t.Errorf("%s of agency %s shows %q", payload.Name, number, m[0])
		}
	}
}
