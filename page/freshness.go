package page

import (
	"context"
	"fmt"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/format"
)

// The states of the age of data, from the best to the worst.
var ages = []string{"fresh", "late", "stale"}

// freshness tells the age of the oldest data of the page. A table of days is fresh while it holds yesterday, one of months while it
// holds the month before; then it is late for a day, and stale after that.
func (g *rendering) freshness(ctx context.Context) Freshness {
	now := g.clock().In(g.zone)
	wall := time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), now.Second(), 0, time.UTC)
	worst := -1
	var oldest time.Time
	for _, v := range g.views() {
		if v.Time == nil {
			continue
		}
		to, err := g.session.DataTo(ctx, v.Name)
		if err != nil || to.IsZero() {
			continue // Its tiles say that it is not built, or not theirs to see.
		}
		end := bucketEnd(to, v.Time.Grain)
		state := 0
		switch late := wall.Sub(bucketEnd(end, v.Time.Grain)); {
		case late > 24*time.Hour:
			state = 2
		case late > 0:
			state = 1
		}
		if v.Time.Grain.Coarseness() > farol.GrainDay.Coarseness() && !end.After(wall) {
			to = end.AddDate(0, 0, -1) // A month that is over reaches to its last day; one that is not, nobody knows how far.
		}
		if state > worst || state == worst && to.Before(oldest) {
			worst, oldest = state, to
		}
	}
	if worst < 0 {
		return g.loaded(now)
	}
	when := format.Date(oldest, g.language, now)
	if oldest.Format("15:04") != "00:00" {
		when = g.moment(oldest, now)
	}
	return Freshness{State: ages[worst], DataTo: oldest.Format("2006-01-02T15:04:05"), Text: fmt.Sprintf(g.words.DataTo, when)}
}

// loaded tells when the tables of views without time were loaded, the one longest ago first: such data say nothing of their own age.
func (g *rendering) loaded(now time.Time) Freshness {
	var oldest time.Time
	for _, v := range g.views() {
		table, err := g.session.Table(v.Name)
		if err != nil || v.Time != nil {
			continue
		}
		at, err := time.Parse(time.RFC3339, table.PublishedAt)
		for _, name := range g.sourcesOf(table.Name) {
			if landed, ok := g.landed(name, g.session.Loads(name)); ok && (err != nil || landed.At.Before(at)) {
				at, err = landed.At, nil
			}
		}
		if err == nil && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	if oldest.IsZero() {
		return Freshness{State: "none", Text: g.words.NoData}
	}
	return Freshness{State: "loaded", Text: fmt.Sprintf(g.words.LoadedAt, g.moment(oldest.In(g.zone), now))}
}

// moment writes a day and a time, and for today the time alone.
func (g *rendering) moment(at, now time.Time) string {
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return fmt.Sprintf(g.words.TodayAt, at.Format("15:04"))
	}
	return format.Moment(at, g.language, now)
}

// bucketEnd gives when the bucket of a grain that a moment lies in ends. Hours are as old as days: loads come by the day.
func bucketEnd(at time.Time, grain farol.Grain) time.Time {
	switch grain {
	case farol.GrainWeek:
		return at.AddDate(0, 0, 7)
	case farol.GrainMonth:
		return farol.Date(at.Year(), at.Month()+1, 1)
	case farol.GrainQuarter:
		return farol.Date(at.Year(), (at.Month()-1)/3*3+4, 1)
	case farol.GrainYear:
		return farol.Date(at.Year()+1, time.January, 1)
	}
	return at.AddDate(0, 0, 1)
}
