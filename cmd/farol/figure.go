package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/farol-kpi/farol/internal/format"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
)

// cell writes a value as a person reads it: figures in their measure's format and the project's language, all else as it is stored.
// Spaces that do not break are for pages; a terminal has plain ones, so that what is printed can be searched.
func cell(column metric.OutColumn, value any, language string) string {
	if value == nil {
		return format.Missing
	}
	number, ok := value.(json.Number)
	if !ok || column.Format == "" || column.Role != metric.RoleMeasure && column.Role != metric.RoleCompared {
		return fmt.Sprint(value)
	}
	f, err := number.Float64()
	if err != nil {
		return number.String()
	}
	decimals := -1
	if column.Decimals != nil {
		decimals = *column.Decimals
	}
	return strings.ReplaceAll(format.Value(f, column.Format, decimals, column.Currency, "", language), "\u00a0", " ")
}

// config is farol.yaml, as far as it can be read: what is wrong with it is for those to say who need the rest of the project.
func (e *env) config() project.Config {
	c, _ := project.LoadConfig(e.ctx, e.dir, nil) //nolint:errcheck // As above.
	if len(c.Languages) == 0 {
		c.Languages = []string{"en"}
	}
	return c
}
