package names

import "github.com/farol-kpi/farol/entity/text"

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

// allAgree adds what the agreement of whole names says beside that of their words: even common words seldom come together by chance.
func (p *pair) allAgree() {
	for i := range p.found {
		if k := p.findings[i].kind; k == replaced || k == missing || k == order || k == spelling || k == initial || k == acronym {
			return
		}
	}
	p.add(finding{kind: whole, j: int8(p.left.count), l: int8(p.right.count), information: wholeName})
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

// tryWhole compares the names as if nobody had put spaces, and takes that where it explains more than the words do: a name torn apart or
// run together in several places. Two slips at most: more could be a short word for another.
func (p *pair) tryWhole() {
	var bufL, bufR [mostLetters + 8]byte
	a, b := p.left.squeezed(bufL[:0]), p.right.squeezed(bufR[:0])
	if min(len(a), len(b)) < 6 {
		return
	}
	for i := range p.found {
		if f := &p.findings[i]; (f.kind == missing || f.kind == replaced) && (f.j > f.i && p.left.words[f.i].class == number || f.l > f.k && p.right.words[f.k].class == number) {
			return // A number more is two letters and another company.
		}
	}
	const twoSlips = 2 * text.Edit
	d := text.Slips(a, b, twoSlips)
	share := float64(d) / text.Edit / (float64(len(a)+len(b)) / 2)
	if d > twoSlips || share > 0.15 {
		return
	}
	now := 0.0
	for i := range p.found {
		now += p.findings[i].weight
	}
	if w := mostSupport*(1-1/(1+lettersInformation(len(a))/mostSupport*2)) + doubt(share); w > now {
		p.found = 0
		p.add(finding{kind: whole, j: int8(p.left.count), l: int8(p.right.count), weight: w})
	}
}

func (n *name) squeezed(dst []byte) []byte {
	for i := range n.count {
		dst = append(dst, n.spell(&n.words[i])...)
	}
	return dst
}

// The bits of legal forms. One law knows a company under one form, so that two forms of different nature are two companies, though a
// company changes its form now and then and clerks translate forms loosely; a form that one name leaves out says nothing.
const (
	sameForm      = 0.6
	likeForm      = 0.3
	oneForm       = -0.2
	otherCountry  = -2.0
	otherNature   = -3.5
	companyOrFirm = -0.4 // a form that says only "company" against one that says more
)

func (p *pair) compareForms() {
	if p.left.formed == 0 && p.right.formed == 0 {
		return
	}
	f := finding{kind: legal, weight: oneForm}
	if p.left.formed > 0 && p.right.formed > 0 {
		f.weight = otherNature
		for _, a := range p.left.forms[:p.left.formed] {
			for _, b := range p.right.forms[:p.right.formed] {
				f.weight = max(f.weight, compareForm(a, b))
			}
		}
	}
	p.add(f)
}

func compareForm(a, b int32) float64 {
	x, y := &forms[a], &forms[b]
	switch {
	case a == b:
		return sameForm
	case x.nature == y.nature && (x.where == y.where || x.where == "*" || y.where == "*"):
		return likeForm
	case x.nature == y.nature:
		return otherCountry
	case (x.nature == anyNature && y.nature != partnership) || (y.nature == anyNature && x.nature != partnership):
		return companyOrFirm
	}
	return otherNature
}
