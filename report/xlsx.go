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

// WriteXLSX writes a workbook: a first sheet that says what the figures are, then the rows with typed cells. Rows beyond what one
// sheet can hold go on in further ones, and the first sheet says so (invariant 10). Nothing is written to w when it fails.
func WriteXLSX(w io.Writer, t Table) error { return writeXLSX(w, t, sheetRows) }

func writeXLSX(w io.Writer, t Table, perSheet int) error {
	f := excelize.NewFile()
	defer f.Close()
	const about = "About"
	if err := f.SetSheetName("Sheet1", about); err != nil {
		return err
	}
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	data := &sheets{file: f, table: t, styles: styles, perSheet: perSheet}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := data.add(row); err != nil {
			return err
		}
	}
	if err := data.finish(); err != nil {
		return err
	}
	lines := append([]Line{{"", t.Title}}, t.About...)
	lines = append(lines, Line{"Rows", fmt.Sprint(data.rows)})
	if data.count > 1 {
		lines = append(lines, Line{"Sheets", fmt.Sprintf("The rows are on %d sheets, because a sheet holds at most %d.", data.count, perSheet-1)})
	}
	for i, line := range lines {
		if err := f.SetSheetRow(about, fmt.Sprintf("A%d", i+1), &[]any{line.Label, line.Text}); err != nil {
			return err
		}
	}
	if err := f.SetCellValue(about, "A1", t.Title); err != nil {
		return err
	}
	if err := f.SetCellValue(about, "B1", nil); err != nil {
		return err
	}
	if err := f.SetCellStyle(about, "A1", fmt.Sprintf("A%d", len(lines)), styles.header); err != nil {
		return err
	}
	if err := f.SetColWidth(about, "A", "A", 22); err != nil {
		return err
	}
	if err := f.SetColWidth(about, "B", "B", 90); err != nil {
		return err
	}
	return f.Write(w)
}

// sheets writes rows to one sheet after another.
type sheets struct {
	file     *excelize.File
	table    Table
	styles   styles
	perSheet int

	out   *excelize.StreamWriter
	count int
	at    int // the last row written on this sheet
	rows  int64
	cells []any
}

func (s *sheets) begin() error {
	s.count++
	name := "Data"
	if s.count > 1 {
		name = fmt.Sprintf("Data %d", s.count)
	}
	if _, err := s.file.NewSheet(name); err != nil {
		return err
	}
	var err error
	if s.out, err = s.file.NewStreamWriter(name); err != nil {
		return err
	}
	header := make([]any, len(s.table.Columns))
	for i, c := range s.table.Columns {
		header[i] = excelize.Cell{StyleID: s.styles.header, Value: c.Label}
		if err := s.out.SetColWidth(i+1, i+1, float64(min(40, max(12, len(c.Label)+2)))); err != nil {
			return err
		}
	}
	if err := s.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	s.at = 1
	return s.out.SetRow("A1", header)
}

func (s *sheets) add(row []any) error {
	if s.out != nil && s.at == s.perSheet {
		if err := s.out.Flush(); err != nil {
			return err
		}
		s.out = nil
	}
	if s.out == nil {
		if err := s.begin(); err != nil {
			return err
		}
	}
	s.cells = s.cells[:0]
	for i, c := range s.table.Columns {
		cell, err := s.styles.cell(row[i], c)
		if err != nil {
			return err
		}
		s.cells = append(s.cells, cell)
	}
	s.at++
	s.rows++
	return s.out.SetRow(fmt.Sprintf("A%d", s.at), s.cells)
}

// finish ends the last sheet; an answer without rows has its header all the same.
func (s *sheets) finish() error {
	if s.out == nil {
		if err := s.begin(); err != nil {
			return err
		}
	}
	return s.out.Flush()
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
func (s styles) cell(v any, c Column) (any, error) {
	style := 0
	switch c.Format {
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
		if len(x) > cellLetters/3 && len(utf16.Encode([]rune(x))) > cellLetters {
			return nil, farol.Errorf(farol.CodeTooLarge, "a text in the column %q has more than %d letters, which a spreadsheet's cell cannot hold", c.Label, cellLetters).
				Hint("export as CSV, which has no such limit")
		}
		return excelize.Cell{Value: x}, nil
	case int64:
		if x > 999_999_999_999_999 || x < -999_999_999_999_999 {
			return text(x, c.Kind), nil
		}
		if c.Format == "duration" || c.Kind == farol.KindDuration {
			return excelize.Cell{StyleID: s.duration, Value: float64(x) / 86_400}, nil
		}
		return excelize.Cell{StyleID: style, Value: x}, nil
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, nil
		}
		if c.Format == "duration" {
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
			return text(x, c.Kind), nil
		}
		switch c.Kind {
		case farol.KindDate:
			style = s.date
		case farol.KindTime:
			return excelize.Cell{StyleID: s.clock, Value: float64(x.Hour()*3600+x.Minute()*60+x.Second()) / 86_400}, nil
		default:
			style = s.stamp
		}
		return excelize.Cell{StyleID: style, Value: x}, nil
	}
	return text(v, c.Kind), nil
}
