package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol/source/file"
)

// set is one set of records whose truth is known.
type set struct {
	name   string
	peer   string   // its name with the other tool; the set's own where it is empty
	files  []string // below the data folder
	ignore []string // the columns that hold the truth
	across bool     // only pairs across the two files are scored
	aimF1  float64
	people int // rows that people.py generates in place of files
	seed   int // of what it generates

	truth func(b *bench, recs *records) (*truth, error)
}

// sets are measured in this order.
var sets = []set{
	{name: "dblp_acm", files: []string{"dblp_acm/tableA.csv", "dblp_acm/tableB.csv"}, across: true, aimF1: 0.988, truth: listed("dblp_acm/matches.csv")},
	{name: "abt_buy", files: []string{"abt_buy/tableA.csv", "abt_buy/tableB.csv"}, across: true, aimF1: 0.880, truth: listed("abt_buy/matches.csv")},
	{name: "fodors_zagat", files: []string{"fodors_zagat/tableA.csv", "fodors_zagat/tableB.csv"}, ignore: []string{"class"}, across: true, aimF1: 0.985, truth: listed("fodors_zagat/matches.csv")},
	{name: "febrl3", files: []string{"febrl/dataset3.csv"}, ignore: []string{"rec_id"}, aimF1: 0.999, truth: column("rec_id", febrlPerson)},
	{name: "febrl4", files: []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, ignore: []string{"rec_id"}, across: true, aimF1: 0.999, truth: column("rec_id", febrlPerson)},
	{name: "historical_50k", files: []string{"historical_50k/people.parquet"}, ignore: []string{"cluster", "unique_id"}, aimF1: 0.90, truth: column("cluster", asItIs)},
	{name: "chicago_sites", files: []string{"chicago_sites/sites.csv"}, ignore: []string{"True Id", "Id"}, aimF1: 0.945, truth: column("True Id", asItIs)},
	{name: "rldata500", files: []string{"rldata500/RLdata500.tsv"}, aimF1: 0.990, truth: lines("rldata500/identity.tsv")},
	{name: "people_100k", peer: "people", people: 100_000, seed: 7, ignore: []string{"entity"}, aimF1: 0.945, truth: column("entity", asItIs)},
	{name: "people_1m", peer: "people", people: 1_000_000, seed: 7, ignore: []string{"entity"}, aimF1: 0.94, truth: column("entity", asItIs)},
}

// seeded are sets of people generated from other seeds: what is learned shall not hang on one draw.
func seeded(seeds []int, rows int) []set {
	var out []set
	for _, seed := range seeds {
		out = append(out, set{name: fmt.Sprintf("people_%d_seed_%d", rows, seed), peer: "people", people: rows, seed: seed, ignore: []string{"entity"}, aimF1: 0.945,
			truth: column("entity", asItIs)})
	}
	return out
}

// records are those of a set's files, numbered one file after the other.
type records struct {
	texts  []*file.Texts
	start  []int          // of each file's records, and the number of all
	byName map[string]int // SOURCE:RECORD as the answer writes it
	table  []int
}

// paths gives the files of a set, generating those that are.
func (b *bench) paths(ctx context.Context, s set) ([]string, error) {
	var paths []string
	for _, f := range s.files {
		paths = append(paths, filepath.Join(b.data, filepath.FromSlash(f)))
	}
	if s.people == 0 {
		return paths, nil
	}
	path := filepath.Join(b.work, s.name+".csv")
	if _, err := os.Stat(path); err == nil {
		return []string{path}, nil
	}
	script := filepath.Join(b.peers, "people.py")
	cmd := exec.CommandContext(ctx, "python3", script, "--rows", strconv.Itoa(s.people), "--seed", strconv.Itoa(s.seed), "--out", path+".part")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("generate people: %w", err)
	}
	return []string{path}, os.Rename(path+".part", path)
}

// read gives the records of a set by the names that the answer has for them.
func read(ctx context.Context, paths []string, ids map[string]string) (*records, error) {
	reader, err := file.Open(ctx, file.Options{})
	if err != nil {
		return nil, err
	}
	defer reader.Close() //nolint:errcheck // Only read.
	r := &records{start: []int{0}, byName: map[string]int{}}
	for i, path := range paths {
		t, err := reader.Texts(ctx, path)
		if err != nil {
			return nil, err
		}
		if t.Rejected > 0 {
			return nil, fmt.Errorf("%s: %w", path, t.Reject)
		}
		source := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		id := columnOf(t, ids[source])
		for row := range t.Rows {
			name := source + ":" + strconv.Itoa(row+1)
			if id >= 0 {
				name = source + ":" + t.Cells[id][row]
			}
			r.byName[name] = r.start[i] + row
			r.table = append(r.table, i)
		}
		r.texts = append(r.texts, t)
		r.start = append(r.start, r.start[i]+t.Rows)
	}
	if len(r.byName) != len(r.table) {
		return nil, errors.New("records of one name")
	}
	return r, nil
}

func columnOf(t *file.Texts, name string) int {
	for i, c := range t.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// column says that records are the same where a column holds the same.
func column(name string, same func(string) string) func(*bench, *records) (*truth, error) {
	return func(_ *bench, r *records) (*truth, error) {
		var labels []string
		for _, t := range r.texts {
			c := columnOf(t, name)
			if c < 0 {
				return nil, fmt.Errorf("no column %q", name)
			}
			for _, v := range t.Cells[c] {
				labels = append(labels, same(v))
			}
		}
		return ofLabels(labels), nil
	}
}

func asItIs(s string) string { return s }

// febrlPerson reads rec-17-org and rec-17-dup-0 as the person 17.
func febrlPerson(s string) string {
	_, rest, _ := strings.Cut(s, "-")
	person, _, _ := strings.Cut(rest, "-")
	return person
}

// lines says that records are the same where the lines of another file are; the first line is its head.
func lines(name string) func(*bench, *records) (*truth, error) {
	return func(b *bench, r *records) (*truth, error) {
		text, err := os.ReadFile(filepath.Join(b.data, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		labels := strings.Fields(string(text))[1:]
		if len(labels) != len(r.table) {
			return nil, fmt.Errorf("%d lines of truth for %d records", len(labels), len(r.table))
		}
		return ofLabels(labels), nil
	}
}

// listed reads pairs of identifiers, one of each file.
func listed(name string) func(*bench, *records) (*truth, error) {
	return func(b *bench, r *records) (*truth, error) {
		f, err := os.Open(filepath.Join(b.data, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // Only read.
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return nil, err
		}
		t := &truth{pairs: map[[2]int]bool{}}
		for _, row := range rows[1:] {
			left, okLeft := r.byName["tableA:"+row[0]]
			right, okRight := r.byName["tableB:"+row[1]]
			if !okLeft || !okRight {
				return nil, fmt.Errorf("a pair of records that are not there: %v", row)
			}
			t.pairs[[2]int{left, right}] = true
		}
		return t, nil
	}
}
