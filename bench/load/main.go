// Command load measures the way of a daily file into a table: source, landing, table, against DuckDB's own
// `create table as from read_csv` on the same file in the same run. It prints one JSON line a file.
//
// Each size is measured on two files of the same day. load_clean has no bad row: DuckDB by itself finds all columns, and makes the table
// that is wanted. load_with_mistakes has a bad row in a thousand, as real files do. Some of those are cut off, and then DuckDB by itself
// finds no columns: it makes a table of one text column that holds whole lines. That is the floor all the same; the types of its columns
// are told. DuckDB asked to keep bad rows apart (store_rejects) makes the table that is wanted of both files: the peer.
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
	FloorTable   string  `json:"floor_table"`
	Ratio        float64 `json:"ratio_seconds"`
	RatioCPU     float64 `json:"ratio_cpu"`
	PeerSeconds  float64 `json:"peer_seconds"`
	PeerCPU      float64 `json:"peer_cpu_seconds"`
	PeerMB       float64 `json:"peer_peak_mb"`
	PeerTable    string  `json:"peer_table"`
	PeerRatio    float64 `json:"ratio_seconds_to_peer"`
	PeerRatioCPU float64 `json:"ratio_cpu_to_peer"`
	Load         string  `json:"load_average"` // of the last minute, when the last run had ended
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

// table tells what a floor made: how many rows, and how many columns of which types.
func table(ctx context.Context, db string) (text string, err error) {
	conn, err := sql.Open("duckdb", db)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	err = conn.QueryRowContext(ctx, `select (select count(*) from t) || ' rows of ' || string_agg(n || ' ' || column_type, ', ' order by n desc, column_type)
		from (select column_type, count(*) as n from (describe t) group by 1)`).Scan(&text)
	return text, err
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
		for _, clean := range []bool{true, false} {
			if err := one(ctx, rows, clean, n, binary, self); err != nil {
				return err
			}
		}
	}
	return nil
}

func one(ctx context.Context, rows int64, clean bool, runs int, binary, self string) error {
	dir, err := os.MkdirTemp("", "farol-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		return err
	}
	if _, err := realestate.Generate(ctx, filepath.Join(dir, "data"), realestate.Options{Size: "day", Seed: 1, Rows: rows, Clean: clean}); err != nil {
		return err
	}
	csv, size, err := largest(filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	var ours, theirs, peers []cost
	var made [2]string
	for i := range runs + 1 { // The first of each warms the page cache and is not counted.
		var floors [2]cost
		for k := range floors {
			db := filepath.Join(dir, fmt.Sprintf("floor-%d-%d.duckdb", i, k))
			if floors[k], err = measure(ctx, self, "-floor", csv, "-into", db, fmt.Sprintf("-apart=%t", k == 1)); err != nil {
				return err
			}
			if made[k], err = table(ctx, db); err != nil {
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
	name := "load_with_mistakes"
	if clean {
		name = "load_clean"
	}
	average, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return err
	}
	busy, _, _ := strings.Cut(string(average), " ")
	a, b, c := median(ours), median(theirs), median(peers)
	line, err := json.Marshal(result{
		Case: name, Rows: rows, FileMB: float64(size) / 1e6, Cores: runtime.NumCPU(), Seconds: a.seconds, CPUSeconds: a.cpu, PeakMB: a.megabytes,
		RowsPerS: float64(rows) / a.seconds, FloorSeconds: b.seconds, FloorCPU: b.cpu, FloorMB: b.megabytes,
		FloorTable: made[0], Ratio: a.seconds / b.seconds, RatioCPU: a.cpu / b.cpu,
		PeerSeconds: c.seconds, PeerCPU: c.cpu, PeerMB: c.megabytes, PeerTable: made[1],
		PeerRatio: a.seconds / c.seconds, PeerRatioCPU: a.cpu / c.cpu, Load: busy,
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
