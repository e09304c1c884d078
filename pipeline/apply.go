package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// rawSchema is where the rows of sources are, each with the number of its load in loadColumn. What models see is a view in the main
// schema without that column.
const (
	rawSchema  = "landing"
	loadColumn = "_load"
)

// apply brings the raw table of a source to the loads that count.
//
// Invariant 2: rows, view and the list of loads change in one transaction. Invariant 3: the loads that the table has are read in
// that same transaction, so a load that was applied before is not applied again.
func (r *run) apply(ctx context.Context, spec *source.Spec, all []lake.Manifest, s *Step) error {
	loads := effective(spec.Load, all)
	schema := unite(loads)
	if len(loads) == 0 {
		// All of them were taken back. The table is empty then, and what reads it finds its columns.
		schema = unite(all)
	}
	if _, clash := schema.Find(loadColumn); clash {
		return farol.Errorf(farol.CodeDuplicateName, "source %q has a column %q, a name that Farol needs itself", spec.Name, loadColumn).
			At(spec.File, spec.Line).Hint("give the column another name with from:")
	}
	want := sourceFingerprint(spec, schema, loads, returned(all, loads))
	err := r.o.Engine.Write(ctx, func(tx engine.Tx) error {
		tables, err := tablesOf(ctx, tx)
		if err != nil {
			return err
		}
		have, built := tables[spec.Name]
		if built && have.Fingerprint == want {
			return errUnchanged
		}
		a := applying{ctx: ctx, tx: tx, d: r.o.Engine.Dialect(), lake: r.o.Lake, spec: spec, schema: schema, step: s}
		pending, gone, fits := difference(spec.Load, have, loads)
		if built && fits && sameMode(have.Fingerprint, want) && startsWith(schema, have.Schema) {
			err = a.extend(have.Schema, pending, gone)
		} else {
			pending, err = loads, a.rebuild(loads)
		}
		if err == nil {
			err = a.warnAgain(loads, pending)
		}
		if err != nil {
			return err
		}
		return r.publish(ctx, tx, engine.Table{Name: spec.Name, Schema: schema, Fingerprint: want, Loads: loadIDs(loads)})
	})
	if errors.Is(err, errUnchanged) {
		s.State, err = Unchanged, nil
	}
	if err != nil {
		s.RowsIn, s.Applied, s.Rejected = 0, 0, 0
		return sqlFault(err, "cannot apply the loads of source "+spec.Name, spec.File)
	}
	s.Version = r.versionOf(ctx, spec.Name)
	return nil
}

// errUnchanged ends a transaction that has nothing to do.
var errUnchanged = errors.New("unchanged")

// sourceFingerprint has three parts: how loads are combined, the columns, and the loads. All come from the project and the lake, so
// that a table rebuilt from the lake has the same. Loads that stand for what was taken back belong to the first part: they bring rows
// of any age, so incremental models are computed as a whole once.
func sourceFingerprint(spec *source.Spec, schema farol.Schema, loads []lake.Manifest, returned []string) string {
	mode := spec.Load
	if mode == "" {
		mode = source.Append
	}
	var key []string
	if mode == source.Merge {
		key = spec.Key
	}
	var content []any
	for _, m := range loads {
		content = append(content, m.Sequence, m.Item, m.ItemHash, m.Contract, m.Rows)
	}
	combined := digest(mode, key)[:16]
	if len(returned) > 0 {
		combined = digest(mode, key, returned)[:16]
	}
	columns := digest(schema)[:16]
	return combined + "." + columns + "." + digest(combined, columns, content)[:32]
}

func sameMode(a, b string) bool {
	x, _, _ := strings.Cut(a, ".")
	y, _, _ := strings.Cut(b, ".")
	return x == y
}

func loadIDs(loads []lake.Manifest) []string {
	ids := make([]string, len(loads))
	for i, m := range loads {
		ids[i] = m.Load
	}
	return ids
}

// difference tells which loads the table lacks and which no longer count. It fits when the table can be changed by them: in merge mode
// only later loads can be added, and none taken out.
func difference(mode source.Mode, have engine.Table, want []lake.Manifest) (pending []lake.Manifest, gone []string, fits bool) {
	applied := map[string]bool{}
	for _, id := range have.Loads {
		applied[id] = true
	}
	wanted := map[string]bool{}
	last := ""
	for _, m := range want {
		wanted[m.Load] = true
	}
	for _, id := range have.Loads {
		if !wanted[id] {
			gone = append(gone, id)
		}
		last = max(last, id)
	}
	fits = mode != source.Merge || len(gone) == 0
	for _, m := range want {
		if !applied[m.Load] {
			pending = append(pending, m)
			fits = fits && (mode != source.Merge || m.Load > last)
		}
	}
	return pending, gone, fits
}

