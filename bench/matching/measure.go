package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// result is one line of output.
type result struct {
	Set       string  `json:"set"`
	Error     string  `json:"error,omitempty"`
	Records   int     `json:"records"`
	TruePairs int     `json:"true_pairs"`
	share             // on all true pairs, after clustering
	Pairs     share   `json:"before_clustering"` // of the pairs that are told with a probability of at least a half
	Told      float64 `json:"told_share"`        // of the true pairs, those that are told at all
	Compared  int     `json:"compared"`
	Entities  int     `json:"entities"`
	cost
	calibration
	Aim   aim    `json:"aim"`
	Met   bool   `json:"met"`
	Peer  *peer  `json:"splink,omitempty"`
	Cores int    `json:"cores"`
	Load  string `json:"load_average"`
}

// cost is what one process took, from its start to its end.
type cost struct {
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu_seconds"`
	PeakMB  float64 `json:"peak_mb"`
}

// aim is what a set shall reach at the least.
type aim struct {
	F1          float64 `json:"f1"`
	Calibration float64 `json:"calibration_error"`
	RatioCPU    float64 `json:"ratio_cpu"` // to the other tool, where it runs
	Seconds     float64 `json:"seconds,omitempty"`
	PeakMB      float64 `json:"peak_mb,omitempty"`
}

// answer is what farol match prints.
type answer struct {
	Records  int `json:"records"`
	Compared int `json:"compared"`
	Entities int `json:"entities"`
	Sources  []struct {
		Source string `json:"source"`
		ID     string `json:"id"`
	} `json:"sources"`
	Errors []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"errors"`
}

// match runs farol on files. An answer with errors is no failure of the run.
func (b *bench) match(ctx context.Context, paths, ignore []string, out string) (a answer, c cost, err error) {
	args := append([]string{"match"}, paths...)
	for _, column := range ignore {
		args = append(args, "--ignore", column)
	}
	cmd := exec.CommandContext(ctx, b.farol, append(args, "--out", out, "--json")...)
	var said, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errors
	from := time.Now()
	runErr := cmd.Run()
	if cmd.ProcessState == nil {
		return a, c, runErr
	}
	c = costOf(cmd.ProcessState, time.Since(from))
	if err := json.Unmarshal(said.Bytes(), &a); err != nil {
		return a, c, fmt.Errorf("%s: %s", cmd.ProcessState, bytes.TrimSpace(errors.Bytes()[max(0, errors.Len()-2000):]))
	}
	return a, c, nil
}

func costOf(p *os.ProcessState, took time.Duration) cost {
	c := cost{Seconds: round(took.Seconds()), CPU: round((p.UserTime() + p.SystemTime()).Seconds())}
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		c.PeakMB = math.Round(float64(usage.Maxrss) / 1024)
	}
	return c
}

func round(x float64) float64 { return math.Round(x*100) / 100 }

// fewPairs is how many unsure pairs say anything about their probabilities: with fewer than ten a bin, the error is that of chance.
const fewPairs = 10 * bins

// measure runs farol on a set and scores its answer.
func (b *bench) measure(ctx context.Context, s set) (result, error) {
	r := result{Set: s.name, Cores: runtime.NumCPU(), Aim: aim{F1: s.aimF1, Calibration: 0.05, RatioCPU: 1}}
	if s.people >= 1_000_000 {
		r.Aim.Seconds, r.Aim.PeakMB = 30, 2048
	}
	paths, err := b.paths(ctx, s)
	if err != nil {
		return r, err
	}
	out := filepath.Join(b.work, "out-"+s.name)
	a, took, err := b.match(ctx, paths, s.ignore, out)
	if err != nil {
		return r, err
	}
	if len(a.Errors) > 0 {
		return r, errors.New(a.Errors[0].Message)
	}
	r.cost, r.Records, r.Compared, r.Entities = took, a.Records, a.Compared, a.Entities
	ids := map[string]string{}
	for _, source := range a.Sources {
		ids[source.Source] = source.ID
	}
	recs, err := read(ctx, paths, ids)
	if err != nil {
		return r, err
	}
	t, err := s.truth(b, recs)
	if err != nil {
		return r, err
	}
	if err := r.score(recs, t, out, s.across); err != nil {
		return r, err
	}
	calibrated := r.calibration.Pairs < fewPairs || r.calibration.Error <= r.Aim.Calibration
	if b.plots != "" {
		if err := plot(b.plots, s.name, r.calibration); err != nil {
			return r, err
		}
	}
	r.Met = r.F1 >= r.Aim.F1 && calibrated && (r.Aim.Seconds == 0 || r.Seconds <= r.Aim.Seconds && r.PeakMB <= r.Aim.PeakMB)
	if b.splink {
		if r.Peer, err = b.race(ctx, s, paths); err != nil {
			return r, err
		}
		r.Peer.RatioCPU = digits(r.CPU / r.Peer.CPU)
		r.Met = r.Met && r.Peer.RatioCPU <= r.Aim.RatioCPU
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		r.Load, _, _ = strings.Cut(string(load), " ")
	}
	return r, nil
}

// score reads what farol wrote.
func (r *result) score(recs *records, t *truth, out string, across bool) error {
	entity := make([]int, len(recs.table))
	number := map[string]int{}
	seen := 0
	err := eachRow(filepath.Join(out, "clusters.csv"), func(row []string) error {
		i, ok := recs.byName[row[0]+":"+row[1]]
		if !ok {
			return fmt.Errorf("clusters.csv has %s:%s, which no file has", row[0], row[1])
		}
		n, ok := number[row[2]]
		if !ok {
			n = len(number)
			number[row[2]] = n
		}
		entity[i] = n
		seen++
		return nil
	})
	if err != nil {
		return err
	}
	if seen != len(entity) {
		return fmt.Errorf("clusters.csv has %d records of %d", seen, len(entity))
	}
	r.share = t.ofEntities(entity, recs.table, across)
	r.TruePairs = t.count(recs.table, across)
	var pairs []told
	right, said, toldTrue := 0, 0, 0
	err = eachRow(filepath.Join(out, "pairs.csv"), func(row []string) error {
		left, okLeft := recs.byName[row[0]]
		right1, okRight := recs.byName[row[1]]
		p, err := strconv.ParseFloat(row[3], 64)
		if !okLeft || !okRight || err != nil {
			return fmt.Errorf("pairs.csv has the row %v", row)
		}
		if across && recs.table[left] == recs.table[right1] {
			return nil // The truth is silent about pairs inside a file.
		}
		isTrue := t.same(left, right1)
		pairs = append(pairs, told{p, isTrue})
		if isTrue {
			toldTrue++
		}
		if p >= 0.5 {
			said++
			if isTrue {
				right++
			}
		}
		return nil
	})
	r.Pairs = shareOf(right, said, r.TruePairs)
	r.Told = digits(float64(toldTrue) / float64(max(1, r.TruePairs)))
	r.calibration = calibrate(pairs)
	return err
}

// eachRow gives the rows of a CSV below its header.
func eachRow(path string, take func(row []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // Only read.
	in := csv.NewReader(f)
	in.ReuseRecord = true
	for first := true; ; first = false {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if first {
			continue
		}
		if err := take(row); err != nil {
			return err
		}
	}
}
