package metric

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// Statement is SQL that answers a plan, with its values bound by name.
type Statement struct {
	SQL     string
	Args    map[string]any
	Columns []OutColumn // of the answer; the statement of the rows has one column more, the number of groups before limit and offset

	// Totals has the plan's totals as one row of Columns, unknown in those of keys; nil when not asked for.
	Totals *Statement
	// Count has the number of groups as one row of one column, for a page beyond the last one; nil without keys.
	Count *Statement
}

// Compile writes a plan as SQL.
//
// Invariant 7: the innermost select reads the table through the entitlement's filters, and nothing else names the table. What a
// project writes in SQL stands above it and sees no other row. Values are bound, names are quoted by the dialect.
func Compile(p *Plan, d engine.Dialect) (Statement, error) {
	if len(p.Measures) == 0 && len(p.Keys) == 0 {
		return Statement{}, farol.Errorf(farol.CodeBadQuery, "the plan has neither measures nor keys")
	}
	rows := newWriter(p, d)
	st := Statement{SQL: rows.rows(false), Args: rows.args, Columns: p.Out}
	if len(p.Keys) > 0 {
		count := newWriter(p, d)
		st.Count = &Statement{SQL: count.rows(true), Args: count.args}
	}
	if p.Totals {
		totals := newWriter(p, d)
		st.Totals = &Statement{SQL: totals.totals(), Args: totals.args, Columns: p.Out}
	}
	return st, nil
}

type writer struct {
	p    *Plan
	d    engine.Dialect
	args map[string]any
	ctes []string

	folded bool // groups are made of parts; see parts.go
}

func newWriter(p *Plan, d engine.Dialect) *writer {
	return &writer{p: p, d: d, args: map[string]any{}}
}

// with adds a named part of the statement.
func (w *writer) with(name, body string) {
	if !strings.Contains(name, " as ") {
		name += " as"
	}
	w.ctes = append(w.ctes, name+" (\n"+body+"\n)")
}

// statement writes the parts and the select that ends them.
func (w *writer) statement(last string) string {
	return "with " + strings.Join(w.ctes, ",\n") + "\n" + last
}

// rows writes the statement of the groups, or of their number.
func (w *writer) rows(countOnly bool) string {
	p := w.p
	if len(p.Keys) == 0 {
		from := w.oneGroup()
		return w.statement("select " + strings.Join(append(w.measures("r", "t", false), "1"), ", ") + "\nfrom " + from)
	}
	w.base()
	if p.Other && p.folds() {
		w.parts("now", p.Period)
		if p.Compared != nil {
			w.parts("thn", p.Compared)
		}
		w.folded = true
	}
	for i, k := range p.Keys {
		if k.Lookup != nil {
			w.with(fmt.Sprintf("l%d", i), w.lookup(k.Lookup))
		}
	}
	all := indexes(len(p.Keys))
	if p.Other {
		w.ranking()
	}
	w.groups("now", all, p.Period, p.Other)
	skeleton := w.skeleton(all)
	from := skeleton
	if p.Compared != nil {
		w.groups("thn", all, p.Compared, p.Other)
		from += w.joinCompared(all)
	}
	from += w.joinLookups("r", all)
	where := ""
	if p.Search != "" && !p.Other {
		where = "\nwhere " + w.searched("r", all)
	}
	if countOnly {
		if p.Other {
			return w.statement("select count(*) from ranked")
		}
		return w.statement("select count(*)\nfrom " + from + where)
	}
	columns := append(w.keys("r", all), w.measures("r", "t", false)...)
	if p.Other {
		columns = append(columns, "r.__other as "+w.d.Quote(otherName), "(select count(*) from ranked) as __groups")
	} else {
		// Not count(*) over (): a window without an order that DuckDB cannot stream fails an assertion of DuckDB's own once in some runs
		// over few rows (duckdb/duckdb#22352), and the whole warehouse with it. The groups are materialized, so that counting them costs
		// little.
		counted := skeleton
		if where != "" {
			counted += w.joinLookups("r", all)
		}
		columns = append(columns, "(select count(*) from "+counted+where+") as __groups")
	}
	sql := "select " + strings.Join(columns, ",\n       ") + "\nfrom " + from + where + "\norder by " + strings.Join(w.order(all), ", ")
	if p.Limit > 0 && !p.Other {
		sql += "\nlimit " + w.bind(int64(p.Limit), "bigint")
	}
	if p.Offset > 0 {
		sql += "\noffset " + w.bind(int64(p.Offset), "bigint")
	}
	return w.statement(sql)
}

