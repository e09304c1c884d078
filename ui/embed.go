// Package ui carries the built screens inside the binary.
//
// `npm run build` in this folder writes build/. The folder is not kept in git, only a placeholder is, so that the program compiles
// before the screens were built: FS then says that there is nothing to serve. How the files are served (compression, headers, the
// fallback to index.html) belongs to server.
package ui

import (
	"embed"
	"io/fs"
)

// Without "all:" the folder _app, whose name begins with an underscore, would be left out.
//
//go:embed all:build
var build embed.FS

// FS returns the built screens, with index.html at the root, and false when they were not built.
func FS() (fs.FS, bool) {
	sub, err := fs.Sub(build, "build")
	if err != nil {
		return nil, false
	}
	if _, err := fs.Stat(sub, "index.html"); err != nil {
		return nil, false
	}
	return sub, true
}
