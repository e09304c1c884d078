package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// Check reads a project and reports every error. Where its warehouse exists and no other process has it, the columns that views,
// checks and models name are held against the tables too.
func Check(ctx context.Context, dir string) (*project.Project, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "farol.yaml")); err != nil {
		return nil, noProject(dir)
	}
	parser, remove, err := scratchEngine(ctx)
	if err != nil {
		return nil, err
	}
	defer remove()
	p, err := project.Load(ctx, dir, ProjectOptions(dir, parser))
	if err != nil {
		return nil, err
	}
	schemas, err := publishedSchemas(ctx, dir, p)
	var known *farol.Error
	switch {
	case errors.Is(err, os.ErrNotExist):
		return p, nil // Nothing is built yet: the files alone are checked, and run checks the rest.
	case errors.As(err, &known) && known.Code == farol.CodeLocked:
		p.Warnings = append(p.Warnings, farol.Errorf(farol.CodeLocked, "columns were not held against the tables: another process has the warehouse").
			Hint("end farol serve and check again, or let farol run report them"))
		return p, nil
	case err != nil:
		return p, err
	}
	return p, project.CheckColumns(p, schemas).Err()
}

// scratchEngine is an empty warehouse in a temporary folder, for parsing.
func scratchEngine(ctx context.Context) (engine.Engine, func(), error) {
	dir, err := os.MkdirTemp("", "farol-check-")
	if err != nil {
		return nil, nil, err
	}
	w, err := duckdb.Open(ctx, duckdb.Options{Path: filepath.Join(dir, "scratch.duckdb"), LakeDir: dir, TempDir: dir, MemoryMB: 256, Threads: 1, Readers: 1})
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return w, func() {
		w.Close()
		os.RemoveAll(dir)
	}, nil
}

// publishedSchemas gives the columns of the tables that a project's warehouse holds.
func publishedSchemas(ctx context.Context, dir string, p *project.Project) (map[string]farol.Schema, error) {
	path := filepath.Join(StateDir(dir), "warehouse.duckdb")
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	lake, err := lakeDir(dir, p.Config)
	if err != nil {
		return nil, err
	}
	w, err := duckdb.Open(ctx, duckdb.Options{Path: path, LakeDir: lake, TempDir: filepath.Join(StateDir(dir), "tmp"),
		MemoryMB: 256, Threads: 1, Readers: 1, TimeZone: p.Config.TimeZone})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	snapshot, err := w.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	tables, err := snapshot.Tables(ctx)
	if err != nil {
		return nil, err
	}
	schemas := make(map[string]farol.Schema, len(tables))
	for _, t := range tables {
		schemas[t.Name] = t.Schema
	}
	return schemas, nil
}

// Infer reads the data of named sources and gives the contracts that they suggest.
func Infer(ctx context.Context, dir string, names []string) (map[string]file.Inference, error) {
	p, err := Check(ctx, dir)
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "farol-infer-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	files, err := file.Open(ctx, file.Options{TempDir: tmp, MemoryMB: 512, TimeZone: p.Config.TimeZone})
	if err != nil {
		return nil, err
	}
	defer files.Close()
	found := make(map[string]file.Inference, len(names))
	for _, name := range names {
		spec, err := sourceSpec(p, name)
		if err != nil {
			return nil, err
		}
		if found[name], err = files.Infer(ctx, p.Dir, spec); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func sourceSpec(p *project.Project, name string) (*source.Spec, error) {
	var names []string
	for _, s := range p.Sources {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	err := farol.Errorf(farol.CodeUnknownName, "there is no source %q", name)
	if close := near.Nearest(name, names); len(close) > 0 {
		return nil, err.Hint("did you mean %q?", close[0])
	}
	return nil, err.Hint("write sources/%s.yaml", name)
}
