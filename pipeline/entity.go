package pipeline

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
)

// entity brings the tables of one entity up to what its records are now. What happened to its ids is on disk before a table shows it, and a
// run that finds evidence too weak to match by leaves the tables as they were.
func (r *run) entity(ctx context.Context, n *node, s *Step) error {
	if r.o.Matching == nil {
		return farol.Errorf(farol.CodeInternal, "BUG: the pipeline has nothing to match %q with", n.name)
	}
	tables, err := r.tables(ctx)
	if err != nil {
		return err
	}
	if err := project.CheckEntity(r.o.Project, n.entity, schemasOf(tables, n.entity.Records)).Err(); err != nil {
		return err
	}
	done, err := r.o.Matching.Update(ctx, n.name, matching.Publishing{
		Before: func(ctx context.Context, tx engine.Tx) error {
			for _, table := range n.tables() {
				if err := dropOther(ctx, tx, r.o.Engine.Dialect(), table, "BASE TABLE"); err != nil {
					return err
				}
			}
			return nil
		},
		Publish: r.publish,
		Progress: func(what string, done, total int64) {
			r.emit(Event{Kind: EventProgress, Step: n.name, Item: what, Done: done, Total: total, Unit: "rows"})
		},
	})
	if err != nil {
		return sqlFault(err, "entity "+n.name, n.entity.File)
	}
	if done.Unchanged {
		s.State = Unchanged
	}
	s.RowsIn, s.Rejected, s.Figures = done.RowsIn, done.Rejected, done.Figures
	s.Applied = s.RowsIn - s.Rejected
	s.Warnings = append(s.Warnings, done.Warnings...)
	s.Version = r.versionOf(ctx, n.name)
	return nil
}
