package engine

import (
	"context"
	"iter"

	"github.com/farol-kpi/farol"
)

// Engine runs SQL on one warehouse. All methods may be called by any goroutine. Every one returns soon after its context ends.
type Engine interface {
	// Parse proves that sql is exactly one SELECT, and tells what it reads. It runs nothing and needs no table to exist. The
	// error is a *farol.Error (CodeBadSQL, CodeForbiddenSQL) whose Place holds line and column inside sql.
	Parse(ctx context.Context, sql string) (Parsed, error)

	// ParseAggregate proves that expr is one aggregate expression over columns alone: no subquery, no table, no function
	// outside the list.
	ParseAggregate(ctx context.Context, expr string) error

	// Snapshot begins a read-only view of every table at one version (invariant 5). Close it soon: it holds back checkpoints.
	Snapshot(ctx context.Context) (Snapshot, error)

	// Write runs f as the only writer, in one transaction that is committed when f returns nil.
	Write(ctx context.Context, f func(Tx) error) error

	// Checkpoint returns the space of replaced tables to the file, waiting for readers to finish but never blocking them.
	Checkpoint(ctx context.Context) error

	// Dialect tells how this engine's SQL is spelled.
	Dialect() Dialect

	Close() error
}

// Snapshot reads one version of every table. It is used by one goroutine at a time.
type Snapshot interface {
	// Query runs sql of our own making, with args bound by name ($name). Values of a project or user come only in args. After a
	// query that failed the next ones work as long as nothing was published since the snapshot began; then they fail with
	// CodeConflict, because the version is lost.
	Query(ctx context.Context, sql string, args map[string]any) (Rows, error)

	// Tables lists the published tables with their versions.
	Tables(ctx context.Context) ([]Table, error)

	// Close ends the snapshot. Closing it again is no error.
	Close() error
}

// Tx is the writer's transaction.
type Tx interface {
	Snapshot

	// Exec runs one statement of our own making.
	Exec(ctx context.Context, sql string, args map[string]any) (rows int64, err error)

	// Append adds rows to a table in the main schema, much faster than statements do, and tells how many. A row has a value for each of
	// the table's columns in their order: nil, or a bool, int64, float64, string or time.Time as the column's type is; the columns of other
	// types are not appended to. The slice may be used again for the next row. An error of rows ends it and is given as it is; after any
	// error the transaction can only be undone.
	Append(ctx context.Context, table string, rows iter.Seq2[[]any, error]) (int64, error)

	// Publish records, in this transaction, that name has a new version (invariant 2).
	// The version is the engine's to give: one number for all that a transaction publishes (invariant 5).
	Publish(ctx context.Context, t Table) error

	// Withdraw records, in this transaction, that name is published no more. The table itself is the caller's to drop.
	Withdraw(ctx context.Context, name string) error
}

// Rows is an answer, read forward once. Values are nil, bool, int64, float64, string, time.Time (UTC, wall clock) or
// farol.Decimal; wider integers that do not fit come as farol.Decimal. Durations are int64 seconds.
type Rows interface {
	Columns() farol.Schema
	Next() bool
	// Values is valid until the next call of Next.
	Values() []any
	Err() error
	Close() error
}

// Table is a published table.
type Table struct {
	Name        string       `json:"name"`
	Version     int64        `json:"version"` // greater with each commit of the warehouse
	Rows        int64        `json:"rows"`
	Schema      farol.Schema `json:"schema"`
	Fingerprint string       `json:"fingerprint"`  // of all that it was built from; equal means: need not be built again
	Loads       []string     `json:"loads"`        // the load ids that it rests on
	PublishedAt string       `json:"published_at"` // RFC 3339
	DataTo      string       `json:"data_to"`      // the greatest value of its time column, RFC 3339 without zone; "" without one
}

// Parsed is what a SELECT reads.
type Parsed struct {
	Tables     []Ref    // tables that the SQL itself does not define, each once
	Parameters []string // $start, $end
}

// Ref is a name in the SQL with its place there, from 1.
type Ref struct {
	Name         string
	Line, Column int
}

// Dialect spells what differs between engines.
type Dialect interface {
	// Quote makes an identifier of any name.
	Quote(name string) string
	// Type gives the SQL of a column's type. Durations are whole seconds.
	Type(t farol.Type) string
	// Trunc gives the SQL of the first moment of the grain that holds expr. Weeks start on weekStart (1 is Monday, 7 Sunday).
	Trunc(grain farol.Grain, expr string, weekStart int) string
	// Zoned gives the SQL of a wall-clock timestamp moved from one time zone to another; names are checked, then quoted.
	Zoned(expr, from, to string) string
	// Quantile gives the SQL of the continuous quantile q (0 to 1) of expr.
	Quantile(expr string, q float64) string
	// Fold gives the SQL of a text without case and accents, which people's lists are sorted by.
	Fold(expr string) string
	// ContainsFold gives the SQL of "expr holds pattern, whatever the case and accents".
	ContainsFold(expr, pattern string) string
}
