package file

import (
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// A peek tells the columns whatever way the file is written in, and says which types are a guess.
func TestPeekReadsTheBeginning(t *testing.T) {
	var long strings.Builder
	long.WriteString("day;shop;amount\n")
	for i := range 20_000 {
		fmt.Fprintf(&long, "2026-01-%02d;porto %d;%d,50\n", i%28+1, i, i)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(long.String())
	if err != nil {
		t.Fatal(err)
	}
	var packed strings.Builder
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(long.String())); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"plain.csv": long.String(), "wide.csv": utf16, "packed.csv.gz": packed.String()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := Open(t.Context(), Options{TempDir: t.TempDir(), TimeZone: "UTC"})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close() //nolint:errcheck // Nothing follows.
			spec := &source.Spec{Name: "s", Path: name, Key: []string{"shopp"}, Columns: source.Columns{{Name: "day", Type: "date"}, {Name: "amuont"}}}
			got, err := r.Peek(t.Context(), dir, spec)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"day", "shop", "amount"}, got.Schema.Names()); diff != "" {
				t.Error(diff)
			}
			if amount, _ := got.Schema.Find("amount"); amount.Type.Kind != farol.KindDecimal {
				t.Errorf("amount is %s", amount.Type)
			}
			if !got.Known || got.Guessed["day"] || !got.Guessed["amount"] {
				t.Errorf("known %v, guessed %v", got.Known, got.Guessed)
			}
			want := []source.MissingColumn{
				{Column: "amuont", Header: "amuont", File: name, Hint: `did you mean "amount"? State it as from:`},
				{Column: "shopp", Header: "shopp", File: name, Hint: `did you mean "shop"?`},
			}
			if diff := cmp.Diff(want, got.Missing); diff != "" {
				t.Error(diff)
			}
			if left, _ := filepath.Glob(filepath.Join(r.temp, "plain-*")); len(left) > 0 {
				t.Errorf("copies are left: %v", left)
			}
			spec.Path = "none.csv"
			_, err = r.Peek(t.Context(), dir, spec)
			var known *farol.Error
			if !errors.As(err, &known) || known.Code != farol.CodeNoFiles {
				t.Errorf("no file gives %v", err)
			}
		})
	}
}
