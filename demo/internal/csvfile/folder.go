package csvfile

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
			return f, true, t.Report, nil
		}
		// Files of other options must not stay beside the new ones.
		for _, file := range t.Report.Files {
			_ = os.Remove(f.path(file.Name))
		}
	}
	err = os.Remove(filepath.Join(dir, TruthFile))
	if os.IsNotExist(err) {
		err = nil
	}
	return f, false, Report{}, err
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
	return f.report, os.Rename(path+".part", path)
}
