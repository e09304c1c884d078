package file

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

func readTexts(t *testing.T, name, content string) (*Texts, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(context.Background(), Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // Of a test.
	return r.Texts(context.Background(), path)
}

// What was typed stays: no zero, day, number, or row of sums is changed or lost on the way.
func TestTextsAreWhatWasWritten(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		columns []string
		rows    [][]string
	}{
		"zeros": {"code,day,Sum total\n007,01.02.2020, 1.50 \n,2020-13-99,1e5\nTotal: x,,3\n", []string{"code", "day", "Sum total"},
			[][]string{{"007", "01.02.2020", "1.50"}, {"", "2020-13-99", "1e5"}, {"Total: x", "", "3"}}},
		"semicolons and Windows-1252": {"nome;cidade\nJo\xe3o;S\xe3o Paulo\n\xc9vora;\"a;b\"\n", []string{"nome", "cidade"},
			[][]string{{"João", "São Paulo"}, {"Évora", "a;b"}}},
		"header only": {"a,b\n", []string{"a", "b"}, nil},
		"tabs":        {"a\tb\n1\t\n", []string{"a", "b"}, [][]string{{"1", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readTexts(t, "f.txt", c.content)
			if err != nil {
				t.Fatal(err)
			}
			var rows [][]string
			for r := range got.Rows {
				row := make([]string, len(got.Cells))
				for i := range got.Cells {
					row[i] = got.Cells[i][r]
				}
				rows = append(rows, row)
			}
			if diff := cmp.Diff(c.columns, got.Columns) + cmp.Diff(c.rows, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTextsRejectsWhatFitsNoHeader(t *testing.T) {
	one := "a,b\n" + strings.Repeat("1,2\n", 150) + "1,2,3\n4,5\n"
	got, err := readTexts(t, "f.csv", one)
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows != 151 || got.Rejected != 1 || got.Reject.Place.Line != 152 || got.Numbers[150] != 152 || got.Lines[150] != 153 {
		t.Errorf("%d rows, %d rejected at line %d, the last is row %d of line %d", got.Rows, got.Rejected, got.Reject.Place.Line, got.Numbers[150], got.Lines[150])
	}
	_, err = readTexts(t, "f.csv", "a,b\n1,2\n1,2\n1,2\n1,2,3\n")
	var e *farol.Error
	if !errors.As(err, &e) || e.Code != farol.CodeTooManyReject || e.Place.Line != 5 {
		t.Errorf("%v, want %s at line 5", err, farol.CodeTooManyReject)
	}
	big := "a,b\n1," + string(bytes.Repeat([]byte("x "), 1<<19)) + "\n"
	if got, err := readTexts(t, "f.csv", big); err != nil || len(got.Cells[1][0]) != 1<<20-1 {
		t.Errorf("a field of 1 MB: %v", err)
	}
}
