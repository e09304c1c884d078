package pipeline

import (
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/lake"
)

// unite gives the schema that holds the rows of all loads: columns in the order of their first appearance, each of the narrowest
// type that holds every load's values.
func unite(loads []lake.Manifest) farol.Schema {
	var all farol.Schema
	place := map[string]int{}
	for _, m := range loads {
		for _, c := range m.Schema {
			i, ok := place[c.Name]
			if !ok {
				place[c.Name] = len(all)
				all = append(all, c)
				continue
			}
			all[i].Type = widen(all[i].Type, c.Type)
		}
	}
	return all
}

// widen gives the narrowest type that holds the values of both.
func widen(a, b farol.Type) farol.Type {
	if a == b {
		return a
	}
	rank := map[farol.Kind]int{farol.KindInteger: 1, farol.KindDecimal: 2, farol.KindNumber: 3}
	ra, rb := rank[a.Kind], rank[b.Kind]
	switch {
	case ra > 0 && rb > 0:
		if max(ra, rb) == 3 {
			return farol.Type{Kind: farol.KindNumber}
		}
		return widenDecimal(a, b)
	case isDay(a) && isDay(b):
		return farol.Type{Kind: farol.KindTimestamp}
	}
	return farol.Type{Kind: farol.KindText}
}

func isDay(t farol.Type) bool { return t.Kind == farol.KindDate || t.Kind == farol.KindTimestamp }

func widenDecimal(a, b farol.Type) farol.Type {
	digits := func(t farol.Type) (whole, scale int) {
		if t.Kind == farol.KindInteger {
			return 19, 0
		}
		return t.Precision - t.Scale, t.Scale
	}
	wa, sa := digits(a)
	wb, sb := digits(b)
	whole, scale := max(wa, wb), max(sa, sb)
	if whole+scale > 38 {
		return farol.Type{Kind: farol.KindNumber}
	}
	return farol.Type{Kind: farol.KindDecimal, Precision: whole + scale, Scale: scale}
}

// startsWith tells that the table's columns are the first of want, so that the rest can be added beside them.
func startsWith(want, have farol.Schema) bool {
	if len(have) > len(want) {
		return false
	}
	for i, c := range have {
		if want[i] != c {
			return false
		}
	}
	return true
}
