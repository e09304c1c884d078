package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) languages() []string {
	if l := s.Project.Config.Languages; len(l) > 0 {
		return l
	}
	return []string{"en"}
}

// language gives the chosen language where the project speaks it, or the one that the browser likes best of those, or the project's
// first.
func (s *Server) language(chosen, accept string) string {
	all := s.languages()
	if tag, ok := spoken(all, chosen); ok {
		return tag
	}
	for _, tag := range accepted(accept) {
		if tag, ok := spoken(all, tag); ok {
			return tag
		}
	}
	return all[0]
}

// spoken finds a language among those of the project: the same tag, or else one of the same language, since who reads pt-BR is
// better served by pt or pt-PT than by English. Case does not matter, and an underscore is read as a hyphen.
func spoken(all []string, tag string) (string, bool) {
	fold := func(tag string) string { return strings.ToLower(strings.ReplaceAll(tag, "_", "-")) }
	short := func(tag string) string { s, _, _ := strings.Cut(fold(tag), "-"); return s }
	if tag == "" {
		return "", false
	}
	for _, alike := range []func(string) bool{
		func(t string) bool { return fold(t) == fold(tag) },
		func(t string) bool { return fold(t) == short(tag) },
		func(t string) bool { return short(t) == short(tag) },
	} {
		if i := slices.IndexFunc(all, alike); i >= 0 {
			return all[i], true
		}
	}
	return "", false
}

// accepted lists the languages of an Accept-Language header, the best liked first (RFC 9110, 12.5.4). What cannot be read is left out,
// and so are those of weight zero, which are not wanted, and "*", which the project's first language answers.
func accepted(header string) []string {
	type liked struct {
		tag    string
		weight float64
	}
	var list []liked
	for part := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(part, ";")
		l := liked{strings.TrimSpace(tag), 1}
		if name, value, ok := strings.Cut(parameter, "="); ok && strings.EqualFold(strings.TrimSpace(name), "q") {
			weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				continue
			}
			l.weight = weight
		}
		if l.tag != "" && l.tag != "*" && l.weight > 0 {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(a, b liked) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]string, len(list))
	for i, l := range list {
		tags[i] = l.tag
	}
	return tags
}
