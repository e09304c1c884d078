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

// fit makes text of the golden columns whose values would not all come back from the column's type as their sources wrote them. Columns that
// mean the same may have different types in different tables, and a value of one need not be a value of the other: neither may a telephone with
// a plus end a run, nor may a leading zero be lost. It tells whether any column has changed; where says which values to look at.
func (w *writing) fit(ctx context.Context, tx engine.Tx, where string) (changed bool, err error) {
	d, schema := w.o.Engine.Dialect(), w.schemas[w.name]
	var misfits []string
	var at []int
	args := map[string]any{}
	text := d.Type(farol.Type{Kind: farol.KindText})
	for i := len(schema) - len(w.m.store.fields); i < len(schema); i++ {
		if schema[i].Type.Kind == farol.KindText {
			continue
		}
		name := fmt.Sprintf("field%03d", i)
		args[name] = schema[i].Name
		misfits = append(misfits, "count(*) filter (where field = $"+name+" and value is distinct from cast(try_cast(value as "+d.Type(schema[i].Type)+") as "+text+"))")
		at = append(at, i)
	}
	if len(misfits) == 0 {
		return false, nil
	}
	rows, err := tx.Query(ctx, "select "+strings.Join(misfits, ", ")+" from main."+d.Quote(w.name+"_value")+where, args)
	if err != nil {
		return false, err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	schema = slices.Clone(schema)
	for rows.Next() {
		for i, v := range rows.Values() {
			if n, _ := v.(int64); n > 0 {
				schema[at[i]].Type = farol.Type{Kind: farol.KindText}
				changed = true
			}
		}
	}
	w.schemas[w.name] = schema
	return changed, rows.Err()
}

// asShown takes over the types that the golden records have in the table that shows them.
func (w *writing) asShown() {
	w.schemas[w.name] = slices.Clone(w.schemas[w.name])
	for i, c := range w.schemas[w.name] {
		if shown, ok := w.in.tables[w.name].Schema.Find(c.Name); ok && shown.Type.Kind == farol.KindText {
			w.schemas[w.name][i].Type = shown.Type
		}
	}
}

// loosened tells of the golden columns that are text, though the columns called so are not.
func (s *subject) loosened(in *input, golden farol.Schema, l *entity.Learned) []string {
	var warnings []string
	for _, c := range s.schemasOf(in)[s.name] {
		made, ok := golden.Find(c.Name)
		if !ok || made.Type.Kind != farol.KindText || c.Type.Kind == farol.KindText {
			continue
		}
		text := fmt.Sprintf("the golden column %q is text, not %s: not all its values can be that without being changed", c.Name, c.Type)
		if held := heldBy(l, c.Name); len(held) > 1 {
			text += "; they come from " + strings.Join(held, ", ")
		}
		warnings = append(warnings, text)
	}
	return warnings
}

// heldBy names the columns that the model takes for one with a golden column.
func heldBy(l *entity.Learned, column string) []string {
	if l == nil {
		return nil
	}
	var held []string
	for _, f := range l.Describe().Fields {
		if !f.Part && slices.Contains(slices.Collect(maps.Values(f.Columns)), column) {
			for _, source := range slices.Sorted(maps.Keys(f.Columns)) {
				if f.Columns[source] != "" {
					held = append(held, source+"."+f.Columns[source])
				}
			}
		}
	}
	return held
}
