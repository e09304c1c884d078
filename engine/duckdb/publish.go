package duckdb

import (
	"context"
	"encoding/json"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// publishedTables make what records the published tables. They have no keys: DuckDB's indexes can lose rows when a writer is
// killed, and the one writer needs none.
var publishedTables = []string{
	"CREATE SCHEMA IF NOT EXISTS farol",
	`CREATE TABLE IF NOT EXISTS farol.versions (name VARCHAR, version BIGINT, "rows" BIGINT, "schema" VARCHAR, fingerprint VARCHAR,
		loads VARCHAR, published_at VARCHAR, data_to VARCHAR)`,
	"CREATE TABLE IF NOT EXISTS farol.counter (version BIGINT)",
	"INSERT INTO farol.counter SELECT 0 WHERE NOT EXISTS (FROM farol.counter)",
}

func (t *tx) Publish(ctx context.Context, table engine.Table) error {
	if t.version == 0 {
		if _, err := t.Exec(ctx, "UPDATE farol.counter SET version = version + 1", nil); err != nil {
			return err
		}
		if err := t.conn.QueryRowContext(ctx, "SELECT version FROM farol.counter").Scan(&t.version); err != nil {
			return fault(ctx, err)
		}
	}
	if table.Schema == nil {
		table.Schema = farol.Schema{}
	}
	schema, err := json.Marshal(table.Schema)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot record the schema of %q", table.Name).Cause(err)
	}
	if table.Loads == nil {
		table.Loads = []string{}
	}
	loads, err := json.Marshal(table.Loads)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot record the loads of %q", table.Name).Cause(err)
	}
	if err := t.Withdraw(ctx, table.Name); err != nil {
		return err
	}
	_, err = t.Exec(ctx, "INSERT INTO farol.versions VALUES ($name, $version, $rows, $schema, $fingerprint, $loads, $published_at, $data_to)",
		map[string]any{"name": table.Name, "version": t.version, "rows": table.Rows, "schema": string(schema), "fingerprint": table.Fingerprint,
			"loads": string(loads), "published_at": table.PublishedAt, "data_to": table.DataTo})
	return err
}

func (t *tx) Withdraw(ctx context.Context, name string) error {
	_, err := t.Exec(ctx, "DELETE FROM farol.versions WHERE name = $name", map[string]any{"name": name})
	return err
}

// Tables lists the published tables by name.
func (s *session) Tables(ctx context.Context) ([]engine.Table, error) {
	ctx, cancel := s.w.bound(ctx)
	defer cancel()
	r, err := s.conn.QueryContext(ctx, `SELECT name, version, "rows", "schema", fingerprint, loads, published_at, data_to
		FROM farol.versions ORDER BY name`)
	if err != nil {
		return nil, fault(ctx, err)
	}
	defer r.Close()
	var tables []engine.Table
	for r.Next() {
		var t engine.Table
		var schema, loads string
		if err := r.Scan(&t.Name, &t.Version, &t.Rows, &schema, &t.Fingerprint, &loads, &t.PublishedAt, &t.DataTo); err != nil {
			return nil, fault(ctx, err)
		}
		if err := json.Unmarshal([]byte(schema), &t.Schema); err != nil {
			return nil, farol.Errorf(farol.CodeInternal, "the recorded schema of %q is damaged", t.Name).Cause(err)
		}
		if err := json.Unmarshal([]byte(loads), &t.Loads); err != nil {
			return nil, farol.Errorf(farol.CodeInternal, "the recorded loads of %q are damaged", t.Name).Cause(err)
		}
		tables = append(tables, t)
	}
	return tables, fault(ctx, r.Err())
}
