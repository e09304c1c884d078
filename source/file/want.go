package file

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// want is what the cells of a column are expected to be. A cell that is so changes nothing about the column but its counts, and DuckDB
// reads it as the column's type without doubt; any other is doubted and read in Go.
type want struct {
	kind   wantKind
	drop   bool
	filled bool // a blank breaks the contract
	sql    string
	value  string // the expression that makes the column of what the scan gives; {} stands for the cell

	whole, scale int             // of numbers
	low, high    *float64        // of numbers
	values       map[string]bool // of text; nil for any
	plus         bool            // a plus sign may belong to a damaged identifier
	format       dateFormat
	day          string // how the day is checked: "" without one, else its pattern
	last         []byte // the day that was proved last
	nulls        *nullCells
}

type wantKind int

const (
	wantNothing wantKind = iota // only blanks
	wantWords
	wantDigits
	wantInteger
	wantDecimal
	wantBoolean
	wantDay       // YYYY-MM-DD
	wantTimestamp // YYYY-MM-DD and HH:MM:SS
	wantTime      // HH:MM:SS
	wantFormat    // any other single format
)

// nullCells are the spellings of unknown, quick to rule out.
type nullCells struct {
	known   map[string]bool
	first   [256]bool
	longest int
}

func newNullCells(nulls map[string]bool) *nullCells {
	n := &nullCells{known: nulls}
	for s := range nulls {
		if s != "" {
			n.first[s[0]] = true
			n.longest = max(n.longest, len(s))
		}
	}
	return n
}

// is tells whether a cell, exactly as it stands, means unknown.
func (n *nullCells) is(cell []byte) bool {
	return len(cell) == 0 || (len(cell) <= n.longest && n.first[cell[0]] && n.known[string(cell)])
}

// wants gives what a plan expects of each column of the file; ok is false where the quick way cannot read one of them.
func wants(t *table, plan *plan, profiles []*profile) (all []want, ok bool) {
	nulls := newNullCells(t.nulls)
	all = make([]want, len(profiles))
	for i := range all {
		all[i] = want{drop: true, sql: "VARCHAR", nulls: nulls}
		if !all[i].byProfile(profiles[i]) {
			all[i].kind = -1
		}
	}
	for i := range plan.columns {
		c := &plan.columns[i]
		w := want{sql: sqlType(c.typ), value: "{}", nulls: nulls, kind: -1}
		w.filled = slices.Contains(plan.keys, i)
		if c.contract != nil {
			w.filled = w.filled || c.contract.Required
			w.low, w.high = c.contract.Min, c.contract.Max
		}
		w.plus = likeID(c.name) || slices.Contains(plan.keys, i)
		w.byPlan(c, profiles[c.index])
		all[c.index] = w
	}
	for i := range all {
		if all[i].kind < 0 {
			return nil, false
		}
	}
	return all, true
}

// isSettled tells that a column is neither numbers, days nor truth values whatever follows.
func (p *profile) isSettled() bool {
	filled := p.filled()
	return p.numbers < filled && p.booleans < filled && p.durations < filled && p.dated < filled
}

// byProfile is for columns that are left out: their cells still tell how the file writes its numbers.
func (w *want) byProfile(p *profile) bool {
	switch {
	case p.filled() == 0:
		w.kind = wantNothing
	case p.isSettled():
		w.kind = wantWords
	case p.integers == p.filled():
		w.kind = wantDigits
	default:
		return false
	}
	return true
}

