package server

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
)

// Question is a question to one metrics view, as metric.Query, with its period in words.
type Question struct {
	View      string          `json:"view"`
	Measures  []string        `json:"measures" required:"false" nullable:"true" doc:"Names in the view."`
	By        []string        `json:"by" required:"false" nullable:"true" doc:"Dimensions, or a grain of time."`
	Where     []metric.Filter `json:"where" required:"false" nullable:"true"`
	Period    string          `json:"period" required:"false" doc:"A..B, or a preset such as last_28_days; all time when empty."`
	TimeZone  string          `json:"time_zone" required:"false"`
	WeekStart int             `json:"week_start" required:"false" minimum:"0" maximum:"7"`
	Compare   metric.Compare  `json:"compare" required:"false" enum:",previous_period,previous_year"`
	Order     []metric.Order  `json:"order" required:"false" nullable:"true"`
	Limit     int             `json:"limit" required:"false" minimum:"0"`
	Offset    int             `json:"offset" required:"false" minimum:"0"`
	Other     bool            `json:"other" required:"false"`
	Totals    bool            `json:"totals" required:"false"`
	Search    string          `json:"search" required:"false" maxLength:"500"`
	Fill      bool            `json:"fill" required:"false"`
}

// query turns it into a metric.Query. Presets end with the day that the view's data reach.
func (q Question) query(ctx context.Context, s *query.Session) (metric.Query, error) {
	out := metric.Query{
		View: q.View, By: q.By, TimeZone: q.TimeZone, WeekStart: q.WeekStart, Compare: q.Compare,
		Order: q.Order, Limit: q.Limit, Offset: q.Offset, Other: q.Other, Totals: q.Totals, Search: q.Search, Fill: q.Fill,
	}
	for _, m := range q.Measures {
		out.Measures = append(out.Measures, strings.TrimPrefix(m, q.View+"."))
	}
	for _, f := range q.Where {
		values := make([]any, len(f.Values))
		for i, v := range f.Values {
			// JSON has one kind of number; a whole one is meant as such.
			if n, ok := v.(float64); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
				v = int64(n)
			}
			switch v.(type) {
			case nil, bool, string, int64, float64:
			default:
				return out, farol.Errorf(farol.CodeBadQuery, "a value of the filter on %q is a list or a map", f.Column).Hint("give each value by itself")
			}
			values[i] = v
		}
		f.Values = values
		out.Where = append(out.Where, f)
	}
	var err error
	out.Period, err = period(ctx, s, q.View, q.Period)
	return out, err
}

// Address is what else may stand in a page's address, so that it can be passed on whole. Comparison has no effect here.
type Address struct {
	Period     string `query:"period" doc:"A..B, or a preset such as last_28_days; all time when empty."`
	Comparison string `query:"comparison"`
	Lang       string `query:"lang"`
}

// applicable keeps the filters that a view can apply. A page has filters of several views; one that no view has stays, to be refused.
func (s *Server) applicable(view string, filters []metric.Filter) []metric.Filter {
	return slices.DeleteFunc(filters, func(f metric.Filter) bool {
		here, elsewhere := false, false
		for _, v := range s.Project.Views {
			has := v.Dimension(f.Column) != nil
			here, elsewhere = here || has && v.Name == view, elsewhere || has
		}
		return !here && elsewhere
	})
}

func period(ctx context.Context, s *query.Session, view, words string) (farol.Period, error) {
	if words == "" || words == "all" {
		return farol.Period{}, nil
	}
	to, err := s.DataTo(ctx, view)
	if err != nil {
		return farol.Period{}, err
	}
	return query.ResolvePeriod(words, to)
}

func (s *Server) registerQuestions(api huma.API) {
	// Who has the pages only may ask what a table of theirs asks, to sort, search and page it.
	route(s, api, signedIn, op("query", http.MethodPost, "/query", "Ask one metrics view for figures."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Conditional
			Body Question
		}) (*tagged[query.Result], error) {
			if err := s.mayAsk(ctx, e, in.Body); err != nil {
				return nil, err
			}
			return answer(ctx, s, e, in.Conditional, in.Body, func() (*query.Result, error) {
				return s.Ask(ctx, e, in.Body)
			})
		})
	route(s, api, signedIn, open(op("members", http.MethodGet, "/members", "The members of a dimension that may be chosen.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			View      string `query:"view" required:"true"`
			Dimension string `query:"dimension" required:"true"`
			Search    string `query:"search" maxLength:"500"`
			Limit     int    `query:"limit" default:"50" minimum:"1" maximum:"1000"`

			AcceptLanguage string `header:"Accept-Language"`
			Address
			Conditional
			Choices
		}) (*tagged[query.Members], error) {
			if err := s.mayList(e, in.View); err != nil {
				return nil, err
			}
			language := s.params(e, Screen{Lang: in.Lang, AcceptLanguage: in.AcceptLanguage}).Language
			return answer(ctx, s, e, in.Conditional, language, func() (*query.Members, error) {
				session, err := s.Query.Begin(ctx, e)
				if err != nil {
					return nil, err
				}
				defer session.Close()
				p, err := period(ctx, session, in.View, in.Period)
				if err != nil {
					return nil, err
				}
				if v := s.view(in.View); v != nil && v.Time == nil {
					p = farol.Period{} // A page has one period for all of its views; this one has no time.
				}
				r := query.MembersRequest{
					View: in.View, Dimension: in.Dimension, Search: in.Search, Where: s.applicable(in.View, in.where()), Period: p, Limit: in.Limit,
				}
				return s.members(ctx, session, r, language)
			})
		})
	route(s, api, explorer, open(op("explain", http.MethodGet, "/explain", "What a figure rests on.")),
		func(ctx context.Context, e access.Entitlement, in *struct {
			View           string `query:"view" required:"true"`
			Measure        string `query:"measure" required:"true"`
			AcceptLanguage string `header:"Accept-Language"`
			Address
			Choices
		}) (*body[page.Explanation], error) {
			p := s.params(e, Screen{Period: in.Period, Lang: in.Lang, AcceptLanguage: in.AcceptLanguage, Choices: in.Choices})
			x, err := s.Pages.ExplainMeasure(ctx, e, in.View+"."+strings.TrimPrefix(in.Measure, in.View+"."), p)
			if err != nil {
				return nil, err
			}
			return &body[page.Explanation]{Body: *x}, nil
		})
	s.registerCatalog(api)
	s.registerExport(api)
}

// members lists members in the reader's language. Where the project names them, the search is for those names.
func (s *Server) members(ctx context.Context, session *query.Session, r query.MembersRequest, language string) (*query.Members, error) {
	var d *metric.Dimension
	for _, v := range session.Views() {
		if v.Name == r.View {
			d = v.Dimension(r.Dimension)
		}
	}
	if d == nil || len(d.Values) == 0 {
		return session.Members(ctx, r)
	}
	search := strings.ToLower(r.Search)
	limit := r.Limit
	r.Search, r.Limit = "", 1000
	found, err := session.Members(ctx, r)
	if err != nil {
		return nil, err
	}
	kept := &query.Members{Members: []query.Member{}, More: found.More}
	for _, m := range found.Members {
		if text := d.Values[m.Value].In(language); text != "" {
			m.Label = text
		}
		if !strings.Contains(strings.ToLower(m.Label), search) {
			continue
		}
		if len(kept.Members) == limit {
			kept.More = true
			break
		}
		kept.Members = append(kept.Members, m)
	}
	return kept, nil
}
