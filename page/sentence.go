package page

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/format"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// sayAll is how many members of an unfiltered dimension a sentence names; more are "any …".
const sayAll = 3

// filters lists what can be chosen on the page: its period, its comparison, and every dimension of its views.
func (g *rendering) filters(ctx context.Context) []Filter {
	filters := []Filter{}
	if !g.anchor.IsZero() {
		filters = append(filters, g.periodFilter(), g.comparisonFilter())
	}
	seen := map[string]int{}
	for _, v := range g.views() {
		for _, d := range v.Dimensions {
			if at, ok := seen[d.Name]; ok {
				filters[at].Views = append(filters[at].Views, v.Name)
				continue
			}
			seen[d.Name] = len(filters)
			f := Filter{ID: d.Name, Kind: "members", Label: g.dimension(v, d.Name).Label, Views: []string{v.Name}, Value: g.params.Filters[d.Name]}
			if f.Value == nil {
				f.Value = []string{}
			}
			filters = append(filters, f)
		}
	}
	for i := range filters {
		if filters[i].Kind == "members" && (len(filters[i].Value) > 0 || g.inTemplate(filters[i].ID)) {
			filters[i].Text = g.membersText(ctx, filters[i])
		}
	}
	return filters
}

func (g *rendering) inTemplate(part string) bool {
	return strings.Contains(g.page.Sentence.In(g.language), "{"+part+"}")
}

func (g *rendering) periodFilter() Filter {
	chosen := g.params.Period
	if chosen == "" {
		chosen = g.page.Period
	}
	if chosen == "" {
		chosen = "last_28_days"
	}
	f := Filter{ID: "period", Kind: "period", Label: g.words.Period, Value: []string{chosen}, Text: g.periodText(g.period), Period: g.period.String()}
	for _, p := range presets {
		f.Choices = append(f.Choices, Choice{Value: p, Label: g.words.Presets[p]})
	}
	return f
}

func (g *rendering) periodText(p farol.Period) string {
	if p.IsZero() {
		return g.words.AllTime
	}
	return format.DateRange(p, g.language, g.clock().In(g.zone))
}

func (g *rendering) comparisonFilter() Filter {
	value := string(g.compare)
	if value == "" {
		value = "none"
	}
	f := Filter{ID: "comparison", Kind: "comparison", Label: g.words.Comparison, Value: []string{value}}
	for _, c := range []metric.Compare{metric.PreviousPeriod, metric.PreviousYear, metric.CompareNone} {
		choice := Choice{Value: string(c), Label: g.comparisonText(c, g.period)}
		if c == metric.CompareNone {
			choice.Value = "none"
		}
		if choice.Value == value {
			f.Text = choice.Label
		}
		f.Choices = append(f.Choices, choice)
	}
	return f
}

// comparisonText names a comparison of a period: "the 28 days before".
func (g *rendering) comparisonText(c metric.Compare, p farol.Period) string {
	switch {
	case c == metric.CompareNone:
		return g.words.NoComparison
	case c == metric.PreviousYear:
		return g.words.PreviousYear
	case p.IsZero():
		return g.words.PreviousPeriod
	case p.From.Day() == 1 && p.To.Day() == 1:
		months := (p.To.Year()-p.From.Year())*12 + int(p.To.Month()) - int(p.From.Month())
		if months == 1 {
			return g.words.MonthBefore
		}
		return fmt.Sprintf(g.words.MonthsBefore, months)
	case p.Days() == 1:
		return g.words.DayBefore
	default:
		return fmt.Sprintf(g.words.DaysBefore, p.Days())
	}
}

func (g *rendering) comparedText(q metric.Query) string { return g.comparisonText(q.Compare, q.Period) }

// membersText says what a dimension's filter lets through: the chosen members, all but some, or any.
func (g *rendering) membersText(ctx context.Context, f Filter) string {
	chosen, allBut := members(f.Value)
	return g.chosenText(ctx, f, chosen, allBut)
}

func (g *rendering) chosenText(ctx context.Context, f Filter, chosen []string, allBut bool) string {
	request := query.MembersRequest{View: f.Views[0], Dimension: f.ID, Limit: sayAll + 1, Period: g.period}
	if len(chosen) > 0 {
		request.Where, request.Limit = []metric.Filter{{Column: f.ID, Op: metric.In, Values: anys(chosen)}}, len(chosen)
		request.Period = farol.Period{}
	}
	found, err := g.session.Members(ctx, request)
	if err != nil {
		found = &query.Members{} // The tiles say what is wrong; the sentence says what was asked.
	}
	if len(chosen) == 0 {
		return g.anyText(f, found)
	}
	labels := make([]string, 0, len(found.Members))
	known := map[string]bool{}
	for _, m := range found.Members {
		known[m.Value] = true
		labels = append(labels, g.label(g.memberText(f, m.Value, m.Label)))
	}
	for _, c := range chosen {
		if !known[c] {
			labels = append(labels, g.label(g.memberText(f, c, c))) // Chosen, but not in the data: said as it was asked.
		}
	}
	if allBut {
		return fmt.Sprintf(g.words.AllBut, g.words.list(labels))
	}
	return g.words.list(labels)
}

// anyText says what nothing chosen means: the members found, or any where they are many.
func (g *rendering) anyText(f Filter, found *query.Members) string {
	if found.More || len(found.Members) > sayAll || len(found.Members) == 0 {
		return g.words.Any + " " + strings.ToLower(f.Label)
	}
	labels := make([]string, 0, len(found.Members))
	for _, m := range found.Members {
		labels = append(labels, g.label(g.memberText(f, m.Value, m.Label)))
	}
	return g.words.list(labels)
}

