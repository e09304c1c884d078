package lake

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/farol-kpi/farol"
)

// Landing is a load that is being written. Its files become a load with Commit, or go with Discard. It is used by one goroutine
// at a time.
type Landing struct {
	lake   *Lake
	source string
	dir    string
	ended  bool
}

// Begin makes an empty staging folder for a load of source. Several may be open at once, also of one source.
func (l *Lake) Begin(source string) (*Landing, error) {
	if err := checkSource(source); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	dir, err := os.MkdirTemp(filepath.Join(l.dir, stagingDir), source+"-*")
	if err != nil {
		return nil, writeError("cannot make a staging folder in the lake", err)
	}
	l.open[dir] = true
	return &Landing{lake: l, source: source, dir: dir}, nil
}

// Dir gives the folder to write the load's files into: Parquet files, and rejects.jsonl where rows were rejected.
func (s *Landing) Dir() string { return s.dir }

// Discard removes the staging folder. After Commit it does nothing, so it can be deferred.
func (s *Landing) Discard() error {
	if s.ended {
		return nil
	}
	s.end()
	if err := os.RemoveAll(s.dir); err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot remove %s", s.dir).Cause(err)
	}
	return nil
}

func (s *Landing) end() {
	s.ended = true
	s.lake.mu.Lock()
	delete(s.lake.open, s.dir)
	s.lake.mu.Unlock()
}

// Commit makes the folder the newest load of its source and returns its manifest, in which it has set Load, Source, Sequence,
// Files, Rejects and, where it was zero, LandedAt. When Commit returns nil the load is on disk for good.
//
// Invariant 1: every file is fsynced before the manifest that names it exists, and the manifest before Commit returns.
func (s *Landing) Commit(ctx context.Context, m Manifest) (Manifest, error) {
	if s.ended {
		return Manifest{}, farol.Errorf(farol.CodeInternal, "this load of %q was committed or discarded before", s.source)
	}
	m.Source = s.source
	if m.LandedAt.IsZero() {
		m.LandedAt = time.Now().UTC().Truncate(time.Microsecond)
	}
	if err := s.seal(ctx, &m); err != nil {
		return Manifest{}, err
	}
	if err := ctx.Err(); err != nil {
		return Manifest{}, farol.Errorf(farol.CodeCancelled, "the load of %q was stopped before it was committed", s.source).Cause(err)
	}

	// From here to the end nothing is cancelled: it takes milliseconds, and CleanStaging must not see the folder between the
	// rename and its manifest.
	l := s.lake
	l.mu.Lock()
	err := s.land(&m)
	l.mu.Unlock()
	if err != nil {
		return Manifest{}, err
	}
	s.end()
	return m, nil
}

// seal makes the staged files durable and describes them in the manifest.
func (s *Landing) seal(ctx context.Context, m *Manifest) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot list %s", s.dir).Cause(err)
	}
	m.Files, m.Rejects = []File{}, nil
	for _, e := range entries {
		if !e.Type().IsRegular() || e.Name() == manifestName {
			return farol.Errorf(farol.CodeInternal, "BUG: %s does not belong in a load", filepath.Join(s.dir, e.Name()))
		}
		f, err := sealFile(ctx, s.dir, e.Name())
		if err != nil {
			return err
		}
		if err := s.lake.step("file"); err != nil {
			return err
		}
		if e.Name() != rejectsName {
			m.Files = append(m.Files, f)
		} else if f.Bytes > 0 {
			m.Rejects = &f
		}
	}
	if err := syncDir(s.dir); err != nil {
		return writeError("cannot write the folder of a load to disk", err)
	}
	return s.lake.step("folder")
}

// land moves the folder to its number and writes the manifest there. The caller holds the lake's lock.
func (s *Landing) land(m *Manifest) error {
	home := filepath.Join(s.lake.dir, landingDir, s.source)
	if err := os.MkdirAll(home, 0o750); err != nil {
		return writeError("cannot make the source's folder in the lake", err)
	}
	if err := syncDir(filepath.Dir(home)); err != nil {
		return writeError("cannot write the lake's folder to disk", err)
	}
	last, err := lastSequence(home)
	if err != nil {
		return err
	}
	m.Sequence = last + 1
	m.Load = s.source + "/" + formatSequence(m.Sequence)
	target := filepath.Join(home, formatSequence(m.Sequence))
	if err := os.Rename(s.dir, target); err != nil {
		return writeError("cannot move a load into the lake", err)
	}
	// The folder now has its number. A failure from here on gives it back to staging, so that Discard finds it.
	back := func(err error) error {
		if !errors.Is(err, errCrash) {
			_ = os.Remove(filepath.Join(target, manifestName))
			_ = os.Rename(target, s.dir)
		}
		return err
	}
	if err := s.lake.step("rename"); err != nil {
		return back(err)
	}
	if err := syncDir(home); err != nil {
		return back(writeError("cannot write the source's folder to disk", err))
	}
	if err := s.lake.step("home"); err != nil {
		return back(err)
	}
	if err := s.lake.writeManifest(target, m); err != nil {
		return back(err)
	}
	return nil
}

func (l *Lake) writeManifest(dir string, m *Manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot write the manifest of %s", m.Load).Cause(err)
	}
	unfinished := filepath.Join(dir, manifestName+".unfinished")
	if err := writeSynced(unfinished, append(text, '\n')); err != nil {
		_ = os.Remove(unfinished)
		return writeError("cannot write the manifest of "+m.Load, err)
	}
	if err := l.step("manifest"); err != nil {
		return err
	}
	if err := os.Rename(unfinished, filepath.Join(dir, manifestName)); err != nil {
		_ = os.Remove(unfinished)
		return writeError("cannot write the manifest of "+m.Load, err)
	}
	if err := l.step("commit"); err != nil {
		return err
	}
	if err := syncDir(dir); err != nil {
		return writeError("cannot write the manifest of "+m.Load+" to disk", err)
	}
	return nil
}

// errCrash is what tests return from Lake.crash: nothing is tidied after it, as nothing is after a power cut.
var errCrash = errors.New("crash")

func (l *Lake) step(name string) error {
	if l.crash == nil {
		return nil
	}
	return l.crash(name)
}

func writeError(what string, err error) *farol.Error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return farol.Errorf(farol.CodeDiskFull, "%s: no space left", what).Hint("free space on the lake's disk and run again").Cause(err)
	}
	return farol.Errorf(farol.CodeInternal, "%s", what).Hint("see that this user may write there").Cause(err)
}
