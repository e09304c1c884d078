package file

import (
	"bytes"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/farol-kpi/farol/source"
)

// Whatever a cell holds, a number that is read is one that DuckDB reads alike: plain digits.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1.234,56", "1,234.5", "€ 12", "12.3%", "(7)", "-5", "1E+17", "1'000", "1 000", ".5", "0,5", "%", "E5", "--"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, cell []byte) {
		n, ok := scanNumber(cell)
		if !ok {
			return
		}
		for _, m := range notations {
			text, whole, scale, ok := n.digits(m, nil)
			if !ok {
				continue
			}
			if _, err := strconv.ParseFloat(string(text), 64); err != nil && !n.exponent {
				t.Errorf("%q was read as %q", cell, text)
			}
			if whole < 0 || scale < 0 {
				t.Errorf("%q has %d and %d digits", cell, whole, scale)
			}
			if n.exponent {
				if plain, _, _, ok := expand(bytes.Clone(text), 0); ok {
					if _, err := strconv.ParseFloat(string(plain), 64); err != nil {
						t.Errorf("%q was expanded to %q", cell, plain)
					}
				}
			}
		}
	})
}

// A day that is read exists.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-01-02", "29-02-2018", "1/2/2026 3:04 PM", "20141013T000000", "Jan 5, 2026", "2026-07-01T12:00:00+02:00", "9:12:58"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, cell []byte) {
		s, ok := newShape(cell)
		if !ok {
			return
		}
		for _, r := range s.readings {
			m, result := r.read(cell)
			if result != fits || !r.hasDay {
				continue
			}
			if _, err := time.Parse("2006-01-02", string(m.date(nil))); err != nil {
				t.Errorf("%q was read as %s: %v", cell, m.date(nil), err)
			}
		}
	})
}

// Whatever a file holds, reading it ends, and no line of it is lost: each is blank, in a row or rejected.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\r\n\"x\ny\";2", "\"", "a,b\n\"1,2\n3,4\n", "Title\n\na\tb\n1\t2\nTotal: x\n", "\x00", "a,b\n1\n1,2,3\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := detectDialect(content, true, &source.Spec{}, "f.csv")
		if err != nil {
			return
		}
		s := newCSV(bytes.NewReader(content), d.delimiter, d.quote)
		s.width = d.width
		var rec record
		last := int64(0)
		for {
			err := s.next(&rec)
			if err == io.EOF { //nolint:errorlint // As next returns it.
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.line <= last {
				t.Fatalf("line %d after %d", rec.line, last)
			}
			last = rec.line
		}
		if s.offset != int64(len(content)) {
			t.Errorf("%d of %d bytes were read", s.offset, len(content))
		}
	})
}

// A quote that is never closed costs its own line, and time in proportion to the file, however many lines it seems to swallow.
func TestStrayQuotesCostTheirOwnLines(t *testing.T) {
	var content bytes.Buffer
	for i := range 200_000 {
		content.WriteString(strconv.Itoa(i))
		if i%50_000 == 7 {
			content.WriteString(",\"open\n")
		} else {
			content.WriteString(",a \"\"b\n")
		}
	}
	s := newCSV(&content, ',', '"')
	s.width = 2
	var rec record
	good, faults := 0, 0
	for s.next(&rec) == nil {
		if rec.fault != "" {
			faults++
		} else {
			good++
		}
	}
	if good != 199_996 || faults != 4 {
		t.Errorf("%d rows and %d faults, want 199,996 and 4", good, faults)
	}
}
