package names

import "bytes"

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
	// "Blue waterhouse" and "Bluewater house" are two and two.
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
