package names

import "github.com/farol-kpi/farol/entity/text"

// allAgree adds what the agreement of whole names says beside that of their words: even common words seldom come together by chance.
func (p *pair) allAgree() {
	for i := range p.found {
		if k := p.findings[i].kind; k == replaced || k == missing || k == order || k == spelling || k == initial || k == acronym {
			return
		}
	}
	p.add(finding{kind: whole, j: int8(p.left.count), l: int8(p.right.count), information: wholeName})
}

// tryWhole compares the names as if nobody had put spaces, and takes that where it explains more than the words do: a name torn apart or
// run together in several places. Two slips at most: more could be a short word for another.
func (p *pair) tryWhole() {
	var bufL, bufR [mostLetters + 8]byte
	a, b := p.left.squeezed(bufL[:0]), p.right.squeezed(bufR[:0])
	if min(len(a), len(b)) < 6 {
		return
	}
	torn := false
	for i := range p.found {
		f := &p.findings[i]
		if (f.kind == missing || f.kind == replaced) && (f.j > f.i && p.left.words[f.i].class == number || f.l > f.k && p.right.words[f.k].class == number) {
			return // A number more is two letters and another company.
		}
		torn = torn || f.kind == replaced || f.kind == spelling
	}
	if !torn {
		return // A word more is a word more, however short.
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
	if w := support(lettersInformation(min(len(a), len(b)))) + doubt(share); w > now {
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
