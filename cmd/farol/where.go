package main

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/server"
	"github.com/farol-kpi/farol/server/local"
)

// offered is how many members are looked through for what a misspelled value may have meant.
const offered = 1000

// members holds the values of --where against the members that the one who asks may see. A label stands for its value where no value is
// spelled like it; a value that is no member is told, since the answer would else be empty without a word. What cannot be looked up is
// left to the question itself, which says what is wrong with it.
func (e *env) members(client *local.Client, as string, q *server.Question) {
	view := membersOf(*q)
	for i := range q.Where {
		f := &q.Where[i]
		if f.Op != metric.In && f.Op != metric.NotIn {
			continue
		}
		for j, v := range f.Values {
			value, ok := v.(string)
			if !ok {
				continue
			}
			ask := server.LocalMembers{As: as, View: view, Dimension: f.Column, Limit: 1,
				Where: []metric.Filter{{Column: f.Column, Op: metric.In, Values: []any{value}}}}
			found, err := client.Members(e.ctx, ask)
			if err != nil || len(found) > 0 {
				continue
			}
			ask.Where, ask.Limit = nil, offered
			all, err := client.Members(e.ctx, ask)
			if err != nil {
				continue
			}
			if meant := labelled(all, value); len(meant) == 1 {
				f.Values[j] = meant[0].Value
				fmt.Fprintf(e.err, "farol: %s %q is the label of %q\n", f.Column, value, meant[0].Value)
				continue
			}
			fmt.Fprintf(e.err, "farol: warning: no %s is %q%s\n", f.Column, value, nearMembers(all, value))
		}
	}
}

// labelled gives the members of a label, whatever its case.
func labelled(all []query.Member, label string) (found []query.Member) {
	for _, m := range all {
		if m.Label != m.Value && strings.EqualFold(m.Label, label) {
			found = append(found, m)
		}
	}
	return found
}

// nearMembers offers what may have been meant, with the stored value of each label.
func nearMembers(all []query.Member, value string) string {
	var texts []string
	valueOf := map[string][]string{}
	add := func(text, value string) {
		if len(valueOf[text]) == 0 {
			texts = append(texts, text)
		}
		valueOf[text] = append(valueOf[text], value)
	}
	for _, m := range all {
		add(m.Value, m.Value)
		if m.Label != m.Value {
			add(m.Label, m.Value)
		}
	}
	var offers []string
	if len(valueOf[value]) > 0 { // A label of several.
		texts = []string{value}
	} else {
		texts = near.Nearest(value, texts)
	}
	for _, text := range texts {
		for _, v := range valueOf[text] {
			offer := fmt.Sprintf("%q", v)
			if v != text {
				offer += " (" + text + ")"
			}
			if len(offers) < 5 {
				offers = append(offers, offer)
			}
		}
	}
	if len(offers) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(offers, " or ") + "?"
}

// membersOf names the view whose members a question may be held to. What is forecast has those of the view that it is of.
func membersOf(q server.Question) string {
	if q.View != "" || len(q.Measures) == 0 {
		return q.View
	}
	_, of, _ := strings.Cut(q.Measures[0], "(")
	of, _, _ = strings.Cut(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(of), ")")), ".")
	return of
}
