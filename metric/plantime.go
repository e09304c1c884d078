package metric

import (
	"time"

	"github.com/farol-kpi/farol"
)

// planTime finds the time column, the time zone of its moments and the period.
func (b *planner) planTime() error {
	q := b.query
	if b.view.Time == nil {
		if !q.Period.IsZero() || q.Compare != CompareNone {
			return farol.Errorf(farol.CodeBadQuery, "%q has no time column, so it has no periods", b.view.Name).Hint("ask without a period and comparison")
		}
		return nil
	}
	column, ok := b.schema.Find(b.view.Time.Column)
	if !ok {
		return b.noColumn(b.view.Time.Column, "time")
	}
	if column.Type.Kind != farol.KindDate && column.Type.Kind != farol.KindTimestamp {
		return farol.Errorf(farol.CodeBadQuery, "the time column %q of %q is %s, not a date or timestamp", column.Name, b.view.Name, article(column.Type.Kind)).
			At(b.view.File, b.view.Line).Hint("cast it in the model, or name a column that is a date or timestamp")
	}
	b.grain = b.view.Time.Grain
	if b.grain == "" {
		b.grain = farol.GrainDay
	}
	t := &TimePlan{Column: column.Name, Type: column.Type, WeekStart: b.week}
	if q.TimeZone != "" {
		zone, err := time.LoadLocation(q.TimeZone)
		if err != nil || q.TimeZone == "Local" {
			return farol.Errorf(farol.CodeBadQuery, "%q is not a time zone", q.TimeZone).Hint("write it as Europe/Lisbon")
		}
		// A stored day is the project's day and cannot be told apart into the hours that another zone would need.
		stored := b.opts.TimeZone
		if stored == "" {
			stored = "UTC"
		}
		if zone.String() != stored && column.Type.Kind == farol.KindTimestamp && b.grain == farol.GrainHour {
			t.From, t.To = stored, q.TimeZone
		}
	}
	b.plan.Time = t
	if q.Period.IsZero() {
		if q.Compare != CompareNone {
			return farol.Errorf(farol.CodeBadQuery, "a comparison needs a period").Hint("state a period, or ask without comparison")
		}
		return nil
	}
	if !q.Period.From.Before(q.Period.To) {
		return farol.Errorf(farol.CodeBadQuery, "the period ends before it begins").Hint("write the earlier day first: 2026-01-01..2026-01-31")
	}
	b.plan.Period = b.span(q.Period)
	if q.Compare != CompareNone {
		compared, err := ComparedPeriod(q.Period, q.Compare)
		if err != nil {
			return err
		}
		b.plan.Compared = b.span(compared)
	}
	b.columns[t.Column] = true
	return nil
}

// ComparedPeriod gives the period that figures of p are compared with.
func ComparedPeriod(p farol.Period, c Compare) (farol.Period, error) {
	switch c {
	case PreviousPeriod:
		return p.Previous(), nil
	case PreviousYear:
		return p.LastYear(), nil
	}
	return farol.Period{}, farol.Errorf(farol.CodeBadQuery, "%q is not a comparison", string(c)).Hint("use previous_period or previous_year")
}

// span moves a period into the wall clock of the stored column, so that the column itself is compared and not an expression on it.
func (b *planner) span(p farol.Period) *Span {
	s := Span{p.From, p.To}
	if t := b.plan.Time; t.From != "" {
		s.From, s.To = moveZone(s.From, t.To, t.From), moveZone(s.To, t.To, t.From)
	}
	return &s
}

func moveZone(wall time.Time, from, to string) time.Time {
	a, errA := time.LoadLocation(from)
	z, errZ := time.LoadLocation(to)
	if errA != nil || errZ != nil {
		return wall
	}
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, a).In(z)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// planBuckets lists the buckets of time where they must be filled or paired with those of the comparison.
func (b *planner) planBuckets() error {
	p := b.plan
	i := p.timeKey()
	p.Fill = b.query.Fill && i >= 0 && p.Period != nil
	if p.Other && len(p.Keys) == 1 {
		p.Fill = false // buckets themselves compete for the places, so those without rows are part of the rest
	}
	if i < 0 || (!p.Fill && p.Compared == nil) {
		return nil
	}
	now, ok := starts(b.query.Period, p.Keys[i].Grain, b.week)
	if !ok {
		return farol.Errorf(farol.CodeBadQuery, "the period has more than %d buckets of %s", mostBuckets, p.Keys[i].Grain).Hint("ask for a shorter period or a coarser grain")
	}
	var then []string
	if p.Compared != nil {
		compared, err := ComparedPeriod(b.query.Period, b.query.Compare)
		if err != nil {
			return err
		}
		then, _ = starts(compared, p.Keys[i].Grain, b.week)
	}
	for n, text := range now {
		bucket := Bucket{Now: text}
		if n < len(then) {
			bucket.Then = then[n]
		}
		p.Buckets = append(p.Buckets, bucket)
	}
	return nil
}
