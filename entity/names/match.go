package names

import (
	"bytes"
	"unicode/utf8"

	"github.com/farol-kpi/farol/entity/text"
)

// matchSame pairs words that are the same word, the nearest in order first.
func (p *pair) matchSame() {
	for i := range p.left.count {
		a := &p.left.words[i]
		best, distance := -1, 0
		for j := range p.right.count {
			b := &p.right.words[j]
			if p.usedR[j] || !p.sameWord(a, b) {
				continue
			}
			d := max(i-j, j-i) * 2
			if a.fathers != b.fathers {
				d++
			}
			if best < 0 || d < distance {
				best, distance = j, d
			}
		}
		if best >= 0 {
			p.take(same, i, i+1, best, best+1, min(p.information(&p.left, a), p.information(&p.right, &p.right.words[best])), 0)
			p.matchOf[i] = int8(best + 1)
		}
	}
}

func (p *pair) sameWord(a, b *word) bool {
	if a.class == number || b.class == number {
		return a.class == b.class && a.id == b.id
	}
	if a.id != 0 && a.class == b.class && a.id == b.id {
		return true
	}
	return bytes.Equal(p.left.spell(a), p.right.spell(b))
}

func (p *pair) take(kind what, i, j, k, l int, information, weight float64) {
	for x := i; x < j; x++ {
		p.usedL[x] = true
	}
	for x := k; x < l; x++ {
		p.usedR[x] = true
	}
	p.add(finding{kind, int8(i), int8(j), int8(k), int8(l), information, weight})
}

// free tells whether no word of a span has been matched and the words stand next to each other in the text.
func free(n *name, used *[mostWords]bool, i, j int) bool {
	for x := i; x < j; x++ {
		if used[x] || x > i && n.words[x].from != n.words[x-1].to {
			return false
		}
	}
	return true
}

// matchJoined pairs one word with two or three that spell it with spaces, hyphens or small slips.
func (p *pair) matchJoined() {
	for i := range p.left.count {
		for length := 3; length >= 2; length-- {
			if i+length <= p.left.count && free(&p.left, &p.usedL, i, i+length) {
				for j := range p.right.count {
					if !p.usedR[j] && p.joins(&p.left, i, i+length, &p.right, j, j+1) {
						break
					}
				}
			}
		}
	}
	for j := range p.right.count {
		for length := 3; length >= 2; length-- {
			if j+length <= p.right.count && free(&p.right, &p.usedR, j, j+length) {
				for i := range p.left.count {
					if !p.usedL[i] && p.joins(&p.right, j, j+length, &p.left, i, i+1) {
						break
					}
				}
			}
		}
	}
	// "Yong-chol" and "Yongchol" are above; "Jin ping" and "Chin-ping" are words as they stand; "Pricewater house" and "Price waterhouse"
	// are two and two.
	for i := 0; i+2 <= p.left.count; i++ {
		for j := 0; j+2 <= p.right.count; j++ {
			if free(&p.left, &p.usedL, i, i+2) && free(&p.right, &p.usedR, j, j+2) && bytes.Equal(p.left.span(i, i+2), p.right.span(j, j+2)) {
				p.take(joined, i, i+2, j, j+2, lettersInformation(len(p.left.span(i, i+2))), 0)
			}
		}
	}
}

// joins takes words i..j-1 of a for the one word k of b if their letters agree but for a slip.
func (p *pair) joins(a *name, i, j int, b *name, k, l int) bool {
	many, one := a.span(i, j), b.span(k, l)
	if len(one) < 4 || len(many) > len(one)+2 || len(one) > len(many)+2 || b.words[k].class == number || j-i == len(many) {
		return false
	}
	share := p.share(many, one, a.words[i].bare, b.words[k].bare)
	if share > slip+0.05 {
		return false
	}
	information := lettersInformation(len(one))
	if a == &p.left {
		p.take(joined, i, j, k, l, information, doubt(share))
	} else {
		p.take(joined, k, l, i, j, information, doubt(share))
	}
	return true
}

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
	return float64(text.Slips(a, b, limit)) / text.Edit / letters
}

// matchAcronyms pairs a short word with the words whose initials it is.
func (p *pair) matchAcronyms() {
	for i := range p.left.count {
		if !p.usedL[i] {
			if j, l := p.spelledOut(&p.left.words[i], &p.left, &p.right, &p.usedR); l > 0 {
				p.take(acronym, i, i+1, j, l, p.acronymInformation(l-j), 0)
			}
		}
	}
	for j := range p.right.count {
		if !p.usedR[j] {
			if i, l := p.spelledOut(&p.right.words[j], &p.right, &p.left, &p.usedL); l > 0 {
				p.take(acronym, i, l, j, j+1, p.acronymInformation(l-i), 0)
			}
		}
	}
}

