package file

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// plan holds the columns of one file, in the file's order.
type plan struct {
	columns []column
	keys    []int // places of the key's columns
	notes   []string

	problems farol.Errors // of a lenient plan
}

func (p *plan) schema() farol.Schema {
	s := make(farol.Schema, len(p.columns))
	for i, c := range p.columns {
		s[i] = farol.Column{Name: c.name, Type: c.typ}
	}
	return s
}

// planning is what a plan is made of.
type planning struct {
	spec     *source.Spec
	header   header
	profiles []*profile
	native   []farol.Type // see table
	file     string
	project  *time.Location
	lenient  bool // a column that cannot be settled becomes text and a problem, so that the others can be seen
	semi     bool // the delimiter is a semicolon, as where the comma is a decimal mark
}

// plan matches the contract with the file and infers what the contract leaves out. It finds all errors before it gives up.
func (b planning) plan() (*plan, error) {
	var errs farol.Errors
	matched := make([]*source.ColumnSpec, len(b.header.names))
	for i := range b.spec.Columns {
		c := &b.spec.Columns[i]
		at := b.header.find(c)
		switch {
		case at < 0 && c.Drop:
		case at < 0:
			wanted := c.Name
			if c.From != "" {
				wanted = c.From
			}
			errs = append(errs, farol.Errorf(farol.CodeMissingColumn, "the file has no column %q", wanted).At(b.file, 0).
				Hint("%s", b.header.near(fold(strings.Split(wanted, " | ")[0]))))
		case matched[at] != nil:
			errs = append(errs, farol.Errorf(farol.CodeBadHeader, "columns %s and %s of the contract both take %q", matched[at].Name, c.Name, b.header.texts[at]).
				At(b.spec.File, c.Line).Hint("state another from: for one of them"))
		default:
			matched[at] = c
		}
	}
	if len(errs) > 0 && !b.lenient {
		return nil, errs
	}
	p := &plan{}
	file, told := b.fileMarks()
	taken := map[string]string{}
	for i, name := range b.header.names {
		contract := matched[i]
		if contract != nil && contract.Drop {
			continue
		}
		c := column{name: name, header: b.header.texts[i], index: i, contract: contract, project: b.project}
		if contract != nil {
			c.name = contract.Name
		}
		if other, dup := taken[c.name]; dup {
			errs = append(errs, farol.Errorf(farol.CodeBadHeader, "columns %q and %q both become %s", other, c.header, c.name).At(b.file, 0).
				Hint("state drop: true for one of them, or another name"))
			continue
		}
		taken[c.name] = c.header
		if err := b.settle(&c, b.profiles[i], file, told); err != nil {
			errs = append(errs, farol.AsErrors(err)...)
			if !b.lenient {
				continue
			}
			c.typ, c.formats = farol.Type{Kind: farol.KindText}, nil
		}
		p.columns = append(p.columns, c)
	}
	for _, k := range b.spec.Key {
		at := slices.IndexFunc(p.columns, func(c column) bool { return c.name == k })
		if at < 0 && (len(errs) == 0 || b.lenient) {
			errs = append(errs, farol.Errorf(farol.CodeMissingColumn, "the file has no column %q, which is in the key", k).At(b.file, 0).
				Hint("%s", b.header.near(k)))
		}
		p.keys = append(p.keys, at)
	}
	if b.lenient {
		p.problems = errs
		return p, nil
	}
	return p, errs.Err()
}

// fileMarks gives the decimal mark that the file's columns agree on. told is false where it is only what is usual.
func (b planning) fileMarks() (m marks, told bool) {
	dot, comma, unclear := 0, 0, 0
	for _, p := range b.profiles {
		switch {
		case p.numbers == 0 || p.numbers < p.filled():
		case p.dot > 0 && p.comma == 0:
			dot++
		case p.comma > 0 && p.dot == 0:
			comma++
		case p.eitherComma > 0:
			unclear++
		}
	}
	if comma > dot || (comma == dot && unclear > 0 && b.semi) {
		return marks{decimal: ','}, comma > dot
	}
	return marks{decimal: '.'}, dot > comma
}

