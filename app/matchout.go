package app

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"github.com/farol-kpi/farol"
)

// The files of a matching's folder. The last one marks the folder as ours.
const (
	pairsName    = "pairs.csv"
	clustersName = "clusters.csv"
	modelName    = "model.yaml"
	markName     = "match.json"
)

// CheckMatchFolder refuses a folder that holds anything but what an earlier matching wrote there.
func CheckMatchFolder(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritable(dir, err)
	}
	if !info.IsDir() {
		return farol.Errorf(farol.CodeConflict, "%s is a file", dir).Hint("name a new folder with --out")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unwritable(dir, err)
	}
	ours := len(entries) == 0
	var strange string
	for _, e := range entries {
		switch {
		case e.Name() == markName:
			ours = true
		case !slices.Contains([]string{pairsName, clustersName, modelName}, e.Name()) && strange == "":
			strange = e.Name()
		}
	}
	if strange == "" && !ours {
		strange = entries[0].Name()
	}
	if strange != "" {
		return farol.Errorf(farol.CodeConflict, "the folder %s holds %s, which farol match did not write", dir, strange).
			Hint("name a new or empty folder with --out")
	}
	return nil
}

func unwritable(dir string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return farol.Errorf(farol.CodeDiskFull, "there is no space left for %s", dir).Hint("free some, or write to another disk").Cause(err)
	}
	return farol.Errorf(farol.CodeUnreadable, "cannot write the folder %s", dir).Hint("check that its parent exists and may be written to").Cause(err)
}

// Write puts the pairs and the entities into a folder, which appears when it is whole. What an earlier matching wrote there is replaced.
// mark is written beside them, for programs.
func (m *Matching) Write(dir string, mark any) (err error) {
	dir = filepath.Clean(dir)
	if err := CheckMatchFolder(dir); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return unwritable(dir, err)
	}
	work, err := os.MkdirTemp(parent, ".farol-match-")
	if err != nil {
		return unwritable(dir, err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // A folder of our own, gone where all went well.
	made := filepath.Join(work, "new")
	if err := os.Mkdir(made, 0o755); err != nil {
		return unwritable(dir, err)
	}
	if err := errors.Join(m.writePairs(filepath.Join(made, pairsName)), m.writeClusters(filepath.Join(made, clustersName)),
		os.WriteFile(filepath.Join(made, modelName), m.Model(), 0o644), writeMark(filepath.Join(made, markName), mark)); err != nil {
		return unwritable(dir, err)
	}
	err = os.Rename(dir, filepath.Join(work, "old"))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(made, dir)
	}
	if err != nil {
		return unwritable(dir, err)
	}
	return nil
}

func (m *Matching) writePairs(path string) error {
	return writeCSV(path, []string{"left", "right", "weight", "probability"}, func(put func(...string) error) error {
		for _, p := range m.result.Pairs {
			err := put(m.name(p.Left), m.name(p.Right), strconv.FormatFloat(p.Weight, 'f', 4, 64), strconv.FormatFloat(p.Probability, 'f', 6, 64))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *Matching) writeClusters(path string) error {
	names := make([][]string, len(m.tables))
	for i, t := range m.tables {
		names[i] = make([]string, t.Rows())
	}
	for _, e := range m.result.Entities {
		name := m.entityName(e)
		for _, r := range e {
			names[r.Table][r.Row] = name
		}
	}
	return writeCSV(path, []string{"source", "record", "entity"}, func(put func(...string) error) error {
		for i, t := range m.tables {
			for r, id := range t.IDs {
				if names[i][r] == "" {
					return fmt.Errorf("BUG: record %d of %s is in no entity", r, t.Source)
				}
				if err := put(t.Source, id, names[i][r]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func writeCSV(path string, head []string, rows func(put func(cells ...string) error) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := csv.NewWriter(buffered)
	err = w.Write(head)
	if err == nil {
		err = rows(func(cells ...string) error { return w.Write(cells) })
	}
	w.Flush()
	return errors.Join(err, w.Error(), buffered.Flush(), f.Close())
}

func writeMark(path string, mark any) error {
	b, err := json.MarshalIndent(mark, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
