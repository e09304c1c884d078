package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is a fenced block of a guide page, with the file that the paragraph before it names.
var block = regexp.MustCompile("(?ms)(?:^`([a-z./_]+)`\n\n)?^```([a-z]*)\n(.*?)^```$")

// Each file of the guide's first project is written, each command run and each answer compared, in the order of the page.
func TestFirstProjectOfGuide(t *testing.T) {
	page, err := os.ReadFile("../../docs/guide/first-project.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var said string
	files, commands, answers := 0, 0, 0
	for _, m := range block.FindAllStringSubmatch(string(page), -1) {
		file, language, text := m[1], m[2], m[3]
		switch {
		case file != "":
			files++
			full := filepath.Join(dir, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		case language == "text":
			answers++
			got := strings.Split(said, "\n")
			for line := range strings.Lines(text) {
				if line = strings.TrimRight(line, "\n"); !slices.ContainsFunc(got, func(l string) bool { return strings.Contains(l, line) }) {
					t.Errorf("the page shows %q, but farol printed:\n%s", line, said)
				}
			}
		case language == "":
			said = ""
			for _, line := range examples(t, m[0]) {
				commands++
				if line == "farol serve" {
					if s := serve(t, dir); !strings.Contains(s.link, "/setup#") {
						t.Errorf("serve prints the link %q", s.link)
					}
					continue
				}
				cmd := exec.CommandContext(t.Context(), "bash", "-euc", line)
				cmd.Dir = dir
				var out bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &out
				if err := cmd.Run(); err != nil {
					t.Fatalf("%s: %v\n%s", line, err, &out)
				}
				said += out.String()
			}
		default:
			t.Errorf("a block of %s names no file:\n%s", language, text)
		}
	}
	if files < 8 || commands < 9 || answers < 4 {
		t.Errorf("the page has only %d files, %d commands and %d answers", files, commands, answers)
	}
}
