package file

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// column is how the cells of one column become values: the contract where it speaks, the profile where it does not.
type column struct {
	name     string
	header   string
	index    int
	typ      farol.Type
	inferred bool
	contract *source.ColumnSpec // nil where the contract is silent
	marks    marks
	formats  []dateFormat
	written  *time.Location // of timestamps without an offset
	project  *time.Location
	mapping  map[string]string
	values   map[string]bool
	unknown  int64 // cells such as "< 10%" read as unknown
}

// fault is why a cell cannot stand.
type fault struct {
	code   farol.Code
	reason string
}

// read turns a cell into canonical text that DuckDB reads as the column's type without doubt. null tells that it is unknown.
func (c *column) read(cell []byte, out []byte) (text []byte, null bool, bad *fault) {
	trimmed := bytes.TrimSpace(cell)
	if c.mapping != nil {
		if to, ok := c.mapping[strings.ToLower(string(trimmed))]; ok {
			trimmed = []byte(to)
			cell = trimmed
		}
	}
	if len(trimmed) == 0 {
		return out, true, c.blank()
	}
	switch c.typ.Kind {
	case farol.KindText:
		if bytes.IndexByte(cell, 0) >= 0 {
			return out, false, &fault{farol.CodeBadCell, fmt.Sprintf("%s holds a NUL byte", c.name)}
		}
		if c.values != nil || c.trims() {
			cell = trimmed
		}
		text = append(out, cell...)
	case farol.KindInteger, farol.KindDecimal, farol.KindNumber:
		text, null, bad = c.number(trimmed, out)
	case farol.KindBoolean:
		v, ok := readBoolean(trimmed, !c.inferred)
		if !ok {
			return out, false, c.wrong(trimmed, "is not true or false", "")
		}
		text = strconv.AppendBool(out, v)
	case farol.KindDuration:
		v, ok := readDuration(trimmed, true)
		if !ok {
			return out, false, c.wrong(trimmed, "is not a duration", "write H:MM:SS")
		}
		text = strconv.AppendInt(out, v, 10)
	default:
		text, bad = c.moment(trimmed, out)
	}
	if bad == nil && !null {
		bad = c.rules(text[len(out):])
	}
	return text, null, bad
}

// trims tells whether blanks around a text are left out, as they are unless the contract keeps them.
func (c *column) trims() bool { return c.contract == nil || c.contract.Trim == nil || *c.contract.Trim }

// trimmedText gives the SQL of a text without what bytes.TrimSpace leaves out. Spaces of every kind are what DuckDB trims by itself; for
// others beside them (tabs, ends of lines) it goes over a list for each text that begins or ends with one, which is slow.
func trimmedText(sql string, others bool) string {
	const controls, spaces = "\t\n\v\f\r\u0085\u2028\u2029", " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
	plain := "trim(" + sql + ")"
	if !others {
		return plain
	}
	var odd []string
	for _, r := range controls {
		odd = append(odd, literal(string(r)))
	}
	list := strings.Join(odd, ", ")
	return "case when left(" + plain + ", 1) in (" + list + ") or right(" + plain + ", 1) in (" + list + ") then trim(" + sql + ", " + literal(controls+spaces) + ") else " + plain + " end"
}

func (c *column) blank() *fault {
	if c.contract != nil && c.contract.Required {
		return &fault{farol.CodeMissingValue, fmt.Sprintf("%s is required and blank", c.name)}
	}
	return nil
}

func (c *column) wrong(cell []byte, what, hint string) *fault {
	reason := fmt.Sprintf("%s %q %s", c.name, clip(cell, 80), what)
	if hint != "" {
		reason += "; " + hint
	}
	return &fault{farol.CodeBadCell, reason}
}

func (c *column) number(cell []byte, out []byte) (text []byte, null bool, bad *fault) {
	if isUnknownShare(cell) {
		c.unknown++
		return out, true, c.blank()
	}
	n, ok := scanNumber(cell)
	if !ok {
		return out, false, c.wrong(cell, "is not a number", "")
	}
	text, whole, scale, ok := n.digits(c.marks, out)
	if !ok {
		return out, false, c.wrong(cell, "is not a number", fmt.Sprintf("the decimal mark is %q here; state decimal: if it is another", c.marks.decimal))
	}
	if c.typ.Kind == farol.KindNumber {
		return text, false, nil
	}
	if n.exponent {
		text, whole, scale, ok = expand(text, len(out))
		if !ok {
			return out, false, c.wrong(cell, "is not "+an(c.typ), "")
		}
	}
	text, scale = trimZeros(text, scale, c.typ.Scale)
	if scale > c.typ.Scale {
		if c.typ.Kind == farol.KindInteger {
			return out, false, c.wrong(cell, "is not a whole number", "")
		}
		return out, false, c.wrong(cell, fmt.Sprintf("has %d digits after the point and %s keeps %d", scale, c.typ, c.typ.Scale),
			fmt.Sprintf("state decimal(38,%d) or more", scale))
	}
	if c.typ.Kind == farol.KindInteger {
		if whole > 18 {
			if _, err := strconv.ParseInt(string(text[len(out):]), 10, 64); err != nil {
				return out, false, c.wrong(cell, "is too large for an integer", "state the type text for an identifier")
			}
		}
	} else if significant(text[len(out):]) > c.typ.Precision-c.typ.Scale {
		return out, false, c.wrong(cell, "is too large for "+c.typ.String(), "")
	}
	return text, false, nil
}

