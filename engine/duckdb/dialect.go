package duckdb

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// Dialect spells DuckDB's SQL.
type Dialect struct{}

// Quote makes an identifier of any name.
func (Dialect) Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Type gives VARCHAR for what has no type of its own.
func (Dialect) Type(t farol.Type) string {
	switch t.Kind {
	case farol.KindInteger, farol.KindDuration:
		return "BIGINT"
	case farol.KindDecimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", max(t.Precision, 1), t.Scale)
	case farol.KindNumber:
		return "DOUBLE"
	case farol.KindBoolean:
		return "BOOLEAN"
	case farol.KindDate:
		return "DATE"
	case farol.KindTimestamp:
		return "TIMESTAMP"
	case farol.KindTime:
		return "TIME"
	}
	return "VARCHAR"
}

// Trunc gives a DATE for a day and coarser, a TIMESTAMP for an hour.
func (Dialect) Trunc(grain farol.Grain, expr string, weekStart int) string {
	switch grain {
	case farol.GrainHour:
		return fmt.Sprintf("date_trunc('hour', CAST(%s AS TIMESTAMP))", expr)
	case farol.GrainDay:
		return fmt.Sprintf("CAST(%s AS DATE)", expr)
	case farol.GrainWeek:
		shift := weekStart - 1
		if shift <= 0 || shift > 6 {
			return fmt.Sprintf("CAST(date_trunc('week', CAST(%s AS DATE)) AS DATE)", expr)
		}
		return fmt.Sprintf("(CAST(date_trunc('week', CAST(%s AS DATE) - %d) AS DATE) + %d)", expr, shift, shift)
	case farol.GrainMonth, farol.GrainQuarter, farol.GrainYear:
		return fmt.Sprintf("CAST(date_trunc('%s', CAST(%s AS DATE)) AS DATE)", grain, expr)
	}
	panic(fmt.Sprintf("BUG: no grain %q", grain))
}

var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$`)

// Zoned moves a wall clock from one zone to another. A name that cannot be a zone's becomes one that DuckDB refuses when it runs.
func (Dialect) Zoned(expr, from, to string) string {
	for _, name := range []*string{&from, &to} {
		if !zoneName.MatchString(*name) {
			*name = "no such zone"
		}
	}
	if from == to {
		return fmt.Sprintf("CAST(%s AS TIMESTAMP)", expr)
	}
	return fmt.Sprintf("timezone(%s, timezone(%s, CAST(%s AS TIMESTAMP)))", literal(to), literal(from), expr)
}

// Quantile interpolates between the two nearest values. Decimals are read as floating point, because a DECIMAL quantile would be
// rounded to the column's scale.
func (Dialect) Quantile(expr string, q float64) string {
	return fmt.Sprintf("quantile_cont(CAST(%s AS DOUBLE), %s)", expr, strconv.FormatFloat(min(max(q, 0), 1), 'f', -1, 64))
}

// Fold writes a text as lists are sorted by: É stands beside E, and case makes no difference.
func (Dialect) Fold(expr string) string {
	return fmt.Sprintf("strip_accents(lower(CAST(%s AS VARCHAR)))", expr)
}

// ContainsFold compares without case and accents, so that "sao" finds "São". An empty pattern is held by every text.
func (Dialect) ContainsFold(expr, pattern string) string {
	return fmt.Sprintf("contains(%s, strip_accents(lower(%s)))", Dialect{}.Fold(expr), pattern)
}
