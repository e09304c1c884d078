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
	"github.com/farol-kpi/farol/project"
)

// mostExamples is how many failing keys a check shows.
const mostExamples = 5

const warn = "warn"

// finding is what a check found wrong: a sentence, and a few of the rows.
type finding struct {
	what     string
	examples []string
}

// check asserts everything that the model claims, on the version that stands in the transaction. All failures are told at once.
func (b *building) check(ctx context.Context, tx engine.Tx) error {
	var failed farol.Errors
	for _, c := range b.checks() {
		f, err := b.one(ctx, tx, c)
		if err != nil {
			return b.atCheck(err, c)
		}
		if f == nil {
			continue
		}
		e := b.fault(c, f)
		if c.Severity == warn {
			b.step.Warnings = append(b.step.Warnings, e.Error())
		} else {
			failed = append(failed, e)
		}
	}
	return failed.Err()
}

// checks are the stated ones and, for a model with a key, that the key is unique.
func (b *building) checks() []project.Check {
	if len(b.model.Key) == 0 {
		return b.model.Checks
	}
	for _, c := range b.model.Checks {
		if slices.Equal(c.Unique, b.model.Key) {
			return b.model.Checks
		}
	}
	return append([]project.Check{{Unique: b.model.Key}}, b.model.Checks...)
}

// checkAge looks again at what time alone can break, on a table that is as it was.
func (b *building) checkAge(ctx context.Context, t engine.Table) error {
	s, err := b.o.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	var failed farol.Errors
	for _, c := range b.model.Checks {
		if c.Freshness == "" {
			continue
		}
		f, err := b.freshness(ctx, s, c)
		if err != nil {
			return b.atCheck(err, c)
		}
		if f == nil {
			continue
		}
		if e := b.fault(c, f); c.Severity == warn {
			b.step.Warnings = append(b.step.Warnings, e.Error())
		} else {
			failed = append(failed, e)
		}
	}
	return failed.Err()
}

func (b *building) fault(c project.Check, f *finding) *farol.Error {
	message := fmt.Sprintf("check %s on %q fails: %s", checkName(c), b.model.Name, f.what)
	if len(f.examples) > 0 {
		message += ", such as " + strings.Join(f.examples, "; ")
	}
	e := farol.Errorf(farol.CodeCheckFailed, "%s", message).At(b.model.File, c.Line)
	if c.Severity != warn {
		e = e.Hint("the last good version stays published; mend the data or the SQL, or state severity: warn; \"farol loads\" lists the files that came in, \"farol forget SOURCE FILE\" takes a wrong one back")
	}
	return e
}

func (b *building) atCheck(err error, c project.Check) error {
	var fe *farol.Error
	if errors.As(err, &fe) && fe.Place.File == "" && fe.Code != farol.CodeCancelled {
		fe.Place = farol.Place{File: b.model.File, Line: c.Line}
		fe.Message = "check " + checkName(c) + ": " + fe.Message
	}
	return err
}

func checkName(c project.Check) string {
	switch {
	case c.Unique != nil:
		return "unique"
	case c.NotNull != nil:
		return "not_null"
	case c.AcceptedRange != nil:
		return "accepted_range"
	case c.AcceptedValues != nil:
		return "accepted_values"
	case c.Freshness != "":
		return "freshness"
	case c.RowBalance != "":
		return "row_balance"
	}
	return "sql"
}

// checksText is what of the checks belongs in a fingerprint: their place in the file does not.
func checksText(checks []project.Check) any {
	list := slices.Clone(checks)
	for i := range list {
		list[i].Line = 0
	}
	return withoutZeros(list)
}

