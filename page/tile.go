package page

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// Limits of what is drawn at first. A table's further rows are asked for by the reader; the other charts say what they leave out.
const (
	tableRows = 50
	barRows   = 10 // twelve lines with "Other" still fit a phone without scrolling
)

// asked is a tile on its way: its main question is known, or why there is none.
type asked struct {
	Tile
	spec  *project.Tile
	query metric.Query
	err   error
}

// ask begins a tile with its names and its main question.
func (g *rendering) ask(row, place int, spec *project.Tile, inRow int) *asked {
	a := &asked{spec: spec, Tile: Tile{
		ID: fmt.Sprintf("r%dt%d", row, place), Kind: spec.Kind(), Title: spec.Title.In(g.language), Subtitle: spec.Subtitle.In(g.language),
		Width: spec.Width, Split: spec.Split, Top: spec.Top, State: "ok", Measures: []Measure{}, Dimensions: []Dimension{},
	}}
	if a.Width == 0 {
		a.Width = max(3, 12/max(1, inRow))
	}
	view, q, err := g.question(spec, &a.Tile)
	if err != nil {
		a.err = err
		return a
	}
	filters, missing := g.where(view)
	q.Where = append(q.Where, filters...)
	if len(missing) > 0 {
		a.Unfiltered = missing
	}
	a.query = q
	if g.narrowed(view, missing) {
		a.err = farol.Errorf(farol.CodeNoForecast, "no forecast is made for this selection")
	}
	return a
}

// fill asks a tile's questions. What goes wrong stays inside it.
func (g *rendering) fill(ctx context.Context, a *asked) Tile {
	err := a.err
	if err == nil {
		err = g.answer(ctx, a.spec, a.query, &a.Tile)
	}
	if err != nil {
		g.fail(ctx, &a.Tile, err)
	}
	return a.Tile
}

// fail turns an error into the tile's state and problem.
func (g *rendering) fail(ctx context.Context, t *Tile, err error) {
	e := farol.AsErrors(err)[0]
	t.State = "failed"
	switch e.Code {
	case farol.CodeForbidden, farol.CodeNoAttribute:
		t.State = "denied"
	case farol.CodeNotBuilt:
		t.State = "not_built"
	case farol.CodeNoForecast:
		t.State = "withheld"
	}
	t.Problem = &Problem{Code: string(e.Code), Title: e.Message, Hint: e.Advice}
	if e.Code == farol.CodeInternal {
		t.Problem.Title = g.words.Failed // The cause goes to the log, never to a reader.
		if g.Log != nil && ctx.Err() == nil {
			g.Log.ErrorContext(ctx, "a tile failed", "page", g.page.Name, "tile", t.ID, "error", e, "cause", errors.Unwrap(e))
		}
	}
	if v := g.viewOf(t); e.Code == farol.CodeNoForecast && v != nil && v.Ahead != nil {
		t.Problem = g.unfitting(v)
	}
	t.Data, t.Trend, t.Fan = nil, nil, nil
}

// viewOf gives the view that a tile asks.
func (g *rendering) viewOf(t *Tile) *metric.View {
	if len(t.Measures) == 0 {
		return nil
	}
	name, _, _ := strings.Cut(t.Measures[0].Name, ".")
	return g.view(name)
}

// answer puts into a tile what its questions give.
func (g *rendering) answer(ctx context.Context, spec *project.Tile, q metric.Query, t *Tile) (err error) {
	switch t.Kind {
	case "kpi":
		err = g.kpi(ctx, spec, q, t)
	case "line":
		err = g.line(ctx, q, t)
	case "stacked_bar":
		err = g.stacked(ctx, q, t)
	case "table":
		err = g.table(ctx, spec, q, t)
	case "fan":
		return g.fan(ctx, q, t)
	default:
		t.Data, err = g.session.Run(ctx, q)
	}
	if err != nil {
		return err
	}
	t.Query = &q
	if t.Data != nil {
		t.Period = t.Data.Period
		if t.Data.Compared != "" {
			t.Compared, t.ComparedText = t.Data.Compared, g.comparedText(q)
		}
	}
	if empty(t) {
		t.State = "empty"
		t.Problem = g.nothing(ctx, q)
		if v := g.viewOf(t); v != nil && v.Ahead != nil {
			g.noForecast(ctx, q, t)
		}
	}
	return nil
}

