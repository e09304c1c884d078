package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// mostFaults is how many bad files of one source a run names before it stops looking.
const mostFaults = 20

// source lands what is new and applies what the lake has and the table lacks.
func (r *run) source(ctx context.Context, n *node, s *Step) error {
	spec := n.source
	all, err := r.o.Lake.Manifests(spec.Name)
	if err != nil {
		return err
	}
	tables, err := r.tables(ctx)
	if err != nil {
		return err
	}
	items, err := r.o.Files.Find(ctx, r.o.Project.Dir, spec)
	switch {
	case err == nil && len(items) > 0:
		l := landing{run: r, spec: spec, step: s, all: all}
		err = l.land(ctx, items)
		all = l.all
		if _, built := tables[spec.Name]; err != nil && built {
			return err
		}
		// Without a table yet, what the lake has is better than nothing; the step still tells what failed.
	case err == nil || isNoFiles(err):
		if len(effective(spec.Load, all)) == 0 {
			if err == nil {
				err = farol.Errorf(farol.CodeNoFiles, "source %q: no file matches %s", spec.Name, spec.Path).At(spec.File, spec.Line).
					Hint("put a file there, or correct path")
			}
			return err
		}
		err = nil
		s.Warnings = append(s.Warnings, fmt.Sprintf("no file matches %s; what was taken before stays", spec.Path))
	default:
		return err
	}
	if len(effective(spec.Load, all)) > 0 && ctx.Err() == nil {
		err = errors.Join(err, r.apply(ctx, spec, all, s))
	}
	return err
}

func isNoFiles(err error) bool {
	var fe *farol.Error
	return errors.As(err, &fe) && fe.Code == farol.CodeNoFiles
}

// landing takes the new items of one source into the lake.
type landing struct {
	*run
	spec *source.Spec
	step *Step
	all  []lake.Manifest // every load of the source, grown as items land
}

func (l *landing) land(ctx context.Context, items []source.Item) error {
	contract := contractOf(l.spec, l.zone.String())
	p := planLoads(l.spec.Load, contract, items, l.all)
	l.step.Warnings = append(l.step.Warnings, p.warnings...)
	var faults farol.Errors
	for _, item := range p.take {
		err := l.take(ctx, item, contract)
		if ctx.Err() != nil {
			return farol.Errorf(farol.CodeCancelled, "stopped while reading %s", item.Path).Cause(ctx.Err())
		}
		faults = append(faults, farol.AsErrors(err)...)
		if len(faults) >= mostFaults {
			break
		}
	}
	if len(faults) > 0 || len(p.gone) == 0 {
		return faults.Err()
	}
	return l.mark(ctx, p.gone, contract)
}

// take stages one item and commits it.
func (l *landing) take(ctx context.Context, item source.Item, contract string) error {
	landing, err := l.o.Lake.Begin(l.spec.Name)
	if err != nil {
		return err
	}
	defer func() { _ = landing.Discard() }()
	progress := func(done, total int64) {
		l.emit(Event{Kind: EventProgress, Step: l.spec.Name, Item: item.Path, Done: done, Total: total})
	}
	progress(0, item.Bytes)
	staged, err := l.o.Files.Stage(ctx, l.o.Project.Dir, l.spec, item, landing.Dir(), progress)
	if err != nil {
		return err
	}
	// Invariant 4: before anything is kept, every row of the file is accounted for.
	if staged.RowsIn != staged.Rows+staged.Rejected {
		return farol.Errorf(farol.CodeInternal, "%s has %d rows but %d were read and %d rejected", item.Path, staged.RowsIn, staged.Rows, staged.Rejected)
	}
	m, err := landing.Commit(ctx, lake.Manifest{
		Item: item.Path, ItemHash: item.Hash, Contract: contract, Mode: string(l.spec.Load), Key: l.spec.Key, Schema: staged.Schema,
		RowsIn: staged.RowsIn, Rows: staged.Rows, Rejected: staged.Rejected, LandedAt: l.o.Clock().UTC(), Detected: staged.Format,
	})
	if err != nil {
		return err
	}
	l.all = append(l.all, m)
	l.step.Bytes += item.Bytes
	if m.Rejected > 0 {
		if err := l.recordRejects(ctx, m); err != nil {
			l.o.Log.Warn("cannot record what was rejected; the lake has it", "load", m.Load, "error", err)
		}
	}
	progress(item.Bytes, item.Bytes)
	return nil
}

// mark commits a load without rows which says that paths are gone, so that a rebuild from the lake alone knows it too.
func (l *landing) mark(ctx context.Context, gone []string, contract string) error {
	landing, err := l.o.Lake.Begin(l.spec.Name)
	if err != nil {
		return err
	}
	defer func() { _ = landing.Discard() }()
	m, err := landing.Commit(ctx, lake.Manifest{
		Contract: contract, Mode: string(l.spec.Load), Key: l.spec.Key, Removed: gone, LandedAt: l.o.Clock().UTC(),
	})
	if err != nil {
		return err
	}
	l.all = append(l.all, m)
	return nil
}
