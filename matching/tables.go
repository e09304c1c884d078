package matching

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
)

// writing makes the tables of an entity.
type writing struct {
	*subject
	in *input
	m  *moment
	p  Publishing

	schemas map[string]farol.Schema
}

// all makes the five tables and publishes them in one transaction. Where the tables show what was in memory before, only the entities that were
// touched since are written; pairs are always written anew, since the weight of a pair depends on its rivals.
func (w *writing) all(ctx context.Context, fingerprint string) error {
	var loads []string
	for _, name := range w.e.Records {
		loads = append(loads, w.in.tables[name].Loads...)
	}
	slices.Sort(loads)
	loads = slices.Compact(loads)
	w.schemas = w.schemasOf(w.in)
	how := w.how(w.in, w.m)
	err := w.o.Engine.Write(ctx, func(tx engine.Tx) error {
		if w.p.Before != nil {
			if err := w.p.Before(ctx, tx); err != nil {
				return err
			}
		}
		write := w.anew
		if w.m.shown.how == how && w.m.shown.fingerprint != "" && w.shownBy(w.in.tables, w.m.shown.fingerprint) {
			write = w.touched
		}
		if err := write(ctx, tx); err != nil {
			return err
		}
		if err := w.fill(ctx, tx, "_pair", pairRows(w.m)); err != nil {
			return err
		}
		for _, name := range w.e.Tables() {
			if err := w.p.Publish(ctx, tx, engine.Table{Name: name, Schema: w.schemas[name], Fingerprint: fingerprint, Loads: loads}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.m.shown = shown{fingerprint: fingerprint, how: how, events: len(w.m.history), touched: map[string]bool{}}
	return nil
}

// schemasOf gives the columns of the entity's tables.
func (s *subject) schemasOf(in *input) map[string]farol.Schema {
	var records []farol.Schema
	for _, name := range s.e.Records {
		records = append(records, in.tables[name].Schema)
	}
	return s.o.Project.EntitySchemas(s.e, records)
}

// how is a fingerprint of the rules that the tables are made by.
func (s *subject) how(in *input, m *moment) string {
	return digest(tablesVersion, s.e.Golden, m.model.Version, s.schemasOf(in))
}

// anew makes the tables, but for the pairs, as a whole.
func (w *writing) anew(ctx context.Context, tx engine.Tx) error {
	clusters := w.m.clusters()
	if err := w.fill(ctx, tx, "_member", memberRows(clusters, w.m)); err != nil {
		return err
	}
	if err := w.fill(ctx, tx, "_value", w.valueRows(ctx, clusters)); err != nil {
		return err
	}
	if err := w.fill(ctx, tx, "_event", w.eventRows(0)); err != nil {
		return err
	}
	if _, err := w.fit(ctx, tx, ""); err != nil {
		return err
	}
	return w.goldenAnew(ctx, tx)
}

// goldenAnew makes the table of golden records as a whole.
func (w *writing) goldenAnew(ctx context.Context, tx engine.Tx) error {
	if err := w.create(ctx, tx, w.name, w.schemas[w.name]); err != nil {
		return err
	}
	return w.golden(ctx, tx, "")
}

// touched brings the tables, but for the pairs, up to the entities that have changed.
func (w *writing) touched(ctx context.Context, tx engine.Tx) error {
	q := w.o.Engine.Dialect().Quote
	// No table of a project can have a blank in its name.
	changed := w.name + " changed"
	ids := slices.Sorted(maps.Keys(w.m.shown.touched))
	if err := w.create(ctx, tx, changed, farol.Schema{{Name: "entity", Type: farol.Type{Kind: farol.KindText}}}); err != nil {
		return err
	}
	if _, err := tx.Append(ctx, changed, func(yield func([]any, error) bool) {
		row := make([]any, 1)
		for _, id := range ids {
			row[0] = id
			if !yield(row, nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	where := " where entity in (select entity from main." + q(changed) + ")"
	for _, name := range []string{w.name, w.name + "_member", w.name + "_value"} {
		if _, err := tx.Exec(ctx, "delete from main."+q(name)+where, nil); err != nil {
			return err
		}
	}
	var clusters [][]entity.Key
	for _, id := range ids {
		if current, known := w.m.resolver.Resolve(id); !known || current != id {
			continue
		}
		if keys := w.m.resolver.Members(id); len(keys) > 0 {
			clusters = append(clusters, keys)
		}
	}
	for suffix, rows := range map[string]iter.Seq2[[]any, error]{
		"_member": memberRows(clusters, w.m), "_value": w.valueRows(ctx, clusters), "_event": w.eventRows(w.m.shown.events),
	} {
		if _, err := tx.Append(ctx, w.name+suffix, rows); err != nil {
			return err
		}
	}
	w.asShown()
	loosened, err := w.fit(ctx, tx, where)
	if err != nil {
		return err
	}
	if loosened {
		err = w.goldenAnew(ctx, tx)
	} else {
		err = w.golden(ctx, tx, where)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "drop table main."+q(changed), nil)
	return err
}

// fill makes a table of rows.
func (w *writing) fill(ctx context.Context, tx engine.Tx, suffix string, rows iter.Seq2[[]any, error]) error {
	name := w.name + suffix
	if err := w.create(ctx, tx, name, w.schemas[name]); err != nil {
		return err
	}
	_, err := tx.Append(ctx, name, rows)
	return err
}

func (w *writing) create(ctx context.Context, tx engine.Tx, name string, schema farol.Schema) error {
	d := w.o.Engine.Dialect()
	columns := make([]string, len(schema))
	for i, c := range schema {
		columns[i] = d.Quote(c.Name) + " " + d.Type(c.Type)
	}
	_, err := tx.Exec(ctx, "create or replace table main."+d.Quote(name)+" ("+strings.Join(columns, ", ")+")", nil)
	return err
}

// golden adds the golden records of members and values: a row an entity, a column a field.
func (w *writing) golden(ctx context.Context, tx engine.Tx, where string) error {
	d, schema := w.o.Engine.Dialect(), w.schemas[w.name]
	fields := schema[len(schema)-len(w.m.store.fields):]
	outer, inner, args := []string{"m.entity", "m.records", "m.sources"}, []string{"entity"}, map[string]any{}
	for i, f := range fields {
		name := fmt.Sprintf("field%03d", i)
		args[name] = f.Name
		inner = append(inner, "max(value) filter (where field = $"+name+") as "+name)
		outer = append(outer, "cast(v."+name+" as "+d.Type(f.Type)+")")
	}
	_, err := tx.Exec(ctx, "insert into main."+d.Quote(w.name)+" select "+strings.Join(outer, ", ")+
		" from (select entity, count(*) as records, count(distinct source) as sources from main."+d.Quote(w.name+"_member")+where+" group by entity) m"+
		" left join (select "+strings.Join(inner, ", ")+" from main."+d.Quote(w.name+"_value")+where+" group by entity) v on v.entity = m.entity order by m.entity", args)
	return err
}

// clusters gives the records of every entity.
func (m *moment) clusters() [][]entity.Key {
	if m.resolver == nil {
		return nil
	}
	return m.resolver.Clusters()
}

func memberRows(clusters [][]entity.Key, m *moment) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		row := make([]any, 3)
		for _, keys := range clusters {
			id, _ := m.resolver.EntityOf(keys[0])
			row[2] = id
			for _, k := range keys {
				row[0], row[1] = k.Source, k.Record
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func pairRows(m *moment) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		if m.resolver == nil {
			return
		}
		asked := m.asked()
		row := make([]any, 8)
		m.resolver.Pairs(func(left, right entity.Key, weight, probability float64, together bool) bool {
			row[0], row[1], row[2], row[3] = left.Source, left.Record, right.Source, right.Record
			row[4], row[5], row[6], row[7] = rounded(weight), rounded(probability), together, entity.InDoubt(probability) && !asked[pairOf(left, right)]
			return yield(row, nil)
		})
	}
}

// rounded gives a figure of matching with six digits after the point, which is more than it is worth: further ones differ with the order of
// sums.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// eventRows gives the events after the first so many.
func (w *writing) eventRows(from int) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		row := make([]any, 8)
		for i := from; i < len(w.m.history); i++ {
			h := &w.m.history[i]
			// Moments in the warehouse are the wall clock of the project's time zone.
			at := h.with.At.In(w.zone)
			at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
			row[0], row[1], row[2], row[3] = h.Sequence, at, h.Batch, int64(h.with.Model)
			row[4], row[5], row[6], row[7] = string(h.Kind), h.Entity, nil, int64(len(h.Records))
			if h.Other != "" {
				row[6] = h.Other
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// goldenBlock is how many entities are computed at once.
const goldenBlock = 4096

func (w *writing) valueRows(ctx context.Context, clusters [][]entity.Key) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		row, values := make([]any, 8), make([][]entity.GoldenValue, goldenBlock)
		s, names := w.e.Golden.Survivorship(), w.m.fieldNames()
		for from := 0; from < len(clusters); from += goldenBlock {
			if ctx.Err() != nil {
				yield(nil, farol.Errorf(farol.CodeCancelled, "writing the tables of %q was stopped", w.name).Cause(ctx.Err()))
				return
			}
			block := clusters[from:min(from+goldenBlock, len(clusters))]
			w.p.Progress("writing tables", int64(from), int64(len(clusters)))
			w.m.goldenOf(block, s, values)
			for i, keys := range block {
				id, _ := w.m.resolver.EntityOf(keys[0])
				for _, g := range values[i] {
					column := g.Column
					if name := names[column]; name != "" {
						column = name
					}
					row[0], row[1], row[2], row[3], row[4] = id, column, g.Value, g.From.Source, g.From.Record
					row[5], row[6], row[7] = string(g.Rule), int64(g.Agree), int64(g.Known)
					if !yield(row, nil) {
						return
					}
				}
			}
		}
	}
}

// goldenOf computes the golden records of a block of entities on all processors.
func (m *moment) goldenOf(block [][]entity.Key, s entity.Survivorship, into [][]entity.GoldenValue) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for n := range workers {
		wg.Go(func() {
			for i := n; i < len(block); i += workers {
				into[i] = entity.Golden(m.learned, m.recordsOf(block[i]), s)
			}
		})
	}
	wg.Wait()
}

func (m *moment) recordsOf(keys []entity.Key) []entity.Record {
	records := make([]entity.Record, 0, len(keys))
	for _, k := range keys {
		if r := m.store.records[k]; r != nil {
			records = append(records, r.record(k))
		}
	}
	return records
}

// fieldNames maps fields of the model that are called otherwise than any column to the first column that holds them.
func (m *moment) fieldNames() map[string]string {
	names := map[string]string{}
	if m.learned == nil {
		return names
	}
	for _, f := range m.learned.Describe().Fields {
		if slices.Contains(m.store.fields, f.Name) {
			continue
		}
		held := slices.Collect(maps.Values(f.Columns))
		for _, column := range m.store.fields {
			if slices.Contains(held, column) {
				names[f.Name] = column
				break
			}
		}
	}
	return names
}
