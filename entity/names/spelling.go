package names

import (
	"unicode/utf8"

	"github.com/farol-kpi/farol/entity/text"
)

// share is the part of the letters of two words that differ, 0..2, by sound and by what fingers do.
func (p *pair) share(a, b []byte, bareA, bareB bool) float64 {
	if bareA != bareB {
		var bufA, bufB [mostLetters + 8]byte
		x, y := text.Skeleton(bufA[:0], a), text.Skeleton(bufB[:0], b)
		if len(x) == 0 || len(y) == 0 {
			return 1
		}
		a, b = x, y
	}
	letters := float64(len(a)+len(b)) / 2
	// Beyond this the words are strangers and the distance need not be known.
	limit := int(letters*text.Edit*0.7) + 1
	// A hand slips once a word however short the word is, so that a letter of a short one counts a little less than its share.
	return float64(text.Slips(a, b, limit)) / text.Edit / (letters + 0.5)
}

// matchSpelling pairs the words that are left, the most alike first, until one name has none.
func (p *pair) matchSpelling() {
	var shares [mostWords][mostWords]float32
	for i := range p.left.count {
		for j := range p.right.count {
			if p.pairable(i, j) {
				a, b := &p.left.words[i], &p.right.words[j]
				x, y := p.left.spell(a), p.right.spell(b)
				if p.kind == Person {
					if f, g := fathersStem(x), fathersStem(y); f != nil && g != nil {
						x, y = f, g
					}
				}
				s := p.share(x, y, a.bare, b.bare)
				if a.hangul && b.hangul {
					s = max(s, syllables(p.left.show(i, i+1), p.right.show(j, j+1)))
				}
				if a.class != plain && b.class != plain && a.id != b.id && s > slip*1.6 {
					s = max(s, stranger) // Two words that the lists know as different are different however they are spelled.
				}
				shares[i][j] = float32(s)
			}
		}
	}
	for {
		least, x, y := float32(9), -1, -1
		for i := range p.left.count {
			for j := range p.right.count {
				if p.pairable(i, j) {
					s := shares[i][j]
					if p.left.words[i].class != p.right.words[j].class {
						s += 0.02
					}
					if s < least {
						least, x, y = s, i, j
					}
				}
			}
		}
		if x < 0 {
			return
		}
		p.compare(x, y, float64(shares[x][y]))
	}
}

// syllables is the share of the syllables that two words of a syllabic script differ in: each carries as much as half a Latin word.
func syllables(a, b string) float64 {
	count, differ := 0, 0
	for len(a) > 0 && len(b) > 0 {
		x, i := utf8.DecodeRuneInString(a)
		y, j := utf8.DecodeRuneInString(b)
		if x != y {
			differ++
		}
		count++
		a, b = a[i:], b[j:]
	}
	rest := utf8.RuneCountInString(a) + utf8.RuneCountInString(b)
	return float64(differ+rest) / float64(count+rest)
}

// pairable tells whether two words that are left may stand for one another.
func (p *pair) pairable(i, j int) bool {
	if p.usedL[i] || p.usedR[j] {
		return false
	}
	a, b := p.left.words[i].class, p.right.words[j].class
	if a == particle && p.left.words[i].bound && b == plain || b == particle && p.right.words[j].bound && a == plain {
		return true
	}
	if a == stop || b == stop || a == particle || b == particle || a == title || b == title {
		return false
	}
	return (a == number) == (b == number)
}

// compare weighs two words that are left, of which the given share of the letters differs.
func (p *pair) compare(i, j int, share float64) {
	a, b := &p.left.words[i], &p.right.words[j]
	information := min(p.information(&p.left, a), p.information(&p.right, b))
	if a.class == number {
		p.take(replaced, i, i+1, j, j+1, 0, contradiction*numberReplaced)
		return
	}
	if p.kind == Person && (a.to-a.from == 1 || b.to-b.from == 1) {
		p.take(replaced, i, i+1, j, j+1, 0, otherInitial)
		return
	}
	if a.bare != b.bare {
		information *= crossScriptShare
	}
	agreement := max(0, 1-share/(stranger-slip))
	against := doubt(share) * replacement(a.class, b.class)
	kind := spelling
	if agreement == 0 {
		kind = replaced
	} else {
		p.matchOf[i] = int8(j + 1)
	}
	p.take(kind, i, i+1, j, j+1, information*agreement, against)
}

// replacement is how much of a contradiction one word for another is.
func replacement(a, b class) float64 {
	switch {
	case a == plain && b == plain:
		return 1
	case a == generic && b == generic:
		return genericReplaced
	case a == place && b == place:
		return placeReplaced
	}
	return mixedReplaced
}

// fathersStem is the father's name inside a patronymic of a Slavic language, nil for other words. A patronymic begins like a given name
// and is not it, and two of them share an ending that says nothing.
func fathersStem(w []byte) []byte {
	for _, end := range [...]string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "ovitch", "evitch", "owicz", "ewicz", "ovic", "evic"} {
		if stem := len(w) - len(end); stem > 2 && string(w[stem:]) == end {
			return w[:stem]
		}
	}
	return nil
}
