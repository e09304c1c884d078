package duckdb

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// tableFunctions are the only functions that project SQL may read rows from. All others read files, the catalog or settings.
var tableFunctions = map[string]bool{"range": true, "generate_series": true, "unnest": true}

// forbiddenFunctions change or tell something about the process or the warehouse, or give another answer each time, so that no
// figure could be led back to its loads.
var forbiddenFunctions = regexp.MustCompile(`^(getenv|nextval|currval|setseed|sleep_ms|write_log|current_setting|getvariable|` +
	`current_query|current_query_id|current_connection_id|current_transaction_id|current_schemas|in_search_path|txid_current|stats|` +
	`get_block_size|query|query_table|random|uuid|uuidv4|uuidv7|gen_random_uuid|inet_.*|has_.*_privilege|generate_subscripts|` +
	`pg_(?:[^st].*|s[^i].*|t[^y].*)|read_.*|parse_duckdb_log_message|json_execute_serialized_sql|enable_.*|disable_.*|.*checkpoint)$`)

// systemTables are the names under which DuckDB shows its catalog without a schema.
var systemTables = regexp.MustCompile(`^(duckdb_|pragma_|sqlite_|pg_)`)

// The parts of a query that hold others and that visit understands. A kind that is not here is refused, so that a newer DuckDB
// cannot bring one that hides what it reads.
var knownParts = map[string]bool{
	"SELECT_NODE": true, "SET_OPERATION_NODE": true, "RECURSIVE_CTE_NODE": true, "BASE_TABLE": true, "SUBQUERY": true, "JOIN": true,
	"TABLE_FUNCTION": true, "EMPTY": true, "EXPRESSION_LIST": true, "PIVOT": true,
}

// visitor collects the tables of a parsed SELECT and what is wrong with it.
type visitor struct {
	sql    string
	tables []engine.Ref
	found  map[string]engine.Ref
	faults []*farol.Error
	at     int // the last place passed, for parts that have none of their own
}

// scope is the names that WITH defines around a part, innermost first.
type scope struct {
	name  string
	outer *scope
}

func (s *scope) defines(name string) bool {
	for ; s != nil; s = s.outer {
		if fold(s.name) == fold(name) {
			return true
		}
	}
	return false
}

func (v *visitor) err() error {
	if len(v.faults) == 0 {
		return nil
	}
	sort.SliceStable(v.faults, func(i, j int) bool {
		a, b := v.faults[i].Place, v.faults[j].Place
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	return v.faults[0]
}

func (v *visitor) refuse(at int, hint, format string, args ...any) {
	err := farol.Errorf(farol.CodeForbiddenSQL, format, args...).Hint("%s", hint)
	err.Place.Line, err.Place.Column = place(v.sql, at)
	v.faults = append(v.faults, err)
}

func (v *visitor) visit(part any, names *scope) {
	switch p := part.(type) {
	case []any:
		for _, e := range p {
			v.visit(e, names)
		}
	case map[string]any:
		v.visitPart(p, names)
	}
}

func (v *visitor) visitPart(p map[string]any, names *scope) {
	if at, ok := p["query_location"].(float64); ok {
		v.at = int(at)
	}
	at := v.at
	kind, _ := p["type"].(string)
	if _, isExpression := p["class"]; !isExpression && kind != "" {
		v.checkPart(kind, p, names, at)
	}
	if p["class"] == "FUNCTION" || p["class"] == "WINDOW" {
		if name, _ := p["function_name"].(string); forbiddenFunctions.MatchString(fold(name)) {
			v.refuse(at, "a model gives the same rows each time it is built from the same loads", "the function %s is not allowed here", name)
		}
	}

	// The entries of WITH are in order: each sees those before it, and then hides a table of its own name.
	if ctes, ok := p["cte_map"].(map[string]any); ok {
		entries, _ := ctes["map"].([]any)
		for _, e := range entries {
			entry, _ := e.(map[string]any)
			name, _ := entry["key"].(string)
			v.visit(entry["value"], names)
			names = &scope{name, names}
		}
	}
	for _, k := range sortedKeys(p) {
		switch {
		case k == "cte_map":
		case k == "right" && kind == "RECURSIVE_CTE_NODE":
			// Only the recursive side sees the rows so far. In the side that begins, the name still means a table.
			name, _ := p["cte_name"].(string)
			v.visit(p[k], &scope{name, names})
		default:
			v.visit(p[k], names)
		}
	}
}

// fold is how DuckDB compares names: ASCII letters alone have no case. A fold that knows more letters would take a WITH named
// "ſales" to hide the table sales, which DuckDB would then read.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// sortedKeys make a walk, and so the fault that it finds first, the same each time.
func sortedKeys(p map[string]any) []string { return slices.Sorted(maps.Keys(p)) }

// checkPart looks at a part that reads from somewhere.
func (v *visitor) checkPart(kind string, p map[string]any, names *scope, at int) {
	_, namesTable := p["table_name"]
	switch {
	case kind == "BASE_TABLE":
		v.table(p, names, at)
	case kind == "TABLE_FUNCTION":
		function, _ := p["function"].(map[string]any)
		name, _ := function["function_name"].(string)
		if !tableFunctions[fold(name)] {
			v.refuse(at, "read a model or source by its name; of functions only range, generate_series and unnest give rows",
				"%s() cannot be read from here", name)
		}
	case kind == "SHOW_REF":
		v.refuse(at, "write a SELECT", "DESCRIBE, SHOW and SUMMARIZE are not allowed here")
	case !knownParts[kind] && (strings.HasSuffix(kind, "_NODE") || strings.HasSuffix(kind, "_REF") || namesTable):
		v.refuse(at, "write it as a plain SELECT", "this kind of query (%s) is not allowed here", strings.ToLower(kind))
	}
}

func (v *visitor) table(p map[string]any, names *scope, at int) {
	name, _ := p["table_name"].(string)
	schema, _ := p["schema_name"].(string)
	catalog, _ := p["catalog_name"].(string)
	const hint = "read models and sources by their plain names"
	switch {
	case schema != "" || catalog != "":
		full := strings.TrimPrefix(fmt.Sprintf("%s.%s.%s", catalog, schema, name), ".")
		v.refuse(at, hint, "the table %s is outside the project", full)
		return
	case p["at_clause"] != nil:
		v.refuse(at, hint, "AT is not allowed here")
		return
	case names.defines(name):
		return
	case name == "" || strings.ContainsAny(name, "./\\:*?["):
		v.refuse(at, "state the file as a source, and read the source by its name", "the file '%s' cannot be read from here", name)
		return
	case systemTables.MatchString(fold(name)):
		v.refuse(at, hint, "the system table %s cannot be read from here", name)
		return
	}
	ref := engine.Ref{Name: name}
	ref.Line, ref.Column = place(v.sql, at)
	// DuckDB takes names that differ only in case for one table.
	first, seen := v.found[fold(name)]
	if seen && (first.Line < ref.Line || first.Line == ref.Line && first.Column <= ref.Column) {
		return
	}
	v.found[fold(name)] = ref
	v.tables = v.tables[:0]
	for _, r := range v.found {
		v.tables = append(v.tables, r)
	}
	sort.Slice(v.tables, func(i, j int) bool {
		a, b := v.tables[i], v.tables[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
}
