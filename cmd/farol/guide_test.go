package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var fence = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```$")

// examples gives the lines of a page's code blocks that call farol.
func examples(t *testing.T, text string) (found []string) {
	t.Helper()
	for _, block := range fence.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "farol ") {
				found = append(found, line)
			}
		}
	}
	return found
}

// words splits a line as a shell does, up to a redirection or a further command.
func words(line string) (out []string) {
	line, _, _ = strings.Cut(line, " > ")
	line, _, _ = strings.Cut(line, " && ")
	line, _, _ = strings.Cut(line, "   (")
	for _, m := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
		out = append(out, strings.Trim(m, "'"))
	}
	return out[1:]
}

// mustParse reads a command line without running it.
func mustParse(t *testing.T, line string) {
	t.Helper()
	parser, err := kong.New(&cli{}, kong.Name("farol"), kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(joinSigned(words(line))); err != nil {
		t.Errorf("%s: %v", line, err)
	}
}

// The guide names every command and exit code, with examples that the command line takes.
func TestGuideHasEveryCommand(t *testing.T) {
	b, err := os.ReadFile("../../docs/guide/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(b)
	lines := examples(t, guide)
	names, flags := commandNames(reflect.TypeFor[cli]())
	if len(names) < 12 {
		t.Fatalf("only the commands %v were found", names)
	}
	for _, name := range names {
		if !strings.Contains(guide, "\n## farol "+name+"\n") {
			t.Errorf("farol %s has no heading", name)
		}
		called := []string{"farol " + name}
		if name == "user" || name == "token" {
			called = called[:0]
			for _, f := range flags[name] {
				if !strings.HasPrefix(f, "-") {
					called = append(called, "farol "+name+" "+f)
				}
			}
		}
		for _, call := range called {
			shown := false
			for _, line := range lines {
				shown = shown || strings.HasPrefix(line+" ", call+" ")
			}
			if !shown {
				t.Errorf("%s has no example", call)
			}
		}
	}
	for _, line := range lines {
		mustParse(t, line)
	}
	for _, code := range []string{"0", "1", "2", "3", "130"} {
		if !strings.Contains(guide, "\n| "+code+" |") {
			t.Errorf("the exit code %s is not explained", code)
		}
	}
}

// Every command's help shows examples that the command line takes.
func TestHelpShowsExamples(t *testing.T) {
	parser, err := kong.New(&cli{}, kong.Name("farol"))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		path := strings.Fields(leaf.Path())
		var help []string
		for line := range strings.Lines(leaf.Detail) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "farol ") {
				help = append(help, line)
				mustParse(t, line)
			}
		}
		if len(help) == 0 {
			t.Errorf("farol %s --help has no example", strings.Join(path, " "))
		}
	}
}

// The tour of README.md is run as it is written, but for the service, which the tests of serve run.
func TestTourOfReadme(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tour, ok := strings.Cut(string(b), "## A tour of five minutes")
	if !ok {
		t.Fatal("README.md has no tour")
	}
	tour, _, _ = strings.Cut(tour, "\n## ")
	var script []string
	for _, line := range examples(t, tour) {
		if line == "farol serve" {
			continue
		}
		if strings.HasPrefix(line, "farol user add") {
			line += " >/dev/null"
		}
		script = append(script, line)
	}
	if len(script) < 6 {
		t.Fatalf("the tour has only the commands %q", script)
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(context.Background(), "bash", "-euc", strings.Join(script, "\n"))
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, strings.Join(script, "\n"), &said)
	}
	for _, want := range []string{"No errors", "98 applied", "sales.revenue", "2026-02-01", "wrote revenue.xlsx"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the tour does not print %q:\n%s", want, &said)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "shop", "revenue.xlsx")); err != nil {
		t.Error(err)
	}
	// Step 4: a misspelled column is found.
	view := filepath.Join(dir, "shop", "metrics", "sales.yaml")
	text, err := os.ReadFile(view)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(view, bytes.Replace(text, []byte("sum: amount"), []byte("sum: amuont"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	out := want(t, filepath.Join(dir, "shop"), exitIncorrect, "metrics/sales.yaml:", "check")
	if !strings.Contains(out, "amount") {
		t.Errorf("check does not say what was meant:\n%s", out)
	}
}
