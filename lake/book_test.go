package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
)

type note struct{ Model int }

func openBook(t *testing.T, dir string) *Book {
	t.Helper()
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Book("company")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func pages(t *testing.T, b *Book) (all []string, cut int64, err error) {
	t.Helper()
	cut, err = b.Read(t.Context(), func(p Page, lines []byte) error {
		all = append(all, fmt.Sprintf("%d %s %s", p.Batch, p.Note, lines))
		return nil
	})
	return all, cut, err
}

func TestABookGivesItsBatchesBack(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	if _, known, err := b.Last(); known || err != nil {
		t.Errorf("a new book has a batch: %v", err)
	}
	if all, cut, err := pages(t, b); len(all) > 0 || cut != 0 || err != nil {
		t.Fatalf("a new book holds %v, %d, %v", all, cut, err)
	}
	want := []string{"1 {\"Model\":1} {\"a\":1}\n{\"a\":2}\n", "2 {\"Model\":1} ", "3 {\"Model\":2} {\"a\":3}\n"}
	for i, text := range []string{"{\"a\":1}\n{\"a\":2}\n", "", "{\"a\":3}\n"} {
		if i == 2 {
			b = openBook(t, dir) // which finds the end without having read the book
		}
		if err := b.Append(t.Context(), note{1 + i/2}, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	all, cut, err := pages(t, b)
	if diff := cmp.Diff(want, all); diff != "" || cut != 0 || err != nil {
		t.Errorf("%d cut, %v (-want +got):\n%s", cut, err, diff)
	}
	if last, known, err := openBook(t, dir).Last(); last.Batch != 3 || string(last.Note) != `{"Model":2}` || !known || err != nil {
		t.Errorf("the last batch is %+v, %v, %v", last, known, err)
	}
	if err := b.Append(t.Context(), note{}, []byte("no end")); err == nil {
		t.Error("a line without an end was taken")
	}
	if _, err := b.lake.Book("../company"); err == nil {
		t.Error("a book outside the lake was opened")
	}
}

// Invariant 12: whatever a crash leaves of the last batch, the batches before it stand, and the book goes on after them.
func TestInvariant12ABatchThatWasCutShortIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	for i := range 2 {
		if err := b.Append(t.Context(), note{i}, []byte("{\"line\":1}\n{\"line\":2}\n")); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(b.Path())
	if err != nil {
		t.Fatal(err)
	}
	first := len(whole) / 2
	for end := first; end < len(whole); end++ {
		for _, text := range [][]byte{whole[:end], append(bytes.Clone(whole[:end]), make([]byte, len(whole)-end)...)} {
			if err := os.WriteFile(b.Path(), text, 0o640); err != nil {
				t.Fatal(err)
			}
			after := openBook(t, dir)
			if last, known, err := after.Last(); last.Batch != 1 || !known || err != nil {
				t.Fatalf("%d bytes of %d, then %d: the last batch is %d, %v, %v", end, len(whole), len(text), last.Batch, known, err)
			}
			all, cut, err := pages(t, after)
			if len(all) != 1 || cut != int64(len(text)-first) || err != nil {
				t.Fatalf("%d bytes of %d, then %d: %d batches, %d cut, %v", end, len(whole), len(text), len(all), cut, err)
			}
			if err := after.Append(t.Context(), note{7}, []byte("{}\n")); err != nil {
				t.Fatal(err)
			}
			if all, cut, err := pages(t, openBook(t, dir)); len(all) != 2 || all[1] != "2 {\"Model\":7} {}\n" || cut != 0 || err != nil {
				t.Fatalf("after %d bytes and another batch: %q, %d, %v", end, all, cut, err)
			}
		}
	}
}

func TestADamagedBookIsRefusedWithItsBatch(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	for i := range 3 {
		if err := b.Append(t.Context(), note{i}, []byte("{\"line\":1}\n")); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(b.Path())
	if err != nil {
		t.Fatal(err)
	}
	third := len(whole) / 3
	doubled := string(whole[:third]) + string(whole)
	missing := string(whole[third:])
	for what, text := range map[string]string{
		"a changed line":            strings.Replace(string(whole), `{"line":1}`, `{"line":2}`, 1),
		"a changed line at the end": string(whole[:len(whole)-3]) + "7}\n",
		"a batch twice":             doubled,
		"a missing batch":           missing,
		"something else":            string(whole) + "something else\n",
	} {
		if err := os.WriteFile(b.Path(), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		_, _, err := pages(t, openBook(t, dir))
		var fe *farol.Error
		if !errors.As(err, &fe) || fe.Code != farol.CodeUnreadable || fe.Advice == "" || fe.Place.File != b.Path() {
			t.Errorf("%s: %v", what, err)
		}
		if err := openBook(t, dir).Append(t.Context(), note{}, nil); err == nil {
			t.Errorf("%s: a batch was added", what)
		}
	}
}

// A process that dies inside Append or WriteModel leaves what the next one can go on from.
func TestABookSurvivesACrashAtEveryStep(t *testing.T) {
	for _, point := range []string{"model", "model synced", "ledger", "ledger synced"} {
		t.Run(point, func(t *testing.T) {
			dir := t.TempDir()
			b := openBook(t, dir)
			write := func(b *Book, n int) error {
				if err := b.WriteModel(n, note{n}, []byte(fmt.Sprintf(`{"model": %d}`, n))); err != nil {
					return err
				}
				return b.Append(t.Context(), note{n}, []byte("{}\n"))
			}
			if err := write(b, 1); err != nil {
				t.Fatal(err)
			}
			b.lake.crash = func(step string) error {
				if step == point {
					return errCrash
				}
				return nil
			}
			if err := write(b, 2); err == nil {
				t.Fatal("the crash was survived")
			}
			b = openBook(t, dir)
			all, _, err := pages(t, b)
			if err != nil || len(all) == 0 || all[0] != "1 {\"Model\":1} {}\n" {
				t.Fatalf("after the crash: %q, %v", all, err)
			}
			var n note
			if model, known, err := b.ReadModel(1, &n); err != nil || !known || string(model) != `{"model":1}` || n.Model != 1 {
				t.Errorf("model 1 is %s, %v, %v", model, known, err)
			}
			if err := write(b, 2); err != nil {
				t.Fatal(err)
			}
			if _, _, err := pages(t, b); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAModelThatWasChangedIsRefused(t *testing.T) {
	b := openBook(t, t.TempDir())
	if err := b.WriteModel(1, note{1}, []byte(`{"weight": 1.5, "word": "<é>"}`)); err != nil {
		t.Fatal(err)
	}
	var n note
	if model, known, err := b.ReadModel(1, &n); err != nil || !known || string(model) != `{"weight":1.5,"word":"<é>"}` {
		t.Errorf("the model came back as %s, %v, %v", model, known, err)
	}
	if _, known, err := b.ReadModel(2, &n); known || err != nil {
		t.Errorf("a model that is not there: %v, %v", known, err)
	}
	path := filepath.Join(b.dir, "model-000001.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte("1.5"), []byte("2.5"), 1), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.ReadModel(1, &n); err == nil {
		t.Error("a changed model was read")
	}
}

func TestReadingABookStopsWithItsContext(t *testing.T) {
	b := openBook(t, t.TempDir())
	if err := b.Append(t.Context(), note{}, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Read(ctx, func(Page, []byte) error { return nil }); farol.AsErrors(err)[0].Code != farol.CodeCancelled {
		t.Errorf("reading gave %v", err)
	}
}
