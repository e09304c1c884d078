package project

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
)

func TestReferencesKeepTheirTypeAndSecrets(t *testing.T) {
	lookup := func(ref string) (string, bool) {
		values := map[string]string{"env:DAY": "7", "env:EMPTY": "", "secret:s#pw": "hunter2", "env:TEXT": "1.50"}
		v, ok := values[ref]
		return v, ok
	}
	dir := write(t, map[string]string{
		"farol.yaml": "name: x\nweek_start: ${env:DAY}\ntitle: \"${env:TEXT}\"\nmemory: ${env:EMPTY:-2GB}\nlake: ${secret:s#pw}://x\n",
	})
	p, err := Load(t.Context(), dir, Options{Lookup: lookup})
	if p.Config.WeekStart != 7 || p.Config.Title.In("") != "1.50" || p.Config.Memory != "2GB" {
		t.Errorf("references: %+v", p.Config)
	}
	if err == nil {
		t.Fatal("a lake that is not a folder was taken")
	}
	// Invariant 11: a secret never reaches an error.
	if strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "${secret:s#pw}://x") {
		t.Errorf("the error shows a secret: %v", err)
	}
}

func TestAFileThatIsNotYAMLHidesOnlyItself(t *testing.T) {
	dir := write(t, map[string]string{
		"farol.yaml":          "name: x\ntime_zone: Nowhere\n",
		"sources/orders.yaml": "type: [file\n",
		"models/daily.sql":    "/*\nkey: [a\n*/\nselect 1 from orders\n",
		"metrics/sales.yaml":  "table: orders\nshared: true\nmeasures: {n: {count: \"*\"}}\n",
		"metrics/lost.yaml":   "table: {\n",
		"pages/home.yaml":     "title: Home\nsentence: \"{region}\"\nrows: [[{kpi: lost.n}]]\n",
		"pages/lost.yaml":     "a: b: c\n",
		"access.yaml":         "roles: {a: {pages: [lost, home], rows: all}}\n",
	})
	_, err := Load(t.Context(), dir, withEngine(t))
	var got []string
	for _, e := range farol.AsErrors(err) {
		got = append(got, e.Place.File+" "+string(e.Code))
	}
	want := "farol.yaml bad-value, metrics/lost.yaml yaml-syntax, models/daily.sql yaml-syntax, pages/lost.yaml yaml-syntax, sources/orders.yaml yaml-syntax"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestNoProject(t *testing.T) {
	_, err := Load(t.Context(), t.TempDir(), Options{})
	if got := farol.AsErrors(err); len(got) != 1 || got[0].Code != farol.CodeNoProject {
		t.Errorf("got %v", err)
	}
}

// FuzzParseYAML holds that no bytes end the program, and that every error has a place inside the file.
func FuzzParseYAML(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1\n", "a: {b: [c, d]}\n", "- x\n- y\n", "a: &x 1\nb: *x\n", "a: !!int 3\n", "? a\n: b\n", "a:\n\t- b\n", "a: |\n  x\n  y\n",
		"<<: {a: 1}\n", "---\na: 1\n---\nb: 2\n", "a: ${env:X}\n", "\ufeffa: 1\r\nb: 2\r\n", "{", "a: \"\\x\"", "a: .inf\n", "a: 99999999999999999999\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, errs := parseYAML(text)
		if root == nil && len(errs) == 0 {
			t.Fatal("neither a tree nor an error")
		}
		if root == nil {
			return
		}
		expand(root, nil, nil)
		lines := strings.Count(string(text), "\n") + strings.Count(string(text), "\r") + 1
		for _, resource := range Types {
			for _, fault := range validate(resource, root) {
				if p := fault.err.Place; p.Line < 0 || p.Line > lines {
					t.Fatalf("an error stands in line %d of %d: %v", p.Line, lines, fault.err)
				}
			}
		}
	})
}

func TestATabIsNamed(t *testing.T) {
	_, errs := parseYAML([]byte("name: x\ncolumns:\n\tid: integer\n"))
	if len(errs) != 1 || errs[0].Code != farol.CodeYAML || errs[0].Place.Line != 3 || !strings.Contains(errs[0].Message, "tab") || !strings.Contains(errs[0].Advice, "spaces") {
		t.Errorf("got %v", errs)
	}
}

// What is nested so deeply that the parser would take all memory is refused before it sees it, whatever it is nested by.
func TestDeepYAMLIsRefused(t *testing.T) {
	for _, text := range []string{
		"a: " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000), "a: " + strings.Repeat("{a: ", 100_000), "a:\n  " + strings.Repeat("- ", 100_000) + "x\n",
		strings.Repeat("? ", 100_000) + "x\n",
	} {
		_, errs := parseYAML([]byte(text))
		if len(errs) != 1 || errs[0].Code != farol.CodeYAML || !strings.Contains(errs[0].Message, "too deeply") {
			t.Errorf("%.20s…: %v", text, errs)
		}
	}
	if _, errs := parseYAML([]byte("a: \"" + strings.Repeat("[", 1000) + "\" # " + strings.Repeat("{", 1000) + "\n" + "b: [[[x]]]\n")); len(errs) > 0 {
		t.Errorf("brackets in a text: %v", errs)
	}
}
