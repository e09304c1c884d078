package realestate

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
var Sizes = []string{"small", "day"}

// LastDay is the last day that the data tell of. It is fixed, so that the same seed gives the same bytes on any day.
var LastDay = farol.Date(2026, time.November, 18)

// The days that the daily history and the sales register begin on.
var (
	firstDay  = farol.Date(2025, time.August, 1)
	firstSale = farol.Date(2022, time.November, 1)
)

// Options says how much to invent.
type Options struct {
	Size     string // small (daily figures of 15 months, events of 30 days) or day (one file of events)
	Seed     uint64
	Agencies int   // 200 when 0
	Listings int   // 3,000 when 0; at least as many as agencies
	Rows     int64 // of the one file of events of size day, 800,000 when 0

	// Clean leaves out the rows that break the contract. Late events and duplicates stay.
	Clean bool

	// Primes makes each agency's listings, events and amounts multiples of a prime of its own, so that a share of another
	// agency shows inside any total. There are then as many agencies as Primes has values (fewer when Agencies says so), with
	// two listings a prime.
	Primes bool
}

// PrimesOfAgencies are the primes of Options.Primes, in the order of the agencies. No small sum of the others' multiples is
// a multiple of one of them for every figure at once.
var PrimesOfAgencies = []int{7, 11, 13, 17, 19, 23}

func (o *Options) complete() error {
	if o.Size == "" {
		o.Size = Sizes[0]
	}
	if !slices.Contains(Sizes, o.Size) {
		return farol.Errorf(farol.CodeUsage, "there is no size %q of the realestate data", o.Size).
			Hint("take one of %s", strings.Join(Sizes, ", "))
	}
	if o.Primes {
		if o.Agencies == 0 || o.Agencies > len(PrimesOfAgencies) {
			o.Agencies = len(PrimesOfAgencies)
		}
		o.Listings = 2 * o.Agencies
	}
	if o.Agencies == 0 {
		o.Agencies = 200
	}
	if o.Listings == 0 {
		o.Listings = 15 * o.Agencies
	}
	if o.Rows == 0 {
		o.Rows = 800_000
	}
	if o.Listings < o.Agencies || o.Agencies > 999 {
		return farol.Errorf(farol.CodeUsage, "%d listings of %d agencies cannot be made", o.Listings, o.Agencies).
			Hint("at most 999 agencies, each with at least one listing")
	}
	return nil
}

// Generate writes the files into dir and gives what it wrote. Where they are there already, made with the same options, they stay.
func Generate(ctx context.Context, dir string, o Options) (csvfile.Report, error) {
	if err := o.complete(); err != nil {
		return csvfile.Report{}, err
	}
	folder, kept, report, err := csvfile.Open(ctx, dir, fmt.Sprintf("realestate 1 %+v", o))
	if err != nil || kept {
		return report, err
	}
	w := newWorld(o)
	for _, write := range []func(*csvfile.Folder) error{
		w.writeRegions, w.writeAgencies, w.writeAgents, w.writeListings, w.writeCharges, w.writePayments,
		w.writeActivity, w.writeSales,
	} {
		if err := write(folder); err != nil {
			return csvfile.Report{}, fmt.Errorf("cannot write the realestate data: %w", err)
		}
	}
	return folder.Finish(w.planted)
}
