package forecast

import "time"

// Calendar says which days are holidays, by name. A nil one knows none.
type Calendar struct{ names map[time.Time]string }

// Holiday gives the name of the holiday that the day of t is, in the zone of t, empty where it is none.
func (c *Calendar) Holiday(t time.Time) string {
	if c == nil {
		return ""
	}
	year, month, day := t.Date()
	return c.names[time.Date(year, month, day, 0, 0, 0, 0, time.UTC)]
}
