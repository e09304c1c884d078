package metric_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/farol-kpi/farol"
	dialect "github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/metric"
)

var propertyView = &metric.View{
	Name: "v", Table: "t", Tenant: "tenant", Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
	Dimensions: []metric.Dimension{{Name: "region"}, {Name: "size"}, {Name: "tenant"}},
	Measures: []metric.Measure{
		{Name: "sum", Sum: "n"}, {Name: "rows", Count: "*"}, {Name: "known", Count: "n"}, {Name: "distinct", CountDistinct: "who"},
		{Name: "least", Min: "n"}, {Name: "most", Max: "n"}, {Name: "mean", Average: "n"}, {Name: "middle", Median: "n"},
		{Name: "ratio", Ratio: []string{"sum", "rows"}}, {Name: "north", Sum: "n", Where: map[string]any{"region": "north"}},
		{Name: "ratio_of_north", Ratio: []string{"north", "sum"}}, {Name: "share", ShareOfTotal: "rows"},
	},
}

var propertySchema = farol.Schema{
	{Name: "tenant", Type: farol.Type{Kind: farol.KindText}}, {Name: "day", Type: farol.Type{Kind: farol.KindDate}},
	{Name: "region", Type: farol.Type{Kind: farol.KindText}}, {Name: "size", Type: farol.Type{Kind: farol.KindInteger}},
	{Name: "who", Type: farol.Type{Kind: farol.KindText}}, {Name: "n", Type: farol.Type{Kind: farol.KindInteger}},
}

// The SQL of a plan gives what a plain reading of the query gives, whatever the rows.
func TestSQLEqualsPlainReading(t *testing.T) {
	db := openDB(t)
	createTable(t, db, "t", propertySchema, nil)
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt)
		if _, err := db.Exec("delete from t"); err != nil {
			rt.Fatal(err)
		}
		if len(rows) > 0 {
			if _, err := db.Exec("insert into t values " + literals(rows)); err != nil {
				rt.Fatal(err)
			}
		}
		q, see := drawQuery(rt), drawRowFilter(rt)
		plan, err := metric.NewPlan(propertyView, propertySchema, q, see, metric.PlanOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		st, err := metric.Compile(plan, dialect.Dialect{})
		if err != nil {
			rt.Fatal(err)
		}
		want, totals := read(rows, q, see)
		got := rowTexts(st.Columns, ask(t, db, st))
		if diff := gocmp.Diff(want, got); diff != "" {
			rt.Fatalf("rows (-plain +SQL):\n%s\n%+v\n%v\n%s", diff, q, rows, st.SQL)
		}
		shown, figures := measuresOf(st.Columns, ask(t, db, *st.Totals))
		if diff := gocmp.Diff(totals, texts(figures[0][:len(shown)])); diff != "" {
			rt.Fatalf("totals (-plain +SQL):\n%s\n%+v\n%v\n%s", diff, q, rows, st.Totals.SQL)
		}
	})
}

func drawRows(rt *rapid.T) []map[string]any {
	return rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) map[string]any {
		return map[string]any{
			"tenant": rapid.SampledFrom([]any{"x", "y"}).Draw(rt, "tenant"),
			"day":    farol.Date(2026, time.Month(rapid.IntRange(1, 3).Draw(rt, "month")), rapid.IntRange(1, 3).Draw(rt, "date")),
			"region": rapid.SampledFrom([]any{"north", "south", "São", "Sao", nil}).Draw(rt, "region"),
			"size":   rapid.SampledFrom([]any{int64(1), int64(2), nil}).Draw(rt, "size"),
			"who":    rapid.SampledFrom([]any{"a", "b", "c", nil}).Draw(rt, "who"),
			"n":      rapid.SampledFrom([]any{int64(-3), int64(0), int64(1), int64(4), int64(7), nil}).Draw(rt, "n"),
		}
	}), 0, 25).Draw(rt, "rows")
}

