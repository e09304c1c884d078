package pipeline

import (
	"time"

	"github.com/farol-kpi/farol"
	"github.com/robfig/cron/v3"
)

// timetable tells when a cron expression is due in a time zone.
type timetable struct {
	spec *cron.SpecSchedule
	zone *time.Location
}

func parseCron(expression string, zone *time.Location) (timetable, error) {
	s, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor).Parse(expression)
	if err != nil {
		return timetable{}, farol.Errorf(farol.CodeBadValue, "%q is not a schedule", expression).
			Hint("write minute, hour, day, month and weekday, such as \"5 * * * *\" for five past every hour").Cause(err)
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return timetable{}, farol.Errorf(farol.CodeBadValue, "%q has no fixed times", expression).
			Hint("write minute, hour, day, month and weekday, such as \"0 */2 * * *\" for every two hours")
	}
	return timetable{spec, zone}, nil
}

// everyHour is the bit by which the parser marks a field that was written *.
const everyHour = 1 << 63

// next gives the first time after t.
//
// A schedule of every hour goes by real time, so on the night when clocks are set back it is due in both of the doubled hours. Any other goes by the
// clock on the wall: what is due in the hour that is left out in spring comes right after it, and what is due in the hour that
// comes twice in autumn comes once.
func (s timetable) next(t time.Time) time.Time {
	if s.spec.Hour&everyHour != 0 {
		return s.spec.Next(t.In(s.zone))
	}
	local := t.In(s.zone)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
	// On the wall the doubled hour is passed twice; what was due in it the first time is not due again.
	spec := *s.spec
	spec.Location = time.UTC
	for range 1000 {
		wall = spec.Next(wall)
		if wall.IsZero() {
			return wall
		}
		if due := onClock(wall, s.zone); due.After(t) {
			return due
		}
	}
	return time.Time{}
}

// onClock gives the first moment at which clocks in the zone show wall or, where they skip it, something later.
func onClock(wall time.Time, zone *time.Location) time.Time {
	due := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	if due.Hour() == wall.Hour() && due.Minute() == wall.Minute() {
		// Where clocks show it twice, time.Date does not say which it gives.
		if earlier := due.Add(-time.Hour); earlier.Hour() == wall.Hour() && earlier.Minute() == wall.Minute() {
			return earlier
		}
		return due
	}
	// The gap ends where the offset changes: at the latest three hours away.
	from := due.Add(-3 * time.Hour)
	_, before := from.Zone()
	for m := from; ; m = m.Add(time.Minute) {
		if _, offset := m.Zone(); offset != before {
			return m
		}
		if m.After(due.Add(3 * time.Hour)) {
			return due
		}
	}
}
