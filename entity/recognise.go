package entity

import (
	"strings"

	"github.com/farol-kpi/farol/entity/checksum"
)

// recognised is how many values of a column are looked at to recognise what they are, evenly spread.
const recognised = 3000

// shapes counts values that look like numbers and addresses of which more is known than their letters.
type shapes struct {
	known int
	ids   checksum.Finder

	phones, abroad, parted int // telephone numbers; with their country, with brackets or two marks between the digits
	emails                 int
	hosts                  int // web addresses
	distinctHosts          map[string]bool
	endings                map[string]bool // of hosts
}

// recognise finds kinds that are known by how their values are written. ok is false where the column is of none; then its kind is decided from
// what letters and words it has.
func (f *field) recognise(c *collection) (kind Kind, ids checksum.Set, ok bool) {
	s := shapes{distinctHosts: map[string]bool{}, endings: map[string]bool{}}
	f.look(c, func(cell string) {
		if len(cell) >= 4 && len(cell) < 200 {
			s.add(cell)
		} else if cell != "" {
			s.known++
		}
	})
	// Few values prove nothing.
	if s.known < 10 {
		return 0, 0, false
	}
	most := s.known * 4 / 5
	switch {
	case s.emails >= most:
		return KindEmail, 0, true
	case s.hosts >= most && len(s.endings) <= 1+s.hosts/10 && len(s.distinctHosts)*2 >= s.hosts:
		return KindWeb, 0, true
	}
	if ids := s.ids.Found(); ids != 0 {
		return KindIdentifier, ids, true
	}
	if s.phones >= most && (s.abroad*20 >= s.known || s.parted*2 >= s.known) {
		return KindPhone, 0, true
	}
	return 0, 0, false
}

// look calls fn for cells of the field's columns, evenly spread: enough of them to recognise what they are.
func (f *field) look(c *collection, fn func(cell string)) {
	rows := 0
	for t := range c.tables {
		if f.column[t] >= 0 {
			rows += c.tables[t].Rows()
		}
	}
	step := rows/recognised + 1
	for t, table := range c.tables {
		if f.column[t] < 0 {
			continue
		}
		cells := table.Cells[f.column[t]]
		for i := 0; i < len(cells); i += step {
			fn(cells[i])
		}
	}
}

func (s *shapes) add(cell string) {
	cell = strings.TrimSpace(cell)
	digits, letters, marks := 0, 0, 0
	at := false
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80:
			letters++
		case c == '@':
			at = true
		case c == '(':
			marks += 2
		case c == '-' || c == '/' || c == '.' || c == ' ':
			marks++
		}
	}
	if digits+letters == 0 || unknown(fold(cell)) {
		return
	}
	s.known++
	switch {
	case at:
		if isEmail(cell) {
			s.emails++
		}
	case digits >= 7:
		s.ids.Add(cell)
		if _, isDay := parseDate(cell); digits <= 15 && letters <= 6 && !isDay {
			s.phones++
			if number, abroad := phoneDigits(cell); abroad && len(number) >= 6 {
				s.abroad++
			}
			if marks >= 2 && digits >= 9 {
				s.parted++
			}
		}
		fallthrough
	default:
		if host, isHost := hostOf(cell); isHost {
			s.hosts++
			s.distinctHosts[host] = true
			s.endings[host[strings.LastIndexByte(host, '.')+1:]] = true
		}
	}
}
