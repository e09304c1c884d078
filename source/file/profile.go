package file

import (
	"bytes"

	"github.com/farol-kpi/farol"
)

// notations are the ways to write numbers that are told apart, in the order of preference.
var notations = [...]marks{{'.', ','}, {',', '.'}, {'.', ' '}, {',', ' '}, {'.', '\''}, {',', '\''}}

// profile is what all cells of one column have in common. It looks at every cell, because the one that differs may be the last.
type profile struct {
	cells, blanks int64
	integers      int64 // digits with a sign at most
	numbers       int64 // any number, integers included
	exponents     int64
	leadingZeros  int64
	percents      int64
	currencies    int64
	unknown       int64 // "< 10%": a share that the sender keeps to itself
	booleans      int64
	durations     int64 // H:MM:SS with any hours
	dated         int64 // cells of any shape below
	wholeDigits   int   // most digits before the point in plain integers
	fits          [len(notations)]int64
	whole         [len(notations)]int
	scale         [len(notations)]int
	dot, comma    int64 // cells that show which mark is the decimal one
	eitherDot     int64
	eitherComma   int64
	either        string // the first cell whose mark may be both, with its line
	eitherLine    int64
	thousands     [3]int64 // mark ',' or '.', space, apostrophe
	shapes        []shape
	damaged       string // the first id that a spreadsheet rounded, with its line
	damagedLine   int64
	others        int64  // cells that are none of these: words
	odd           string // the first of those, with its line
	oddLine       int64
	thorough      bool // words do not end the search: the contract or the name makes a damaged identifier possible
	scratch       []byte
	distinct      map[string]int64 // nil unless asked for or when there are too many
}

// newProfile begins the profile of the column of that folded header.
func newProfile(name string) *profile { return &profile{thorough: likeID(name)} }

const maxDistinct = 2000

func (p *profile) add(cell []byte, line int64) {
	p.cells++
	b := bytes.TrimSpace(cell)
	if len(b) == 0 {
		p.blanks++
		return
	}
	if p.distinct != nil {
		p.distinct[string(cell)]++
		if len(p.distinct) > maxDistinct {
			p.distinct = nil
		}
	}
	c := b[0]
	if digitsOnly := allDigits(b) || ((c == '-' || c == '+') && allDigits(b[1:])); digitsOnly {
		p.integer(b)
		return
	}
	if isUnknownShare(b) {
		p.unknown++
		return
	}
	if p.others > 200 && p.others*2 > p.filled() && !p.thorough {
		p.others++
		return // words: nothing that follows can make it numbers or days
	}
	if p.simpleDecimal(b, line) {
		return
	}
	known := p.numbers + p.dated + p.booleans + p.durations
	if n, ok := scanNumber(b); ok {
		p.number(n, b, line)
		// 1.10.2024 looks like a number and is a day: both are tried.
	}
	if c >= '0' && c <= '9' || isLetter(c) && len(b) >= 8 {
		p.moment(b)
	}
	if _, ok := readBoolean(b, false); ok {
		p.booleans++
	}
	if known == p.numbers+p.dated+p.booleans+p.durations {
		if p.others++; p.others == 1 {
			p.odd, p.oddLine = string(b), line
		}
	}
}

// simpleDecimal takes 123.45, by far the most common number, without taking it apart.
func (p *profile) simpleDecimal(b []byte, line int64) bool {
	digits := b
	if b[0] == '-' {
		digits = b[1:]
	}
	point := bytes.IndexByte(digits, '.')
	if point < 1 || !allDigits(digits[:point]) || !allDigits(digits[point+1:]) {
		return false
	}
	whole, scale := point, len(digits)-point-1
	p.numbers++
	if scale == 3 && whole <= 3 && digits[0] != '0' {
		p.mayBeBoth('.', b, line)
		p.fits[1]++
		p.whole[1] = max(p.whole[1], whole+3)
	} else {
		p.dot++
	}
	for _, i := range [...]int{0, 2, 4} {
		p.fits[i]++
		p.whole[i] = max(p.whole[i], whole)
		p.scale[i] = max(p.scale[i], scale)
	}
	return true
}

