package duckdb

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/farol-kpi/farol"
)

// ErrDamaged is wrapped by errors that mean: this warehouse file is of no use any more. Set it aside and build it again from the
// lake.
var ErrDamaged = errors.New("the warehouse is damaged")

func locked(path string, cause error) error {
	return farol.Errorf(farol.CodeLocked, "another process has the warehouse %s open", path).
		Hint("let the running `farol serve` do this, or stop the other process").Cause(cause)
}

// openError tells apart why a file does not open.
func openError(path string, err error) error {
	var known *farol.Error
	text := err.Error()
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return cancelled(err)
	case has("Could not set lock", "Conflicting lock"):
		return locked(path, err)
	case has("No space left"):
		return diskFull(err)
	case has("Permission denied", "Read-only file system", "Is a directory", "parse DSN", "Too many open files"):
		return farol.Errorf(farol.CodeInternal, "cannot open the warehouse %s", path).
			Hint("see that it is a file that this user may write, in a path without %% and ?").Cause(err)
	}
	if _, statErr := os.Stat(path); statErr != nil {
		return farol.Errorf(farol.CodeInternal, "cannot make the warehouse %s", path).Hint("see that this user may write there").Cause(err)
	}
	return farol.Errorf(farol.CodeUnreadable, "the warehouse %s cannot be opened", path).
		Hint("set the file aside; the next run builds it again from the lake").Cause(errors.Join(ErrDamaged, err))
}

func cancelled(err error) error {
	return farol.Errorf(farol.CodeCancelled, "stopped on request").Cause(err)
}

func diskFull(err error) error {
	return farol.Errorf(farol.CodeDiskFull, "no space left for the warehouse").Hint("free space on its disk and run again").Cause(err)
}

var errorLine = regexp.MustCompile(`(?m)^LINE (\d+):`)

// fault turns what the driver says of a statement into an error for people. DuckDB's own first sentence stays where it speaks of
// the SQL or the values, since that is what an author needs; what it says of files and memory stays in the cause.
func fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known *farol.Error
	if errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		return cancelled(err)
	}
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return farol.Errorf(farol.CodeStepFailed, "the SQL failed: %s", firstSentence(err.Error())).Cause(err)
	}
	if strings.Contains(e.Msg, "No space left") {
		return diskFull(err)
	}
	switch e.Type {
	case duckdb.ErrorTypeInterrupt:
		return cancelled(err)
	case duckdb.ErrorTypeFatal, duckdb.ErrorTypeInternal:
		return farol.Errorf(farol.CodeInternal, "the warehouse failed and must be opened again").
			Hint("restart Farol; if it fails again, set the warehouse aside, it is built again from the lake").Cause(errors.Join(ErrDamaged, err))
	case duckdb.ErrorTypeOutOfMemory:
		return farol.Errorf(farol.CodeStepFailed, "the SQL needs more memory than the warehouse may use").
			Hint("raise the memory limit in farol.yaml, or read fewer rows or columns").Cause(err)
	case duckdb.ErrorTypeIO, duckdb.ErrorTypePermission:
		return farol.Errorf(farol.CodeStepFailed, "the SQL could not read or write a file").Cause(err)
	}
	f := farol.Errorf(farol.CodeStepFailed, "the SQL failed: %s", firstSentence(e.Msg)).Cause(err)
	if m := errorLine.FindStringSubmatch(e.Msg); m != nil {
		f.Place.Line, _ = strconv.Atoi(m[1])
	}
	return f
}

// firstSentence leaves out the excerpt of the SQL that DuckDB adds, and the kind of error before the colon.
func firstSentence(msg string) string {
	msg, _, _ = strings.Cut(msg, "\n\nLINE ")
	msg, _, _ = strings.Cut(msg, "\nLINE ")
	if kind, rest, ok := strings.Cut(msg, " Error: "); ok && !strings.Contains(kind, "\n") && len(kind) < 30 {
		msg = rest
	}
	msg = strings.Join(strings.Fields(msg), " ")
	if r := []rune(msg); len(r) > 500 {
		msg = string(r[:500]) + "…"
	}
	return msg
}
