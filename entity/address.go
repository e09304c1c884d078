package entity

import (
	"strings"

	"github.com/farol-kpi/farol/entity/text"
)

// isEmail says that a cell is an e-mail address.
func isEmail(cell string) bool {
	local, domain, ok := strings.Cut(cell, "@")
	return ok && local != "" && strings.IndexByte(domain, '@') < 0 && strings.IndexByte(domain, '.') > 0 && !strings.ContainsAny(cell, " ,;")
}

// emailText is an address without what does not change who is meant: case, the name that a mail program puts before it, a plus and what
// follows it.
func emailText(cell string) string {
	s := strings.ToLower(strings.TrimSpace(cell))
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = s[i+1 : len(s)-1]
	}
	s = strings.TrimPrefix(s, "mailto:")
	local, domain, _ := strings.Cut(s, "@")
	if i := strings.IndexByte(local, '+'); i > 0 {
		local = local[:i]
	}
	if domain == "" {
		return strings.ReplaceAll(fold(local), " ", "")
	}
	return local + "@" + strings.TrimSuffix(domain, ".")
}

// hostOf is the host of a web address in small letters, without www and what follows it, and whether the cell is such an address.
func hostOf(cell string) (host string, ok bool) {
	s := strings.ToLower(strings.TrimSpace(cell))
	if _, rest, found := strings.Cut(s, "://"); found {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimPrefix(s, "www.")
	if i := strings.IndexByte(s, ':'); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimSuffix(s, ".")
	last := strings.LastIndexByte(s, '.')
	if last < 1 || len(s)-last < 3 || len(s) > 80 {
		return s, false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' && i < last || c == '.' && i > 0 && s[i-1] != '.' || c == '-' || c >= 0x80) {
			return s, false
		}
	}
	return s, true
}

// similarHosts compares two hosts by the name before their ending.
func similarHosts(a, b string) level {
	a, b = siteName(a), siteName(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case a == b || len(b) >= 5 && len(b)-len(a) <= 1 && text.Edits(a, b, 1) <= 1:
		return 2
	case len(a) >= 4 && (commonPrefix(a, b) == len(a) || commonSuffix(a, b) == len(a)):
		return 3
	case len(a) >= 4 && text.JaroWinkler([]byte(a), []byte(b)) >= 0.9:
		return 4
	}
	return 5
}

// siteName is a host without its ending.
func siteName(host string) string {
	if i := strings.LastIndexByte(host, '.'); i > 0 {
		return host[:i]
	}
	return host
}
