package duckdb_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"go.uber.org/goleak"
)

const holdPath = "FAROL_TEST_HOLD_WAREHOUSE"

// TestMain is the test run, or, when told so, another process that holds a warehouse in the middle of a transaction.
func TestMain(m *testing.M) {
	if path := os.Getenv(holdPath); path != "" {
		hold(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func hold(path string) {
	ctx, cancel := signalContext()
	defer cancel()
	w, err := duckdb.Open(ctx, duckdb.Options{Path: path})
	if err != nil {
		panic(err)
	}
	exec := func(tx engine.Tx, sql string) {
		if _, err := tx.Exec(ctx, sql, nil); err != nil {
			panic(err)
		}
	}
	_ = w.Write(ctx, func(tx engine.Tx) error {
		exec(tx, "CREATE TABLE t AS SELECT range AS v FROM range(1000)")
		return tx.Publish(ctx, engine.Table{Name: "t", Rows: 1000})
	})
	_ = w.Write(ctx, func(tx engine.Tx) error {
		exec(tx, "CREATE TABLE t_new AS SELECT 1 AS v FROM range(5)")
		exec(tx, "DROP TABLE t")
		exec(tx, "ALTER TABLE t_new RENAME TO t")
		_ = tx.Publish(ctx, engine.Table{Name: "t", Rows: 5})
		os.Stdout.WriteString("holding\n")
		<-ctx.Done()
		return ctx.Err()
	})
}

// Invariant 2: a table and its version change in one transaction. A process killed inside it leaves the older of both.
func TestInvariant2KilledWriterLeavesTheOlderVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	other.Env = append(os.Environ(), holdPath+"="+path)
	other.Stderr = os.Stderr
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "holding\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path})
	var f *farol.Error
	if !errors.As(err, &f) || f.Code != farol.CodeLocked || errors.Is(err, duckdb.ErrDamaged) {
		t.Errorf("Open beside another process gave %v, %v", w, err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	if w, err = duckdb.Open(t.Context(), duckdb.Options{Path: path}); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s, err := w.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tables, err := s.Tables(t.Context())
	if err != nil || len(tables) != 1 || tables[0].Rows != 1000 || tables[0].Version != 1 {
		t.Errorf("published: %v, %v", tables, err)
	}
	rows, err := place{w: w}.query(t, "SELECT count(*), max(v) FROM t")
	if err != nil || rows[0][0] != int64(1000) || rows[0][1] != int64(999) {
		t.Errorf("the table holds %v, %v", rows, err)
	}
}

func signalContext() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}
