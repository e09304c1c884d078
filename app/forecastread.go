package app

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source/file"
)

// longRows are the rows of a long table, whatever its format. next gives a row and the line that it begins on; the row is good until the next
// call. It ends with io.EOF.
type longRows interface {
	next() (cells []string, line int, err error)
	column(cell int) int // where a cell of the last row begins in its line; 0 where nobody knows
	close()
}

// openLong opens a file with its header. A CSV is read here, so that a forecast of some rows does not start an engine; what is none, or is not in
// UTF-8, is read by the reader of sources.
func openLong(ctx context.Context, path string) (header []string, rows longRows, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, noFile(path, err)
	}
	if info.IsDir() {
		return nil, nil, farol.Errorf(farol.CodeUnreadable, "it is a folder").At(path, 0).Hint("name a CSV or Parquet file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, noFile(path, err)
	}
	in := bufio.NewReaderSize(f, 64<<10)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			f.Close() //nolint:errcheck // Only read.
			return nil, nil, farol.Errorf(farol.CodeUnreadable, "the file is packed by gzip, and damaged").At(path, 0).Hint("write it again").Cause(err)
		}
		in = bufio.NewReaderSize(unpacked, 64<<10)
	}
	head, _ := in.Peek(32 << 10)
	if len(head) == 0 {
		f.Close() //nolint:errcheck // Only read.
		return nil, nil, farol.Errorf(farol.CodeBadHeader, "the file is empty").At(path, 1).Hint("give a header, such as id,ds,y, and rows")
	}
	if !plainText(head) {
		f.Close() //nolint:errcheck // Only read.
		return openTexts(ctx, path)
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		in.Discard(3) //nolint:errcheck // They were just seen.
		head = head[3:]
	}
	r := csv.NewReader(in)
	r.Comma, r.ReuseRecord, r.FieldsPerRecord = delimiterOf(head), true, -1
	long := &csvRows{path: path, reader: r, file: f}
	cells, _, err := long.next()
	if err != nil {
		long.close()
		if errors.Is(err, io.EOF) {
			err = farol.Errorf(farol.CodeBadHeader, "the file has no header").At(path, 1).Hint("give a header, such as id,ds,y, and rows")
		}
		return nil, nil, err
	}
	header = slices.Clone(cells)
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	long.width = len(header)
	return header, long, nil
}

func noFile(path string, err error) error {
	e := farol.Errorf(farol.CodeUnreadable, "cannot read the file").At(path, 0).Cause(err)
	if errors.Is(err, os.ErrNotExist) {
		return e.Hint("it does not exist")
	}
	return e.Hint("check that it may be read")
}

// plainText tells that a file's beginning is a CSV in UTF-8 and none of the formats that other readers know.
func plainText(head []byte) bool {
	for _, magic := range []string{"PAR1", "PK\x03\x04", "{", "[", "\x28\xb5\x2f\xfd"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return false
		}
	}
	if len(head) > utf8.UTFMax {
		head = head[:len(head)-utf8.UTFMax] // The last letter may be cut.
		for len(head) > 0 && !utf8.RuneStart(head[len(head)-1]) {
			head = head[:len(head)-1]
		}
		if len(head) > 0 && head[len(head)-1] >= utf8.RuneSelf {
			head = head[:len(head)-1]
		}
	}
	return utf8.Valid(head) && bytes.IndexByte(head, 0) < 0
}

// delimiterOf takes the mark that stands most often in the header, outside of quotes.
func delimiterOf(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	quoted := false
	count := map[rune]int{}
	for _, c := range string(line) {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t', '|'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// csvRows reads a CSV.
type csvRows struct {
	path   string
	reader *csv.Reader
	file   *os.File
	width  int // cells of the header, 0 while it is read
}

func (r *csvRows) next() ([]string, int, error) {
	cells, err := r.reader.Read()
	if err == io.EOF { //nolint:errorlint // The reader returns io.EOF itself.
		return nil, 0, io.EOF
	}
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return nil, bad.Line, farol.Errorf(farol.CodeRaggedRow, "a quote stands where none may, or is not closed").AtColumn(r.path, bad.Line, bad.Column).
			Hint("put the whole cell into quotes, and write a quote inside it twice").Cause(err)
	}
	if err != nil {
		return nil, 0, farol.Errorf(farol.CodeUnreadable, "the file cannot be read to its end").At(r.path, 0).Hint("it is damaged or was cut: write it again").Cause(err)
	}
	line, _ := r.reader.FieldPos(0)
	if len(cells) != r.width && r.width > 0 {
		return cells, line, farol.Errorf(farol.CodeRaggedRow, "the row has %d cells, the header %d", len(cells), r.width).At(r.path, line).
			Hint("quote a cell that holds the delimiter %q", string(r.reader.Comma))
	}
	return cells, line, nil
}

func (r *csvRows) column(cell int) int {
	_, column := r.reader.FieldPos(cell)
	return column
}

func (r *csvRows) close() { r.file.Close() } //nolint:errcheck,gosec // Only read.

// openTexts reads Parquet and whatever else the reader of sources knows.
func openTexts(ctx context.Context, path string) ([]string, longRows, error) {
	reader, err := file.Open(ctx, file.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer reader.Close() //nolint:errcheck // Nothing is written through it.
	t, err := reader.Texts(ctx, path)
	if err != nil {
		return nil, nil, err
	}
	return t.Columns, &textRows{texts: t, cells: make([]string, len(t.Columns))}, nil
}

type textRows struct {
	texts *file.Texts
	cells []string
	at    int
}

func (r *textRows) next() ([]string, int, error) {
	if r.at == r.texts.Rows {
		return nil, 0, io.EOF
	}
	for c := range r.cells {
		r.cells[c] = r.texts.Cells[c][r.at]
	}
	r.at++
	return r.cells, int(r.texts.Lines[r.at-1]), nil
}

func (r *textRows) column(int) int { return 0 }

func (r *textRows) close() {}
