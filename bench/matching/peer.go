package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// peer is what the other tool reached on a set. Its F1 is that of the best of its thresholds, which takes the truth to know; its cost leaves
// out its start and the reading of the files, which ours holds.
type peer struct {
	share
	Threshold float64 `json:"threshold"`
	Told      float64 `json:"blocking_recall_kept"`
	cost
	Lines    int     `json:"config_lines"`
	RatioCPU float64 `json:"ratio_cpu"` // of farol to it
}

// race runs the other tool on a set.
func (b *bench) race(ctx context.Context, s set, paths []string) (*peer, error) {
	if err := b.findPython(ctx); err != nil {
		return nil, err
	}
	data, err := filepath.Abs(b.data)
	if err != nil {
		return nil, err
	}
	name := s.name
	if s.peer != "" {
		name = s.peer
	}
	args := []string{"run_splink.py", name, "--no-sweep", "--data", data}
	if s.people > 0 {
		args = append(args, "--file", paths[0])
	}
	cmd := exec.CommandContext(ctx, b.python, args...)
	cmd.Dir = b.peers
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("splink: %w: %s", err, bytes.TrimSpace(errOut.Bytes()[max(0, errOut.Len()-1000):]))
	}
	last := bytes.TrimSpace(out.Bytes())
	if i := bytes.LastIndexByte(last, '\n'); i >= 0 {
		last = last[i+1:]
	}
	p := &peer{}
	if err := json.Unmarshal(last, p); err != nil {
		return nil, fmt.Errorf("splink printed %.200q: %w", last, err)
	}
	return p, nil
}

// findPython gives the Python that has the other tool, installing it in the work folder where none is named.
func (b *bench) findPython(ctx context.Context) error {
	if b.python != "" {
		return nil
	}
	venv, err := filepath.Abs(filepath.Join(b.work, "venv"))
	if err != nil {
		return err
	}
	python := filepath.Join(venv, "bin", "python")
	for _, args := range [][]string{
		{"python3", "-m", "venv", venv},
		{python, "-m", "pip", "install", "--quiet", "-r", filepath.Join(b.peers, "requirements.txt")},
	} {
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("install the other tool: %w", err)
		}
	}
	b.python = python
	return nil
}
