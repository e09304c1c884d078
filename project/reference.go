package project

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// reference is ${env:NAME}, ${env:NAME:-default} or ${secret:STORE#NAME}.
var reference = regexp.MustCompile(`\$\{([^}]*)\}`)

// expand replaces the references in every text below n. A reference without a value is an error at its place.
//
// The values of secrets are handed to secret.
func expand(n *node, lookup func(string) (string, bool), secret func(value, ref string)) (errs farol.Errors) {
	for _, e := range n.entries {
		errs = append(errs, expand(e.value, lookup, secret)...)
	}
	for _, item := range n.items {
		errs = append(errs, expand(item, lookup, secret)...)
	}
	text, ok := n.value.(string)
	if !ok || !strings.Contains(text, "${") {
		return errs
	}
	fail := func(code farol.Code, hint, format string, args ...any) {
		errs = append(errs, farol.Errorf(code, format, args...).AtColumn("", n.line, n.column).Hint("%s", hint))
	}
	replaced := reference.ReplaceAllStringFunc(text, func(whole string) string {
		ref, fallback, hasFallback := strings.Cut(whole[2:len(whole)-1], ":-")
		kind, name, _ := strings.Cut(ref, ":")
		switch {
		case (kind != "env" && kind != "secret") || name == "":
			fail(farol.CodeBadValue, "write ${env:NAME}, ${env:NAME:-default} or ${secret:STORE#NAME}",
				"%s is not a reference", whole)
			return whole
		case kind == "secret" && hasFallback:
			fail(farol.CodeBadValue, "leave the default out: a secret never stands in a project file",
				"the secret %q has a default", name)
			return whole
		}
		if lookup != nil {
			// A variable that is set but empty counts as unset where there is a default, as in a shell.
			if value, found := lookup(ref); found && (value != "" || !hasFallback) {
				if kind == "secret" {
					secret(value, whole)
				}
				return value
			}
		}
		if hasFallback {
			return fallback
		}
		hint := "set the environment variable " + name + ", or write ${env:" + name + ":-default}"
		if kind == "secret" {
			hint = "store the secret first, with farol secret"
		}
		fail(farol.CodeUnset, hint, "${%s} has no value", ref)
		return whole
	})
	n.value, n.text = replaced, replaced
	if n.plain {
		n.value = retype(replaced)
	}
	return errs
}

// redact puts references back where a message holds what they stand for.
//
// Invariant 11: a secret never reaches an error.
func redact(errs farol.Errors, secrets map[string]string) {
	if len(secrets) == 0 {
		return
	}
	values := slices.SortedFunc(maps.Keys(secrets), func(a, b string) int {
		// The longest first, or a secret that begins with another would show its end.
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	var pairs []string
	for _, value := range values {
		ref := secrets[value]
		pairs = append(pairs, value, ref)
		if quoted := strconv.Quote(value); quoted[1:len(quoted)-1] != value {
			pairs = append(pairs, quoted[1:len(quoted)-1], ref)
		}
	}
	hide := strings.NewReplacer(pairs...)
	for _, e := range errs {
		e.Message, e.Advice = hide.Replace(e.Message), hide.Replace(e.Advice)
	}
}
