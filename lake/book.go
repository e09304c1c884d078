package lake

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/farol-kpi/farol"
)

const (
	entitiesDir  = "entities"
	forecastsDir = "forecasts"
	ledgerName   = "ledger.jsonl"
)

// Book keeps what cannot be found out again: of the records of an entity which ids were given, and by which models; of a forecast what was
// said of the future, and when.
// Its ledger only grows, by whole batches of lines; its models are written once. All methods may be called by any goroutine.
//
// A batch is a line of its own, its head, and then its lines. The head says how many bytes they have and what their hash is, so that a batch
// is there as a whole or not at all: one that a crash cut short at the end of the file is passed over, and whatever else does not fit is an
// error, because ids that were given must resolve for ever (invariant 12), and what was said of the future must not be better afterwards.
type Book struct {
	lake *Lake
	dir  string
	name string
	what string // it is of: the entity NAME
	lost string // what cannot be told without it, and what to do then

	mu      sync.Mutex
	scanned bool
	size    int64 // of the whole batches
	batches int64
}

// Page is one batch of a ledger.
type Page struct {
	Batch int64           `json:"ledger_batch"` // counts from 1
	Bytes int64           `json:"bytes"`        // of the lines that follow
	Lines int64           `json:"lines"`
	Hash  string          `json:"sha256"`
	Note  json.RawMessage `json:"note"` // what the writer says of the batch
}

// Book opens the book of an entity. It makes nothing on disk yet.
func (l *Lake) Book(name string) (*Book, error) {
	if err := checkSource(name); err != nil {
		return nil, err
	}
	return &Book{lake: l, name: name, dir: filepath.Join(l.dir, entitiesDir, name), what: "the entity " + name, lost: "the ids that were given cannot all be told"}, nil
}

// ForecastBook opens the book of a forecast. It makes nothing on disk yet.
func (l *Lake) ForecastBook(name string) (*Book, error) {
	if err := checkSource(name); err != nil {
		return nil, err
	}
	return &Book{lake: l, name: name, dir: filepath.Join(l.dir, forecastsDir, name), what: "the forecast " + name, lost: "what was forecast cannot all be told"}, nil
}

// Path gives the ledger's file, for messages.
func (b *Book) Path() string { return filepath.Join(b.dir, ledgerName) }

// Read gives each batch with its lines, in order. The lines are f's to keep. cut tells how many bytes at the end of the file are of a batch
// that a crash cut short, and are passed over; the next Append takes them away.
func (b *Book) Read(ctx context.Context, f func(Page, []byte) error) (cut int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.read(ctx, f)
}

func (b *Book) read(ctx context.Context, f func(Page, []byte) error) (cut int64, err error) {
	b.scanned, b.size, b.batches = false, 0, 0
	file, err := os.Open(b.Path())
	if errors.Is(err, os.ErrNotExist) {
		b.scanned = true
		return 0, nil
	}
	if err != nil {
		return 0, b.unreadable("cannot be opened", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, b.unreadable("cannot be looked at", err)
	}
	in := bufio.NewReaderSize(file, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return 0, farol.Errorf(farol.CodeCancelled, "reading the ledger of %q was stopped", b.name).Cause(err)
		}
		head, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // Whatever stands there is a head that was cut short.
		}
		if err != nil {
			return 0, b.unreadable("cannot be read", err)
		}
		var p Page
		if err := json.Unmarshal(head, &p); err != nil || p.Batch != b.batches+1 || p.Bytes < 0 {
			return 0, b.damaged(b.batches+1, err)
		}
		end := b.size + int64(len(head)) + p.Bytes
		if end > info.Size() {
			break
		}
		lines := make([]byte, p.Bytes)
		if _, err := io.ReadFull(in, lines); err != nil {
			return 0, b.unreadable("cannot be read", err)
		}
		if end == info.Size() && len(lines) > 0 && lines[len(lines)-1] != '\n' {
			break // The file had its length on disk before it had its bytes.
		}
		if p.Hash != hashOf(lines) {
			return 0, b.damaged(p.Batch, nil)
		}
		if err := f(p, lines); err != nil {
			return 0, err
		}
		b.size, b.batches = end, p.Batch
	}
	b.scanned = true
	return info.Size() - b.size, nil
}

// Last gives the last batch without reading the lines of any. known is false where there is none.
func (b *Book) Last() (last Page, known bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	file, err := os.Open(b.Path())
	if errors.Is(err, os.ErrNotExist) {
		return Page{}, false, nil
	}
	if err != nil {
		return Page{}, false, b.unreadable("cannot be opened", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Page{}, false, b.unreadable("cannot be looked at", err)
	}
	var at int64
	for {
		head, err := bufio.NewReader(io.NewSectionReader(file, at, info.Size()-at)).ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return last, known, nil
		}
		if err != nil {
			return Page{}, false, b.unreadable("cannot be read", err)
		}
		var p Page
		if err := json.Unmarshal(head, &p); err != nil || p.Batch != last.Batch+1 || p.Bytes < 0 {
			return Page{}, false, b.damaged(last.Batch+1, err)
		}
		at += int64(len(head)) + p.Bytes
		end := make([]byte, 1)
		if at > info.Size() {
			return last, known, nil
		}
		if _, err := file.ReadAt(end, at-1); err != nil {
			return Page{}, false, b.unreadable("cannot be read", err)
		}
		if at == info.Size() && end[0] != '\n' {
			return last, known, nil
		}
		last, known = p, true
	}
}

