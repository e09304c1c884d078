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
	"runtime"
	"strings"
	"syscall"
	"time"
)

// aimSeconds is how long a reader may wait for Home in a browser that has never seen it.
const aimSeconds = 1.0

// options are the command line.
type options struct {
	binary, script, keep string
	listings             int
	runs, requests, tabs int
}

func main() {
	var o options
	flag.StringVar(&o.binary, "farol", "bin/farol", "the binary to measure")
	flag.StringVar(&o.script, "script", "bench/home/paint.mjs", "the script that drives the browser")
	flag.StringVar(&o.keep, "project", "", "a folder to keep the loaded project in, or to find it in; a temporary one when empty")
	flag.IntVar(&o.listings, "listings", 20_000, "listings to invent; 20,000 make two million rows of ad_day")
	flag.IntVar(&o.runs, "runs", 5, "visits a case, each in a new browser")
	flag.IntVar(&o.requests, "requests", 200, "requests of the page's data")
	flag.IntVar(&o.tabs, "tabs", 10, "users who ask at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bench(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// machine is what a line says of the circumstances. Times on a machine that others use are not comparable without its load.
type machine struct {
	Rows  int64   `json:"rows"`
	Cores int     `json:"cores"`
	Load  string  `json:"load_average"` // of the last 1, 5 and 15 minutes, when the case ended
	Peak  float64 `json:"peak_mb"`      // resident memory of the serving process, at most so far
}

// painted is a line about visits in a browser; times are medians.
type painted struct {
	Case   string `json:"case"`
	User   string `json:"user"`
	Server string `json:"server"`
	Runs   int    `json:"runs"`
	machine
	Unit         string    `json:"unit"`
	Figure       float64   `json:"figure"` // navigation start to the last tile
	All          []float64 `json:"all"`
	Aim          float64   `json:"aim"`
	First        float64   `json:"first_contentful_paint"`
	ScriptsEnd   float64   `json:"scripts_end"` // the last script of the page has arrived
	MeStart      float64   `json:"me_start"`
	MeEnd        float64   `json:"me_end"`
	DataStart    float64   `json:"data_start"`
	DataEnd      float64   `json:"data_end"`
	Requests     float64   `json:"requests"`
	TransferKB   float64   `json:"transfer_kb"`
	Tiles        float64   `json:"tiles"`
	FloorSeconds float64   `json:"floor"`
	Ratio        float64   `json:"ratio"`
}

// answered is a line about the page's one request.
type answered struct {
	Case     string `json:"case"`
	Users    int    `json:"users"`
	Requests int    `json:"requests"`
	machine
	Unit       string  `json:"unit"`
	Figure     float64 `json:"figure"` // the median
	P99        float64 `json:"p99"`
	PerSecond  float64 `json:"requests_per_second"`
	ServerCPU  float64 `json:"server_cpu_per_request"`
	AnswerKB   float64 `json:"answer_kb"` // as sent, compressed
	AloneP50   float64 `json:"floor"`     // one user, one request at a time
	AloneFirst float64 `json:"alone_first"`
	Ratio      float64 `json:"ratio"`
}

func bench(ctx context.Context, o options) error {
	if _, err := os.Stat(o.binary); err != nil {
		return fmt.Errorf("there is no %s: run make build first", o.binary)
	}
	binary, err := filepath.Abs(o.binary)
	if err != nil {
		return err
	}
	s, err := prepare(ctx, binary, o.keep, o.listings)
	if err != nil {
		return err
	}
	return errors.Join(measure(ctx, o, s), s.remove())
}

// measure runs the cases on a loaded project.
func measure(ctx context.Context, o options, s *site) error {
	server, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer func() { server.stop() }()
	users, err := s.signIn(ctx, server, o.tabs)
	if err != nil {
		return err
	}
	if s.rows, err = users[len(users)-1].rows(ctx, server.url); err != nil {
		return err
	}
	readers := []*user{users[0], users[len(users)-1]} // the largest agency's agent, and the analyst
	emptyPage, err := floor(ctx, o)
	if err != nil {
		return err
	}
	for _, u := range readers {
		if _, err := u.home(ctx, server.url); err != nil {
			return err
		}
		visits, err := visit(ctx, o, func() (string, error) { return server.url, nil }, u)
		if err != nil {
			return err
		}
		if err := s.print("warm", u, visits, server, emptyPage); err != nil {
			return err
		}
	}
	if err := s.ask(ctx, o, server, users); err != nil {
		return err
	}
	for _, u := range readers {
		visits, err := visit(ctx, o, func() (string, error) {
			server.stop()
			fresh, err := s.serve(ctx)
			if err != nil {
				return "", err
			}
			server = fresh
			return server.url, nil
		}, u)
		if err != nil {
			return err
		}
		if err := s.print("started", u, visits, server, emptyPage); err != nil {
			return err
		}
	}
	return nil
}

// print writes the line of some visits.
func (s *site) print(state string, u *user, visits []paint, server *process, floor float64) error {
	of := func(f func(paint) float64) float64 { return medianOf(visits, f) }
	l := painted{
		Case: "home_painted", User: u.name, Server: state, Runs: len(visits), machine: s.machine(server), Unit: "s", Aim: aimSeconds,
		Figure: of(func(p paint) float64 { return p.Painted }), First: of(func(p paint) float64 { return p.First }),
		ScriptsEnd: of(func(p paint) float64 { return p.ScriptsEnd }),
		MeStart:    of(func(p paint) float64 { return p.MeStart }), MeEnd: of(func(p paint) float64 { return p.MeEnd }),
		DataStart: of(func(p paint) float64 { return p.DataStart }), DataEnd: of(func(p paint) float64 { return p.DataEnd }),
		Requests: of(func(p paint) float64 { return p.Requests }), TransferKB: of(func(p paint) float64 { return p.TransferKB }),
		Tiles: of(func(p paint) float64 { return p.Tiles }), FloorSeconds: floor,
	}
	for _, v := range visits {
		l.All = append(l.All, v.Painted)
	}
	l.Ratio = round(l.Figure / floor)
	return printLine(l)
}

func (s *site) machine(server *process) machine {
	return machine{Rows: s.rows, Cores: runtime.NumCPU(), Load: loadAverage(), Peak: server.peakMB()}
}

func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	fields := strings.Fields(string(b))
	return strings.Join(fields[:min(3, len(fields))], " ")
}

func printLine(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	fmt.Println(string(b))
	return nil
}

// note tells an impatient reader what is going on; standard output is for lines.
func note(began time.Time, format string, args ...any) {
	fmt.Fprintf(os.Stderr, "bench: %6.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
}
