package entity

import "slices"

// placeholders stand for "unknown" in registers and forms of several languages.
var placeholders = map[string]bool{
	"na": true, "n a": true, "nd": true, "n d": true, "null": true, "none": true, "nan": true, "nil": true, "unknown": true, "not known": true,
	"not available": true, "not applicable": true, "not provided": true, "no data": true, "missing": true, "tbd": true, "test": true, "xxx": true, "xx": true,
	"sconosciuto": true, "non disponibile": true, "non noto": true, "non applicabile": true, "da definire": true, "assente": true,
	"desconhecido": true, "sem informacao": true, "nao disponivel": true, "nao aplicavel": true, "nao informado": true,
	"desconocido": true, "no disponible": true, "no aplica": true, "sin datos": true,
	"inconnu": true, "non renseigne": true, "non disponible": true, "unbekannt": true, "nicht verfugbar": true, "keine angabe": true, "k a": true,
	"onbekend": true, "niet bekend": true, "okand": true, "ukendt": true, "nieznany": true, "brak": true,
}

// unknown says that a cell holds no value: blank, a placeholder, or one mark or digit repeated where values are longer.
func unknown(folded string) bool {
	if folded == "" || placeholders[folded] {
		return true
	}
	if len(folded) >= 5 {
		for i := 1; i < len(folded); i++ {
			if folded[i] != folded[0] {
				return false
			}
		}
		return true
	}
	return false
}

const (
	// leastRepeats is how often a value must be met to be taken for a placeholder, timesUsual how many times as often as the value that is met
	// most often but for a hundredth of them, and allDifferent the share of its records that are otherwise all different.
	leastRepeats, timesUsual = 12, 8
	allDifferent             = 0.8
)

// dropPlaceholders makes unknown of the values that stand for it: in a field whose values are as a rule met once, a value that is met many times
// over, and in records that share nothing else.
func (c *collection) dropPlaceholders(fields []*field) {
	for _, f := range fields {
		switch f.manner {
		case KindIdentifier, KindPhone, KindCode, KindEmail, KindWeb:
		default:
			continue
		}
		if stated, ok := c.over.field(f.name); ok && stated.Placeholders != nil || !f.identifies() || len(f.values) < 100 {
			continue
		}
		counts := make([]int32, len(f.values))
		for i := range f.values {
			counts[i] = f.values[i].count
		}
		slices.Sort(counts)
		usual := counts[len(counts)-1-len(counts)/100]
		have := map[int32][]int32{} // records of each value that may be one
		for i := range f.values {
			if n := f.values[i].count; n >= leastRepeats && n >= timesUsual*usual {
				have[int32(i)] = make([]int32, 0, n)
			}
		}
		if len(have) == 0 {
			continue
		}
		for r, v := range f.of {
			if records, ok := have[v]; ok {
				have[v] = append(records, int32(r))
			}
		}
		drop := map[int32]bool{}
		for i := range f.values {
			records, ok := have[int32(i)]
			if !ok || !differ(fields, f, records) {
				continue
			}
			drop[int32(i)] = true
			f.placeholders = append(f.placeholders, f.values[i].text)
			if f.missing == nil {
				f.missing = map[string]bool{}
			}
			f.missing[f.values[i].text] = true
		}
		if len(drop) == 0 {
			continue
		}
		for r, v := range f.of {
			if drop[v] {
				f.of[r] = -1
				f.known--
			}
		}
		f.forget(drop)
	}
}

// differ says that the records which have a value of a field are otherwise different things: hardly any two of them have the same name or text, nor
// the same in any other field that tells records apart. The repeats of one thing differ in when they were written, but not in all.
func differ(fields []*field, f *field, records []int32) bool {
	named := false
	for _, g := range fields {
		if g == f || len(g.values)*4 < g.known {
			continue
		}
		seen := map[int32]bool{}
		known := 0
		for _, r := range records {
			if g.of[r] >= 0 {
				known++
				seen[g.of[r]] = true
			}
		}
		if known < leastRepeats {
			continue
		}
		if float64(len(seen)) < allDifferent*float64(known) {
			return false
		}
		named = named || g.kind == KindName || g.kind == KindText
	}
	return named
}

// forget takes values out of the field that no record has any more.
func (f *field) forget(drop map[int32]bool) {
	number := make([]int32, len(f.values))
	kept := f.values[:0]
	for i := range f.values {
		number[i] = int32(len(kept))
		if !drop[int32(i)] {
			kept = append(kept, f.values[i])
		}
	}
	f.values = kept
	for r, v := range f.of {
		if v >= 0 {
			f.of[r] = number[v]
		}
	}
}