// acronymInformation: an initial is right by chance once in ten to twenty, and half of the acronyms stand for something else too.
func (p *pair) acronymInformation(letters int) float64 { return 2 * float64(letters) }

// spelledOut finds the words of b whose first letters make the word w of a; little words may be left out.
func (p *pair) spelledOut(w *word, a, b *name, used *[mostWords]bool) (from, to int) {
	letters := a.spell(w)
	if len(letters) < 2 || len(letters) > 6 || w.class != plain || b.count < len(letters) {
		return 0, 0
	}
	if !w.dotted && vowelInside(letters) && (p.kind == Person && (a.count > 1 || len(letters) < 3) || len(letters) < 3 && !w.upper) {
		return 0, 0 // "Jo" is a name and no initials.
	}
	for start := range b.count {
		for _, skip := range [2]bool{false, true} {
			k, j := 0, start
			for ; j < b.count && k < len(letters); j++ {
				x := &b.words[j]
				if skip && x.class == stop && j > start {
					continue
				}
				if used[j] {
					break
				}
				if b.letters[x.from] != letters[k] || x.to-x.from < 2 {
					break
				}
				k++
			}
			if k == len(letters) {
				return start, j
			}
		}
	}
	return 0, 0
}

// matchVariants pairs initials with the names they begin and forms of one given name.
func (p *pair) matchVariants() {
	for i := range p.left.count {
		a := &p.left.words[i]
		if p.usedL[i] || a.class != plain {
			continue
		}
		for j := range p.right.count {
			b := &p.right.words[j]
			if p.usedR[j] || b.class != plain {
				continue
			}
			x, y := p.left.spell(a), p.right.spell(b)
			if p.kind == Person && a.hasGiven && b.hasGiven && sameGivenName(x, y) {
				share := p.share(x, y, a.bare, b.bare)
				// A short form or the name in another language is the same name but not always the same person's: a bit and a half less.
				p.take(variant, i, i+1, j, j+1, 2.5+1.5*max(0, 1-2*share), 0)
				p.matchOf[i] = int8(j + 1)
				break
			}
		}
	}
	for i := range p.left.count {
		a := &p.left.words[i]
		if p.usedL[i] || a.class != plain {
			continue
		}
		for j := range p.right.count {
			b := &p.right.words[j]
			if p.usedR[j] || b.class != plain {
				continue
			}
			x, y := p.left.spell(a), p.right.spell(b)
			if p.kind == Person && (len(x) == 1) != (len(y) == 1) && x[0] == y[0] {
				p.take(initial, i, i+1, j, j+1, 1.5, 0) // Rather less than a letter that both write.
				p.matchOf[i] = int8(j + 1)
				break
			}
			if short, long := min(len(x), len(y)), max(len(x), len(y)); short >= 3 && long >= short+2 && (p.kind == Person || short >= 4) && bytes.Equal(x[:short], y[:short]) && !(p.kind == Person && (patronymic(x) || patronymic(y))) {
				// A beginning cut off: short forms of any language, and abbreviations. It is also what two names of one root share.
				p.take(variant, i, i+1, j, j+1, 2.5, doubt(slip+(stranger-slip)*0.25*float64(long-short)/float64(short)))
				p.matchOf[i] = int8(j + 1)
				break
			}
		}
	}
}

// matchRepeated drops words that a name says twice.
func (p *pair) matchRepeated() {
	for i := range p.left.count {
		if !p.usedL[i] && p.left.words[i].class == plain {
			for j := range p.right.count {
				if p.usedR[j] && bytes.Equal(p.left.spell(&p.left.words[i]), p.right.spell(&p.right.words[j])) {
					p.usedL[i] = true
					break
				}
			}
		}
	}
	for j := range p.right.count {
		if !p.usedR[j] && p.right.words[j].class == plain {
			for i := range p.left.count {
				if p.usedL[i] && bytes.Equal(p.left.spell(&p.left.words[i]), p.right.spell(&p.right.words[j])) {
					p.usedR[j] = true
					break
				}
			}
		}
	}
}

// matchSpelling pairs the words that are left, the most alike first, until one name has none.
func (p *pair) matchSpelling() {
	var shares [mostWords][mostWords]float32
	for i := range p.left.count {
		for j := range p.right.count {
			if p.pairable(i, j) {
				a, b := &p.left.words[i], &p.right.words[j]
				s := p.share(p.left.spell(a), p.right.spell(b), a.bare, b.bare)
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

// patronymic tells whether a word is made from the father's name as Slavic languages do: it begins like that name and is not it.
func patronymic(w []byte) bool {
	for _, end := range [...]string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "ovitch", "evitch", "owicz", "ewicz", "ovic", "evic"} {
		if len(w) > len(end)+2 && string(w[len(w)-len(end):]) == end {
			return true
		}
	}
	return false
}
