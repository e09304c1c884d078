package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/project"
)

// everStart and everEnd are $start and $end where a model is built as a whole.
var (
	everStart = farol.Date(1900, time.January, 1)
	everEnd   = farol.Date(9999, time.December, 31)
)

// building makes the new version of one model.
type building struct {
	*run
	model *project.Model
	sql   string // proven to be one select, without a semicolon
	deps  map[string]engine.Table
	step  *Step
}

// model brings one model up to date. The new version is made, checked and published in one transaction, so a failed check leaves the
// last good version, and a killed run leaves nothing.
func (r *run) model(ctx context.Context, n *node, s *Step) error {
	m := n.model
	tables, err := r.tables(ctx)
	if err != nil {
		return err
	}
	b := &building{run: r, model: m, sql: Statement(m.SQL), deps: map[string]engine.Table{}, step: s}
	for _, need := range m.DependsOn {
		t, ok := tables[need]
		if !ok {
			return farol.Errorf(farol.CodeNotBuilt, "model %q needs %q, which has not been built", m.Name, need).At(m.File, 1).
				Hint("run it with what it needs: --select +%s", m.Name)
		}
		b.deps[need] = t
	}
	want, err := b.fingerprint()
	if err != nil {
		return err
	}
	have, built := tables[m.Name]
	forced := !r.req.Since.IsZero() && m.Materialize == project.AsIncremental
	if forced {
		b.warnReaders()
	} else if before, _, _ := strings.Cut(have.Fingerprint, sinceMark); built && before == want {
		s.State, s.Version = Unchanged, have.Version
		return b.checkAge(ctx, have)
	}
	full := want
	if forced {
		// Older days may have changed without a new load, and what reads the table must see that.
		full += sinceMark + r.req.Since.Format(time.DateOnly)
	}
	// The text was proven when the project was read; it is proven again because it runs now, under whatever engine this is.
	if _, err := r.o.Engine.Parse(ctx, b.sql); err != nil {
		return sqlFault(err, "model "+m.Name, m.File)
	}
	err = r.o.Engine.Write(ctx, func(tx engine.Tx) error {
		if err := b.build(ctx, tx, have, built && sameLogic(have.Fingerprint, want)); err != nil {
			return err
		}
		if err := b.check(ctx, tx); err != nil {
			return err
		}
		return r.publish(ctx, tx, engine.Table{Name: m.Name, Fingerprint: full, Loads: b.loads()})
	})
	if err != nil {
		s.RowsIn, s.Applied = 0, 0
		return sqlFault(err, "model "+m.Name, m.File)
	}
	s.Version = r.versionOf(ctx, m.Name)
	return nil
}

// sinceMark parts a fingerprint from the day since which the table was computed again on request.
const sinceMark = "+since:"

// warnReaders names the incremental models that read this one and are not part of the run: they do not compute their older days again.
func (b *building) warnReaders() {
	reached := map[string]bool{}
	b.graph.downstream(b.model.Name, reached)
	for _, n := range b.steps {
		delete(reached, n.name)
	}
	for _, n := range b.graph.order {
		if reached[n.name] && n.kind() == string(project.AsIncremental) {
			b.step.Warnings = append(b.step.Warnings, fmt.Sprintf("%s reads this and is not computed again from %s: select %s+ to do so",
				n.name, b.req.Since.Format(time.DateOnly), b.model.Name))
		}
	}
}

// build makes the version inside the transaction.
func (b *building) build(ctx context.Context, tx engine.Tx, have engine.Table, sameLogic bool) error {
	switch b.model.Materialize {
	case project.AsView:
		return b.buildView(ctx, tx)
	case project.AsIncremental:
		if sameLogic && b.onlyAdded(have) {
			return b.buildSince(ctx, tx)
		}
	}
	return b.buildTable(ctx, tx)
}

func (b *building) name() string { return "main." + b.o.Engine.Dialect().Quote(b.model.Name) }

func (b *building) buildView(ctx context.Context, tx engine.Tx) error {
	if err := dropOther(ctx, tx, b.o.Engine.Dialect(), b.model.Name, "VIEW"); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "create or replace view "+b.name()+" as "+b.sql, nil)
	return err
}

func (b *building) buildTable(ctx context.Context, tx engine.Tx) error {
	if err := dropOther(ctx, tx, b.o.Engine.Dialect(), b.model.Name, "BASE TABLE"); err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, "create or replace table "+b.name()+" as "+b.selection(""), map[string]any{"start": everStart, "end": everEnd})
	if err != nil {
		return err
	}
	if rows == 0 {
		// An engine may not count what it creates.
		if rows, err = count(ctx, tx, "select count(*) from "+b.name(), nil); err != nil {
			return err
		}
	}
	b.step.RowsIn, b.step.Applied = rows, rows
	return nil
}

// buildSince computes the last part of an incremental model again: from the day of its greatest time, less the lookback. A row that the
// SQL gives from before that is left out, since what it stands for has been computed with all its rows before.
func (b *building) buildSince(ctx context.Context, tx engine.Tx) error {
	q := b.o.Engine.Dialect().Quote
	start, ok, err := b.start(ctx, tx)
	if err != nil {
		return err
	}
	if !ok {
		return b.buildTable(ctx, tx)
	}
	args := map[string]any{"start": start, "end": everEnd}
	if _, err := tx.Exec(ctx, "delete from "+b.name()+" where "+q(b.model.Time)+" >= $start", map[string]any{"start": start}); err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, "insert into "+b.name()+" "+b.selection(q(b.model.Time)+" >= $start"), args)
	if err != nil {
		return err
	}
	b.step.RowsIn, b.step.Applied = rows, rows
	return nil
}

