package examples_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/report"
	"github.com/xuri/excelize/v2"
)

// One number everywhere: what the fan says of the weeks to come is what the question, the table, the files and the account of the forecast say,
// and its past is that of the measure.
func (o *opened) forecastIsOneNumber(t *testing.T, who access.Identity, forecast string, filters map[string][]string) {
	t.Helper()
	entitlement, err := access.Resolve(o.project.Policy, who)
	if err != nil {
		t.Fatal(err)
	}
	renderer := page.New(o.project, o.query, time.Now, func(string, []string) (page.Landed, bool) { return page.Landed{}, false })
	var fan *page.Fan
	for _, p := range o.project.Pages {
		payload, err := renderer.Render(t.Context(), entitlement, p.Name, page.Params{Filters: filters})
		if err != nil {
			continue // This page has no such filter.
		}
		for _, row := range payload.Rows {
			for _, tile := range row {
				if tile.Fan != nil && tile.Fan.Forecast == forecast {
					fan = tile.Fan
				}
			}
		}
	}
	if fan == nil || fan.Total == nil || len(fan.Series) != 1 || len(fan.Series[0].Next) != fan.Horizon {
		t.Fatalf("%s has no fan: %+v", forecast, fan)
	}
	account, err := renderer.Forecast(t.Context(), entitlement, forecast, page.Params{Filters: filters})
	if err != nil || account.State != "ok" || account.Fan.Total.Value != fan.Total.Value || len(account.Members) < 3 {
		t.Fatalf("the account of %s: %+v, %v", forecast, account, err)
	}
	var weights float64
	for _, m := range account.Members {
		weights += m.Weight
	}
	if math.Abs(weights-1) > 0.001 {
		t.Errorf("the weights of %s add up to %v", forecast, weights)
	}
	where := page.Filters(filters)
	total := o.ask(t, who, metric.Query{View: forecast, Measures: []string{"forecast"}, Where: where})
	if got := total.Rows[0][0]; got != fan.Total.Value {
		t.Errorf("%s: the fan says %v, the question %v", forecast, fan.Total.Value, got)
	}
	by := metric.Query{View: forecast, Measures: []string{"forecast", "lo80", "hi80"}, By: []string{fan.Step}, Where: where}
	steps := o.ask(t, who, by)
	for i, next := range fan.Series[0].Next {
		if row := steps.Rows[i]; row[0] != next.At || row[1] != next.Value || row[2] != *next.Lo80 || row[3] != *next.Hi80 {
			t.Fatalf("%s: the fan says %+v, the question %v", forecast, next, row)
		}
	}
	o.files(t, entitlement, by, fan)
	of := o.project.View(forecast).Ahead
	past := o.ask(t, who, metric.Query{View: of.View, Measures: []string{of.Measure}, By: []string{fan.Step}, Where: where})
	known := map[any]any{}
	for _, row := range past.Rows {
		known[row[0]] = row[1]
	}
	for _, p := range fan.Series[0].Past {
		if want, ok := known[p[0]]; ok && fmt.Sprint(want) != fmt.Sprint(p[1]) || !ok && p[1] != 0 {
			t.Fatalf("%s: on %v the fan says %v, the question %v", forecast, p[0], p[1], want)
		}
	}
}

// files looks for the figures of the fan in a table as CSV and as a workbook.
func (o *opened) files(t *testing.T, e access.Entitlement, q metric.Query, fan *page.Fan) {
	t.Helper()
	for _, format := range []report.Format{report.CSV, report.XLSX} {
		session, err := o.query.Begin(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		err = report.Write(&file, format, report.Document{Words: report.Words{About: "About", Data: "Data"}, Label: func(c metric.OutColumn) (string, string) { return c.Name, c.Format }},
			func(head func(*query.Result) error, row func([]any) error) error {
				return session.Stream(t.Context(), q, head, row)
			})
		if err != nil {
			t.Fatal(err)
		}
		_ = session.Close()
		var rows [][]string
		if format == report.CSV {
			rows, err = csv.NewReader(&file).ReadAll()
		} else {
			var book *excelize.File
			if book, err = excelize.OpenReader(&file); err == nil {
				rows, err = book.GetRows("Data", excelize.Options{RawCellValue: true})
			}
		}
		if err != nil || len(rows) != len(fan.Series[0].Next)+1 {
			t.Fatalf("%s has %d rows: %v", format, len(rows), err)
		}
		for i, next := range fan.Series[0].Next {
			if got, err := strconv.ParseFloat(rows[i+1][1], 64); err != nil || got != next.Value {
				t.Errorf("%s says %s on %s, the fan %v", format, rows[i+1][1], next.At, next.Value)
			}
		}
	}
}