func (w *want) byPlan(c *column, p *profile) {
	if c.mapping != nil || (len(c.values) > 0 && c.typ.Kind != farol.KindText) {
		return
	}
	isNumber := false
	switch c.typ.Kind {
	case farol.KindText:
		w.values, w.plus = c.values, w.plus || p.thorough
		switch {
		case w.low != nil || w.high != nil:
		case p.filled() == 0:
			w.kind = wantNothing
		case p.isSettled() || (!c.inferred && p.numbers < p.filled()) || (c.values != nil && p.numbers < p.filled()):
			w.kind = wantWords
		case p.integers == p.filled() && c.values == nil:
			w.kind = wantDigits
		}
	case farol.KindInteger:
		w.kind, w.whole, isNumber = wantInteger, 18, true
	case farol.KindDecimal:
		if c.marks.decimal == '.' && p.percents == 0 && (p.filled() > 0 || !c.inferred) {
			w.kind, w.whole, w.scale, isNumber = wantDecimal, min(c.typ.Precision-c.typ.Scale, 18), c.typ.Scale, true
		}
	case farol.KindNumber:
		if c.marks.decimal == '.' && p.percents == 0 {
			w.kind, w.whole, w.scale, isNumber = wantDecimal, 17, 17, true
		}
	case farol.KindBoolean:
		w.kind = wantBoolean
	case farol.KindDate, farol.KindTimestamp, farol.KindTime:
		w.moment(c, p)
	}
	if !isNumber && (w.low != nil || w.high != nil) && c.typ.Kind != farol.KindDate && c.typ.Kind != farol.KindTimestamp {
		w.kind = -1
	}
}

// moment is for days and times of one format.
func (w *want) moment(c *column, p *profile) {
	if len(c.formats) != 1 {
		return
	}
	f := c.formats[0]
	w.format = f
	local := c.written == c.project
	switch text := f.text; {
	case c.typ.Kind == farol.KindDate && text == "YYYY-MM-DD":
		w.kind = wantDay
	case c.typ.Kind == farol.KindTimestamp && (text == "YYYY-MM-DD HH:MM:SS" || text == "YYYY-MM-DDTHH:MM:SS") && local:
		w.kind, w.day = wantTimestamp, text[10:11]
	case c.typ.Kind == farol.KindTimestamp && text == "YYYY-MM-DDTHH:MM:SSZ":
		w.kind, w.sql = wantFormat, "VARCHAR"
		w.day = "Z"
		w.value = "case when ends_with({}, 'Z') then timezone(" + literal(c.project.String()) + ", {}::timestamptz) else {}::timestamp end"
	case c.typ.Kind == farol.KindTime && text == "HH:MM:SS":
		w.kind = wantTime
	case c.typ.Kind == farol.KindDate && !f.hasTOD && c.sureOfOrder(p):
		format := strings.NewReplacer("YYYY", "%Y", "DD", "%d", "MM", "%m", "D", "%d", "M", "%m").Replace(strings.ToUpper(text))
		if strings.ContainsAny(strings.ReplaceAll(format, "%Y", ""), "YNT ") || f.parts[0].exact == 2 {
			return
		}
		w.kind, w.sql = wantFormat, "VARCHAR"
		// What was read in Go stands among the others as YYYY-MM-DD.
		w.value = "case when {} like '____-__-__' then {}::date else strptime({}, " + literal(format) + ")::date end"
	}
}

// sureOfOrder tells that no cell can make the order of day and month doubtful without being doubted itself.
func (c *column) sureOfOrder(p *profile) bool {
	if c.contract != nil && len(c.contract.Formats) > 0 {
		return true
	}
	for _, s := range p.shapes {
		for i, f := range s.readings {
			if f.text == c.formats[0].text {
				return len(s.readings) == 1 || s.only[i] > 0
			}
		}
	}
	return false
}

// verdict is what a cell is to its column's want.
type verdict int

const (
	asExpected verdict = iota
	breaksRule         // of the kind that is expected, but against the contract: counted, and its row is read in Go
	doubted            // not counted
)

