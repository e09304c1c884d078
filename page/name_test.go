package page_test

import (
	"testing"

	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
)

// A tile without a title says what it breaks its figures down by: the headings of a page do not repeat each other.
func TestATileWithoutATitleNamesItself(t *testing.T) {
	w := newWorld(t, []project.Tile{
		{Kpi: "sales.visits"}, {Line: []string{"sales.visits"}, By: []string{"day"}}, {Bar: []string{"sales.visits"}, By: []string{"shop"}},
		{Table: []string{"sales.visits", "sales.amount"}, By: []string{"shop", "floor"}},
	})
	for language, want := range map[string][]string{
		"en": {"Visits", "Visits by day", "Visits by shop", "Visits and amount by shop and floor"},
		"pt": {"Visits", "Visits por dia", "Visits por shop", "Visits e amount por shop e floor"},
	} {
		for i, tile := range w.render(page.Params{Language: language}).Rows[0] {
			if tile.Title != want[i] {
				t.Errorf("%s: %q, want %q", language, tile.Title, want[i])
			}
		}
	}
}
