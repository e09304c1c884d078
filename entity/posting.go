package entity

import "slices"

// keys are the keys under which a form stands: functions of its own values and of how often those were met when the model was learned. Two
// forms that share a key are compared unless too many have it.
func (x *index) keys(at int32, out []uint64) []uint64 {
	var store [3][maxFields]uint64
	exact, loose, common := &store[0], &store[1], [maxFields]bool{}
	for i, f := range x.c.fields {
		if f.of[at] < 0 {
			continue
		}
		v := &f.values[f.of[at]]
		exact[i] = mix(hashText(v.text) + uint64(i))
		switch {
		case f.kind == KindCategory || f.kind == KindNumber:
			common[i] = true
		case f.kind == KindText || f.derived:
			out, common[i] = f.wordKeys(v, uint64(i), out)
		default:
			common[i] = v.count > coldValue
			if v.count <= hotBlock {
				out = append(out, exact[i])
			}
		}
		if text := f.looseText(v); text != "" {
			loose[i] = mix(hashText(text) + uint64(i)<<8)
		}
	}
	for i, f := range x.c.fields {
		if exact[i] == 0 || !common[i] {
			continue
		}
		for j, g := range x.c.fields {
			if i < j && exact[j] != 0 && common[j] {
				out = append(out, mix(exact[i]+exact[j]*3))
			}
			if i != j && loose[j] != 0 && f.kind != KindCategory && g.kind != KindCategory && g.kind != KindNumber {
				out = append(out, mix(exact[i]+loose[j]*3))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wordKeys are the keys of a text: its rarer words alone, its commoner ones two by two. The second result says that no word of it is rare.
func (f *field) wordKeys(v *value, salt uint64, out []uint64) ([]uint64, bool) {
	var known [rareWords]int32
	n, common := 0, true
	for _, t := range v.tokens {
		w := &f.words[t]
		key := mix(hashText(w.text) + salt)
		if w.count <= hotBlock {
			out = append(out, key)
		}
		if w.count <= coldValue {
			common = false
			continue
		}
		// The rarest words stay; they are few, and this keeps them in order without a slice of their own.
		at := n
		for at > 0 && f.rarer(t, known[at-1]) {
			if at < len(known) {
				known[at] = known[at-1]
			}
			at--
		}
		if at < len(known) {
			known[at] = t
			n = min(n+1, len(known))
		}
	}
	for i, t := range known[:n] {
		for _, u := range known[i+1 : n] {
			out = append(out, mix(mix(hashText(f.words[t].text)+salt)+mix(hashText(f.words[u].text)+salt)))
		}
	}
	return out, common
}

func (f *field) rarer(t, u int32) bool {
	a, b := &f.words[t], &f.words[u]
	return a.count < b.count || a.count == b.count && a.text < b.text
}

// looseText is what similar values have in common: how a name or a code begins, the year of a date, the rarest word of a text that others
// have as well; empty where there is nothing.
func (f *field) looseText(v *value) string {
	switch f.kind {
	case KindName:
		if len(v.text) >= 3 {
			return v.text[:3]
		}
	case KindCode, KindIdentifier, KindPhone, KindWeb:
		if len(v.text) >= 4 && !f.derived {
			return v.text[:(len(v.text)+1)/2]
		}
	case KindDate:
		if v.date.year != 0 {
			return v.text[:4]
		}
	case KindText:
		best := int32(-1)
		for _, t := range v.tokens {
			if f.words[t].count > 1 && (best < 0 || f.rarer(t, best)) {
				best = t
			}
		}
		if best >= 0 {
			return f.words[best].text
		}
	}
	return ""
}

// candidates are the forms that share a key with one which is not hot, without those that cannot be the same: in ascending order of their
// numbers. Those that are marked and come before it are left out, nil being none.
func (x *index) candidates(at int32, out []int32, marked *marks) []int32 {
	var store [256]uint64
	source := x.c.table[at]
	alone := x.unique(source)
	for _, k := range x.keys(at, store[:0]) {
		s := x.shardOf(k)
		p, ok := s.posts.get(k)
		switch {
		case !ok:
		case p >= 0:
			if p != at && (marked == nil || p > at || !marked.has(p)) {
				out = append(out, p)
			}
		case len(s.lists[-p-1]) <= x.hot:
			for _, f := range s.lists[-p-1] {
				if f != at && (marked == nil || f > at || !marked.has(f)) {
					out = append(out, f)
				}
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if !alone {
		return out
	}
	return slices.DeleteFunc(out, func(f int32) bool { return x.c.table[f] == source })
}
