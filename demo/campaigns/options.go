package campaigns

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
var Sizes = []string{"small"}

// FirstDay and LastDay bound the 33 months of the data.
var (
	FirstDay = farol.Date(2017, time.January, 30)
	LastDay  = farol.Date(2019, time.October, 25)
)

// Options says how much to invent.
type Options struct {
	Size string // small
	Seed uint64
}

// Generate writes the four exports into dir. Where they are there already, made with the same options, they stay.
func Generate(ctx context.Context, dir string, o Options) (csvfile.Report, error) {
	if o.Size == "" {
		o.Size = Sizes[0]
	}
	if !slices.Contains(Sizes, o.Size) {
		return csvfile.Report{}, farol.Errorf(farol.CodeUsage, "there is no size %q of the campaigns data", o.Size).
			Hint("take one of %s", strings.Join(Sizes, ", "))
	}
	folder, kept, report, err := csvfile.Open(ctx, dir, fmt.Sprintf("campaigns 1 %+v", o))
	if err != nil || kept {
		return report, err
	}
	w := &writer{seed: o.Seed, folder: folder}
	w.plant()
	for _, write := range []func() error{w.posts, w.facebookAds, w.googleAds, w.calls} {
		if err := write(); err != nil {
			return csvfile.Report{}, fmt.Errorf("cannot write the campaigns data: %w", err)
		}
	}
	return folder.Finish(w.planted)
}

type writer struct {
	seed    uint64
	folder  *csvfile.Folder
	planted planted
}
