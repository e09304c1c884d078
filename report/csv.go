package report

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/farol-kpi/farol"
)

// WriteCSV writes the table as RFC 4180 has it: UTF-8, commas, a header line, CRLF. What the file is about is not in it, since a
// program reads it. Text that a spreadsheet would run as a formula gets an apostrophe before it.
func WriteCSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = harmless(c.Label)
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		for i, c := range t.Columns {
			record[i] = text(row[i], c.Kind)
			if _, isText := row[i].(string); isText && (c.Kind == farol.KindText || !numeric(record[i])) {
				record[i] = harmless(record[i])
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// numeric tells that s has nothing but the letters of a number or date, so that a leading minus is a sign.
func numeric(s string) bool { return strings.Trim(s, "+-0123456789.eE:T ") == "" }
