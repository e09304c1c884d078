package demo

import (
	"context"

	"github.com/farol-kpi/farol/demo/campaigns"
	"github.com/farol-kpi/farol/demo/companies"
	"github.com/farol-kpi/farol/demo/realestate"
)

// Options is what every generator understands.
type Options struct {
	Size string // small when empty; see Sizes
	Seed uint64
}

// Report is what a generator wrote.
type Report struct {
	Files []File
	Rows  int64 // of all files, without headers
	Bytes int64
	Kept  bool // the files were there already, made by the same generator with the same options
}

// File is one file that was written, with its path relative to the folder.
type File struct {
	Name  string
	Rows  int64
	Bytes int64
}

// Generator writes the files of one example into a folder.
type Generator struct {
	Name     string
	Sizes    []string // the first is the default
	Generate func(ctx context.Context, dir string, options Options) (Report, error)
}

// Generators lists every generator by the name of its example.
func Generators() map[string]Generator {
	return map[string]Generator{
		"realestate": {
			Name:  "realestate",
			Sizes: realestate.Sizes,
			Generate: func(ctx context.Context, dir string, o Options) (Report, error) {
				r, err := realestate.Generate(ctx, dir, realestate.Options{Size: o.Size, Seed: o.Seed})
				return report(r), err
			},
		},
		"campaigns": {
			Name:  "campaigns",
			Sizes: campaigns.Sizes,
			Generate: func(ctx context.Context, dir string, o Options) (Report, error) {
				r, err := campaigns.Generate(ctx, dir, campaigns.Options{Size: o.Size, Seed: o.Seed})
				return report(r), err
			},
		},
		"companies": {
			Name:  "companies",
			Sizes: companies.Sizes,
			Generate: func(ctx context.Context, dir string, o Options) (Report, error) {
				r, err := companies.Generate(ctx, dir, companies.Options{Size: o.Size, Seed: o.Seed, Increments: daysOfCompanies})
				return report(r), err
			},
		},
	}
}

// daysOfCompanies is how many days of changes the example of companies shows after its first load.
const daysOfCompanies = 7