// mayBeBoth counts a cell such as 1.250, whose mark may divide thousands or begin decimals.
func (p *profile) mayBeBoth(mark byte, b []byte, line int64) {
	if mark == '.' {
		p.eitherDot++
	} else {
		p.eitherComma++
	}
	if p.either == "" || line < p.eitherLine { // the first row is looked at last
		p.either, p.eitherLine = string(b), line
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (p *profile) integer(b []byte) {
	p.integers++
	p.numbers++
	digits := b
	if b[0] == '-' || b[0] == '+' {
		digits = b[1:]
	}
	if len(digits) > 1 && digits[0] == '0' {
		p.leadingZeros++
	}
	p.wholeDigits = max(p.wholeDigits, len(digits))
	for i := range p.fits {
		p.fits[i]++
	}
	if len(b) == 8 {
		p.moment(b)
	}
}

func (p *profile) number(n number, b []byte, line int64) {
	p.numbers++
	if n.percent {
		p.percents++
	}
	if n.currency != "" {
		p.currencies++
	}
	if n.exponent {
		p.exponents++
		if p.damaged == "" && isDamaged(b) {
			p.damaged, p.damagedLine = string(b), line
		}
	}
	e := n.evidence()
	switch {
	case e.decimal == '.':
		p.dot++
	case e.decimal == ',':
		p.comma++
	case e.either != 0:
		p.mayBeBoth(e.either, b, line)
	}
	switch e.thousands {
	case 0:
	case ' ':
		p.thousands[1]++
	case '\'':
		p.thousands[2]++
	default:
		p.thousands[0]++
	}
	for i, m := range notations {
		text, whole, scale, ok := n.digits(m, p.scratch[:0])
		p.scratch = text
		if ok {
			p.fits[i]++
			p.whole[i] = max(p.whole[i], whole)
			p.scale[i] = max(p.scale[i], scale)
		}
	}
}

func (p *profile) moment(b []byte) {
	if isDuration(b) {
		p.durations++
	}
	for i := range p.shapes {
		if p.shapes[i].add(b) {
			p.dated++
			return
		}
	}
	if len(p.shapes) >= 12 {
		return
	}
	if s, ok := newShape(b); ok && s.add(b) {
		p.shapes = append(p.shapes, s)
		p.dated++
	}
}

// pastMidnight tells that some cell has more hours than a day: 25:10:00 is a length of time.
func (p *profile) pastMidnight() bool {
	for _, s := range p.shapes {
		if s.neither > 0 {
			return true
		}
	}
	return false
}

// filled is the number of cells that tell something about the type.
func (p *profile) filled() int64 { return p.cells - p.blanks - p.unknown }

// marks chooses how the column writes numbers: what the source states, else its own evidence, else the file's.
func (p *profile) marks(stated marks, file marks) (m marks, index int) {
	m = file
	switch {
	case stated.decimal != 0:
		m.decimal = stated.decimal
	case p.dot > 0 && p.comma == 0:
		m.decimal = '.'
	case p.comma > 0 && p.dot == 0:
		m.decimal = ','
	case stated.thousands == ',':
		m.decimal = '.'
	case stated.thousands == '.', stated.thousands != 0 && p.eitherComma > 0 && p.eitherDot == 0:
		m.decimal = ','
	}
	m.thousands = ','
	if m.decimal == ',' {
		m.thousands = '.'
	}
	switch {
	case stated.thousands != 0:
		m.thousands = stated.thousands
	case p.thousands[1] > 0:
		m.thousands = ' '
	case p.thousands[2] > 0:
		m.thousands = '\''
	}
	for i, n := range notations {
		if n == m {
			return m, i
		}
	}
	return m, 0
}

// numeric gives the type of a column whose filled cells are all numbers; ok is false where they are not.
func (p *profile) numeric(stated, file marks) (t farol.Type, m marks, ok bool) {
	m, i := p.marks(stated, file)
	filled := p.filled()
	if filled == 0 || p.numbers != filled || p.fits[i] != filled || p.leadingZeros > 0 {
		return t, m, false
	}
	if (p.percents > 0 && p.percents+zeroes(p) != filled) || (p.currencies > 0 && p.currencies != filled) {
		return t, m, false
	}
	if p.exponents > 0 {
		return farol.Type{Kind: farol.KindNumber}, m, true
	}
	whole, scale := max(p.whole[i], p.wholeDigits), p.scale[i]
	if scale == 0 && p.percents == 0 {
		if whole <= 18 {
			return farol.Type{Kind: farol.KindInteger}, m, true
		}
		if p.integers == filled {
			return t, m, false // longer than any count: an identifier
		}
	}
	precision := 18
	if whole+scale > precision {
		precision = 38
	}
	if whole+scale > precision {
		return farol.Type{Kind: farol.KindNumber}, m, true
	}
	return farol.Type{Kind: farol.KindDecimal, Precision: precision, Scale: scale}, m, true
}

// zeroes: exports write a percentage of nothing as 0 without its sign.
func zeroes(p *profile) int64 {
	if p.wholeDigits <= 1 {
		return p.integers
	}
	return 0
}

// isUnknownShare tells cells such as "< 10%" and "> 90%".
func isUnknownShare(b []byte) bool {
	if len(b) < 3 || (b[0] != '<' && b[0] != '>') || b[len(b)-1] != '%' {
		return false
	}
	n, ok := scanNumber(b[1:])
	return ok && n.percent
}

// isDamaged tells an identifier that a spreadsheet has rounded to a few digits: 1.20253E+17.
func isDamaged(b []byte) bool {
	if len(b) < 5 || b[0] < '1' || b[0] > '9' {
		return false
	}
	i := 1
	if b[i] == '.' || b[i] == ',' {
		i++
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
	}
	if i+3 > len(b) || b[i]|0x20 != 'e' || b[i+1] != '+' || !allDigits(b[i+2:]) || len(b)-i-2 > 3 {
		return false
	}
	power := 0
	for _, c := range b[i+2:] {
		power = power*10 + int(c-'0')
	}
	return power >= 11 && power <= 40
}

// isDuration tells H:MM:SS with any number of hours.
func isDuration(b []byte) bool {
	_, ok := readDuration(b, false)
	return ok
}

// readDuration gives whole seconds. A contract may also mean M:SS and plain seconds.
func readDuration(b []byte, lenient bool) (seconds int64, ok bool) {
	parts := bytes.Split(b, []byte{':'})
	if len(parts) > 3 || (!lenient && len(parts) != 3) {
		return 0, false
	}
	for i, p := range parts {
		if !allDigits(p) || len(p) > 9 || (i > 0 && len(p) != 2) {
			return 0, false
		}
		var v int64
		for _, c := range p {
			v = v*10 + int64(c-'0')
		}
		if i > 0 && v > 59 {
			return 0, false
		}
		seconds = seconds*60 + v
	}
	return seconds, true
}

// readBoolean reads a truth value. Only true and false are inferred; a contract may mean yes, no, 1 and 0 as well.
func readBoolean(b []byte, lenient bool) (value, ok bool) {
	if !lenient && (len(b) < 4 || len(b) > 5) {
		return false, false
	}
	switch string(bytes.ToLower(b)) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	if !lenient {
		return false, false
	}
	switch string(bytes.ToLower(b)) {
	case "t", "yes", "y", "1", "on", "sim", "s", "sì", "si", "verdadeiro", "vero":
		return true, true
	case "f", "no", "n", "0", "off", "não", "nao", "falso":
		return false, true
	}
	return false, false
}
