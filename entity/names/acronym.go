package names

// matchAcronyms pairs a short word with the words whose initials it is. It says as much as the same letters on both sides.
func (p *pair) matchAcronyms() {
	for i := range p.left.count {
		if !p.usedL[i] {
			if j, l := p.spelledOut(&p.left.words[i], &p.left, &p.right, &p.usedR); l > 0 {
				p.take(acronym, i, i+1, j, l, lettersInformation(l-j), 0)
			}
		}
	}
	for j := range p.right.count {
		if !p.usedR[j] {
			if i, l := p.spelledOut(&p.right.words[j], &p.right, &p.left, &p.usedL); l > 0 {
				p.take(acronym, i, l, j, j+1, lettersInformation(l-i), 0)
			}
		}
	}
}

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
