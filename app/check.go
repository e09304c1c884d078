package app

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// Check reads a project and reports every error: what the files of the project say, and what their data's headers and the columns of
// tables say about it, as far as there are data and tables. Nothing is loaded.
func Check(ctx context.Context, dir string) (*project.Project, error) {
	r, err := readProject(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer r.close()
	p, errs := r.project, r.errs
	p.Config = usable(p.Config)
	published, err := publishedSchemas(ctx, p)
	var known *farol.Error
	switch {
	case errors.Is(err, os.ErrNotExist): // Nothing is built yet.
	case errors.As(err, &known) && known.Code == farol.CodeLocked:
		p.Warnings = append(p.Warnings, farol.Errorf(farol.CodeLocked, "columns were not held against the built tables: another process has the warehouse").
			Hint("they were held against the files and models; for the rest end farol serve and check again"))
	case err != nil:
		return p, err
	}
	more, err := checkColumns(ctx, p, published, errs, r.scratch)
	if err != nil {
		return nil, err
	}
	errs = append(errs, more...)
	slices.SortStableFunc(errs, func(a, b *farol.Error) int {
		return cmp.Or(cmp.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Column, b.Place.Column))
	})
	return p, errs.Err()
}

// usable leaves out what a faulty farol.yaml says about opening the warehouse and reading files. It has been reported at its place, and must
// not keep all the rest from being looked at.
func usable(c project.Config) project.Config {
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		c.TimeZone = "UTC"
	}
	if strings.Contains(c.Lake, "://") {
		c.Lake = ""
	}
	return c
}

// draft is a project as it was read, with its errors, and the empty warehouse that parsed its SQL.
type draft struct {
	project *project.Project
	errs    farol.Errors
	scratch engine.Engine
	close   func()
}

// readProject reads a project that may have errors. Close the draft.
func readProject(ctx context.Context, dir string) (_ draft, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return draft{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, "farol.yaml")); err != nil {
		return draft{}, noProject(dir)
	}
	var r draft
	if r.scratch, r.close, err = scratchEngine(ctx); err != nil {
		return draft{}, err
	}
	if r.project, err = project.Load(ctx, dir, ProjectOptions(dir, r.scratch)); r.project == nil || err != nil && !errors.As(err, &r.errs) {
		r.close()
		return draft{}, err
	}
	return r, nil
}

// checkColumns holds what the project names against the files of its sources and the tables that they make. About files of the project
// that are wrong already it says nothing.
func checkColumns(ctx context.Context, p *project.Project, published map[string]farol.Schema, wrong farol.Errors, scratch engine.Engine) (farol.Errors, error) {
	without := map[string]bool{}
	for _, e := range wrong {
		without[e.Place.File] = true
	}
	tmp, err := os.MkdirTemp("", "farol-peek-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	files, err := file.Open(ctx, file.Options{TempDir: tmp, MemoryMB: 256, Threads: 1, TimeZone: p.Config.TimeZone})
	if err != nil {
		return nil, err
	}
	defer files.Close()
	var errs farol.Errors
	tables := map[string]project.Table{}
	for _, s := range p.Sources {
		built, isBuilt := published[s.Name]
		if isBuilt {
			tables[s.Name] = project.Table{Schema: built, Exact: true}
		}
		if without[s.File] {
			continue
		}
		peeked, err := files.Peek(ctx, p.Dir, s)
		var said *farol.Error
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.As(err, &said) && said.Code == farol.CodeNoFiles:
			p.Warnings = append(p.Warnings, project.NoFiles(p, s))
			continue
		case errors.As(err, &said):
			errs = append(errs, said)
			continue
		case err != nil:
			return nil, err
		}
		errs = append(append(errs, project.CheckFiles(p, s, peeked)...), peeked.Problems...)
		switch {
		case isBuilt:
			tables[s.Name] = unite(built, peeked)
		case peeked.Known && len(peeked.Missing) == 0:
			tables[s.Name] = unite(nil, peeked)
		}
	}
	tables, more := project.CheckModels(ctx, p, tables, without, binder{scratch})
	errs = append(errs, more...)
	if len(wrong) > 0 {
		return errs, ctx.Err()
	}
	schemas := maps.Clone(published)
	if schemas == nil {
		schemas = map[string]farol.Schema{}
	}
	for name, t := range tables {
		schemas[name] = t.Schema
		if !t.Exact {
			schemas[name] = untyped(t.Schema)
		}
	}
	return append(errs, project.CheckColumns(p, schemas)...), ctx.Err()
}

// untyped leaves out types that may be wrong.
func untyped(s farol.Schema) farol.Schema {
	out := make(farol.Schema, len(s))
	for i, c := range s {
		out[i] = farol.Column{Name: c.Name}
	}
	return out
}

// unite gives the columns that a source's table has and those that its files would add. A load may still change any type of the latter.
func unite(built farol.Schema, files source.Peeked) project.Table {
	out := project.Table{Exact: true}
	for _, c := range built {
		if of, ok := files.Schema.Find(c.Name); ok && of.Type != c.Type {
			out.Exact = false
		}
		out.Schema = append(out.Schema, c)
	}
	for _, c := range files.Schema {
		if _, ok := built.Find(c.Name); !ok {
			out.Schema = append(out.Schema, c)
			out.Exact = out.Exact && !files.Guessed[c.Name]
		}
	}
	return out
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
func publishedSchemas(ctx context.Context, p *project.Project) (map[string]farol.Schema, error) {
	dir := p.Dir
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

// Infer reads the data of named sources and gives the contracts that they suggest. Only what is wrong with farol.yaml and the sources
// themselves stands in its way: it is asked for while a project is still being written.
func Infer(ctx context.Context, dir string, names []string) (map[string]file.Inference, error) {
	r, err := readProject(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer r.close()
	p, errs := r.project, r.errs
	errs = slices.DeleteFunc(errs, func(e *farol.Error) bool {
		name, isSource := strings.CutPrefix(e.Place.File, "sources/")
		return e.Place.File != "farol.yaml" && (!isSource || !slices.Contains(names, strings.TrimSuffix(name, ".yaml")))
	})
	if len(errs) > 0 {
		return nil, errs
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
