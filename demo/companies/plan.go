package companies

import (
	"fmt"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// feed is one source: its file, how much of all records it has, and how it writes one.
type feed struct {
	name, header, prefix string
	share                float64 // of the records of the first day
	repeats              float64 // of its records, those of companies that it has already
	bad                  string  // a row that breaks the contract, or ""
	row                  func(w *world, out *csvfile.Writer, r *record)
}

// sources lists the feeds.
var sources = []*feed{register, crm, marketingList, web, invoices}

func (f *feed) base(o Options) int { return int(float64(o.Records)*f.share + 0.5) }

// A later day brings a share of the first day's records.
func (f *feed) added(o Options) int   { return max(4, f.base(o)/200) }
func (f *feed) changed(o Options) int { return max(6, f.base(o)/120) }
func (f *feed) removed(o Options) int { return max(2, f.base(o)/1000) }

func (f *feed) total(o Options) int { return f.base(o) + o.Increments*f.added(o) }

// plan tells which company each record of a source is. A record's place gives its id and the day that it came on, and is drawn at random.
type plan struct {
	feed      *feed
	base      int
	added     int
	companies []uint32
}

func (w *world) plan(f *feed) *plan {
	o := w.options
	p := &plan{feed: f, base: f.base(o), added: f.added(o)}
	s := chance.New(o.Seed, "companies/plan/"+f.name, 0)
	all := make([]uint32, w.entities)
	for i := range all {
		all[i] = uint32(i)
	}
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	total := f.total(o)
	once := min(total-int(float64(total)*f.repeats), len(all))
	p.companies = append(make([]uint32, 0, total), all[:once]...)
	for len(p.companies) < total {
		p.companies = append(p.companies, all[skewed(s, once, 2)]) // few companies have many records
	}
	s.Shuffle(total, func(i, j int) { p.companies[i], p.companies[j] = p.companies[j], p.companies[i] })
	return p
}

func (p *plan) id(place int) string { return fmt.Sprintf("%s%07d", p.feed.prefix, place+1) }

// arrived gives the later day, from 1, that a record came on, or 0.
func (p *plan) arrived(place int) int {
	if place < p.base {
		return 0
	}
	return (place-p.base)/p.added + 1
}

const badEvery = 400 // rows of the first day for one that breaks the contract

// write writes the files of a source, a day each.
func (w *world) write(folder *csvfile.Folder, p *plan) error {
	counts := &sourceCounts{Records: p.base}
	w.planted.Sources[p.feed.name] = counts
	seen := make([]bool, w.entities)
	out := folder.Create(FirstDay.Format(time.DateOnly)+"/"+p.feed.name+".csv", p.feed.header, "\n")
	for place := range p.base {
		if p.feed.bad != "" && place%badEvery == badEvery/2 {
			out.Again([]byte(p.feed.bad + "\n"))
			counts.Bad++
		}
		company := p.companies[place]
		if !seen[company] {
			seen[company] = true
			counts.Companies++
		}
		p.feed.row(w, out, w.record(p, place, 0, counts))
		if out.Failed() {
			break
		}
	}
	counts.Duplicates = counts.Records - counts.Companies
	if err := out.Close(); err != nil {
		return err
	}
	versions, gone := map[int]int{}, map[int]bool{}
	for day := 1; day <= w.options.Increments; day++ {
		if err := w.writeDay(folder, p, day, versions, gone); err != nil {
			return err
		}
	}
	return nil
}

// writeDay writes what a later day brings: new records, and old ones that changed or went. A row tells the whole record.
func (w *world) writeDay(folder *csvfile.Folder, p *plan, day int, versions map[int]int, gone map[int]bool) error {
	o := w.options
	s := chance.New(o.Seed, "companies/day/"+p.feed.name, uint64(day))
	date := FirstDay.AddDate(0, 0, day)
	first := p.base + (day-1)*p.added // of the new records; those before are there already
	counts := incrementCounts{Day: date.Format(time.DateOnly), Source: p.feed.name}
	out := folder.Create(counts.Day+"/"+p.feed.name+".csv", p.feed.header, "\n")
	touched := map[int]bool{}
	write := func(place int, change string) {
		r := w.record(p, place, versions[place], nil)
		r.change, r.changedOn = change, date
		p.feed.row(w, out, r)
	}
	old := func(n int, do func(place int)) {
		for range n {
			place := s.IntN(first)
			if !touched[place] && !gone[place] {
				touched[place] = true
				do(place)
			}
		}
	}
	old(p.feed.changed(o), func(place int) {
		versions[place]++
		write(place, "changed")
		counts.Changed++
	})
	old(p.feed.removed(o), func(place int) {
		gone[place] = true
		write(place, "deleted")
		counts.Deleted++
	})
	for place := first; place < first+p.added; place++ {
		write(place, "new")
		counts.New++
	}
	w.planted.Increments = append(w.planted.Increments, counts)
	return out.Close()
}
