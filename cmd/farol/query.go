package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/report"
	"github.com/farol-kpi/farol/server"
)

// runFunc is pipeline.Run, here or in the process that serves.
type runFunc func(context.Context, pipeline.Request) (pipeline.Summary, error)

// question is what query and export ask alike.
type question struct {
	Measures []string `arg:"" optional:"" help:"Measures of one metrics view, as view.measure, or of what comes next, as forecast(view.measure)."`
	By       []string `help:"Group by these dimensions, or by hour, day, week, month, quarter, year." placeholder:"DIM"`
	Where    []string `help:"DIM=VALUE, DIM!=VALUE or DIM~PART; repeated values of one dimension are alternatives; DIM= is unknown." placeholder:"DIM=VALUE" sep:"none"`
	Period   string   `help:"A..B, or one year, quarter, month, week or day, or last_28_days and the like." placeholder:"A..B"`
	Compare  string   `help:"previous_period or previous_year." placeholder:"PERIOD"`
	Order    []string `help:"Sort by these columns; -COLUMN from the greatest down." placeholder:"COLUMN"`
	Limit    int      `help:"At most this many rows; all without it." placeholder:"N"`
	TimeZone string   `help:"The time zone of hours and days." placeholder:"ZONE"`
	As       string   `help:"Ask as this user." placeholder:"USER"`
}

// question turns flags into a question.
func (q question) question() (server.Question, error) {
	out := server.Question{Period: q.Period, Compare: metric.Compare(q.Compare), Limit: q.Limit, TimeZone: q.TimeZone}
	if q.Limit < 0 {
		return out, farol.Errorf(farol.CodeUsage, "a limit of %d has no meaning", q.Limit).Hint("leave --limit away for every row")
	}
	if len(q.Measures) == 0 {
		return out, farol.Errorf(farol.CodeUsage, "no measure is named").Hint("farol query --list shows them; then: farol query VIEW.MEASURE")
	}
	for _, full := range q.Measures {
		if strings.Contains(full, "(") { // forecast(VIEW.MEASURE): the project knows which view has it.
			out.Measures = append(out.Measures, full)
			continue
		}
		view, measure, ok := strings.Cut(full, ".")
		if !ok {
			return out, farol.Errorf(farol.CodeUsage, "%q is not VIEW.MEASURE", full).Hint("farol query --list shows them")
		}
		if out.View != "" && out.View != view {
			return out, farol.Errorf(farol.CodeUsage, "the measures are of two views, %s and %s", out.View, view).
				Hint("ask each view by itself")
		}
		out.View = view
		out.Measures = append(out.Measures, measure)
	}
	short := func(name string) string { return strings.TrimPrefix(name, out.View+".") }
	for _, by := range q.By {
		out.By = append(out.By, short(by))
	}
	at := map[string]int{}
	for _, w := range q.Where {
		cut := strings.IndexAny(w, "=~!")
		if cut <= 0 {
			return out, farol.Errorf(farol.CodeUsage, "%q is not DIM=VALUE", w).Hint("write --where region=PT11")
		}
		f := metric.Filter{Column: short(strings.TrimSpace(w[:cut])), Op: metric.In}
		value := w[cut+1:]
		switch {
		case w[cut] == '~':
			f.Op = metric.Contains
		case strings.HasPrefix(w[cut:], "!="):
			f.Op, value = metric.NotIn, w[cut+2:]
		case w[cut] == '!':
			return out, farol.Errorf(farol.CodeUsage, "%q is not DIM=VALUE", w).Hint("write --where 'region!=PT11'")
		}
		var v any = value
		if value == "" {
			v = nil
		}
		key := f.Column + string(f.Op)
		if i, ok := at[key]; ok && f.Op != metric.Contains {
			out.Where[i].Values = append(out.Where[i].Values, v)
			continue
		}
		at[key] = len(out.Where)
		f.Values = []any{v}
		out.Where = append(out.Where, f)
	}
	for _, o := range q.Order {
		name, desc := strings.CutPrefix(o, "-")
		out.Order = append(out.Order, metric.Order{By: short(name), Desc: desc})
	}
	return out, nil
}

type queryCmd struct {
	question
	List bool `help:"List the measures and dimensions that can be asked."`
}

// Help shows examples.
func (queryCmd) Help() string {
	return `Examples:
  farol query --list
  farol query ads.leads ads.lead_rate --by region --period 2026-01..2026-03
  farol query ads.leads --by month --where property_type=house --as maria --json
  farol query 'forecast(ads.leads)' 'chance(ads.leads)' --where agency=A001`
}

