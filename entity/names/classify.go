package names

import (
	"bytes"

	"github.com/farol-kpi/farol/entity/text"
)

// asCompany finds the legal forms, which leave the words, and what each other word does.
func (n *name) asCompany() {
	kept := 0
	for i := 0; i < n.count; {
		id, length := n.findForm(i)
		w := &n.words[i]
		if length == 1 && w.to-w.from <= 2 && !w.dotted && i > 0 && n.followed(i+1) {
			length = 0 // Two letters inside a name are a word or initials.
		}
		if length == 0 && kept > 0 && i == n.count-1 {
			id, length = misspelledForm(n.spell(w))
		}
		if length > 0 && (kept > 0 || i+length < n.count) {
			if n.formed < mostForms {
				n.forms[n.formed] = id
				n.formed++
			}
			i += length
			continue
		}
		n.words[kept] = *w
		n.classify(&n.words[kept], kept > 0)
		kept++
		i++
	}
	n.count = kept
	n.splitForms()
	n.joinNumerals()
}

// misspelledForm finds the long form that a word is, but for one slip.
func misspelledForm(w []byte) (int32, int) {
	if len(w) < 9 || w[0] >= 0x80 {
		return 0, 0
	}
	for _, f := range longForms {
		if f[0] == w[0] && max(len(f)-len(w), len(w)-len(f)) <= 1 && text.Slips([]byte(f), w, text.Edit) <= text.Edit {
			return formOf[f], 1
		}
	}
	return 0, 0
}

// joinNumerals reads "forty four" as one number.
func (n *name) joinNumerals() {
	kept := 0
	for i := 0; i < n.count; i++ {
		w := n.words[i]
		if w.class == number && w.id >= 20 && w.id < 100 && w.id%10 == 0 && i+1 < n.count {
			next := &n.words[i+1]
			if next.class == number && next.id < 10 && n.letters[w.from] > '9' && n.letters[next.from] > '9' {
				w.id += next.id
				w.to, w.end = next.to, next.end
				i++
			}
		}
		n.words[kept] = w
		kept++
	}
	n.count = kept
}

// followed tells whether a word that is no legal form comes at i or after it.
func (n *name) followed(i int) bool {
	for i < n.count {
		length := n.formAt(i)
		if length == 0 {
			return true
		}
		i += length
	}
	return false
}

func (n *name) classify(w *word, inside bool) {
	spelling := n.spell(w)
	if v, ok := numeral(spelling, w.upper && inside); ok {
		w.meaning = meaning{class: number, id: v}
		return
	}
	w.meaning = inCompany[string(spelling)]
	if w.class == stop && w.dotted || w.class == stop && w.upper && len(spelling) == 1 {
		w.meaning = meaning{} // "A. Rossi" and "AT&T" have letters, not little words.
	}
}

// splitForms takes the legal forms off the ends of words of scripts that put no spaces.
func (n *name) splitForms() {
	for i := range n.count {
		w := &n.words[i]
		spelling := n.spell(w)
		if len(spelling) == 0 || spelling[0] < 0x80 {
			continue
		}
		for _, key := range unspaced {
			switch {
			case len(key) >= len(spelling):
				continue
			case bytes.HasSuffix(spelling, []byte(key)):
				w.to -= uint8(len(key))
			case bytes.HasPrefix(spelling, []byte(key)):
				w.from += uint8(len(key))
			default:
				continue
			}
			if n.formed < mostForms {
				n.forms[n.formed] = formOf[key]
				n.formed++
			}
			break
		}
	}
}

// numeral reads a number in digits, in English words up to ninety, or in Roman capitals inside a name.
func numeral(w []byte, roman bool) (int32, bool) {
	if isNumber(w) {
		// The remainder stands for a number that is too long.
		v := int64(0)
		for _, c := range w {
			v = (v*10 + int64(c-'0')) % 1_000_000_007
		}
		return int32(v), true
	}
	if v, ok := numerals[string(w)]; ok {
		return int32(v), true
	}
	if !roman || len(w) > 6 {
		return 0, false
	}
	v, last := int32(0), int32(0)
	for i := len(w) - 1; i >= 0; i-- {
		var d int32
		switch w[i] {
		case 'i':
			d = 1
		case 'v':
			d = 5
		case 'x':
			d = 10
		default:
			return 0, false
		}
		if d < last {
			v -= d
		} else {
			v += d
			last = d
		}
	}
	return v, true
}

// asPerson finds the particles, titles and fathers' names.
func (n *name) asPerson() {
	kept := 0
	fathers := false
	for i := range n.count {
		w := n.words[i]
		spelling := n.spell(&w)
		m := inPerson[string(spelling)]
		switch {
		case len(spelling) == 1 && m.class == particle, m.class == title && i == n.count-1 && !m.after, m.class == title && i == 0 && m.after:
			m = meaning{}
		case string(spelling) == "and" && w.end-w.source == 1:
			continue
		}
		if length := n.formAt(i); length > 0 && m.class == plain && len(spelling) > 2 && i+length == n.count && kept > 0 {
			if n.formed < mostForms {
				n.forms[n.formed], _ = n.findForm(i)
				n.formed++
			}
			break
		}
		w.meaning = m
		if m.class == plain {
			w.fathers = fathers
			n.filial = n.filial || fathers
			fathers = false
			_, w.hasGiven = givenNames[string(spelling)]
		}
		if m.filial {
			fathers = true
		}
		n.words[kept] = w
		kept++
	}
	n.count = kept
	// Numbers tell apart in people's names as in companies'.
	for i := range n.count {
		w := &n.words[i]
		if spelling := n.spell(w); w.class == plain && isNumber(spelling) {
			v, _ := numeral(spelling, false)
			w.meaning = meaning{class: number, id: v}
		}
	}
}