// significant counts the digits before the point without leading zeros.
func significant(text []byte) int {
	text = bytes.TrimLeft(text, "-0")
	if i := bytes.IndexByte(text, '.'); i >= 0 {
		return i
	}
	return len(text)
}

// trimZeros drops zeros after the point that the type has no room for: 5.0 is a whole number.
func trimZeros(text []byte, scale, room int) ([]byte, int) {
	for scale > room && text[len(text)-1] == '0' {
		text = text[:len(text)-1]
		scale--
	}
	if scale == 0 && text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text, scale
}

// expand writes text[start:] without its exponent.
func expand(text []byte, start int) (out []byte, whole, scale int, ok bool) {
	body := text[start:]
	e := bytes.IndexByte(body, 'E')
	power, err := strconv.Atoi(strings.TrimPrefix(string(body[e+1:]), "+"))
	if err != nil || power > 40 || power < -40 {
		return text, 0, 0, false
	}
	mantissa := string(body[:e])
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	left, right, _ := strings.Cut(mantissa, ".")
	for ; power > 0; power-- {
		if right == "" {
			right = "0"
		}
		left, right = left+right[:1], right[1:]
	}
	for ; power < 0; power++ {
		if left == "" {
			left = "0"
		}
		left, right = left[:len(left)-1], left[len(left)-1:]+right
	}
	left = strings.TrimLeft(left, "0")
	if left == "" {
		left = "0"
	}
	out = append(text[:start], sign+left...)
	if right != "" {
		out = append(append(out, '.'), right...)
	}
	return out, len(left), len(right), true
}

func (c *column) moment(cell []byte, out []byte) ([]byte, *fault) {
	wasImpossible := false
	for i := range c.formats {
		f := &c.formats[i]
		m, result := f.read(cell)
		switch {
		case result == noFit:
			continue
		case result == impossible:
			wasImpossible = true
			continue
		}
		switch {
		case c.typ.Kind == farol.KindTime && !f.hasDay:
			return m.timeOfDay(out), nil
		case c.typ.Kind == farol.KindDate && f.hasDay && (!f.hasTOD || (m.hour+m.minute+m.second+m.micro == 0 && !m.zoned)):
			return m.date(out), nil
		case c.typ.Kind == farol.KindTimestamp && f.hasDay:
			return m.timestamp(out, c.written, c.project), nil
		}
	}
	if wasImpossible {
		if c.typ.Kind == farol.KindTime {
			return out, c.wrong(cell, "is no time of day", "")
		}
		return out, c.wrong(cell, "is no day of the calendar", "")
	}
	texts := make([]string, len(c.formats))
	for i, f := range c.formats {
		texts[i] = f.text
	}
	return out, c.wrong(cell, "is not "+an(c.typ), "formats read: "+strings.Join(texts, ", "))
}

// rules holds the value to the contract.
func (c *column) rules(text []byte) *fault {
	if c.contract == nil {
		return nil
	}
	if c.values != nil && !c.values[string(text)] {
		return &fault{farol.CodeBadCell, fmt.Sprintf("%s %q is not one of %s", c.name, clip(text, 80), clip([]byte(strings.Join(c.contract.Values, ", ")), 200))}
	}
	if c.contract.Min == nil && c.contract.Max == nil {
		return nil
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return nil
	}
	if c.contract.Min != nil && v < *c.contract.Min {
		return &fault{farol.CodeBadCell, fmt.Sprintf("%s %s is below %v", c.name, text, *c.contract.Min)}
	}
	if c.contract.Max != nil && v > *c.contract.Max {
		return &fault{farol.CodeBadCell, fmt.Sprintf("%s %s is above %v", c.name, text, *c.contract.Max)}
	}
	return nil
}

func an(t farol.Type) string {
	switch t.Kind {
	case farol.KindInteger:
		return "an integer"
	}
	return "a " + t.String()
}

// clip shortens a text to n bytes at a letter's edge, saying so.
func clip(b []byte, n int) string {
	if len(b) <= n {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(b[:wholeLetters(b[:n])]), "\uFFFD") + "…"
}
