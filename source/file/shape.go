package file

import (
	"bytes"
	"strings"
)

// shape is one way in which the dates of a column are written. Where day and month cannot be told apart by their place, it has
// two readings.
type shape struct {
	readings []dateFormat // day first, then month first
	count    int64
	only     [2]int64  // cells that only this reading makes possible
	example  [2]string // of those
	neither  int64
	differ   int64  // cells that both readings make possible, as different days
	unclear  string // an example of those
	years2   bool   // the year has two digits
	compact  bool   // nothing but digits, which could be a number as well
}

// add counts a cell; false means that it has another shape.
func (s *shape) add(cell []byte) bool {
	first, result := s.readings[0].read(cell)
	if result == noFit {
		return false
	}
	s.count++
	if len(s.readings) == 1 {
		if result == impossible {
			s.neither++
		}
		return true
	}
	_, other := s.readings[1].read(cell)
	switch {
	case result == fits && other == fits:
		if first.day != first.month {
			s.differ++
			if s.unclear == "" {
				s.unclear = string(cell)
			}
		}
	case result == fits:
		s.only[0]++
		if s.example[0] == "" {
			s.example[0] = string(cell)
		}
	case other == fits:
		s.only[1]++
		if s.example[1] == "" {
			s.example[1] = string(cell)
		}
	default:
		s.neither++
	}
	return true
}

// newShape finds how a cell writes a date or time; ok is false where it is neither.
func newShape(cell []byte) (s shape, ok bool) {
	texts, rest := dayShape(cell)
	if texts == nil {
		clock := clockShape(cell)
		if clock == "" {
			return s, false
		}
		texts = []string{clock}
	} else if len(rest) > 0 {
		glue := rest[:1]
		if bytes.HasPrefix(rest, []byte(", ")) {
			glue = rest[:2]
		}
		clock := clockShape(rest[len(glue):])
		if clock == "" || (glue[0] != ' ' && glue[0] != 'T' && glue[0] != ',') {
			return s, false
		}
		for i := range texts {
			texts[i] += string(glue) + clock
		}
	}
	for _, t := range texts {
		f, valid := parseFormat(t)
		if !valid {
			return s, false
		}
		s.readings = append(s.readings, f)
	}
	s.years2 = strings.Contains(texts[0], "YY") && !strings.Contains(texts[0], "YYYY")
	s.compact = texts[0] == "YYYYMMDD"
	return s, true
}

// dayShape gives the formats in which the start of a cell may be a day, and what follows it.
func dayShape(cell []byte) (texts []string, rest []byte) {
	run := func(b []byte) int {
		n := 0
		for n < len(b) && b[n] >= '0' && b[n] <= '9' {
			n++
		}
		return n
	}
	n := run(cell)
	if n == 0 {
		return namedDay(cell)
	}
	if n == 8 {
		return []string{"YYYYMMDD"}, cell[8:]
	}
	if n >= len(cell) {
		return nil, nil
	}
	mark := cell[n]
	if mark != '-' && mark != '/' && mark != '.' {
		return namedDay(cell)
	}
	b := cell[n+1:]
	second := run(b)
	if second == 0 && mark == '-' {
		return namedDay(cell)
	}
	if second < 1 || second > 2 || second >= len(b) || b[second] != mark {
		return nil, nil
	}
	b = b[second+1:]
	third := run(b)
	m := string(mark)
	switch {
	case n == 4 && (third == 1 || third == 2):
		return []string{"YYYY" + m + "MM" + m + "DD"}, b[third:]
	case n <= 2 && third == 4:
		return []string{"DD" + m + "MM" + m + "YYYY", "MM" + m + "DD" + m + "YYYY"}, b[third:]
	case n <= 2 && third == 2 && mark != '.':
		return []string{"DD" + m + "MM" + m + "YY", "MM" + m + "DD" + m + "YY"}, b[third:]
	}
	return nil, nil
}

// namedDay finds days whose month is a word.
func namedDay(cell []byte) (texts []string, rest []byte) {
	if !bytes.ContainsAny(cell, " -") {
		return nil, nil
	}
	for i := range namedFormats {
		f := &namedFormats[i]
		// The year ends the day: cut there and see whether that much is one.
		for end := len(cell); end >= 8; end-- {
			if cell[end-1] < '0' || cell[end-1] > '9' || (end < len(cell) && cell[end] >= '0' && cell[end] <= '9') {
				continue
			}
			if _, result := f.read(cell[:end]); result != noFit {
				return []string{f.text}, cell[end:]
			}
		}
	}
	return nil, nil
}

var namedFormats = formatsOf("D MMM YYYY", "D-MMM-YYYY", "MMM D, YYYY", "MMM D YYYY", "D MMM, YYYY")

// formatsOf parses formats that are known to be right.
func formatsOf(texts ...string) []dateFormat {
	fs := make([]dateFormat, len(texts))
	for i, t := range texts {
		f, ok := parseFormat(t)
		if !ok {
			panic("BUG: format " + t)
		}
		fs[i] = f
	}
	return fs
}

// clockShape gives the format of a time of day, or "".
func clockShape(b []byte) string {
	colons := 0
	for i, c := range b {
		switch {
		case c == ':':
			colons++
		case c < '0' || c > '9':
			if colons == 0 && !(c == '+' || c == '-' || c == 'Z') {
				return ""
			}
		case i > 40:
			return ""
		}
	}
	texts := []string{"HH:MM:SS", "HH:MM", "HH:MM:SS.FFF", "HH:MM:SS,FFF"}
	if colons == 0 {
		texts = []string{"HHMMSS", "HHMM"}
		if len(b) < 4 {
			return ""
		}
	}
	for _, t := range texts {
		for _, tail := range []string{"", "Z", " AM", "AM"} {
			f, ok := parseFormat(t + tail)
			if !ok {
				continue
			}
			if _, result := f.read(b); result != noFit {
				return t + tail
			}
		}
	}
	return ""
}
