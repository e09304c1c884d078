// Command load measures the way of a daily file into a table: source, landing, table, against DuckDB's own
// `create table as from read_csv` on the same file in the same run. It prints one JSON line a size.
//
// The file has a bad row in a thousand, as real ones do. Some of those are cut off, and then DuckDB by itself finds no columns: it makes
// a table of one text column that holds whole lines. That is the floor; its columns are told. DuckDB asked to keep bad rows apart
// (store_rejects) makes the table that is wanted, so it is measured as well: the peer.
//
// Each side is a process of its own, so that seconds, CPU-seconds and peak memory are the operating system's figures for the whole
// of it. The two take turns; each figure is the median of its runs.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/farol-kpi/farol/demo/realestate"
)

// cost is what one process took.
type cost struct{ seconds, cpu, megabytes float64 }

// result is one line of output.
type result struct {
	Case         string  `json:"case"`
	Rows         int64   `json:"rows"`
	FileMB       float64 `json:"file_mb"`
	Cores        int     `json:"cores"`
	Seconds      float64 `json:"seconds"`
	CPUSeconds   float64 `json:"cpu_seconds"`
	PeakMB       float64 `json:"peak_mb"`
	RowsPerS     float64 `json:"rows_per_second"`
	FloorSeconds float64 `json:"floor_seconds"`
	FloorCPU     float64 `json:"floor_cpu_seconds"`
	FloorMB      float64 `json:"floor_peak_mb"`
	FloorColumns int     `json:"floor_columns"`
	Ratio        float64 `json:"ratio_seconds"`
	RatioCPU     float64 `json:"ratio_cpu"`
	PeerSeconds  float64 `json:"peer_seconds"`
	PeerCPU      float64 `json:"peer_cpu_seconds"`
	PeerMB       float64 `json:"peer_peak_mb"`
	PeerColumns  int     `json:"peer_columns"`
	PeerRatio    float64 `json:"ratio_seconds_to_peer"`
	PeerRatioCPU float64 `json:"ratio_cpu_to_peer"`
}

func main() {
	rows := flag.String("rows", "800000,8000000", "numbers of rows, with commas")
	runs := flag.Int("runs", 5, "runs of each side; three of the largest sizes")
	farol := flag.String("farol", "bin/farol", "the binary to measure")
	floorCSV := flag.String("floor", "", "internal: the file that the floor's process loads")
	floorDB := flag.String("into", "", "internal: the database that it loads into")
	apart := flag.Bool("apart", false, "internal: that process keeps bad rows apart")
	flag.Parse()
	var err error
	if *floorCSV != "" {
		err = floor(context.Background(), *floorCSV, *floorDB, *apart)
	} else {
		err = bench(context.Background(), *rows, *runs, *farol)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// floor is what DuckDB does alone.
func floor(ctx context.Context, csv, db string, apart bool) error {
	conn, err := sql.Open("duckdb", db)
	if err != nil {
		return err
	}
	defer conn.Close()
	options := ""
	if apart {
		options = ", store_rejects = true"
	}
	_, err = conn.ExecContext(ctx, "create table t as from read_csv(?"+options+")", csv)
	return err
}

// columns counts those of the table that a floor made.
func columns(ctx context.Context, db string) (n int, err error) {
	conn, err := sql.Open("duckdb", db)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	err = conn.QueryRowContext(ctx, "select count(*) from (describe t)").Scan(&n)
	return n, err
}

func bench(ctx context.Context, sizes string, runs int, binary string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, s := range strings.Split(sizes, ",") {
		rows, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
		if err != nil {
			return err
		}
		n := runs
		if rows > 2_000_000 {
			n = min(n, 3)
		}
		if err := one(ctx, rows, n, binary, self); err != nil {
			return err
		}
	}
	return nil
}

func one(ctx context.Context, rows int64, runs int, binary, self string) error {
	dir, err := os.MkdirTemp("", "farol-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		return err
	}
	if _, err := realestate.Generate(ctx, filepath.Join(dir, "data"), realestate.Options{Size: "day", Seed: 1, Rows: rows}); err != nil {
		return err
	}
	csv, size, err := largest(filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	var ours, theirs, peers []cost
	var wide [2]int
	for i := range runs + 1 { // The first of each warms the page cache and is not counted.
		var floors [2]cost
		for k := range floors {
			db := filepath.Join(dir, fmt.Sprintf("floor-%d-%d.duckdb", i, k))
			if floors[k], err = measure(ctx, self, "-floor", csv, "-into", db, fmt.Sprintf("-apart=%t", k == 1)); err != nil {
				return err
			}
			if wide[k], err = columns(ctx, db); err != nil {
				return err
			}
			os.Remove(db)
		}
		p := filepath.Join(dir, fmt.Sprintf("project-%d", i))
		if err := writeProject(p, csv); err != nil {
			return err
		}
		a, err := measure(ctx, binary, "run", "--project", p, "--json")
		if err != nil {
			return err
		}
		os.RemoveAll(p)
		if i > 0 {
			ours, theirs, peers = append(ours, a), append(theirs, floors[0]), append(peers, floors[1])
		}
	}
	a, b, c := median(ours), median(theirs), median(peers)
	line, err := json.Marshal(result{
		Case: "load", Rows: rows, FileMB: float64(size) / 1e6, Cores: runtime.NumCPU(), Seconds: a.seconds, CPUSeconds: a.cpu, PeakMB: a.megabytes,
		RowsPerS: float64(rows) / a.seconds, FloorSeconds: b.seconds, FloorCPU: b.cpu, FloorMB: b.megabytes,
		FloorColumns: wide[0], Ratio: a.seconds / b.seconds, RatioCPU: a.cpu / b.cpu,
		PeerSeconds: c.seconds, PeerCPU: c.cpu, PeerMB: c.megabytes, PeerColumns: wide[1],
		PeerRatio: a.seconds / c.seconds, PeerRatioCPU: a.cpu / c.cpu,
	})
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	return nil
}

// largest gives the largest file of a folder: the day's events.
func largest(dir string) (string, int64, error) {
	var path string
	var size int64
	err := filepath.Walk(dir, func(p string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() && strings.HasSuffix(p, ".csv") && info.Size() > size {
			path, size = p, info.Size()
		}
		return err
	})
	return path, size, err
}

// writeProject writes a project of one source without any contract: everything is detected.
func writeProject(dir, csv string) error {
	files := map[string]string{
		"farol.yaml":          "name: bench\ntime_zone: UTC\n",
		"sources/events.yaml": "type: file\npath: " + csv + "\nload: append\n",
		"access.yaml":         "roles:\n  admin: {pages: all, rows: all, admin: true}\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func measure(ctx context.Context, name string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var errs strings.Builder
	cmd.Stderr = &errs
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, errs.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, fmt.Errorf("this system does not account for finished processes")
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return cost{time.Since(began).Seconds(), cpu.Seconds(), float64(usage.Maxrss) / 1024}, nil
}

// median takes each figure's median by itself.
func median(costs []cost) cost {
	pick := func(f func(cost) float64) float64 {
		var v []float64
		for _, c := range costs {
			v = append(v, f(c))
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return cost{
		pick(func(c cost) float64 { return c.seconds }),
		pick(func(c cost) float64 { return c.cpu }),
		pick(func(c cost) float64 { return c.megabytes }),
	}
}
