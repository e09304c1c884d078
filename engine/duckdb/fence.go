package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/farol-kpi/farol"
)

// fence sets what the instance may use and touch, and then locks the settings. It is the first of two fences: inside the lake's
// folder DuckDB would still write, and its own file it would still read, so SQL of a project passes Parse as well.
func fence(ctx context.Context, conn *sql.Conn, path string, o Options) error {
	temp := o.TempDir
	if temp == "" {
		temp = path + ".spill"
	}
	zone := o.TimeZone
	if zone == "" {
		zone = "UTC"
	}
	settings := []string{
		"SET GLOBAL autoinstall_known_extensions = false",
		"SET GLOBAL autoload_known_extensions = false",
		"SET GLOBAL allow_community_extensions = false",
		"SET GLOBAL temp_directory = " + literal(temp),
		"SET GLOBAL TimeZone = " + literal(zone),
	}
	if o.MemoryMB > 0 {
		settings = append(settings, fmt.Sprintf("SET GLOBAL memory_limit = '%dMiB'", o.MemoryMB))
	}
	if o.Threads > 0 {
		settings = append(settings, fmt.Sprintf("SET GLOBAL threads = %d", o.Threads))
	}
	if o.LakeDir != "" {
		lake, err := filepath.Abs(o.LakeDir)
		if err != nil {
			return farol.Errorf(farol.CodeInternal, "cannot find the lake's folder %s", o.LakeDir).Cause(err)
		}
		// Without the slash at its end the name would also allow a folder that merely begins with it.
		dir := strings.TrimSuffix(filepath.ToSlash(lake), "/") + "/"
		settings = append(settings, "SET GLOBAL allowed_directories = ["+literal(dir)+"]")
	}
	settings = append(settings, "SET GLOBAL enable_external_access = false", "SET GLOBAL lock_configuration = true")
	for _, s := range settings {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return farol.Errorf(farol.CodeInternal, "cannot prepare the warehouse %s", path).Cause(fmt.Errorf("%s: %w", s, err))
		}
	}
	return nil
}

// literal quotes a text as SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
