package page

import "github.com/farol-kpi/farol/metric"

// ahead lists the questions of a tile that do not wait for an answer to another one. Questions of a page that are known together are
// answered together where they can be.
func (g *rendering) ahead(a *asked) []metric.Query {
	if a.err != nil {
		return nil
	}
	switch a.Kind {
	case "fan":
		return nil // It asks for more than figures.
	case "kpi":
		questions := []metric.Query{a.query}
		if spark, drawn := g.spark(a.spec, a.query); drawn {
			questions = append(questions, spark)
		}
		return questions
	case "line", "stacked_bar":
		if !isWhole(a.query, a.Split) {
			return nil
		}
		if a.Kind == "line" {
			return []metric.Query{alongFirst(lineOf(a.query, a.Split))}
		}
		return []metric.Query{alongFirst(stackedOf(a.query))}
	}
	return []metric.Query{a.query}
}