// one gives nil when the check holds.
func (b *building) one(ctx context.Context, s engine.Snapshot, c project.Check) (*finding, error) {
	q := b.o.Engine.Dialect().Quote
	switch {
	case c.Unique != nil:
		return b.unique(ctx, s, c.Unique)
	case c.NotNull != nil:
		return b.notNull(ctx, s, c.NotNull)
	case c.AcceptedRange != nil:
		column := q(c.AcceptedRange.Column)
		var out []string
		args := map[string]any{}
		says := "between"
		if c.AcceptedRange.Min != nil {
			out, args["low"] = append(out, column+" < $low"), *c.AcceptedRange.Min
			says += fmt.Sprintf(" %v", *c.AcceptedRange.Min)
		}
		if c.AcceptedRange.Max != nil {
			out, args["high"] = append(out, column+" > $high"), *c.AcceptedRange.Max
			says += fmt.Sprintf(" and %v", *c.AcceptedRange.Max)
		}
		if len(out) == 0 {
			return nil, nil
		}
		says = strings.NewReplacer("between and", "at most").Replace(says)
		if c.AcceptedRange.Max == nil {
			says = strings.Replace(says, "between", "at least", 1)
		}
		return b.where(ctx, s, strings.Join(out, " or "), args, []string{c.AcceptedRange.Column}, c.AcceptedRange.Column+" is not "+says)
	case c.AcceptedValues != nil:
		// Values are bound, whatever they hold.
		var names []string
		args := map[string]any{}
		for i, v := range c.AcceptedValues.Values {
			name := fmt.Sprintf("v%d", i)
			names, args[name] = append(names, "$"+name), v
		}
		column := q(c.AcceptedValues.Column)
		condition := column + " is not null"
		if len(names) > 0 {
			condition += " and cast(" + column + " as varchar) not in (" + strings.Join(names, ", ") + ")"
		}
		return b.where(ctx, s, condition, args, []string{c.AcceptedValues.Column}, c.AcceptedValues.Column+" has a value that is not accepted")
	case c.Freshness != "":
		return b.freshness(ctx, s, c)
	case c.RowBalance != "":
		return b.rowBalance(ctx, s, c.RowBalance)
	case c.SQL != "":
		return b.free(ctx, s, c.SQL)
	}
	return nil, nil
}

func (b *building) unique(ctx context.Context, s engine.Snapshot, columns []string) (*finding, error) {
	list := b.list(columns)
	grouped := "select " + list + ", count(*) as n from " + b.name() + " group by " + list + " having count(*) > 1"
	v, err := value(ctx, s, "select count(*), coalesce(sum(n), 0)::bigint from ("+grouped+")", nil)
	if err != nil {
		return nil, err
	}
	keys, rows := v[0].(int64), v[1].(int64)
	if keys == 0 {
		return nil, nil
	}
	f := &finding{what: fmt.Sprintf("%s %s of %s", plural(rows, "row shares", "rows share"), plural(keys, "value", "values"), strings.Join(columns, ", "))}
	f.examples, err = b.examples(ctx, s, grouped+" order by n desc, "+list, nil, columns)
	return f, err
}

func (b *building) notNull(ctx context.Context, s engine.Snapshot, columns []string) (*finding, error) {
	var conditions []string
	for _, c := range columns {
		conditions = append(conditions, b.o.Engine.Dialect().Quote(c)+" is null")
	}
	return b.where(ctx, s, strings.Join(conditions, " or "), nil, columns, "no value in "+strings.Join(columns, " or "))
}

// where counts the rows that a condition picks, and shows some by the model's key or, without one, by the columns of the check.
func (b *building) where(ctx context.Context, s engine.Snapshot, condition string, args map[string]any, columns []string, what string) (*finding, error) {
	from := " from " + b.name() + " where " + condition
	rows, err := count(ctx, s, "select count(*)"+from, args)
	if err != nil || rows == 0 {
		return nil, err
	}
	shown := slices.Clone(b.model.Key)
	for _, c := range columns {
		if !slices.Contains(shown, c) {
			shown = append(shown, c)
		}
	}
	f := &finding{what: plural(rows, "row", "rows") + ": " + what}
	f.examples, err = b.examples(ctx, s, "select "+b.list(shown)+from+" order by "+b.list(shown), args, shown)
	return f, err
}

