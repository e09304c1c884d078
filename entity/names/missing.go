package names

// countMissing weighs the words that one name has and the other has not.
func (p *pair) countMissing() {
	left := mostMissing
	for i := range p.left.count {
		if !p.usedL[i] {
			left = p.miss(&p.left.words[i], finding{kind: missing, i: int8(i), j: int8(i + 1)}, left)
		}
	}
	for j := range p.right.count {
		if !p.usedR[j] {
			left = p.miss(&p.right.words[j], finding{kind: missing, k: int8(j), l: int8(j + 1)}, left)
		}
	}
}

func (p *pair) miss(w *word, f finding, left float64) float64 {
	switch w.class {
	case plain:
		f.weight = missingWord
		if p.kind == Person {
			f.weight = missingName
			if p.left.mononym() || p.right.mononym() {
				f.weight = missingOfMononym
			}
			if w.to-w.from == 1 {
				f.weight = missingName / 2
			}
		}
	case generic:
		f.weight = missingGeneric
	case place:
		f.weight = missingPlace
	case number:
		f.weight = missingNumber
		if w.id == 1 {
			f.weight = missingNumber / 3 // The first of a series is often written without its number.
		}
	default:
		return left
	}
	f.weight = max(f.weight, left)
	p.add(f)
	return left - f.weight
}

// mononym tells whether a name has one word of its own only.
func (n *name) mononym() bool {
	count := 0
	for i := range n.count {
		if n.words[i].class == plain {
			count++
		}
	}
	return count < 2
}

// checkFathers finds names in which a son of one name has become his father.
func (p *pair) checkFathers() {
	if !p.left.filial || !p.right.filial {
		return
	}
	for i := range p.left.count {
		j := int(p.matchOf[i]) - 1
		if j >= 0 && p.left.words[i].fathers != p.right.words[j].fathers {
			p.add(finding{order, int8(i), int8(i + 1), int8(j), int8(j + 1), 0, crossedFathers})
		}
	}
}
