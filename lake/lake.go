package lake

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
)

const (
	landingDir   = "landing"
	stagingDir   = "staging"
	manifestName = "manifest.json"
	rejectsName  = "rejects.jsonl"
)

// sourceName is what a source may be called here: its name becomes a folder, so it can neither leave the lake nor hide in it.
var sourceName = regexp.MustCompile(`^[\pL\pN_][\pL\pN_.\-]*$`)

// longestName is in letters. The expression does not count them itself: it would be unrolled, which every start of the process would pay for.
const longestName = 128

func isSourceName(name string) bool {
	return utf8.RuneCountInString(name) <= longestName && sourceName.MatchString(name)
}

// Lake is one folder of committed loads. All methods may be called by any goroutine. One process writes to a lake at a time; the
// lock of the warehouse sees to that.
type Lake struct {
	dir string

	mu   sync.Mutex
	open map[string]bool // staging folders of this process that are neither committed nor discarded

	// crash stands for a process that dies after the named step of a commit. Only tests set it.
	crash func(step string) error
}

// Open opens the lake in dir, making its folders when they are missing.
func Open(dir string) (*Lake, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot find the lake's folder %s", dir).Cause(err)
	}
	for _, d := range []string{landingDir, stagingDir} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o750); err != nil {
			return nil, farol.Errorf(farol.CodeInternal, "cannot make the lake's folder %s", filepath.Join(dir, d)).
				Hint("see that this user may write there").Cause(err)
		}
	}
	return &Lake{dir: dir, open: map[string]bool{}}, nil
}

// Dir gives the lake's folder as an absolute path.
func (l *Lake) Dir() string { return l.dir }

// Sources lists the sources that have at least one committed load, by name.
func (l *Lake) Sources() ([]string, error) {
	folders, err := os.ReadDir(filepath.Join(l.dir, landingDir))
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot list the lake's sources").Cause(err)
	}
	var names []string
	for _, f := range folders {
		if !f.IsDir() || !isSourceName(f.Name()) {
			continue
		}
		loads, err := l.committed(f.Name())
		if err != nil {
			return nil, err
		}
		if len(loads) > 0 {
			names = append(names, f.Name())
		}
	}
	sort.Strings(names)
	return names, nil
}

// CleanStaging removes what unfinished loads of a process that died have left: staging folders, and landed folders without a
// manifest. Landings that this process has open stay.
func (l *Lake) CleanStaging() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	staged, err := os.ReadDir(filepath.Join(l.dir, stagingDir))
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot list the lake's staging folder").Cause(err)
	}
	for _, f := range staged {
		if dir := filepath.Join(l.dir, stagingDir, f.Name()); !l.open[dir] {
			if err := os.RemoveAll(dir); err != nil {
				return farol.Errorf(farol.CodeInternal, "cannot remove %s", dir).Cause(err)
			}
		}
	}
	sources, err := os.ReadDir(filepath.Join(l.dir, landingDir))
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot list the lake's sources").Cause(err)
	}
	for _, s := range sources {
		if err := l.cleanSource(filepath.Join(l.dir, landingDir, s.Name())); err != nil {
			return err
		}
	}
	return nil
}

// cleanSource removes landed folders that were never committed and manifests that were never finished. The number of such a
// folder was never told to anybody, so it is free again.
func (l *Lake) cleanSource(dir string) error {
	loads, err := os.ReadDir(dir)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot list %s", dir).Cause(err)
	}
	for _, f := range loads {
		load := filepath.Join(dir, f.Name())
		if _, ok := parseSequence(f.Name()); !ok || !f.IsDir() {
			continue
		}
		_, err := os.Lstat(filepath.Join(load, manifestName))
		if err == nil {
			continue
		}
		if !errors.Is(err, os.ErrNotExist) {
			return farol.Errorf(farol.CodeInternal, "cannot look into %s", load).Cause(err)
		}
		if err := os.RemoveAll(load); err != nil {
			return farol.Errorf(farol.CodeInternal, "cannot remove %s", load).Cause(err)
		}
	}
	return nil
}

func checkSource(name string) error {
	if !isSourceName(name) || strings.Contains(name, "..") {
		return farol.Errorf(farol.CodeUnsafePath, "%q cannot name a source in the lake", name).
			Hint("use letters, digits, _, - and single dots, beginning with a letter, a digit or _")
	}
	return nil
}
