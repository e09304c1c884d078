package duckdb

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// Options say where a warehouse is and what it may use.
type Options struct {
	Path     string // the warehouse's file
	LakeDir  string // the only folder whose files SQL of our own may read
	TempDir  string // where large sorts spill; "" for beside the file
	MemoryMB int    // 0 leaves DuckDB's own limit
	Threads  int    // 0 leaves DuckDB's own number
	Readers  int    // snapshots that may be open at once; 0 means 4
	TimeZone string // the zone that SQL sees timestamps with a zone in; "" means UTC
}

// Warehouse is one open DuckDB file. All methods may be called by any goroutine.
type Warehouse struct {
	path string
	db   *sql.DB

	// life ends with Close, and every running statement with it.
	life context.Context
	end  context.CancelFunc

	writer  chan *sql.Conn // holds the one writing connection while nobody writes
	parser  chan *sql.Conn // the same for the one that parses
	readers chan *sql.Conn
	size    int // of readers

	// touch reads something small on each reader. It is prepared, since a snapshot is begun for every request.
	touch map[*sql.Conn]*sql.Stmt

	conns     []*sql.Conn // all of them
	functions functions

	closing sync.Once
	closed  error
}

var _ engine.Engine = (*Warehouse)(nil)

// opened holds the files that this process has open. DuckDB would give a second Open the same instance, already locked.
var opened sync.Map

// storage makes DuckDB write with all that its version knows. By default it writes what the first stable version can read, and that
// costs a quarter more when a table is made. No older version ever reads a warehouse: it is a cache of the lake.
const storage = "?storage_compatibility_version=latest"

// Open opens the warehouse, making it when the file is missing. An error that wraps ErrDamaged means that the file is there but
// cannot be used; one with farol.CodeLocked, that another process has it.
func Open(ctx context.Context, o Options) (_ *Warehouse, err error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot find the warehouse %s", o.Path).Cause(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot make the folder of the warehouse %s", path).
			Hint("see that this user may write there").Cause(err)
	}
	if _, taken := opened.LoadOrStore(path, true); taken {
		return nil, locked(path, nil)
	}
	defer func() {
		if err != nil {
			opened.Delete(path)
		}
	}()

	connector, err := duckdb.NewConnector(path+storage, nil)
	if err != nil {
		return nil, openError(path, err)
	}
	w := &Warehouse{path: path, db: sql.OpenDB(connector), size: o.Readers}
	if w.size <= 0 {
		w.size = 4
	}
	w.db.SetMaxIdleConns(w.size + 2)
	w.life, w.end = context.WithCancel(context.WithoutCancel(ctx))
	w.writer, w.parser, w.readers = make(chan *sql.Conn, 1), make(chan *sql.Conn, 1), make(chan *sql.Conn, w.size)
	if err := w.prepare(ctx, o); err != nil {
		w.end()
		_ = w.release()
		return nil, err
	}
	return w, nil
}

// prepare fences the instance, makes our own tables and opens all connections.
func (w *Warehouse) prepare(ctx context.Context, o Options) error {
	for range w.size + 2 {
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return openError(w.path, err)
		}
		w.conns = append(w.conns, conn)
	}
	writer, parser, readers := w.conns[0], w.conns[1], w.conns[2:]
	if err := fence(ctx, writer, w.path, o); err != nil {
		return err
	}
	for _, statement := range publishedTables {
		if _, err := writer.ExecContext(ctx, statement); err != nil {
			return openError(w.path, err)
		}
	}
	var err error
	if w.functions, err = listFunctions(ctx, writer); err != nil {
		return openError(w.path, err)
	}
	w.writer <- writer
	w.parser <- parser
	w.touch = map[*sql.Conn]*sql.Stmt{}
	for _, conn := range readers {
		if w.touch[conn], err = conn.PrepareContext(ctx, "SELECT version FROM farol.counter"); err != nil { //nolint:sqlclosecheck // Close ends it with its connection.
			return openError(w.path, err)
		}
		w.readers <- conn
	}
	return nil
}

// Dialect tells how DuckDB's SQL is spelled.
func (w *Warehouse) Dialect() engine.Dialect { return Dialect{} }

// Close interrupts what runs, waits until it has stopped, and gives the file back. It may be called more than once.
func (w *Warehouse) Close() error {
	w.closing.Do(func() {
		w.end()
		for _, pool := range []chan *sql.Conn{w.writer, w.parser, w.readers} {
			for range cap(pool) {
				<-pool
			}
		}
		if err := w.release(); err != nil {
			w.closed = farol.Errorf(farol.CodeInternal, "cannot close the warehouse %s", w.path).Cause(err)
		}
		opened.Delete(w.path)
	})
	return w.closed
}

// release closes all connections and the file.
func (w *Warehouse) release() error {
	for _, touch := range w.touch {
		if touch != nil {
			_ = touch.Close()
		}
	}
	for _, conn := range w.conns {
		_ = conn.Close()
	}
	return w.db.Close()
}

// take borrows a connection from a pool until ctx or the warehouse ends.
func (w *Warehouse) take(ctx context.Context, pool chan *sql.Conn) (*sql.Conn, error) {
	// Both may be ready, and then select would choose by chance.
	if err := w.life.Err(); err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "the warehouse is closed").Cause(err)
	}
	if err := ctx.Err(); err != nil {
		return nil, cancelled(err)
	}
	select {
	case conn := <-pool:
		return conn, nil
	case <-ctx.Done():
		return nil, cancelled(ctx.Err())
	case <-w.life.Done():
		return nil, farol.Errorf(farol.CodeInternal, "the warehouse is closed").Cause(w.life.Err())
	}
}

// bound gives a context that ends with ctx or with the warehouse.
func (w *Warehouse) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(w.life, cancel)
	return ctx, func() { stop(); cancel() }
}
