package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/farol-kpi/farol/demo/realestate"
	"github.com/farol-kpi/farol/examples"
)

const example = "realestate"

// site is a loaded project in a folder of its own.
type site struct {
	binary, dir string
	temporary   bool
	rows        int64 // of ad_day
	began       time.Time
}

// prepare writes the example's files and data and runs its pipeline. A project that keep holds already is taken as it is.
func prepare(ctx context.Context, binary, keep string, listings int) (_ *site, err error) {
	s := &site{binary: binary, dir: keep, began: time.Now()}
	if keep == "" {
		s.temporary = true
		if s.dir, err = os.MkdirTemp("", "farol-bench-home-"); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, s.remove())
			}
		}()
	}
	if _, err := os.Stat(filepath.Join(s.dir, "farol.yaml")); err != nil {
		if err := writeExample(s.dir); err != nil {
			return nil, err
		}
	}
	report, err := realestate.Generate(ctx, filepath.Join(s.dir, "data"), realestate.Options{Seed: 1, Listings: listings})
	if err != nil {
		return nil, err
	}
	note(s.began, "%d rows in files", report.Rows)
	if _, err := s.command(ctx, "", "run"); err != nil {
		return nil, err
	}
	note(s.began, "loaded")
	return s, nil
}

// writeExample writes the example's files without its schedules: a run at five past the hour would disturb what is measured.
func writeExample(dir string) error {
	return fs.WalkDir(examples.FS, example, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(dir, strings.TrimPrefix(path, example))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		b, err := examples.FS.ReadFile(path)
		if err != nil {
			return err
		}
		var kept []byte
		for line := range bytes.Lines(b) {
			if !bytes.HasPrefix(line, []byte("schedule:")) {
				kept = append(kept, line...)
			}
		}
		return os.WriteFile(target, kept, 0o644)
	})
}

// command runs a command of the binary in the project and gives what it printed.
func (s *site) command(ctx context.Context, input string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.binary, append(args, "--project", s.dir)...)
	cmd.Stdin = strings.NewReader(input)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("farol %s: %w\n%s%s", strings.Join(args, " "), err, out, errs.String())
	}
	return out, nil
}

func (s *site) remove() error {
	if !s.temporary {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// process is a serving farol: a supervisor and its worker.
type process struct {
	cmd *exec.Cmd
	url string
}

// serve starts the server on a free port and returns once it answers.
func (s *site) serve(ctx context.Context) (*process, error) {
	cmd := exec.CommandContext(ctx, s.binary, "serve", "--project", s.dir, "--listen", "127.0.0.1:0", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	var ready struct {
		URL string `json:"url"`
	}
	err = json.NewDecoder(bufio.NewReader(out)).Decode(&ready)
	if err == nil && ready.URL == "" {
		err = errors.New("it said no address")
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("farol serve did not start: %w", err)
	}
	p.url = ready.URL
	return p, nil
}

// stop ends the server by its own process id and waits for its end.
func (p *process) stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // It may have ended by itself.
	_ = p.cmd.Wait()                          // Told to stop: how it says so does not matter here.
}

// worker gives the process that does the work.
func (p *process) worker() int {
	id := p.cmd.Process.Pid
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", id))
	if err != nil {
		return id
	}
	for _, t := range tasks {
		b, err := os.ReadFile(t)
		if err != nil {
			continue
		}
		if f := strings.Fields(string(b)); len(f) > 0 {
			if child, err := strconv.Atoi(f[0]); err == nil {
				return child
			}
		}
	}
	return id
}

// peakMB gives the worker's greatest resident memory so far; 0 where the system does not tell.
func (p *process) peakMB() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.worker()))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}
	return round(kb / 1024)
}

// cpuSeconds gives the worker's CPU-seconds so far; 0 where the system does not tell.
func (p *process) cpuSeconds() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.worker()))
	if err != nil {
		return 0
	}
	// After the name in parentheses: state is field 3 of the manual, utime 14, stime 15, in hundredths of a second.
	_, after, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, err := strconv.ParseFloat(fields[11], 64)
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err != nil || err2 != nil {
		return 0
	}
	return (user + system) / 100
}
