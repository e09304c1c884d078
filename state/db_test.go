package state

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/farol-kpi/farol"
)

func TestOpenMigratesAndKeepsTheFilePrivate(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a b?c#d%", "state.db")
	for range 2 { // the second opening finds everything applied
		db, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		var mode string
		var sync, keys, version int
		for q, to := range map[string]any{"pragma journal_mode": &mode, "pragma synchronous": &sync, "pragma foreign_keys": &keys, "pragma user_version": &version} {
			if err := db.writer.QueryRow(q).Scan(to); err != nil {
				t.Fatal(err)
			}
		}
		if mode != "wal" || sync != 2 || keys != 1 || version < 1 {
			t.Errorf("journal %s, synchronous %d, foreign keys %d, version %d", mode, sync, keys, version)
		}
		if _, err := db.Reader().Exec("insert into access_version values (2, 2)"); err == nil {
			t.Error("the reader wrote")
		}
		for _, suffix := range []string{"", "-wal"} {
			info, err := os.Stat(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", suffix, info.Mode())
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWriteIsWholeOrNothing(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	stop := errors.New("stop")
	err := db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("update access_version set version = 99"); err != nil {
			t.Fatal(err)
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	if v := version(t, db); v != 1 {
		t.Errorf("a refused write left version %d", v)
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			err := db.Write(ctx, func(tx *sql.Tx) error {
				_, err := tx.Exec("update access_version set version = version + 1")
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if v := version(t, db); v != 21 {
		t.Errorf("20 writers made version %d of 21", v)
	}
}

func TestMigrationsWithGapsAndAFailure(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	base, err := migrations(embedded)
	if err != nil {
		t.Fatal(err)
	}
	later := append(append([]migration{}, base...), migration{9040, "9040_late", "create table late (x)"})
	if err := apply(ctx, db.writer, "f", later); err != nil {
		t.Fatal(err)
	}
	// A lower number that comes afterwards is applied all the same.
	between := append(append([]migration{}, later...), migration{9020, "9020_between", "create table between_them (x)"})
	if err := apply(ctx, db.writer, "f", between); err != nil {
		t.Fatal(err)
	}
	var v int
	if err := db.writer.QueryRow("pragma user_version").Scan(&v); err != nil || v != 9040 {
		t.Errorf("user_version %d, %v", v, err)
	}
	broken := append(append([]migration{}, between...), migration{9050, "9050_broken", "create table half (x); create nonsense"})
	if err := apply(ctx, db.writer, "f", broken); err == nil {
		t.Error("a broken migration passed")
	}
	if _, err := db.writer.Exec("select * from half"); err == nil {
		t.Error("half a migration stayed")
	}
	// What is known here no longer reaches that far: the file is of a newer Farol.
	err = apply(ctx, db.writer, "f", base)
	var fe *farol.Error
	if !errors.As(err, &fe) || fe.Code != farol.CodeConflict || !strings.Contains(fe.Message, "newer Farol") {
		t.Errorf("got %v", err)
	}
}

func open(t *testing.T) *DB {
	t.Helper()
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func version(t *testing.T, db *DB) (v int) {
	t.Helper()
	if err := db.Reader().QueryRow("select version from access_version").Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
