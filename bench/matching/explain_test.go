package main

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/farol-kpi/farol/app"
)

// The parts of every pair's explanation add up to the weight that is told, on every set that is small enough to ask for all pairs.
func TestExplanationsAddUpOnEverySet(t *testing.T) {
	data := os.Getenv("FAROL_DATA")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared", "data")
	}
	b := &bench{data: filepath.Join(data, "matching")}
	if _, err := os.Stat(b.data); err != nil {
		t.Skipf("no sets to explain: %v", err)
	}
	for _, s := range sets {
		if s.people > 0 || s.name == "historical_50k" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			ctx := context.Background()
			paths, err := b.paths(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			m, err := app.Match(ctx, app.MatchRequest{Files: paths, Ignore: s.ignore})
			if err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "out")
			if err := m.Write(out, nil); err != nil {
				t.Fatal(err)
			}
			pairs, wrong := 0, 0
			err = eachRow(filepath.Join(out, "pairs.csv"), func(row []string) error {
				told, err := strconv.ParseFloat(row[2], 64)
				if err != nil {
					return err
				}
				x, err := m.Explain(row[0], row[1])
				if err != nil {
					return err
				}
				sum := x.Prior
				for _, p := range x.Parts {
					sum += p.Bits
				}
				if !x.Told {
					t.Errorf("%v is not known as a pair that is told", row)
				}
				if pairs++; math.Abs(sum-told) > 1e-3 || math.Abs(sum-x.Weight) > 1e-9 {
					if wrong++; wrong <= 3 {
						t.Errorf("%v: the parts add up to %.5f, the weight explained is %.5f", row, sum, x.Weight)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if pairs < 40 {
				t.Errorf("only %d pairs were told", pairs)
			}
		})
	}
}
