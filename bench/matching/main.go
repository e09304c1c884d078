// Command matching measures farol match on sets whose truth is known, and prints one JSON line a set: precision, recall and F1 on all true
// pairs after clustering, the same of the pairs before it, the share of the true pairs that were told, what it cost, and whether the
// probabilities are those that they say they are. With -splink the best open tool runs on the same set, with its hand-written settings.
//
// Farol is given nothing but the names of the files, and the columns to leave out because they hold the truth. Each side is a process of
// its own, so that CPU-seconds and peak memory are the system's figures for the whole of it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// bench is what every set is measured with.
type bench struct {
	farol  string // the binary
	data   string // the folder of the sets
	peers  string // the folder of the other tool's settings and of the generator of people
	work   string // where files are made
	python string
	splink bool
	plots  string // where the probabilities of each set are drawn, empty for nowhere
}

func main() {
	b := bench{data: os.Getenv("FAROL_DATA")}
	if b.data == "" {
		b.data = filepath.Join("..", "shared", "data")
	}
	only := flag.String("sets", "", "the sets to measure, with commas; all without it")
	work := flag.String("work", "", "a folder to keep generated files and the other tool in; a temporary one without it")
	flag.StringVar(&b.farol, "farol", "bin/farol", "the binary to measure")
	flag.StringVar(&b.peers, "peers", filepath.Join("..", "shared", "peers", "matching"), "the folder of the other tool and of people.py")
	flag.StringVar(&b.python, "python", "", "a Python that has the other tool; without it one is made in the work folder")
	flag.BoolVar(&b.splink, "splink", false, "run the other tool on each set too")
	flag.StringVar(&b.plots, "plot", "", "a folder to draw what the probabilities of each set say against what is so, an SVG a set")
	var seeds []int
	flag.Func("seeds", "measure sets of people from these seeds instead, with commas", func(list string) error {
		for _, one := range strings.Split(list, ",") {
			seed, err := strconv.Atoi(strings.TrimSpace(one))
			if err != nil {
				return errors.New("a seed is a whole number")
			}
			seeds = append(seeds, seed)
		}
		return nil
	})
	rows := flag.Int("rows", 50_000, "how many rows the sets of -seeds have")
	flag.Parse()
	if len(seeds) > 0 {
		sets, sameRows = seeded(seeds, *rows), nil
	}
	b.data = filepath.Join(b.data, "matching")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx, *only, *work); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, only, work string) (err error) {
	if b.work = work; work == "" {
		if b.work, err = os.MkdirTemp("", "farol-matching-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.work) //nolint:errcheck // Temporary.
	}
	if err := os.MkdirAll(b.work, 0o755); err != nil {
		return err
	}
	if b.farol, err = filepath.Abs(b.farol); err != nil {
		return err
	}
	if b.work, err = filepath.Abs(b.work); err != nil {
		return err
	}
	names := strings.FieldsFunc(only, func(r rune) bool { return r == ',' })
	chosen := func(name string) bool { return len(names) == 0 || slices.Contains(names, name) }
	var known []string
	out := json.NewEncoder(os.Stdout)
	var failed error
	for _, s := range sets {
		if known = append(known, s.name); !chosen(s.name) {
			continue
		}
		line, err := b.measure(ctx, s)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
			line.Error = err.Error()
		}
		if err := out.Encode(line); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	for _, c := range sameRows {
		if known = append(known, c.name); !chosen(c.name) {
			continue
		}
		line, err := b.measureSame(ctx, c)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", c.name, err))
			line.Error = err.Error()
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	if known = append(known, nameSet); chosen(nameSet) {
		line, err := b.measureNames(ctx)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", nameSet, err))
			line.Error = err.Error()
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			failed = errors.Join(failed, fmt.Errorf("there is no set %q; there are %s", name, strings.Join(known, ", ")))
		}
	}
	return failed
}
