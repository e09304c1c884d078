package app

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/pipeline"
)

// binder holds models against empty tables of a scratch engine. It is a project.Binder.
type binder struct{ engine engine.Engine }

// bindLimit ends a model whose constants alone take for ever to compute. It is far above what any other takes on a busy machine, where
// even the few bytes of a commit can wait for seconds: a limit that is reached leaves the model unchecked.
const bindLimit = time.Minute

// Table makes an empty table.
func (b binder) Table(ctx context.Context, name string, schema farol.Schema) error {
	d, columns := b.engine.Dialect(), make([]string, len(schema))
	for i, c := range schema {
		columns[i] = d.Quote(c.Name) + " " + d.Type(c.Type)
	}
	return b.exec(ctx, "create or replace table "+b.name(name)+" ("+strings.Join(columns, ", ")+")", nil)
}

// Model makes the table or view that a SELECT gives of those tables, and tells its columns.
func (b binder) Model(ctx context.Context, name, sql string, parameters bool) (farol.Schema, error) {
	ctx, cancel := context.WithTimeout(ctx, bindLimit)
	defer cancel()
	made, args := "view "+b.name(name)+" as\n"+sql, map[string]any(nil)
	if parameters {
		// A view takes no parameters; a table does, and need not be computed.
		day := farol.Date(1900, time.January, 1)
		made = "table " + b.name(name) + " as\n" + pipeline.Statement(sql) + "\nwith no data"
		args = map[string]any{"start": day, "end": day}
	}
	var schema farol.Schema
	err := b.exec(ctx, "create or replace "+made, args)
	if err == nil {
		err = b.engine.Write(ctx, func(tx engine.Tx) error {
			rows, err := tx.Query(ctx, "select * from "+b.name(name)+" limit 0", nil)
			if err != nil {
				return err
			}
			schema = append(schema, rows.Columns()...)
			return rows.Close()
		})
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, farol.Errorf(farol.CodeCancelled, "reading it took longer than %v", bindLimit).
			Hint("look for a large range or list that is the same for every row").Cause(err)
	}
	return schema, sqlPlace(err, sql)
}

func (b binder) name(table string) string { return "main." + b.engine.Dialect().Quote(table) }

func (b binder) exec(ctx context.Context, sql string, args map[string]any) error {
	return b.engine.Write(ctx, func(tx engine.Tx) error {
		_, err := tx.Exec(ctx, sql, args)
		return err
	})
}

var shownLine = regexp.MustCompile(`(?m)^LINE (\d+): (.*)\n( *)\^`)

// sqlPlace gives an error of the engine its line and column inside the SQL that stands from the second line on. The engine shows a part
// of the line with a mark below it.
func sqlPlace(err error, sql string) error {
	var known *farol.Error
	if !errors.As(err, &known) || errors.Unwrap(known) == nil {
		return err
	}
	known.Place.Line = 0
	m := shownLine.FindStringSubmatch(errors.Unwrap(known).Error())
	if m == nil {
		return err
	}
	line, _ := strconv.Atoi(m[1]) // digits
	lines := strings.Split(sql, "\n")
	if line -= 2; line < 0 || line >= len(lines) {
		return err
	}
	known.Place.Line = line + 1
	shown, mark := m[2], len(m[3])-len("LINE "+m[1]+": ")
	if cut, ok := strings.CutPrefix(shown, "..."); ok {
		shown, mark = cut, mark-len("...")
	}
	shown = strings.TrimSuffix(shown, "...")
	if at := strings.Index(lines[line], shown); at >= 0 && mark >= 0 {
		known.Place.Column = utf8.RuneCountInString(lines[line][:at]) + mark + 1
	}
	return err
}
