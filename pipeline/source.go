package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
	"golang.org/x/sync/errgroup"
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
		l := &landing{run: r, spec: spec, step: s, all: all}
		err = l.land(ctx, items)
		all = l.all
		if have, built := tables[spec.Name]; err != nil && built && !restsOnForgotten(spec.Load, all, have.Loads) {
			return err
		}
		// Without a table yet, what the lake has is better than nothing; the step still tells what failed.
	case err == nil || isNoFiles(err):
		if !counts(spec.Load, all) {
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
	if counts(spec.Load, all) && ctx.Err() == nil {
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
	spec     *source.Spec
	step     *Step
	contract string
	all      []lake.Manifest // every load of the source, grown as items land
	read     progress
}

// readers is how many items are read at once. One alone leaves cores idle while it opens, checks and writes.
const readers = 2

func (l *landing) land(ctx context.Context, items []source.Item) error {
	l.clearRefused()
	l.contract = contractOf(l.spec, l.zone.String())
	p := planLoads(l.spec.Load, l.contract, items, l.all)
	l.step.Warnings = append(l.step.Warnings, p.warnings...)
	for _, item := range p.take {
		l.read.total += item.Bytes
	}
	if err := l.takeAll(ctx, p.take); err != nil || len(p.gone) == 0 {
		return err
	}
	return l.mark(ctx, p.gone)
}

// takeAll reads items side by side and commits them in their order, so that their numbers do not depend on chance. Bad items do not
// keep the others from landing; all are told.
func (l *landing) takeAll(ctx context.Context, items []source.Item) error {
	reading, stop := context.WithCancel(ctx)
	var workers errgroup.Group
	workers.SetLimit(readers)
	done := make([]chan stagedItem, len(items))
	for i := range items {
		done[i] = make(chan stagedItem, 1)
	}
	var feeder errgroup.Group
	feeder.Go(func() error {
		for i, item := range items {
			workers.Go(func() error {
				done[i] <- l.stage(reading, item)
				return nil
			})
		}
		return nil
	})
	var faults farol.Errors
	for i, item := range items {
		s := <-done[i]
		if s.err == nil && len(faults) < mostFaults {
			s.err = l.commit(ctx, item, s)
		}
		if s.landing != nil {
			// After a commit this does nothing.
			_ = s.landing.Discard()
		}
		if s.err != nil && len(faults) < mostFaults {
			faults = append(faults, farol.AsErrors(s.err)...)
		}
		if len(faults) >= mostFaults || ctx.Err() != nil {
			stop()
		}
	}
	stop()
	// Neither gives an error; what they began has ended when both have returned.
	_, _ = feeder.Wait(), workers.Wait()
	if ctx.Err() != nil {
		return farol.Errorf(farol.CodeCancelled, "stopped while reading source %q", l.spec.Name).Cause(ctx.Err())
	}
	return faults.Err()
}

// stagedItem is an item that was read and has not been committed.
type stagedItem struct {
	landing *lake.Landing
	staged  source.Staged
	err     error
}

func (l *landing) stage(ctx context.Context, item source.Item) (s stagedItem) {
	if s.err = ctx.Err(); s.err != nil {
		return s
	}
	if s.landing, s.err = l.o.Lake.Begin(l.spec.Name); s.err != nil {
		return s
	}
	told := int64(0)
	s.staged, s.err = l.o.Files.Stage(ctx, l.o.Project.Dir, l.spec, item, s.landing.Dir(), func(done, _ int64) {
		l.tell(item, done-told)
		told = done
	})
	l.tell(item, item.Bytes-told)
	l.keepRejects(s.landing.Dir(), item, s.err)
	// Invariant 4: before anything is kept, every row of the file is accounted for.
	if s.err == nil && s.staged.RowsIn != s.staged.Rows+s.staged.Rejected {
		s.err = farol.Errorf(farol.CodeInternal, "%s has %d rows but %d were read and %d rejected", item.Path, s.staged.RowsIn, s.staged.Rows, s.staged.Rejected)
	}
	return s
}

func (l *landing) commit(ctx context.Context, item source.Item, s stagedItem) error {
	m, err := s.landing.Commit(ctx, lake.Manifest{
		Item: item.Path, ItemHash: item.Hash, Contract: l.contract, Mode: string(l.spec.Load), Key: l.spec.Key, Schema: s.staged.Schema,
		RowsIn: s.staged.RowsIn, Rows: s.staged.Rows, Rejected: s.staged.Rejected, LandedAt: l.o.Clock().UTC(), Detected: s.staged.Format,
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
	return nil
}

// progress adds up what the readers have done.
type progress struct {
	mu          sync.Mutex
	done, total int64
}

// tell reports that more bytes of an item have been read. Readers wait for each other, so that one event is told at a time.
func (l *landing) tell(item source.Item, more int64) {
	l.read.mu.Lock()
	defer l.read.mu.Unlock()
	l.read.done += more
	l.emit(Event{Kind: EventProgress, Step: l.spec.Name, Item: item.Path, Done: l.read.done, Total: l.read.total})
}

// mark commits a load without rows which says that paths are gone, so that a rebuild from the lake alone knows it too.
func (l *landing) mark(ctx context.Context, gone []string) error {
	landing, err := l.o.Lake.Begin(l.spec.Name)
	if err != nil {
		return err
	}
	defer func() { _ = landing.Discard() }()
	m, err := landing.Commit(ctx, lake.Manifest{
		Contract: l.contract, Mode: string(l.spec.Load), Key: l.spec.Key, Removed: gone, LandedAt: l.o.Clock().UTC(),
	})
	if err != nil {
		return err
	}
	l.all = append(l.all, m)
	return nil
}
