package project

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// CheckFiles holds a source against its files: the columns of the contract must be in them.
func CheckFiles(p *Project, s *source.Spec, files source.Peeked) (errs farol.Errors) {
	root := p.roots[s.File]
	for _, missing := range files.Missing {
		at := root.keySpot("key")
		for _, n := range root.get("key").list() {
			if n.text == missing.Column {
				at = n.spot
			}
		}
		for _, e := range entriesOf(root.get("columns")) {
			if e.key == missing.Column {
				at = e.spot
				if from := e.value.get("from"); from != nil {
					at = from.spot
				}
			}
		}
		errs = append(errs, farol.Errorf(farol.CodeMissingColumn, "the column %q is not in %s", missing.Header, missing.File).
			AtColumn(s.File, at.line, at.column).Hint("%s", missing.Hint))
	}
	redact(errs, p.secrets)
	return errs
}

// NoFiles is the warning about a source whose path matches no file. It is no error, since a project is checked where its data are not,
// and files may come later.
func NoFiles(p *Project, s *source.Spec) *farol.Error {
	root := p.roots[s.File]
	at := root.keySpot("path")
	if n := root.get("path"); n != nil {
		at = n.spot
	}
	e := farol.Errorf(farol.CodeNoFiles, "no file matches %q of source %q", s.Path, s.Name).AtColumn(s.File, at.line, at.column).
		Hint("%s", hintOr(nearPath(p.Dir, s.Path), "put the files there, or correct the path: it is relative to the project's folder"))
	redact(farol.Errors{e}, p.secrets)
	return e
}

// nearPath goes along a path to where the disk has no such name, and offers what is there.
func nearPath(dir, pattern string) string {
	if filepath.IsAbs(pattern) {
		dir = "/"
	}
	parts := strings.Split(strings.Trim(path.Clean(filepath.ToSlash(pattern)), "/"), "/")
	for i, part := range parts {
		here := filepath.Join(append([]string{dir}, parts[:i]...)...)
		if !strings.ContainsAny(part, "*?[") {
			if _, err := os.Stat(filepath.Join(here, part)); err == nil {
				continue
			}
		}
		found, err := os.ReadDir(here)
		if err != nil {
			return ""
		}
		var names []string
		for _, d := range found {
			if !strings.HasPrefix(d.Name(), ".") && d.IsDir() == (i < len(parts)-1) {
				names = append(names, path.Join(path.Join(parts[:i]...), d.Name()))
			}
		}
		folder := path.Join(parts[:i]...)
		switch {
		case strings.ContainsAny(part, "*?[") && len(names) == 0 && folder != "":
			return "the folder " + folder + " holds no file yet"
		case strings.ContainsAny(part, "*?[") && folder != "":
			return "the folder " + folder + " holds " + shortList(names)
		case !strings.ContainsAny(part, "*?["):
			missing := path.Join(folder, part)
			if i < len(parts)-1 {
				return hintOr(didYouMean(missing, names), "there is no folder "+missing+" yet")
			}
			return didYouMean(missing, names)
		}
		return ""
	}
	return ""
}
