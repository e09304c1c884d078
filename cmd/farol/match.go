package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/farol-kpi/farol/app"
)

// matchCmd finds which records are the same. Its files are told without the name of a subcommand.
type matchCmd struct {
	Files   matchFilesCmd   `cmd:"" default:"withargs" help:"Find which records of files are the same; the word files may be left out."`
	Explain matchExplainCmd `cmd:"" help:"Take the weight of two records apart."`
	Score   matchScoreCmd   `cmd:"" help:"Weigh pairs of names of companies or people."`
	Model   matchModelCmd   `cmd:"" help:"Print the model that an entity of the project is matched by."`
	Learn   matchLearnCmd   `cmd:"" help:"Learn the model of an entity of the project anew."`
}

// Help shows examples.
func (matchCmd) Help() string {
	return "Examples:\n  farol match customers.csv --out same\n  farol match customers.csv --out same --ignore note --json"
}

// matchInput is what every matching of files is told.
type matchInput struct {
	Paths  []string `arg:"" name:"file" help:"CSV, TSV, JSON lines, Parquet or XLSX."`
	ID     []string `name:"id" help:"The column that identifies a record; several for files that call it differently." placeholder:"COLUMN" sep:"none"`
	Ignore []string `help:"A column that is no evidence." placeholder:"COLUMN" sep:"none"`

	Overrides string `help:"A YAML file of what you state of the matching, in the form of model.yaml." placeholder:"FILE"`
}

// gcPercent is how much garbage a matching lets pile up beside what it needs. A million records need over a gigabyte; the usual 100 would
// hold as much again and save hardly any time.
const gcPercent = 40

// match reads the files and finds what is the same, telling on a terminal what is being done.
func (in matchInput) match(e *env) (*app.Matching, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	progress := newLine(e.err)
	defer progress.done()
	m, err := app.Match(e.ctx, app.MatchRequest{Files: in.Paths, ID: in.ID, Ignore: in.Ignore, Overrides: in.Overrides, Progress: progress.show})
	if err != nil {
		return nil, err
	}
	progress.done()
	for _, f := range m.Files {
		if f.Rejected > 0 {
			fmt.Fprintf(e.err, "farol: %s left out, the first: %s\n", plural(int64(f.Rejected), "row"), f.Reject)
		}
	}
	return m, nil
}

type matchFilesCmd struct {
	matchInput
	Out string `required:"" help:"The folder that is written; it must be new, empty, or of an earlier match." placeholder:"DIR"`
}

// Help shows examples.
func (matchFilesCmd) Help() string {
	return "Examples:\n  farol match customers.csv --out same\n  farol match crm.csv register.parquet --out same --id vat_number --ignore checked_by --json"
}

// matchSummary is what is told of a matching.
type matchSummary struct {
	Records int             `json:"records"`
	Sources []app.MatchFile `json:"sources"`
	app.MatchCounts
	Unique        []string `json:"sources_without_duplicates"`
	Doubts        []string `json:"doubts"` // columns that may mean the same but were left apart, and those that are not compared
	Seconds       float64  `json:"seconds"`
	RowsPerSecond float64  `json:"rows_per_second"`
	PeakMB        float64  `json:"peak_mb"` // of the whole process
	Out           string   `json:"out"`
}

// Run matches the files and writes what was found.
func (c matchFilesCmd) Run(e *env) error {
	if err := app.CheckMatchFolder(c.Out); err != nil {
		return err
	}
	from := e.now()
	m, err := c.match(e)
	if err != nil {
		return err
	}
	s := matchSummary{Records: m.Records(), Sources: m.Files, MatchCounts: m.Counts(), Unique: []string{}, Doubts: append([]string{}, m.Doubts()...), Out: c.Out}
	for _, f := range m.Files {
		if f.Unique {
			s.Unique = append(s.Unique, f.Source)
		}
	}
	if err := m.Write(c.Out, map[string]any{"version": e.version, "records": s.Records, "sources": s.Sources, "figures": s.MatchCounts}); err != nil {
		return err
	}
	s.Seconds = e.now().Sub(from).Seconds()
	s.RowsPerSecond = float64(s.Records) / max(s.Seconds, float64(time.Millisecond)/float64(time.Second))
	s.PeakMB = peakMB()
	if e.json {
		printJSON(e.out, s)
		return nil
	}
	s.print(e.out)
	return nil
}

func (s matchSummary) print(w io.Writer) {
	fmt.Fprintf(w, "%s in %s: %s, %s of one record alone\n", plural(int64(s.Records), "record"), plural(int64(len(s.Sources)), "file"),
		entities(s.Entities), orZero(int64(s.Alone)))
	for _, f := range s.Sources {
		by := "row number"
		if f.ID != "" {
			by = f.ID
		}
		fmt.Fprintf(w, "  %s: %s, named by %s", f.Source, plural(int64(f.Records), "record"), by)
		if f.Unique {
			fmt.Fprint(w, ", without duplicates")
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%s compared, %s more likely the same than not\n", plural(int64(s.Compared), "pair"), orZero(int64(s.Matched)))
	for _, doubt := range s.Doubts {
		fmt.Fprintf(w, "  note: %s\n", doubt)
	}
	fmt.Fprintf(w, "%.1f s, %.0f MB; wrote %s\n", s.Seconds, s.PeakMB, strings.Join([]string{s.Out + "/pairs.csv", s.Out + "/clusters.csv", s.Out + "/model.yaml"}, ", "))
}

func entities(n int) string {
	if n == 1 {
		return "1 entity"
	}
	return orZero(int64(n)) + " entities"
}

// peakMB is the most memory that this process has held, as the system accounts it.
func peakMB() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}
