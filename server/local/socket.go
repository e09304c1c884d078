package local

import (
	"os"
	"path/filepath"

	"github.com/farol-kpi/farol"
)

// SocketName gives a name of a socket that fits the system's 107 bytes: its path, or its path from here where only that is short enough.
// Who listens and who dials must both use it.
func SocketName(path string) (string, error) {
	const most = 107
	if len(path) <= most {
		return path, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if relative, err := filepath.Rel(here, path); err == nil && len(relative) <= most {
		return relative, nil
	}
	return "", farol.Errorf(farol.CodeUsage, "the project's path is too long for a socket: %s", path).
		Hint("start farol in the project's folder, or move the project to a shorter path")
}
