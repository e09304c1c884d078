package file

import (
	"bytes"
	"fmt"
	"io"

	"github.com/farol-kpi/farol"
)

// maxLineBytes is the longest row that is read. A longer one is a damaged file far more often than data.
const maxLineBytes = 16 << 20

// record is one row as it stands in a file. Its slices are valid until the next call of next.
type record struct {
	line  int64 // physical, from 1
	raw   []byte
	cells [][]byte
	fault string // why the row cannot be told into cells; "" when it can

	// Of delimited text: the bytes of the file that the row takes, its line end included, and how it is written.
	start, end   int64
	quoted, crlf bool
}

// records is a file read row by row. next returns io.EOF after the last row.
type records interface {
	next(*record) error
}

// csvScanner reads delimited text. Unlike a general CSV reader it knows the physical line of every row, and a broken quote
// costs the line that it stands in, not the rest of the file.
type csvScanner struct {
	r         io.Reader
	delimiter byte
	quote     byte // 0 where the file quotes nothing
	width     int  // cells in a row; 0 before the header is known

	buf        []byte
	start, end int // unread bytes
	eof        bool
	line       int64 // of buf[start]
	scratch    []byte
	bounds     []int
	offset     int64 // bytes of the file before buf[start]
}

func newCSV(r io.Reader, delimiter, quote byte) *csvScanner {
	return &csvScanner{r: r, delimiter: delimiter, quote: quote, buf: make([]byte, 256<<10), line: 1}
}

// next reads one row; blank lines are passed over.
func (s *csvScanner) next(rec *record) error {
	for {
		nl, err := s.findLine(0)
		if err != nil {
			return err
		}
		line := s.buf[s.start : s.start+nl]
		content := bytes.TrimSuffix(line, []byte("\n"))
		content = bytes.TrimSuffix(content, []byte("\r"))
		if len(content) == 0 || (s.width != 1 && len(bytes.TrimSpace(content)) == 0) {
			s.advance(nl, 1)
			continue
		}
		rec.line, rec.fault = s.line, ""
		rec.start, rec.end = s.offset, s.offset+int64(nl)
		rec.quoted, rec.crlf = false, nl >= 2 && line[nl-1] == '\n' && line[nl-2] == '\r'
		if s.quote == 0 || bytes.IndexByte(content, s.quote) < 0 {
			rec.raw = content
			rec.cells = splitPlain(rec.cells[:0], content, s.delimiter)
			s.advance(nl, 1)
			return nil
		}
		return s.quotedRow(rec, nl)
	}
}

// quotedRow reads a row that holds quotes, which may run over several lines.
func (s *csvScanner) quotedRow(rec *record, first int) error {
	size := first
	rec.quoted = true
	for {
		used, lines, state := s.parse(rec, size)
		if state == quoteOpen {
			more, err := s.extend(size, first)
			if err != nil {
				return err
			}
			if more > size {
				size = more
				continue
			}
			rec.fault = "a quote is opened and never closed"
		}
		if state == quoteBroken {
			rec.fault = "there is text after a closing quote"
		}
		if state == quoteClosed && lines > 1 && s.width > 0 && len(rec.cells) != s.width {
			rec.fault = fmt.Sprintf("a quote runs over %d lines and leaves %d cells instead of %d", lines, len(rec.cells), s.width)
		}
		if rec.fault != "" {
			// Only the first line is given up: what a stray quote swallowed is read again as rows of its own.
			rec.raw = bytes.TrimRight(s.buf[s.start:s.start+first], "\r\n")
			rec.cells = rec.cells[:0]
			s.advance(first, 1)
			return nil
		}
		text := s.buf[s.start : s.start+used]
		rec.raw = bytes.TrimRight(text, "\r\n")
		rec.end, rec.crlf = s.offset+int64(used), bytes.HasSuffix(text, []byte("\r\n"))
		s.advance(used, int64(lines))
		return nil
	}
}

// extend gives twice as many bytes, in whole lines, as were searched for the closing quote: a quote that is never closed is
// then found out in linear time. The same number means that there are no more.
func (s *csvScanner) extend(size, first int) (int, error) {
	from := size
	for size < 2*from && size-first < maxLineBytes {
		more, err := s.findLine(size)
		if err == io.EOF { //nolint:errorlint // findLine returns io.EOF itself.
			break
		}
		if err != nil {
			return 0, err
		}
		size += more
	}
	return size, nil
}