// settle decides the type and notation of a column.
func (b planning) settle(c *column, p *profile, file marks, told bool) error {
	stated := marks{}
	if b.spec.Decimal != "" {
		stated.decimal = b.spec.Decimal[0]
	}
	if b.spec.Thousands != "" {
		stated.thousands = []rune(b.spec.Thousands)[0]
	}
	if err := c.zone(b); err != nil {
		return err
	}
	if c.contract != nil {
		if len(c.contract.Map) > 0 {
			c.mapping = make(map[string]string, len(c.contract.Map))
			for from, to := range c.contract.Map {
				c.mapping[strings.ToLower(strings.TrimSpace(from))] = to
			}
		}
		if len(c.contract.Values) > 0 {
			c.values = make(map[string]bool, len(c.contract.Values))
			for _, v := range c.contract.Values {
				c.values[v] = true
			}
		}
		for _, text := range c.contract.Formats {
			f, ok := parseFormat(text)
			if !ok {
				return farol.Errorf(farol.CodeBadValue, "column %s: format %q is not one of a date or time", c.name, text).
					At(b.spec.File, c.contract.Line).Hint("write it like YYYY-MM-DD, D/M/YYYY or YYYYMMDDTHHMMSS")
			}
			c.formats = append(c.formats, f)
		}
	}
	c.marks, _ = p.marks(stated, file)
	told = told || stated != marks{}
	if c.contract != nil && c.contract.Type != "" {
		t, err := farol.ParseType(c.contract.Type)
		if err != nil {
			return farol.Errorf(farol.CodeBadValue, "column %s: %s", c.name, err.Error()).At(b.spec.File, c.contract.Line).
				Hint("write one of text, integer, decimal(18,2), number, boolean, date, timestamp, time, duration")
		}
		c.typ = t
		if t.Kind == farol.KindInteger && !told && p.eitherComma > 0 && p.eitherDot == 0 && p.comma == 0 && p.dot == 0 {
			c.marks = marks{decimal: '.', thousands: ','} // nothing else makes whole numbers of them
		}
		if t.Kind == farol.KindDecimal || t.Kind == farol.KindNumber {
			if err := b.clearMark(c, p, told); err != nil {
				return err
			}
		}
		return b.stated(c, p)
	}
	if b.native != nil {
		c.typ = b.native[c.index]
		switch c.typ.Kind {
		case farol.KindDate, farol.KindTimestamp, farol.KindTime:
			c.formats = nativeFormats
		}
		return nil
	}
	c.inferred = true
	if err := b.infer(c, p, stated, file); err != nil {
		return err
	}
	if c.typ.Kind == farol.KindInteger || c.typ.Kind == farol.KindDecimal || c.typ.Kind == farol.KindNumber {
		return b.clearMark(c, p, told)
	}
	return nil
}

// clearMark refuses numbers such as 1,250 where neither the column, the file nor the source tells whether the comma divides thousands: the
// two readings differ by a thousand. A point is the decimal mark, unless the file is delimited as where the comma is.
func (b planning) clearMark(c *column, p *profile, told bool) error {
	if told || p.comma > 0 || p.dot > 0 || p.thousands != [3]int64{} || p.eitherComma == 0 && (p.eitherDot == 0 || !b.semi) {
		return nil
	}
	name, mark := "comma", byte(',')
	if strings.Contains(p.either, ".") {
		name, mark = "point", '.'
	}
	whole := strings.ReplaceAll(p.either, string(mark), "")
	return farol.Errorf(farol.CodeAmbiguousNum, "column %s: %q is %s where the %s divides thousands and %s where it begins decimals, and no cell of the file settles which",
		c.name, p.either, whole, name, strings.ReplaceAll(p.either, string(mark), ".")).At(b.file, int(p.eitherLine)).
		Hint(`state decimal: "." or decimal: "," for the source`)
}

func (c *column) zone(b planning) error {
	c.written = b.project
	name := b.spec.TimeZone
	line := b.spec.Line
	if c.contract != nil && c.contract.TimeZone != "" {
		name, line = c.contract.TimeZone, c.contract.Line
	}
	if name == "" || name == b.project.String() {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return farol.Errorf(farol.CodeBadValue, "unknown time zone %q", name).At(b.spec.File, line).Hint("write a name such as Europe/Lisbon").Cause(err)
	}
	c.written = zone
	return nil
}

// stated completes a column whose type the contract gives.
func (b planning) stated(c *column, p *profile) error {
	numbersOnly := p.numbers == p.filled()
	switch c.typ.Kind {
	case farol.KindInteger, farol.KindText:
		if p.damaged != "" && (c.typ.Kind == farol.KindInteger || b.likeID(c.name) || numbersOnly) {
			return b.damagedID(c, p)
		}
	case farol.KindDate, farol.KindTimestamp, farol.KindTime:
		if len(c.formats) > 0 {
			return nil
		}
		if c.mapping == nil && p.dated == 0 && p.filled() > 0 {
			c.formats = defaultFormats(c.typ.Kind)
			return nil
		}
		if err := b.shapes(c, p); err != nil {
			return err
		}
		if len(c.formats) == 0 {
			c.formats = defaultFormats(c.typ.Kind)
		}
	}
	return nil
}

func defaultFormats(k farol.Kind) []dateFormat {
	if k == farol.KindTime {
		return formatsOf("HH:MM:SS", "HH:MM")
	}
	return formatsOf("YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DDTHH:MM:SS")
}

