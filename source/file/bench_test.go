package file_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// events writes a file of n rows and 12 columns of every common type.
func events(tb testing.TB, dir string, n int) string {
	tb.Helper()
	f, err := os.Create(filepath.Join(dir, "events.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "event_id,happened_at,listing_id,agency_id,kind,region,device,price,area,visitor,day,is_featured")
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		fmt.Fprintf(w, "%d,2026-01-%02d %02d:%02d:%02d,%d,%d,%s,%s,%s,%d.%02d,%d,v%x,2026-01-%02d,%t\n", i+1, 1+i*28/n, i%24, i%60, i%59,
			random.IntN(200_000)+1, random.IntN(300)+1, []string{"impression", "view", "lead"}[random.IntN(3)],
			[]string{"Lisboa", "Porto", "Évora"}[random.IntN(3)], []string{"mobile", "desktop"}[random.IntN(2)],
			random.IntN(20_000), random.IntN(100), random.IntN(400)+20, random.IntN(1_000_000_000), 1+i*28/n, i%7 == 0)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return f.Name()
}

func BenchmarkStage(b *testing.B) {
	for _, bm := range []struct {
		name string
		spec source.Spec
	}{
		{"inferred", source.Spec{}},
		{"mapped", source.Spec{Columns: source.Columns{{Name: "device", Type: "text", Map: map[string]string{"mobil": "mobile"}}}}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			ctx := context.Background()
			dir := b.TempDir()
			path := events(b, dir, 100_000)
			r, err := file.Open(ctx, file.Options{TempDir: b.TempDir(), TimeZone: "Europe/Lisbon"})
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close() //nolint:errcheck // Ends with the benchmark.
			spec := bm.spec
			spec.Name, spec.Path = "events", path
			items, err := r.Find(ctx, dir, &spec)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(items[0].Bytes)
			for b.Loop() {
				staged, err := r.Stage(ctx, dir, &spec, items[0], b.TempDir(), nil)
				if err != nil || staged.Rows != 100_000 {
					b.Fatal(staged.Rows, err)
				}
			}
		})
	}
}