// Run asks and prints.
func (c queryCmd) Run(e *env) error {
	var q server.Question
	if !c.List {
		var err error
		if q, err = c.question.question(); err != nil {
			return err
		}
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	if c.List {
		catalog, err := client.Catalog(e.ctx, c.As, "en")
		if err != nil {
			return err
		}
		if e.json {
			printJSON(e.out, catalog)
			return nil
		}
		printCatalog(e.out, catalog)
		return nil
	}
	e.members(client, c.As, &q)
	result, err := client.Query(e.ctx, c.As, q)
	if err != nil {
		return err
	}
	for i := range result.Columns {
		if role := result.Columns[i].Role; role == metric.RoleMeasure || role == metric.RoleCompared {
			result.Columns[i].Name = result.View + "." + result.Columns[i].Name // As it was asked.
		}
	}
	if e.json {
		printJSON(e.out, result)
		return nil
	}
	heads, right := make([]string, len(result.Columns)), make([]bool, len(result.Columns))
	for i, column := range result.Columns {
		heads[i] = column.Name
		right[i] = column.Role == metric.RoleMeasure || column.Role == metric.RoleCompared
	}
	language := e.config().Languages[0]
	rows := make([][]string, len(result.Rows))
	for i, row := range result.Rows {
		rows[i] = make([]string, len(row))
		for j, v := range row {
			rows[i][j] = cell(result.Columns[j], v, language)
		}
	}
	writeTable(e.out, heads, rows, right)
	fmt.Fprintf(e.out, "\n%s, version %d", plural(int64(len(rows)), "row"), result.Version)
	if result.Period != "" {
		fmt.Fprintf(e.out, ", %s", result.Period)
	}
	if result.DataTo != "" {
		fmt.Fprintf(e.out, ", data to %s", strings.TrimSuffix(result.DataTo, "T00:00:00"))
	}
	fmt.Fprintln(e.out)
	return nil
}

func printCatalog(w io.Writer, c *server.Catalog) {
	for i, v := range c.Views {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s\n", v.Name, v.Label)
		for _, m := range v.Measures {
			fmt.Fprintf(w, "  measure    %-40s %s\n", m.Name, m.Label)
		}
		for _, d := range v.Dimensions {
			fmt.Fprintf(w, "  dimension  %-40s %s\n", d.Name, d.Label)
		}
		if v.Time != nil {
			fmt.Fprintf(w, "  time       from %s up, data to %s\n", v.Time.Grain, v.DataTo)
		}
	}
}

type exportCmd struct {
	question
	Out    string `required:"" short:"o" help:"The file to write; .xlsx or .csv says which kind. A hyphen is standard output." placeholder:"FILE"`
	Format string `help:"csv or xlsx, when the file's name does not say." placeholder:"KIND"`
	Force  bool   `help:"Write over a file that is there."`
}

// Help shows examples.
func (exportCmd) Help() string {
	return "Examples:\n  farol export ads.leads --by day --out leads.xlsx\n  farol export ads.leads --by listing --out - --format csv"
}

// Run writes the file: beside its name first, and under it only when it is whole.
func (c exportCmd) Run(e *env) error {
	q, err := c.question.question()
	if err != nil {
		return err
	}
	if c.Limit > 0 {
		return farol.Errorf(farol.CodeUsage, "an export holds every row").Hint("leave --limit away, or ask with: farol query --limit %d", c.Limit)
	}
	format := c.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
	}
	if format != "csv" && format != "xlsx" {
		return farol.Errorf(farol.CodeUsage, "cannot tell the kind of file from %q", c.Out).Hint("end its name in .csv or .xlsx, or add --format csv")
	}
	if _, err := os.Stat(c.Out); err == nil && !c.Force && c.Out != "-" {
		return farol.Errorf(farol.CodeConflict, "the file %q is there already", c.Out).Hint("take another name, or add --force to replace it")
	}
	client, end, err := e.connect()
	if err != nil {
		return err
	}
	defer end()
	e.members(client, c.As, &q)
	request := server.ExportRequest{Question: q, Format: report.Format(format), Title: strings.Join(c.Measures, ", ")}
	if c.Out == "-" {
		return client.Export(e.ctx, c.As, request, e.out)
	}
	f, err := os.CreateTemp(filepath.Dir(c.Out), ".farol-export-*")
	if err != nil {
		return farol.Errorf(farol.CodeUsage, "cannot write into %q", filepath.Dir(c.Out)).Hint("choose a folder that this user may write to").Cause(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := client.Export(e.ctx, c.As, request, f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), c.Out); err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, map[string]any{"file": c.Out, "bytes": size})
		return nil
	}
	fmt.Fprintf(e.out, "wrote %s (%s)\n", c.Out, sizeText(size))
	return nil
}
