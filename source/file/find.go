package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// Find lists the files that a source's path matches, sorted by path, with the hash of each content. A path that the project
// states as absolute may lie anywhere; a relative one must stay inside the project, also behind symbolic links.
func (r *Reader) Find(ctx context.Context, projectDir string, spec *source.Spec) ([]source.Item, error) {
	paths, err := match(projectDir, spec)
	if err != nil {
		return nil, err
	}
	items := make([]source.Item, 0, len(paths))
	for _, p := range paths {
		item, err := r.hash(ctx, projectDir, p)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// match expands the glob of a source to paths as the project writes them.
func match(projectDir string, spec *source.Spec) ([]string, error) {
	pattern := filepath.Clean(filepath.FromSlash(spec.Path))
	full := pattern
	if !filepath.IsAbs(pattern) {
		if !filepath.IsLocal(pattern) {
			return nil, farol.Errorf(farol.CodeUnsafePath, "path %q of source %q leaves the project folder", spec.Path, spec.Name).
				At(spec.File, spec.Line).Hint("put the files inside the project, or state an absolute path")
		}
		full = filepath.Join(globEscape(projectDir), pattern)
	}
	found, err := filepath.Glob(full)
	if err != nil {
		return nil, farol.Errorf(farol.CodeBadValue, "path %q of source %q is not a valid pattern", spec.Path, spec.Name).
			At(spec.File, spec.Line).Hint("use *, ? and [a-z]; write \\ before a literal bracket").Cause(err)
	}
	isGlob := strings.ContainsAny(pattern, "*?[")
	var paths []string
	for _, f := range found {
		info, err := os.Stat(f)
		if err != nil {
			return nil, unreadable(shown(projectDir, f), err)
		}
		if info.IsDir() {
			if isGlob {
				continue
			}
			return nil, farol.Errorf(farol.CodeUnreadable, "%s is a folder", spec.Path).
				At(spec.File, spec.Line).Hint("write %s to read the files in it", filepath.ToSlash(filepath.Join(spec.Path, "*.csv")))
		}
		if !info.Mode().IsRegular() {
			return nil, farol.Errorf(farol.CodeUnreadable, "%s is not a regular file", shown(projectDir, f)).
				At(spec.File, spec.Line).Hint("copy its content into a file")
		}
		if !filepath.IsAbs(pattern) {
			if err := inside(projectDir, f, spec); err != nil {
				return nil, err
			}
		}
		paths = append(paths, shown(projectDir, f))
	}
	if len(paths) == 0 {
		return nil, farol.Errorf(farol.CodeNoFiles, "no file matches %q of source %q", spec.Path, spec.Name).
			At(spec.File, spec.Line).Hint("check the path; it is relative to the project folder")
	}
	slices.Sort(paths)
	return paths, nil
}

// inside proves that a file found by a relative pattern does not lie outside the project by way of a link.
func inside(projectDir, path string, spec *source.Spec) error {
	root, err := filepath.EvalSymlinks(projectDir)
	if err != nil {
		return unreadable(projectDir, err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return unreadable(shown(projectDir, path), err)
	}
	rel, err := filepath.Rel(root, real)
	if err != nil || !filepath.IsLocal(rel) {
		return farol.Errorf(farol.CodeUnsafePath, "%s is a link that leaves the project folder", shown(projectDir, path)).
			At(spec.File, spec.Line).Hint("state the absolute path of the folder it leads to")
	}
	return nil
}

// globEscape keeps the characters of the project's own folder from being read as a pattern.
func globEscape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// shown gives a path as the project writes it: relative to the project where it lies inside.
func shown(projectDir, path string) string {
	if rel, err := filepath.Rel(projectDir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path
}

// located is the inverse of shown.
func located(projectDir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(projectDir, filepath.FromSlash(path))
}

func (r *Reader) hash(ctx context.Context, projectDir, path string) (source.Item, error) {
	full := located(projectDir, path)
	f, err := os.Open(full)
	if err != nil {
		return source.Item{}, unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // The file is only read.
	info, err := f.Stat()
	if err != nil {
		return source.Item{}, unreadable(path, err)
	}
	h := sha256.New()
	n, err := io.CopyBuffer(h, cancellable{ctx, f}, make([]byte, 1<<20))
	if err != nil {
		if ctx.Err() != nil {
			return source.Item{}, fmt.Errorf("hash %s: %w", path, ctx.Err())
		}
		return source.Item{}, unreadable(path, err)
	}
	item := source.Item{Path: path, Hash: hex.EncodeToString(h.Sum(nil)), Bytes: n}
	r.mu.Lock()
	r.seen[full] = stamp{size: n, modified: info.ModTime(), hash: item.Hash}
	r.mu.Unlock()
	return item, nil
}

// unchanged proves that the file is still the one that Find hashed. A file that was written to since would otherwise land
// under the hash of its older content.
func (r *Reader) unchanged(ctx context.Context, projectDir string, item source.Item) error {
	full := located(projectDir, item.Path)
	info, err := os.Stat(full)
	if err != nil {
		return unreadable(item.Path, err)
	}
	r.mu.Lock()
	s, ok := r.seen[full]
	r.mu.Unlock()
	if ok && s.hash == item.Hash && s.size == info.Size() && s.modified.Equal(info.ModTime()) {
		return nil
	}
	now, err := r.hash(ctx, projectDir, item.Path)
	if err != nil {
		return err
	}
	if now.Hash != item.Hash {
		return farol.Errorf(farol.CodeUnreadable, "%s changed while it was being read", item.Path).At(item.Path, 0).
			Hint("write files under another name and rename them when they are complete; then run again")
	}
	return nil
}

// unreadable tells why the system does not give a file, without internal detail.
func unreadable(path string, err error) *farol.Error {
	e := farol.Errorf(farol.CodeUnreadable, "cannot read the file").At(path, 0).Cause(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return e.Hint("it does not exist (any more)")
	case errors.Is(err, fs.ErrPermission):
		return e.Hint("give the user that runs farol the right to read it")
	}
	return e.Hint("check that it is complete and on a readable disk")
}

// cancellable ends a long read when its context ends.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
