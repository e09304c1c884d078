package server

import (
	"net/http"
	"regexp"
)

// pageAddress is the address of a page without filters. A screen that chooses filters spells them its own way, and an answer to
// another spelling would be fetched in vain.
var pageAddress = regexp.MustCompile(`^/p/([a-z][a-z0-9_]{0,62})$`)

// screens serves the screens. The address of a page says which data its screen will ask for first, so a reader's browser is told to
// ask at once, while it still fetches the scripts; the screen's own question then takes that answer. It is told so of every name, also
// of those that no page has: whether there is one is for the answer to say.
func (s *Server) screens(w http.ResponseWriter, r *http.Request) {
	if page := pageAddress.FindStringSubmatch(r.URL.Path); page != nil && r.URL.RawQuery == "" && who(r.Context()).err == nil {
		w.Header().Set("Link", "<"+base+"/pages/"+page[1]+">; rel=preload; as=fetch; crossorigin=anonymous")
	}
	s.static.ServeHTTP(w, r)
}
