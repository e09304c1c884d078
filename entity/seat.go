package entity

import (
	"slices"
	"strings"
)

// said is what a record says in one field.
type said struct {
	value value
	words []string // of a field that is compared word by word
	id    int32    // the value's number, -1 for an unknown, unmet for one that nobody has
}

const unmet = -2

// read reads a record, one said a field, and gives the hash of what it says. Any number of goroutines may read while nobody writes.
func (x *index) read(r *Record, source int16, out []said) uint64 {
	h := x.greet(r.Key)
	for i := range x.c.fields {
		lf := &x.learned.fields[i]
		v, ok := lf.value(r, int(source))
		if !ok {
			out[i] = said{id: -1}
			h = mix(h*31 + 1)
			continue
		}
		h = mix(h*31 + hashText(v.text))
		if id, found := x.lookup[i].of[v.text]; found {
			out[i] = said{id: id}
			continue
		}
		out[i] = said{value: v, id: unmet}
		if lf.worded() {
			out[i].words = uniqueWords(v.text)
		}
	}
	return h
}

// seat reads a record at a desk: where values are known they are used, where not they stand in the desk's own place.
func (x *index) seat(r *Record, d int32) {
	var store [maxFields]said
	out := store[:len(x.c.fields)]
	x.forms[d].hash = x.read(r, x.c.table[d], out)
	for i, f := range x.c.fields {
		lf, id := &x.learned.fields[i], out[i].id
		if id == unmet {
			v := out[i].value
			f.split(lf, &v, out[i].words, func(text string, n int) int32 {
				if n >= deskWords {
					return -1
				}
				t := int32(len(lf.words)) + d*deskWords + int32(n)
				f.words[t] = lf.weighed(text, 1)
				return t
			})
			f.values[d], id = v, d
		}
		f.of[d] = id
		x.draw(d, i, id)
	}
}

// uniqueWords are the words of a text, sorted, each once.
func uniqueWords(text string) []string {
	words := strings.Fields(text)
	slices.Sort(words)
	return slices.Compact(words)
}

// split gives a value its words; number gives a word that nobody has yet its number, where n is how many such came before.
func (f *field) split(lf *learnedField, v *value, words []string, number func(text string, n int) int32) {
	if len(words) == 0 {
		return
	}
	fresh := 0
	v.tokens = make([]int32, 0, len(words))
	for _, w := range words {
		t, ok := f.index[w]
		if !ok {
			t = number(w, fresh)
			fresh++
		}
		if t < 0 {
			v.bits += lf.weighed(w, 1).bits
			continue
		}
		v.bits += f.words[t].bits
		v.tokens = append(v.tokens, t)
	}
	slices.Sort(v.tokens)
}