func literals(rows []map[string]any) string {
	var list []string
	for _, row := range rows {
		var cells []string
		for _, c := range propertySchema {
			switch v := row[c.Name].(type) {
			case nil:
				cells = append(cells, "null")
			case time.Time:
				cells = append(cells, "'"+v.Format(time.DateOnly)+"'")
			case string:
				cells = append(cells, "'"+v+"'")
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
		list = append(list, "("+strings.Join(cells, ", ")+")")
	}
	return strings.Join(list, ", ")
}

func drawRowFilter(rt *rapid.T) metric.RowFilter {
	tenant := metric.Filter{Column: "tenant", Op: metric.In, Values: []any{"x"}}
	size := metric.Filter{Column: "size", Op: metric.In, Values: []any{int64(2)}}
	return rapid.SampledFrom([]metric.RowFilter{
		{All: true}, {}, {Any: [][]metric.Filter{{tenant}}}, {Any: [][]metric.Filter{{tenant, size}}}, {Any: [][]metric.Filter{{tenant}, {size}}},
	}).Draw(rt, "see")
}

func drawQuery(rt *rapid.T) metric.Query {
	var names []string
	for _, m := range propertyView.Measures {
		names = append(names, m.Name)
	}
	q := metric.Query{
		Measures: rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID[string]).Draw(rt, "measures"),
		By:       rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"region", "size", "tenant"}), 0, 2, rapid.ID[string]).Draw(rt, "by"),
		Totals:   true,
	}
	if rapid.Bool().Draw(rt, "monthly") {
		q.By = append(q.By, "month")
	}
	if rapid.Bool().Draw(rt, "with period") {
		from := rapid.IntRange(1, 3).Draw(rt, "from")
		q.Period = farol.Period{From: farol.Date(2026, time.Month(from), 2), To: farol.Date(2026, time.Month(from+1), 2)}
		q.Compare = rapid.SampledFrom([]metric.Compare{"", metric.PreviousPeriod}).Draw(rt, "compare")
	}
	q.Where = rapid.SliceOfN(rapid.SampledFrom([]metric.Filter{
		{Column: "region", Op: metric.In, Values: []any{"north", nil}}, {Column: "region", Op: metric.NotIn, Values: []any{"south"}},
		{Column: "region", Op: metric.NotIn, Values: []any{nil, "north"}}, {Column: "region", Op: metric.Contains, Values: []any{"SA"}},
		{Column: "size", Op: metric.Range, Values: []any{int64(1), int64(2)}}, {Column: "size", Op: metric.IsNull}, {Column: "size", Op: metric.NotNull},
		{Column: "size", Op: metric.In, Values: []any{}},
	}), 0, 2).Draw(rt, "where")
	for _, name := range q.By {
		q.Order = append(q.Order, metric.Order{By: name, Desc: rapid.Bool().Draw(rt, "desc")})
	}
	members := slices.DeleteFunc(slices.Clone(q.By), func(s string) bool { return s == "month" })
	if len(members) > 0 && rapid.Bool().Draw(rt, "first few") {
		q.Limit, q.Other = rapid.IntRange(1, 3).Draw(rt, "limit"), true
		q.Order = nil
	}
	return q
}