// Append adds a batch of lines, none or more, each ended by a newline. When it returns nil the batch is on disk for good. After an error the
// ledger is as it was.
func (b *Book) Append(ctx context.Context, note any, lines []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(lines); n > 0 && lines[n-1] != '\n' {
		return farol.Errorf(farol.CodeInternal, "BUG: a batch of the ledger of %q does not end its last line", b.name)
	}
	if !b.scanned {
		if _, err := b.read(ctx, func(Page, []byte) error { return nil }); err != nil {
			return err
		}
	}
	said, err := json.Marshal(note)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot write the ledger of %q", b.name).Cause(err)
	}
	head, err := json.Marshal(Page{Batch: b.batches + 1, Bytes: int64(len(lines)), Lines: int64(bytes.Count(lines, []byte("\n"))), Hash: hashOf(lines), Note: said})
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot write the ledger of %q", b.name).Cause(err)
	}
	if err := b.home(); err != nil {
		return err
	}
	size, err := b.write(append(append(head, '\n'), lines...))
	if err != nil {
		b.scanned = false
		return err
	}
	b.size, b.batches = size, b.batches+1
	return nil
}

// write puts text after the last whole batch and gives the file's new size.
func (b *Book) write(text []byte) (int64, error) {
	what := "cannot write the ledger of " + b.name
	file, err := os.OpenFile(b.Path(), os.O_WRONLY|os.O_CREATE, 0o640)
	if err != nil {
		return 0, writeError(what, err)
	}
	defer file.Close()
	if err := file.Truncate(b.size); err != nil {
		return 0, writeError(what, err)
	}
	_, err = file.WriteAt(text, b.size)
	if err == nil {
		err = b.lake.step("ledger")
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil && b.size == 0 {
		err = syncDir(b.dir) // The file's name is as new as its first batch.
	}
	if err != nil {
		if !errors.Is(err, errCrash) {
			_ = file.Truncate(b.size)
		}
		return 0, writeError(what, err)
	}
	return b.size + int64(len(text)), b.lake.step("ledger synced")
}

// home makes the book's folder for good.
func (b *Book) home() error {
	if _, err := os.Stat(b.dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(b.dir, 0o750); err != nil {
		return writeError("cannot make the folder of "+b.what, err)
	}
	for _, dir := range []string{filepath.Dir(b.dir), b.lake.dir} {
		if err := syncDir(dir); err != nil {
			return writeError("cannot write the folder of "+b.what+" to disk", err)
		}
	}
	return nil
}

func (b *Book) unreadable(what string, err error) error {
	return farol.Errorf(farol.CodeUnreadable, "the ledger of %q %s", b.name, what).At(b.Path(), 0).Hint("see that this user may read the file").Cause(err)
}

func (b *Book) damaged(batch int64, err error) error {
	return farol.Errorf(farol.CodeUnreadable, "the ledger of %q is damaged in batch %d: %s", b.name, batch, b.lost).At(b.Path(), 0).
		Hint("put the file back from a backup; without one, move the folder %s away, and the next run begins a new one", filepath.Dir(b.Path())).Cause(err)
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// modelFile is a model on disk.
type modelFile struct {
	Note  json.RawMessage `json:"note"`
	Hash  string          `json:"sha256"` // of the model
	Model json.RawMessage `json:"model"`
}

func (b *Book) modelPath(number int) string {
	return filepath.Join(b.dir, fmt.Sprintf("model-%06d.json", number))
}

// WriteModel keeps a model, given as JSON, under its number. One that has the number already is replaced: only what a batch of the ledger
// names is in use.
func (b *Book) WriteModel(number int, note any, model []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	what := fmt.Sprintf("cannot write model %d of %s", number, b.name)
	said, err := json.Marshal(note)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "%s", what).Cause(err)
	}
	var plain bytes.Buffer
	if err := json.Compact(&plain, model); err != nil {
		return farol.Errorf(farol.CodeInternal, "%s", what).Cause(err)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // The hash is of the model as it stands in the file.
	if err := enc.Encode(modelFile{Note: said, Hash: hashOf(plain.Bytes()), Model: plain.Bytes()}); err != nil {
		return farol.Errorf(farol.CodeInternal, "%s", what).Cause(err)
	}
	if err := b.home(); err != nil {
		return err
	}
	path := b.modelPath(number)
	if err := writeSynced(path+".unfinished", text.Bytes()); err != nil {
		_ = os.Remove(path + ".unfinished")
		return writeError(what, err)
	}
	if err := b.lake.step("model"); err != nil {
		return err
	}
	if err := os.Rename(path+".unfinished", path); err != nil {
		return writeError(what, err)
	}
	if err := syncDir(b.dir); err != nil {
		return writeError(what, err)
	}
	return b.lake.step("model synced")
}

// ReadModel gives a model as JSON, and what was said of it is read into note. known is false where there is none of that number.
func (b *Book) ReadModel(number int, note any) (model []byte, known bool, err error) {
	path := b.modelPath(number)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, false, nil
	}
	var m modelFile
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err == nil && m.Hash != hashOf(m.Model) {
		err = errors.New("the hash differs")
	}
	if err == nil {
		err = json.Unmarshal(m.Note, note)
	}
	if err != nil {
		return nil, true, farol.Errorf(farol.CodeUnreadable, "model %d of %q cannot be read", number, b.name).At(path, 0).
			Hint("put the file back from a backup; without one, take it away and run again: a new one is learned, and the ids stay").Cause(err)
	}
	return m.Model, true, nil
}

// SameLines tells whether a batch has exactly these lines.
func SameLines(p Page, lines []byte) bool {
	return p.Bytes == int64(len(lines)) && p.Hash == hashOf(lines)
}
