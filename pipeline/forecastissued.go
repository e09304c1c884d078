package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/metric"
)

// issued brings the table of all that was ever said up to the ledger: by the batches that it lacks, or anew where it is made otherwise.
func (w *forecasting) issued(ctx context.Context, tx engine.Tx) error {
	name := w.f.Name + "_issued"
	quoted := "main." + w.o.Engine.Dialect().Quote(name)
	have := int64(0)
	if t, ok := w.tables[name]; ok && len(t.Fingerprint) > keptLogic && t.Fingerprint[:keptLogic] == w.fingerprint(w.last)[:keptLogic] {
		v, err := value(ctx, tx, "select coalesce(max(batch), 0) from "+quoted, nil)
		if err != nil {
			return err
		}
		have, _ = v[0].(int64)
	}
	if have == 0 || have > w.last.Batch { // A ledger that was put in the place of another may be shorter.
		have = 0
		if err := w.create(ctx, tx, name); err != nil {
			return err
		}
	}
	if w.last.Batch > 0 {
		if err := json.Unmarshal(w.last.Note, &w.note); err != nil {
			return damagedLedger(w.book, w.last.Batch, err)
		}
	}
	if have == w.last.Batch {
		return nil
	}
	_, err := tx.Append(ctx, name, w.said(ctx, have))
	return err
}

// errEnough ends the reading of a ledger whose rows are wanted no more.
var errEnough = errors.New("no more rows are wanted")

