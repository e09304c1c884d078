package project

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/farol-kpi/farol"
)

// ReadDecisions reads what people decided of an entity's records as it stands on disk now, apart from the rest of the project. A file that is
// not there holds none.
func ReadDecisions(dir, name string) ([]Decision, error) {
	file := DecisionsFile(name)
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file))); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	l := &loader{
		dir: dir, opts: Options{Lookup: func(string) (string, bool) { return "", false }},
		project: &Project{Dir: dir, roots: map[string]*node{}, secrets: map[string]string{}},
		early:   map[farol.Place]bool{}, faulty: map[*node]bool{}, broken: map[string]bool{}, decided: map[string][]Decision{},
	}
	l.resource(typeDecisions, file, name)
	e := &Entity{Name: name, Decisions: l.decided[name]}
	l.checkDecisions(e)
	return e.Decisions, sorted(l.errs).Err()
}
