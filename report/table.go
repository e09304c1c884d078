package report

import (
	"io"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
)

// Document is what a file says beside its rows.
type Document struct {
	Title string
	Words Words
	// About tells what the figures are: their filters in words, period, age. It is asked once the answer has begun.
	About func(*query.Result) []Line
	// Label names a column and gives a measure's format: integer, number, percent, money, duration.
	Label func(metric.OutColumn) (text, format string)
}

// Words are the texts of a workbook in the reader's language. The names of sheets hold none of : \ / ? * [ ].
type Words struct {
	About, Data string // the names of the sheets
	Rows        string // how many there are
	Sheets      string
	SheetsText  string // "The rows are on %d sheets, because a sheet holds at most %d."
}

// Line is one line of what a file tells of itself.
type Line struct{ Label, Text string }

// Stream gives an answer: head once, with all of it but its rows, then row with each, as query.Session.Stream does.
type Stream func(head func(*query.Result) error, row func([]any) error) error

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

// column is a column of the file.
type column struct {
	label  string
	kind   farol.Kind
	format string
	from   int // its place in the answer
}

// sink is the file being written.
type sink interface {
	row([]any) error
	end() error
}

// Write writes an answer to w. It writes nothing before the answer has begun, so that a question which is refused can be answered
// in another way; an error after that leaves a CSV file cut off, and nothing of a workbook.
func Write(w io.Writer, f Format, d Document, stream Stream) error {
	return write(w, f, d, stream, sheetRows)
}

func write(w io.Writer, f Format, d Document, stream Stream, perSheet int) error {
	var out sink
	var columns []column
	var picked []any
	err := stream(func(r *query.Result) (err error) {
		for i, c := range r.Columns {
			// A file has every row: there is no row of the rest to be marked.
			if c.Role == metric.RoleOther {
				continue
			}
			label, format := d.Label(c)
			columns = append(columns, column{label, c.Type.Kind, format, i})
		}
		picked = make([]any, len(columns))
		if f == XLSX {
			var about []Line
			if d.About != nil {
				about = d.About(r)
			}
			out, err = newWorkbook(w, d, about, columns, perSheet)
			return err
		}
		out, err = newCSV(w, columns)
		return err
	}, func(values []any) error {
		for i, c := range columns {
			picked[i] = values[c.from]
		}
		return out.row(picked)
	})
	if err != nil {
		if b, ok := out.(*workbook); ok {
			b.discard()
		}
		return err
	}
	return out.end()
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
