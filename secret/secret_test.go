package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
)

func resolver(t *testing.T) *Resolver {
	t.Helper()
	dir := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("token", "hush-plain\n")
	write("portal.yaml", "password: hush-yaml\nport: 5432\ndatabase:\n  key: hush-deep\n")
	write("portal.json", `{"password": "hush-json"}`)
	write("broken.yaml", "password: [hush-broken\n  : x")
	if err := os.Mkdir(filepath.Join(dir, "below"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("below/token", "hush-below")
	if err := os.Symlink(os.Args[0], filepath.Join(dir, "outside")); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"NAME": "value", "EMPTY": ""}
	return New(Options{Dir: dir, Env: func(n string) (string, bool) { v, ok := env[n]; return v, ok }})
}

func TestExpand(t *testing.T) {
	r := resolver(t)
	for in, want := range map[string]string{
		"plain $ text ${other}":               "plain $ text ${other}",
		"a ${env:NAME} b ${env:NAME}":         "a value b value",
		"${env:NONE:-data}/x.csv":             "data/x.csv",
		"${env:EMPTY:-data}":                  "data",
		"${env:NONE:-}":                       "",
		"${secret:file/token}":                "hush-plain",
		"${secret:file/below/token}":          "hush-below",
		"${secret:file/portal.yaml#password}": "hush-yaml",
		"u:${secret:file/portal.json#password}@h:${secret:file/portal.yaml#port}": "u:hush-json@h:5432",
		"${secret:file/portal.yaml#database.key}":                                 "hush-deep",
	} {
		got, used, err := r.Expand(in)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v", in, got, err)
		}
		if strings.Contains(strings.Join(used, " "), "hush") || strings.Contains(strings.Join(used, " "), ":-") {
			t.Errorf("%s: the list of references shows a value: %v", in, used)
		}
	}
}

// Invariant 11: a secret never reaches an error.
func TestInvariant11ErrorsHoldNoSecret(t *testing.T) {
	r := resolver(t)
	for in, code := range map[string]farol.Code{
		"${env:NONE}":                         farol.CodeUnset,
		"${env:EMPTY}":                        farol.CodeUnset,
		"${env:}":                             farol.CodeBadValue,
		"${env:NAME":                          farol.CodeBadValue,
		"${secret:vault/portal#password}":     farol.CodeBadValue,
		"${secret:file/none}":                 farol.CodeUnset,
		"${secret:file/../token}":             farol.CodeUnsafePath,
		"${secret:file//etc/passwd}":          farol.CodeUnsafePath,
		"${secret:file/outside}":              farol.CodeUnreadable,
		"${secret:file/below}":                farol.CodeUnreadable,
		"${secret:file/broken.yaml#password}": farol.CodeYAML,
		"${secret:file/portal.yaml#database}": farol.CodeBadValue,
		"${secret:file/portal.yaml#none}":     farol.CodeUnset,
		"${secret:file/token#password}":       farol.CodeUnset,
	} {
		got, _, err := r.Expand(in)
		if err == nil || got != "" {
			t.Errorf("%s: got %q, %v", in, got, err)
			continue
		}
		es := farol.AsErrors(err)
		if es[0].Code != code || es[0].Advice == "" {
			t.Errorf("%s: %v", in, err)
		}
		for cause := error(es[0]); cause != nil; {
			if strings.Contains(cause.Error(), "hush") {
				t.Errorf("%s: the error shows the secret: %v", in, cause)
			}
			u, ok := cause.(interface{ Unwrap() error })
			if !ok {
				break
			}
			cause = u.Unwrap()
		}
	}
}
