package metric

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol"
)

// order writes the order of the answer. The keys break ties, so that pages neither repeat nor miss a row; the rest comes last.
func (w *writer) order(all []int) []string {
	var terms []string
	add := func(o PlanOrder) {
		switch o.On {
		case OnMeasure:
			terms = append(terms, term(w.figure("r", o.Index, false), o.Desc))
		case OnCompared:
			terms = append(terms, term(w.figure("t", o.Index, false), o.Desc))
		default:
			terms = append(terms, w.readOrder("r", o.Index, o.Desc)...)
		}
	}
	if w.p.Other {
		time := w.p.timeKey()
		byTime := PlanOrder{On: OnKey, Index: time}
		for _, o := range w.p.Order {
			if o.On == OnKey && o.Index == time {
				byTime = o
			}
		}
		if contains(all, time) && !contains(w.p.rankKeys(), time) {
			add(byTime)
		}
		return append(terms, "r.__rank asc", "r.__other asc")
	}
	for _, o := range w.p.Order {
		add(o)
	}
	for _, i := range all {
		terms = append(terms, w.keyOrder("r", i, false)...)
	}
	return terms
}

// rankOrder writes the order in which members take the places above the rest.
func (w *writer) rankOrder(members []int) []string {
	var terms []string
	for _, o := range w.p.Order {
		if o.On == OnMeasure {
			terms = append(terms, term(fmt.Sprintf("v.__m%d", o.Index), o.Desc))
		} else if contains(members, o.Index) {
			terms = append(terms, w.readOrder("v", o.Index, o.Desc)...)
		}
	}
	if len(terms) == 0 && len(w.p.Measures) > 0 {
		terms = append(terms, term("v.__m0", true))
	}
	for _, i := range members {
		terms = append(terms, w.keyOrder("v", i, false)...)
	}
	return terms
}

// readOrder writes the order of members that was asked for: texts stand as in a list for people, É beside E. Those that differ in case
// and accents alone, and those of the same label, follow in the order of keyOrder, so that it is the same on every page.
func (w *writer) readOrder(from string, i int, desc bool) []string {
	k := w.p.Keys[i]
	terms := w.keyOrder(from, i, desc)
	read, kind := fmt.Sprintf("%s.__k%d", from, i), k.Type.Kind
	if k.Lookup != nil {
		read, kind = fmt.Sprintf("l%d.__label", i), k.Lookup.Type.Kind
	}
	if kind != farol.KindText || len(k.Order) > 0 {
		return terms
	}
	return append([]string{term(w.d.Fold(read), desc)}, terms...)
}

// keyOrder writes the order of members: their own, or by label, or by value.
func (w *writer) keyOrder(from string, i int, desc bool) []string {
	k := w.p.Keys[i]
	key := fmt.Sprintf("%s.__k%d", from, i)
	var terms []string
	switch {
	case len(k.Order) > 0:
		var places strings.Builder
		places.WriteString("case")
		for n, member := range k.Order {
			fmt.Fprintf(&places, " when %s = %s then %d", key, w.bind(member, sqlType(k.Type)), n)
		}
		fmt.Fprintf(&places, " when %s is not null then %d end", key, len(k.Order))
		terms = append(terms, term(places.String(), desc))
	case k.First > 1 && k.Type.Kind == farol.KindInteger:
		terms = append(terms, term(fmt.Sprintf("(%s + 7 - %d) %% 7", key, k.First), desc))
	case k.Lookup != nil:
		terms = append(terms, term(fmt.Sprintf("l%d.__label", i), desc))
	}
	return append(terms, term(key, desc))
}

func term(expr string, desc bool) string {
	if desc {
		return expr + " desc nulls last"
	}
	return expr + " asc nulls last"
}

// searched writes "a label of the group holds the text".
func (w *writer) searched(from string, keys []int) string {
	pattern := w.bind(w.p.Search, "varchar")
	var any []string
	for _, i := range keys {
		k := w.p.Keys[i]
		if k.Grain != "" {
			continue
		}
		key := fmt.Sprintf("%s.__k%d", from, i)
		any = append(any, "coalesce("+w.d.ContainsFold("cast("+key+" as varchar)", pattern)+", false)")
		if k.Lookup != nil {
			any = append(any, fmt.Sprintf("coalesce(%s, false)", w.d.ContainsFold(fmt.Sprintf("cast(l%d.__label as varchar)", i), pattern)))
		}
		for _, member := range k.Found {
			any = append(any, key+" is not distinct from "+w.bind(member, sqlType(k.Type)))
		}
	}
	if len(any) == 0 {
		return "true"
	}
	return "(" + strings.Join(any, " or ") + ")"
}
