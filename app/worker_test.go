package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/farol-kpi/farol/app"
)

// TestMain makes this program the worker of the supervisors that it tests.
func TestMain(m *testing.M) {
	if app.IsWorker() {
		work(os.Args[1], os.Args[2:])
	}
	os.Exit(m.Run())
}

// work ends as its first start is told to, and well on the second.
func work(how string, args []string) {
	if how == "wait" {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		fmt.Println("ready")
		<-stop
		fmt.Println("stopped")
		os.Exit(0)
	}
	if _, err := os.Stat(args[0]); err == nil {
		fmt.Println("again")
		os.Exit(0)
	}
	if err := os.WriteFile(args[0], nil, 0o600); err != nil {
		os.Exit(99)
	}
	switch how {
	case "panic":
		go panic("in the background")
		select {}
	case "abort":
		_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		select {}
	case "kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "refuse":
		os.Exit(3)
	case "fail":
		os.Exit(app.WorkerFailed)
	case "usage":
		os.Exit(2)
	}
	os.Exit(0)
}

// A crash of any kind starts the worker again; an end of its own does not.
func TestSuperviseStartsCrashedWorkersAgain(t *testing.T) {
	for how, c := range map[string]struct {
		again bool
		code  int
	}{
		"panic": {true, 0}, "abort": {true, 0}, "kill": {true, 0}, "fail": {true, 0}, "refuse": {false, 3}, "usage": {false, 2}, "end": {false, 0},
	} {
		t.Run(how, func(t *testing.T) {
			var out, errOut bytes.Buffer
			code, err := app.Supervise(t.Context(), []string{how, filepath.Join(t.TempDir(), "began")}, &out, &errOut)
			if err != nil || code != c.code || strings.Contains(out.String(), "again") != c.again {
				t.Errorf("code %d, want %d; %v; started again: %q, %s", code, c.code, err, out.String(), errOut.String())
			}
		})
	}
}

// seen calls a function at the first text that is written.
type seen struct {
	io.Writer
	once sync.Once
	call func()
}

func (s *seen) Write(b []byte) (int, error) {
	s.once.Do(s.call)
	return s.Writer.Write(b)
}

func TestSuperviseStopsItsWorker(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errOut bytes.Buffer
	code, err := app.Supervise(ctx, []string{"wait"}, &seen{Writer: &out, call: stop}, &errOut)
	if err != nil || code != 0 || out.String() != "ready\nstopped\n" || errOut.Len() > 0 {
		t.Errorf("code %d, %v: %q, %s", code, err, out.String(), errOut.String())
	}
}
