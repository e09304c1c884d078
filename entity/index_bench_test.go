package entity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// crowd invents n records of people whose names and towns are as unevenly common as real ones; every fourth is another one again with a slip.
type crowd struct {
	rng               *rand.Rand
	first, last, town []string
	zipf              [3]*rand.Zipf
	before            []string
}

func newCrowd() *crowd {
	c := &crowd{rng: rand.New(rand.NewPCG(11, 12))}
	const syllables = "balodemirusatenokigafepuvizosu"
	names := func(n, least int) []string {
		out := make([]string, n)
		for i := range out {
			var s []byte
			for range least + c.rng.IntN(3) {
				k := 2 * c.rng.IntN(len(syllables)/2)
				s = append(s, syllables[k:k+2]...)
			}
			out[i] = string(s)
		}
		return out
	}
	c.first, c.last, c.town = names(3000, 2), names(60000, 3), names(2000, 3)
	for i, n := range []int{len(c.first), len(c.last), len(c.town)} {
		c.zipf[i] = rand.NewZipf(c.rng, 1.1, 20, uint64(n-1))
	}
	return c
}

var crowdColumns = []string{"first", "last", "born", "town", "street", "email", "phone"}

func (c *crowd) next(id int) Record {
	r := Record{Key: Key{"crowd", fmt.Sprint(id)}, Columns: crowdColumns}
	if id%4 == 3 {
		r.Cells = slices.Clone(c.before)
		at := c.rng.IntN(len(r.Cells))
		if s := r.Cells[at]; c.rng.IntN(2) == 0 || len(s) < 4 {
			r.Cells[at] = ""
		} else {
			i := 1 + c.rng.IntN(len(s)-2)
			r.Cells[at] = s[:i] + s[i+1:]
		}
		return r
	}
	first, last := c.first[c.zipf[0].Uint64()], c.last[c.zipf[1].Uint64()]
	r.Cells = []string{first, last,
		fmt.Sprintf("%d-%02d-%02d", 1935+c.rng.IntN(70), 1+c.rng.IntN(12), 1+c.rng.IntN(28)), c.town[c.zipf[2].Uint64()],
		fmt.Sprintf("via %s %d", c.last[c.rng.IntN(4000)], 1+c.rng.IntN(120)), fmt.Sprintf("%s.%s%d@example.com", first, last, c.rng.IntN(100)),
		fmt.Sprintf("3%09d", c.rng.IntN(1_000_000_000))}
	c.before = r.Cells
	return r
}

func (c *crowd) table(n int) *Table {
	t := &Table{Source: "crowd", Columns: crowdColumns, Cells: make([][]string, len(crowdColumns))}
	for i := range n {
		r := c.next(i)
		t.IDs = append(t.IDs, r.Key.Record)
		for k, cell := range r.Cells {
			t.Cells[k] = append(t.Cells[k], cell)
		}
	}
	return t
}

// indexed is an index of a million records, as all runs of the benchmark share it.
type indexed struct {
	index                       Index
	people                      *crowd
	asked                       []Record
	next                        int
	bytesEach, microsecondsEach float64
}

var million = sync.OnceValue(func() *indexed {
	const records = 1_000_000
	people := newCrowd()
	res, err := Match(context.Background(), []*Table{people.table(100_000)}, Options{})
	if err != nil {
		panic(err)
	}
	m := &indexed{index: NewIndex(res.Learned()), people: people, next: records}
	res = nil
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	for i := range records {
		r := people.next(i)
		if i%200 == 3 {
			m.asked = append(m.asked, r)
		}
		if err := m.index.Insert(r); err != nil {
			panic(err)
		}
	}
	m.microsecondsEach = float64(time.Since(start).Microseconds()) / records
	runtime.GC()
	runtime.ReadMemStats(&after)
	m.bytesEach = float64(after.HeapAlloc-before.HeapAlloc) / records
	return m
})

// BenchmarkFindAmongAMillion looks for single records among 1,000,000 while another goroutine inserts without pause. It prints how long a search
// takes, at the median and at the 99th percentile, and the memory that the index lives in.
func BenchmarkFindAmongAMillion(b *testing.B) {
	m := million()
	x, people, asked := m.index, m.people, m.asked
	stop := make(chan struct{})
	var writer sync.WaitGroup
	inserts := 0
	writer.Go(func() {
		for i := m.next; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := x.Insert(people.next(i)); err != nil {
				b.Error(err)
				return
			}
			inserts++
			m.next++
		}
	})
	took := make([]time.Duration, 0, b.N)
	found := 0
	b.ResetTimer()
	for i := range b.N {
		r := asked[i%len(asked)]
		r.Key.Record = "asked"
		begin := time.Now()
		if len(x.Find(r)) > 0 {
			found++
		}
		took = append(took, time.Since(begin))
	}
	b.StopTimer()
	close(stop)
	writer.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(found)/float64(b.N), "found")
	b.ReportMetric(m.bytesEach, "B/record")
	b.ReportMetric(m.microsecondsEach, "us/insert")
	b.ReportMetric(float64(inserts), "inserts-meanwhile")
}