// question turns a tile's spec into its main query and says how its measures and dimensions are named.
func (g *rendering) question(spec *project.Tile, t *Tile) (*metric.View, metric.Query, error) {
	var view *metric.View
	q := metric.Query{Period: g.period, Compare: g.compare, WeekStart: g.project.Config.WeekStart}
	for _, full := range spec.Measures() {
		name, measure, _ := strings.Cut(full, ".")
		v := g.view(name)
		if v == nil || v.Measure(measure) == nil {
			return nil, q, farol.Errorf(farol.CodeUnknownName, "there is no measure %q", full)
		}
		if view != nil && view != v {
			return nil, q, farol.Errorf(farol.CodeBadQuery, "one chart cannot mix the views %q and %q", view.Name, v.Name).
				Hint("use two tiles")
		}
		view = v
		q.Measures = append(q.Measures, measure)
		t.Measures = append(t.Measures, g.measure(v, v.Measure(measure)))
	}
	q.View = view.Name
	if spec.Period != "" {
		pinned, err := query.ResolvePeriod(spec.Period, g.anchor)
		if err != nil {
			return nil, q, err
		}
		q.Period = pinned
	}
	if view.Time == nil || view.Ahead != nil && spec.Period == "" {
		q.Period = farol.Period{} // What is to come lies outside the period of the page.
	}
	if len(spec.Compare) > 0 {
		q.Compare = metric.Compare(spec.Compare[0])
	}
	if q.Compare == "none" || view.Time == nil || q.Period.IsZero() {
		q.Compare = metric.CompareNone
	}
	by := append(slices.Clone(spec.By), spec.Columns...)
	if (t.Kind == "line" || t.Kind == "stacked_bar") && t.Split == "" && len(by) > 1 {
		t.Split = by[1] // What stands second in by splits the first.
	}
	if t.Split != "" && !slices.Contains(by, t.Split) {
		by = append(by, t.Split)
	}
	for _, name := range by {
		q.By = append(q.By, name)
		t.Dimensions = append(t.Dimensions, g.dimension(view, name))
	}
	columns := make([]string, 0, len(spec.Where))
	for c := range spec.Where {
		columns = append(columns, c)
	}
	slices.Sort(columns)
	for _, c := range columns {
		f := metric.Filter{Column: c, Op: metric.In}
		if many, ok := spec.Where[c].([]any); ok {
			f.Values = many
		} else {
			f.Values = []any{spec.Where[c]}
		}
		q.Where = append(q.Where, f)
	}
	if t.Title == "" {
		t.Title = g.titleOf(t)
	}
	switch t.Kind {
	case "bar":
		q.Limit, q.Other = barRows, true
		if spec.Top > 0 {
			q.Limit = spec.Top
		}
		if timeBy(q.By) || naturalOrder(view, q.By) {
			q.Limit, q.Other = 0, false // Members with an order of their own are shown whole.
			q.Order = []metric.Order{{By: q.By[0]}}
		}
	case "table":
		q.Limit, q.Totals = tableRows, true
	case "heatmap":
		q.Compare = metric.CompareNone
	}
	return view, q, nil
}

func timeBy(by []string) bool {
	return len(by) > 0 && farol.Grain(by[0]).Coarseness() >= 0
}

// naturalOrder tells that the members of the first dimension follow each other by themselves, as weekdays do.
func naturalOrder(v *metric.View, by []string) bool {
	if len(by) == 0 {
		return false
	}
	d := v.Dimension(by[0])
	return d != nil && (d.Kind != "" || len(d.Order) > 0)
}

// kpi asks for one figure and, below it, its trend.
func (g *rendering) kpi(ctx context.Context, spec *project.Tile, q metric.Query, t *Tile) (err error) {
	if t.Data, err = g.session.Run(ctx, q); err != nil {
		return err
	}
	if spark, drawn := g.spark(spec, q); drawn {
		t.Trend, err = g.trend(ctx, spark)
	}
	return err
}

// spark gives the question of the trend below a figure, where one is drawn.
func (g *rendering) spark(spec *project.Tile, q metric.Query) (metric.Query, bool) {
	if spec.Spark == "" || q.Period.IsZero() && g.anchor.IsZero() {
		return q, false
	}
	q.By, q.Order, q.Fill = []string{spec.Spark}, nil, true
	return q, true
}

// trend asks for what is drawn beside a figure; nil where the measure has no meaning there, since the figure still has one.
func (g *rendering) trend(ctx context.Context, q metric.Query) (*query.Result, error) {
	result, err := g.session.Run(ctx, q)
	var refused *farol.Error
	if errors.As(err, &refused) && (refused.Code == farol.CodeNotAcross || refused.Code == farol.CodeBadQuery) {
		return nil, nil
	}
	return result, err
}

// line asks for a series a measure, or a series for each of the largest members of the split.
func (g *rendering) line(ctx context.Context, q metric.Query, t *Tile) (err error) {
	t.Data, err = g.series(ctx, lineOf(q, t.Split), t.Split)
	return err
}

func lineOf(q metric.Query, split string) metric.Query {
	q.Fill = !q.Period.IsZero()
	if len(q.Measures) > 1 || split != "" {
		q.Compare = metric.CompareNone // Its dashes would double the lines.
	}
	return q
}

// stacked asks for the parts of columns.
func (g *rendering) stacked(ctx context.Context, q metric.Query, t *Tile) (err error) {
	t.Data, err = g.series(ctx, stackedOf(q), t.Split)
	return err
}

func stackedOf(q metric.Query) metric.Query {
	q.Compare, q.Fill = metric.CompareNone, timeBy(q.By) && !q.Period.IsZero()
	return q
}

// table asks for the first rows, their totals over all rows, and the trend of each row shown.
func (g *rendering) table(ctx context.Context, spec *project.Tile, q metric.Query, t *Tile) (err error) {
	if t.Data, err = g.session.Run(ctx, q); err != nil {
		return err
	}
	if spec.Spark == "" || len(t.Data.Rows) == 0 || timeBy(q.By) {
		return nil
	}
	shown := metric.Filter{Column: q.By[0], Op: metric.In}
	for _, row := range t.Data.Rows {
		if !slices.Contains(shown.Values, row[0]) {
			shown.Values = append(shown.Values, row[0])
		}
	}
	q.By, q.Measures = []string{q.By[0], spec.Spark}, q.Measures[:1]
	q.Where = append(slices.Clone(q.Where), shown)
	q.Order, q.Limit, q.Totals, q.Compare = []metric.Order{{By: spec.Spark}}, 0, false, metric.CompareNone
	t.Trend, err = g.trend(ctx, q)
	return err
}

// column gives the place of a column in an answer, or -1.
func column(r *query.Result, name string) int {
	return slices.IndexFunc(r.Columns, func(c metric.OutColumn) bool { return c.Name == name })
}

// empty tells that an answer holds no known figure at all. A figure of zero is an answer.
func empty(t *Tile) bool {
	if t.Data == nil {
		return false
	}
	for _, row := range t.Data.Rows {
		for i, c := range t.Data.Columns {
			if c.Role == metric.RoleMeasure && row[i] != nil {
				return false
			}
		}
	}
	return true
}
