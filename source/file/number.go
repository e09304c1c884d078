package file

import (
	"bytes"
	"unicode/utf8"
)

// marks is how a column writes its numbers.
type marks struct {
	decimal   byte // '.' or ','
	thousands rune // 0 where none is stated or seen
}

// number is a cell that looks like a number, taken apart without deciding yet which mark is the decimal one.
type number struct {
	negative bool
	percent  bool
	currency string
	exponent bool
	body     []byte // digits and marks
	power    []byte // after E, with its sign
}

// scanNumber takes a cell apart; ok is false where it is not a number in any notation.
func scanNumber(cell []byte) (n number, ok bool) {
	b := bytes.TrimSpace(cell)
	if len(b) == 0 || len(b) > 80 {
		return n, false
	}
	if len(b) > 2 && b[0] == '(' && b[len(b)-1] == ')' {
		n.negative = true
		b = bytes.TrimSpace(b[1 : len(b)-1])
	}
	b = n.sign(b)
	b = n.prefix(b)
	b = n.sign(b)
	b = n.suffix(b)
	if len(b) == 0 {
		return n, false
	}
	digits := 0
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
			i++
		case c == '.' || c == ',' || c == '\'':
			i++
		case (c == 'e' || c == 'E') && digits > 0:
			power := b[i+1:]
			if len(power) > 0 && (power[0] == '+' || power[0] == '-') {
				power = power[1:]
			}
			if len(power) == 0 || len(power) > 3 || !allDigits(power) {
				return n, false
			}
			n.exponent, n.power, n.body = true, b[i+1:], b[:i]
			return n, true
		default:
			size := spaceMark(b[i:])
			// A space is a thousands mark only between digits.
			if size == 0 || i == 0 || i+size >= len(b) || b[i+size] < '0' || b[i+size] > '9' {
				return n, false
			}
			i += size
		}
	}
	n.body = b
	return n, digits > 0
}

func (n *number) sign(b []byte) []byte {
	switch {
	case len(b) > 0 && b[0] == '-':
		n.negative = true
		return bytes.TrimLeft(b[1:], " ")
	case bytes.HasPrefix(b, []byte("\u2212")):
		n.negative = true
		return bytes.TrimLeft(b[len("\u2212"):], " ")
	case len(b) > 0 && b[0] == '+':
		return b[1:]
	}
	return b
}

// currencies are the signs and codes that may stand before or after an amount.
var currencies = []string{"€", "$", "£", "¥", "₹", "R$", "US$", "EUR", "USD", "GBP", "CHF", "BRL", "JPY", "INR", "CAD", "AUD"}

func (n *number) prefix(b []byte) []byte {
	if len(b) == 0 || (b[0] >= '0' && b[0] <= '9') || b[0] == '.' {
		return b
	}
	longest := ""
	for _, c := range currencies {
		if len(c) > len(longest) && bytes.HasPrefix(b, []byte(c)) {
			longest = c
		}
	}
	if longest == "" {
		return b
	}
	n.currency = longest
	return trimSpaces(b[len(longest):])
}

func (n *number) suffix(b []byte) []byte {
	if len(b) == 0 || (b[len(b)-1] >= '0' && b[len(b)-1] <= '9') {
		return b
	}
	if b[len(b)-1] == '%' {
		n.percent = true
		return trimSpaces(b[:len(b)-1])
	}
	for _, c := range currencies {
		if n.currency == "" && bytes.HasSuffix(b, []byte(c)) {
			n.currency = c
			return trimSpaces(b[:len(b)-len(c)])
		}
	}
	return b
}

func trimSpaces(b []byte) []byte { return bytes.Trim(b, " \u00a0\u202f") }

// spaceMark gives the size of a space that may divide thousands, or 0.
func spaceMark(b []byte) int {
	if b[0] == ' ' {
		return 1
	}
	if r, size := utf8.DecodeRune(b); r == '\u00a0' || r == '\u202f' || r == '\u2019' {
		return size
	}
	return 0
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// digits appends the number in plain notation ("-1234.5", or with an exponent "1.5E-7") when it is written with these marks.
// It gives the digits before and after the point, and false where the marks do not fit.
func (n number) digits(m marks, out []byte) (text []byte, whole, scale int, ok bool) {
	text = out
	if n.negative {
		text = append(text, '-')
	}
	start := len(text)
	inFraction, group, grouped := false, 0, false
	for i := 0; i < len(n.body); {
		c := n.body[i]
		switch {
		case c >= '0' && c <= '9':
			text = append(text, c)
			if inFraction {
				scale++
			} else {
				whole++
				group++
			}
			i++
		case c == m.decimal:
			if inFraction || (grouped && group != 3) {
				return text, 0, 0, false
			}
			if whole == 0 {
				text = append(text, '0')
			}
			inFraction = true
			text = append(text, '.')
			i++
		default:
			r, size := utf8.DecodeRune(n.body[i:])
			if inFraction || !m.divides(r) || whole == 0 || (grouped && group != 3) || group > 3 {
				return text, 0, 0, false
			}
			grouped, group = true, 0
			i += size
		}
	}
	if grouped && !inFraction && group != 3 {
		return text, 0, 0, false
	}
	if whole+scale == 0 {
		return text, 0, 0, false
	}
	if inFraction && scale == 0 {
		text = text[:len(text)-1]
	}
	if n.percent && !n.exponent {
		text, whole, scale = shift(text, start, whole, scale)
	}
	if n.exponent {
		text = append(append(text, 'E'), n.power...)
	}
	return text, whole, scale, true
}

// divides tells whether r may stand between thousands. All spaces count as one, and both apostrophes.
func (m marks) divides(r rune) bool {
	switch r {
	case ' ', '\u00a0', '\u202f':
		return m.thousands == ' '
	case '\'', '\u2019':
		return m.thousands == '\''
	}
	return r == m.thousands
}

// shift moves the point of text[start:] two places to the left: a percentage is a share.
func shift(text []byte, start, whole, scale int) ([]byte, int, int) {
	var all []byte
	for _, c := range text[start:] {
		if c != '.' {
			all = append(all, c)
		}
	}
	for len(all) < scale+3 {
		all = append([]byte{'0'}, all...)
	}
	scale += 2
	cut := len(all) - scale
	text = append(text[:start], all[:cut]...)
	text = append(text, '.')
	text = append(text, all[cut:]...)
	return text, max(1, whole-2), scale
}

// evidence is what a cell tells about the marks of its column.
type evidence struct {
	decimal   byte // '.' or ','; 0 when it does not tell
	thousands rune // 0 when it does not tell
	either    byte // the mark that could be both, as in 1.234 and 1,234
}

func (n number) evidence() evidence {
	var e evidence
	last, count := byte(0), 0
	lastAt := -1
	for i := 0; i < len(n.body); {
		r, size := utf8.DecodeRune(n.body[i:])
		switch r {
		case '.', ',':
			if last != 0 && byte(r) != last {
				e.thousands, e.decimal = rune(last), byte(r)
				return e
			}
			last, lastAt = byte(r), i
			count++
		case ' ', '\u00a0', '\u202f':
			e.thousands = ' '
		case '\'', '\u2019':
			e.thousands = '\''
		}
		i += size
	}
	after := len(n.body) - lastAt - 1
	switch {
	case count == 0:
	case count > 1:
		e.thousands = rune(last)
		if last == '.' {
			e.decimal = ','
		} else {
			e.decimal = '.'
		}
	case after == 3 && lastAt >= 1 && lastAt <= 3 && n.body[0] != '0' && e.thousands == 0:
		e.either = last
	default:
		e.decimal = last
	}
	return e
}
