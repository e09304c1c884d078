package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/demo"
	"github.com/farol-kpi/farol/examples"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/server/local"
)

// Examples lists the example projects of the binary.
func Examples() []string {
	var names []string
	for name := range demo.Generators() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Example gives the folder of an example project: the one of the repository when base is in it, else a copy below base that is
// written where it is missing. Files that somebody has changed are kept.
func Example(base, name string) (string, error) {
	if !slices.Contains(Examples(), name) {
		err := farol.Errorf(farol.CodeUsage, "there is no example %q", name)
		if close := near.Nearest(name, Examples()); len(close) > 0 {
			return "", err.Hint("did you mean %s?", close[0])
		}
		return "", err.Hint("the examples are %s", strings.Join(Examples(), ", "))
	}
	dir := filepath.Join(base, "examples", name)
	if _, err := os.Stat(filepath.Join(dir, "farol.yaml")); err == nil {
		return dir, nil
	}
	dir = filepath.Join(base, "farol-demo", name)
	return dir, fs.WalkDir(examples.FS, name, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(base, "farol-demo", filepath.FromSlash(path))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if _, err := os.Stat(target); err == nil {
			return nil
		}
		b, err := examples.FS.ReadFile(path)
		if err != nil {
			return err
		}
		// A file is there whole or not at all: one that is there is kept.
		if err := os.WriteFile(target+".part", b, 0o644); err != nil {
			return err
		}
		return os.Rename(target+".part", target)
	})
}

// ResetExample forgets what was loaded of an example when its data were made in another size or from another seed: the two would
// be one mixed set otherwise. It leaves a project alone that another process serves; opening it will say so.
func ResetExample(ctx context.Context, dir, made string) error {
	mark := filepath.Join(StateDir(dir), "demo")
	before, err := os.ReadFile(mark)
	if err == nil && string(before) == made {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if c, serves := local.Dial(ctx, SocketPath(dir)); serves {
		c.Close()
		return farol.Errorf(farol.CodeLocked, "another process serves this example with other data").Hint("end it first")
	}
	if before != nil {
		if err := os.RemoveAll(StateDir(dir)); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(StateDir(dir), 0o700); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(made), 0o600)
}

// DemoUsers makes the users that an example names, without a password: they enter by the buttons of a demo's log-in page.
func (a *App) DemoUsers(ctx context.Context) error {
	if a.Project.Config.Demo == nil {
		return nil
	}
	by := access.Actor{User: access.Local().User, Via: access.Local().Via}
	for _, u := range a.Project.Config.Demo.Users {
		if _, err := a.Access.UserByName(ctx, u.User); err == nil {
			continue
		}
		err := a.Access.AddUser(ctx, by, access.User{User: u.User, Name: u.Name, Roles: []string{u.Role}, Attributes: u.Attributes}, "")
		var known *farol.Error
		if err != nil && (!errors.As(err, &known) || known.Code != farol.CodeConflict) {
			return err
		}
	}
	return nil
}