// read answers a query as plainly as it can be said.
func read(rows []map[string]any, q metric.Query, see metric.RowFilter) (answer []string, totals []string) {
	keep := func(p farol.Period) (kept []map[string]any) {
		for _, row := range rows {
			day := row["day"].(time.Time)
			if seen(row, see) && all(row, q.Where) && (p.IsZero() || !day.Before(p.From) && day.Before(p.To)) {
				row["month"] = farol.Date(day.Year(), day.Month(), 1)
				kept = append(kept, row)
			}
		}
		return kept
	}
	now := keep(q.Period)
	var then []map[string]any
	pair := map[any]any{} // month of the comparison → month of the period in the same place
	if q.Compare != "" {
		compared := q.Period.Previous()
		then = keep(compared)
		a, b := months(q.Period), months(compared)
		for i := range min(len(a), len(b)) {
			pair[b[i]] = a[i]
		}
	}
	total := figures(now, now, q.Measures)
	totalThen := figures(then, then, q.Measures)
	if len(q.By) == 0 {
		return []string{line(q, nil, total, totalThen, nil)}, texts(woven(q, total, totalThen))
	}
	place := func(map[string]any) int { return 0 }
	if q.Other {
		place = ranking(now, q)
	}
	groups, groupsThen := grouped(now, q, place, nil), map[string]*group{}
	if q.Compare != "" {
		groupsThen = grouped(then, q, place, pair)
	}
	var list []*group
	for _, g := range groups {
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b *group) int {
		if q.Other {
			if i := slices.Index(q.By, "month"); i >= 0 {
				if c := compare(a.keys[i], b.keys[i], false); c != 0 {
					return c
				}
			}
			return cmp.Compare(a.place, b.place)
		}
		for i := range q.By {
			// Sorting by a text is sorting as people read it; what they read alike keeps the order of its letters.
			if c := compare(asRead(a.keys[i]), asRead(b.keys[i]), q.Order[i].Desc); c != 0 {
				return c
			}
			if c := compare(a.keys[i], b.keys[i], q.Order[i].Desc); c != 0 {
				return c
			}
		}
		return 0
	})
	answer = []string{}
	for _, g := range list {
		var other *bool
		if q.Other {
			beyond := g.place >= q.Limit
			other = &beyond
		}
		compared := make([]any, len(q.Measures))
		if t := groupsThen[g.id()]; t != nil {
			compared = figures(t.rows, then, q.Measures)
		}
		answer = append(answer, line(q, g.keys, figures(g.rows, now, q.Measures), compared, other))
	}
	return answer, texts(woven(q, total, totalThen))
}

func months(p farol.Period) (list []time.Time) {
	for m := farol.Date(p.From.Year(), p.From.Month(), 1); m.Before(p.To); m = m.AddDate(0, 1, 0) {
		list = append(list, m)
	}
	return list
}

type group struct {
	keys  []any
	place int
	rows  []map[string]any
}

func (g *group) id() string { return fmt.Sprint(g.keys, g.place) }

// grouped puts rows into groups; with pair, months become those that they are compared with.
func grouped(rows []map[string]any, q metric.Query, place func(map[string]any) int, pair map[any]any) map[string]*group {
	groups := map[string]*group{}
	for _, row := range rows {
		g := &group{place: place(row)}
		for _, name := range q.By {
			value := row[name]
			if name == "month" && pair != nil {
				value = pair[value]
			} else if q.Other && name != "month" && g.place >= q.Limit {
				value = nil
			}
			g.keys = append(g.keys, value)
		}
		if groups[g.id()] == nil {
			groups[g.id()] = g
		}
		groups[g.id()].rows = append(groups[g.id()].rows, row)
	}
	return groups
}

// woven puts each figure before the one it is compared with.
func woven(q metric.Query, now, then []any) []any {
	if q.Compare == "" {
		return now
	}
	var list []any
	for i := range now {
		list = append(list, now[i], then[i])
	}
	return list
}

// ranking gives each row its member's place, or the limit when it is beyond.
func ranking(kept []map[string]any, q metric.Query) func(map[string]any) int {
	members := slices.DeleteFunc(slices.Clone(q.By), func(s string) bool { return s == "month" })
	keyOf := func(row map[string]any) []any {
		var key []any
		for _, name := range members {
			key = append(key, row[name])
		}
		return key
	}
	rowsOf, keys := map[string][]map[string]any{}, [][]any{}
	for _, row := range kept {
		id := fmt.Sprint(keyOf(row))
		if rowsOf[id] == nil {
			keys = append(keys, keyOf(row))
		}
		rowsOf[id] = append(rowsOf[id], row)
	}
	slices.SortFunc(keys, func(a, b []any) int {
		va := figures(rowsOf[fmt.Sprint(a)], kept, q.Measures[:1])[0]
		vb := figures(rowsOf[fmt.Sprint(b)], kept, q.Measures[:1])[0]
		// With time in By and no order of the query's own, and without it, the greatest of the first measure comes first.
		if c := compare(va, vb, true); c != 0 {
			return c
		}
		for i := range a {
			if c := compare(a[i], b[i], false); c != 0 {
				return c
			}
		}
		return 0
	})
	return func(row map[string]any) int {
		id := fmt.Sprint(keyOf(row))
		at := slices.IndexFunc(keys, func(k []any) bool { return fmt.Sprint(k) == id })
		if at < 0 {
			return q.Limit // only the comparison has it
		}
		return min(at, q.Limit)
	}
}