// applying changes one raw table inside a transaction.
type applying struct {
	ctx    context.Context
	tx     engine.Tx
	d      engine.Dialect
	lake   *lake.Lake
	spec   *source.Spec
	schema farol.Schema
	step   *Step
}

func (a *applying) exec(sql string, args map[string]any) (int64, error) {
	return a.tx.Exec(a.ctx, sql, args)
}

func (a *applying) raw() string { return rawSchema + "." + a.d.Quote(a.spec.Name) }

func (a *applying) rebuild(loads []lake.Manifest) error {
	if _, err := a.exec("create schema if not exists "+rawSchema, nil); err != nil {
		return err
	}
	create := "create or replace table " + a.raw() + " as "
	if len(loads) == 0 {
		if _, err := a.exec(create+"select cast(0 as bigint) as "+loadColumn+", "+a.columns(lake.Manifest{})+" limit 0", nil); err != nil {
			return err
		}
	} else if a.spec.Load == source.Merge {
		if err := a.batch(create, loads[:1]); err != nil {
			return err
		}
		if err := a.merge(loads[1:]); err != nil {
			return err
		}
	} else if err := a.insert(create, loads); err != nil {
		return err
	}
	return a.view()
}

func (a *applying) extend(have farol.Schema, pending []lake.Manifest, gone []string) error {
	for _, c := range a.schema[len(have):] {
		if _, err := a.exec("alter table "+a.raw()+" add column "+a.d.Quote(c.Name)+" "+a.d.Type(c.Type), nil); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		numbers := make([]string, len(gone))
		for i, id := range gone {
			_, number, _ := strings.Cut(id, "/")
			numbers[i] = strings.TrimLeft(number, "0")
		}
		if _, err := a.exec("delete from "+a.raw()+" where "+loadColumn+" in ("+strings.Join(numbers, ", ")+")", nil); err != nil {
			return err
		}
	}
	add := a.insert
	if a.spec.Load == source.Merge {
		add = func(_ string, loads []lake.Manifest) error { return a.merge(loads) }
	}
	if err := add(a.into(), pending); err != nil {
		return err
	}
	if len(have) < len(a.schema) {
		return a.view()
	}
	return nil
}

// view makes what models see. The columns are listed, because a view that says * breaks when its table grows.
func (a *applying) view() error {
	if err := dropOther(a.ctx, a.tx, a.d, a.spec.Name, "VIEW"); err != nil {
		return err
	}
	var columns []string
	for _, c := range a.schema {
		columns = append(columns, a.d.Quote(c.Name))
	}
	_, err := a.exec("create or replace view main."+a.d.Quote(a.spec.Name)+" as select "+strings.Join(columns, ", ")+" from "+a.raw(), nil)
	return err
}

// batchLoads is how many loads one statement adds.
const batchLoads = 100

func (a *applying) into() string { return "insert into " + a.raw() + " " }

// insert adds loads, a batch a statement. The first statement begins as told, because creating a table from a query uses all cores
// where inserting into one does not.
func (a *applying) insert(begin string, loads []lake.Manifest) error {
	for batch := range slices.Chunk(loads, batchLoads) {
		if err := a.batch(begin, batch); err != nil {
			return err
		}
		begin = a.into()
	}
	return nil
}

// merge adds loads one by one, since each replaces rows of those before it.
func (a *applying) merge(loads []lake.Manifest) error {
	for _, m := range loads {
		for _, f := range m.Files {
			if err := a.deleteKeys(m, map[string]any{"path": a.lake.Path(m, f)}); err != nil {
				return err
			}
		}
		if err := a.batch(a.into(), []lake.Manifest{m}); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) batch(begin string, loads []lake.Manifest) error {
	var parts []string
	args := map[string]any{}
	for _, m := range loads {
		for _, f := range m.Files {
			name := fmt.Sprintf("path%d", len(args))
			args[name] = a.lake.Path(m, f)
			parts = append(parts, fmt.Sprintf("select cast(%d as bigint) as %s, %s from read_parquet($%s)", m.Sequence, loadColumn, a.columns(m), name))
		}
	}
	if len(parts) == 0 {
		return farol.Errorf(farol.CodeUnreadable, "load %s has no Parquet file", loads[0].Load).Hint("the lake's folder is damaged: restore that load from a backup")
	}
	if _, err := a.exec(begin+strings.Join(parts, " union all "), args); err != nil {
		return err
	}
	// Invariant 4: what the manifests counted is what is in the table.
	rows, err := a.rowsOf(loads)
	if err != nil {
		return err
	}
	for _, m := range loads {
		if rows[m.Sequence] != m.Rows {
			return farol.Errorf(farol.CodeUnreadable, "load %s has %d rows in the lake, but its manifest says %d", m.Load, rows[m.Sequence], m.Rows).
				Hint("the lake's folder is damaged: restore that load from a backup")
		}
		a.step.RowsIn += m.RowsIn
		a.step.Rejected += m.Rejected
		a.step.Applied += m.Rows
	}
	return nil
}

// rowsOf counts what the table has of some loads that follow each other.
func (a *applying) rowsOf(loads []lake.Manifest) (map[int64]int64, error) {
	rows, err := a.tx.Query(a.ctx, "select "+loadColumn+", count(*) from "+a.raw()+" where "+loadColumn+" between $low and $high group by 1",
		map[string]any{"low": loads[0].Sequence, "high": loads[len(loads)-1].Sequence})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[int64]int64{}
	for rows.Next() {
		load, ok1 := rows.Values()[0].(int64)
		n, ok2 := rows.Values()[1].(int64)
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("BUG: counts came as %T and %T", rows.Values()[0], rows.Values()[1])
		}
		counts[load] = n
	}
	return counts, rows.Err()
}

