package query

import (
	"context"
	"fmt"
	"strconv"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// MembersRequest asks which members a dimension has.
type MembersRequest struct {
	View      string
	Dimension string
	Search    string          // part of a label
	Where     []metric.Filter // on dimensions of the view
	Period    farol.Period
	Limit     int // 50 when 0
}

// Member is one value of a dimension. A blank Value is the unknown one.
type Member struct {
	Value string `json:"value"`
	Label string `json:"label"` // of the lookup, or the value
	Count int64  `json:"count"` // rows of the table
}

// Members is a list of members, those with most rows first unless the dimension has an order of its own.
type Members struct {
	Members []Member `json:"members"`
	More    bool     `json:"more"` // there are more than the limit
}

// Members lists the members of a dimension that occur in rows the session may see.
func (s *Session) Members(ctx context.Context, r MembersRequest) (*Members, error) {
	if r.Limit <= 0 {
		r.Limit = 50
	}
	out := &Members{Members: []Member{}}
	err := s.account(ctx, "members", r, 0, func() (int64, error) {
		v, err := s.view(r.View)
		if err != nil {
			return 0, err
		}
		d := v.Dimension(r.Dimension)
		if d == nil {
			// The planner knows the dimension's near names.
			_, err := s.run(ctx, v, metric.Query{By: []string{r.Dimension}})
			if err == nil {
				err = farol.Errorf(farol.CodeBadQuery, "%q is a grain of time and has no members", r.Dimension)
			}
			return 0, err
		}
		const rows = "__rows"
		counted := *v
		counted.Measures = []metric.Measure{{Name: rows, Count: "*"}}
		q := metric.Query{View: v.Name, Measures: []string{rows}, By: []string{d.Name}, Where: r.Where, Period: r.Period, Search: r.Search, Limit: r.Limit + 1}
		if len(d.Order) > 0 || d.Kind != "" {
			q.Order = []metric.Order{{By: d.Name}}
		}
		result, err := s.run(ctx, &counted, q)
		if err != nil {
			return 0, err
		}
		for i, row := range result.Rows {
			if i == r.Limit {
				out.More = true
				break
			}
			m := Member{Value: MemberText(row[0])}
			m.Label = m.Value
			if d.Lookup != nil && row[1] != nil {
				m.Label = MemberText(row[1])
			}
			m.Count, _ = row[len(row)-1].(int64)
			out.Members = append(out.Members, m)
		}
		return int64(len(out.Members)), nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// MemberText spells a member as it stands in an address and in a list: a million is 1000000, however its column holds it. The unknown
// one is blank.
func MemberText(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
