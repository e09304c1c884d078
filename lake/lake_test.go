package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T) *Lake {
	t.Helper()
	l, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func stage(t *testing.T, l *Lake, source string, files map[string]string) *Landing {
	t.Helper()
	s, err := l.Begin(source)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(s.Dir(), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func land(t *testing.T, l *Lake, source, text string) Manifest {
	t.Helper()
	m, err := stage(t, l, source, map[string]string{"rows.parquet": text}).Commit(t.Context(), Manifest{Item: text, Rows: 1, RowsIn: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func code(err error) farol.Code {
	var e *farol.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestCommitReadsBackAsWritten(t *testing.T) {
	l := open(t)
	s := stage(t, l, "sales", map[string]string{"rows.parquet": "PAR1", "rejects.jsonl": "{}\n"})
	want := Manifest{
		Item: "data/a.csv", ItemHash: "h", Contract: "c", Mode: "append", Key: []string{"id"},
		Schema: farol.Schema{{Name: "id", Type: farol.Type{Kind: farol.KindDecimal, Precision: 18, Scale: 9}}},
		RowsIn: 3, Rows: 2, Rejected: 1, LandedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Removed: []string{"data/b.csv"},
	}
	got, err := s.Commit(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(); err != nil {
		t.Errorf("Discard after Commit: %v", err)
	}
	want.Load, want.Source, want.Sequence = "sales/00000001", "sales", 1
	want.Files = []File{{"rows.parquet", 4, sum("PAR1")}}
	want.Rejects = &File{"rejects.jsonl", 3, "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("committed (-want +got):\n%s", diff)
	}
	read, err := l.Manifests("sales")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Manifest{want}, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if text, err := os.ReadFile(l.Path(got, got.Files[0])); err != nil || string(text) != "PAR1" {
		t.Errorf("Path leads to %q, %v", text, err)
	}
	if err := l.Verify(t.Context(), got); err != nil {
		t.Errorf("Verify: %v", err)
	}
	if _, err := s.Commit(t.Context(), want); err == nil {
		t.Error("a second Commit of one landing passed")
	}
}

// Invariant 1: a load that is told of is on disk. A process killed after any step leaves the whole load or nothing of it.
func TestInvariant1KilledCommitLeavesAllOrNothing(t *testing.T) {
	seen := map[string]bool{}
	for _, point := range []string{"file", "folder", "rename", "home", "manifest", "commit"} {
		t.Run(point, func(t *testing.T) {
			l := open(t)
			first := land(t, l, "sales", "first")
			s := stage(t, l, "sales", map[string]string{"rows.parquet": "second", "rejects.jsonl": "{}"})
			l.crash = func(step string) error {
				seen[step] = true
				if step == point {
					return errCrash
				}
				return nil
			}
			if _, err := s.Commit(t.Context(), Manifest{}); !errors.Is(err, errCrash) {
				t.Fatalf("Commit: %v", err)
			}
			l, err := Open(l.dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, when := range []string{"before cleaning", "after cleaning"} {
				loads, err := l.Manifests("sales")
				if err != nil {
					t.Fatal(err)
				}
				want := 1
				if point == "commit" {
					want = 2
				}
				if len(loads) != want || loads[0].Load != first.Load {
					t.Fatalf("%s: %d loads, want %d", when, len(loads), want)
				}
				for _, m := range loads {
					if err := l.Verify(t.Context(), m); err != nil {
						t.Errorf("%s: %v", when, err)
					}
				}
				if err := l.CleanStaging(); err != nil {
					t.Fatal(err)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(l.dir, stagingDir, "*")); len(left) > 0 {
				t.Errorf("cleaning left %v", left)
			}
			next := land(t, l, "sales", "third")
			if all, err := l.Manifests("sales"); err != nil || all[len(all)-1].Load != next.Load {
				t.Errorf("the next load is not the last: %v, %v", all, err)
			}
		})
	}
	if len(seen) != 6 {
		t.Errorf("the commit has steps %v, the test knows 6", seen)
	}
}

func TestFailedCommitCanBeTriedAgain(t *testing.T) {
	for _, point := range []string{"folder", "rename", "home", "manifest", "commit"} {
		t.Run(point, func(t *testing.T) {
			l := open(t)
			s := stage(t, l, "sales", map[string]string{"rows.parquet": "x"})
			l.crash = func(step string) error {
				if step == point {
					return errors.New("disk trouble")
				}
				return nil
			}
			if _, err := s.Commit(t.Context(), Manifest{}); err == nil {
				t.Fatal("Commit passed")
			}
			if loads, err := l.Manifests("sales"); err != nil || len(loads) != 0 {
				t.Fatalf("a failed commit left %v, %v", loads, err)
			}
			l.crash = nil
			m, err := s.Commit(t.Context(), Manifest{})
			if err != nil || m.Sequence != 1 {
				t.Fatalf("second try: %v, %v", m.Load, err)
			}
		})
	}
}

func TestConcurrentLandingsGetTheirOwnNumbers(t *testing.T) {
	l := open(t)
	const n = 16
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			s, err := l.Begin("sales")
			if err != nil {
				t.Error(err)
				return
			}
			text := fmt.Sprint("item ", i)
			if err := os.WriteFile(filepath.Join(s.Dir(), "rows.parquet"), []byte(text), 0o600); err != nil {
				t.Error(err)
			}
			if i%4 == 0 {
				if err := s.Discard(); err != nil {
					t.Error(err)
				}
				return
			}
			if err := l.CleanStaging(); err != nil {
				t.Error(err)
			}
			if _, err := s.Commit(t.Context(), Manifest{Item: text}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	loads, err := l.Manifests("sales")
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]bool{}
	for i, m := range loads {
		if m.Sequence != int64(i+1) {
			t.Errorf("load %d has number %d", i, m.Sequence)
		}
		if text, err := os.ReadFile(l.Path(m, m.Files[0])); err != nil || string(text) != m.Item {
			t.Errorf("load %s of %q holds %q, %v", m.Load, m.Item, text, err)
		}
		items[m.Item] = true
	}
	if len(items) != n-n/4 {
		t.Errorf("%d items, want %d", len(items), n-n/4)
	}
}

func TestCleaningSparesOpenLandings(t *testing.T) {
	l := open(t)
	s := stage(t, l, "sales", map[string]string{"rows.parquet": "x"})
	dead := filepath.Join(l.dir, stagingDir, "sales-dead")
	if err := os.MkdirAll(dir(l, "sales", 7), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dead, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := l.CleanStaging(); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{dead, dir(l, "sales", 7)} {
		if _, err := os.Stat(gone); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", gone)
		}
	}
	if _, err := s.Commit(t.Context(), Manifest{}); err != nil {
		t.Errorf("the open landing: %v", err)
	}
}

func TestSourceNamesStayInTheLake(t *testing.T) {
	l := open(t)
	for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, "/etc", "a..b", ".hidden", "a\x00b", "-x", "a b", strings.Repeat("x", 200)} {
		if _, err := l.Begin(name); code(err) != farol.CodeUnsafePath {
			t.Errorf("Begin(%q): %v", name, err)
		}
		if _, err := l.Manifests(name); code(err) != farol.CodeUnsafePath {
			t.Errorf("Manifests(%q): %v", name, err)
		}
	}
	for _, name := range []string{"sales", "Ad_events", "_x", "ação", "a.b-c"} {
		if _, err := l.Begin(name); err != nil {
			t.Errorf("Begin(%q): %v", name, err)
		}
	}
}

func TestSourcesAreThoseWithLoads(t *testing.T) {
	l := open(t)
	land(t, l, "b", "1")
	land(t, l, "a", "1")
	stage(t, l, "c", nil)
	if err := os.MkdirAll(dir(l, "d", 1), 0o750); err != nil {
		t.Fatal(err)
	}
	got, err := l.Sources()
	if err != nil || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("Sources: %v, %v", got, err)
	}
	if none, err := l.Manifests("nobody"); err != nil || len(none) != 0 {
		t.Errorf("Manifests of an unknown source: %v, %v", none, err)
	}
}

func TestDamagedManifestIsNamed(t *testing.T) {
	for name, text := range map[string]string{
		"empty":      "",
		"half":       `{"load": "sales/0000`,
		"other load": `{"load":"sales/00000002","source":"sales","sequence":2}`,
		"escape":     `{"load":"sales/00000001","source":"sales","sequence":1,"files":[{"name":"../../x","bytes":1,"sha256":"` + sum("") + `"}]}`,
		"no hash":    `{"load":"sales/00000001","source":"sales","sequence":1,"files":[{"name":"x","bytes":1}]}`,
		"negative":   `{"load":"sales/00000001","source":"sales","sequence":1,"rows":-1}`,
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			land(t, l, "sales", "x")
			path := filepath.Join(dir(l, "sales", 1), manifestName)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := l.Manifests("sales")
			if code(err) != farol.CodeUnreadable || !strings.Contains(err.Error(), "sales/00000001") || !strings.Contains(err.Error(), "; ") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestUnknownFieldsOfAManifestArePassedOver(t *testing.T) {
	l := open(t)
	land(t, l, "sales", "x")
	path := filepath.Join(dir(l, "sales", 1), manifestName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "{", `{"offsets": {"from": 1},`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if loads, err := l.Manifests("sales"); err != nil || len(loads) != 1 || loads[0].Item != "x" {
		t.Errorf("got %v, %v", loads, err)
	}
}

func TestVerifyFindsDamage(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"changed":   func(p string) error { return os.WriteFile(p, []byte("y"), 0o600) },
		"truncated": func(p string) error { return os.Truncate(p, 0) },
		"missing":   os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			m := land(t, l, "sales", "x")
			if err := damage(l.Path(m, m.Files[0])); err != nil {
				t.Fatal(err)
			}
			if err := l.Verify(t.Context(), m); code(err) != farol.CodeUnreadable || !strings.Contains(err.Error(), "rows.parquet") {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

func TestCancelledCommitLeavesNothing(t *testing.T) {
	l := open(t)
	s := stage(t, l, "sales", nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Commit(ctx, Manifest{}); code(err) != farol.CodeCancelled {
		t.Errorf("Commit: %v", err)
	}
	if err := s.Discard(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.Dir()); !errors.Is(err, os.ErrNotExist) {
		t.Error("Discard left the folder")
	}
}

func sum(text string) string {
	s, _, _ := hash(context.Background(), strings.NewReader(text))
	return s
}

func dir(l *Lake, source string, n int64) string {
	return filepath.Join(l.dir, landingDir, source, formatSequence(n))
}
