package report

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/farol-kpi/farol"
)

// csvFile is written as RFC 4180 has it: UTF-8, commas, a header line, CRLF. What the file is about is not in it, since a program
// reads it. Text that a spreadsheet would run as a formula gets an apostrophe before it.
type csvFile struct {
	out     *csv.Writer
	columns []column
	record  []string
}

func newCSV(w io.Writer, columns []column) (*csvFile, error) {
	f := &csvFile{csv.NewWriter(w), columns, make([]string, len(columns))}
	f.out.UseCRLF = true
	for i, c := range columns {
		f.record[i] = harmless(c.label)
	}
	return f, f.out.Write(f.record)
}

func (f *csvFile) row(values []any) error {
	for i, c := range f.columns {
		f.record[i] = text(values[i], c.kind)
		if _, isText := values[i].(string); isText && !isTime(c.kind) {
			f.record[i] = harmless(f.record[i])
		}
	}
	return f.out.Write(f.record)
}

func (f *csvFile) end() error {
	f.out.Flush()
	return f.out.Error()
}

func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

func isTime(k farol.Kind) bool {
	return k == farol.KindDate || k == farol.KindTimestamp || k == farol.KindTime
}
