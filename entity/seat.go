package entity

import "slices"

// seat reads a record at a desk: where values are known they are used, where not they stand in the desk's own place.
func (x *index) seat(r *Record, d int32) {
	source := x.c.table[d]
	h := x.greet(r.Key)
	for i, f := range x.c.fields {
		lf := &x.learned.fields[i]
		v, ok := lf.value(r, int(source))
		if !ok {
			f.of[d] = -1
			h = mix(h*31 + 1)
			continue
		}
		h = mix(h*31 + hashText(v.text))
		if id, found := x.lookup[i].of[v.text]; found {
			f.of[d] = id
			continue
		}
		if lf.worded() {
			x.split(f, lf, &v, func(text string, n int) int32 {
				if n >= deskWords {
					return -1
				}
				t := int32(len(lf.words)) + d*deskWords + int32(n)
				f.words[t] = lf.weighed(text, 1)
				return t
			})
		}
		f.values[d] = v
		f.of[d] = d
	}
	x.forms[d].hash = h
}

// split gives a value its words; number gives a word that nobody has yet its number, where n is how many such came before.
func (x *index) split(f *field, lf *learnedField, v *value, number func(text string, n int) int32) {
	words := wordsOf(v.text)
	slices.Sort(words)
	fresh := 0
	for i, w := range words {
		if i > 0 && w == words[i-1] {
			continue
		}
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
