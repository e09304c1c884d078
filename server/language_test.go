package server

import (
	"testing"

	"github.com/farol-kpi/farol/project"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		speaks         []string
		chosen, accept string
		want           string
	}{
		{[]string{"en", "pt", "it"}, "", "pt-PT", "pt"},
		{[]string{"en", "pt", "it"}, "", "it-CH, fr;q=0.9", "it"},
		{[]string{"it", "en"}, "", "fr-CH, en-GB;q=0.8, it;q=0.7", "en"},
		{[]string{"it", "en"}, "", "en-GB;q=0.3,it-CH;q=0.9", "it"},
		{[]string{"it", "en"}, "", "en;q=0, *", "it"},
		{[]string{"en", "pt"}, "", "pt ; q=oops", "en"},
		{[]string{"en", "pt"}, "", "PT_br", "pt"},
		{[]string{"en", "pt-BR", "pt-PT"}, "", "pt-PT", "pt-PT"},
		{[]string{"en", "pt-BR", "pt"}, "", "pt-AO", "pt"},
		{[]string{"en", "pt-PT"}, "", "pt", "pt-PT"},
		{[]string{"en", "pt"}, "pt-PT", "en", "pt"},
		{[]string{"en", "pt"}, "de-AT", "pt", "pt"},
		{[]string{"en", "pt"}, "", "", "en"},
		{nil, "pt", "pt", "en"},
	} {
		s := &Server{Options: Options{Project: &project.Project{Config: project.Config{Languages: c.speaks}}}}
		if got := s.language(c.chosen, c.accept); got != c.want {
			t.Errorf("%v, chosen %q, accepted %q: got %q, want %q", c.speaks, c.chosen, c.accept, got, c.want)
		}
	}
}
