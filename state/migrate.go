package state

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

//go:embed migrations/*.sql
var embedded embed.FS

type migration struct {
	number int
	name   string
	sql    string
}

// migrations reads NNNN_name.sql in ascending order. Numbers have gaps: each room has a range of its own.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var all []migration
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
		digits, _, ok := strings.Cut(name, "_")
		number, err := strconv.Atoi(digits)
		if !ok || err != nil || number < 1 || len(digits) != 4 {
			return nil, fmt.Errorf("BUG: migration %q is not named NNNN_name.sql", file)
		}
		if len(all) > 0 && all[len(all)-1].number == number {
			return nil, fmt.Errorf("BUG: two migrations have the number %04d", number)
		}
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		all = append(all, migration{number, name, string(text)})
	}
	return all, nil
}

func migrate(ctx context.Context, db *sql.DB, path string) error {
	all, err := migrations(embedded)
	if err != nil {
		return err
	}
	return apply(ctx, db, path, all)
}

// apply brings the file up to all. Which migrations a file has is kept in a table, since a room may add a lower number after
// another has added a higher; `pragma user_version` holds the greatest, for tools that look at nothing else.
func apply(ctx context.Context, db *sql.DB, path string, all []migration) error {
	const own = `create table if not exists migration (
		number integer primary key, name text not null, applied_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) strict`
	if _, err := db.ExecContext(ctx, own); err != nil {
		return cannotOpen(path, err)
	}
	have, err := applied(ctx, db)
	if err != nil {
		return cannotOpen(path, err)
	}
	known := map[int]string{}
	for _, m := range all {
		known[m.number] = m.name
	}
	for number, name := range have {
		if known[number] != name {
			return farol.Errorf(farol.CodeConflict, "the state file %s was written by a newer Farol: it has the migration %s, which this one does not know", path, name).
				Hint("start the newer Farol again, or restore a backup that was taken before the upgrade")
		}
	}
	for _, m := range all {
		if _, ok := have[m.number]; ok {
			continue
		}
		if err := applyOne(ctx, db, m); err != nil {
			return farol.Errorf(farol.CodeInternal, "cannot bring the state file %s up to migration %s", path, m.name).
				Hint("the file is as it was before; see the log for the cause").Cause(err)
		}
	}
	return nil
}

func applied(ctx context.Context, db *sql.DB) (map[int]string, error) {
	rows, err := db.QueryContext(ctx, "select number, name from migration")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	have := map[int]string{}
	for rows.Next() {
		var number int
		var name string
		if err := rows.Scan(&number, &name); err != nil {
			return nil, err
		}
		have[number] = name
	}
	return have, rows.Err()
}

// applyOne runs one migration and notes it, in one transaction. Another process may have been faster.
func applyOne(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var done int
	if err := tx.QueryRowContext(ctx, "select count(*) from migration where number = ?", m.number).Scan(&done); err != nil {
		return err
	}
	if done > 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into migration (number, name) values (?, ?)", m.number, m.name); err != nil {
		return err
	}
	var greatest int
	if err := tx.QueryRowContext(ctx, "select max(number) from migration").Scan(&greatest); err != nil {
		return err
	}
	// A pragma takes no parameter; the value is a number of our own.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", greatest)); err != nil {
		return err
	}
	return tx.Commit()
}
