package project

import (
	"regexp"
	"strings"

	"github.com/farol-kpi/farol"
)

// reference is ${env:NAME}, ${env:NAME:-default} or ${secret:STORE#NAME}.
var reference = regexp.MustCompile(`\$\{([^}]*)\}`)

// expand replaces the references in every text below n. A reference without a value is an error at its place.
//
// Invariant 11: a message names the reference, never what it stands for.
func expand(n *node, lookup func(string) (string, bool)) (errs farol.Errors) {
	for _, e := range n.entries {
		errs = append(errs, expand(e.value, lookup)...)
	}
	for _, item := range n.items {
		errs = append(errs, expand(item, lookup)...)
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
