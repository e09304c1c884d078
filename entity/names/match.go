package names

import "bytes"

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

// take marks the words of a finding as explained.
func (p *pair) take(kind what, i, j, k, l int, information, weight float64) {
	for x := i; x < j; x++ {
		p.usedL[x] = true
	}
	for x := k; x < l; x++ {
		p.usedR[x] = true
	}
	p.add(finding{kind, int8(i), int8(j), int8(k), int8(l), information, weight})
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
			if short, long := min(len(x), len(y)), max(len(x), len(y)); short >= 3 && long >= short+2 && (p.kind == Person || short >= 4) && bytes.Equal(x[:short], y[:short]) && !(p.kind == Person && (fathersStem(x) != nil || fathersStem(y) != nil)) {
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
