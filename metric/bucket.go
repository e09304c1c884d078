package metric

import (
	"time"

	"github.com/farol-kpi/farol"
)

// mostBuckets bounds what a filled or compared answer may hold: 20 years of hours.
const mostBuckets = 200_000

// truncate gives the first moment of the grain that holds t. Weeks start on weekStart (1 Monday to 7 Sunday).
func truncate(t time.Time, g farol.Grain, weekStart int) time.Time {
	switch g {
	case farol.GrainHour:
		return t.Truncate(time.Hour)
	case farol.GrainWeek:
		day := farol.Date(t.Year(), t.Month(), t.Day())
		isoDay := (int(day.Weekday())+6)%7 + 1
		return day.AddDate(0, 0, -((isoDay - weekStart + 7) % 7))
	case farol.GrainMonth:
		return farol.Date(t.Year(), t.Month(), 1)
	case farol.GrainQuarter:
		return farol.Date(t.Year(), (t.Month()-1)/3*3+1, 1)
	case farol.GrainYear:
		return farol.Date(t.Year(), 1, 1)
	}
	return farol.Date(t.Year(), t.Month(), t.Day())
}

// next gives the first moment of the grain after the one that begins at t.
func next(t time.Time, g farol.Grain) time.Time {
	switch g {
	case farol.GrainHour:
		return t.Add(time.Hour)
	case farol.GrainWeek:
		return t.AddDate(0, 0, 7)
	case farol.GrainMonth:
		return t.AddDate(0, 1, 0)
	case farol.GrainQuarter:
		return t.AddDate(0, 3, 0)
	case farol.GrainYear:
		return t.AddDate(1, 0, 0)
	}
	return t.AddDate(0, 0, 1)
}

// starts lists the first moments of the grains that a period touches, as the text a key has; ok is false when there are too many.
func starts(p farol.Period, g farol.Grain, weekStart int) (list []string, ok bool) {
	for t := truncate(p.From, g, weekStart); t.Before(p.To); t = next(t, g) {
		if len(list) == mostBuckets {
			return nil, false
		}
		list = append(list, bucketText(t, g))
	}
	return list, true
}

// bucketText writes the first moment of a grain.
func bucketText(t time.Time, g farol.Grain) string {
	if g == farol.GrainHour {
		return t.Format(time.DateTime)
	}
	return t.Format(time.DateOnly)
}

// BucketOf gives the first moment of the grain that holds t, as figures by that grain are told by. Weeks start on weekStart (1 Monday, also
// for 0, to 7 Sunday).
func BucketOf(t time.Time, g farol.Grain, weekStart int) time.Time {
	return truncate(t, g, max(1, weekStart))
}

// AfterBucket gives the first moment of the grain after the one that begins at t.
func AfterBucket(t time.Time, g farol.Grain) time.Time { return next(t, g) }
