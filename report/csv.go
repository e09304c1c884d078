package report

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/farol-kpi/farol"
)

// csvFile is written as RFC 4180 has it: UTF-8, commas, a header line, CRLF. What the file is about is not in it, since a program
// reads it. What a spreadsheet would run as a formula gets an apostrophe before it.
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

// harmless puts an apostrophe where a cell would begin a formula. A spreadsheet set to another separator cuts this file at its own
// (the semicolon where decimals have commas, the tab), so what follows one of those begins a cell too; spaces and quotes before the
// sign do not keep all of them from running it.
func harmless(s string) string {
	if !strings.ContainsAny(s, "=+-@\t\r\n＝＋－＠") {
		return s
	}
	var out strings.Builder
	begins := true
	for i, r := range s {
		switch {
		case begins && strings.ContainsRune("=+-@＝＋－＠", r), i == 0 && (r == '\t' || r == '\r' || r == '\n'):
			out.WriteByte('\'')
			begins = strings.ContainsRune("\t\r\n", r)
		case r == ';', r == '\t', r == '\r', r == '\n':
			begins = true
		case r != ' ' && r != '"' && r != '\u00a0':
			begins = false
		}
		out.WriteRune(r)
	}
	return out.String()
}

func isTime(k farol.Kind) bool {
	return k == farol.KindDate || k == farol.KindTimestamp || k == farol.KindTime
}
