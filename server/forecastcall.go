package server

import (
	"strings"

	"github.com/farol-kpi/farol"
)

// resolved puts the measures of a forecast in the place of forecast(view.measure), target(…) and chance(…). Where the question names its view,
// the measure inside may stand without it.
func (s *Server) resolved(q Question) (Question, error) {
	var measures []string
	view := ""
	for _, m := range q.Measures {
		if !strings.Contains(m, "(") {
			if view != "" {
				return q, mixed()
			}
			measures = append(measures, m)
			continue
		}
		if open := strings.IndexByte(m, '('); q.View != "" && !strings.Contains(m, ".") && s.Project.View(strings.Trim(m[open:], "() ")) == nil {
			m = m[:open+1] + q.View + "." + m[open+1:]
		}
		full, err := s.Project.Ahead(m)
		if err != nil {
			return q, err
		}
		of, name, dotted := strings.Cut(full, ".")
		if !dotted || view != "" && of != view || view == "" && len(measures) > 0 {
			return q, mixed()
		}
		view, measures = of, append(measures, name)
	}
	if view != "" {
		q.View, q.Measures = view, measures
	}
	return q, nil
}

func mixed() error {
	return farol.Errorf(farol.CodeBadQuery, "the measures are of more than one view").Hint("ask for a forecast and what it is of apart: each is a view of its own")
}