// start gives $start, and false when the table has no time to go on from.
func (b *building) start(ctx context.Context, tx engine.Tx) (time.Time, bool, error) {
	lookback, err := parseDuration(b.model.Lookback)
	if err != nil {
		return time.Time{}, false, farol.Errorf(farol.CodeBadValue, "lookback %q of model %q is not a length of time", b.model.Lookback, b.model.Name).
			At(b.model.File, 1).Hint("write 3d or 12h")
	}
	v, err := value(ctx, tx, "select max("+b.o.Engine.Dialect().Quote(b.model.Time)+") from "+b.name(), nil)
	if err != nil {
		return time.Time{}, false, err
	}
	last, ok := v[0].(time.Time)
	if !ok {
		return time.Time{}, false, nil
	}
	// A row dated in the future must not keep everything before it from being computed.
	if now := b.wallClock(); last.After(now) {
		last = now
	}
	start := farol.Date(last.Year(), last.Month(), last.Day()).Add(-lookback)
	if since := b.req.Since; !since.IsZero() {
		if day := farol.Date(since.Year(), since.Month(), since.Day()); day.Before(start) {
			start = day
		}
	}
	if start.Before(everStart) {
		start = everStart
	}
	return start, true, nil
}

// wallClock gives the time in the project's zone, as the warehouse holds timestamps.
func (p *Pipeline) wallClock() time.Time {
	t := p.o.Clock().In(p.zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// selection wraps the author's SQL, on its first line, with a condition and the order that rows are stored in. A line comment at the end
// of the SQL must not swallow the bracket.
func (b *building) selection(where string) string {
	sql := "select * from (" + b.sql + "\n)"
	if where != "" {
		sql += " where " + where
	}
	if sort := b.sort(); len(sort) > 0 {
		sql += " order by " + strings.Join(sort, ", ")
	}
	return sql
}

// sort gives the order of the rows: the model's own, or tenant and time of the metrics view that reads the table, because a tenant's rows are
// then read without touching the others.
func (b *building) sort() []string {
	columns := b.model.Sort
	if len(columns) == 0 {
		columns = b.viewOrder(b.model.Name)
	}
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = b.o.Engine.Dialect().Quote(c)
	}
	return quoted
}

func (p *Pipeline) viewOrder(table string) []string {
	for _, v := range p.o.Project.Views {
		if v.Table != table || v.Tenant == "" {
			continue
		}
		if v.Time != nil && v.Time.Column != v.Tenant {
			return []string{v.Tenant, v.Time.Column}
		}
		return []string{v.Tenant}
	}
	return nil
}

// onlyAdded tells that the table rests on nothing that has since been replaced or taken out: then only late rows can be missing, for which the
// lookback is. Anything else is computed again as a whole.
func (b *building) onlyAdded(have engine.Table) bool {
	now := map[string]bool{}
	for _, id := range b.loads() {
		now[id] = true
	}
	return !slices.ContainsFunc(have.Loads, func(id string) bool { return !now[id] })
}

// loads lists every load that the model rests on, each once.
func (b *building) loads() []string {
	ids := []string{}
	for _, t := range b.deps {
		ids = append(ids, t.Loads...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// fingerprint has two parts: how the table is computed, all the way up to the sources, and from what. It holds nothing that differs
// between two warehouses of one project and lake.
func (b *building) fingerprint() (string, error) {
	m := b.model
	logic := []any{m.SQL, string(m.Materialize), m.Time, m.Lookback, m.Key, b.sort()}
	content := []any{checksText(m.Checks)}
	names := make([]string, 0, len(b.deps))
	for name := range b.deps {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		how, _ := splitFingerprint(b.deps[name].Fingerprint)
		logic = append(logic, name, how)
		content = append(content, b.deps[name].Fingerprint)
	}
	for _, c := range m.Checks {
		// A balance with a table that is not read by the SQL depends on that table too.
		if c.RowBalance != "" && b.deps[c.RowBalance].Name == "" {
			content = append(content, c.RowBalance)
		}
	}
	how := digest(logic)[:32]
	return how + "." + digest(how, content)[:32], nil
}

// splitFingerprint parts how a table is computed from what.
func splitFingerprint(f string) (how, what string) {
	i := strings.LastIndexByte(f, '.')
	if i < 0 {
		return f, ""
	}
	return f[:i], f[i+1:]
}

func sameLogic(a, b string) bool {
	x, _ := splitFingerprint(a)
	y, _ := splitFingerprint(b)
	return x == y
}

// parseDuration reads 3d, 2w, 12h, 30m or 45s; "" is none.
func parseDuration(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	unit, ok := units[s[len(s)-1]]
	var n int64
	if _, err := fmt.Sscanf(s[:len(s)-1], "%d", &n); err != nil || !ok || n < 0 || fmt.Sprint(n) != s[:len(s)-1] {
		return 0, fmt.Errorf("%q is not a length of time", s)
	}
	return time.Duration(n) * unit, nil
}
