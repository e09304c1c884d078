package file

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // The loader instance: it may read files but runs no SQL of a project.

	"github.com/farol-kpi/farol"
)

// Options of a Reader. Zero MemoryMB and Threads leave DuckDB's own choice.
type Options struct {
	TempDir  string // for decompressed and cleaned copies, removed after each use
	MemoryMB int
	Threads  int
	TimeZone string // the project's: timestamps are landed as wall clock of this zone
}

// Reader reads files. Its methods may be called by any goroutine.
type Reader struct {
	db   *sql.DB
	temp string
	zone *time.Location

	mu   sync.Mutex
	seen map[string]stamp // absolute path → what Find hashed
}

// stamp tells whether a file is still the one that was hashed.
type stamp struct {
	size     int64
	modified time.Time
	hash     string
}

// Open starts the loader instance.
func Open(ctx context.Context, o Options) (*Reader, error) {
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return nil, farol.Errorf(farol.CodeBadValue, "unknown time zone %q", o.TimeZone).
			Hint("write a name such as Europe/Lisbon").Cause(err)
	}
	temp := o.TempDir
	if temp == "" {
		temp = os.TempDir()
	}
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, fmt.Errorf("create folder for temporary files: %w", err)
	}
	clearLeft(temp)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("open loader: %w", err)
	}
	settings := []string{
		"SET autoinstall_known_extensions=false",
		"SET autoload_known_extensions=false",
		"SET allow_community_extensions=false",
		"SET GLOBAL TimeZone='UTC'",
		"SET temp_directory=" + literal(filepath.Join(temp, "loader-spill")),
	}
	if o.MemoryMB > 0 {
		settings = append(settings, fmt.Sprintf("SET memory_limit='%dMB'", o.MemoryMB))
	}
	if o.Threads > 0 {
		settings = append(settings, fmt.Sprintf("SET threads=%d", o.Threads))
	}
	for _, s := range settings {
		if _, err := db.ExecContext(ctx, s); err != nil {
			_ = db.Close()
			return nil, fmt.Errorf("set up loader: %s: %w", s, err)
		}
	}
	return &Reader{db: db, temp: temp, zone: zone, seen: map[string]stamp{}}, nil
}

// leftFor is how long a copy of ours may lie before it is taken for one that a killed process left behind: another process may
// be at work in the same folder.
const leftFor = time.Hour

// clearLeft removes the copies that a killed process left behind. What cannot be removed does no harm.
func clearLeft(temp string) {
	for _, pattern := range []string{"plain-*.txt", "clean-*.csv", "unpacked-*"} {
		found, err := filepath.Glob(filepath.Join(globEscape(temp), pattern))
		if err != nil {
			continue
		}
		for _, path := range found {
			if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > leftFor {
				_ = os.Remove(path)
			}
		}
	}
}

// Close stops the loader instance.
func (r *Reader) Close() error {
	if err := r.db.Close(); err != nil {
		return fmt.Errorf("close loader: %w", err)
	}
	return nil
}

// literal spells a text in SQL. It is used for paths and settings, which DuckDB does not take as parameters.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoted spells an identifier in SQL.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
