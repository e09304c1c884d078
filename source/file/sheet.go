package file

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// sheetRows reads the rows of a sheet as a stream. A formula counts by the value that the spreadsheet has kept with it.
type sheetRows struct {
	book    *workbook
	part    io.ReadCloser
	xml     *xml.Decoder
	width   int // of the header; rows are filled up to it
	row     int64
	damaged func(error) error
}

// Close ends the reading.
func (s *sheetRows) Close() error { return s.part.Close() }

func (s *sheetRows) next(rec *record) error {
	for {
		token, err := s.xml.Token()
		if err == io.EOF { //nolint:errorlint // As the decoder returns it.
			return io.EOF
		}
		if err != nil {
			return s.damaged(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		s.row++
		if n, err := strconv.ParseInt(attribute(e, "r"), 10, 64); err == nil && n >= s.row {
			s.row = n
		}
		rec.line, rec.fault = s.row, ""
		rec.cells = rec.cells[:0]
		if err := s.cells(rec); err != nil {
			return s.damaged(err)
		}
		last := len(rec.cells)
		for last > 0 && len(bytes.TrimSpace(rec.cells[last-1])) == 0 {
			last--
		}
		rec.cells = rec.cells[:last]
		if last == 0 && rec.fault == "" {
			continue // a row without content is no row
		}
		for len(rec.cells) < s.width {
			rec.cells = append(rec.cells, nil)
		}
		rec.raw = bytes.Join(rec.cells, []byte("\t"))
		return nil
	}
}

// maxSheetColumns is the most columns that the format allows.
const maxSheetColumns = 16384

func (s *sheetRows) cells(rec *record) error {
	for {
		token, err := s.xml.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			at := columnOf(attribute(e, "r"))
			if at < 0 {
				at = len(rec.cells)
			}
			if at >= maxSheetColumns {
				return fmt.Errorf("column %d", at)
			}
			for len(rec.cells) <= at {
				rec.cells = append(rec.cells, nil)
			}
			text, fault, err := s.cell(e)
			if err != nil {
				return err
			}
			if fault != "" && rec.fault == "" {
				rec.fault = "cell " + attribute(e, "r") + " " + fault
			}
			rec.cells[at] = text
		}
	}
}

// columnOf reads the letters of a reference such as AB12, from 0; -1 without.
func columnOf(ref string) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
		if n > maxSheetColumns {
			break
		}
	}
	return n - 1
}

func (s *sheetRows) cell(e xml.StartElement) (text []byte, fault string, err error) {
	var value strings.Builder
	formula, hasValue, inValue := false, false, false
	for {
		token, err := s.xml.Token()
		if err != nil {
			return nil, "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "v":
				inValue, hasValue = true, true
			case "is":
				inline, err := richText(s.xml)
				if err != nil {
					return nil, "", err
				}
				value.WriteString(inline)
				hasValue = true
			}
		case xml.CharData:
			if inValue {
				value.Write(t)
			}
		case xml.EndElement:
			inValue = false
			if t.Name.Local != "c" {
				continue
			}
			if formula && (!hasValue || value.Len() == 0 && attribute(e, "t") != "str") {
				return nil, "is a formula without a kept value", nil
			}
			text, fault = s.value(attribute(e, "t"), attribute(e, "s"), value.String())
			return text, fault, nil
		}
	}
}

func (s *sheetRows) value(kind, style, v string) (text []byte, fault string) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(s.book.shared) {
			return nil, "refers to a text that the workbook lacks"
		}
		return []byte(s.book.shared[i]), ""
	case "str", "inlineStr", "d":
		return []byte(v), ""
	case "b":
		if v == "1" {
			return []byte("true"), ""
		}
		return []byte("false"), ""
	case "e":
		return nil, "holds the error " + v
	}
	if v == "" {
		return nil, ""
	}
	number, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return nil, fmt.Sprintf("holds %q, which is no number", clip([]byte(v), 40))
	}
	// Beyond the year 9999 a number is no day, whatever its format.
	if i, err := strconv.Atoi(style); err == nil && number >= 0 && number < 2_958_466 && i >= 0 && i < len(s.book.styles) && s.book.styles[i] != noMoment {
		return s.book.moment(number, s.book.styles[i]), ""
	}
	if math.Abs(number) >= 1e15 {
		// A spreadsheet keeps 15 digits: a longer identifier has lost its last ones, which this notation makes visible.
		return []byte(strings.Replace(strconv.FormatFloat(number, 'E', -1, 64), "e", "E", 1)), ""
	}
	// 15 digits are what a spreadsheet shows; the 17 that it stores hold noise such as 0.30000000000000004.
	short, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if err != nil {
		short = number
	}
	return strconv.AppendFloat(nil, short, 'f', -1, 64), ""
}

// momentStyle is what a number means by the format of its cell.
type momentStyle byte

const (
	noMoment momentStyle = iota
	dayStyle
	momentOfDayStyle // day and time
	clockStyle
	elapsedStyle
)

func (w *workbook) readStyles() error {
	custom := map[string]string{}
	inCells := false
	return w.each("xl/styles.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attribute(e, "numFmtId")
				w.styles = append(w.styles, styleOf(id, custom[id]))
			}
		}
		return nil
	})
}

// styleOf knows the built-in formats of days and times by number, others by their letters.
func styleOf(id, code string) momentStyle {
	if code == "" {
		switch id {
		case "14", "15", "16", "17":
			return dayStyle
		case "18", "19", "20", "21", "45", "47":
			return clockStyle
		case "22":
			return momentOfDayStyle
		case "46":
			return elapsedStyle
		}
		return noMoment
	}
	var plain strings.Builder
	inQuotes := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return noMoment
			}
			inside := strings.ToLower(code[i+1 : i+end])
			if inside == "h" || inside == "hh" || inside == "m" || inside == "mm" || inside == "s" || inside == "ss" {
				return elapsedStyle
			}
			i += end
		case c == ';':
			i = len(code)
		default:
			plain.WriteByte(c | 0x20)
		}
	}
	p := plain.String()
	if strings.Contains(p, "general") {
		return noMoment
	}
	day, clock := strings.ContainsAny(p, "yd"), strings.ContainsAny(p, "hs")
	switch {
	case day && clock:
		return momentOfDayStyle
	case day:
		return dayStyle
	case clock:
		return clockStyle
	}
	return noMoment
}

// moment writes a serial number of days as a date or time.
func (w *workbook) moment(serial float64, style momentStyle) []byte {
	seconds := int64(math.Round(serial * 86400))
	if style == elapsedStyle {
		return fmt.Appendf(nil, "%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	if style == clockStyle && serial < 1 {
		return fmt.Appendf(nil, "%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if w.from1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if seconds < 60*86400 {
		seconds += 86400 // the day 1900-02-29, which spreadsheets count and the calendar lacks
	}
	t := epoch.Add(time.Duration(seconds) * time.Second)
	if style == dayStyle && seconds%86400 == 0 {
		return t.AppendFormat(nil, "2006-01-02")
	}
	return t.AppendFormat(nil, "2006-01-02 15:04:05")
}
