package matching

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
)

func sortedKeys[V any](m map[entity.Key]V) []entity.Key {
	return slices.SortedFunc(maps.Keys(m), entity.Key.Compare)
}

// difference is what the tables of an entity have that the store has not, and the other way round.
type difference struct {
	into     *store
	upserts  []entity.Record
	fresh    map[entity.Key]*stored // of the upserts
	deletes  []entity.Key
	rowsIn   int64
	rejected int64
	warnings []string
}

// read compares the records that a snapshot shows with those of a store, which stays as it is until the difference is kept. It closes the
// snapshot.
func (s *subject) read(ctx context.Context, snapshot engine.Snapshot, tables map[string]engine.Table, into *store, progress Progress) (*difference, error) {
	d := &difference{into: into, fresh: map[entity.Key]*stored{}}
	into.reading++
	var total int64
	for _, name := range s.e.Records {
		total += tables[name].Rows
	}
	for i, name := range s.e.Records {
		if err := s.readTable(ctx, snapshot, tables[name], into.layouts[i], d, total, progress); err != nil {
			return nil, err
		}
	}
	if d.rejected > 0 {
		d.warnings = append(d.warnings, fmt.Sprintf("rows that repeat another, or that have no identifier, were left out: %d", d.rejected))
	}
	for k, r := range into.records {
		if r.seen != into.reading {
			d.deletes = append(d.deletes, k)
		}
	}
	slices.SortFunc(d.deletes, entity.Key.Compare)
	for _, k := range sortedKeys(d.fresh) {
		d.upserts = append(d.upserts, d.fresh[k].record(k))
	}
	// What follows may take a minute, and an open snapshot holds back checkpoints.
	return d, snapshot.Close()
}

// keep makes the difference the store's own.
func (d *difference) keep() {
	for _, k := range d.deletes {
		delete(d.into.records, k)
	}
	if len(d.into.records) == 0 {
		d.into.records = d.fresh
		return
	}
	maps.Copy(d.into.records, d.fresh)
}

func (d *difference) empty() bool { return len(d.upserts) == 0 && len(d.deletes) == 0 }

// progressEvery is after how many records progress is told.
const progressEvery = 20_000

func (s *subject) readTable(ctx context.Context, snapshot engine.Snapshot, t engine.Table, l *layout, d *difference, total int64, progress Progress) error {
	key := s.o.Project.KeyOf(s.e, t.Name)
	rows, err := snapshot.Query(ctx, s.selection(t, key, l), nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	sources := map[string]string{} // one text for all records of a source
	for rows.Next() {
		if d.rowsIn%progressEvery == 0 {
			progress("reading records", d.rowsIn, total)
		}
		d.rowsIn++
		v := rows.Values()
		source, id, packed := text(v[0]), text(v[1]), text(v[2])
		if source == "" {
			source = t.Name
		}
		if id == "" || len(key) > 1 && strings.Contains(mark+id+mark, mark+mark) {
			d.rejected++
			continue
		}
		if len(key) > 1 {
			id = joinID(strings.Split(id, mark))
		}
		if sources[source] == "" {
			sources[source] = source
		}
		if err := d.meet(entity.Key{Source: sources[source], Record: id}, packed, l, t.Name); err != nil {
			return err
		}
	}
	return rows.Err()
}

// meet takes one row in.
func (d *difference) meet(k entity.Key, packed string, l *layout, table string) error {
	said := &stored{packed: packed, layout: l, seen: d.into.reading}
	before, fresh := d.into.records[k], d.fresh[k]
	met := fresh
	if met == nil && before != nil && before.seen == d.into.reading {
		met = before
	}
	switch {
	case met != nil && met.says(said):
		d.rejected++
	case met != nil:
		return ambiguous(k, table)
	case before != nil && before.says(said):
		before.seen = d.into.reading
	default:
		if before != nil {
			before.seen = d.into.reading
		}
		d.fresh[k] = said
	}
	return nil
}

// says tells that two records are the same to the letter.
func (r *stored) says(other *stored) bool {
	return r.layout == other.layout && r.packed == other.packed
}

func ambiguous(k entity.Key, table string) error {
	return farol.Errorf(farol.CodeDuplicateKey, "two different records of %q are called %q in the source %q", table, k.Record, k.Source).
		Hint("name the columns that tell them apart in id:, or keep one of each: load: merge keeps the last row of a key")
}

// joinID makes one text of the columns that name a record, different for different ones.
func joinID(parts []string) string {
	escape := strings.NewReplacer(`\`, `\\`, `/`, `\/`)
	for i := range parts {
		parts[i] = escape.Replace(parts[i])
	}
	return strings.Join(parts, "/")
}

// text is the value of a column that was cast to text; an unknown is empty.
func text(v any) string {
	t, _ := v.(string)
	return t
}

// selection gives the SQL of a table's records: source, identifier, and all other columns in one text, because a text a cell would take
// several times as long.
func (s *subject) selection(t engine.Table, key []string, l *layout) string {
	d := s.o.Engine.Dialect()
	asText := func(column string) string {
		return "cast(" + d.Quote(column) + " as " + d.Type(farol.Type{Kind: farol.KindText}) + ")"
	}
	pack := func(columns []string) string {
		if len(columns) == 0 {
			return "''"
		}
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = "coalesce(replace(" + asText(c) + ", chr(31), ' '), '')"
		}
		return strings.Join(cells, " || chr(31) || ")
	}
	source := "''"
	if _, ok := t.Schema.Find(s.e.Source); ok {
		source = asText(s.e.Source)
	}
	var columns []string
	for _, c := range t.Schema {
		if c.Name != s.e.Source && !slices.Contains(key, c.Name) {
			columns = append(columns, c.Name)
		}
	}
	return "select " + source + ", " + pack(key) + ", " + pack(columns) + " from main." + d.Quote(t.Name)
}

// newStore makes an empty store for the columns that the tables have now.
func (s *subject) newStore(tables map[string]engine.Table) *store {
	out := &store{label: -1, records: map[entity.Key]*stored{}}
	var schemas []farol.Schema
	for _, name := range s.e.Records {
		schemas = append(schemas, tables[name].Schema)
	}
	fields := s.o.Project.FieldsOf(s.e, schemas)
	out.fields = fields.Names()
	for i, f := range fields {
		if strings.EqualFold(f.Name, s.e.Label) {
			out.label = i
		}
	}
	for i, name := range s.e.Records {
		l := &layout{table: name}
		key := s.o.Project.KeyOf(s.e, name)
		for _, c := range schemas[i] {
			if c.Name == s.e.Source || slices.Contains(key, c.Name) {
				continue
			}
			at := slices.IndexFunc(out.fields, func(f string) bool { return strings.EqualFold(f, c.Name) })
			l.columns, l.fields = append(l.columns, out.fields[at]), append(l.fields, at)
		}
		out.layouts = append(out.layouts, l)
	}
	return out
}