// take judges a cell and counts it where it is of the expected kind.
func (w *want) take(cell []byte, t *tally) verdict {
	isKind := false
	switch w.kind {
	case wantWords:
		return w.words(cell, t)
	case wantInteger:
		isKind = w.integer(cell, t)
	case wantDecimal:
		isKind = w.decimal(cell, t)
	case wantTimestamp:
		isKind = len(cell) == 19 && cell[10] == w.day[0] && w.isDay(cell[:10]) && isClock(cell[11:])
		t.moment(isKind, cell)
	case wantDay:
		isKind = len(cell) == 10 && w.isDay(cell)
		t.moment(isKind, cell)
	case wantTime:
		isKind = len(cell) == 8 && isClock(cell)
		t.moment(isKind, cell)
	case wantFormat:
		isKind = w.isFormat(cell, t)
		t.moment(isKind, cell)
	case wantBoolean:
		if isKind = string(cell) == "true" || string(cell) == "false"; isKind {
			t.booleans++
		}
	case wantDigits:
		isKind = w.digits(cell, t)
	case wantNothing:
	}
	switch {
	case isKind && (w.low != nil || w.high != nil) && w.isBeyond(cell):
		return breaksRule
	case isKind:
		return asExpected
	case !w.nulls.is(cell):
		return doubted
	}
	return w.blank(t)
}

func (w *want) blank(t *tally) verdict {
	t.blanks++
	if w.filled {
		return breaksRule
	}
	return asExpected
}

func (w *want) words(cell []byte, t *tally) verdict {
	if w.nulls.is(cell) {
		return w.blank(t)
	}
	if first, last := cell[0], cell[len(cell)-1]; first <= ' ' || first >= 0x80 || last <= ' ' || last >= 0x80 {
		b := bytes.TrimSpace(cell)
		if len(b) == 0 || (len(b) < len(cell) && (w.values != nil || w.nulls.is(b))) {
			return doubted
		}
		if len(b) < len(cell) {
			t.padded = true
			t.oddly = t.oddly || len(bytes.Trim(cell, " ")) > len(b)
		}
	}
	if w.plus && bytes.IndexByte(cell, '+') >= 0 {
		return doubted
	}
	t.words++
	if w.values != nil && !w.values[string(cell)] {
		return breaksRule
	}
	return asExpected
}

func (w *want) integer(cell []byte, t *tally) bool {
	b := cell
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > w.whole || (b[0] == '0' && len(b) > 1) {
		return false
	}
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	t.integer(cell, len(b))
	return true
}

// digits takes identifiers that are written in digits alone and kept as text.
func (w *want) digits(cell []byte, t *tally) bool {
	if len(cell) == 0 || len(cell) > 40 || !allDigits(cell) {
		return false
	}
	if cell[0] == '0' && len(cell) > 1 {
		t.leadingZeros++
	}
	t.integer(cell, len(cell))
	return true
}

func (w *want) decimal(cell []byte, t *tally) bool {
	b := cell
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	point := bytes.IndexByte(b, '.')
	if point < 0 {
		return w.integer(cell, t)
	}
	scale := len(b) - point - 1
	if point < 1 || point > w.whole || scale < 1 || scale > w.scale || !allDigits(b[:point]) || !allDigits(b[point+1:]) {
		return false
	}
	t.decimals++
	if scale == 3 && point <= 3 && b[0] != '0' {
		t.either++
		t.eitherWhole = max(t.eitherWhole, point+3)
	}
	t.whole, t.scale = max(t.whole, point), max(t.scale, scale)
	return true
}

func (w *want) isBeyond(cell []byte) bool {
	v, err := strconv.ParseFloat(string(cell), 64)
	return err == nil && ((w.low != nil && v < *w.low) || (w.high != nil && v > *w.high))
}

// isDay proves YYYY-MM-DD against the calendar. Days come in runs, so that most are the one before.
func (w *want) isDay(b []byte) bool {
	if bytes.Equal(b, w.last) {
		return true
	}
	for i, c := range b {
		if i == 4 || i == 7 {
			if c != '-' {
				return false
			}
		} else if c-'0' > 9 {
			return false
		}
	}
	m := moment{
		year: two(b)*100 + two(b[2:]), month: two(b[5:]), day: two(b[8:]),
	}
	if !m.possible(true) {
		return false
	}
	w.last = append(w.last[:0], b...)
	return true
}