// oneGroup writes the figures of a plan without keys and gives where they are.
func (w *writer) oneGroup() string {
	p := w.p
	w.base()
	w.groups("now", nil, p.Period, false)
	if p.Compared == nil {
		return "now_values r"
	}
	w.groups("thn", nil, p.Compared, false)
	return "now_values r cross join thn_values t"
}

// totals writes the statement of the figures over all rows.
func (w *writer) totals() string {
	p := w.p
	w.p = p.totalsOf()
	from := w.oneGroup()
	w.p = p
	var columns []string
	for _, c := range p.Out {
		if c.Role != RoleMeasure && c.Role != RoleCompared {
			columns = append(columns, "null as "+w.d.Quote(c.Name))
		}
	}
	// Measures stand between the keys and the mark of the rest, as in Out.
	figures := w.measures("r", "t", true)
	if p.Other {
		last := len(columns) - 1
		columns = append(append(columns[:last:last], figures...), columns[last])
	} else {
		columns = append(columns, figures...)
	}
	return w.statement("select " + strings.Join(columns, ", ") + "\nfrom " + from)
}

// base is the one place that reads the table.
func (w *writer) base() {
	p := w.p
	columns := make([]string, 0, len(p.Columns))
	for _, c := range p.Columns {
		columns = append(columns, w.d.Quote(c.Name))
	}
	if len(columns) == 0 {
		columns = []string{"1 as __row"}
	}
	// Invariant 7: the entitlement comes first, and what the query adds can only narrow it.
	conditions := []string{w.entitled(p.Rows)}
	for _, c := range p.Where {
		conditions = append(conditions, w.condition(c))
	}
	if p.Period != nil && p.Compared == nil {
		conditions = append(conditions, w.within(p.Period))
	}
	name := "base"
	if p.Compared != nil {
		// Each period reads its own rows, which costs less than to keep those of both.
		name += " as not materialized"
	}
	w.with(name, "  select "+strings.Join(columns, ", ")+"\n  from "+w.d.Quote(p.Table)+"\n  where "+strings.Join(conditions, "\n    and "))
}

// groups writes NAME_groups, the aggregates of each group, and NAME_values, the figures made from them. With ranked, members beyond the
// limit fall into one group.
func (w *writer) groups(name string, keys []int, span *Span, ranked bool) {
	p := w.p
	from, key := w.source(name)
	var columns []string
	groupBy := 0
	for _, i := range keys {
		expr := key(i)
		if ranked && contains(p.rankKeys(), i) {
			expr = "case when " + w.rank() + " > " + w.bind(int64(p.Limit), "bigint") + " then null else " + expr + " end"
		}
		columns = append(columns, fmt.Sprintf("%s as __k%d", expr, i))
		groupBy++
	}
	if ranked {
		limit := w.bind(int64(p.Limit), "bigint")
		columns = append(columns, w.rank()+" > "+limit+" as __other", "least("+w.rank()+", "+limit+" + 1) as __rank")
		groupBy += 2
	}
	columns = append(columns, w.aggregates(w.folded)...)
	body := "  select " + strings.Join(columns, ",\n         ") + "\n  from " + from
	if ranked {
		join := "join"
		if name == "thn" && p.Search == "" {
			join = "left join" // a member that only the compared period has belongs to the rest
		}
		var on []string
		for _, i := range p.rankKeys() {
			on = append(on, fmt.Sprintf("%s is not distinct from ranked.__r%d", key(i), i))
		}
		body += "\n  " + join + " ranked on " + strings.Join(on, " and ")
	}
	if !w.folded {
		body += w.inSpan(span)
	}
	if groupBy > 0 {
		body += "\n  group by " + ordinals(groupBy)
	}
	w.with(name+"_groups", body)
	w.values(name, keys, ranked, span)
}

// ordinals writes the places of the first n columns.
func ordinals(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint(i + 1)
	}
	return strings.Join(list, ", ")
}

