package duckdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"

	"github.com/farol-kpi/farol"
)

// functions is what DuckDB says of its own functions, by name in lower case.
type functions map[string]trait

type trait struct {
	aggregate bool
	volatile  bool // gives another answer at another time
}

// onlyOver are listed as aggregates but mean something only with OVER.
var onlyOver = regexp.MustCompile(`^(cume_dist|dense_rank|fill|first_value|lag|last_value|lead|nth_value|ntile|percent_rank|rank|rank_dense|row_number)$`)

// aggregateMacros expand to aggregates.
var aggregateMacros = regexp.MustCompile(`^(wavg|weighted_avg|geomean|geometric_mean|json_group_array|json_group_object)$`)

func listFunctions(ctx context.Context, conn *sql.Conn) (functions, error) {
	rows, err := conn.QueryContext(ctx, `SELECT lower(function_name), bool_or(function_type = 'aggregate'),
		bool_or(coalesce(has_side_effects, false) OR coalesce(stability, 'CONSISTENT') <> 'CONSISTENT')
		FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro') GROUP BY ALL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := functions{}
	for rows.Next() {
		var name string
		var t trait
		if err := rows.Scan(&name, &t.aggregate, &t.volatile); err != nil {
			return nil, err
		}
		t.aggregate = t.aggregate && !onlyOver.MatchString(name) || aggregateMacros.MatchString(name)
		all[name] = t
	}
	return all, rows.Err()
}

// expressions are the classes of expression that an aggregate over columns may be made of.
var expressions = map[string]bool{
	"COLUMN_REF": true, "CONSTANT": true, "FUNCTION": true, "COMPARISON": true, "CONJUNCTION": true, "OPERATOR": true, "CAST": true,
	"CASE": true, "BETWEEN": true, "COLLATE": true, "TYPE": true,
}

// ParseAggregate parses expr as the one item of a SELECT. It is parsed a second time as the argument of a function, because text
// like "sum(a)) + (sum(b)" is well formed between parentheses without being one expression.
func (w *Warehouse) ParseAggregate(ctx context.Context, expr string) error {
	const before, between, after = "SELECT (", "SELECT list_value(", "\n) FROM placeholder"
	query := before + expr + after
	item, err := w.parseItem(ctx, query, len(before), expr)
	if err != nil {
		return err
	}
	wrapped, err := w.parseItem(ctx, between+expr+after, len(between), expr)
	if err != nil {
		return err
	}
	children, _ := wrapped["children"].([]any)
	if wrapped["function_name"] != "list_value" || len(children) != 1 || !reflect.DeepEqual(bare(item), bare(children[0])) {
		return farol.Errorf(farol.CodeForbiddenSQL, "%q is not one expression", short(expr)).Hint("write one aggregate, such as sum(amount)")
	}
	a := aggregateVisitor{known: w.functions, expr: expr, start: len(before)}
	a.visit(item, false)
	switch {
	case a.fault != nil:
		return a.fault
	case !a.aggregates:
		return farol.Errorf(farol.CodeForbiddenSQL, "%q does not aggregate anything", short(expr)).
			Hint("put an aggregate such as sum, count or max around the columns")
	}
	return nil
}

// parseItem gives the one item of the SELECT around expr. Faults are placed inside expr.
func (w *Warehouse) parseItem(ctx context.Context, query string, start int, expr string) (map[string]any, error) {
	statement, err := w.parseOne(ctx, query)
	if err != nil {
		for _, f := range farol.AsErrors(err) {
			if f.Place.Line > 0 {
				f.Place.Line, f.Place.Column = place(expr, offset(query, f.Place.Line, f.Place.Column)-start)
			}
		}
		return nil, err
	}
	items, _ := statement.Node["select_list"].([]any)
	from, _ := statement.Node["from_table"].(map[string]any)
	item := map[string]any{}
	if len(items) == 1 {
		item, _ = items[0].(map[string]any)
	}
	plain := statement.Node["type"] == "SELECT_NODE" && from["type"] == "BASE_TABLE" && from["table_name"] == "placeholder" &&
		from["alias"] == nil && statement.Node["aggregate_handling"] == "STANDARD_HANDLING" && item["alias"] == nil
	for key := range statement.Node {
		switch key {
		case "type", "select_list", "from_table", "aggregate_handling":
		default:
			plain = false
		}
	}
	if !plain || len(items) != 1 || len(statement.Params) > 0 {
		return nil, farol.Errorf(farol.CodeForbiddenSQL, "%q is not one expression over columns", short(expr)).
			Hint("write one aggregate, such as sum(amount)")
	}
	return item, nil
}

// offset is the inverse of place.
func offset(query string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		at += strings.IndexByte(query[at:], '\n') + 1
	}
	for i := range query[at:] {
		if column--; column == 0 {
			return at + i
		}
	}
	return len(query)
}

type aggregateVisitor struct {
	known      functions
	expr       string
	start      int
	at         int
	aggregates bool
	fault      *farol.Error // the first in the text
	faultAt    int
}

func (a *aggregateVisitor) refuse(code farol.Code, hint, format string, args ...any) {
	if a.fault != nil && a.faultAt <= a.at {
		return
	}
	a.fault, a.faultAt = farol.Errorf(code, format, args...).Hint("%s", hint), a.at
	a.fault.Place.Line, a.fault.Place.Column = place(a.expr, a.at-a.start)
}

func (a *aggregateVisitor) visit(part any, inside bool) {
	switch p := part.(type) {
	case []any:
		for _, e := range p {
			a.visit(e, inside)
		}
	case map[string]any:
		if at, ok := p["query_location"].(float64); ok {
			a.at = int(at)
		}
		if class, ok := p["class"].(string); ok {
			inside = a.expression(class, p, inside)
		}
		at := a.at
		for _, k := range sortedKeys(p) {
			a.at = at
			a.visit(p[k], inside)
		}
	}
}

// expression checks one expression and tells whether what is below it stands inside an aggregate.
func (a *aggregateVisitor) expression(class string, p map[string]any, inside bool) bool {
	switch {
	case class == "SUBQUERY":
		a.refuse(farol.CodeForbiddenSQL, "join in a model, and aggregate its columns here", "a subquery is not allowed in a measure")
	case class == "WINDOW":
		a.refuse(farol.CodeForbiddenSQL, "compute it in a model, and aggregate its column here", "OVER is not allowed in a measure")
	case !expressions[class]:
		a.refuse(farol.CodeForbiddenSQL, "use aggregates and functions of columns", "this is not allowed in a measure (%s)", strings.ToLower(class))
	case class == "COLUMN_REF" && !inside:
		names, _ := p["column_names"].([]any)
		a.refuse(farol.CodeForbiddenSQL, "put an aggregate such as sum or max around it", "the column %s is not aggregated", columnName(names))
	case class == "FUNCTION":
		name, _ := p["function_name"].(string)
		t, known := a.known[fold(name)]
		switch {
		case t.volatile, fold(name) == "unnest", forbiddenFunctions.MatchString(fold(name)):
			a.refuse(farol.CodeForbiddenSQL, "a measure gives one value, and the same each time", "the function %s is not allowed in a measure", name)
		case !known:
			a.refuse(farol.CodeBadSQL, "see the list of functions in DuckDB's documentation", "there is no function %s", name)
		case t.aggregate && inside:
			a.refuse(farol.CodeForbiddenSQL, "compute the inner one in a model", "%s stands inside another aggregate", name)
		case t.aggregate:
			a.aggregates = true
			return true
		}
	}
	return inside
}

func columnName(names []any) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i], _ = n.(string)
	}
	return strings.Join(parts, ".")
}

// bare copies a parsed part without places in the text.
func bare(part any) any {
	switch p := part.(type) {
	case []any:
		list := make([]any, len(p))
		for i, e := range p {
			list[i] = bare(e)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for k, e := range p {
			if k != "query_location" {
				object[k] = bare(e)
			}
		}
		return object
	case json.Number:
		return p.String()
	}
	return part
}

func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
