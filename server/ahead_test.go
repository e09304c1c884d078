package server_test

import "testing"

// The browser of somebody who is signed in is told which data a page will ask for; nobody else's is, and no name tells whether it is
// a page's.
func TestPageNamesItsData(t *testing.T) {
	w := newWorld(t)
	const data = "</api/v1/pages/home>; rel=preload; as=fetch; crossorigin=anonymous"
	for _, c := range []struct{ user, path, want string }{
		{"ana", "/p/home", data},
		{"ana", "/p/none", "</api/v1/pages/none>; rel=preload; as=fetch; crossorigin=anonymous"},
		{"ana", "/p/home?period=2026", ""},
		{"ana", "/p/Home%3E", ""},
		{"ana", "/p/home/more", ""},
		{"ana", "/", ""},
		{"ana", "/_app/immutable/a.js", ""},
		{"", "/p/home", ""},
	} {
		if got := w.browser(t, c.user).do("GET", c.path, nil).ok(t, 200).header.Get("Link"); got != c.want {
			t.Errorf("%q at %s is told %q, want %q", c.user, c.path, got, c.want)
		}
	}
	b := w.browser(t, "ana")
	b.cookie.Value = "forged"
	if got := b.do("GET", "/p/home", nil).ok(t, 200).header.Get("Link"); got != "" {
		t.Errorf("a forged session is told %q", got)
	}
	// What the browser fetches ahead is what the screen then asks for.
	w.browser(t, "ana").do("GET", "/api/v1/pages/home", nil).ok(t, 200)
}
