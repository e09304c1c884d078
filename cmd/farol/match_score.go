package main

import (
	"encoding/csv"
	"strconv"

	"github.com/farol-kpi/farol/app"
	"github.com/farol-kpi/farol/entity/names"
)

type matchScoreCmd struct {
	File  string `arg:"" help:"CSV, TSV, JSON lines, Parquet or XLSX with two names a row."`
	Left  string `required:"" help:"The column of one name." placeholder:"COLUMN"`
	Right string `required:"" help:"The column of the other." placeholder:"COLUMN"`
	Kind  string `enum:"auto,company,person" default:"auto" help:"What the names are names of: company, person, or auto."`
}

// Help shows examples.
func (matchScoreCmd) Help() string {
	return "Examples:\n  farol match score pairs.csv --left name1 --right name2\n  farol match score pairs.csv --left ours --right theirs --kind company --json"
}

// Run writes a weight a pair: as CSV, or with its reasons as JSON.
func (c matchScoreCmd) Run(e *env) error {
	kind, err := names.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	pairs, err := app.ScoreNames(e.ctx, app.ScoreRequest{File: c.File, Left: c.Left, Right: c.Right, Kind: kind})
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"pairs": pairs})
		return nil
	}
	w := csv.NewWriter(e.out)
	_ = w.Write([]string{"row", "left", "right", "weight", "probability"})
	for _, p := range pairs {
		_ = w.Write([]string{strconv.FormatInt(p.Row, 10), p.Left, p.Right, strconv.FormatFloat(p.Weight, 'f', 3, 64), strconv.FormatFloat(p.Probability, 'f', 4, 64)})
	}
	w.Flush()
	return w.Error()
}
