package server

import (
	"context"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// mayAsk refuses a free question of who has the pages only. What a table of an open page asks is no free question, however it is
// sorted, searched, paged and filtered. The rows are the entitlement's in any case.
func (s *Server) mayAsk(ctx context.Context, e access.Entitlement, q Question) error {
	if e.Explore {
		return nil
	}
	q, err := s.resolved(q)
	if err != nil {
		return err
	}
	for _, p := range s.Pages.Pages(e) {
		for _, row := range p.Rows {
			for i := range row {
				if asks(&row[i], q) && s.samePeriod(ctx, e, row[i].Period, q) {
					return nil
				}
			}
		}
	}
	return farol.Errorf(farol.CodeForbidden, "your role has the pages only").Hint("an administrator can allow free questions")
}

// mayList refuses the members of a view to who has the pages only and no page of that view: with their numbers of rows they are
// figures too.
func (s *Server) mayList(e access.Entitlement, view string) error {
	if e.Explore {
		return nil
	}
	for _, p := range s.Pages.Pages(e) {
		if slices.Contains(p.Views, view) {
			return nil
		}
		for _, row := range p.Rows {
			for i := range row {
				for _, m := range row[i].Measures() {
					shown, _, _ := strings.Cut(m, ".")
					if v := s.view(shown); shown == view || v != nil && v.Ahead != nil && v.Ahead.View == view {
						return nil // The filters of a forecast's page are those of what is forecast.
					}
				}
			}
		}
	}
	return farol.Errorf(farol.CodeForbidden, "no page of yours shows %q", view).Hint("an administrator can allow free questions")
}

// asks tells whether a question is that of a table, but for what a reader may choose.
func asks(t *project.Tile, q Question) bool {
	if t.Kind() != "table" || len(q.Measures) == 0 {
		return false
	}
	for _, m := range q.Measures {
		if !slices.Contains(t.Table, q.View+"."+strings.TrimPrefix(m, q.View+".")) {
			return false
		}
	}
	by := append(slices.Clone(t.By), t.Columns...)
	trend := t.Spark != "" && len(by) > 0 && slices.Equal(q.By, []string{by[0], t.Spark}) // what is drawn in the rows
	if !trend && !slices.Equal(q.By, by) {
		return false
	}
	kept := map[string]bool{}
	for _, f := range q.Where {
		if f.Op != metric.In && f.Op != metric.NotIn {
			return false
		}
		value, ok := t.Where[f.Column]
		many, list := value.([]any)
		if !list {
			many = []any{value}
		}
		if ok && f.Op == metric.In && slices.EqualFunc(f.Values, many, func(a, b any) bool { return query.MemberText(a) == query.MemberText(b) }) {
			kept[f.Column] = true
		}
	}
	return len(kept) == len(t.Where)
}

// samePeriod tells whether a question keeps to the period that a tile pins.
func (s *Server) samePeriod(ctx context.Context, e access.Entitlement, pinned string, q Question) bool {
	if pinned == "" {
		return true
	}
	session, err := s.Query.Begin(ctx, e)
	if err != nil {
		return false
	}
	defer session.Close()
	spell := func(s *query.Session, words string) string {
		p, err := period(ctx, s, q.View, words)
		if err != nil {
			return ""
		}
		return p.String()
	}
	want := spell(session, pinned)
	return want != "" && want == spell(session, q.Period)
}