func two(b []byte) int { return int(b[0]-'0')*10 + int(b[1]-'0') }

// isClock proves HH:MM:SS.
func isClock(b []byte) bool {
	_ = b[7]
	return b[2] == ':' && b[5] == ':' && b[0] <= '2' && b[0] >= '0' && b[1]-'0' <= 9 && (b[0] < '2' || b[1] < '4') &&
		b[3]-'0' <= 5 && b[4]-'0' <= 9 && b[6]-'0' <= 5 && b[7]-'0' <= 9
}

func (w *want) isFormat(cell []byte, t *tally) bool {
	if w.day == "Z" {
		return len(cell) == 20 && cell[19] == 'Z' && cell[10] == 'T' && w.isDay(cell[:10]) && isClock(cell[11:19])
	}
	if len(w.last) > 0 && bytes.Equal(cell, w.last) {
		return true
	}
	m, result := w.format.read(cell)
	if result != fits || m.year < 1000 {
		return false
	}
	if t.sure == nil && m.day > 12 {
		t.sure = bytes.Clone(cell)
	}
	w.last = append(w.last[:0], cell...)
	return true
}

// tally counts the cells of a column that were as expected.
type tally struct {
	blanks, words, booleans, moments int64
	integers, leadingZeros, eights   int64
	decimals, either                 int64
	wholeDigits, whole, scale        int
	eitherWhole                      int

	padded bool   // some text has blanks around it
	oddly  bool   // and not only spaces
	eight  []byte // an example of those with eight digits, which may be days
	sample []byte // an example of the moments
	sure   []byte // one whose day cannot be its month
}

func (t *tally) integer(cell []byte, digits int) {
	t.integers++
	t.wholeDigits = max(t.wholeDigits, digits)
	if len(cell) == 8 && digits == 8 {
		t.eights++
		if t.eight == nil {
			t.eight = bytes.Clone(cell)
		}
	}
}

func (t *tally) moment(isKind bool, cell []byte) {
	if isKind {
		t.moments++
		if t.sample == nil {
			t.sample = bytes.Clone(cell)
		}
	}
}

// into adds to the profile what adding each cell would have.
func (t *tally) into(p *profile) {
	p.cells += t.blanks + t.words + t.booleans
	p.blanks += t.blanks
	p.others += t.words
	p.booleans += t.booleans
	if t.sample != nil {
		dated, durations, numbers := p.dated, p.durations, p.numbers
		p.add(t.sample, 0)
		rest := t.moments - 1
		p.dated += rest * (p.dated - dated)
		p.durations += rest * (p.durations - durations)
		p.numbers += rest * (p.numbers - numbers)
		p.cells += rest
	}
	if t.sure != nil {
		for i := range p.shapes {
			p.shapes[i].add(t.sure)
		}
	}
	t.numbers(p)
}

func (t *tally) numbers(p *profile) {
	plain := t.integers
	if t.eights > 0 {
		dated := p.dated
		p.add(t.eight, 0)
		p.dated += (t.eights - 1) * (p.dated - dated)
		plain--
	}
	p.cells += plain + t.decimals
	p.integers += plain
	p.numbers += plain + t.decimals
	p.leadingZeros += t.leadingZeros
	p.wholeDigits = max(p.wholeDigits, t.wholeDigits)
	for i := range p.fits {
		p.fits[i] += plain
	}
	p.eitherDot += t.either
	p.dot += t.decimals - t.either
	p.fits[1] += t.either
	p.whole[1] = max(p.whole[1], t.eitherWhole)
	for _, i := range [...]int{0, 2, 4} {
		p.fits[i] += t.decimals
		p.whole[i] = max(p.whole[i], t.whole)
		p.scale[i] = max(p.scale[i], t.scale)
	}
}
