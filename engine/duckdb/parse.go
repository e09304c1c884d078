package duckdb

import (
	"context"
	"encoding/json"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// maxSQLBytes bounds what is parsed, since the parsed form is many times larger.
const maxSQLBytes = 1 << 20

// Parse reads sql with DuckDB's own parser and walks what it found. Nothing is bound or run, so tables need not exist.
func (w *Warehouse) Parse(ctx context.Context, query string) (engine.Parsed, error) {
	statement, err := w.parseOne(ctx, query)
	if err != nil {
		return engine.Parsed{}, err
	}
	v := visitor{sql: query, found: map[string]engine.Ref{}}
	v.visit(statement.Node, nil)
	if err := v.err(); err != nil {
		return engine.Parsed{}, err
	}
	return engine.Parsed{Tables: v.tables, Parameters: statement.parameters()}, nil
}

type parsedSQL struct {
	Error      bool        `json:"error"`
	Type       string      `json:"error_type"`
	Message    string      `json:"error_message"`
	Position   string      `json:"position"`
	Statements []statement `json:"statements"`
}

type statement struct {
	Node   map[string]any `json:"node"`
	Params []struct {
		Key string `json:"key"`
	} `json:"named_param_map"`
}

func (s statement) parameters() []string {
	var names []string
	for _, p := range s.Params {
		names = append(names, p.Key)
	}
	sort.Strings(names)
	return names
}

// parseOne gives the parsed form of exactly one SELECT.
func (w *Warehouse) parseOne(ctx context.Context, query string) (statement, error) {
	if len(query) > maxSQLBytes {
		return statement{}, farol.Errorf(farol.CodeBadSQL, "the SQL is longer than 1 MB").Hint("split it into several models")
	}
	if !utf8.ValidString(query) || strings.ContainsRune(query, 0) {
		return statement{}, farol.Errorf(farol.CodeBadSQL, "the SQL is not UTF-8 text").Hint("save the file as UTF-8")
	}
	conn, err := w.take(ctx, w.parser)
	if err != nil {
		return statement{}, err
	}
	defer func() { w.parser <- conn }()
	var text string
	err = conn.QueryRowContext(ctx,
		"SELECT json_serialize_sql(?::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR", query).Scan(&text)
	if err != nil {
		return statement{}, fault(ctx, err)
	}
	var p parsedSQL
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return statement{}, farol.Errorf(farol.CodeInternal, "cannot read the parsed SQL").Cause(err)
	}
	switch {
	case p.Error:
		return statement{}, parseError(query, p)
	case len(p.Statements) == 0:
		return statement{}, farol.Errorf(farol.CodeBadSQL, "there is no SQL").Hint("write one SELECT")
	case len(p.Statements) > 1:
		return statement{}, farol.Errorf(farol.CodeForbiddenSQL, "there are %d statements", len(p.Statements)).
			Hint("write exactly one SELECT; more belongs in models of their own")
	}
	return p.Statements[0], nil
}

var (
	firstWord = regexp.MustCompile(`^(?:\s|--[^\n]*(?:\n|$)|(?s:/\*.*?\*/))*([A-Za-z]+)`)
	// Words that a SELECT can begin with: where one is refused, the fault lies further on.
	startsSelect = map[string]bool{"SELECT": true, "FROM": true, "WITH": true, "VALUES": true, "TABLE": true}
	pivotWord    = regexp.MustCompile(`(?i)\bpivot(_wider)?\b`)
)

// parseError words what the parser refused. It gives a failure as a value.
func parseError(query string, p parsedSQL) error {
	if !strings.Contains(p.Message, "Only SELECT") {
		err := farol.Errorf(farol.CodeBadSQL, "the SQL cannot be read: %s", firstSentence(p.Message))
		if at, convErr := strconv.Atoi(p.Position); convErr == nil {
			// This position counts characters, unlike query_location, and the end of input is where the text ends.
			runes := []rune(strings.TrimRight(query, " \t\r\n"))
			err.Place.Line, err.Place.Column = place(query, len(string(runes[:min(max(at, 0), len(runes))])))
		}
		return err
	}
	if pivotWord.MatchString(query) {
		return farol.Errorf(farol.CodeForbiddenSQL, "PIVOT takes its columns from the data here").
			Hint("name them: PIVOT … ON column IN ('a', 'b')")
	}
	what := "a statement that is not a SELECT"
	if m := firstWord.FindStringSubmatch(query); m != nil && !startsSelect[strings.ToUpper(m[1])] {
		what = strings.ToUpper(m[1])
	}
	return farol.Errorf(farol.CodeForbiddenSQL, "%s is not allowed here", what).Hint("write exactly one SELECT")
}

// place turns an offset in bytes into line and column, both from 1; the column counts characters.
func place(query string, offset int) (line, column int) {
	offset = min(max(offset, 0), len(query))
	before := query[:offset]
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}
