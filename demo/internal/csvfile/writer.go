package csvfile

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Writer writes one file. Cells are appended one by one; End ends the row. The first error is kept and given by Close.
type Writer struct {
	folder *Folder
	name   string
	file   *os.File
	buf    *bufio.Writer
	row    []byte
	cells  int
	rows   int64
	bytes  int64
	eol    string
	err    error
}

// Create begins a file. header is its first line as it stands in the file; lines end with eol.
func (f *Folder) Create(name, header, eol string) *Writer {
	w := &Writer{folder: f, name: name, eol: eol}
	path := f.path(name)
	if w.err = os.MkdirAll(filepath.Dir(path), 0o755); w.err != nil {
		return w
	}
	if w.err = f.begin(name); w.err != nil {
		return w
	}
	if w.file, w.err = os.Create(path + ".part"); w.err != nil {
		return w
	}
	w.buf = bufio.NewWriterSize(w.file, 1<<18)
	w.write(append([]byte(header), eol...))
	return w
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.buf.Write(b)
		w.bytes += int64(len(b))
	}
}

func (w *Writer) next() {
	if w.cells > 0 {
		w.row = append(w.row, ',')
	}
	w.cells++
}

// Text appends a cell, quoted where it must be.
func (w *Writer) Text(s string) *Writer {
	w.next()
	if strings.ContainsAny(s, ",\"\r\n") {
		w.row = append(w.row, '"')
		w.row = append(w.row, strings.ReplaceAll(s, `"`, `""`)...)
		w.row = append(w.row, '"')
		return w
	}
	w.row = append(w.row, s...)
	return w
}

// Int appends a whole number.
func (w *Writer) Int(n int64) *Writer {
	w.next()
	w.row = strconv.AppendInt(w.row, n, 10)
	return w
}

// Cents appends an amount of money with two digits.
func (w *Writer) Cents(n int64) *Writer {
	w.next()
	w.row = AppendCents(w.row, n)
	return w
}

// Date appends a day, and nothing for the zero time.
func (w *Writer) Date(t time.Time) *Writer {
	w.next()
	if !t.IsZero() {
		w.row = t.AppendFormat(w.row, time.DateOnly)
	}
	return w
}

// Moment appends a day and time of day, to the second.
func (w *Writer) Moment(t time.Time) *Writer {
	w.next()
	w.row = t.AppendFormat(w.row, time.DateTime)
	return w
}

// Bytes appends a cell that needs no quotes.
func (w *Writer) Bytes(b []byte) *Writer {
	w.next()
	w.row = append(w.row, b...)
	return w
}

// End ends the row.
func (w *Writer) End() {
	w.row = append(w.row, w.eol...)
	w.write(w.row)
	w.row, w.cells = w.row[:0], 0
	w.rows++
	if w.rows%65536 == 0 && w.err == nil {
		w.err = w.folder.ctx.Err()
	}
}

// Again writes a row as it was returned by Row.
func (w *Writer) Again(row []byte) {
	w.write(row)
	w.rows++
}

// Row gives the row that is being made, with the line ending it will have. It is valid until End.
func (w *Writer) Row() []byte { return append(w.row[:len(w.row):len(w.row)], w.eol...) }

// Rows tells how many rows were ended.
func (w *Writer) Rows() int64 { return w.rows }

// Failed tells that nothing more will be written.
func (w *Writer) Failed() bool { return w.err != nil }

// Close finishes the file and gives it its name.
func (w *Writer) Close() error {
	if w.file == nil {
		return w.err
	}
	if w.err == nil {
		w.err = w.buf.Flush()
	}
	if err := w.file.Close(); w.err == nil {
		w.err = err
	}
	part := w.folder.path(w.name) + ".part"
	if w.err != nil {
		_ = os.Remove(part)
		return w.err
	}
	if err := os.Rename(part, w.folder.path(w.name)); err != nil {
		return err
	}
	r := &w.folder.report
	r.Files = append(r.Files, File{w.name, w.rows, w.bytes})
	r.Rows += w.rows
	r.Bytes += w.bytes
	return nil
}

// AppendCents appends 1234 as 12.34.
func AppendCents(b []byte, n int64) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	return append(b, '.', byte('0'+n/10%10), byte('0'+n%10))
}
