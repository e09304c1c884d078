package file_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

func TestOpenRemovesWhatAKilledProcessLeft(t *testing.T) {
	temp := t.TempDir()
	old := time.Now().Add(-2 * time.Hour)
	files := map[string]bool{"clean-1.csv": false, "plain-2.txt": false, "unpacked-3.csv": false, "clean-new.csv": true, "mine.csv": true}
	for name := range files {
		path := filepath.Join(temp, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if name != "clean-new.csv" {
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := file.Open(context.Background(), file.Options{TempDir: temp, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // Ends with the test.
	for name, stays := range files {
		if _, err := os.Stat(filepath.Join(temp, name)); (err == nil) != stays {
			t.Errorf("%s: %v, want it there: %t", name, err, stays)
		}
	}
}

func TestNothingIsLeftInTheTemporaryFolder(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	r, err := file.Open(context.Background(), file.Options{TempDir: temp, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // Ends with the test.
	events(t, dir, 20_000)
	f, err := os.OpenFile(filepath.Join(dir, "events.csv"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("cut,off\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	staged, _, err := stage(t, r, dir, &source.Spec{Name: "s", Path: "events.csv"})
	if err != nil || staged.Rejected != 1 {
		t.Fatalf("%d rejects, %v", staged.Rejected, err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestAFileThatMayNotBeReadSaysWhatToDo(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.csv"), []byte("id,n\n1,2\n"), 0o000); err != nil {
		t.Fatal(err)
	}
	_, err := open(t).Find(context.Background(), dir, &source.Spec{Name: "s", Path: "f.csv"})
	var e *farol.Error
	if !errors.As(err, &e) || e.Code != farol.CodeUnreadable || e.Place.File != "f.csv" || e.Advice == "" {
		t.Errorf("got %v", err)
	}
}