// source gives what NAME_groups are made of, and how a key of it is written.
func (w *writer) source(name string) (from string, key func(i int) string) {
	if !w.folded {
		return "base", func(i int) string { return w.key(w.p.Keys[i]) }
	}
	from = "now_parts"
	if name == "thn" {
		from = "thn_parts"
	}
	return from + " parts", func(i int) string { return fmt.Sprintf("parts.__k%d", i) }
}

// inSpan writes which rows belong to a span. Without a comparison all do.
func (w *writer) inSpan(span *Span) string {
	if span == nil || w.p.Compared == nil {
		return ""
	}
	return "\n  where " + w.within(span)
}

// aggregates writes the aggregates of a group, from its rows or from their parts.
func (w *writer) aggregates(folded bool) []string {
	columns := make([]string, len(w.p.Aggregates))
	for i, a := range w.p.Aggregates {
		sql := ""
		if folded {
			sql = a.fold(fmt.Sprintf("parts.__a%d", i))
		} else {
			sql = w.aggregate(a)
		}
		columns[i] = fmt.Sprintf("%s as __a%d", sql, i)
	}
	return columns
}

// values writes NAME_values from NAME_groups.
func (w *writer) values(name string, keys []int, ranked bool, span *Span) {
	p := w.p
	var columns []string
	for _, i := range keys {
		columns = append(columns, fmt.Sprintf("g.__k%d", i))
	}
	if ranked {
		columns = append(columns, "g.__other", "g.__rank")
	}
	from := name + "_groups g"
	shares := false
	for i, m := range p.Measures {
		columns = append(columns, fmt.Sprintf("%s as __m%d", w.value(m.Value, "g", keys, ranked), i))
		shares = shares || m.Value.Op == ValueShare
	}
	if shares {
		if len(keys) > 0 {
			w.with(name+"_total", w.overAll(name, span))
		} else {
			w.with(name+"_total", "  select * from "+name+"_groups")
		}
		from += " cross join " + name + "_total a"
	}
	if len(columns) == 0 {
		columns = []string{"1"}
	}
	w.with(name+"_values", "  select "+strings.Join(columns, ",\n         ")+"\n  from "+from)
}

// overAll writes the aggregates of all rows of a span.
func (w *writer) overAll(name string, span *Span) string {
	from, _ := w.source(name)
	body := "  select " + strings.Join(w.aggregates(w.folded), ", ") + "\n  from " + from
	if !w.folded {
		body += w.inSpan(span)
	}
	return body
}

// ranking writes ranked: the members in their order, numbered.
func (w *writer) ranking() {
	p := w.p
	members := p.rankKeys()
	w.groups("rank", members, p.Period, false)
	columns := make([]string, 0, len(members)+1)
	for _, i := range members {
		columns = append(columns, fmt.Sprintf("v.__k%d as __r%d", i, i))
	}
	body := "  select " + strings.Join(columns, ", ") + "\n  from rank_values v" + w.joinLookups("v", members)
	if p.Search != "" {
		body += "\n  where " + w.searched("v", members)
	}
	body += "\n  order by " + strings.Join(w.rankOrder(members), ", ")
	// Rows are numbered as they come, which is in order, for the reason told where groups are counted.
	w.with("ranked", "  select *, row_number() over () as __rn from (\n"+body+"\n  ) o")
}

// rank is the place of a member; one that has none comes after all.
func (w *writer) rank() string {
	return "coalesce(ranked.__rn, " + w.bind(int64(w.p.Limit)+1, "bigint") + ")"
}

