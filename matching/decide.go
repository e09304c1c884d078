package matching

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// said is a decisions file as it was last read.
type said struct {
	stamp string
	all   []project.Decision
}

func (s *subject) decisionsPath() string {
	return filepath.Join(s.o.Project.Dir, filepath.FromSlash(project.DecisionsFile(s.name)))
}

// standingDecisions gives what the project's file says now. One that cannot be read, as while it is being edited, is told in the log, and what
// it said before stands.
func (s *subject) standingDecisions() []project.Decision {
	stamp := ""
	if info, err := os.Stat(s.decisionsPath()); err == nil {
		stamp = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
	}
	s.decided.Lock()
	defer s.decided.Unlock()
	if s.said.stamp == stamp {
		return s.said.all
	}
	all, err := project.ReadDecisions(s.o.Project.Dir, s.name)
	if err != nil {
		s.o.Log.Error("decisions cannot be read: those before them stand", "entity", s.name, "error", err)
		all = s.said.all
	}
	s.said = said{stamp, all}
	return all
}

// Decide keeps what a person said of two records in the project's decisions. The queue asks for the pair no more; the entities and their tables
// follow with the next run. A decision about the same pair takes the place of the one before it.
func (s *Service) Decide(ctx context.Context, name, by string, left, right entity.Key, same bool) error {
	sub, err := s.subject(name)
	if err != nil {
		return err
	}
	if left == right {
		return farol.Errorf(farol.CodeBadRequest, "the decision is about one record, %s", left).Hint("name two records")
	}
	for _, k := range []entity.Key{left, right} {
		if strings.Contains(k.Source+k.Record, "${") {
			return farol.Errorf(farol.CodeBadRequest, "the record %s cannot stand in a project's file, where ${ begins a reference", k).
				Hint("name its records by another column: id: COLUMN in %s", sub.e.File)
		}
	}
	m, leave, err := sub.ask()
	if err != nil {
		return err
	}
	for _, k := range []entity.Key{left, right} {
		if _, err = sub.known(m, k); err != nil {
			break
		}
	}
	leave()
	if err != nil {
		return err
	}
	made := project.Decision{Decision: entity.Decision{Left: left, Right: right, Same: same, By: by}, At: s.o.Clock().UTC().Truncate(time.Second)}
	return sub.rewrite(ctx, func(all []project.Decision) []project.Decision { return append(without(all, left, right), made) })
}

// Undecide takes back what was said of two records. It is no error where nothing was.
func (s *Service) Undecide(ctx context.Context, name, by string, left, right entity.Key) error {
	sub, err := s.subject(name)
	if err != nil {
		return err
	}
	s.o.Log.Info("a decision is taken back", "entity", name, "by", by, "left", left.String(), "right", right.String())
	return sub.rewrite(ctx, func(all []project.Decision) []project.Decision { return without(all, left, right) })
}

func without(all []project.Decision, left, right entity.Key) []project.Decision {
	return slices.DeleteFunc(slices.Clone(all), func(d project.Decision) bool { return pairOf(d.Left, d.Right) == pairOf(left, right) })
}

// rewrite changes the decisions file as a whole: who reads it sees the one before or the one after. What a hand writes into it meanwhile is kept:
// the change is made anew on top of it.
func (s *subject) rewrite(ctx context.Context, change func([]project.Decision) []project.Decision) error {
	s.decided.Lock()
	defer s.decided.Unlock()
	const tries = 5
	for range tries {
		if err := ctx.Err(); err != nil {
			return farol.Errorf(farol.CodeCancelled, "the decision was not kept").Cause(err)
		}
		text, unread := textOf(s.decisionsPath())
		before, err := project.ReadDecisions(s.o.Project.Dir, s.name)
		if err != nil {
			return err
		}
		if unread != nil {
			return s.unwritten(unread)
		}
		after := change(before)
		if slices.Equal(before, after) {
			return nil
		}
		var plain entity.Decisions
		for _, d := range after {
			plain = append(plain, d.Decision)
		}
		if err := plain.Check(); err != nil {
			return err
		}
		made := append(headOf(text), decisionsText(after)...)
		if len(made) > project.Largest && len(made) > len(text) {
			return farol.Errorf(farol.CodeTooLarge, "%s would have %d bytes; at most %d are read", project.DecisionsFile(s.name), len(made), project.Largest).
				Hint("take decisions out that the records bear out by now")
		}
		err = writeWhole(s.decisionsPath(), text, made)
		if err == nil {
			// It is read again, lest its size and its moment be those of the file before: both may have been written at once.
			s.said = said{stamp: "unread", all: after}
		}
		if !errors.Is(err, errEdited) {
			return s.unwritten(err)
		}
	}
	return farol.Errorf(farol.CodeConflict, "%s is being written by somebody else", project.DecisionsFile(s.name)).Hint("decide again in a moment")
}

func (s *subject) unwritten(err error) error {
	if err == nil {
		return nil
	}
	return farol.Errorf(farol.CodeInternal, "the decision about %q could not be written", s.name).At(project.DecisionsFile(s.name), 0).
		Hint("see that the server may write into the folder decisions of the project").Cause(err)
}

// textOf reads a file; nil is one that is not there.
func textOf(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// headOf gives the comment that a text begins with, which is a person's own.
func headOf(text []byte) []byte {
	var head []byte
	for line := range bytes.Lines(text) {
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' {
			break
		}
		head = append(head, line...)
	}
	return head
}

// decisionsText writes decisions as the project reads them, one a line, so that a version control shows what came and went.
func decisionsText(all []project.Decision) []byte {
	var b strings.Builder
	if len(all) == 0 {
		return []byte("decisions: []\n")
	}
	b.WriteString("decisions:\n")
	for _, d := range all {
		fmt.Fprintf(&b, "  - {left: %s, right: %s, same: %t", keyText(d.Left), keyText(d.Right), d.Same)
		if d.By != "" {
			fmt.Fprintf(&b, ", by: %s", scalar(d.By))
		}
		if !d.At.IsZero() {
			fmt.Fprintf(&b, ", at: %s", scalar(d.At.UTC().Format(time.RFC3339)))
		}
		b.WriteString("}\n")
	}
	return []byte(b.String())
}

func keyText(k entity.Key) string {
	return "{source: " + scalar(k.Source) + ", record: " + scalar(k.Record) + "}"
}

// scalar writes a text so that YAML reads it as the same text.
func scalar(s string) string {
	text, err := yaml.MarshalWithOptions(s, yaml.JSON())
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(string(text), "\n")
}

// errEdited says that a file has changed since it was read.
var errEdited = errors.New("the file has changed")

// writeWhole puts a file in the place of another for good, unless that is no more what it was.
func writeWhole(path string, before, text []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".decisions-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		var now []byte
		if now, err = textOf(path); err == nil && !bytes.Equal(now, before) {
			err = errEdited
		}
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