// nativeFormats is how DuckDB writes dates and times.
var nativeFormats = formatsOf("YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DD HH:MM:SS.FFF", "HH:MM:SS", "HH:MM:SS.FFF")

func (b planning) likeID(name string) bool { return likeID(name) || slices.Contains(b.spec.Key, name) }

func likeID(name string) bool {
	return name == "id" || strings.HasSuffix(name, "_id") || strings.HasPrefix(name, "id_")
}

func (b planning) damagedID(c *column, p *profile) error {
	return farol.Errorf(farol.CodeDamagedID, "column %s holds %q: a spreadsheet has rounded this identifier and its last digits are lost", c.name, p.damaged).
		At(b.file, int(p.damagedLine)).
		Hint("export the file again as CSV and do not save it from a spreadsheet, or format the column as text first")
}

// infer finds the type of a column about which the contract is silent.
func (b planning) infer(c *column, p *profile, stated, file marks) error {
	c.typ = farol.Type{Kind: farol.KindText}
	filled := p.filled()
	if filled == 0 {
		if p.unknown > 0 {
			c.typ = farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 4}
		}
		return nil
	}
	if c.mapping != nil || c.values != nil {
		return nil
	}
	if len(c.formats) > 0 {
		c.typ.Kind = farol.KindDate
		for _, f := range c.formats {
			switch {
			case !f.hasDay:
				c.typ.Kind = farol.KindTime
			case f.hasTOD:
				c.typ.Kind = farol.KindTimestamp
			}
		}
		return nil
	}
	if p.damaged != "" && p.numbers == filled && (b.likeID(c.name) || p.integers > 0) {
		return b.damagedID(c, p)
	}
	if t, m, ok := p.numeric(stated, file); ok {
		c.typ, c.marks = t, m
		if p.percents > 0 && t.Kind == farol.KindInteger {
			c.typ = farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 2}
		}
		return nil
	}
	if p.booleans == filled {
		c.typ.Kind = farol.KindBoolean
		return nil
	}
	if p.durations == filled && (p.dated < filled || p.pastMidnight()) {
		c.typ.Kind = farol.KindDuration
		return nil
	}
	if p.dated == filled {
		return b.inferMoments(c, p)
	}
	return nil
}

func (b planning) inferMoments(c *column, p *profile) error {
	days, clocks := 0, 0
	for _, s := range p.shapes {
		f := s.readings[0]
		if f.hasDay {
			days++
		}
		if f.hasTOD {
			clocks++
		}
		if s.years2 {
			p.shapes = nil
			return nil // two digits are too little to tell a year by: text, unless the contract states the format
		}
		if s.compact {
			return nil // eight digits may be a number
		}
	}
	switch {
	case days == 0:
		c.typ.Kind = farol.KindTime
	case days < len(p.shapes):
		return nil
	case clocks > 0:
		c.typ.Kind = farol.KindTimestamp
	default:
		c.typ.Kind = farol.KindDate
	}
	return b.shapes(c, p)
}

// shapes settles the order of day and month in each shape by the shape's own cells.
func (b planning) shapes(c *column, p *profile) error {
	for i := range p.shapes {
		s := &p.shapes[i]
		f := s.readings[0]
		if (c.typ.Kind == farol.KindTime) == f.hasDay {
			continue
		}
		if s.years2 {
			return farol.Errorf(farol.CodeAmbiguousDate, "column %s writes years with two digits", c.name).At(b.file, 0).
				Hint("state formats: [%s] or what it is", strings.ToUpper(f.text))
		}
		if len(s.readings) == 1 {
			c.formats = append(c.formats, f)
			continue
		}
		switch {
		case s.only[0] > 0 && s.only[1] > 0:
			return farol.Errorf(farol.CodeAmbiguousDate, "column %s mixes day and month: %q reads only as %s, %q only as %s", c.name,
				s.example[0], s.readings[0].text, s.example[1], s.readings[1].text).At(b.file, 0).
				Hint("correct the export, or state formats: with the one that is right; the other cells are then rejected")
		case s.only[1] > 0:
			c.formats = append(c.formats, s.readings[1])
		case s.only[0] > 0 || s.differ == 0:
			c.formats = append(c.formats, s.readings[0])
		default:
			return farol.Errorf(farol.CodeAmbiguousDate, "column %s: %q is %s as %s and %s as %s, and no cell of the file settles which", c.name, s.unclear,
				readAs(s.readings[0], s.unclear), s.readings[0].text, readAs(s.readings[1], s.unclear), s.readings[1].text).At(b.file, 0).
				Hint("state formats: [%s] or formats: [%s] for this column", s.readings[0].text, s.readings[1].text)
		}
	}
	return nil
}

func readAs(f dateFormat, cell string) string {
	m, _ := f.read([]byte(cell))
	return fmt.Sprintf("%d %s %d", m.day, time.Month(m.month), m.year)
}