// skeleton writes where the rows of the answer come from: the groups, or every bucket of time for every member that occurs.
func (w *writer) skeleton(all []int) string {
	p := w.p
	if len(p.Buckets) > 0 {
		w.buckets()
	}
	if !p.Fill {
		return "now_values r"
	}
	time := p.timeKey()
	var members, columns, on []string
	for _, i := range all {
		if i == time {
			columns = append(columns, fmt.Sprintf("b.__now as __k%d", i))
			on = append(on, fmt.Sprintf("v.__k%d = b.__now", i))
			continue
		}
		name := fmt.Sprintf("__k%d", i)
		members = append(members, name)
		columns = append(columns, "c."+name)
		on = append(on, "v."+name+" is not distinct from c."+name)
	}
	if p.Other {
		members = append(members, "__other", "__rank")
		columns = append(columns, "c.__other", "c.__rank")
		on = append(on, "v.__other = c.__other", "v.__rank = c.__rank")
	}
	for i := range p.Measures {
		columns = append(columns, fmt.Sprintf("v.__m%d", i))
	}
	from := "buckets b"
	if len(members) > 0 {
		from += " cross join (select distinct " + strings.Join(members, ", ") + " from now_values) c"
	}
	w.with("filled", "  select "+strings.Join(columns, ", ")+"\n  from "+from+"\n  left join now_values v on "+strings.Join(on, " and "))
	return "filled r"
}

// buckets writes the buckets of time, each with the one it is compared with.
func (w *writer) buckets() {
	kind := sqlType(w.p.Keys[w.p.timeKey()].Type)
	now, then := make([]string, len(w.p.Buckets)), make([]string, len(w.p.Buckets))
	for i, b := range w.p.Buckets {
		now[i], then[i] = b.Now, b.Then
	}
	split := func(list []string) string {
		return "unnest(string_split(" + w.bind(strings.Join(list, ","), "varchar") + ", ','))"
	}
	w.with("buckets", "  select cast(n as "+kind+") as __now, cast(nullif(t, '') as "+kind+") as __then\n  from (select "+split(now)+" as n, "+split(then)+" as t) x")
}

func (w *writer) joinCompared(all []int) string {
	p := w.p
	time := p.timeKey()
	join := ""
	var on []string
	for _, i := range all {
		name := fmt.Sprintf("__k%d", i)
		if i == time {
			join += "\nleft join buckets p on p.__now = r." + name
			on = append(on, "t."+name+" = p.__then")
			continue
		}
		on = append(on, "t."+name+" is not distinct from r."+name)
	}
	if p.Other {
		on = append(on, "t.__other = r.__other")
	}
	return join + "\nleft join thn_values t on " + strings.Join(on, " and ")
}

func (w *writer) joinLookups(from string, keys []int) string {
	join := ""
	for _, i := range keys {
		if w.p.Keys[i].Lookup != nil {
			join += fmt.Sprintf("\nleft join l%d on l%d.__key = %s.__k%d", i, i, from, i)
		}
	}
	return join
}

func (w *writer) lookup(l *LookupPlan) string {
	key, label := w.d.Quote(l.Key), w.d.Quote(l.Label)
	return "  select " + key + " as __key, min(" + label + ") as __label\n  from " + w.d.Quote(l.Table) + "\n  where " + w.entitled(l.Rows) + "\n  group by 1"
}

// keys writes the columns of the keys and their labels.
func (w *writer) keys(from string, all []int) []string {
	var columns []string
	for _, i := range all {
		k := w.p.Keys[i]
		columns = append(columns, fmt.Sprintf("%s.__k%d as %s", from, i, w.d.Quote(k.Name)))
		if k.Lookup != nil {
			columns = append(columns, fmt.Sprintf("l%d.__label as %s", i, w.d.Quote(k.Name+labelSuffix)))
		}
	}
	return columns
}

// measures writes the columns of the figures, each followed by the one it is compared with.
func (w *writer) measures(now, then string, totals bool) []string {
	var columns []string
	for i, m := range w.p.Measures {
		columns = append(columns, w.figure(now, i, totals)+" as "+w.d.Quote(m.Name))
		if w.p.Compared != nil {
			columns = append(columns, w.figure(then, i, totals)+" as "+w.d.Quote(m.Name+comparedSuffix))
		}
	}
	return columns
}

// figure writes a measure as it is shown: rounded once, at the end, half away from zero.
func (w *writer) figure(from string, i int, totals bool) string {
	m := w.p.Measures[i]
	if totals && m.NotInTotals {
		return "null"
	}
	figure := fmt.Sprintf("%s.__m%d", from, i)
	if m.Decimals >= 0 {
		figure = fmt.Sprintf("round(%s, %d)", figure, m.Decimals)
	}
	if w.p.Other && m.NotInOther && !totals {
		figure = "case when r.__other then null else " + figure + " end"
	}
	return figure
}

func indexes(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
