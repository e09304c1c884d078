package file

import (
	"bytes"
	"strings"
	"time"
)

// A format is written as people write it: YYYY-MM-DD, D/M/YYYY, YYYYMMDDTHHMMSS, DD.MM.YYYY HH:MM, MMM D, YYYY. One letter or
// two mean the same, except where digits stand without a mark between them; MM after hours is minutes; Z is an offset.

// dateFormat is a parsed format.
type dateFormat struct {
	text   string
	parts  []datePart
	hasDay bool // holds a date
	hasTOD bool // holds a time of day
}

type datePart struct {
	kind  byte // Y year, y two-digit year, M month, N month name, D day, H hour, m minute, S second, f fraction, p AM/PM, Z offset, 0 literal
	exact int  // digits that must be there; 0 means one or two
	text  string
}

// parseFormat reads a format; ok is false where it names neither a whole date nor a time.
func parseFormat(s string) (f dateFormat, ok bool) {
	f.text = s
	upper := strings.ToUpper(strings.TrimSpace(s))
	hours := false
	for i := 0; i < len(upper); {
		c := upper[i]
		run := 1
		for i+run < len(upper) && upper[i+run] == c {
			run++
		}
		var part datePart
		switch {
		case c == 'Y' && run == 4:
			part = datePart{kind: 'Y', exact: 4}
		case c == 'Y' && run == 2:
			part = datePart{kind: 'y', exact: 2}
		case c == 'M' && run >= 3:
			part = datePart{kind: 'N'}
		case c == 'M' && hours:
			part = datePart{kind: 'm', exact: 2}
		case c == 'M':
			part = datePart{kind: 'M'}
		case c == 'D' && run <= 2:
			part = datePart{kind: 'D'}
		case c == 'H' && run <= 2:
			part, hours = datePart{kind: 'H'}, true
		case c == 'S' && i > 0 && (upper[i-1] == '.' || upper[i-1] == ','), c == 'F':
			part = datePart{kind: 'f'}
		case c == 'S' && run <= 2:
			part = datePart{kind: 'S', exact: 2}
		case c == 'Z' && run == 1:
			part = datePart{kind: 'Z'}
		case (c == 'A' || c == 'P') && i+1 < len(upper) && upper[i+1] == 'M':
			part, run = datePart{kind: 'p'}, 2
		default:
			if c >= 'A' && c <= 'Z' && c != 'T' {
				return f, false
			}
			run = 1
			part = datePart{text: upper[i : i+1]}
		}
		f.parts = append(f.parts, part)
		i += run
	}
	seen := map[byte]bool{}
	for i := range f.parts {
		p := &f.parts[i]
		if p.kind != 0 && seen[p.kind] {
			return f, false
		}
		seen[p.kind] = true
		digitsBefore := i > 0 && isDigitPart(f.parts[i-1].kind)
		digitsAfter := i+1 < len(f.parts) && isDigitPart(f.parts[i+1].kind)
		if isDigitPart(p.kind) && p.exact == 0 && p.kind != 'f' && (digitsBefore || digitsAfter) {
			p.exact = 2
		}
	}
	f.hasDay = (seen['Y'] || seen['y']) && (seen['M'] || seen['N']) && seen['D']
	f.hasTOD = seen['H'] && seen['m']
	anyDay := seen['Y'] || seen['y'] || seen['M'] || seen['N'] || seen['D']
	return f, (f.hasDay || !anyDay) && (f.hasDay || f.hasTOD)
}

func isDigitPart(kind byte) bool { return kind != 0 && strings.IndexByte("YyMDHmSf", kind) >= 0 }

// moment is a cell that a format read.
type moment struct {
	year, month, day     int
	hour, minute, second int
	micro                int
	offset               int // seconds east of UTC
	zoned                bool
}

type fit int

const (
	noFit      fit = iota // the cell has another shape
	impossible            // the shape fits but there is no such day or time
	fits
)

// read parses a trimmed cell.
func (f *dateFormat) read(cell []byte) (m moment, result fit) {
	m.month, m.day = 1, 1
	afternoon, twelve := false, false
	i := 0
	for k := range f.parts {
		p := &f.parts[k]
		switch p.kind {
		case 0:
			if i >= len(cell) || !sameMark(cell[i], p.text[0]) {
				return m, noFit
			}
			i++
		case 'N':
			n, size := monthName(cell[i:])
			if size == 0 {
				return m, noFit
			}
			m.month = n
			i += size
		case 'p':
			if len(cell)-i < 2 || (cell[i+1]|0x20) != 'm' || ((cell[i]|0x20) != 'a' && (cell[i]|0x20) != 'p') {
				return m, noFit
			}
			twelve, afternoon = true, (cell[i]|0x20) == 'p'
			i += 2
		case 'Z':
			size := m.readOffset(cell[i:])
			if size == 0 {
				return m, noFit
			}
			i += size
		case 'f':
			value, scale := 0, 100_000
			from := i
			for i < len(cell) && cell[i] >= '0' && cell[i] <= '9' {
				value += int(cell[i]-'0') * scale
				scale /= 10
				i++
			}
			if i == from || i-from > 9 {
				return m, noFit
			}
			m.micro = value
		default:
			limit := 2
			if p.exact > 0 {
				limit = p.exact
			}
			value, from := 0, i
			for i < len(cell) && i-from < limit && cell[i] >= '0' && cell[i] <= '9' {
				value = value*10 + int(cell[i]-'0')
				i++
			}
			if i == from || (p.exact > 0 && i-from != p.exact) {
				return m, noFit
			}
			m.set(p.kind, value)
		}
	}
	if i != len(cell) {
		return m, noFit
	}
	if twelve {
		if m.hour < 1 || m.hour > 12 {
			return m, impossible
		}
		m.hour %= 12
		if afternoon {
			m.hour += 12
		}
	}
	if !m.possible(f.hasDay) {
		return m, impossible
	}
	return m, fits
}

