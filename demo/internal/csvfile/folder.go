package csvfile

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Report lists what was written.
type Report struct {
	Files []File `json:"files"`
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	Kept  bool   `json:"-"`
}

// File is one finished file.
type File struct {
	Name  string `json:"name"` // relative to the folder, with slashes
	Rows  int64  `json:"rows"` // without the header
	Bytes int64  `json:"bytes"`
}

// TruthFile is the name of the file that holds what a generator planted.
const TruthFile = "truth.json"

// unfinishedFile names each file that was begun since the folder was last complete, so that what an interrupted generation has left
// is known to the next one, whatever its options are.
const unfinishedFile = ".unfinished"

// truth is the truth file. It is written last, so its presence tells that the folder is complete.
type truth struct {
	Made    string `json:"made"` // generator, version and options
	Report  Report `json:"report"`
	Planted any    `json:"planted"`
}

// Folder is a folder that a generator fills.
type Folder struct {
	dir    string
	made   string
	ctx    context.Context
	report Report
}

// Open prepares a folder. made tells generator, version and options: where a complete folder of exactly that is present, kept
// is true, the report is the one of then, and nothing need be written.
func Open(ctx context.Context, dir, made string) (f *Folder, kept bool, report Report, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, false, Report{}, fmt.Errorf("cannot make the data folder: %w", err)
	}
	f = &Folder{dir: dir, made: made, ctx: ctx}
	if text, err := os.ReadFile(filepath.Join(dir, TruthFile)); err == nil {
		var t truth
		if json.Unmarshal(text, &t) == nil && t.Made == made && f.present(t.Report) {
			t.Report.Kept = true
			return f, true, t.Report, remove(filepath.Join(dir, unfinishedFile))
		}
		// Files of other options must not stay beside the new ones.
		for _, file := range t.Report.Files {
			_ = os.Remove(f.path(file.Name))
		}
	}
	if err := remove(filepath.Join(dir, TruthFile)); err != nil {
		return nil, false, Report{}, err
	}
	return f, false, Report{}, f.clean()
}

// clean removes what an interrupted generation has left.
func (f *Folder) clean() error {
	text, err := os.ReadFile(filepath.Join(f.dir, unfinishedFile))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for name := range strings.Lines(string(text)) {
		name = strings.TrimSuffix(name, "\n")
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		for _, path := range []string{f.path(name), f.path(name) + ".part"} {
			if err := remove(path); err != nil {
				return err
			}
		}
	}
	return remove(filepath.Join(f.dir, unfinishedFile))
}

// begin notes that a file is being written, before it is there.
func (f *Folder) begin(name string) error {
	list, err := os.OpenFile(filepath.Join(f.dir, unfinishedFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = list.WriteString(name + "\n")
	if err2 := list.Close(); err == nil {
		err = err2
	}
	return err
}

// remove removes a file that may not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func (f *Folder) present(r Report) bool {
	for _, file := range r.Files {
		info, err := os.Stat(f.path(file.Name))
		if err != nil || info.Size() != file.Bytes {
			return false
		}
	}
	return len(r.Files) > 0
}

func (f *Folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// Finish writes the truth file and gives the report.
func (f *Folder) Finish(planted any) (Report, error) {
	text, err := json.MarshalIndent(truth{f.made, f.report, planted}, "", "  ")
	if err != nil {
		return Report{}, err
	}
	path := filepath.Join(f.dir, TruthFile)
	if err := os.WriteFile(path+".part", append(text, '\n'), 0o644); err != nil {
		return Report{}, err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return Report{}, err
	}
	return f.report, remove(filepath.Join(f.dir, unfinishedFile))
}
