package matching

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// Whatever records are called, a decision about them is read as it was made.
func TestDecisionsAreReadAsTheyWereWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "decisions"), 0o755); err != nil {
		t.Fatal(err)
	}
	text := rapid.OneOf(rapid.StringMatching(`[^$\x00-\x1f]{1,12}`), rapid.StringMatching("[-0-9a-z:#{}\\[\\],&*!|>'\"%@` ~\\\\]{1,8}"), rapid.SampledFrom([]string{
		"007", "1e3", "true", "null", "~", "- a", "a\nb", "\t", "\u2028", "é", "<b>", "1_000", "0x1F", "2026-01-01", "\u0085", "\ufeff", " x ", "..."}))
	rapid.Check(t, func(t *rapid.T) {
		var all []project.Decision
		for i := range rapid.IntRange(0, 4).Draw(t, "decisions") {
			key := func(name string) entity.Key {
				// A number keeps the records of a decision apart.
				return entity.Key{Source: text.Draw(t, name+" source"), Record: text.Draw(t, name+" record") + string(rune('a'+2*i+len(name)%2))}
			}
			d := project.Decision{Decision: entity.Decision{Left: key("left"), Right: key("right"), Same: rapid.Bool().Draw(t, "same"), By: rapid.OneOf(rapid.Just(""), text).Draw(t, "by")}}
			if rapid.Bool().Draw(t, "dated") {
				d.At = time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()
			}
			all = append(all, d)
		}
		if err := os.WriteFile(filepath.Join(dir, "decisions", "x.yaml"), decisionsText(all), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := project.ReadDecisions(dir, "x")
		if err != nil {
			t.Fatalf("%v\n%s", err, decisionsText(all))
		}
		for i := range got {
			got[i].Line = 0
		}
		if diff := cmp.Diff(append([]project.Decision{}, all...), append([]project.Decision{}, got...)); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, decisionsText(all))
		}
	})
}

// What a hand has saved since the file was read is not written over, and nothing is left beside it.
func TestAFileThatAHandHasChangedIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.yaml")
	if err := writeWhole(path, nil, []byte("one")); err != nil {
		t.Fatal(err)
	}
	for _, before := range [][]byte{nil, []byte("zero")} {
		if err := writeWhole(path, before, []byte("two")); !errors.Is(err, errEdited) {
			t.Errorf("%q: %v", before, err)
		}
	}
	if err := writeWhole(path, []byte("one"), []byte("three")); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(path)
	if entries, _ := os.ReadDir(dir); err != nil || string(text) != "three" || len(entries) != 1 {
		t.Errorf("the file is %q, %v, among %v", text, err, entries)
	}
}
