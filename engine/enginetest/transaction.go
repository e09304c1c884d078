package enginetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/google/go-cmp/cmp"
)

// Invariant 2: a table and the loads it is built from change in one transaction.
func testPublish(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	table := engine.Table{
		Name: "sales", Rows: 2, Fingerprint: "f1", Loads: []string{"sales/00000001"}, PublishedAt: "2026-01-02T03:04:05Z", DataTo: "2026-01-01",
		Schema: farol.Schema{{Name: "amount", Type: farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 9}}},
	}
	other := engine.Table{Name: "stores", Schema: farol.Schema{}, Loads: []string{}}
	publish := func(tables ...engine.Table) {
		t.Helper()
		err := e.Write(ctx, func(tx engine.Tx) error {
			for _, x := range tables {
				if err := tx.Publish(ctx, x); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tables := func() []engine.Table {
		t.Helper()
		s, err := e.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		all, err := s.Tables(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := tables(); len(got) != 0 {
		t.Fatalf("a new engine publishes %v", got)
	}
	publish(table, other)
	table.Version, other.Version = 1, 1
	if diff := cmp.Diff([]engine.Table{table, other}, tables()); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	before := snapshot(t, e)
	table.Fingerprint = "f2"
	publish(table)
	table.Version = 2
	if diff := cmp.Diff([]engine.Table{table, other}, tables()); diff != "" {
		t.Errorf("second (-want +got):\n%s", diff)
	}
	if old, err := before.Tables(ctx); err != nil || len(old) != 2 || old[0].Version != 1 || old[0].Fingerprint != "f1" {
		t.Errorf("an older snapshot sees %v, %v", old, err)
	}
	lost := errors.New("lost")
	if err := e.Write(ctx, func(tx engine.Tx) error {
		if err := tx.Publish(ctx, engine.Table{Name: "ghost"}); err != nil {
			return err
		}
		return lost
	}); !errors.Is(err, lost) {
		t.Fatalf("Write gave %v", err)
	}
	if err := e.Write(ctx, func(tx engine.Tx) error { return tx.Withdraw(ctx, "stores") }); err != nil {
		t.Fatal(err)
	}
	publish(table)
	table.Version = 3
	if diff := cmp.Diff([]engine.Table{table}, tables()); diff != "" {
		t.Errorf("after an undone and a withdrawn one (-want +got):\n%s", diff)
	}
}

func testRollback(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	exec(t, e, "CREATE TABLE t AS SELECT 1 AS a")
	wanted := errors.New("wanted")
	insert := func(tx engine.Tx) {
		if _, err := tx.Exec(ctx, "INSERT INTO t VALUES (2)", nil); err != nil {
			t.Error(err)
		}
	}
	if err := e.Write(ctx, func(tx engine.Tx) error { insert(tx); return wanted }); !errors.Is(err, wanted) {
		t.Errorf("Write gave %v", err)
	}
	func() {
		defer func() {
			if got := recover(); got != "wanted" {
				t.Errorf("the panic became %v", got)
			}
		}()
		_ = e.Write(ctx, func(tx engine.Tx) error { insert(tx); panic("wanted") })
	}()
	cancelled, cancel := context.WithCancel(ctx)
	if err := e.Write(cancelled, func(tx engine.Tx) error { insert(tx); cancel(); return nil }); codeOf(err) != farol.CodeCancelled {
		t.Errorf("a cancelled Write gave %v", err)
	}
	if err := e.Write(ctx, func(tx engine.Tx) error {
		insert(tx)
		_, err := tx.Exec(ctx, "INSERT INTO t SELECT no_such_column", nil)
		return err
	}); codeOf(err) != farol.CodeStepFailed {
		t.Errorf("a failing statement gave %v", err)
	}
	if n := one(t, e, "SELECT count(*) FROM t"); n != int64(1) {
		t.Errorf("%v rows are left, want 1", n)
	}
	// An answer left open does not hold up the commit.
	if err := e.Write(ctx, func(tx engine.Tx) error {
		if _, err := tx.Query(ctx, "SELECT * FROM t", nil); err != nil {
			return err
		}
		insert(tx)
		return nil
	}); err != nil {
		t.Error(err)
	}
	if n := one(t, e, "SELECT count(*) FROM t"); n != int64(2) {
		t.Errorf("%v rows after the commit, want 2", n)
	}
}

// Invariant 5: a reader holds one version of every table, from the moment it was given.
func testSnapshot(t *testing.T, e engine.Engine) {
	exec(t, e, "CREATE TABLE a AS SELECT 1 AS v", "CREATE TABLE b AS SELECT 1 AS v")
	s := snapshot(t, e)
	// Nothing was read from s yet; it must hold the version all the same.
	exec(t, e, "CREATE TABLE a_new AS SELECT 2 AS v", "DROP TABLE a", "ALTER TABLE a_new RENAME TO a", "UPDATE b SET v = 2")
	for range 2 {
		if _, rows := query(t, s, "SELECT a.v, b.v FROM a, b", nil); rows[0][0] != int64(1) || rows[0][1] != int64(1) {
			t.Errorf("the older snapshot sees %v", rows)
		}
	}
	if _, rows := query(t, snapshot(t, e), "SELECT a.v, b.v FROM a, b", nil); rows[0][0] != int64(2) || rows[0][1] != int64(2) {
		t.Errorf("a newer snapshot sees %v", rows)
	}
	if rows, err := s.Query(t.Context(), "INSERT INTO b VALUES (3)", nil); err == nil {
		_ = rows.Close()
		t.Error("a snapshot wrote")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close gave %v", err)
		}
	}
}

// A query that fails leaves the snapshot as it was, or, when its version is lost, of no use: it never sees another version.
func testFailedQuery(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	exec(t, e, "CREATE TABLE a AS SELECT 1 AS v")
	publish := func(tx engine.Tx) error { return tx.Publish(ctx, engine.Table{Name: "a"}) }
	if err := e.Write(ctx, publish); err != nil {
		t.Fatal(err)
	}
	s := snapshot(t, e)
	fail := func(sql string) {
		t.Helper()
		rows, err := s.Query(ctx, sql, nil)
		if err == nil {
			for rows.Next() {
				t.Errorf("%s gave %v", sql, rows.Values())
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if codeOf(err) != farol.CodeStepFailed {
			t.Errorf("%s: %v", sql, err)
		}
	}
	const atRun = "SELECT CAST(v || 'x' AS INTEGER) FROM a"
	for _, sql := range []string{"SELECT nothing FROM a", "SELEC", atRun} {
		fail(sql)
		if _, rows := query(t, s, "SELECT v FROM a", nil); rows[0][0] != int64(1) {
			t.Errorf("after %s: %v", sql, rows)
		}
	}
	if tables, err := s.Tables(ctx); err != nil || len(tables) != 1 {
		t.Errorf("Tables: %v, %v", tables, err)
	}
	fail(atRun)
	exec(t, e, "UPDATE a SET v = 2")
	if err := e.Write(ctx, publish); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		rows, err := s.Query(ctx, "SELECT v FROM a", nil)
		if err == nil {
			for rows.Next() {
				if v := rows.Values()[0]; v != int64(1) {
					t.Errorf("the snapshot moved on to %v", v)
				}
			}
			_ = rows.Close()
		} else if codeOf(err) != farol.CodeConflict {
			t.Errorf("a lost snapshot: %v", err)
		}
	}
}

func testSwaps(t *testing.T, e engine.Engine) {
	exec(t, e, "CREATE TABLE a AS SELECT 0 AS v FROM range(1000)", "CREATE TABLE b AS SELECT 0 AS v FROM range(1000)")
	var done atomic.Bool
	var reads atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for !done.Load() {
				s, err := e.Snapshot(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				rows, err := s.Query(t.Context(), "SELECT (SELECT [count(*), min(v), max(v)]::VARCHAR FROM a), (SELECT [count(*), min(v), max(v)]::VARCHAR FROM b)", nil)
				if err != nil {
					t.Error(err)
				} else {
					for rows.Next() {
						if v := rows.Values(); v[0] != v[1] {
							t.Errorf("one snapshot sees %v", v)
						}
					}
					if err := rows.Err(); err != nil {
						t.Error(err)
					}
					_ = rows.Close()
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				reads.Add(1)
			}
		})
	}
	for i := 1; i <= 20; i++ {
		for _, name := range []string{"a", "b"} {
			exec(t, e, fmt.Sprintf("CREATE OR REPLACE TABLE %s_new AS SELECT %d AS v FROM range(1000)", name, i))
		}
		exec(t, e, "DROP TABLE a", "ALTER TABLE a_new RENAME TO a", "DROP TABLE b", "ALTER TABLE b_new RENAME TO b")
	}
	done.Store(true)
	wg.Wait()
	if reads.Load() < 2 {
		t.Errorf("only %d reads ran beside the swaps", reads.Load())
	}
}

func testWriters(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	exec(t, e, "CREATE TABLE n AS SELECT 0 AS v")
	var wg sync.WaitGroup
	var inside atomic.Int32
	for range 8 {
		wg.Go(func() {
			err := e.Write(ctx, func(tx engine.Tx) error {
				if inside.Add(1) != 1 {
					t.Error("two writers at once")
				}
				defer inside.Add(-1)
				_, rows := query(t, tx, "SELECT v FROM n", nil)
				_, err := tx.Exec(ctx, "UPDATE n SET v = $v", map[string]any{"v": rows[0][0].(int64) + 1})
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if v := one(t, e, "SELECT v FROM n"); v != int64(8) {
		t.Errorf("8 writers made %v", v)
	}
	// Who waits for the writer can give up.
	err := e.Write(ctx, func(engine.Tx) error {
		short, cancel := context.WithCancel(ctx)
		cancel()
		if err := e.Write(short, func(engine.Tx) error { t.Error("a second writer ran"); return nil }); codeOf(err) != farol.CodeCancelled {
			t.Errorf("a waiting writer gave %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func testCancel(t *testing.T, e engine.Engine) {
	const forever = "SELECT sum(a.range * b.range % 7) FROM range(10000000) a, range(10000000) b"
	s := snapshot(t, e)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	rows, err := s.Query(ctx, forever, nil)
	if err == nil {
		for rows.Next() {
			t.Error("a cancelled query gave rows")
		}
		err = rows.Err()
		_ = rows.Close()
	}
	if codeOf(err) != farol.CodeCancelled {
		t.Errorf("a cancelled query gave %v", err)
	}
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("cancelling took %v", d)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if v := one(t, e, "SELECT 1"); v != int64(1) {
		t.Errorf("after a cancelled query: %v", v)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := e.Write(ctx, func(tx engine.Tx) error {
		_, err := tx.Exec(ctx, "CREATE TABLE x AS "+forever, nil)
		return err
	}); codeOf(err) != farol.CodeCancelled {
		t.Errorf("a cancelled Write gave %v", err)
	}
	exec(t, e, "CREATE TABLE x AS SELECT 1")
}

func testCheckpoint(t *testing.T, e engine.Engine) {
	ctx := t.Context()
	exec(t, e, "CREATE TABLE a AS SELECT range AS v FROM range(10000)")
	s, err := e.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	query(t, s, "SELECT count(*) FROM a", nil)
	exec(t, e, "CREATE TABLE a_new AS SELECT 1 AS v", "DROP TABLE a", "ALTER TABLE a_new RENAME TO a")
	result := make(chan error, 1)
	go func() { result <- e.Checkpoint(ctx) }()
	// While it waits for the older snapshot, new ones begin and writes pass.
	for range 5 {
		if v := one(t, e, "SELECT count(*) FROM a"); v != int64(1) {
			t.Errorf("beside a waiting checkpoint: %v", v)
		}
		exec(t, e, "UPDATE a SET v = v + 1")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != nil {
		t.Errorf("Checkpoint: %v", err)
	}
	if v := one(t, e, "SELECT v FROM a"); v != int64(6) {
		t.Errorf("after the checkpoint: %v", v)
	}
}

func testClose(t *testing.T, e engine.Engine) {
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if _, err := e.Snapshot(t.Context()); err == nil {
		t.Error("Snapshot after Close passed")
	}
	if err := e.Write(t.Context(), func(engine.Tx) error { return nil }); err == nil {
		t.Error("Write after Close passed")
	}
	if _, err := e.Parse(t.Context(), "SELECT 1"); err == nil {
		t.Error("Parse after Close passed")
	}
}
