package report

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/farol-kpi/farol"
	"github.com/xuri/excelize/v2"
)

// The limits of the format itself.
const (
	sheetRows   = 1 << 20 // with the header
	cellLetters = 32_767  // UTF-16 units
)

// workbook is the rows with typed cells, which programs look for in the first sheet, then a sheet that says what the figures are. Rows beyond
// what one sheet can hold go on in further ones, and the last sheet says so (invariant 10). Nothing is written before end.
type workbook struct {
	to       io.Writer
	file     *excelize.File
	title    string
	words    Words
	about    []Line
	columns  []column
	styles   styles
	perSheet int

	out   *excelize.StreamWriter
	count int
	at    int // the last row written on this sheet
	rows  int64
	cells []any
}

func newWorkbook(w io.Writer, d Document, about []Line, columns []column, perSheet int) (*workbook, error) {
	b := &workbook{to: w, file: excelize.NewFile(), title: d.Title, words: d.Words, about: about, columns: columns, perSheet: perSheet}
	if err := b.file.SetSheetName("Sheet1", b.words.Data); err != nil {
		return b, err
	}
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return b, err
	}
	return b, b.sheet()
}

func (b *workbook) discard() { _ = b.file.Close() }

// sheet begins the next sheet of rows with its header.
func (b *workbook) sheet() error {
	b.count++
	name := b.words.Data
	if b.count > 1 {
		name = fmt.Sprintf("%s %d", b.words.Data, b.count)
	}
	if b.count > 1 {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if b.out, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	header := make([]any, len(b.columns))
	for i, c := range b.columns {
		header[i] = excelize.Cell{StyleID: b.styles.header, Value: c.label}
		if err := b.out.SetColWidth(i+1, i+1, float64(min(40, max(12, len(c.label)+2)))); err != nil {
			return err
		}
	}
	if err := b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	b.at = 1
	return b.out.SetRow("A1", header)
}

func (b *workbook) row(values []any) error {
	if b.at == b.perSheet {
		if err := b.out.Flush(); err != nil {
			return err
		}
		if err := b.sheet(); err != nil {
			return err
		}
	}
	b.cells = b.cells[:0]
	for i, c := range b.columns {
		cell, err := b.styles.cell(values[i], c)
		if err != nil {
			return err
		}
		b.cells = append(b.cells, cell)
	}
	b.at++
	b.rows++
	return b.out.SetRow(fmt.Sprintf("A%d", b.at), b.cells)
}

func (b *workbook) end() error {
	defer b.discard()
	if err := b.out.Flush(); err != nil {
		return err
	}
	if err := b.describe(); err != nil {
		return err
	}
	return b.file.Write(b.to)
}

// describe adds the last sheet.
func (b *workbook) describe() error {
	if _, err := b.file.NewSheet(b.words.About); err != nil {
		return err
	}
	lines := append(append([]Line{}, b.about...), Line{b.words.Rows, fmt.Sprint(b.rows)})
	if b.count > 1 {
		lines = append(lines, Line{b.words.Sheets, fmt.Sprintf(b.words.SheetsText, b.count, b.perSheet-1)})
	}
	if err := b.file.SetCellStr(b.words.About, "A1", b.title); err != nil {
		return err
	}
	for i, line := range lines {
		if err := b.file.SetCellStr(b.words.About, fmt.Sprintf("A%d", i+2), line.Label); err != nil {
			return err
		}
		if err := b.file.SetCellStr(b.words.About, fmt.Sprintf("B%d", i+2), line.Text); err != nil {
			return err
		}
	}
	if err := b.file.SetCellStyle(b.words.About, "A1", fmt.Sprintf("A%d", len(lines)+1), b.styles.header); err != nil {
		return err
	}
	if err := b.file.SetColWidth(b.words.About, "A", "A", 22); err != nil {
		return err
	}
	return b.file.SetColWidth(b.words.About, "B", "B", 90)
}

type styles struct {
	header, date, stamp, clock, integer, number, percent, duration int
}

func newStyles(f *excelize.File) (s styles, err error) {
	for pattern, id := range map[string]*int{
		"yyyy-mm-dd": &s.date, "yyyy-mm-dd hh:mm:ss": &s.stamp, "hh:mm:ss": &s.clock, "#,##0": &s.integer, "#,##0.00": &s.number,
		"0.00%": &s.percent, "[h]:mm:ss": &s.duration,
	} {
		if *id, err = f.NewStyle(&excelize.Style{CustomNumFmt: &pattern}); err != nil {
			return s, err
		}
	}
	s.header, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return s, err
}

// cell types a value. A number of more digits than a spreadsheet keeps (15) becomes text, so that none is lost.
func (s styles) cell(v any, c column) (any, error) {
	style := 0
	switch c.format {
	case "integer":
		style = s.integer
	case "number", "money":
		style = s.number
	case "percent":
		style = s.percent
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case bool:
		return x, nil
	case string:
		if isTime(c.kind) {
			if t, ok := moment(x); ok {
				return s.cell(t, c)
			}
		}
		if len(x) > cellLetters/3 && len(utf16.Encode([]rune(x))) > cellLetters {
			return nil, farol.Errorf(farol.CodeTooLarge, "a text in the column %q has more than %d letters, which a spreadsheet's cell cannot hold", c.label, cellLetters).
				Hint("export as CSV, which has no such limit")
		}
		return excelize.Cell{Value: x}, nil
	case int64:
		if x > 999_999_999_999_999 || x < -999_999_999_999_999 {
			return text(x, c.kind), nil
		}
		if c.format == "duration" || c.kind == farol.KindDuration {
			return excelize.Cell{StyleID: s.duration, Value: float64(x) / 86_400}, nil
		}
		return excelize.Cell{StyleID: style, Value: x}, nil
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, nil
		}
		if c.format == "duration" {
			return excelize.Cell{StyleID: s.duration, Value: x / 86_400}, nil
		}
		return excelize.Cell{StyleID: style, Value: x}, nil
	case farol.Decimal:
		if digits := strings.TrimLeft(new(big.Int).Abs(x.Unscaled).String(), "0"); len(strings.TrimRight(digits, "0")) > 15 {
			return x.String(), nil
		}
		return excelize.Cell{StyleID: style, Value: x.Float()}, nil
	case time.Time:
		// A spreadsheet counts days from 1900; what is before stays text.
		if x.Year() < 1900 {
			return text(x, c.kind), nil
		}
		switch c.kind {
		case farol.KindDate:
			style = s.date
		case farol.KindTime:
			return excelize.Cell{StyleID: s.clock, Value: float64(x.Hour()*3600+x.Minute()*60+x.Second()) / 86_400}, nil
		default:
			style = s.stamp
		}
		return excelize.Cell{StyleID: style, Value: x}, nil
	}
	return text(v, c.kind), nil
}

// moment reads a day or wall-clock time as answers write it.
func moment(s string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
