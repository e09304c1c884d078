package file_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t *testing.T, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func utf16be(s string) []byte {
	b := utf16le(s)
	for i := 0; i < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return b
}

// workbook writes cells; a text that begins with = is a formula.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		for j, v := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if s, ok := v.(string); ok && strings.HasPrefix(s, "=") {
				err = f.SetCellFormula("Sheet1", cell, s[1:])
			} else {
				err = f.SetCellValue("Sheet1", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows gives a CSV of n good lines after its header.
func good(n int) string {
	var b strings.Builder
	b.WriteString("id,day,amount\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,2026-01-%02d,%d.50\n", i+1, i%28+1, i)
	}
	return b.String()
}

func TestBadFilesEndInAnErrorOrInRejects(t *testing.T) {
	half := func(b []byte) []byte { return b[:len(b)/2] }
	contract := source.Columns{{Name: "id", Type: "integer", Required: true}, {Name: "day", Type: "date"}, {Name: "amount", Type: "decimal"}}
	lenient := source.RejectRule{StopAbove: "100%"}
	tests := []struct {
		name    string
		file    string // its name; "f.csv" when empty
		content []byte
		spec    source.Spec
		code    farol.Code       // the load is refused
		line    int              // of the refusal, where it has one
		rejects map[int64]string // line → code
		rows    int64
	}{
		{name: "truncated gzip", content: half(gzipped(t, []byte(good(5000)))), code: farol.CodeUnreadable},
		{name: "gzip with a wrong checksum", content: func() []byte { b := gzipped(t, []byte(good(10))); b[len(b)-6] ^= 1; return b }(), code: farol.CodeUnreadable},
		{name: "truncated zstd", content: half(zstded(t, []byte(good(5000)))), code: farol.CodeUnreadable},
		{name: "stated gzip that is plain", content: []byte(good(5)), spec: source.Spec{Compression: "gzip"}, code: farol.CodeUnreadable},
		{name: "gzip bomb", content: gzipped(t, make([]byte, 80<<20)), code: farol.CodeTooLarge},
		{name: "zstd bomb", content: zstded(t, make([]byte, 80<<20)), code: farol.CodeTooLarge},
		{name: "line too long", content: append([]byte("id,day,amount\n1,2026-01-01,"), bytes.Repeat([]byte("9"), 40<<20)...), code: farol.CodeTooLarge, line: 2},
		{name: "line too long without an end", content: bytes.Repeat([]byte("a,"), 20<<20), code: farol.CodeTooLarge, line: 1},
		{
			name: "NUL byte", content: []byte("id,name\n1,a\n2,b\x00c\n3,d\n"), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 2,
		},
		{name: "nothing but NUL", content: make([]byte, 1000), code: farol.CodeBadHeader},
		{name: "empty", content: nil, code: farol.CodeBadHeader},
		{name: "blank lines only", content: []byte("\n\n\r\n"), code: farol.CodeBadHeader},
		{name: "header only", content: []byte("id,day,amount\n"), rows: 0},
		{name: "no header", content: []byte("1,2\n3,4\n"), code: farol.CodeBadHeader},
		{name: "duplicated header", content: []byte("id,Amount,amount \n1,2,3\n"), code: farol.CodeBadHeader, line: 1},
		{name: "stated UTF-8 that is not", content: []byte("id,name\n1,a\n2,caf\xe9\n"), spec: source.Spec{Encoding: "utf-8"}, code: farol.CodeBadEncoding, line: 3},
		{name: "two encodings", content: []byte("id,name\n1,café\n2,caf\xe9\n"), code: farol.CodeBadEncoding},
		{name: "bytes of no encoding", content: []byte("id,name\n1,\x81\x8d\n"), code: farol.CodeBadEncoding, line: 2},
		{name: "unknown encoding", content: []byte(good(2)), spec: source.Spec{Encoding: "klingon"}, code: farol.CodeBadValue},
		{name: "UTF-16 cut in a letter", content: append([]byte{0xff, 0xfe}, utf16le("id,name\n1,a\n")[:21]...), code: farol.CodeBadEncoding},
		{
			name: "too few and too many cells", content: []byte("id,day,amount\n1,2026-01-01,1\n2,2026-01-01\n3,2026-01-01,1,9\n4,2026-01-02,2\n"),
			spec: source.Spec{Rejects: lenient}, rejects: map[int64]string{3: "ragged-row", 4: "ragged-row"}, rows: 2,
		},
		{
			name: "unterminated quote", content: []byte("id,name\n1,a\n2,\"b\n3,c\n4,d\n"), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 3,
		},
		{
			name: "text after a closing quote", content: []byte("id,name\n1,\"a\"b\n2,c\n"), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{2: "bad-cell"}, rows: 1,
		},
		{
			name: "line numbers after a quoted line break", content: []byte("id,name\n1,\"a\nb\nc\"\nx,d\n3,e\n"),
			spec:    source.Spec{Rejects: lenient, Columns: source.Columns{{Name: "id", Type: "integer"}}},
			rejects: map[int64]string{5: "bad-cell"}, rows: 2,
		},
		{
			name: "impossible date", content: []byte("id,day\n1,28-02-2018\n2,29-02-2018\n3,01-03-2018\n"), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 2,
		},
		{name: "ambiguous comma", content: []byte("id,n\n1,\"1,250\"\n2,\"2,500\"\n"), code: farol.CodeAmbiguousNum, line: 2},
		{name: "ambiguous comma beside whole numbers", content: []byte("id;n\n1;7\n2;2,500\n"), code: farol.CodeAmbiguousNum, line: 3},
		{name: "ambiguous comma of a stated decimal", content: []byte("id;n\n1;1,250\n"), spec: source.Spec{Columns: source.Columns{{Name: "n", Type: "decimal(18,3)"}}}, code: farol.CodeAmbiguousNum, line: 2},
		{name: "ambiguous point where commas are usual", content: []byte("id;n\n1;1.250\n"), code: farol.CodeAmbiguousNum, line: 2},
		{name: "ambiguous date", content: []byte("id,day\n1,03/04/2026\n2,05/06/2026\n"), code: farol.CodeAmbiguousDate},
		{name: "day and month both ways", content: []byte("id,day\n1,13/04/2026\n2,05/16/2026\n"), code: farol.CodeAmbiguousDate},
		{
			name: "two-digit years", content: []byte("id,day\n1,13/04/26\n"), spec: source.Spec{Columns: source.Columns{{Name: "day", Type: "date"}}},
			code: farol.CodeAmbiguousDate,
		},
		{name: "damaged identifier", content: []byte("id,n\n120253000000000001,1\n1.20253E+17,2\n"), code: farol.CodeDamagedID, line: 3},
		{
			name: "damaged identifier in a text column", content: []byte("ad_id,n\na1,1\n1.20253E+17,2\n"),
			spec: source.Spec{Columns: source.Columns{{Name: "ad_id", Type: "text"}}}, code: farol.CodeDamagedID, line: 3,
		},
		{
			name: "missing column", content: []byte("id,dai,amount\n1,2026-01-01,2\n"), spec: source.Spec{Columns: contract},
			code: farol.CodeMissingColumn,
		},
		{
			name: "required and blank", content: []byte("id,day,amount\n1,2026-01-01,2\n,2026-01-01,2\n"), spec: source.Spec{Columns: contract, Rejects: lenient},
			rejects: map[int64]string{3: "missing-value"}, rows: 1,
		},
		{
			name: "two bad cells are one reject", content: []byte("id,day,amount\n1,2026-01-01,2\n2,soon,much\n"), spec: source.Spec{Columns: contract, Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 1,
		},
		{
			name: "more digits than the type keeps", content: []byte("id,day,amount\n1,2026-01-01,2.50\n2,2026-01-01,1.429\n"), spec: source.Spec{Columns: contract, Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 1,
		},
		{
			name: "missing key", content: []byte("id,n\n1,1\n,2\n"), spec: source.Spec{Load: source.Append, Key: []string{"id"}, Rejects: lenient},
			rejects: map[int64]string{3: "missing-key"}, rows: 1,
		},
		{
			name: "key twice in a merge", content: []byte("id,n\n1,1\n2,2\n1,3\n"), spec: source.Spec{Load: source.Merge, Key: []string{"id"}, Rejects: lenient},
			rejects: map[int64]string{4: "duplicate-key"}, rows: 2,
		},
		{
			name: "key twice in a file that is added", content: []byte("id,n\n1,1\n2,2\n1,3\n"), spec: source.Spec{Load: source.Append, Key: []string{"id"}, Rejects: lenient},
			rejects: map[int64]string{4: "duplicate-key"}, rows: 2,
		},
		{
			name: "key of two columns twice in a file that replaces", content: []byte("id,n,x\n1,1,a\n1,2,b\n1,1,c\n"), spec: source.Spec{Load: source.Replace, Key: []string{"id", "n"}, Rejects: lenient},
			rejects: map[int64]string{4: "duplicate-key"}, rows: 2,
		},
		{name: "key that the file lacks", content: []byte("id,n\n1,1\n"), spec: source.Spec{Key: []string{"code"}}, code: farol.CodeMissingColumn},
		{name: "more rejects than allowed", content: []byte("id,n\n1,1\n2,x\n3,3\n"), spec: source.Spec{Columns: source.Columns{{Name: "n", Type: "integer"}}}, code: farol.CodeTooManyReject, line: 3},
		{
			name: "value outside the list", content: []byte("id,kind\n1,a\n2,z\n"),
			spec:    source.Spec{Rejects: lenient, Columns: source.Columns{{Name: "kind", Type: "text", Values: []string{"a", "b"}}}},
			rejects: map[int64]string{3: "bad-cell"}, rows: 1,
		},
		{name: "garbage as Parquet", file: "f.parquet", content: []byte("PAR1 this is not"), code: farol.CodeUnreadable},
		{name: "garbage as workbook", file: "f.xlsx", content: []byte("PK\x03\x04 this is not"), code: farol.CodeUnreadable},
		{name: "old workbook", file: "f.xls", content: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), code: farol.CodeUnreadable},
		{name: "workbook bomb", file: "f.xlsx", content: zipBomb(t), code: farol.CodeTooLarge},
		{
			name: "formula cells", file: "f.xlsx", content: workbook(t, []any{"id", "n"}, []any{1, 2}, []any{2, "=A2+1"}), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{3: "bad-cell"}, rows: 1,
		},
		{name: "sheet that is not there", file: "f.xlsx", content: workbook(t, []any{"id"}, []any{1}), spec: source.Spec{Sheet: "Sales"}, code: farol.CodeUnknownName},
		{
			name: "broken JSON lines", file: "f.jsonl", content: []byte("{\"id\":1}\n{\"id\":\n[3]\n{\"id\":4}\n{\"id\":5} x\n"), spec: source.Spec{Rejects: lenient},
			rejects: map[int64]string{2: "bad-cell", 3: "bad-cell", 5: "bad-cell"}, rows: 2,
		},
		{name: "JSON array", file: "f.jsonl", content: []byte("[{\"id\":1}]"), spec: source.Spec{Format: "jsonl"}, code: farol.CodeUnreadable},
	}
	if len(tests) < 40 {
		t.Errorf("%d bad files, want at least 40", len(tests))
	}
	r := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			name := tt.file
			if name == "" {
				name = "f.csv"
			}
			if err := os.WriteFile(filepath.Join(dir, name), tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
			spec := tt.spec
			spec.Name, spec.Path = "s", name
			staged, out, err := stage(t, r, dir, &spec)
			if tt.code != "" {
				if err == nil {
					t.Fatalf("loaded %d rows, want %s", staged.Rows, tt.code)
				}
				got := farol.AsErrors(err)[0]
				if got.Code != tt.code || (tt.line > 0 && got.Place.Line != tt.line) || got.Advice == "" {
					t.Errorf("got %q at line %d, want %s at %d with a hint:\n%v", got.Code, got.Place.Line, tt.code, tt.line, err)
				}
				// Only the rejects of a refused load stay, to be looked at.
				left, _ := os.ReadDir(out)
				if tt.code == farol.CodeTooManyReject && len(left) == 1 && left[0].Name() == "rejects.jsonl" {
					left = nil
				} else if tt.code == farol.CodeTooManyReject {
					t.Errorf("no rejects are left")
				}
				if len(left) > 0 {
					t.Errorf("left %v behind", left)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if staged.Rows != tt.rows || staged.Rejected != int64(len(tt.rejects)) {
				t.Errorf("%d rows and %d rejects, want %d and %d", staged.Rows, staged.Rejected, tt.rows, len(tt.rejects))
			}
			for _, reject := range readRejects(t, out, staged) {
				if want := tt.rejects[reject.Line]; want != reject.Code {
					t.Errorf("line %d: %s (%s), want %q", reject.Line, reject.Code, reject.Reason, want)
				}
				if len(reject.Row) > 2000 {
					t.Errorf("row of %d bytes", len(reject.Row))
				}
			}
		})
	}
}

func readRejects(t *testing.T, dir string, staged source.Staged) []source.Reject {
	t.Helper()
	if staged.Rejects == "" {
		return nil
	}
	b, err := os.ReadFile(filepath.Join(dir, staged.Rejects))
	if err != nil {
		t.Fatal(err)
	}
	var out []source.Reject
	for line := range bytes.Lines(b) {
		var r source.Reject
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func zipBomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 100<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
