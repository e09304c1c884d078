package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// workerVariable marks the process that does the work below a supervisor.
const workerVariable = "FAROL_WORKER"

// IsWorker tells that this process was started by a supervisor.
func IsWorker() bool { return os.Getenv(workerVariable) == "1" }

// The exit codes of a worker that starting again would not help: its project or its command line is wrong. mostRefused is the
// greatest of them.
const (
	workerRefused = 1
	mostRefused   = 3
	// WorkerFailed is the exit code of a worker that asks to be started again.
	WorkerFailed = 70
)

// Supervise starts this program again as a worker with the same arguments, and again whenever a signal or an abort ends it: a crash
// in the engine's C++ code must not end the service. It returns the worker's exit code when that ended by itself.
func Supervise(ctx context.Context, args []string, out, errOut io.Writer) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return workerRefused, err
	}
	pause := 250 * time.Millisecond
	for {
		began := time.Now()
		code, err := superviseOnce(ctx, self, args, out, errOut)
		if err != nil || ctx.Err() != nil || code >= 0 && code <= mostRefused {
			return max(code, 0), err
		}
		if time.Since(began) > time.Minute {
			pause = 250 * time.Millisecond
		}
		fmt.Fprintf(errOut, "farol: the worker ended unexpectedly (%d); starting it again\n", code)
		select {
		case <-ctx.Done():
			return 0, nil
		case <-time.After(pause):
		}
		pause = min(2*pause, 30*time.Second)
	}
}

// superviseOnce runs one worker to its end. A negative code means that a signal ended it.
func superviseOnce(ctx context.Context, self string, args []string, out, errOut io.Writer) (int, error) {
	cmd := exec.CommandContext(ctx, self, args...)
	// A panic ends a Go program with 2, which is also the code of a wrong command line; as a crash it ends by a signal.
	cmd.Env = append(os.Environ(), workerVariable+"=1", "GOTRACEBACK=crash")
	cmd.Stdout, cmd.Stderr = out, errOut
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 15 * time.Second
	// A worker must not outlive a supervisor that was killed. The system ties the two by the starting thread, which must then last.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	err := cmd.Run()
	var exit *exec.ExitError
	if err == nil {
		return 0, nil
	}
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	if ctx.Err() != nil {
		return 0, nil
	}
	return workerRefused, err
}
