package query

import (
	"context"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// What one question may hold, far beyond what a screen asks: everybody shares the machine that answers.
const (
	mostMeasures = 100
	mostKeys     = 20
	mostFilters  = 100
	mostValues   = 10_000 // of all filters together
	mostOrders   = 20
	mostName     = 200 // bytes of a name
)

// What one answer may hold. An export may have any number of rows, since it keeps none of them, but it too must not multiply few rows
// into many.
const (
	mostCells   = 5_000_000 // in memory
	mostFilled  = 1_000_000 // rows that come of filling buckets of time for every member
	fewBuckets  = 100       // that are filled without counting the members first
	hintToSplit = "ask for less at once: a shorter period, a filter, a limit or a coarser grain; an export takes any number of rows"
)

// bounded refuses a question that costs more to read than any answer is worth.
func bounded(q metric.Query) error {
	values := 0
	names := append(append([]string{}, q.Measures...), q.By...)
	for _, f := range q.Where {
		values += len(f.Values)
		names = append(names, f.Column)
	}
	for _, o := range q.Order {
		names = append(names, o.By)
	}
	for _, part := range []struct {
		what    string
		n, most int
	}{
		{"measures", len(q.Measures), mostMeasures}, {"dimensions", len(q.By), mostKeys}, {"filters", len(q.Where), mostFilters},
		{"values in its filters", values, mostValues}, {"orders", len(q.Order), mostOrders},
	} {
		if part.n > part.most {
			return farol.Errorf(farol.CodeTooLarge, "the question has %d %s, more than %d", part.n, part.what, part.most).Hint("ask several questions")
		}
	}
	texts := append([]string{q.Search}, names...)
	for _, f := range q.Where {
		for _, v := range f.Values {
			text, _ := v.(string)
			texts = append(texts, text)
		}
	}
	for _, text := range texts {
		// The engine would fail on it as a whole, and two such texts may be written alike.
		if !utf8.ValidString(text) {
			return farol.Errorf(farol.CodeBadQuery, "a text of the question is not UTF-8").Hint("spell é in an address as %%C3%%A9")
		}
	}
	for _, name := range names {
		if len(name) > mostName {
			return farol.Errorf(farol.CodeTooLarge, "a name of the question has %d bytes, more than any", len(name)).Hint("`farol query --list` shows the names")
		}
	}
	return nil
}

// filled refuses to fill so many buckets of time for so many members that the answer would be made of little else.
func (s *Session) filled(ctx context.Context, p *metric.Plan) error {
	members := p.Members()
	if members == nil || len(p.Buckets) <= fewBuckets {
		return nil
	}
	statement, err := metric.Compile(members, s.service.opts.Engine.Dialect())
	if err != nil {
		return err
	}
	var n int64
	err = s.read(ctx, *statement.Count, nil, func(values []any) error {
		n, _ = values[0].(int64)
		return nil
	})
	if err != nil {
		return err
	}
	if p.Other {
		n = min(n, int64(p.Limit)+1)
	}
	if n > mostFilled/int64(len(p.Buckets)) {
		return farol.Errorf(farol.CodeTooLarge, "%d buckets of time for each of %d groups are more than %d rows", len(p.Buckets), n, mostFilled).Hint(hintToSplit)
	}
	return nil
}

// room refuses an answer that has grown beyond what may be held in memory (invariant 10: it is not cut short).
func (r *Result) room() error {
	if len(r.Rows)*len(r.Columns) > mostCells {
		return farol.Errorf(farol.CodeTooLarge, "the answer has %d rows, which are too many at once", r.RowCount).Hint(hintToSplit)
	}
	return nil
}
