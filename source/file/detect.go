package file

import (
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// dialect is how a text file divides into rows and cells.
type dialect struct {
	delimiter, quote byte
	headerLine       int64 // physical
	width            int
	preamble         bool // title or period lines stand before the header
	header           [][]byte
}

// detectDialect reads the head of a text file. What the source states is not guessed.
func detectDialect(head []byte, whole bool, spec *source.Spec, file string) (dialect, error) {
	if !whole {
		// The last line may be cut.
		if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
			head = head[:i+1]
		}
	}
	quotes := []byte{'"'}
	if spec.Quote != "" {
		quotes = []byte{spec.Quote[0]}
	} else if bytes.IndexByte(head, '"') < 0 && quotedBy(head, '\'') {
		quotes = []byte{'\''}
	}
	delimiters := []byte(",;\t|")
	if spec.Delimiter != "" {
		d, err := oneByte(spec)
		if err != nil {
			return dialect{}, err
		}
		delimiters = []byte{d}
	}
	var best dialect
	bestScore := -1.0
	for _, d := range delimiters {
		rows := sampleRows(head, d, quotes[0])
		width, share := modalWidth(rows)
		score := share
		if width < 2 {
			score = 0
		} else {
			score += float64(min(width, 50)) / 1000
		}
		if score > bestScore {
			bestScore = score
			best = dialect{delimiter: d, quote: quotes[0], width: width}
		}
	}
	return best, best.findHeader(sampleRows(head, best.delimiter, best.quote), spec, file)
}

func oneByte(spec *source.Spec) (byte, error) {
	d := strings.NewReplacer(`\t`, "\t", "tab", "\t").Replace(spec.Delimiter)
	if len(d) != 1 || d[0] == '"' || d[0] == '\n' || d[0] == '\r' {
		return 0, farol.Errorf(farol.CodeBadValue, "delimiter %q of source %q is not one plain character", spec.Delimiter, spec.Name).
			At(spec.File, spec.Line).Hint(`write ",", ";", "|" or "\t"`)
	}
	return d[0], nil
}

// quotedBy tells whether cells stand in this mark: it opens and closes at the edges of cells, not inside words.
func quotedBy(head []byte, mark byte) bool {
	opening := 0
	for i, c := range head {
		if c != mark {
			continue
		}
		if i > 0 && isWordByte(head[i-1]) && i+1 < len(head) && isWordByte(head[i+1]) {
			return false
		}
		if (i == 0 || head[i-1] == '\n' || bytes.IndexByte([]byte(",;\t|"), head[i-1]) >= 0) && i+1 < len(head) {
			opening++
		}
	}
	return opening >= 2 && opening*2 >= bytes.Count(head, []byte{mark})
}

func isWordByte(c byte) bool {
	return c >= 0x80 || unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c))
}

type sampleRow struct {
	line  int64
	cells [][]byte
}

func sampleRows(head []byte, delimiter, quote byte) []sampleRow {
	s := newCSV(bytes.NewReader(head), delimiter, quote)
	var rows []sampleRow
	var rec record
	for len(rows) < 1000 && s.next(&rec) == nil {
		row := sampleRow{line: rec.line}
		for _, c := range rec.cells {
			row.cells = append(row.cells, bytes.Clone(c))
		}
		rows = append(rows, row)
	}
	return rows
}

// modalWidth gives the number of cells that most rows have, and the share of rows that have it.
func modalWidth(rows []sampleRow) (width int, share float64) {
	counts := map[int]int{}
	for _, r := range rows {
		counts[len(r.cells)]++
	}
	best := 0
	for w, n := range counts {
		if n > best || (n == best && w > width) {
			best, width = n, w
		}
	}
	if len(rows) == 0 {
		return 0, 0
	}
	return width, float64(best) / float64(len(rows))
}

// findHeader takes the first row of the file's usual width that reads like names.
func (d *dialect) findHeader(rows []sampleRow, spec *source.Spec, file string) error {
	if len(rows) == 0 {
		return farol.Errorf(farol.CodeBadHeader, "the file is empty").At(file, 1).Hint("a file needs at least its header line")
	}
	for i, r := range rows {
		if spec.HeaderLine > 0 {
			if r.line < int64(spec.HeaderLine) {
				continue
			}
		} else if len(r.cells) != d.width || (d.width > 1 && !likeNames(r.cells)) {
			continue
		}
		d.headerLine, d.header, d.width, d.preamble = r.line, r.cells, len(r.cells), i > 0
		return nil
	}
	return farol.Errorf(farol.CodeBadHeader, "no line reads like column names").At(file, int(rows[0].line)).
		Hint("add a header line, or state header_line:")
}

// likeNames tells whether a row could be a header: most cells are filled and at least half of those are no values.
func likeNames(cells [][]byte) bool {
	filled, words := 0, 0
	for _, c := range cells {
		b := bytes.TrimSpace(c)
		if len(b) == 0 {
			continue
		}
		filled++
		if _, number := scanNumber(b); number {
			continue
		}
		if _, date := newShape(b); date {
			continue
		}
		words++
	}
	return filled > 0 && filled*10 >= len(cells)*6 && words*2 >= filled
}

// headOf reads at most n bytes; whole is true where that is all there is.
func headOf(r io.Reader, n int) (head []byte, whole bool, err error) {
	head = make([]byte, n)
	got, err := io.ReadFull(r, head)
	switch err { //nolint:errorlint // ReadFull returns these themselves.
	case nil:
		return head, false, nil
	case io.EOF, io.ErrUnexpectedEOF:
		return head[:got], true, nil
	}
	return nil, false, err
}
