package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// projectFiles are the files and folders that a project is read from, and the values that it refers to.
var projectFiles = []string{"farol.yaml", "access.yaml", "sources", "models", "entities", "metrics", "forecasts", "pages", "secrets"}

// readingOf gives a fingerprint of a project's files by their names, sizes and times, without reading them.
func readingOf(dir string) (string, error) {
	h := sha256.New()
	for _, name := range projectFiles {
		err := filepath.WalkDir(filepath.Join(dir, name), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return skipMissing(err)
			}
			info, err := os.Stat(path) // What a link points to counts, not the link.
			if err != nil {
				return skipMissing(err)
			}
			fmt.Fprintf(h, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// skipMissing passes over a file that is not there, or went while it was looked for.
func skipMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
