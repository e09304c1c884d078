package lake

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/farol-kpi/farol"
)

// Manifests gives the committed loads of a source, oldest first; none when the source is unknown. Fields that a newer Farol wrote
// are passed over.
func (l *Lake) Manifests(source string) ([]Manifest, error) {
	if err := checkSource(source); err != nil {
		return nil, err
	}
	sequences, err := l.committed(source)
	if err != nil {
		return nil, err
	}
	manifests := make([]Manifest, 0, len(sequences))
	for _, n := range sequences {
		m, err := l.readManifest(source, n)
		if err != nil {
			return nil, err
		}
		manifests = append(manifests, m)
	}
	return manifests, nil
}

// committed lists the numbers of the folders that hold a manifest.
func (l *Lake) committed(source string) ([]int64, error) {
	home := filepath.Join(l.dir, landingDir, source)
	entries, err := os.ReadDir(home)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot list the loads of %q", source).Cause(err)
	}
	var sequences []int64
	for _, e := range entries {
		n, ok := parseSequence(e.Name())
		if !ok {
			continue
		}
		_, err := os.Lstat(filepath.Join(home, e.Name(), manifestName))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, farol.Errorf(farol.CodeInternal, "cannot look into load %s/%s", source, e.Name()).Cause(err)
		}
		sequences = append(sequences, n)
	}
	sort.Slice(sequences, func(i, j int) bool { return sequences[i] < sequences[j] })
	return sequences, nil
}

func (l *Lake) readManifest(source string, sequence int64) (Manifest, error) {
	load := source + "/" + formatSequence(sequence)
	path := filepath.Join(l.dir, landingDir, source, formatSequence(sequence), manifestName)
	damaged := func(why string, cause error) error {
		return farol.Errorf(farol.CodeUnreadable, "the manifest of load %s is damaged: %s", load, why).At(path, 0).
			Hint("restore that file from a backup, or remove the folder of the load and load its item again").Cause(cause)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Manifest{}, damaged("it cannot be read", err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, damaged("it is not the JSON of a manifest", err)
	}
	switch {
	case m.Load != load || m.Source != source || m.Sequence != sequence:
		return Manifest{}, damaged("it belongs to load \""+m.Load+"\"", nil)
	case m.RowsIn < 0 || m.Rows < 0 || m.Rejected < 0:
		return Manifest{}, damaged("it counts fewer than 0 rows", nil)
	}
	for _, f := range m.all() {
		if !safeName(f.Name) || len(f.SHA256) != 64 || f.Bytes < 0 {
			return Manifest{}, damaged("it names a file badly: \""+f.Name+"\"", nil)
		}
	}
	return m, nil
}

// all gives every file of the load, rejects included.
func (m Manifest) all() []File {
	files := append([]File(nil), m.Files...)
	if m.Rejects != nil {
		files = append(files, *m.Rejects)
	}
	return files
}

func safeName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\\\x00")
}

// Path gives the absolute path of a file of a load.
func (l *Lake) Path(m Manifest, f File) string {
	return filepath.Join(l.dir, landingDir, m.Source, formatSequence(m.Sequence), f.Name)
}

// Verify reads every file of a load again and compares it with the manifest. The error names the first that differs.
func (l *Lake) Verify(ctx context.Context, m Manifest) error {
	if err := checkSource(m.Source); err != nil {
		return err
	}
	for _, f := range m.all() {
		if !safeName(f.Name) {
			return farol.Errorf(farol.CodeUnsafePath, "%q cannot name a file of a load", f.Name)
		}
		path := l.Path(m, f)
		damaged := func(why string, cause error) error {
			return farol.Errorf(farol.CodeUnreadable, "load %s is damaged: %s %s", m.Load, f.Name, why).At(path, 0).
				Hint("restore that file from a backup").Cause(cause)
		}
		r, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			return damaged("is missing", err)
		}
		if err != nil {
			return damaged("cannot be opened", err)
		}
		sum, size, err := hash(ctx, r)
		_ = r.Close()
		switch {
		case ctx.Err() != nil:
			return farol.Errorf(farol.CodeCancelled, "the check of load %s was stopped", m.Load).Cause(ctx.Err())
		case err != nil:
			return damaged("cannot be read", err)
		case size != f.Bytes || sum != f.SHA256:
			return damaged("is not what was written", nil)
		}
	}
	return nil
}
