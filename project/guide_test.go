package project

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGuideExplainsEveryCode holds docs/guide/errors.md and code.go together: each code has one section with an example and what to do.
func TestGuideExplainsEveryCode(t *testing.T) {
	code, err := os.ReadFile("../code.go")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../docs/guide/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	var registered, explained []string
	for _, m := range regexp.MustCompile(`(?m)^\s+Code\w+\s+Code = "([a-z-]+)"`).FindAllStringSubmatch(string(code), -1) {
		registered = append(registered, m[1])
	}
	if len(registered) < 20 {
		t.Fatalf("only %d codes found in code.go", len(registered))
	}
	for _, section := range strings.Split(string(guide), "\n## ")[1:] {
		name, body, _ := strings.Cut(section, "\n")
		explained = append(explained, name)
		if !strings.Contains(body, "\n    ") || !strings.Contains(body, " ["+name+"]\n") || strings.Contains(body, "("+name+")") {
			t.Errorf("%s has no example that shows the code as commands print it", name)
		}
		if !strings.Contains(body, "**What to do:** ") {
			t.Errorf("%s does not say what to do", name)
		}
	}
	slices.Sort(registered)
	slices.Sort(explained)
	if diff := cmp.Diff(registered, explained); diff != "" {
		t.Errorf("codes of code.go and sections of the guide differ (-code.go +guide):\n%s", diff)
	}
}
