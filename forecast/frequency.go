package forecast

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Frequency is the regular step between the values of a series: so many months, or so long a time. One of the two is zero.
type Frequency struct {
	Months int
	Step   time.Duration
}

// The steps that figures are usually kept by.
var (
	Hourly    = Frequency{Step: time.Hour}
	Daily     = Frequency{Step: 24 * time.Hour}
	Weekly    = Frequency{Step: 7 * 24 * time.Hour}
	Monthly   = Frequency{Months: 1}
	Quarterly = Frequency{Months: 3}
	Yearly    = Frequency{Months: 12}
)

// String gives the name that a person would use.
func (f Frequency) String() string {
	switch f {
	case Hourly:
		return "hour"
	case Daily:
		return "day"
	case Weekly:
		return "week"
	case Monthly:
		return "month"
	case Quarterly:
		return "quarter"
	case Yearly:
		return "year"
	}
	if f.Months > 0 {
		return fmt.Sprintf("%d months", f.Months)
	}
	if days := f.Step / (24 * time.Hour); days > 0 && f.Step%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d days", days)
	}
	text := f.Step.String()
	for _, none := range []string{"m0s", "h0m"} { // 15m0s is 15m.
		if strings.HasSuffix(text, none) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// Periods gives the lengths of the cycles that a series of this step may have, in steps, the shortest first: the day, the week and the
// year where they are longer than one step. A year is rounded to whole steps.
func (f Frequency) Periods() []int {
	if f.Months > 0 {
		if f.Months < 12 && 12%f.Months == 0 {
			return []int{12 / f.Months}
		}
		return nil
	}
	const day = 24 * time.Hour
	var periods []int
	for _, cycle := range []time.Duration{day, 7 * day, 365*day + 6*time.Hour} {
		if n := int((cycle + f.Step/2) / f.Step); f.Step > 0 && n > 1 {
			periods = append(periods, n)
		}
	}
	return periods
}

// After gives the time that is so many steps after start.
func (f Frequency) After(start time.Time, steps int) time.Time {
	if f.Months > 0 {
		return start.AddDate(0, f.Months*steps, 0)
	}
	if f.Step%(24*time.Hour) == 0 {
		return start.AddDate(0, 0, steps*int(f.Step/(24*time.Hour)))
	}
	return start.Add(time.Duration(steps) * f.Step)
}

// steps counts the steps from start to t; whole is false where t lies between two steps.
func (f Frequency) steps(start, t time.Time) (n int, whole bool) {
	if f.Months > 0 {
		months := (t.Year()-start.Year())*12 + int(t.Month()) - int(start.Month())
		return months / f.Months, months%f.Months == 0
	}
	d := t.Sub(start)
	return int(d / f.Step), d%f.Step == 0
}

// frequencyOf takes the commonest distance between neighbours for the step. Months, quarters and years are as long as their days say.
func frequencyOf(times []time.Time) Frequency {
	apart := make([]time.Duration, 0, len(times)-1)
	for i := 1; i < len(times); i++ {
		apart = append(apart, times[i].Sub(times[i-1]))
	}
	slices.Sort(apart)
	const day = 24 * time.Hour
	for _, long := range []struct {
		least, most time.Duration
		frequency   Frequency
	}{{28 * day, 31 * day, Monthly}, {90 * day, 92 * day, Quarterly}, {365 * day, 366 * day, Yearly}} {
		if middle := apart[len(apart)/2]; middle >= long.least && middle <= long.most && !multiples(apart, 28*day) {
			return long.frequency
		}
	}
	var best, run int
	step := apart[0]
	for i := range apart {
		if i > 0 && apart[i] == apart[i-1] {
			run++
		} else {
			run = 1
		}
		if run > best {
			best, step = run, apart[i]
		}
	}
	return Frequency{Step: step}
}

// multiples tells whether all distances are multiples of the step: four weeks are told from a month by that.
func multiples(apart []time.Duration, step time.Duration) bool {
	for _, d := range apart {
		if d%step != 0 {
			return false
		}
	}
	return true
}
