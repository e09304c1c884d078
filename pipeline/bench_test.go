package pipeline_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// writeRows writes a CSV of n seeded rows of twelve columns, about 100 bytes each.
func writeRows(t testing.TB, path string, n int, seed uint64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(seed, 1))
	kinds := []string{"view", "open", "call", "message", "save"}
	fmt.Fprintln(w, "id,tenant,happened,kind,region,device,price,area,rooms,score,label,paid")
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(w, "%d,%d,%s,%s,R%03d,D%d,%d.%02d,%d,%d,%.6f,label number %d,%t\n", i+1, r.IntN(300),
			begin.Add(time.Duration(r.IntN(90*86400))*time.Second).Format("2006-01-02 15:04:05"), kinds[r.IntN(len(kinds))], r.IntN(300), r.IntN(5),
			r.IntN(1_000_000), r.IntN(100), 20+r.IntN(300), r.IntN(8), r.Float64(), r.IntN(10_000), r.IntN(2) == 0)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

var rowColumns = columns("id", "integer", "tenant", "integer", "happened", "timestamp", "kind", "text", "region", "text", "device", "text",
	"price", "decimal(18,2)", "area", "integer", "rooms", "integer", "score", "number", "label", "text", "paid", "boolean")

func cpuSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// BenchmarkSourceToTable loads 800,000 rows of one CSV into the lake, the raw table and a sorted model, beside DuckDB's own
// create table as from read_csv of the same file.
func BenchmarkSourceToTable(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b)
		path := filepath.Join(w.dir, "events", "1.csv")
		writeRows(b, path, 800_000, 1)
		w.source("events", source.Append).Columns = rowColumns
		w.model("sold", project.AsTable, "select tenant, date_trunc('day', happened) as day, region, count(*) as n, sum(price) as price from events group by all")

		db, err := sql.Open("duckdb", filepath.Join(b.TempDir(), "own.duckdb")+"?threads=2&memory_limit=512MB")
		w.must(err)
		began, cpu := time.Now(), cpuSeconds()
		_, err = db.Exec("create table own as from read_csv('" + path + "')")
		w.must(err)
		own, ownCPU := time.Since(began).Seconds(), cpuSeconds()-cpu
		w.must(db.Close())

		cpu = cpuSeconds()
		b.StartTimer()
		s := w.runOK()
		b.StopTimer()
		taken := cpuSeconds() - cpu
		b.ReportMetric(step(b, s, "events").Seconds, "source-s")
		b.ReportMetric(step(b, s, "sold").Seconds, "model-s")
		b.ReportMetric(step(b, s, "events").Seconds/own, "source/own")
		b.ReportMetric((step(b, s, "events").Seconds+step(b, s, "sold").Seconds)/own, "all/own")
		b.ReportMetric(taken/ownCPU, "cpu/own")
		b.ReportMetric(own, "own-s")
		w.close()
		b.StartTimer()
	}
}