type quoteState int

const (
	quoteClosed quoteState = iota
	quoteOpen
	quoteBroken
)

// parse splits the first size unread bytes, which end at the end of a line, into cells.
func (s *csvScanner) parse(rec *record, size int) (used, lines int, state quoteState) {
	data := s.buf[s.start : s.start+size]
	s.scratch = s.scratch[:0]
	s.bounds = s.bounds[:0]
	lines = 1
	i := 0
	for {
		from := len(s.scratch)
		// Blanks before an opening quote are harmless.
		if open := i + leadingSpaces(data[i:]); open < len(data) && data[open] == s.quote {
			i = open
		}
		if i < len(data) && data[i] == s.quote {
			i++
			for {
				j := bytes.IndexByte(data[i:], s.quote)
				if j < 0 {
					return 0, lines, quoteOpen
				}
				s.scratch = append(s.scratch, data[i:i+j]...)
				lines += bytes.Count(data[i:i+j], []byte{'\n'})
				i += j + 1
				if i < len(data) && data[i] == s.quote {
					s.scratch = append(s.scratch, s.quote)
					i++
					continue
				}
				break
			}
			// Blanks between a closing quote and the delimiter are harmless.
			for i < len(data) && data[i] == ' ' {
				i++
			}
			if i < len(data) && data[i] != s.delimiter && data[i] != '\n' && data[i] != '\r' {
				return 0, lines, quoteBroken
			}
		} else {
			j := bytes.IndexAny(data[i:], string([]byte{s.delimiter, '\n'}))
			if j < 0 {
				j = len(data) - i
			}
			cell := data[i : i+j]
			if i+j >= len(data) || data[i+j] == '\n' {
				cell = bytes.TrimSuffix(cell, []byte("\r"))
			}
			s.scratch = append(s.scratch, cell...)
			i += j
		}
		s.bounds = append(s.bounds, from, len(s.scratch))
		if i < len(data) && data[i] == '\r' {
			i++
		}
		if i >= len(data) || data[i] == '\n' {
			if i < len(data) {
				i++
			}
			break
		}
		i++ // the delimiter
	}
	rec.cells = rec.cells[:0]
	for k := 0; k < len(s.bounds); k += 2 {
		rec.cells = append(rec.cells, s.scratch[s.bounds[k]:s.bounds[k+1]])
	}
	return i, lines, quoteClosed
}

// findLine gives the number of bytes up to and with the end of the line that begins skip bytes after the unread start.
func (s *csvScanner) findLine(skip int) (int, error) {
	searched := skip
	for {
		have := s.buf[s.start:s.end]
		if searched < len(have) {
			if i := bytes.IndexByte(have[searched:], '\n'); i >= 0 {
				return searched + i + 1 - skip, nil
			}
			searched = len(have)
		}
		if s.eof {
			if len(have) > skip {
				return len(have) - skip, nil
			}
			return 0, io.EOF
		}
		if searched-skip > maxLineBytes {
			return 0, farol.Errorf(farol.CodeTooLarge, "line %d is longer than %d MB", s.line, maxLineBytes>>20).
				Hint("check that the file ends its lines; a row may have at most %d MB", maxLineBytes>>20)
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// fill reads more bytes, moving or growing the buffer as needed.
func (s *csvScanner) fill() error {
	if s.start > 0 && s.end == len(s.buf) {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	if err == io.EOF { //nolint:errorlint // Readers return io.EOF itself.
		s.eof = true
		return nil
	}
	return err
}

func (s *csvScanner) advance(n int, lines int64) {
	s.start += n
	s.line += lines
	s.offset += int64(n)
}

// splitPlain splits a line without quotes.
func splitPlain(cells [][]byte, line []byte, delimiter byte) [][]byte {
	for {
		i := bytes.IndexByte(line, delimiter)
		if i < 0 {
			return append(cells, line)
		}
		cells = append(cells, line[:i])
		line = line[i+1:]
	}
}

func leadingSpaces(b []byte) int {
	n := 0
	for n < len(b) && b[n] == ' ' {
		n++
	}
	return n
}
