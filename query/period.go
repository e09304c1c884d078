package query

import (
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// ResolvePeriod gives the days that a preset or A..B means. A preset ends with the day that the data reach, not with today, so that a
// late load shows its newest days and not an empty page. Without data a preset is all time.
//
// The presets are all; last_N_days, last_N_weeks and last_N_months, the last of them being the one that the data reach; this_month,
// this_quarter and this_year up to that day; last_month, last_quarter and last_year, whole; for forecasts next_N_days and next_N_weeks after that day,
// and next_N_months, to the end of the Nth month that follows.
func ResolvePeriod(preset string, dataTo time.Time) (farol.Period, error) {
	preset = strings.TrimSpace(preset)
	unit, size, ahead := preset, 0, strings.HasPrefix(preset, "next_")
	if parts := strings.Split(preset, "_"); len(parts) == 3 && (parts[0] == "last" || ahead) {
		n, err := strconv.Atoi(parts[1])
		if err != nil || n < 1 || n > 10_000 {
			return farol.Period{}, badPeriod(preset, nil)
		}
		unit, size = strings.TrimSuffix(parts[2], "s")+"s", n
	}
	day := farol.Date(dataTo.Year(), dataTo.Month(), dataTo.Day())
	end := day.AddDate(0, 0, 1)
	month := farol.Date(day.Year(), day.Month(), 1)
	quarter := farol.Date(day.Year(), (day.Month()-1)/3*3+1, 1)
	year := farol.Date(day.Year(), 1, 1)
	var p farol.Period
	switch {
	case unit == "all" || unit == "":
		return farol.Period{}, nil
	case ahead && unit == "days":
		p = farol.Period{From: end, To: end.AddDate(0, 0, size)}
	case ahead && unit == "weeks":
		p = farol.Period{From: end, To: end.AddDate(0, 0, 7*size)}
	case ahead && unit == "months":
		p = farol.Period{From: end, To: month.AddDate(0, 1+size, 0)}
	case ahead && size > 0:
		return farol.Period{}, badPeriod(preset, nil)
	case size > 0 && unit == "days":
		p = farol.Period{From: end.AddDate(0, 0, -size), To: end}
	case size > 0 && unit == "weeks":
		p = farol.Period{From: end.AddDate(0, 0, -7*size), To: end}
	case size > 0 && unit == "months":
		p = farol.Period{From: month.AddDate(0, 1-size, 0), To: month.AddDate(0, 1, 0)}
	case unit == "this_month":
		p = farol.Period{From: month, To: end}
	case unit == "this_quarter":
		p = farol.Period{From: quarter, To: end}
	case unit == "this_year":
		p = farol.Period{From: year, To: end}
	case unit == "last_month":
		p = farol.Period{From: month.AddDate(0, -1, 0), To: month}
	case unit == "last_quarter":
		p = farol.Period{From: quarter.AddDate(0, -3, 0), To: quarter}
	case unit == "last_year":
		p = farol.Period{From: year.AddDate(-1, 0, 0), To: year}
	default:
		p, err := farol.ParsePeriod(preset)
		if err != nil {
			return farol.Period{}, badPeriod(preset, err)
		}
		return p, nil
	}
	if dataTo.IsZero() {
		return farol.Period{}, nil
	}
	return p, nil
}

func badPeriod(s string, cause error) error {
	return farol.Errorf(farol.CodeBadQuery, "%q is not a period", s).
		Hint("write 2026-01..2026-03, 2026-W05, all, last_28_days, last_12_months, this_month or last_month").Cause(cause)
}
