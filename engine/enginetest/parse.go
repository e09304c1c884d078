package enginetest

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

//go:embed testdata/parse.txt
var parseCases string

//go:embed testdata/aggregate.txt
var aggregateCases string

// parseCase is a "== want" line and the SQL below it.
type parseCase struct {
	line int
	want string
	sql  string
}

func readCases(t *testing.T, text string, atLeast int) []parseCase {
	t.Helper()
	var cases []parseCase
	in := bufio.NewScanner(strings.NewReader(text))
	for n := 1; in.Scan(); n++ {
		if want, ok := strings.CutPrefix(in.Text(), "=="); ok {
			cases = append(cases, parseCase{line: n, want: strings.TrimSpace(want)})
		} else if len(cases) > 0 {
			cases[len(cases)-1].sql += in.Text() + "\n"
		}
	}
	if len(cases) < atLeast {
		t.Fatalf("%d cases, want at least %d", len(cases), atLeast)
	}
	return cases
}

// testParse reads cases whose want is "tables a@1:15 b@2:6 params end start" or "CODE line:column part of the message".
func testParse(t *testing.T, e engine.Engine) {
	for _, c := range readCases(t, parseCases, 60) {
		parsed, err := e.Parse(t.Context(), c.sql)
		check(t, c, describe(parsed), err)
	}
}

func testParseAggregate(t *testing.T, e engine.Engine) {
	for _, c := range readCases(t, aggregateCases, 30) {
		check(t, c, "ok", e.ParseAggregate(t.Context(), strings.TrimSpace(c.sql)))
	}
}

func check(t *testing.T, c parseCase, got string, err error) {
	t.Helper()
	if err == nil {
		if got != c.want {
			t.Errorf("case at line %d: got %q, want %q\n%s", c.line, got, c.want, c.sql)
		}
		return
	}
	var f *farol.Error
	if !errors.As(err, &f) {
		t.Errorf("case at line %d: %v is not a farol.Error\n%s", c.line, err, c.sql)
		return
	}
	got = fmt.Sprintf("%s %d:%d %s", f.Code, f.Place.Line, f.Place.Column, f.Message)
	head, text, _ := strings.Cut(c.want, " ")
	at, text, _ := strings.Cut(text, " ")
	if !strings.HasPrefix(got, head+" "+at+" ") || !strings.Contains(f.Message, text) {
		t.Errorf("case at line %d: got %q, want %q\n%s", c.line, got, c.want, c.sql)
	}
	if f.Code == farol.CodeForbiddenSQL && f.Advice == "" {
		t.Errorf("case at line %d: %q has no hint", c.line, got)
	}
}

func describe(p engine.Parsed) string {
	words := []string{"tables"}
	for _, r := range p.Tables {
		words = append(words, fmt.Sprintf("%s@%d:%d", r.Name, r.Line, r.Column))
	}
	if len(p.Parameters) > 0 {
		words = append(append(words, "params"), p.Parameters...)
	}
	return strings.Join(words, " ")
}