func (b *building) freshness(ctx context.Context, s engine.Snapshot, c project.Check) (*finding, error) {
	limit, err := parseDuration(c.Freshness)
	if err != nil {
		return nil, farol.Errorf(farol.CodeBadValue, "freshness %q is not a length of time", c.Freshness).Hint("write 36h or 3d")
	}
	column := b.timeColumn(b.model.Name)
	if column == "" {
		return nil, farol.Errorf(farol.CodeMissingField, "freshness needs to know which column holds the time").Hint("state time: COLUMN in the model")
	}
	v, err := value(ctx, s, "select max("+b.o.Engine.Dialect().Quote(column)+") from "+b.name(), nil)
	if err != nil {
		return nil, err
	}
	last, ok := v[0].(time.Time)
	if !ok {
		return &finding{what: "there is no row with a time"}, nil
	}
	if age := b.wallClock().Sub(last); age > limit {
		return &finding{what: fmt.Sprintf("the last %s is %s, %s ago, and %s are allowed", column, last.Format("2006-01-02 15:04"), age.Round(time.Minute), c.Freshness)}, nil
	}
	return nil, nil
}

func (b *building) rowBalance(ctx context.Context, s engine.Snapshot, other string) (*finding, error) {
	if b.graph.byTable[other] == nil {
		return nil, farol.Errorf(farol.CodeUnknownName, "row_balance names %q, which is neither a source nor a model", other).
			Hint("name the table whose rows must be as many")
	}
	mine, err := count(ctx, s, "select count(*) from "+b.name(), nil)
	if err != nil {
		return nil, err
	}
	theirs, err := count(ctx, s, "select count(*) from main."+b.o.Engine.Dialect().Quote(other), nil)
	if err != nil || mine == theirs {
		return nil, err
	}
	return &finding{what: fmt.Sprintf("it has %s, but %s has %d", plural(mine, "row", "rows"), other, theirs)}, nil
}

func (b *building) free(ctx context.Context, s engine.Snapshot, text string) (*finding, error) {
	sql := Statement(text)
	if _, err := b.o.Engine.Parse(ctx, sql); err != nil {
		return nil, err
	}
	args := map[string]any{"start": everStart, "end": everEnd}
	rows, err := count(ctx, s, "select count(*) from ("+sql+"\n)", args)
	if err != nil || rows == 0 {
		return nil, err
	}
	f := &finding{what: plural(rows, "row fails", "rows fail")}
	f.examples, err = b.examples(ctx, s, "select * from ("+sql+"\n)", args, nil)
	return f, err
}

// examples shows the first rows as "column value, column value". Without names all columns are shown.
func (b *building) examples(ctx context.Context, s engine.Snapshot, sql string, args map[string]any, names []string) ([]string, error) {
	rows, err := s.Query(ctx, fmt.Sprintf("%s limit %d", sql, mostExamples), args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var shown []string
	for rows.Next() {
		var cells []string
		for i, v := range rows.Values() {
			c := rows.Columns()[i]
			if len(names) == 0 || slices.Contains(names, c.Name) {
				cells = append(cells, c.Name+" "+shownValue(v, c.Type.Kind))
			}
		}
		shown = append(shown, strings.Join(cells, ", "))
	}
	return shown, rows.Err()
}

func shownValue(v any, kind farol.Kind) string {
	switch v := v.(type) {
	case nil:
		return "blank"
	case string:
		if len(v) > 80 {
			v = strings.ToValidUTF8(v[:80], "") + "…"
		}
		return fmt.Sprintf("%q", v)
	case time.Time:
		if kind == farol.KindDate {
			return v.Format(time.DateOnly)
		}
		return v.Format("2006-01-02 15:04:05")
	}
	return fmt.Sprint(v)
}

func (b *building) list(columns []string) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = b.o.Engine.Dialect().Quote(c)
	}
	return strings.Join(quoted, ", ")
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
