package enginetest

import (
	"errors"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// Run runs the suite. open gives a new, empty engine that closes itself at the end of the test.
func Run(t *testing.T, open func(t *testing.T) engine.Engine) {
	t.Run("parse", func(t *testing.T) { testParse(t, open(t)) })
	t.Run("parse aggregate", func(t *testing.T) { testParseAggregate(t, open(t)) })
	t.Run("values", func(t *testing.T) { testValues(t, open(t)) })
	t.Run("parameters", func(t *testing.T) { testParameters(t, open(t)) })
	t.Run("dialect", func(t *testing.T) { testDialect(t, open(t)) })
	t.Run("publish", func(t *testing.T) { testPublish(t, open(t)) })
	t.Run("rollback", func(t *testing.T) { testRollback(t, open(t)) })
	t.Run("append", func(t *testing.T) { testAppend(t, open(t)) })
	t.Run("snapshot keeps its version", func(t *testing.T) { testSnapshot(t, open(t)) })
	t.Run("failed query", func(t *testing.T) { testFailedQuery(t, open(t)) })
	t.Run("reads beside swaps", func(t *testing.T) { testSwaps(t, open(t)) })
	t.Run("writers wait for each other", func(t *testing.T) { testWriters(t, open(t)) })
	t.Run("cancel", func(t *testing.T) { testCancel(t, open(t)) })
	t.Run("checkpoint", func(t *testing.T) { testCheckpoint(t, open(t)) })
	t.Run("close", func(t *testing.T) { testClose(t, open(t)) })
}

func codeOf(err error) farol.Code {
	var e *farol.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func exec(t *testing.T, e engine.Engine, statements ...string) {
	t.Helper()
	err := e.Write(t.Context(), func(tx engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(t.Context(), s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func snapshot(t *testing.T, e engine.Engine) engine.Snapshot {
	t.Helper()
	s, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func query(t *testing.T, s engine.Snapshot, sql string, args map[string]any) (farol.Schema, [][]any) {
	t.Helper()
	rows, err := s.Query(t.Context(), sql, args)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer rows.Close()
	var all [][]any
	for rows.Next() {
		all = append(all, append([]any(nil), rows.Values()...))
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return rows.Columns(), all
}

// one reads one fresh value.
func one(t *testing.T, e engine.Engine, sql string) any {
	t.Helper()
	s, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, rows := query(t, s, sql, nil)
	if len(rows) != 1 || len(rows[0]) != 1 {
		t.Fatalf("%s: gave %v, want one value", sql, rows)
	}
	return rows[0][0]
}
