package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what commands print into the scripts that compare it")

// TestMain lets a script, and a supervisor, start this test's own binary as farol.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"farol": main})
}

// TestScripts runs what a person would type.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TMPDIR", filepath.Join(e.WorkDir, ".tmp"))
			return os.MkdirAll(filepath.Join(e.WorkDir, ".tmp"), 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"shop": putShop,
			"code": exitCode,
			"cut":  cutFile,
		},
	})
}

// builtShop is a project as farol init makes it, run once for all tests of this package.
var builtShop = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "farol-shop-")
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	for _, args := range [][]string{{"init", filepath.Join(dir, "shop")}, {"run", "--project", filepath.Join(dir, "shop")}} {
		if code := run(ctx, args, io.Discard, os.Stderr); code != exitOK {
			return "", exitError(code)
		}
	}
	return filepath.Join(dir, "shop"), nil
})

// shop [DIR] puts a built project there, or here.
func putShop(ts *testscript.TestScript, neg bool, args []string) {
	dir := "."
	if len(args) == 1 {
		dir = args[0]
	}
	if neg || len(args) > 1 {
		ts.Fatalf("usage: shop [DIR]")
	}
	built, err := builtShop()
	ts.Check(err)
	ts.Check(os.CopyFS(ts.MkAbs(dir), os.DirFS(built)))
}

// code N ARGS… runs farol and compares its exit code. What it printed is for stdout and stderr, as after exec.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code N ARGS…")
	}
	err := ts.Exec("farol", args[1:]...)
	got := "0"
	if err != nil {
		got = exitText(err)
	}
	if got != args[0] {
		ts.Fatalf("farol ended with %s, want %s", got, args[0])
	}
}

// cut N FILE keeps the first N bytes of a file.
func cutFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut N FILE")
	}
	var n int64
	for _, d := range args[0] {
		n = n*10 + int64(d-'0')
	}
	ts.Check(os.Truncate(ts.MkAbs(args[1]), n))
}

// exitText gives the exit code that an error of a process tells.
func exitText(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}