// columns lists the table's columns as a load has them: of the table's type, and unknown where it has none.
func (a *applying) columns(m lake.Manifest) string {
	list := make([]string, len(a.schema))
	for i, c := range a.schema {
		list[i] = a.column(m, c) + " as " + a.d.Quote(c.Name)
	}
	return strings.Join(list, ", ")
}

func (a *applying) column(m lake.Manifest, c farol.Column) string {
	name := "null"
	if _, ok := m.Schema.Find(c.Name); ok {
		name = a.d.Quote(c.Name)
	}
	return "cast(" + name + " as " + a.d.Type(c.Type) + ")"
}

// deleteKeys takes out the rows that a load of a merge replaces.
func (a *applying) deleteKeys(m lake.Manifest, args map[string]any) error {
	keys := make([]string, len(a.spec.Key))
	same := make([]string, len(a.spec.Key))
	for i, k := range a.spec.Key {
		c, ok := a.schema.Find(k)
		if !ok {
			return farol.Errorf(farol.CodeUnknownName, "source %q has no column %q, which is in its key", a.spec.Name, k).At(a.spec.File, a.spec.Line).
				Hint("name a column of the files in key")
		}
		keys[i] = a.column(m, c) + fmt.Sprintf(" as k%d", i)
		same[i] = fmt.Sprintf("t.%s = p.k%d", a.d.Quote(k), i)
	}
	sql := "delete from " + a.raw() + " as t using (select " + strings.Join(keys, ", ") + " from read_parquet($path)) as p where " + strings.Join(same, " and ")
	_, err := a.exec(sql, args)
	return err
}

// dropOther removes a relation of that name in the main schema when it is not of the kind (VIEW or BASE TABLE) that comes next.
func dropOther(ctx context.Context, tx engine.Tx, d engine.Dialect, name, kind string) error {
	v, err := value(ctx, tx, "select coalesce(max(table_type), '') from information_schema.tables where table_schema = 'main' and table_name = $name", map[string]any{"name": name})
	if err != nil {
		return err
	}
	other := map[string]string{"VIEW": "view", "BASE TABLE": "table"}[fmt.Sprint(v[0])]
	if other == "" || v[0] == kind {
		return nil
	}
	_, err = tx.Exec(ctx, "drop "+other+" main."+d.Quote(name), nil)
	return err
}

// publish completes t with what can be measured in the transaction and records it.
func (r *run) publish(ctx context.Context, tx engine.Tx, t engine.Table) error {
	d := r.o.Engine.Dialect()
	from := " from main." + d.Quote(t.Name)
	rows, err := count(ctx, tx, "select count(*)"+from, nil)
	if err != nil {
		return err
	}
	t.Rows = rows
	if t.Schema == nil {
		empty, err := tx.Query(ctx, "select *"+from+" limit 0", nil)
		if err != nil {
			return err
		}
		t.Schema = slices.Clone(empty.Columns())
		if err := empty.Close(); err != nil {
			return err
		}
	}
	if err := r.columns(t); err != nil {
		return err
	}
	if column := r.timeColumn(t.Name); column != "" {
		if c, ok := t.Schema.Find(column); ok && isDay(c.Type) {
			v, err := value(ctx, tx, "select max("+d.Quote(column)+")"+from, nil)
			if err != nil {
				return err
			}
			if last, ok := v[0].(time.Time); ok {
				t.DataTo = last.Format("2006-01-02T15:04:05")
			}
		}
	}
	t.PublishedAt = r.o.Clock().UTC().Format(time.RFC3339)
	return tx.Publish(ctx, t)
}

// timeColumn tells which column says how far a table reaches: its model's, or that of the first metrics view over it.
func (p *Pipeline) timeColumn(name string) string {
	if n := p.graph.byName[name]; n != nil && n.model != nil && n.model.Time != "" {
		return n.model.Time
	}
	for _, v := range p.o.Project.Views {
		if v.Table == name && v.Time != nil && v.Ahead == nil {
			return v.Time.Column
		}
	}
	return ""
}
