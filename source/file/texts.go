package file

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// Texts is a file as it was written: every cell is its text, so that a leading zero, a day or a number stays what somebody typed.
type Texts struct {
	Columns []string   // the names, as the header has them
	Cells   [][]string // Cells[c][r]; blanks around a text are left out, and a blank is ""
	Rows    int

	// Numbers counts the rows of data from 1, those that could not be read among them; Lines are where they begin in the file.
	Numbers []int32
	Lines   []int32

	Rejected int
	Reject   *farol.Error // why the first one was rejected
	Detected source.Detected
}

// Texts reads a file of any format, encoding and delimiter whole into memory, in its own order. Nothing is left out as a summary or a
// total. A row that cannot be told into the header's cells is counted and left out; beyond one in a hundred the file is refused.
func (r *Reader) Texts(ctx context.Context, path string) (*Texts, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, farol.Errorf(farol.CodeUnreadable, "it is no regular file").At(path, 0).Hint("name a CSV, Parquet or XLSX file")
	}
	t, done, err := r.layOpen(ctx, "", &source.Spec{Name: path}, source.Item{Path: path, Bytes: info.Size()})
	if err != nil {
		return nil, placed(err, path)
	}
	defer done()
	rows, closer, err := t.open()
	if err != nil {
		return nil, placed(err, path)
	}
	defer closer.Close() //nolint:errcheck // Only read.
	out := &Texts{Columns: t.header.texts, Cells: make([][]string, len(t.header.texts)), Detected: t.detected}
	for i, name := range out.Columns {
		if name == "" {
			out.Columns[i] = t.header.names[i]
		}
	}
	if err := out.read(ctx, rows, path); err != nil {
		return nil, placed(err, path)
	}
	if total := out.Rows + out.Rejected; out.Rejected*100 > total {
		return nil, farol.Errorf(farol.CodeTooManyReject, "%d of %d rows do not fit the header; the first: %s", out.Rejected, total, out.Reject.Message).
			At(path, out.Reject.Place.Line).Hint("give every row %d cells, and quote a cell that holds the delimiter", len(out.Columns))
	}
	return out, nil
}

func (t *Texts) read(ctx context.Context, rows records, path string) error {
	var rec record
	var text []byte
	ends := make([]int, len(t.Columns))
	for n := int32(1); ; n++ {
		if n&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := rows.next(&rec)
		if err == io.EOF { //nolint:errorlint // records return io.EOF itself.
			return nil
		}
		if err != nil {
			return err
		}
		if n == math.MaxInt32 {
			return farol.Errorf(farol.CodeTooLarge, "the file has more than %d rows", n-1).Hint("match it in parts")
		}
		if rec.fault == "" && len(rec.cells) != len(t.Columns) {
			rec.fault = fmt.Sprintf("the row has %d cells and the header %d", len(rec.cells), len(t.Columns))
		}
		if rec.fault != "" {
			if t.Rejected++; t.Reject == nil {
				t.Reject = farol.Errorf(farol.CodeRaggedRow, "%s", rec.fault).At(path, int(rec.line))
			}
			continue
		}
		// One text holds the row, and its cells are parts of it: a million rows are a million pieces of memory, not ten.
		text = text[:0]
		for i, cell := range rec.cells {
			text = append(text, bytes.TrimSpace(cell)...)
			ends[i] = len(text)
		}
		row, from := string(text), 0
		for i, end := range ends {
			t.Cells[i] = append(t.Cells[i], row[from:end])
			from = end
		}
		t.Rows++
		t.Numbers = append(t.Numbers, n)
		t.Lines = append(t.Lines, int32(min(rec.line, math.MaxInt32)))
	}
}
