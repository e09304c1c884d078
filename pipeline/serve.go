package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// longestWait bounds how long the scheduler sleeps, so that a clock that was set or a machine that slept is noticed.
const longestWait = time.Minute

// busyWait is how long the scheduler waits for a run that somebody else began.
const busyWait = 5 * time.Second

// entry is one scheduled source.
type entry struct {
	source string
	cron   string
	times  timetable
	last   time.Time
	next   time.Time
}

// Serve runs each source that has a schedule, or all when the project states one, with everything that depends on it, when it is
// due. What was missed while nothing served is caught up by one run. It returns nil when ctx ends, or after Retire.
func (p *Pipeline) Serve(ctx context.Context) error {
	idle, stop := p.untilRetired(ctx)
	defer stop()
	entries, err := p.entries(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	for idle.Err() == nil {
		now := p.o.Clock()
		pause := longestWait
		var due []*entry
		for _, e := range entries {
			if e.next.IsZero() {
				continue
			}
			if !e.next.After(now) {
				due = append(due, e)
			} else {
				pause = min(pause, e.next.Sub(now))
			}
		}
		if len(due) > 0 {
			busy, err := p.runDue(ctx, due, now)
			if err != nil {
				return err
			}
			if !busy {
				continue
			}
			pause = busyWait
		}
		if err := p.wait(idle, pause); err != nil {
			break
		}
	}
	return nil
}

// Retire ends Serve as soon as the run that it has begun, if any, has ended.
func (p *Pipeline) Retire() { p.retire.Do(func() { close(p.retired) }) }

// untilRetired gives a context that ends when the pipeline is retired, for waiting.
func (p *Pipeline) untilRetired(ctx context.Context) (context.Context, func()) {
	idle, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-p.retired:
			cancel()
		case <-idle.Done():
		}
	}()
	return idle, func() {
		cancel()
		<-done
	}
}

// runDue runs all that is due at once. It tells when somebody else's run is going on.
func (p *Pipeline) runDue(ctx context.Context, due []*entry, now time.Time) (busy bool, err error) {
	var names []string
	for _, e := range due {
		names = append(names, e.source+"+")
	}
	_, err = p.Run(ctx, Request{Select: names})
	var fe *farol.Error
	if errors.As(err, &fe) && fe.Code == farol.CodeRunning {
		return true, nil
	}
	if ctx.Err() != nil {
		// Stopped in the middle: it stays due, so that the next start catches it up.
		return true, nil
	}
	if err != nil {
		p.o.Log.Error("a scheduled run could not begin", "error", err)
	}
	for _, e := range due {
		e.last, e.next = now, e.times.next(p.o.Clock())
	}
	return false, p.keepSchedule(ctx, due)
}

// entries gives what is scheduled, with what the state remembers of it.
func (p *Pipeline) entries(ctx context.Context) ([]*entry, error) {
	known, err := p.readSchedule(ctx)
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot read the schedule").Cause(err)
	}
	var entries []*entry
	for _, s := range p.o.Project.Sources {
		e, err := p.entryOf(s)
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		if k, ok := known[s.Name]; ok && k.cron == e.cron {
			e.last, e.next = k.last, k.next
		} else {
			e.last, e.next = k.last, e.times.next(p.o.Clock())
		}
		entries = append(entries, e)
	}
	return entries, p.keepSchedule(ctx, entries)
}

// entryOf gives the timetable of a source, or nil where nothing schedules it.
func (p *Pipeline) entryOf(s *source.Spec) (*entry, error) {
	e := &entry{source: s.Name, cron: s.Schedule}
	file, line := s.File, s.Line
	if e.cron == "" {
		e.cron, file, line = p.o.Project.Config.Schedule, "farol.yaml", 0
	}
	if e.cron == "" {
		return nil, nil
	}
	var err error
	if e.times, err = parseCron(e.cron, p.zone); err != nil {
		var fe *farol.Error
		if errors.As(err, &fe) {
			return nil, fe.At(file, line)
		}
		return nil, err
	}
	return e, nil
}

func (p *Pipeline) checkSchedules() error {
	for _, s := range p.o.Project.Sources {
		if _, err := p.entryOf(s); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pipeline) readSchedule(ctx context.Context) (map[string]entry, error) {
	rows, err := p.o.State.Reader().QueryContext(ctx, "select source, cron, last, next from schedule")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[string]entry{}
	for rows.Next() {
		var e entry
		var last, next string
		if err := rows.Scan(&e.source, &e.cron, &last, &next); err != nil {
			return nil, err
		}
		if e.last, err = parseMoment(last); err != nil {
			return nil, err
		}
		if e.next, err = parseMoment(next); err != nil {
			return nil, err
		}
		known[e.source] = e
	}
	return known, rows.Err()
}

func parseMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (p *Pipeline) keepSchedule(ctx context.Context, entries []*entry) error {
	// Also when the run was the last thing before the end: it must not be caught up at the next start.
	ctx = context.WithoutCancel(ctx)
	err := p.o.State.Write(ctx, func(tx *sql.Tx) error {
		for _, e := range entries {
			if _, err := tx.ExecContext(ctx, "insert or replace into schedule values (?, ?, ?, ?)", e.source, e.cron, moment(e.last), moment(e.next)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot keep the schedule").Cause(err)
	}
	return nil
}

func waitReal(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