// memberText names a member in the reader's language where the project does, else as the data do.
func (g *rendering) memberText(f Filter, member, label string) string {
	if v := g.view(f.Views[0]); v != nil {
		if d := v.Dimension(f.ID); d != nil && d.Values[member] != nil {
			return inside(d.Values[member].In(g.language)) // Names from the data keep their capitals.
		}
	}
	return label
}

func (g *rendering) label(s string) string {
	if s == "" {
		return g.words.Blank
	}
	return s
}

func anys(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		if v != "" {
			out[i] = v
		}
	}
	return out
}

// sentence fills the page's template. A {part} that is a filter becomes a control; {tenant} and {count} become words.
func (g *rendering) sentence(ctx context.Context, filters []Filter) ([]Part, error) {
	template := g.page.Sentence.In(g.language)
	parts := []Part{}
	for template != "" {
		before, rest, found := strings.Cut(template, "{")
		if before != "" {
			parts = append(parts, Part{Text: before})
		}
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		template = after
		switch name {
		case "tenant":
			if part := g.tenantPart(ctx, filters); part.Text != "" {
				parts = append(parts, part)
			}
		case "count":
			text, err := g.countText(ctx)
			if err != nil {
				return nil, err
			}
			parts = append(parts, Part{Text: text})
		default:
			i := slices.IndexFunc(filters, func(f Filter) bool { return f.ID == name })
			switch {
			case i >= 0:
				parts = append(parts, Part{Text: filters[i].Text, Filter: name})
			case name == "comparison":
				parts = append(parts, Part{Text: g.words.NoComparison})
			default:
				parts = append(parts, Part{Text: g.words.AllTime})
			}
		}
	}
	return parts, nil
}

// tenantPart names the one tenant that the reader sees, or offers the choice where there are several.
func (g *rendering) tenantPart(ctx context.Context, filters []Filter) Part {
	for _, v := range g.views() {
		d := v.TenantDimension()
		if d == nil {
			continue
		}
		f := &filters[slices.IndexFunc(filters, func(f Filter) bool { return f.ID == d.Name })]
		if len(g.params.Filters[d.Name]) == 0 {
			if g.session.Entitlement().AllRows && f.Text == "" {
				// There are likely several, and those of the period are found sooner than those of all time.
				shown, err := g.session.Members(ctx, query.MembersRequest{View: f.Views[0], Dimension: d.Name, Limit: sayAll + 1, Period: g.period})
				if err == nil && len(shown.Members) > 1 {
					f.Text = g.anyText(*f, shown)
					return Part{Text: f.Text, Filter: d.Name}
				}
			}
			all, err := g.session.Members(ctx, query.MembersRequest{View: v.Name, Dimension: d.Name, Limit: 2})
			if err == nil && len(all.Members) == 1 {
				return Part{Text: g.label(all.Members[0].Label)}
			}
		}
		if f.Text == "" {
			f.Text = g.membersText(ctx, *f)
		}
		return Part{Text: f.Text, Filter: d.Name}
	}
	return Part{Text: g.project.Config.Title.In(g.language)}
}

// countText counts what the page is about: "86 listings".
func (g *rendering) countText(ctx context.Context) (string, error) {
	if g.page.Count == nil {
		return "", nil
	}
	view, measure, _ := strings.Cut(g.page.Count.Measure, ".")
	v := g.view(view)
	if v == nil {
		return "", farol.Errorf(farol.CodeUnknownName, "there is no view %q to count", view).Hint("write VIEW.MEASURE of a metrics view")
	}
	q := metric.Query{View: view, Measures: []string{measure}, Period: g.period}
	if v.Time == nil {
		q.Period = farol.Period{}
	}
	q.Where, _ = g.where(v)
	result, err := g.session.Run(ctx, q)
	if err != nil {
		return g.words.NoData, nil //nolint:nilerr // The tiles of the same view say what is wrong; the page still opens.
	}
	var n any = int64(0)
	if at := column(result, measure); len(result.Rows) > 0 && at >= 0 && result.Rows[0][at] != nil {
		n = result.Rows[0][at]
	}
	text := format.Value(n, metric.FormatInteger, 0, "", "", g.language)
	var nouns project.CountNouns
	for _, language := range append([]string{g.language, "en"}, g.project.Config.Languages...) {
		if found, ok := g.page.Count.Noun[language]; ok {
			nouns = found
			break
		}
	}
	noun := nouns.Other
	if text == "1" {
		noun = nouns.One
	}
	return strings.TrimSpace(text + " " + noun), nil
}

// nothing says which chosen filter leaves a question without an answer: the first whose removal gives one.
func (g *rendering) nothing(ctx context.Context, q metric.Query) *Problem {
	p := &Problem{Code: "empty", Title: g.words.Nothing, Hint: g.words.NothingHint}
	v := g.view(q.View)
	for i, f := range q.Where {
		if _, chosen := g.params.Filters[f.Column]; !chosen {
			continue
		}
		without := metric.Query{View: q.View, Measures: q.Measures[:1], Period: q.Period}
		without.Where = slices.Delete(slices.Clone(q.Where), i, i+1)
		result, err := g.session.Run(ctx, without)
		if err == nil && !empty(&Tile{Data: result}) {
			p.Filter = f.Column
			p.Title = fmt.Sprintf(g.words.NothingBecause, g.dimension(v, f.Column).Label)
			return p
		}
	}
	return p
}