func line(q metric.Query, keys, now, then []any, other *bool) string {
	var cells []string
	for i := range keys {
		cells = append(cells, q.By[i]+"="+text(keys[i]))
	}
	for i, name := range q.Measures {
		cells = append(cells, name+"="+text(now[i]))
		if q.Compare != "" {
			cells = append(cells, name+"__compared="+text(then[i]))
		}
	}
	if other != nil {
		cells = append(cells, "__other="+text(*other))
	}
	return strings.Join(cells, " ")
}

func texts(values []any) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = text(v)
	}
	return list
}

// compare orders values, the unknown last either way.
func asRead(v any) any {
	if s, ok := v.(string); ok {
		return strings.ToLower(strings.ReplaceAll(s, "ã", "a"))
	}
	return v
}

func compare(a, b any, desc bool) int {
	if a == nil || b == nil {
		switch {
		case a == nil && b == nil:
			return 0
		case a == nil:
			return 1
		}
		return -1
	}
	c := 0
	switch x := a.(type) {
	case string:
		c = strings.Compare(x, b.(string))
	case time.Time:
		c = x.Compare(b.(time.Time))
	default:
		c = cmp.Compare(number(a), number(b))
	}
	if desc {
		return -c
	}
	return c
}

func number(v any) float64 {
	if n, ok := v.(int64); ok {
		return float64(n)
	}
	return v.(float64)
}

func seen(row map[string]any, see metric.RowFilter) bool {
	return see.All || slices.ContainsFunc(see.Any, func(alternative []metric.Filter) bool { return len(alternative) > 0 && all(row, alternative) })
}

func all(row map[string]any, filters []metric.Filter) bool {
	for _, f := range filters {
		v, holds := row[f.Column], false
		switch f.Op {
		case metric.In:
			holds = slices.Contains(f.Values, v)
		case metric.NotIn:
			holds = !slices.Contains(f.Values, v)
		case metric.Range:
			holds = v != nil && number(v) >= number(f.Values[0]) && number(v) < number(f.Values[1])
		case metric.Contains:
			plain := strings.NewReplacer("ã", "a")
			holds = v != nil && strings.Contains(plain.Replace(strings.ToLower(v.(string))), strings.ToLower(f.Values[0].(string)))
		case metric.IsNull:
			holds = v == nil
		case metric.NotNull:
			holds = v != nil
		}
		if !holds {
			return false
		}
	}
	return true
}

// figures computes measures of some rows; a share is of those in whole.
func figures(rows, whole []map[string]any, measures []string) []any {
	var ns, norths []int64
	who := map[any]bool{}
	for _, row := range rows {
		if n, ok := row["n"].(int64); ok {
			ns = append(ns, n)
			if row["region"] == "north" {
				norths = append(norths, n)
			}
		}
		if row["who"] != nil {
			who[row["who"]] = true
		}
	}
	slices.Sort(ns)
	sum := func(list []int64) any {
		if len(list) == 0 {
			return nil
		}
		total := int64(0)
		for _, n := range list {
			total += n
		}
		return total
	}
	over := func(a, b any) any {
		if a == nil || b == nil || number(b) == 0 {
			return nil
		}
		return number(a) / number(b)
	}
	count := func(n int) any { return int64(n) }
	values := map[string]any{
		"sum": sum(ns), "rows": count(len(rows)), "known": count(len(ns)), "distinct": count(len(who)), "least": nil, "most": nil, "middle": nil,
		"mean": over(sum(ns), count(len(ns))), "ratio": over(sum(ns), count(len(rows))), "north": sum(norths),
		"ratio_of_north": over(sum(norths), sum(ns)), "share": over(count(len(rows)), count(len(whole))),
	}
	if k := len(ns); k > 0 {
		values["least"], values["most"] = ns[0], ns[k-1]
		values["middle"] = float64(ns[(k-1)/2]+ns[k/2]) / 2
	}
	list := make([]any, len(measures))
	for i, name := range measures {
		list[i] = values[name]
	}
	return list
}
