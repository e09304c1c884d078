package state

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"

	"github.com/farol-kpi/farol"

	_ "modernc.org/sqlite" // the driver of the file
)

// DB is the open state file. All methods may be called by any goroutine.
type DB struct {
	writer *sql.DB
	reader *sql.DB
}

// Open opens or makes the file, readable by its owner alone, and applies the migrations that it lacks. A file written by a newer
// Farol is refused, because its tables may mean something else.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, cannotOpen(path, err)
	}
	// SQLite gives its log and shared-memory files the mode of the main one, so it is set before they exist.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if err := f.Close(); err != nil {
		return nil, cannotOpen(path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, cannotOpen(path, err)
	}
	const common = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	name := "file:" + (&url.URL{Path: path}).EscapedPath()
	db := &DB{}
	if db.writer, err = sql.Open("sqlite", name+"?"+common+"&_txlock=immediate"); err != nil {
		return nil, cannotOpen(path, err)
	}
	db.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, db.writer, path); err != nil {
		return nil, closing(db, err)
	}
	if db.reader, err = sql.Open("sqlite", name+"?"+common+"&_pragma=query_only(1)"); err != nil {
		return nil, closing(db, cannotOpen(path, err))
	}
	db.reader.SetMaxOpenConns(4)
	if err := db.reader.PingContext(ctx); err != nil {
		return nil, closing(db, cannotOpen(path, err))
	}
	return db, nil
}

// Write runs f in one transaction, as the only writer, and commits it durably when f returns nil.
func (db *DB) Write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	// After a commit this does nothing; after an error or a panic it gives the writer back.
	defer func() { _ = tx.Rollback() }()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Reader gives the pool that only reads. It sees what Write committed before the statement began.
func (db *DB) Reader() *sql.DB { return db.reader }

// Close waits for what is under way and closes the file.
func (db *DB) Close() error {
	var err error
	if db.reader != nil {
		err = db.reader.Close()
	}
	// The writer goes last: its close folds the log into the file.
	if e := db.writer.Close(); e != nil {
		err = e
	}
	return err
}

func closing(db *DB, err error) error {
	_ = db.Close()
	return err
}

func cannotOpen(path string, err error) error {
	return farol.Errorf(farol.CodeInternal, "cannot open the state file %s", path).
		Hint("see that the folder is there, may be written to, and has space left").Cause(err)
}
