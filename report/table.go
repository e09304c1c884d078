package report

import (
	"iter"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Table is an answer to be written.
type Table struct {
	Title   string
	About   []Line // what the figures are: their filters in words, period, age
	Columns []Column
	// Rows gives the values of each row in the order of Columns, as engine.Rows has them. An error ends the file.
	Rows iter.Seq2[[]any, error]
}

// Line is one line of what a file tells of itself.
type Line struct{ Label, Text string }

// Column is a column of a Table.
type Column struct {
	Label  string
	Kind   farol.Kind
	Format string // of a measure: integer, number, percent, money, duration; "" otherwise
	from   int    // its place in the answer
}

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// ContentType gives the media type of a format.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// FromResult makes a table of an answer. label names a column and gives a measure's format; the column that marks the row of the
// rest is left out, because a file has every row.
func FromResult(r *query.Result, label func(metric.OutColumn) (text, format string)) Table {
	t := Table{}
	for i, c := range r.Columns {
		if c.Role == metric.RoleOther {
			continue
		}
		text, format := label(c)
		t.Columns = append(t.Columns, Column{Label: text, Kind: c.Type.Kind, Format: format, from: i})
	}
	t.Rows = func(yield func([]any, error) bool) {
		row := make([]any, len(t.Columns))
		for _, values := range r.Rows {
			for i, c := range t.Columns {
				row[i] = values[c.from]
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return t
}

// text gives a value as plain text: ISO 8601, a point for decimals, nothing for the unknown.
func text(v any, kind farol.Kind) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case farol.Decimal:
		return v.String()
	case *big.Int:
		return v.String()
	case time.Time:
		switch kind {
		case farol.KindDate:
			return v.Format(time.DateOnly)
		case farol.KindTime:
			return v.Format("15:04:05.999999")
		}
		return v.Format("2006-01-02T15:04:05.999999")
	}
	panic("BUG: a value of a kind that engine.Rows does not give")
}
