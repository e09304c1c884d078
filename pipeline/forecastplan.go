package pipeline

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/farol-kpi/farol/engine"
)

// planned reads a table of plans, be they what moves the measure or what it shall reach: the sum of a column, or the number of rows where none is
// named, by time and by the columns of members that are named. Members come as texts, nil where a row names none. Rows without a time or a
// figure plan nothing.
func (w *forecasting) planned(ctx context.Context, snapshot engine.Snapshot, table, at, column string, members []string, row func(at time.Time, figure float64, members []any)) error {
	q := w.o.Engine.Dialect().Quote
	figure := "count(*)"
	if column != "" {
		figure = "sum(" + q(column) + ")"
	}
	columns := []string{"cast(" + q(at) + " as timestamp)", "cast(" + figure + " as double)"}
	for _, m := range members {
		columns = append(columns, "cast("+q(m)+" as varchar)")
	}
	rows, err := snapshot.Query(ctx, "select "+strings.Join(columns, ", ")+" from main."+q(table)+" group by all order by all", nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		cells := rows.Values()
		at, ok := cells[0].(time.Time)
		if figure, known := cells[1].(float64); ok && known && !math.IsNaN(figure) && !math.IsInf(figure, 0) {
			row(at, figure, cells[2:])
		}
	}
	return rows.Err()
}

// plannedBy gives those columns of members that a table of plans has.
func (w *forecasting) plannedBy(table string, columns []string) (named []string) {
	for _, c := range columns {
		if _, ok := w.tables[table].Schema.Find(c); ok {
			named = append(named, c)
		}
	}
	return named
}

// spelled finds the series of a level by its members as a plan writes them: as texts. A series without one of them is in no plan.
func (l *level) spelled() map[string]*series {
	if l.bySpelling == nil {
		l.bySpelling = map[string]*series{}
		for _, s := range l.series {
			texts, whole := make([]string, len(s.members)), true
			for i, m := range s.members {
				texts[i] = fmt.Sprint(plainMember(m))
				whole = whole && m != nil
			}
			if whole {
				l.bySpelling[strings.Join(texts, "\x00")] = s
			}
		}
	}
	return l.bySpelling
}