func sameMark(c, want byte) bool { return c == want || (want == 'T' && c == 't') }

func (m *moment) set(kind byte, v int) {
	switch kind {
	case 'Y':
		m.year = v
	case 'y':
		m.year = 2000 + v
		if v >= 70 {
			m.year = 1900 + v
		}
	case 'M':
		m.month = v
	case 'D':
		m.day = v
	case 'H':
		m.hour = v
	case 'm':
		m.minute = v
	case 'S':
		m.second = v
	}
}

// readOffset reads Z, +01:00, +0100, +01 or " UTC".
func (m *moment) readOffset(b []byte) int {
	m.zoned = true
	trimmed := bytes.TrimLeft(b, " ")
	spaces := len(b) - len(trimmed)
	b = trimmed
	switch {
	case len(b) >= 1 && (b[0] == 'Z' || b[0] == 'z'):
		return spaces + 1
	case len(b) >= 3 && (string(b[:3]) == "UTC" || string(b[:3]) == "GMT"):
		return spaces + 3
	case len(b) < 3 || (b[0] != '+' && b[0] != '-') || !allDigits(b[1:3]):
		return 0
	}
	hours, minutes, size := int(b[1]-'0')*10+int(b[2]-'0'), 0, 3
	rest := b[3:]
	if len(rest) >= 3 && rest[0] == ':' && allDigits(rest[1:3]) {
		minutes, size = int(rest[1]-'0')*10+int(rest[2]-'0'), 6
	} else if len(rest) >= 2 && allDigits(rest[:2]) {
		minutes, size = int(rest[0]-'0')*10+int(rest[1]-'0'), 5
	}
	m.offset = hours*3600 + minutes*60
	if b[0] == '-' {
		m.offset = -m.offset
	}
	return spaces + size
}

// possible proves the day against the calendar. DuckDB and Go agree on years 1 to 9999.
func (m *moment) possible(hasDay bool) bool {
	if m.hour > 23 || m.minute > 59 || m.second > 59 || m.offset > 15*3600 || m.offset < -15*3600 {
		return false
	}
	if !hasDay {
		return true
	}
	if m.year < 1 || m.month < 1 || m.month > 12 || m.day < 1 {
		return false
	}
	return m.day <= time.Date(m.year, time.Month(m.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// monthName reads a month's name in English, Portuguese or Italian, whole or by its first three letters.
func monthName(b []byte) (month, size int) {
	n := 0
	for n < len(b) && (b[n] >= 'A' && b[n] <= 'Z' || b[n] >= 'a' && b[n] <= 'z' || b[n] >= 0x80) {
		n++
	}
	word := strings.ToLower(string(b[:n]))
	if n < 3 {
		return 0, 0
	}
	for i, names := range monthNames {
		for _, name := range names {
			if word == name || word == name[:3] {
				if n < len(b) && b[n] == '.' && word != name {
					n++
				}
				return i + 1, n
			}
		}
	}
	return 0, 0
}

var monthNames = [12][]string{
	{"january", "janeiro", "gennaio"}, {"february", "fevereiro", "febbraio"}, {"march", "março", "marzo"},
	{"april", "abril", "aprile"}, {"may", "maio", "maggio"}, {"june", "junho", "giugno"},
	{"july", "julho", "luglio"}, {"august", "agosto"}, {"september", "sept", "setembro", "settembre"},
	{"october", "outubro", "ottobre"}, {"november", "novembro"}, {"december", "dezembro", "dicembre"},
}

// date and timestamp write the moment as DuckDB reads it.
func (m *moment) date(out []byte) []byte {
	return time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC).AppendFormat(out, "2006-01-02")
}

// timestamp moves the moment from its own offset, or from the zone it was written in, to the project's wall clock.
func (m *moment) timestamp(out []byte, written, project *time.Location) []byte {
	zone := written
	if m.zoned {
		zone = time.FixedZone("", m.offset)
	}
	t := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.micro*1000, zone)
	if m.zoned || written != project {
		t = t.In(project)
	}
	return t.AppendFormat(out, "2006-01-02 15:04:05.999999")
}

// timeOfDay writes the time.
func (m *moment) timeOfDay(out []byte) []byte {
	return time.Date(1, 1, 1, m.hour, m.minute, m.second, m.micro*1000, time.UTC).AppendFormat(out, "15:04:05.999999")
}
