package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
)

// run is one execution of the selected steps.
type run struct {
	*Pipeline
	req       Request
	steps     []*node
	summary   Summary
	published bool // whether any table changed
	index     int  // of the step that is running, from 1
}

func (r *run) all(ctx context.Context) {
	broken := map[string]string{} // step that has no new version → why
	r.summary.State = OK
	for i, n := range r.steps {
		r.index = i + 1
		r.emit(Event{Kind: EventBegin, Step: n.name})
		s := Step{Name: n.name, Kind: n.kind(), Warnings: []string{}}
		switch need := firstBroken(n, broken); {
		case ctx.Err() != nil:
			s.State = Skipped
			r.summary.State = Cancelled
		case need != "":
			s.State = Stopped
			s.Error = faultOf(farol.Errorf(farol.CodeStepFailed, "not run, because %q %s", need, broken[need]).
				Hint("mend %q and run again; the table stays as it was", need))
			broken[n.name] = "was stopped"
			s.Version = r.versionOf(ctx, n.name)
		default:
			r.one(ctx, n, &s)
			switch s.State {
			case Failed:
				broken[n.name] = "failed"
				if r.summary.State == OK {
					r.summary.State = Failed
				}
			case Cancelled:
				r.summary.State = Cancelled
			}
		}
		r.summary.Steps = append(r.summary.Steps, s)
		r.emit(Event{Kind: EventEnd, Step: n.name, End: &s})
	}
	for _, s := range r.summary.Steps {
		if s.Kind == "source" {
			r.summary.Totals.RowsIn += s.RowsIn
			r.summary.Totals.Applied += s.Applied
			r.summary.Totals.Rejected += s.Rejected
			r.summary.Totals.Bytes += s.Bytes
		}
	}
}

func firstBroken(n *node, broken map[string]string) string {
	for _, need := range n.needs {
		if broken[need] != "" {
			return need
		}
	}
	return ""
}

// one runs a step and fills in how it went.
func (r *run) one(ctx context.Context, n *node, s *Step) {
	started := time.Now()
	var err error
	switch {
	case n.source != nil:
		err = r.source(ctx, n, s)
	case n.entity != nil:
		err = r.entity(ctx, n, s)
	case n.forecast != nil:
		err = r.forecast(ctx, n, s)
	default:
		err = r.model(ctx, n, s)
	}
	if err == nil && s.State == Unchanged {
		err = r.columnsAsBuilt(ctx, n)
	}
	// Invariant 4: a row is applied or rejected, or Farol is wrong and says so.
	if err == nil && s.RowsIn != s.Applied+s.Rejected {
		err = farol.Errorf(farol.CodeInternal, "%q took %d rows in but applied %d and rejected %d", n.name, s.RowsIn, s.Applied, s.Rejected)
	}
	// What a step costs is real time, also where the clock is a test's.
	s.Seconds = time.Since(started).Seconds()
	if s.Seconds > 0 {
		s.RowsPerSecond = float64(s.Applied) / s.Seconds
	}
	if err == nil {
		if s.State == "" {
			s.State = OK
		}
		r.published = r.published || s.State == OK
	} else {
		s.State, s.Error = Failed, faultOf(err)
		if ctx.Err() != nil || isCancelled(err) {
			s.State = Cancelled
			s.Error = faultOf(farol.Errorf(farol.CodeCancelled, "%q was stopped before it was done; its table is as it was", n.name))
		}
		s.Version = r.versionOf(ctx, n.name)
		r.o.Log.Warn("step failed", "run", r.summary.Run, "step", n.name, "error", err, "cause", cause(err))
	}
}

// cause digs out what a farol.Error keeps from people, for the log.
func cause(err error) string {
	var fe *farol.Error
	if errors.As(err, &fe) && fe.Unwrap() != nil {
		return fe.Unwrap().Error()
	}
	return ""
}

func (r *run) emit(e Event) {
	if r.req.Progress == nil {
		return
	}
	e.Index, e.Steps = r.index, len(r.steps)
	r.req.Progress(e)
}

// tables gives what is published now, by name.
func (r *run) tables(ctx context.Context) (map[string]engine.Table, error) {
	s, err := r.o.Engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return tablesOf(ctx, s)
}

func tablesOf(ctx context.Context, s engine.Snapshot) (map[string]engine.Table, error) {
	list, err := s.Tables(ctx)
	if err != nil {
		return nil, err
	}
	tables := make(map[string]engine.Table, len(list))
	for _, t := range list {
		tables[t.Name] = t
	}
	return tables, nil
}

// versionOf is for the summary of a step that published nothing; a warehouse that cannot tell shows 0.
func (r *run) versionOf(ctx context.Context, name string) int64 {
	tables, err := r.tables(context.WithoutCancel(ctx))
	if err != nil {
		return 0
	}
	return tables[name].Version
}

// value runs a query that gives one row and gives its values.
func value(ctx context.Context, s engine.Snapshot, sql string, args map[string]any) ([]any, error) {
	rows, err := s.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("BUG: a query for one row gave none")
	}
	values := append([]any(nil), rows.Values()...)
	for rows.Next() {
		// Reads to the end, so that an error that comes late is seen.
	}
	return values, rows.Err()
}

func count(ctx context.Context, s engine.Snapshot, sql string, args map[string]any) (int64, error) {
	v, err := value(ctx, s, sql, args)
	if err != nil {
		return 0, err
	}
	n, ok := v[0].(int64)
	if !ok {
		return 0, fmt.Errorf("BUG: a count came as %T", v[0])
	}
	return n, nil
}
