package companies

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// Sizes lists the sizes, the default first.
var Sizes = []string{"small", "medium", "large"}

// baseRecords is how many records of all sources the first day has, by size.
var baseRecords = map[string]int{"small": 2_000, "medium": 50_000, "large": 1_000_000}

// FirstDay is the day of the base files. It is fixed, so that the same seed gives the same bytes on any day.
var FirstDay = farol.Date(2026, time.November, 1)

// TruthRecords is the file that tells which company each record is: source, record, entity.
const TruthRecords = "truth.csv"

// maxRecords are as many records as there are company numbers for, with some later days.
const maxRecords = 20_000_000

// Options says how much to invent.
type Options struct {
	Size       string // small (2,000 records of the first day), medium (50,000) or large (1,000,000)
	Seed       uint64
	Records    int // records of the first day, when not 0 instead of the size's
	Increments int // days after the first, each with new, changed and deleted records in files of its own
}

func (o *Options) complete() error {
	if o.Size == "" {
		o.Size = Sizes[0]
	}
	if !slices.Contains(Sizes, o.Size) {
		return farol.Errorf(farol.CodeUsage, "there is no size %q of the companies data", o.Size).
			Hint("take one of %s", strings.Join(Sizes, ", "))
	}
	if o.Records == 0 {
		o.Records = baseRecords[o.Size]
	}
	if o.Records < 100 || o.Records > maxRecords || o.Increments < 0 || o.Increments > 365 || companiesFor(*o) > prime {
		return farol.Errorf(farol.CodeUsage, "%d records and %d later days cannot be made", o.Records, o.Increments).
			Hint("from 100 to %d records, and at most 365 days, fewer with many records", maxRecords)
	}
	return nil
}

// Generate writes a folder for each day with a file for each source, and the truth. Where they are there already, made with the same
// options, they stay.
func Generate(ctx context.Context, dir string, o Options) (csvfile.Report, error) {
	if err := o.complete(); err != nil {
		return csvfile.Report{}, err
	}
	folder, kept, report, err := csvfile.Open(ctx, dir, fmt.Sprintf("companies 1 %+v", o))
	if err != nil || kept {
		return report, err
	}
	w := newWorld(o)
	truth := folder.Create(TruthRecords, "source,record,entity", "\n")
	for _, s := range sources {
		p := w.plan(s)
		err := w.write(folder, p)
		if err != nil {
			return csvfile.Report{}, fmt.Errorf("cannot write the companies data: %w", err)
		}
		for place, company := range p.companies {
			truth.Text(s.name).Text(p.id(place)).Text(fmt.Sprintf("E%07d", company+1)).End()
		}
	}
	if err := truth.Close(); err != nil {
		return csvfile.Report{}, fmt.Errorf("cannot write the truth of the companies data: %w", err)
	}
	return folder.Finish(w.planted)
}