// said gives the rows of all batches of the ledger after one, batch by batch, so that years of them need no memory.
func (w *forecasting) said(ctx context.Context, after int64) iter.Seq2[[]any, error] {
	columns := w.members()
	return func(yield func([]any, error) bool) {
		cut, err := w.book.Read(ctx, func(p lake.Page, lines []byte) error {
			if p.Batch <= after {
				return nil
			}
			var note issue
			if err := json.Unmarshal(p.Note, &note); err != nil {
				return damagedLedger(w.book, p.Batch, err)
			}
			if w.other(note) {
				return nil
			}
			for line := range bytes.Lines(lines) {
				var s issuedSeries
				d := json.NewDecoder(bytes.NewReader(line))
				d.UseNumber()
				if err := d.Decode(&s); err != nil {
					return damagedLedger(w.book, p.Batch, err)
				}
				rows, ok := w.issuedRows(s, note, columns, p.Batch)
				if !ok {
					continue // Of another level than are forecast now.
				}
				for _, row := range rows {
					if !yield(row, nil) {
						return errEnough
					}
				}
			}
			return nil
		})
		if cut > 0 {
			w.step.Warnings = append(w.step.Warnings, fmt.Sprintf("%d bytes at the end of %s were cut short by a crash and are passed over", cut, w.book.Path()))
		}
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

func damagedLedger(b *lake.Book, batch int64, err error) error {
	return farol.Errorf(farol.CodeUnreadable, "batch %d of %s cannot be read", batch, b.Path()).Hint("put the file back from a backup").Cause(err)
}

// issuedRows gives the rows of a line of the ledger. It is false where the line is of a level, or of members, that the tables do not have.
func (w *forecasting) issuedRows(s issuedSeries, note issue, columns farol.Schema, batch int64) ([][]any, bool) {
	if len(s.Members) != len(s.Columns) || !slices.ContainsFunc(w.f.By, func(names []string) bool { return metric.LevelName(names) == s.Level }) {
		return nil, false
	}
	head := make([]any, 1+len(columns))
	head[0] = s.Level
	for k, name := range s.Columns {
		i := slices.IndexFunc(columns, func(c farol.Column) bool { return c.Name == name })
		if i < 0 {
			return nil, false
		}
		m, ok := readBack(s.Members[k], columns[i].Type)
		if !ok {
			return nil, false
		}
		head[1+i] = m
	}
	from, origin := stepAt(s.From), stepAt(s.Origin)
	if from.IsZero() || origin.IsZero() {
		return nil, false
	}
	rows := make([][]any, len(s.Value))
	for i, v := range s.Value {
		rows[i] = append(slices.Clone(head), batch, w.wall(note.At), origin, w.after(from, i), v,
			figureAt(s.Lo80, i), figureAt(s.Hi80, i), figureAt(s.Lo95, i), figureAt(s.Hi95, i), nil, nil, nil, s.Model)
	}
	return rows, true
}

// readBack gives a member of the ledger as a column of that type holds it.
func readBack(m any, t farol.Type) (any, bool) {
	switch x := m.(type) {
	case nil:
		return nil, true
	case bool:
		return x, t.Kind == farol.KindBoolean
	case json.Number:
		if t.Kind == farol.KindText {
			return x.String(), true
		}
		n, err := x.Int64()
		return n, err == nil && t.Kind == farol.KindInteger
	case string:
		if t.Kind == farol.KindDate {
			at := stepAt(x)
			return at, !at.IsZero()
		}
		return x, t.Kind == farol.KindText
	}
	return nil, false
}

// score puts beside every issued step what came, once that is believed, and finds what lay outside the 95 % of the forecast made before.
func (w *forecasting) score(ctx context.Context, tx engine.Tx) error {
	q := w.o.Engine.Dialect().Quote
	issued, series, anomaly := "main."+q(w.f.Name+"_issued"), "main."+q(w.f.Name+"_series"), "main."+q(w.f.Name+"_anomaly")
	members := []string{metric.LevelColumn}
	for _, c := range w.members() {
		members = append(members, c.Name)
	}
	same := func(a, b string, more ...string) string {
		var parts []string
		for _, m := range append(slices.Clone(members), more...) {
			parts = append(parts, a+"."+q(m)+" is not distinct from "+b+"."+q(m))
		}
		return strings.Join(parts, " and ")
	}
	var list []string
	for _, m := range members {
		list = append(list, q(m))
	}
	keys := strings.Join(list, ", ")
	if err := w.came(ctx, tx, issued, same); err != nil {
		return err
	}
	if err := w.create(ctx, tx, w.f.Name+"_anomaly"); err != nil {
		return err
	}
	// A window over all that was ever said would take ten times as long as finding the newest of each step first.
	_, err := tx.Exec(ctx, "insert into "+anomaly+" select "+qualified("i", list)+", i.step, i.actual, i.value, i.lo95, i.hi95, i.issued_at from "+issued+" as i, "+
		"(select "+keys+", step, max(batch) as batch from "+issued+" where actual is not null group by all) as n where "+same("i", "n", "step")+
		" and i.batch = n.batch and i.actual is not null and not i.inside95 order by all", nil)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "update "+series+" as s set issued_scored = i.n, issued_inside80 = i.inside from (select "+keys+", count(actual) as n, "+
		"avg(case when inside80 then 1.0 when not inside80 then 0.0 end) as inside from "+issued+" where actual is not null group by all) as i where "+same("s", "i"), nil)
	if err != nil {
		return err
	}
	w.scored = map[string]int64{}
	if w.scored["issued"], err = count(ctx, tx, "select count(*) from "+issued+" where actual is not null", nil); err != nil {
		return err
	}
	w.scored["anomaly"], err = count(ctx, tx, "select count(*) from "+anomaly, nil)
	return err
}

// qualified gives columns of one of several tables.
func qualified(table string, columns []string) string {
	return table + "." + strings.Join(columns, ", "+table+".")
}

// came fills in what came of the steps that were forecast. What was reported anew since is put right.
func (w *forecasting) came(ctx context.Context, tx engine.Tx, issued string, same func(a, b string, more ...string) string) error {
	v, err := value(ctx, tx, "select min(step) from "+issued, nil)
	if err != nil {
		return err
	}
	first, ok := v[0].(time.Time)
	believed := w.after(w.end.now, -max(w.f.Late, w.f.Restated))
	if !ok || w.end.now.IsZero() || first.After(believed) {
		return nil
	}
	// No table of a project can have a blank in its name.
	name := w.f.Name + " came"
	schema := append(farol.Schema{{Name: metric.LevelColumn, Type: farol.Type{Kind: farol.KindText}}}, w.members()...)
	at, _ := w.schemas[w.f.Name].Find("step")
	schema = append(schema, at, farol.Column{Name: "actual", Type: farol.Type{Kind: farol.KindNumber}})
	if err := w.createAs(ctx, tx, name, schema); err != nil {
		return err
	}
	rows := w.each(func(_ *level, s *series, put func(...any) bool) bool {
		for i, v := range s.values {
			at := w.after(s.start, i)
			if figure := known(v); figure != nil && !at.Before(first) && !at.After(believed) && !put(at, figure) {
				return false
			}
		}
		return true
	})
	if _, err := tx.Append(ctx, name, rows); err != nil {
		return err
	}
	q := w.o.Engine.Dialect().Quote
	_, err = tx.Exec(ctx, "update "+issued+" as i set actual = c.actual, inside80 = c.actual >= i.lo80 and c.actual <= i.hi80, "+
		"inside95 = c.actual >= i.lo95 and c.actual <= i.hi95 from main."+q(name)+" as c where "+same("i", "c", "step")+" and i.actual is distinct from c.actual", nil)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "drop table main."+q(name), nil)
	return err
}
