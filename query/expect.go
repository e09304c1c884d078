package query

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// answered is an answer that is there before its question.
type answered struct {
	result *Result
	took   time.Duration // how long its statement ran
}

// Expect tells which questions Run will be asked next, so that those which differ in nothing but their measures are answered by one
// statement. It saves time and changes nothing else: each question is accounted for when Run gives its answer, and one that is
// refused, fails, or shares with no other is left to Run, which then answers it alone and says what is wrong with it.
func (s *Session) Expect(ctx context.Context, questions []metric.Query) {
	var (
		spelled []string
		plans   []*metric.Plan
		asked   []metric.Query
	)
	seen := map[string]bool{}
	for _, q := range questions {
		key, ok := questionKey(q)
		if !ok || s.expected[key].result != nil || seen[key] {
			continue
		}
		v, err := s.view(q.View)
		if err != nil {
			continue
		}
		plan, err := s.plan(v, q)
		if err != nil {
			continue
		}
		seen[key] = true
		spelled, plans, asked = append(spelled, key), append(plans, plan), append(asked, q)
	}
	for _, merged := range metric.Merge(plans) {
		if len(merged.Of) < 2 || ctx.Err() != nil {
			continue
		}
		began := s.service.opts.Clock()
		shared, err := s.together(ctx, merged.Plan, asked[merged.Of[0].Plan])
		if err != nil {
			continue // One of them may be to blame. Each is asked alone, so that only that one fails.
		}
		took := s.service.opts.Clock().Sub(began)
		for _, part := range merged.Of {
			s.expected[spelled[part.Plan]] = answered{result: shared.only(part.Columns), took: took}
		}
	}
}

// questionKey tells questions apart. It is false where a question cannot be written.
func questionKey(q metric.Query) (string, bool) {
	body, err := json.Marshal(struct {
		metric.Query
		Period farol.Period
	}{q, q.Period})
	return string(body), err == nil && !metric.Blurred(body)
}

// together answers a plan that several questions share, of which q is one.
func (s *Session) together(ctx context.Context, plan *metric.Plan, q metric.Query) (*Result, error) {
	v, err := s.view(q.View)
	if err != nil {
		return nil, err
	}
	a, err := s.answer(ctx, v, q, plan)
	if err != nil {
		return nil, err
	}
	return s.all(ctx, a)
}

// copy gives an answer that may be changed without changing r.
func (r *Result) copy() *Result {
	columns := make([]int, len(r.Columns))
	for i := range columns {
		columns[i] = i
	}
	return r.only(columns)
}

// only gives an answer with some of its columns.
func (r *Result) only(columns []int) *Result {
	out := *r
	out.Tables = maps.Clone(r.Tables)
	out.Columns = make([]metric.OutColumn, len(columns))
	for i, c := range columns {
		out.Columns[i] = r.Columns[c]
	}
	out.Rows = make([][]any, len(r.Rows))
	for n, row := range r.Rows {
		out.Rows[n] = make([]any, len(columns))
		for i, c := range columns {
			out.Rows[n][i] = row[c]
		}
	}
	return &out
}
